"""The core's front door: what was seen, and when, becomes a diagnosis."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from bot.core.browsers.precedence import chromium_code, firefox_code, in_order
from bot.core.diagnosis.around import Onward
from bot.core.diagnosis.exceptions import Sight, rule_on
from bot.core.diagnosis.judge import Judged, Seen, judge_address, judge_chain
from bot.core.diagnosis.pages import page_findings
from bot.core.diagnosis.verdicts import Assessment, Circumstance, assess
from bot.core.facts import (
    UNCONNECTED,
    AddressLook,
    Certificate,
    Observation,
    Served,
    Unresolved,
)
from bot.core.faults import Fault
from bot.core.findings import Finding
from bot.core.knowledge import Knowledge
from bot.core.path import REMEMBERED
from bot.core.vocabulary import SEVERITIES, Category, Problem, Severity, category_of
from bot.core.x509 import parse_certificate


class Diagnosis(Struct, frozen=True, kw_only=True):
    """What is concluded about a target, told by its worst address.

    Attributes:
        findings: In the order they are told.
        primary: The first error, else the first warning, else None.
        chromium, firefox: What each shows; None where the page opens, and where no browser goes.
        alternative: A sister name that was itself looked at and is healthy; "" where none.
        exception: Why another verdict than the usual one holds; None where the usual one does.
        leaves: Of every address, by SHA-256: whether browsers stop for it there.
        onward: Where the site leads to, if browsers stop there.
        imitates: The name that the host's imitates; "" where it is nobody else's.
    """

    judged: Judged
    findings: tuple[Finding, ...]
    primary: Finding | None
    chromium: str | None
    firefox: str | None
    alternative: str = ""
    exception: Circumstance | None = None
    leaves: Mapping[str, bool] = field(default_factory=dict)
    onward: Onward | None = None
    imitates: str = ""

    @property
    def problem(self) -> Problem | None:
        """The id of the primary finding."""
        return self.primary.problem if self.primary else None

    @property
    def category(self) -> Category:
        """What a person is told."""
        return category_of(self.problem)

    @property
    def assessment(self) -> Assessment:
        """Verdict, risk and who is responsible."""
        return assess(self.primary, self.circumstance)

    @property
    def circumstance(self) -> Circumstance | None:
        """What makes verdict and wording differ from the problem's usual ones."""
        if self.exception is None and self.alternative and self.problem is Problem.NAME_VARIANT:
            return Circumstance.ALTERNATIVE
        return self.exception


def diagnose(observation: Observation, knowledge: Knowledge, *, now: datetime) -> Diagnosis:
    """Judges everything that a look brought home; a host is as bad as its worst address.

    Mail and other servers that begin in clear are judged as strictly as sites, rules that only
    browsers make included: their clients' rules differ from program to program, and what passes
    these passes those. But no browser goes there, so there is no code that one would show.
    """
    diagnosis = _diagnosed(observation, knowledge, now)
    if observation.target.starttls is None:
        return diagnosis
    return replace(diagnosis, chromium=None, firefox=None)


def _diagnosed(observation: Observation, knowledge: Knowledge, now: datetime) -> Diagnosis:
    if observation.unresolved is not None:
        finding = Finding(
            fault=_UNRESOLVED[observation.unresolved], evidence=observation.unresolved_detail
        )
        return _conclude(Judged(address="", findings=(finding,)))
    host = observation.target.host
    looks = _answering(observation.looks)
    seen = _seen(observation)
    judged = [judge_address(look, host, knowledge, now, seen) for look in looks]
    worst = min(judged, key=_by_severity) if len(judged) > 1 else judged[0]
    diagnosis = _conclude(
        worst, extra=(*_difference(judged, worst), *page_findings(observation, worst, knowledge))
    )
    diagnosis = replace(diagnosis, leaves=_leaves(judged))
    if diagnosis.primary is None:
        return diagnosis
    sight = Sight(
        observation=observation,
        judged=judged,
        primary=diagnosis.primary,
        knowledge=knowledge,
        now=now,
    )
    return _with_exception(diagnosis, sight)


def _seen(observation: Observation) -> Seen:
    """The same for every address: issuers speak about certificates, whoever serves them."""
    fetched = (parse_certificate(der) for der in observation.fetched)
    return Seen(
        fetched=tuple(c for c in fetched if isinstance(c, Certificate)),
        revocations=observation.revocations,
    )


def diagnose_chain(
    chain: Sequence[Served], host: str, knowledge: Knowledge, *, now: datetime
) -> Diagnosis:
    """Judges a chain from a file, leaf first; `host` "" asks for no name."""
    return _conclude(judge_chain(tuple(chain), host, knowledge, now))


def withheld(diagnosis: Diagnosis, reason: str) -> Diagnosis:
    """No verdict, because our own way out is not clean; what was seen stays to be looked at."""
    finding = Finding(fault=Fault.OWN_PATH_UNCLEAN, evidence=reason)
    judged = replace(diagnosis.judged, findings=(finding,), in_chromium=None, in_firefox=None)
    return _conclude(judged)


def diagnose_failed(reference: str) -> Diagnosis:
    """No diagnosis, because of a mistake of ours; the log has more under this reference."""
    evidence = f"a mistake in this program; its log says more under the reference {reference}"
    finding = Finding(fault=Fault.OWN_MISTAKE, evidence=evidence)
    return _conclude(Judged(address="", findings=(finding,)))


def diagnose_unreadable(reason: str) -> Diagnosis:
    """An address that could not be understood, with the reason as evidence."""
    finding = Finding(fault=Fault.ADDRESS_INVALID, evidence=reason)
    return _conclude(Judged(address="", findings=(finding,)))


def _with_exception(diagnosis: Diagnosis, sight: Sight) -> Diagnosis:
    ruling = rule_on(sight)
    if not ruling.remark:
        return diagnosis
    primary = replace(sight.primary, evidence=f"{sight.primary.evidence}; {ruling.remark}")
    findings = tuple(primary if f is sight.primary else f for f in diagnosis.findings)
    return replace(diagnosis, primary=primary, findings=findings, exception=ruling.circumstance)


_UNRESOLVED: Final = {
    Unresolved.NO_SUCH_NAME: Fault.NAME_UNRESOLVED,
    Unresolved.RESOLVER_FAILED: Fault.NAME_UNRESOLVED,
    Unresolved.FORBIDDEN: Fault.TARGET_FORBIDDEN,
    Unresolved.FORBIDDEN_PORT: Fault.TARGET_FORBIDDEN,
}


def _answering(looks: Sequence[AddressLook]) -> Sequence[AddressLook]:
    """Those that took the connection, as browsers pass over the others."""
    answering = [look for look in looks if look.handshakes[0].ending not in UNCONNECTED]
    return answering or looks[:1]


def _by_severity(judged: Judged) -> int:
    return SEVERITIES.index(_severity(judged))


def _severity(judged: Judged) -> Severity:
    found = {f.severity for f in judged.findings}
    return next((s for s in SEVERITIES if s in found), Severity.NOTE)


def _leaves(judged: Sequence[Judged]) -> dict[str, bool]:
    """Sorted, so that what fails anywhere is said to fail."""
    found = ((j.chain[0].sha256, _severity(j) is Severity.ERROR) for j in judged if j.chain)
    return dict(sorted(found))


def _difference(judged: Sequence[Judged], worst: Judged) -> Iterator[Finding]:
    """One address serves another leaf, or fails where the others do not."""
    if len(judged) == 1:
        return
    leaves = {j.address: j.chain[0].sha256 if j.chain else "" for j in judged}
    faults = {j.address: _severity(j) for j in judged}
    if len(set(leaves.values())) > 1 or len(set(faults.values())) > 1:
        seen = "; ".join(
            f"{address}: {leaf[:16] or 'no certificate'}" for address, leaf in leaves.items()
        )
        evidence = f"judged by {worst.address}; {seen}"
        yield Finding(fault=Fault.ADDRESSES_DIFFER, evidence=evidence)


def _conclude(judged: Judged, extra: tuple[Finding, ...] = ()) -> Diagnosis:
    found = (*judged.findings, *extra)
    findings, primary, chromium, firefox = _shown(found, judged.in_chromium, judged.in_firefox)
    return Diagnosis(
        judged=judged, findings=findings, primary=primary, chromium=chromium, firefox=firefox
    )


@lru_cache(maxsize=REMEMBERED)
def _shown(
    found: tuple[Finding, ...],
    in_chromium: tuple[Finding, ...] | None,
    in_firefox: str | None,
) -> tuple[tuple[Finding, ...], Finding | None, str | None, str | None]:
    """In order, the first that is more than a note, and what either browser shows."""
    findings = in_order(found)
    told = [f for f in findings if f.severity is not Severity.NOTE]
    return (
        findings,
        told[0] if told else None,
        chromium_code(findings if in_chromium is None else in_chromium),
        firefox_code(findings, in_firefox),
    )
