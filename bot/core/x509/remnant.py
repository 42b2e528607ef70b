"""What the beginning of a certificate still tells where its end was cut off."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from bot.core.facts import Certificate
from bot.core.x509.der import EXTENSIONS, SEQUENCE, VERSION, Element, element, encoded
from bot.core.x509.parse import parse_certificate

_UP_TO_SUBJECT: Final = 5  # serial, signature, issuer, validity, subject
_KEY: Final = bytes.fromhex("302a300506032b6570032100") + bytes(32)  # an Ed25519 key of zeros
_SIGNATURE: Final = bytes.fromhex("0341 00") + bytes(64)


class Remnant(Struct, frozen=True, kw_only=True):
    """Facts from a certificate of which only the beginning is there; proves nothing.

    Attributes:
        names: SAN names; empty where they were cut off.
        issuer: The whole name, as RFC 4514 text.
    """

    names: tuple[str, ...]
    issuer: str
    not_before: datetime
    not_after: datetime


def read_remnant(der: bytes) -> Remnant | None:
    """Completes what is there with an empty key and signature, and reads that.

    None where the cut comes before the subject's end: then nothing is certain.
    """
    parts = _parts(der)
    if parts is None:
        return None
    to_be_signed, algorithm = parts
    whole = encoded(SEQUENCE, to_be_signed + algorithm + _SIGNATURE)
    certificate = parse_certificate(whole)
    if not isinstance(certificate, Certificate):
        return None
    return Remnant(
        names=certificate.names,
        issuer=certificate.issuer,
        not_before=certificate.not_before,
        not_after=certificate.not_after,
    )


def _parts(der: bytes) -> tuple[bytes, bytes] | None:
    """The part to be signed, made whole, and the signature's algorithm."""
    outer = element(der, 0)
    inner = element(der, outer.start) if outer else None
    if inner is None or inner.tag != SEQUENCE:
        return None
    fields = _complete(der, inner)
    head = fields[: _UP_TO_SUBJECT + (1 if fields and fields[0].tag == VERSION else 0)]
    if len(head) < _UP_TO_SUBJECT or (head[0].tag == VERSION) is (len(head) == _UP_TO_SUBJECT):
        return None
    begin = inner.start
    body = der[begin : head[-1].end] + _KEY + _extensions(der, head[-1].end)
    serial, algorithm = fields[1:3] if head[0].tag == VERSION else fields[0:2]
    return encoded(SEQUENCE, body), der[serial.end : algorithm.end]


def _complete(der: bytes, within: Element) -> list[Element]:
    """The elements inside that are wholly there."""
    found: list[Element] = []
    at, limit = within.start, min(within.end, len(der))
    while at < limit and (part := element(der, at)) is not None and part.end <= limit:
        found.append(part)
        at = part.end
    return found


def _extensions(der: bytes, subject_end: int) -> bytes:
    """Those that are wholly there, wrapped anew."""
    key = element(der, subject_end)
    if key is None or key.end >= len(der):
        return b""
    wrapper = element(der, key.end)
    listed = element(der, wrapper.start) if wrapper and wrapper.tag == EXTENSIONS else None
    whole = _complete(der, listed) if listed else []
    if listed is None or not whole:
        return b""
    return encoded(EXTENSIONS, encoded(SEQUENCE, der[listed.start : whole[-1].end]))
