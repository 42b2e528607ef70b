"""The addresses that a message is about, and which of them failed."""

import unicodedata
from functools import cache

from msgspec import Struct

from bot.core.names.matching import SuffixList
from bot.core.question.addresses.candidates import read
from bot.core.question.addresses.cues import Part
from bot.core.question.addresses.hosts import RESERVED
from bot.core.question.addresses.options import without_option_values
from bot.core.question.addresses.place import Found, Reader
from bot.core.question.addresses.refang import refanged
from bot.core.question.plain import MAX_LENGTH
from bot.core.question.worded import lowered
from bot.core.target import Target


class Mention(Struct, frozen=True, kw_only=True):
    """An address in a message, and its part in the matter."""

    target: Target
    part: Part


def addresses_in(text: str, suffixes: SuffixList) -> tuple[Mention, ...]:
    """What a message, as `plain` gives it, asks about; in order of appearance, no doubles.

    Left out: mail addresses, files, code, versions, placeholders, names on certificates, pages of
    instructions, and IP addresses of what is named anyway.
    """

    @cache
    def known(ending: str) -> bool:
        return ending in RESERVED or (
            not ending.isdigit()
            and suffixes.publicsuffix(ending, accept_unknown=False) is not None
        )

    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    readable = without_option_values(refanged(text[:MAX_LENGTH]))
    return _chosen(_merged(read(Reader(readable, lowered(readable), known))))


def failing(mentions: tuple[Mention, ...]) -> Target | None:
    """The one that failed, as far as the text tells: the first with the greatest part in it."""
    return max(mentions, key=lambda mention: mention.part).target if mentions else None


def _merged(found: list[Found]) -> list[Mention]:
    """One for each place; a bare name is the same as one with a port elsewhere in the text."""
    ported = {item.target.host: item.target for item in reversed(found) if not item.is_bare}
    parts: dict[tuple[str, int], Mention] = {}
    for item in found:
        target = ported.get(item.target.host, item.target) if item.is_bare else item.target
        key = (target.host, target.port)
        earlier = parts.get(key)
        part = max(item.part, earlier.part) if earlier else item.part
        parts[key] = Mention(target=target, part=part)
    return list(parts.values())


def _chosen(mentions: list[Mention]) -> tuple[Mention, ...]:
    """What is asked about; an IP address or a page of instructions only if there is no more."""
    asked = tuple(mention for mention in mentions if mention.part >= Part.SAID)
    if asked:
        return asked
    best = max((mention.part for mention in mentions), default=Part.HELP)
    return tuple(m for m in mentions if m.part is best and best >= Part.MANUAL)
