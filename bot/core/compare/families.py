"""Does the error that a person reports say the same as what we see?

Programs report one error and name it more or less exactly, so problems are compared by family.
"""

from collections.abc import Iterable
from typing import Final

from bot.core.message import Enquiry
from bot.core.vocabulary import NAMES_NO_CAUSE, NOTHING_REPORTED, Problem, category_of

TRUST: Final = frozenset(
    {
        Problem.SELF_SIGNED,
        Problem.UNTRUSTED_ROOT,
        Problem.INCOMPLETE_CHAIN,
        Problem.DISTRUSTED_CA,
        Problem.CERTIFICATE_UNVERIFIED,
        Problem.INTERCEPTION,
    }
)
DATE: Final = frozenset(
    {Problem.EXPIRED, Problem.NOT_YET_VALID, Problem.DATE_INVALID, Problem.CLOCK_WRONG}
)
NAME: Final = frozenset({Problem.NAME_MISMATCH, Problem.NAME_VARIANT, Problem.NO_SAN})
_UNUSABLE: Final = frozenset(
    {
        Problem.MALFORMED_CERT,
        Problem.WRONG_USAGE,
        Problem.NAME_CONSTRAINT,
        Problem.WEAK_SIGNATURE,
        Problem.WEAK_KEY,
    }
)
_HANDSHAKE: Final = frozenset(
    {
        Problem.LEGACY_PROTOCOL,
        Problem.NO_COMMON_CIPHER,
        Problem.UNSUPPORTED_KEY,
        Problem.HANDSHAKE_FAILURE,
        Problem.CLIENT_CERT_REQUIRED,
        Problem.CLIENT_CERT_PROBLEM,
    }
)
_FAMILIES: Final = (TRUST, DATE, NAME, _UNUSABLE, _HANDSHAKE)
_VAGUE: Final = NAMES_NO_CAUSE | NOTHING_REPORTED


def agree(enquiry: Enquiry, codes: Iterable[str | None], problems: Iterable[Problem]) -> bool:
    """What is reported could be any of these codes or problems; a vague report fits each."""
    seen = frozenset(problems)
    if enquiry.problem in _VAGUE or not seen.isdisjoint((enquiry.problem, *enquiry.also)):
        return True
    if _bare(enquiry.reported.codes) & _bare(code for code in codes if code):
        return True
    reported = {enquiry.problem, *enquiry.also}
    return any(reported & family and seen & family for family in _FAMILIES) or bool(
        {category_of(p) for p in reported} & {category_of(p) for p in seen}
    )


def _bare(codes: Iterable[str]) -> set[str]:
    """Chromium's codes are written with and without their prefix."""
    return {code.upper().removeprefix("NET::") for code in codes}
