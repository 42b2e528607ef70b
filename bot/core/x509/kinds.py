"""Tells what a DER structure is from its first bytes, also where the rest is missing."""

from enum import StrEnum
from typing import Final

from bot.core.x509.der import INTEGER, OID, SEQUENCE, VERSION, Element, element

_OPENSSH: Final = b"openssh-key-v1"  # PROTOCOL.key of OpenSSH
_PKCS: Final = bytes.fromhex("2a864886f70d01")
_ENCRYPTIONS: Final = (_PKCS + b"\x05", _PKCS + b"\x0c\x01")  # PBES of PKCS #5 and PKCS #12
_SIGNED_DATA: Final = _PKCS + b"\x07\x02"  # RFC 5652 section 5.1
_PFX: Final = 3  # RFC 7292 section 4: version
_KEY_VERSIONS: Final = (0, 1)  # RFC 8017 A.1.2, RFC 5958 section 2, RFC 5915 section 3


class Kind(StrEnum):
    """What the bytes are."""

    CERTIFICATE = "certificate"
    BUNDLE = "bundle"
    PRIVATE_KEY = "private key"
    OTHER = "other"


def kind_of(der: bytes) -> Kind:
    """Judges by the first two levels; a container of keys (PKCS #12) counts as a key."""
    if der.startswith(_OPENSSH):
        return Kind.PRIVATE_KEY
    if der[:1] != bytes([SEQUENCE]):
        return Kind.OTHER
    outer = element(der, 0)
    first = element(der, outer.start if outer else 2)  # an indefinite length is one octet
    return Kind.OTHER if first is None else _by_first(der, first)


def _by_first(der: bytes, first: Element) -> Kind:
    """By what stands first in the outer sequence."""
    inside = der[first.start : first.end]
    if first.tag == INTEGER:
        return _versioned(inside, der[first.end : first.end + 1])
    if first.tag == OID:
        return Kind.BUNDLE if inside == _SIGNED_DATA else Kind.OTHER
    return _nested(inside) if first.tag == SEQUENCE else Kind.OTHER


def _versioned(version: bytes, follows: bytes) -> Kind:
    """A structure that begins with its version: all of them hold private keys."""
    known = int.from_bytes(version) in (*_KEY_VERSIONS, _PFX) and len(version) == 1
    fits = follows in {b"", b"\x02", b"\x04", b"\x30"}
    return Kind.PRIVATE_KEY if known and fits else Kind.OTHER


def _nested(inside: bytes) -> Kind:
    """A sequence in a sequence: an encrypted key's algorithm, or what is signed."""
    first = element(inside, 0)
    if first is None:
        return Kind.OTHER
    if first.tag == OID:
        encrypted = inside[first.start : first.end].startswith(_ENCRYPTIONS)
        return Kind.PRIVATE_KEY if encrypted else Kind.OTHER
    if first.tag == VERSION:
        return Kind.CERTIFICATE
    # Version 1 has no version field but a serial number, and so has a list of revoked ones.
    # A request for a certificate begins with version 0 and a name, which is a SEQUENCE of SET.
    if first.tag != INTEGER:
        return Kind.OTHER
    after = element(inside, first.end)
    is_algorithm = after is not None and inside[after.start : after.start + 1] == bytes([OID])
    return Kind.CERTIFICATE if is_algorithm else Kind.OTHER
