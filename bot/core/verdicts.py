"""May the person go on, what may be behind it, and who has to fix it: the table."""

from dataclasses import dataclass
from typing import Final

from bot.core.findings import Finding
from bot.core.vocabulary import (
    Category,
    Problem,
    Responsible,
    Risk,
    Severity,
    Verdict,
    category_of,
)


@dataclass(frozen=True, slots=True)
class Assessment:
    """One row of the table; `verdict` is None where there is nothing to decide."""

    verdict: Verdict | None
    risk: Risk
    responsible: Responsible


_CERTIFICATE_ERROR: Final = Assessment(Verdict.NO, Risk.UNPROVEN, Responsible.SITE_OWNER)
_HEALTHY: Final = Assessment(Verdict.NOTHING_TO_SKIP, Risk.NONE, Responsible.NOBODY)
_WARNING: Final = Assessment(Verdict.NOTHING_TO_SKIP, Risk.NONE, Responsible.SITE_OWNER)
_DEVICE: Final = Assessment(Verdict.NO, Risk.UNPROVEN, Responsible.VISITOR)
_DANGER: Final = Assessment(Verdict.NO, Risk.DANGER, Responsible.IT_DEPARTMENT)
_UNREACHABLE: Final = Assessment(Verdict.NOTHING_TO_SKIP, Risk.BLOCKED, Responsible.UNKNOWN)
_SITE_DOWN: Final = Assessment(Verdict.NOTHING_TO_SKIP, Risk.BLOCKED, Responsible.SITE_OWNER)

_BY_PROBLEM: Final = {
    Problem.CAPTIVE_PORTAL: Assessment(Verdict.NOT_YET, Risk.KNOWN_MIDDLE, Responsible.NETWORK),
    Problem.CLOCK_WRONG: Assessment(Verdict.NOT_YET, Risk.BLOCKED, Responsible.VISITOR),
    Problem.REFUSED: _SITE_DOWN,
    Problem.RESET: _SITE_DOWN,
    Problem.NOT_TLS: _SITE_DOWN,
    Problem.STARTTLS_NOT_OFFERED: _SITE_DOWN,
    Problem.HANDSHAKE_FAILURE: _SITE_DOWN,
}
_BY_CATEGORY: Final = {
    Category.REVOKED: Assessment(Verdict.NO, Risk.DANGER, Responsible.SITE_OWNER),
    Category.INTERCEPTED: _DANGER,
    Category.LOOKALIKE: _DANGER,
    Category.YOUR_DEVICE: _DEVICE,
    Category.YOUR_CERTIFICATE: Assessment(
        Verdict.NOT_YET, Risk.BLOCKED, Responsible.IT_DEPARTMENT
    ),
    Category.UNREACHABLE: _UNREACHABLE,
    Category.UNCLEAR: Assessment(Verdict.NO, Risk.UNPROVEN, Responsible.UNKNOWN),
    Category.NOT_CERTIFICATE: Assessment(None, Risk.NONE, Responsible.NOBODY),
}


def assess(primary: Finding | None, *, alternative: bool = False) -> Assessment:
    """The row for a primary finding; the most specific row wins.

    `alternative`: a sister name was itself looked at and is healthy.
    """
    if primary is None:
        return _HEALTHY
    if primary.severity is not Severity.ERROR:
        return _WARNING
    if primary.problem is Problem.NAME_VARIANT and alternative:
        return Assessment(Verdict.NOT_YET, Risk.UNPROVEN, Responsible.SITE_OWNER)
    by_category = _BY_CATEGORY.get(category_of(primary.problem), _CERTIFICATE_ERROR)
    return _BY_PROBLEM.get(primary.problem, by_category)
