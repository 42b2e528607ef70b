"""Hostile text made fit to be shown: what stands in certificates was written by strangers."""

import unicodedata
from typing import Final

_UNSHOWABLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control, format (bidi, zero width), surrogate, private and unassigned; line separators."""

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


def printable(text: str, limit: int = 300) -> str:
    """One line without anything that moves the cursor, turns the text or hides in it.

    Ordinary ASCII, by far the most, is not looked at character by character.
    """
    cut = text if len(text) <= limit else text[: limit - 1] + "\N{HORIZONTAL ELLIPSIS}"
    if cut.isascii() and cut.isprintable():
        return cut
    return "".join(
        _REPLACEMENT if unicodedata.category(character) in _UNSHOWABLE else character
        for character in cut
    )
