"""Reduces a text to its letters and digits, so that wrapping, quoting and markup don't matter."""

import re
from collections.abc import Iterable
from html import unescape
from itertools import compress
from typing import Final
from unicodedata import normalize

_LOWER: Final = bytes(range(256)).lower()
_DROPPED: Final = bytes(byte for byte in range(128) if not chr(byte).isalnum())
_DROPPED_IN_LINES: Final = _DROPPED.replace(b"\n", b"")
_KEPT: Final = bytes(byte not in _DROPPED for byte in range(256))
_LETTER: Final = re.compile(r"[^\W\x00-\x7f]")
_NO_LETTER: Final = re.compile(r"[^\w\x00-\x7f]+")
_COLOUR: Final = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_TAG: Final = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|br|p|code|div|td|tr|th|li|ul|ol|pre|font|tt|h[1-6])"
    r"(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_ESCAPED_BREAK: Final = re.compile(r"\\+[nrt](?![a-z]{2})")
_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_QUOTED_PRINTABLE: Final = re.compile(r"=[89A-F][0-9A-F]")
_COUNTED: Final = 6
_SHORT: Final = 8192
"""Bytes of text in which counting up to a place is quicker than listing all places."""
_UNSPACED: Final = 0xE0
"""First byte in UTF-8 from U+0800 on: Thai, Chinese, Japanese and Korean among others."""
_DASHES: Final = "\N{EM DASH}\N{EN DASH}"


class Skeleton:
    """A text's letters and digits, in lower case and without accents, as UTF-8.

    Attributes:
        bones: Letters and digits alone.
        flesh: The same with the ASCII marks and spaces between them.
    """

    __slots__ = ("_asked", "_mask", "_places", "bones", "flesh")

    def __init__(self, flesh: bytes) -> None:
        self.flesh = flesh
        self.bones = flesh.translate(_LOWER, _DROPPED)
        self._asked = 0
        self._mask = b""
        self._places: list[int] = []

    def place(self, at: int) -> int:
        """Where a byte of the bones stands in the flesh; counted at first, then listed."""
        if self._places:
            return self._places[at]
        self._mask = self._mask or self.flesh.translate(_KEPT)
        self._asked += 1
        if self._asked > _COUNTED or len(self._mask) > _SHORT:
            self._places = list(compress(range(len(self._mask)), self._mask))
            return self._places[at]
        return _nth_kept(self._mask, at)

    def is_joined(self, at: int) -> bool:
        """A byte of the bones and the one before it belong to one word or number.

        Scripts that put no spaces between words, or endings on them, lie beyond `_UNSPACED`.
        """
        if not 0 < at < len(self.bones) or self.bones[at] >= _UNSPACED:
            return False
        place = self.place(at)
        return self._mask[place - 1] == 1


def _nth_kept(mask: bytes, nth: int) -> int:
    """Index of the nth one, from 0: goes on by as many as are missing until none is."""
    index, missing = -1, nth + 1
    while missing:
        kept = mask.count(1, index + 1, index + 1 + missing)
        index += missing
        missing -= kept
    return index


def skeleton(text: str) -> Skeleton:
    """What is compared: of the text and of the fragments alike."""
    return Skeleton(_folded(text))


def bones(text: str) -> bytes:
    """Letters and digits alone, as in `Skeleton.bones`, of what needs nothing else."""
    return _folded(text).translate(_LOWER, _DROPPED)


def bones_of_all(texts: Iterable[str]) -> list[bytes]:
    """The bones of many texts of one line, folded together: each by itself takes five times."""
    lines = _folded("\n".join(texts)).translate(_LOWER, _DROPPED_IN_LINES)
    return lines.split(b"\n")


def garbled_bones(text: str) -> bytes:
    """The bones of what `garbled_skeleton` leaves."""
    return text.encode("ascii", "ignore").translate(_LOWER, _DROPPED)


def garbled_skeleton(text: str) -> Skeleton:
    """What is left when every other letter is lost, as in a console with the wrong code page."""
    return Skeleton(text.encode("ascii", "ignore"))


def cleaned(text: str) -> str:
    """Without markup that puts letters between letters; each step only where its mark is seen."""
    if "\x1b" in text:
        text = _COLOUR.sub("", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = unescape(text)
    if "\\" in text:
        text = _ESCAPED.sub(_character, text)
        text = _ESCAPED_BREAK.sub(" ", text)
    if "=" in text:
        text = _QUOTED_PRINTABLE.sub("", text)
    return text


def _folded(text: str) -> bytes:
    if text.isascii():
        return text.encode()
    for dash in _DASHES:
        text = text.replace(dash, " ")
    folded = normalize("NFKD", text).casefold()
    if _LETTER.search(folded) is None:  # accents and quotes only: ten times as fast
        return folded.encode("ascii", "ignore")
    folded = _NO_LETTER.sub("", folded).replace("\N{LATIN SMALL LETTER DOTLESS I}", "i")
    return folded.encode("utf-8", "ignore")


def _character(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16))
