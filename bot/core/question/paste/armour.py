"""Finds where PEM blocks begin and end, however a chat, a mail or a log has broken them."""

import re
from typing import Final

from msgspec import Struct

_GAP: Final = r"[\s>|\\]{0,6}"
_DASHES: Final = "[-\u2010-\u2015\u2212\u2500_*=~]"


def _loose(words: str) -> str:
    """The words as a pattern; a line break may stand anywhere, a space may be missing."""
    return _GAP.join(re.escape(letter) for letter in words if letter != " ")


_LABELS: Final = (
    "PRIVATE KEY",
    "PUBLIC KEY",
    "CERTIFICATE REQUEST",
    "CERTIFICATE",
    "PKCS7",
    "PKCS12",
    "CMS",
    "CRL",
    "PARAMETERS",
    "MESSAGE",
    "SIGNATURE",
)
_CLOSING: Final = rf"(?:{_DASHES}{{5,12}}|{_DASHES}{{1,4}}(?:[\s>|]{{1,4}}{_DASHES}{{1,4}})?)"
_MARK: Final = re.compile(
    rf"(?:{_DASHES}{{1,12}}[ ]?)?(?<![A-Z]_)"
    rf"(?P<side>{_loose('BEGIN')}|{_loose('END')})[\s+]?{_GAP}"
    rf"(?:[A-Z0-9\s>|+]{{0,40}}?[\s+]{_GAP})??(?P<label>{'|'.join(map(_loose, _LABELS))})"
    rf"(?:{_GAP}{_loose('BLOCK')})?(?:[ ]?{_CLOSING})?"
)
_HALF_MARK: Final = re.compile(
    rf"[\s>|=]*{_DASHES}{{2,12}}"
    r"(?:[ ]?(?:B|BE|BEG|BEGI|BEGIN[A-Z0-9 ]*|E|EN|END[A-Z0-9 ]*)(?![a-z])"
    "|\\s*(?:\\Z|[.\u2026(\\[]))"
)
_NO_LETTER: Final = re.compile(r"[^A-Z0-9]+")


class Mark(Struct, frozen=True, kw_only=True):
    """A line such as "-----BEGIN CERTIFICATE-----".

    Attributes:
        label: Without spaces: "CERTIFICATE", "PRIVATEKEY".
    """

    start: int
    end: int
    begins: bool
    label: str


def find_marks(text: str) -> list[Mark]:
    """All of them, in order."""
    return [
        Mark(
            start=found.start(),
            end=found.end(),
            begins=found["side"].startswith("B"),
            label=_NO_LETTER.sub("", found["label"]),
        )
        for found in _MARK.finditer(text)
    ]


def goes_on_in_half_a_mark(text: str) -> bool:
    """The text after a block begins with the beginning of a mark: more was to follow."""
    return _HALF_MARK.match(text) is not None


_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_ENTITY: Final = re.compile(r"&#(?:x([0-9a-fA-F]{1,4})|([0-9]{1,5}));|&[a-z]{2,8};")
_ESCAPE: Final = re.compile(r"(?<!\\)\\{1,8}(?:(?:u00|x)([0-9a-fA-F]{2})|[nrt])")
_PERCENT: Final = re.compile(r"%(0[ADad]|2[0BbFf]|3[Dd])")
_QUOTED: Final = re.compile(r"=(0[AD]|20|3D|2B|2F)")


def unescaped(text: str) -> str:
    """The same with markup and escapes resolved; every character keeps its place.

    What takes less room than its escape is filled up with spaces, so that positions in the result
    are positions in the text.
    """
    if "<" in text:
        text = _TAG.sub(lambda m: " " * len(m[0]), text)
    if "&" in text:
        text = _ENTITY.sub(_from_entity, text)
    if "\\" in text:
        text = _ESCAPE.sub(lambda m: _filled(_hex(m[1]) if m[1] else "\n", m[0]), text)
    if "%" in text:
        text = _PERCENT.sub(lambda m: _filled(_hex(m[1]), m[0]), text)
        text = text.replace("%", " ")
    if "=" in text:
        text = _QUOTED.sub(lambda m: _filled(_hex(m[1]), m[0]), text)
    return text


def _from_entity(found: re.Match[str]) -> str:
    hexadecimal, decimal = found[1], found[2]
    if not hexadecimal and not decimal:
        return " " * len(found[0])
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return _filled(chr(code) if code < 0x80 else " ", found[0])  # noqa: PLR2004 -- ASCII ends


def _hex(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if code < 0x80 else " "  # noqa: PLR2004 -- ASCII ends


def _filled(character: str, replaced: str) -> str:
    return character.ljust(len(replaced))
