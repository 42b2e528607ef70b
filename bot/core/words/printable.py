"""Hostile text made fit to be shown: what stands in certificates was written by strangers."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

_UNSHOWABLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control, format (bidi, zero width), surrogate, private and unassigned; line separators."""

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


_CALL: Final = re.compile(r"@(?=(?:everyone|here|channel)\b)|<(?=[@!#])", re.IGNORECASE)
"""What makes a mention in Discord and Slack."""

_HARMLESS: Final = {"@": "\N{FULLWIDTH COMMERCIAL AT}", "<": "\N{FULLWIDTH LESS-THAN SIGN}"}


_FACT_LENGTH: Final = 80
"""Characters of one fact inside a sentence."""


def printable(text: str, limit: int = 300) -> str:
    """One line without anything that moves the cursor, turns the text or hides in it.

    Nor anything that calls people in a chat. Ordinary ASCII, by far the most, is not looked at
    character by character.
    """
    if "@" in text or "<" in text:
        text = _CALL.sub(lambda found: _HARMLESS[found[0]], text)
    cut = text if len(text) <= limit else text[: limit - 1] + "\N{HORIZONTAL ELLIPSIS}"
    if cut.isascii() and cut.isprintable():
        return cut
    return "".join(
        _REPLACEMENT if unicodedata.category(character) in _UNSHOWABLE else character
        for character in cut
    )


def printable_fact(text: str) -> str:
    """Short enough for the middle of a sentence."""
    return printable(text, _FACT_LENGTH)


def known_facts(facts: Mapping[str, str]) -> dict[str, str]:
    """Facts for a card, each fit for the middle of a sentence; what is not known is left out."""
    return {name: printable_fact(value) for name, value in facts.items() if value}
