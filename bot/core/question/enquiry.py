"""What a message says: from a stranger's text to an enquiry. Nothing raises."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from bot.core.message import Enquiry, Intent, Reported
from bot.core.names import SuffixList
from bot.core.question.addresses import Mention, addresses_in, failing
from bot.core.question.forms import Forms
from bot.core.question.intents import Wish
from bot.core.question.plain import plain
from bot.core.symptoms import Matcher, Recognised, recognise
from bot.core.tools import Toolbox
from bot.core.vocabulary import Problem

if TYPE_CHECKING:
    from bot.core.knowledge import Knowledge

MAX_WORDS: Final = 100_000
"""Characters, pasted certificates aside, that are read of one message."""

_VAGUE: Final = 0.6
"""Confidence in a person's own words, and in what gives no reason."""

_ABOUT_A_SITE: Final = frozenset({Intent.IS_IT_SAFE, Intent.GET_PAST, Intent.IS_IT_GENUINE})


class Lore(Struct, frozen=True, kw_only=True):
    """What reading knows; each is loaded when a text first needs it.

    Attributes:
        knowledge: Needed for pasted certificates only.
    """

    symptoms: Callable[[], Matcher]
    forms: Callable[[], Forms]
    tools: Callable[[], Toolbox]
    suffixes: Callable[[], SuffixList]
    knowledge: Callable[[], "Knowledge"]


def read(text: str, lore: Lore) -> Enquiry:
    """Understands a message of any kind and length."""
    said = plain(text)
    recognised = recognise(said[:MAX_WORDS], lore.symptoms())
    mentions = addresses_in(said[:MAX_WORDS], lore.suffixes())
    return _enquiry(said[:MAX_WORDS], recognised, mentions, lore)


def _enquiry(
    said: str, recognised: Recognised, mentions: tuple[Mention, ...], lore: Lore
) -> Enquiry:
    targets = tuple(mention.target for mention in mentions)
    failed = failing(mentions)
    wish = Wish(said, targets, lore.forms())
    problem, intent = _meant(recognised, wish, has_target=bool(targets))
    return Enquiry(
        targets=targets,
        reported=Reported(
            client=recognised.client,
            host=failed.host if failed else "",
            language=recognised.language,
            codes=recognised.codes,
            hsts=recognised.hsts,
        ),
        problem=problem,
        also=recognised.also,
        confidence=recognised.confidence,
        intent=intent,
        tool=_tool(recognised, wish, lore),
    )


def _meant(
    recognised: Recognised, wish: Wish, *, has_target: bool
) -> tuple[Problem, Intent | None]:
    """A report comes first; who reports nothing asks about an address, asks, or talks."""
    asked = wish.question
    if recognised.problem is not None and not _only_asks(recognised, wish, has_target=has_target):
        return recognised.problem, asked
    about_site = asked in _ABOUT_A_SITE or (asked is None and wish.is_about_address)
    if has_target and about_site:
        return Problem.UNCLEAR, asked
    return Problem.NOT_A_CERTIFICATE_PROBLEM, asked or wish.small_talk


def _tool(recognised: Recognised, wish: Wish, lore: Lore) -> str:
    if recognised.problem is None and wish.question is not Intent.GET_PAST:
        return ""
    return lore.tools().find(recognised.client, wish.words)


def _only_asks(recognised: Recognised, wish: Wish, *, has_target: bool) -> bool:
    """One question that has an error's words in it, as every question about errors has."""
    is_vague = not recognised.specific and recognised.confidence <= _VAGUE
    return is_vague and wish.question is not None and wish.is_one_sentence and not has_target
