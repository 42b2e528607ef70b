"""Names that `cryptography` cannot read and browsers can, in a copy that it can.

RFC 5280 section 4.1.2.4 has many kinds of string. Old software wrote Latin-1 into TeletexString
and an asterisk into PrintableString, which has none. Imported only when needed.
"""

import re
from typing import Final

from bot.core.facts import Oddity
from bot.core.x509.der import Element, element, elements, names_of

_PRINTABLE, _TELETEX, _IA5, _UTF8 = 0x13, 0x14, 0x16, 0x0C
_PLAIN: Final = re.compile(rb"[A-Za-z0-9 '()+,./:=?-]*")  # X.680 section 41.4
_STARRED: Final = re.compile(rb"[A-Za-z0-9 '()+,./:=?*-]*")
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")


def mended(certificate: bytes) -> tuple[bytes, tuple[Oddity, ...]]:
    """The copy, as long, with letters beyond ASCII replaced; and what Chromium minds in it."""
    copy = bytearray(certificate)
    oddities: dict[Oddity, None] = {}
    for name in names_of(certificate) or ():
        for tag, value in _values(certificate, name):
            oddities |= dict.fromkeys(_mend(copy, tag, value))
    return bytes(copy), tuple(oddities)


def _mend(copy: bytearray, tag: int, value: Element) -> tuple[Oddity, ...]:
    text = bytes(copy[value.start : value.end])
    ascii_text = _NOT_ASCII.sub(b"?", text)
    if value.tag == _PRINTABLE and not _PLAIN.fullmatch(text):
        copy[tag] = _UTF8
        copy[value.start : value.end] = ascii_text
        return () if _STARRED.fullmatch(text) else (Oddity.BAD_STRING,)
    if value.tag in {_TELETEX, _IA5}:
        copy[value.start : value.end] = ascii_text
    return (Oddity.NON_ASCII_NAME,) if value.tag == _IA5 and ascii_text != text else ()


def _values(certificate: bytes, name: Element) -> list[tuple[int, Element]]:
    """Each attribute's value, and where its tag stands."""
    found = []
    for relative in elements(certificate, name):
        for attribute in elements(certificate, relative):
            kind = element(certificate, attribute.start)
            value = None if kind is None else element(certificate, kind.end)
            if kind is not None and value is not None and value.end <= attribute.end:
                found.append((kind.end, value))
    return found
