"""May the person go on, what may be behind it, and who has to fix it: the table."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from bot.core.faults import Fault
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


class Assessment(Struct, frozen=True):
    """One row of the table; `verdict` is None where there is nothing to decide."""

    verdict: Verdict | None
    risk: Risk
    responsible: Responsible


class Circumstance(StrEnum):
    """What is known beyond the findings and makes another row fit.

    `ALTERNATIVE`: a sister name was itself looked at and is healthy. `REGISTERED`: a private host
    shows the certificate that its organisation registered. `READABLE`: a public page whose
    certificate ran out this week and was in order until then. The ids name wordings of cards.
    """

    ALTERNATIVE = "alternative"
    REGISTERED = "registered"
    READABLE = "read_only"


TRUST_AND_NAME: Final = frozenset(
    {
        Problem.SELF_SIGNED,
        Problem.UNTRUSTED_ROOT,
        Problem.INCOMPLETE_CHAIN,
        Problem.NAME_MISMATCH,
        Problem.NAME_VARIANT,
        Problem.NO_SAN,
    }
)
"""Nobody whom browsers know vouches for this host; its own organisation still may."""

_CERTIFICATE_ERROR: Final = Assessment(Verdict.NO, Risk.UNPROVEN, Responsible.SITE_OWNER)
_HEALTHY: Final = Assessment(Verdict.NOTHING_TO_SKIP, Risk.NONE, Responsible.NOBODY)
_WARNING: Final = Assessment(Verdict.NOTHING_TO_SKIP, Risk.NONE, Responsible.SITE_OWNER)
_DEVICE: Final = Assessment(Verdict.NO, Risk.UNPROVEN, Responsible.VISITOR)
_DANGER: Final = Assessment(Verdict.NO, Risk.DANGER, Responsible.IT_DEPARTMENT)
_UNREACHABLE: Final = Assessment(Verdict.NOTHING_TO_SKIP, Risk.BLOCKED, Responsible.UNKNOWN)
_SITE_DOWN: Final = Assessment(Verdict.NOTHING_TO_SKIP, Risk.BLOCKED, Responsible.SITE_OWNER)

_ALTERNATIVE: Final = Assessment(Verdict.NOT_YET, Risk.UNPROVEN, Responsible.SITE_OWNER)
_CONFIRMED: Final = Assessment(Verdict.ONLY_IF_CONFIRMED, Risk.UNPROVEN, Responsible.IT_DEPARTMENT)
_READABLE: Final = Assessment(Verdict.READ_ONLY, Risk.UNPROVEN, Responsible.SITE_OWNER)
REGISTERED_INSPECTION: Final = Assessment(Verdict.NO, Risk.KNOWN_MIDDLE, Responsible.IT_DEPARTMENT)

# From the most specific to the least: the first table that has a row decides.
_BY_CIRCUMSTANCE: Final = {
    (Problem.NAME_VARIANT, Circumstance.ALTERNATIVE): _ALTERNATIVE,
    **{(problem, Circumstance.REGISTERED): _CONFIRMED for problem in TRUST_AND_NAME},
    (Problem.EXPIRED, Circumstance.READABLE): _READABLE,
}
_BY_FAULT: Final = {
    Fault.ISSUER_REGISTERED: REGISTERED_INSPECTION,
    # What the visitor's program could not check is what the site itself hands out.
    Fault.STAPLE_UNUSABLE: _CERTIFICATE_ERROR,
}
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


def assess(primary: Finding | None, circumstance: Circumstance | None = None) -> Assessment:
    """The row for a primary finding; the most specific row wins.

    A circumstance that has no row for this problem changes nothing.
    """
    if primary is None:
        return _HEALTHY
    if primary.severity is not Severity.ERROR:
        return _WARNING
    rows = (
        _BY_CIRCUMSTANCE.get((primary.problem, circumstance)) if circumstance else None,
        _BY_FAULT.get(primary.fault),
    )
    return next((row for row in rows if row is not None), usual(primary.problem))


def usual(problem: Problem) -> Assessment:
    """The row of a problem where nothing but its name is known."""
    by_category = _BY_CATEGORY.get(category_of(problem), _CERTIFICATE_ERROR)
    return _BY_PROBLEM.get(problem, by_category)
