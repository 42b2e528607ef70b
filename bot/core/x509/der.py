"""The frames of DER elements (X.690 section 8.1): reads a header, writes an element."""

from typing import Final, NamedTuple

SEQUENCE: Final = 0x30
INTEGER: Final = 0x02
OID: Final = 0x06
VERSION: Final = 0xA0  # RFC 5280 section 4.1: version [0]
EXTENSIONS: Final = 0xA3  # the same: extensions [3]
LONG_FORM: Final = 0x80  # longer contents have the length of their length
_MAX_LENGTH_OCTETS: Final = 4


class Element(NamedTuple):
    """A DER element's frame; `end` may lie beyond the bytes at hand."""

    tag: int
    start: int
    end: int


def element(der: bytes, at: int) -> Element | None:
    """The element that begins there; None where there is no readable, definite header."""
    if at + 2 > len(der):
        return None
    tag, length, start = der[at], der[at + 1], at + 2
    if length >= LONG_FORM:
        octets = length - LONG_FORM
        if not 0 < octets <= _MAX_LENGTH_OCTETS or start + octets > len(der):
            return None
        length = int.from_bytes(der[start : start + octets])
        start += octets
    return Element(tag, start, start + length)


def encoded(tag: int, value: bytes) -> bytes:
    """The element with this tag, its length in as few bytes as it takes."""
    size = len(value)
    if size < LONG_FORM:
        return bytes([tag, size]) + value
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, LONG_FORM | len(length)]) + length + value
