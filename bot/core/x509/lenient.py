"""Extensions that `cryptography` refuses and browsers read, or nearly so. Imported when needed."""

from ipaddress import ip_address
from typing import Final

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.x509.oid import ExtensionOID

from bot.core.facts import Oddity
from bot.core.x509.der import SEQUENCE, element, encoded

_BITS: Final = 0x03
_MAX_PADDING: Final = 7
_FALSE: Final = bytes.fromhex("010100")
# RFC 5280 section 4.2.1.6: forms of GeneralName by their tags.
_EMAIL, _DNS, _URI, _ADDRESS = 0x81, 0x82, 0x86, 0x87
_ASCII: Final = frozenset({_EMAIL, _DNS, _URI})

Read = tuple[x509.ExtensionType | None, Oddity | None]
"""What an extension says, None where it says nothing, and what is odd about it."""


@asn1.sequence
class _List:
    """GeneralNames or certificatePolicies (RFC 5280, 4.2.1.6 and 4.2.1.4), entries as they are."""

    entries: list[asn1.TLV]


def leniently(oid: x509.ObjectIdentifier, value: bytes, *, critical: bool) -> Read:
    """What browsers make something of.

    Raises:
        ValueError, TypeError: They make nothing of it either.
    """
    if oid == ExtensionOID.SUBJECT_ALTERNATIVE_NAME:
        return _names(value)
    if oid == ExtensionOID.BASIC_CONSTRAINTS:
        return _basic_constraints(value), None
    if oid == ExtensionOID.KEY_USAGE:
        return _key_usage(value), None
    if oid == ExtensionOID.CERTIFICATE_POLICIES and not critical:
        return _policies(value), None
    return None, None


def _basic_constraints(value: bytes) -> x509.BasicConstraints:
    """RFC 5280 section 4.2.1.9.

    DER forbids a FALSE that is written out (X.690 section 11.5), and without cA there is no path
    length; browsers mind neither.
    """
    outer = element(value, 0)
    if outer is None or outer.tag != SEQUENCE or outer.end != len(value):
        raise ValueError("no sequence")
    contents = value[outer.start :].removeprefix(_FALSE)
    rest = contents.removeprefix(b"\x01\x01\xff")
    length = asn1.decode_der(int, rest) if rest else None
    is_ca = rest != contents
    return x509.BasicConstraints(is_ca, length if is_ca else None)


def _key_usage(value: bytes) -> x509.KeyUsage:
    """RFC 5280 section 4.2.1.3; the last two bits, which are nobody's here, left aside."""
    outer = element(value, 0)
    if (
        outer is None
        or outer.tag != _BITS
        or outer.end != len(value)
        or outer.end < outer.start + 2
    ):
        raise ValueError("no bits")
    padding, first, last = value[outer.start], value[outer.start + 1], value[-1]
    if padding > _MAX_PADDING or last & ((1 << padding) - 1):
        raise ValueError("badly padded")
    return x509.KeyUsage(
        digital_signature=bool(first & 0x80),
        content_commitment=bool(first & 0x40),
        key_encipherment=bool(first & 0x20),
        data_encipherment=bool(first & 0x10),
        key_agreement=bool(first & 0x08),
        key_cert_sign=bool(first & 0x04),
        crl_sign=bool(first & 0x02),
        encipher_only=False,
        decipher_only=False,
    )


def _policies(value: bytes) -> x509.CertificatePolicies:
    """Policies by their identifiers, whatever qualifies them (RFC 5280 section 4.2.1.4)."""
    firsts = [_first(bytes(entry.data)) for entry in _entries(value)]
    oids = [asn1.decode_der(x509.ObjectIdentifier, first) for first in firsts]
    return x509.CertificatePolicies([x509.PolicyInformation(oid, None) for oid in oids])


def _first(contents: bytes) -> bytes:
    found = element(contents, 0)
    return b"" if found is None else contents[: found.end]


def _names(value: bytes) -> Read:
    """Hosts and addresses; forms that are nobody's here (an X.400 address) are passed over."""
    entries = [(entry.tag_bytes[0], bytes(entry.data)) for entry in _entries(value)]
    names: list[x509.GeneralName] = [
        x509.DNSName(data.decode("ascii")) if tag == _DNS else x509.IPAddress(ip_address(data))
        for tag, data in entries
        if (tag == _DNS and data.isascii()) or tag == _ADDRESS
    ]
    odd = any(tag in _ASCII and not data.isascii() for tag, data in entries)
    return x509.SubjectAlternativeName(names), Oddity.NON_ASCII_NAME if odd else None


def _entries(value: bytes) -> list[asn1.TLV]:
    """The decoder takes a list only as a field."""
    return asn1.decode_der(_List, encoded(SEQUENCE, value)).entries
