"""What a message says: from a stranger's text to an enquiry. Nothing raises."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from bot.core.message import ABOUT_A_SITE, Enquiry, Intent, Reported
from bot.core.names.matching import SuffixList
from bot.core.question.addresses.cues import Part
from bot.core.question.addresses.mentions import Mention, addresses_in, failing
from bot.core.question.plain import MAX_LENGTH, plain
from bot.core.question.printed.dates import Months
from bot.core.question.printed.details import Setting, read_details, supplemented
from bot.core.question.printed.refine_by_print import refine_by_print
from bot.core.question.sentences.forms import Forms
from bot.core.question.sentences.intents import Spoken
from bot.core.question.sentences.phrasebook import Phrasebook
from bot.core.question.tools import Toolbox
from bot.core.question.worded import Worded, lowered
from bot.core.symptoms import Matcher, Recognised, recognise
from bot.core.vocabulary import Problem

if TYPE_CHECKING:
    from bot.core.knowledge import Knowledge
    from bot.core.question.paste.pasted import Pasted

MAX_WORDS: Final = 100_000
"""Characters, pasted certificates aside, that are read of one message."""

_WORDS_OF_A_PASTE: Final = Worded(
    "private-?(?:lines|exponent)|prime[12]:|priv:|exponent[12]:|coefficient:"
    """|'kty|"kty|age-secret"""
)
_LIKE_A_PASTE: Final = re.compile(r"M[A-P][A-Za-z0-9+/]{6}|b3BlbnNz|LS0tLS1C")
_BEGIN: Final = re.compile(r"[\s>|\\]{0,6}".join("begin"))
"""The least that a certificate or a private key shows of itself, in whatever form."""

_BORNE_OUT: Final = 0.95
"""Confidence where printed dates or names bear out what was said."""

_NO_REASON: Final = frozenset({None, Problem.CERTIFICATE_UNVERIFIED, Problem.UNCLEAR})

_OF_ANYTHING: Final = frozenset(
    {None, Problem.EXPIRED, Problem.NOT_YET_VALID, Problem.DATE_INVALID, Problem.REVOKED}
    | {Problem.CERTIFICATE_UNVERIFIED, Problem.MALFORMED_CERT, Problem.REFUSED, Problem.RESET}
    | {Problem.TIMEOUT, Problem.OFFLINE}
)
"""What programs say in words that are as true of a certificate of birth, or of an airline."""

_VAGUE: Final = 0.6
"""Confidence in a person's own words, and in what gives no reason."""

_REASONS: Final = frozenset(
    {Problem.EXPIRED, Problem.NOT_YET_VALID, Problem.REVOKED, Problem.SELF_SIGNED}
    | {Problem.NAME_MISMATCH, Problem.UNTRUSTED_ROOT, Problem.INCOMPLETE_CHAIN}
    | {Problem.CLOCK_WRONG, Problem.INTERCEPTION, Problem.CAPTIVE_PORTAL}
)
"""What a person may add to a program's failure; "refuses to connect" only tells it again."""

_CHOSEN: Final = 0.5
"""Confidence below which a program only says that something failed."""

_ASKED: Final = 0.9
"""Confidence in a form of sentence."""


class Lore(Struct, frozen=True, kw_only=True):
    """What reading knows; each is loaded when a text first needs it.

    Attributes:
        symptoms: Those that may stand in a text.
        knowledge: Needed for pasted certificates only.
        months: The names that dates are read by.
    """

    symptoms: Callable[[str], Matcher]
    forms: Callable[[], Forms]
    phrasebook: Callable[[], Phrasebook]
    tools: Callable[[], Toolbox]
    suffixes: Callable[[], SuffixList]
    knowledge: Callable[[], "Knowledge"]
    months: Callable[[], Months]


def read(text: str, lore: Lore, moment: datetime) -> Enquiry:
    """Understands a message of any kind and length, sent at `moment`."""
    whole = plain(text)
    pasted = _pasted(whole)
    rest = whole if pasted is None else pasted.rest
    said = rest[:MAX_WORDS]
    recognised = recognise(said, lore.symptoms(said))
    mentions = _wanted(addresses_in(said, lore.suffixes()), recognised.names)
    targets = tuple(mention.target for mention in mentions)
    setting = Setting(
        months=lore.months(),
        now=moment,
        language=recognised.language,
        clocks=recognised.clocks,
        ends=recognised.ends,
        begins=recognised.begins,
    )
    reported = supplemented(_reported(recognised, mentions), read_details(said, setting))
    spoken = Spoken(said, targets, lore.forms(), lore.phrasebook())
    recognised = _with_told(recognised, spoken, has_target=bool(targets))
    meaning = _meant(recognised, spoken, has_target=bool(targets))
    enquiry = Enquiry(
        targets=targets,
        reported=reported,
        is_shortened=len(text) > MAX_LENGTH or len(rest) > MAX_WORDS,
        problem=meaning.problem,
        also=meaning.also,
        confidence=meaning.confidence,
        intent=meaning.intent,
        typed_secret=spoken.says_typed,
        tool=_tool(recognised, spoken, lore),
    )
    if pasted is None:
        return _by_print(enquiry, lore)
    from bot.core.question.paste.with_chain import with_chain  # noqa: PLC0415 - as in `_pasted`

    full = with_chain(enquiry, pasted, lore.knowledge, moment)
    return full if full.chain else _by_print(full, lore)


def _wanted(mentions: tuple[Mention, ...], offered: tuple[str, ...]) -> tuple[Mention, ...]:
    """Without the names that the text says the certificate is for, unless they failed as well."""
    strangers = {name.removeprefix("*.") for name in offered}
    return tuple(m for m in mentions if m.part is Part.FAILED or m.target.host not in strangers)


def _pasted(whole: str) -> "Pasted | None":
    """What reads certificates takes as long to load as all the rest; most texts hold none."""
    low = lowered(whole)
    if not (
        _WORDS_OF_A_PASTE.search(whole, low) or _BEGIN.search(low) or _LIKE_A_PASTE.search(whole)
    ):
        return None
    from bot.core.question.paste.pasted import pasted_chain  # noqa: PLC0415

    return pasted_chain(whole)


def _by_print(enquiry: Enquiry, lore: Lore) -> Enquiry:
    """Printed names and dates tell more than the code beside them."""
    finer = refine_by_print(enquiry.problem, enquiry.reported, lore.suffixes)
    if finer is None or finer is enquiry.problem:
        return enquiry
    choice = enquiry.problem is Problem.DATE_INVALID  # between what is decided now
    also = () if choice else tuple(other for other in enquiry.also if other is not finer)
    return replace(enquiry, problem=finer, also=also, confidence=_BORNE_OUT)


def _reported(recognised: Recognised, mentions: tuple[Mention, ...]) -> Reported:
    failed = failing(mentions)
    return Reported(
        client=recognised.client,
        host=failed.host if failed else "",
        language=recognised.language,
        codes=recognised.codes,
        certificate_names=recognised.names,
        hsts=recognised.hsts,
    )


def _with_told(recognised: Recognised, spoken: Spoken, *, has_target: bool) -> Recognised:
    """What people tell in their own words counts where no program says anything more precise."""
    told = spoken.told
    is_wrapped = recognised.confidence < _CHOSEN  # "TLS error", and the person says why
    is_printed = recognised.specific or (recognised.printed and not is_wrapped)
    is_vague = not is_printed and recognised.confidence <= _VAGUE
    is_technical = recognised.printed and recognised.problem not in _OF_ANYTHING
    is_taken_back = told.other or (told.denied and is_vague)
    if is_taken_back and not (recognised.codes or has_target or is_technical):
        return replace(recognised, problem=None, also=())
    gives_reason = recognised.problem not in _NO_REASON
    problems = [p for p in told.problems if not recognised.printed or p in _REASONS]
    if not problems or is_printed or (gives_reason and not is_vague):
        return recognised
    first, *further = problems
    if gives_reason and first in _NO_REASON:
        return recognised
    return replace(recognised, problem=first, also=(*further, *told.also), confidence=_VAGUE)


class _Meaning(NamedTuple):
    problem: Problem
    intent: Intent | None
    confidence: float
    also: tuple[Problem, ...] = ()


def _meant(recognised: Recognised, spoken: Spoken, *, has_target: bool) -> _Meaning:
    """A report comes first; who reports nothing asks about an address, asks, or talks."""
    asked = spoken.question
    reported = recognised.problem
    if reported is not None and not _only_asks(recognised, spoken, has_target=has_target):
        return _Meaning(reported, asked, recognised.confidence, recognised.also)
    about_site = asked in ABOUT_A_SITE or (asked is None and spoken.is_about_address)
    if has_target and about_site:
        return _Meaning(Problem.UNCLEAR, asked, _VAGUE)
    if asked is not None:
        return _Meaning(Problem.NOT_A_CERTIFICATE_PROBLEM, asked, _ASKED)
    return _Meaning(Problem.NOT_A_CERTIFICATE_PROBLEM, spoken.small_talk, _VAGUE)


def _tool(recognised: Recognised, spoken: Spoken, lore: Lore) -> str:
    if recognised.problem is None and spoken.question is not Intent.GET_PAST:
        return ""
    return lore.tools().find(recognised.client, spoken.words)


def _only_asks(recognised: Recognised, spoken: Spoken, *, has_target: bool) -> bool:
    """One question that has an error's words in it, as every question about errors has."""
    is_vague = not recognised.specific and recognised.confidence <= _VAGUE
    return is_vague and spoken.question is not None and spoken.is_one_sentence and not has_target
