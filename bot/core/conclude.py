"""Everything known of a case, brought to one problem and one verdict.

No conclusion is weaker than the strongest evidence: what is dangerous from either side stays so.
"""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bot.core.compare.comparison import Comparison, Row
from bot.core.diagnosis.diagnose import Diagnosis
from bot.core.diagnosis.verdicts import REGISTERED_INSPECTION, Assessment, assess, usual
from bot.core.message import Enquiry, Question
from bot.core.vocabulary import Category, Problem, Risk, Verdict, category_of

_RISKS: Final = (Risk.NONE, Risk.BLOCKED, Risk.UNPROVEN, Risk.KNOWN_MIDDLE, Risk.DANGER)
_VERDICTS: Final = (
    None,
    Verdict.NOTHING_TO_SKIP,
    Verdict.READ_ONLY,
    Verdict.ONLY_IF_CONFIRMED,
    Verdict.NOT_YET,
    Verdict.NO,
)


_SKIPS: Final = frozenset({Verdict.READ_ONLY, Verdict.ONLY_IF_CONFIRMED})
"""Verdicts by which somebody may go past a warning."""


class Conclusion(Struct, frozen=True, kw_only=True):
    """What a person is answered.

    Attributes:
        problem: None where everything is in order.
        also: Further problems, from either side, the graver first.
        question: What to ask next; None where nothing decisive is missing.
        danger: What was proved, and stays so whatever is sent later; None for nothing.
    """

    problem: Problem | None
    assessment: Assessment
    also: tuple[Problem, ...] = ()
    comparison: Comparison | None = None
    question: Question | None = None
    danger: Problem | None = None

    @property
    def category(self) -> Category:
        """The category of the problem."""
        return category_of(self.problem)


class Grounds(Struct, frozen=True, kw_only=True):
    """What a conclusion is drawn from.

    Attributes:
        here: Our own look; None where there was none.
        before: What was proved dangerous earlier in the case; None for nothing.
    """

    enquiry: Enquiry
    here: Diagnosis | None = None
    comparison: Comparison | None = None
    before: Problem | None = None


def conclude(grounds: Grounds) -> Conclusion:
    """The row's own word, unless something graver was seen."""
    candidates = [_strictly(grounds, *candidate) for candidate in _candidates(grounds)]
    problem, gravest = max(candidates, key=lambda c: _gravity(c[1]))
    verdict = max((a.verdict for _, a in candidates), key=_VERDICTS.index)
    assessment = replace(gravest, verdict=verdict)
    comparison = grounds.comparison
    return Conclusion(
        problem=problem,
        assessment=assessment,
        also=_others(grounds, problem),
        comparison=comparison,
        question=comparison.question if comparison and problem is comparison.problem else None,
        danger=_danger(grounds),
    )


def _strictly(
    grounds: Grounds, problem: Problem | None, assessment: Assessment
) -> tuple[Problem | None, Assessment]:
    """Where the site forbids exceptions none is made (RFC 6797 section 12.1)."""
    forbids = grounds.enquiry.reported.hsts and assessment.verdict in _SKIPS
    return problem, usual(problem) if forbids and problem else assessment


def _candidates(grounds: Grounds) -> Iterator[tuple[Problem | None, Assessment]]:
    """Of equally grave ones the first counts."""
    here, comparison = grounds.here, grounds.comparison
    if comparison is not None:
        yield comparison.problem, _of_row(comparison, here)
    elif here is None:
        yield grounds.enquiry.problem, usual(grounds.enquiry.problem)
    if here is not None and not _explained(grounds):
        yield here.problem, here.assessment
    danger = _danger(grounds)
    if danger is not None:
        yield danger, usual(danger)


_OF_SITE: Final = frozenset({Row.SITE, Row.DEVICE, Row.OTHER_GENUINE, Row.SITE_PROBABLY})
"""What the person was shown is what we were shown, as far as anybody knows."""


def _of_row(comparison: Comparison, here: Diagnosis | None) -> Assessment:
    if comparison.is_registered:
        return REGISTERED_INSPECTION
    if here is not None and comparison.problem is here.problem and comparison.row in _OF_SITE:
        return here.assessment
    assessment = assess(None) if comparison.problem is None else usual(comparison.problem)
    if comparison.responsible is None:
        return assessment
    return replace(assessment, responsible=comparison.responsible)


def _explained(grounds: Grounds) -> bool:
    """Our own look that saw nothing says nothing against what the person saw."""
    return grounds.comparison is not None and (
        grounds.here is None or grounds.here.primary is None
    )


def _danger(grounds: Grounds) -> Problem | None:
    """What a pasted chain or the person's program proves; answers to questions can be mistaken."""
    if _explained_away(grounds):
        return None
    comparison, enquiry = grounds.comparison, grounds.enquiry
    if usual(enquiry.problem).risk is Risk.DANGER:
        return enquiry.problem
    if comparison is None or not enquiry.chain or comparison.row in _BY_ANSWERS:
        return grounds.before
    is_forged = comparison.problem is Problem.INTERCEPTION
    return Problem.INTERCEPTION if is_forged else grounds.before


_BY_ANSWERS: Final = frozenset({Row.DIVERTED_ON_DEVICE, Row.DIVERTED_ON_NETWORK})


def _explained_away(grounds: Grounds) -> bool:
    """A registered key is proof of who it is; only then is a report of interception answered."""
    return grounds.comparison is not None and grounds.comparison.is_registered


def _gravity(assessment: Assessment) -> tuple[int, int]:
    return _RISKS.index(assessment.risk), _VERDICTS.index(assessment.verdict)


def _others(grounds: Grounds, told: Problem | None) -> tuple[Problem, ...]:
    here = grounds.here
    if told is None:
        return ()
    seen = [f.problem for f in here.findings if f.severity != "note"] if here else []
    reported = [grounds.enquiry.problem, *grounds.enquiry.also]
    found = [*seen, *(p for p in reported if p is not Problem.UNCLEAR)]
    return tuple(dict.fromkeys(p for p in found if p is not told))
