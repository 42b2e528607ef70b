"""The one question to ask next, where a text alone leaves something decisive open."""

from typing import Final

from bot.core.message import ABOUT_A_SITE, Enquiry, Intent, Question
from bot.core.vocabulary import NAMES_NO_CAUSE, Category, Problem, category_of

_NEED_NO_ADDRESS: Final = frozenset(
    {Category.NOT_CERTIFICATE, Category.YOUR_DEVICE, Category.HEALTHY}
)
_MAY_BE_THE_NETWORK: Final = frozenset(
    {Problem.UNTRUSTED_ROOT, Problem.SELF_SIGNED, Problem.INCOMPLETE_CHAIN, Problem.NAME_MISMATCH}
)
_SHOWS_CODES: Final = frozenset(
    {"", "chrome", "firefox", "edge", "ie", "opera", "brave", "samsung"}
)
"""Programs with a page that has a code below; of an unknown one it is worth asking."""


def next_question(enquiry: Enquiry) -> Question | None:
    """Without the address nobody can look; then the code decides, then what else differs.

    Nothing is asked of who has a private key to replace first.
    """
    return None if enquiry.holds_private_key else _what_decides(enquiry)


def _what_decides(enquiry: Enquiry) -> Question | None:
    if enquiry.problem is Problem.DATE_INVALID and enquiry.reported.clock is None:
        return Question.CLOCK
    if not (enquiry.targets or enquiry.reported.host) and _needs_address(enquiry):
        return Question.ADDRESS
    if enquiry.problem in NAMES_NO_CAUSE and _may_have_code(enquiry):
        return Question.CODE
    if enquiry.problem in _MAY_BE_THE_NETWORK and not enquiry.tool:
        return Question.ONE_SITE
    return None


def _needs_address(enquiry: Enquiry) -> bool:
    if enquiry.intent in ABOUT_A_SITE:
        return not enquiry.tool
    return category_of(enquiry.problem) not in _NEED_NO_ADDRESS


def _may_have_code(enquiry: Enquiry) -> bool:
    shown = enquiry.reported.client in _SHOWS_CODES and not enquiry.reported.codes
    return shown and enquiry.intent is not Intent.IS_IT_GENUINE
