"""Reduces a text to its letters and digits, so that wrapping, quoting and markup don't matter."""

import re
from html import unescape
from typing import Final
from unicodedata import normalize

_LOWER: Final = bytes(range(256)).lower()
_DROPPED: Final = bytes(byte for byte in range(128) if not chr(byte).isalnum())
_NOT_ASCII_ALNUM: Final = _DROPPED + bytes(range(128, 256))
_NO_WORD: Final = re.compile(r"[\W_]+")
_COLOUR: Final = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_TAG: Final = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|br|p|code|div|td|tr|th|li|ul|ol|pre|font|tt|h[1-6])"
    r"(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_ESCAPED_BREAK: Final = re.compile(r"\\+[nrt](?![a-z]{2})")
_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_QUOTED_PRINTABLE: Final = re.compile(r"=[89A-F][0-9A-F]")


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


def skeleton(text: str) -> bytes:
    """Letters and digits alone, without case and accents, as UTF-8."""
    if text.isascii():
        return text.encode().translate(_LOWER, _DROPPED)
    folded = normalize("NFKD", text).casefold().replace("\N{LATIN SMALL LETTER DOTLESS I}", "i")
    return _NO_WORD.sub("", folded).encode("utf-8", "ignore")


def ascii_skeleton(text: str) -> bytes:
    """What is left when every other letter is lost, as in a console with the wrong code page."""
    return text.encode("utf-8", "ignore").translate(_LOWER, _NOT_ASCII_ALNUM)


def origins(text: str) -> list[int]:
    """For each byte of the skeleton the index in `text` of the character it comes from."""
    widths: dict[str, int] = {}
    found: list[int] = []
    for index, character in enumerate(text):
        width = widths.get(character)
        if width is None:
            width = widths[character] = len(skeleton(character))
        if width == 1:
            found.append(index)
        elif width:
            found.extend([index] * width)
    return found


def _character(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16))
