"""Where in a text addresses may stand, by their shape alone."""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

BLANK: Final = "\ufffc"
"""Stands where something was read already: no letter, no space, in nobody's text."""

_URL: Final = re.compile(
    r"(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]{0,30}+):[/\\]{2,4}+"
    r"([^\s<>\"`|\ufffc\u201c\u201d\u00ab\u00bb\u300c\u300d\uff08\uff09\u3001\uff0c\uff1b]{1,4096}+)"
)
_MARKS: Final = r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0e4e\u1000-\u109f"
_DOTS: Final = ".\u3002\uff0e\uff61"
_LABEL: Final = rf"[\w{_MARKS}](?:[\w{_MARKS}-])*+"
_NAME: Final = re.compile(rf"(?<![\w.-])(?:\*\.)*+{_LABEL}(?:[{_DOTS}]{_LABEL})++")
_LOCALHOST: Final = re.compile(r"(?<![\w.@/\\-])localhost(?![\w-]|\.\w)", re.IGNORECASE)
_WITH_PORT: Final = re.compile(
    r"(?<![\w.@:/\\-])[A-Za-z][\w-]{1,62}+(?=:(?:443|8443|993|995|636|465|587|9443)(?![\w.:]))"
)
_HEX: Final = r"((?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f.]{0,15})(?:%\w{1,16})?"
_IPV6: Final = re.compile(rf"\[{_HEX}\]|(?<![\w:.\[]){_HEX}(?![\w:\]]|\.\w)")
_CLOSERS: Final = {
    "(": ")",
    "[": "]",
    "{": "}",
    "'": "'",
    "\u2018": "\u2019",
    "\u300e": "\u300f",
    "\u3010": "\u3011",
}
_TRAILING: Final = ".,;:!?'*_\u2026\u3002\uff01\uff1f\uff1a\u2019\u300f\u3011)}"
_NEXT: Final = re.compile(r"[,;](?=[A-Za-z][A-Za-z0-9+.-]{1,20}://)")


class Span(Struct, frozen=True):
    """A piece of the text.

    Attributes:
        start: Where it begins, in characters.
        end: Where what belongs to it ends.
        text: What is to be read as an address.
    """

    start: int
    end: int
    text: str


def links(text: str) -> Iterator[Span]:
    """Everything with a scheme and slashes, less the punctuation around it."""
    if ":/" not in text and ":\\" not in text:
        return
    position = 0
    while found := _URL.search(text, position):
        link = _closed(text[found.start() - 1 : found.start()], found[0])
        link = _NEXT.split(link, maxsplit=1)[0].rstrip(_TRAILING)
        if link.count("]") > link.count("["):
            link = link.rstrip(_TRAILING + "]")
        position = found.start() + max(len(link), 3)
        yield Span(found.start(), position, link)


def _closed(opener: str, link: str) -> str:
    """A link that began after a bracket or quote ends where that closes."""
    closer = _CLOSERS.get(opener)
    if closer is None or (opener == "[" and "[" in link):
        return link
    return link.partition(closer)[0]


def names(text: str) -> Iterator[Span]:
    """Dotted words, numbers among them."""
    if not any(dot in text for dot in _DOTS):
        return
    for found in _NAME.finditer(text):
        yield Span(found.start(), found.end(), found[0])


def single_names(text: str, low: str) -> Iterator[Span]:
    """`localhost`, and words with a port that only TLS has; `low` is the text in small letters."""
    for pattern, mark in ((_LOCALHOST, "localhost"), (_WITH_PORT, ":")):
        if mark in low:
            for found in pattern.finditer(text):
                yield Span(found.start(), found.end(), found[0])


def ipv6_literals(text: str) -> Iterator[Span]:
    """What may be IPv6 addresses, with or without brackets."""
    if text.count(":") < 2:  # noqa: PLR2004 - the shortest is "::"
        return
    for found in _IPV6.finditer(text):
        literal = found[1] or found[2]
        if "::" in literal or literal.count(":") == 7:  # noqa: PLR2004
            yield Span(found.start(), found.end(), literal.rstrip("."))


def blanked(text: str, spans: list[Span]) -> str:
    """The text of the same length, with nothing left to read in these places."""
    pieces, position = [], 0
    for span in sorted(spans, key=lambda span: span.start):
        pieces += [text[position : span.start], BLANK * (span.end - max(span.start, position))]
        position = max(position, span.end)
    return "".join((*pieces, text[position:]))
