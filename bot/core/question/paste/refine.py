"""A pasted chain refines the problem that a code or sentence gave."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.core.diagnosis.diagnose import diagnose_chain
from bot.core.facts import Certificate, Served
from bot.core.findings import Finding
from bot.core.knowledge import Knowledge
from bot.core.question.paste.pasted import Pasted
from bot.core.vocabulary import NAMES_NO_CAUSE, Problem, Severity

_P: Final = Problem
_DATES: Final = (_P.EXPIRED, _P.NOT_YET_VALID)
_NAMES: Final = (_P.NAME_MISMATCH, _P.NAME_VARIANT, _P.NO_SAN)
_TRUST: Final = (
    _P.SELF_SIGNED,
    _P.INTERCEPTION,
    _P.DISTRUSTED_CA,
    _P.UNTRUSTED_ROOT,
    _P.INCOMPLETE_CHAIN,
    _P.MALFORMED_CERT,
)
"""What hides behind an unknown authority; a signature that does not fit is among it."""
_INVALID: Final = (
    _P.WEAK_SIGNATURE,
    _P.WRONG_USAGE,
    _P.NAME_CONSTRAINT,
    _P.UNSUPPORTED_KEY,
    _P.MALFORMED_CERT,
    *_NAMES,
)
"""What makes a certificate invalid, trust and dates left aside, the most telling first."""
_WITHIN: Final[dict[Problem, tuple[Problem, ...]]] = {
    _P.DATE_INVALID: _DATES,
    _P.UNTRUSTED_ROOT: _TRUST,
    _P.MALFORMED_CERT: _INVALID,
    _P.NAME_MISMATCH: _NAMES,
    _P.NAME_VARIANT: _NAMES,
    _P.NO_SAN: _NAMES,
}
"""What each may be refined to; a problem that is not here is as fine as it gets."""
_HIDES: Final = frozenset({_P.UNTRUSTED_ROOT, _P.SELF_SIGNED})
"""Programs that stop for these say nothing of names, dates and the like."""
_ROUND_A_DAY: Final = timedelta(hours=26)
"""A clock that shows the day alone, in a time zone that nobody tells."""


def refine(
    problem: Problem | None,
    pasted: Pasted,
    host: str,
    moment: datetime,
    knowledge: Knowledge,
) -> tuple[Problem, ...]:
    """What the text comes to once its chain is judged: the problem, then what else is wrong.

    The chain never overrides the class that a code or sentence gave: a browser that complains of
    dates has already trusted the chain, perhaps by a root that is not known here. Empty where
    neither says anything: that a chain looks right proves nothing. Where the paste was cut,
    nobody knows what the server sent beyond it. Where nothing gives a reason, the chain decides.

    Args:
        problem: By code or specific sentence; None where there is neither.
        pasted: With the chain, leaf first.
        host: The one that failed; "" where unknown.
        moment: When the program saw the chain.
        knowledge: Trust anchors and the like.
    """
    given = () if problem is None else (problem,)
    chain = pasted.chain
    if not chain:
        return given
    findings = diagnose_chain(chain, host, knowledge, now=moment).findings
    if pasted.is_cut:
        findings = tuple(f for f in findings if f.problem is not _P.INCOMPLETE_CHAIN)
    found = tuple(dict.fromkeys(f.problem for f in findings if f.severity is not Severity.NOTE))
    if problem is None or problem in NAMES_NO_CAUSE:
        return found or given
    finer = _finer(problem, findings, chain, moment)
    others = found if problem in _HIDES else ()
    return tuple(dict.fromkeys((finer, *(p for p in others if p not in _TRUST))))


def _finer(
    problem: Problem, findings: Sequence[Finding], chain: Sequence[Served], moment: datetime
) -> Problem:
    within = _WITHIN.get(problem, ())
    told = [f for f in findings if f.problem in within and f.severity is not Severity.NOTE]
    if problem is _P.MALFORMED_CERT:
        told = _in_invalid_order(told)
    if not told and problem is _P.DATE_INVALID:
        return _by_dates(chain, moment) or problem
    return told[0].problem if told else problem


def _in_invalid_order(findings: Iterable[Finding]) -> list[Finding]:
    """What Chromium calls invalid comes first; signatures that do not fit have another code."""
    told = [f for f in findings if not f.chromium.endswith("AUTHORITY_INVALID")]
    return sorted(
        told, key=lambda f: (not f.chromium.endswith("CERT_INVALID"), _INVALID.index(f.problem))
    )


def _by_dates(chain: Sequence[Served], moment: datetime) -> Problem | None:
    """Any certificate's, the leaf's first; then those that begin or end on about that day."""
    read = [c for c in chain if isinstance(c, Certificate)]
    for slack in (timedelta(), _ROUND_A_DAY):
        for certificate in read:
            if certificate.not_after < moment + slack:
                return _P.EXPIRED
            if certificate.not_before > moment - slack:
                return _P.NOT_YET_VALID
    return None
