"""The frames of DER elements (X.690 section 8.1): reads a header, writes an element."""

from typing import Final, NamedTuple

SEQUENCE: Final = 0x30
INTEGER: Final = 0x02
OID: Final = 0x06
VERSION: Final = 0xA0  # RFC 5280 section 4.1: version [0]
EXTENSIONS: Final = 0xA3  # the same: extensions [3]
LONG_FORM: Final = 0x80  # longer contents have the length of their length
_MAX_LENGTH_OCTETS: Final = 4
_UP_TO_SUBJECT: Final = 5  # serial, signature, issuer, validity, subject
_UP_TO_ALGORITHM: Final = 28  # octets of a version and a serial number of 21


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


def signed_bytes(certificate: bytes) -> bytes:
    """What is signed of it, as it stands there; empty where there is no such frame."""
    outer = element(certificate, 0)
    signed = None if outer is None else element(certificate, outer.start)
    return b"" if outer is None or signed is None else certificate[outer.start : signed.end]


def fields_of(certificate: bytes) -> list[Element]:
    """The fields of what is signed, up to the subject, the version left aside (RFC 5280, 4.1)."""
    signed = _inner(certificate, 0)
    fields = [] if signed is None else elements(certificate, signed, most=_UP_TO_SUBJECT + 1)
    return fields[1:] if fields and fields[0].tag == VERSION else fields[:_UP_TO_SUBJECT]


def names_of(certificate: bytes) -> tuple[Element, Element] | None:
    """The frames of issuer and subject; None where they are not all there."""
    fields = fields_of(certificate)
    return (fields[2], fields[4]) if len(fields) == _UP_TO_SUBJECT else None


def elements(der: bytes, within: Element, most: int = 1000) -> list[Element]:
    """Those inside that begin where the one before ends."""
    found: list[Element] = []
    at, end = within.start, min(within.end, len(der))
    while at < end and len(found) < most and (part := element(der, at)) is not None:
        found.append(part)
        at = part.end
    return found


def algorithms_agree(certificate: bytes) -> bool:
    """One signature algorithm is named outside and inside of what is signed (RFC 5280, 4.1.1.2).

    Only the identifiers are compared: parameters are left out by some where others write NULL.
    """
    signed = _inner(certificate, 0)
    if signed is None or signed.end + 2 > len(certificate):
        return True
    outside = certificate[signed.end : signed.end + 2 + certificate[signed.end + 1]]
    if outside in certificate[signed.start : signed.start + _UP_TO_ALGORITHM + len(outside)]:
        return True
    serial = element(certificate, signed.start)
    if serial is not None and serial.tag == VERSION:
        serial = element(certificate, serial.end)
    inside = None if serial is None else _identifier(certificate, serial.end)
    return inside == _identifier(certificate, signed.end)


def _identifier(der: bytes, at: int) -> bytes:
    found = _inner(der, at)
    return b"" if found is None else der[found.start : found.end]


def _inner(der: bytes, at: int) -> Element | None:
    """What stands first in the element that begins there."""
    outer = element(der, at)
    return None if outer is None else element(der, outer.start)
