"""Certificates as they were read, and those that we choose to trust."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

from msgspec import Struct

from bot.core.facts.identifiers import COMMON_NAME

Name = tuple[tuple[str, str], ...]
"""A distinguished name for comparing: (attribute OID, folded value) in order."""


def attribute(name: Name, oid: str) -> tuple[str, ...]:
    """All folded values of one attribute type, such as `identifiers.ORGANISATION`."""
    return tuple(value for key, value in name if key == oid)


class KeyKind(StrEnum):
    """The public key algorithms that are met in server certificates."""

    RSA = "RSA"
    EC = "EC"
    DSA = "DSA"
    ED25519 = "Ed25519"
    ED448 = "Ed448"
    OTHER = "other"


EXPLICIT_CURVE: Final = "explicit curve"


class PublicKey(Struct, frozen=True, kw_only=True):
    """A subject public key.

    Attributes:
        bits: Modulus or field size; 0 where the algorithm has none or is unknown.
        curve: OpenSSL's name of the EC curve, empty for other keys; `EXPLICIT_CURVE` where it is
            not named but written out.
        spki_sha256: Lower-case hex digest of the SubjectPublicKeyInfo.
    """

    kind: KeyKind
    bits: int
    curve: str
    spki_sha256: str


class NameConstraints(Struct, frozen=True, kw_only=True):
    """RFC 5280 section 4.2.1.10; an empty permitted tuple permits everything of that form.

    Attributes:
        permitted_dns: As written, with or without a leading dot.
        permitted_email: A mailbox, a host, or a domain after a dot.
        permitted_dn: The first attributes of what is permitted.
        other_forms: Forms that no browser evaluates, such as "UniformResourceIdentifier".
        is_critical: Whoever cannot evaluate a form has to refuse it.
    """

    permitted_dns: tuple[str, ...] = ()
    excluded_dns: tuple[str, ...] = ()
    permitted_ip: tuple[IPv4Network | IPv6Network, ...] = ()
    excluded_ip: tuple[IPv4Network | IPv6Network, ...] = ()
    permitted_email: tuple[str, ...] = ()
    excluded_email: tuple[str, ...] = ()
    permitted_dn: tuple[Name, ...] = ()
    excluded_dn: tuple[Name, ...] = ()
    other_forms: tuple[str, ...] = ()
    is_critical: bool = True


class Oddity(StrEnum):
    """Things in a certificate that strict readers mind."""

    BAD_SERIAL = "serial number is not a positive integer of at most 20 octets"
    EMPTY_NAMES = "a list of names without a name"
    NON_ASCII_NAME = "a name that must be ASCII is not"
    BAD_STRING = "a name with characters that strings of its kind do not have"
    BAD_ADDRESS = "an address among the names has the wrong length"
    BAD_ACCESS = "no place at all, or one that is not ASCII, to find the issuer"
    EMPTY_USAGE = "a list of key usages without a usage"
    ALGORITHMS_DIFFER = "two different algorithms are named for the one signature"


class Certificate(Struct, frozen=True, kw_only=True, eq=False):
    """A certificate that could be read; equal where the bytes are.

    Attributes:
        sha256: Lower-case hex digest of the DER bytes.
        subject, issuer: For people, as RFC 4514 text; hostile text, escape before showing.
        issuer_label: The part of the issuer's name that people know it by.
        subject_name, issuer_name: For comparing.
        dns_names: SAN dNSNames as written, in order; U-labels and rubbish included.
        emails: SAN rfc822Names as written.
        directory_names: SAN directoryNames.
        other_names: Further forms in the SAN, such as "UniformResourceIdentifier".
        is_ca: None where basicConstraints are absent.
        key_usage: Names as in RFC 5280 (digitalSignature …); None where absent.
        extended_usage: OIDs; None where absent.
        critical: OIDs of all critical extensions.
        repeated, unreadable: OIDs of extensions that stand twice, or cannot be read.
        key_id, issuer_key_id: Subject and authority key identifiers, b"" where absent.
        signature_hash: hashlib's name, empty where the algorithm has none or is unknown.
        is_policed: It says when policies must hold, or maps some to others.
        scts: The logs (RFC 6962 section 3.2, LogID) of embedded certificate timestamps.
    """

    der: bytes
    sha256: str
    version: int
    subject: str
    issuer: str
    issuer_label: str
    subject_name: Name
    issuer_name: Name
    serial: int
    not_before: datetime
    not_after: datetime
    has_san: bool
    dns_names: tuple[str, ...]
    ip_names: tuple[IPv4Address | IPv6Address, ...]
    emails: tuple[str, ...]
    directory_names: tuple[Name, ...]
    other_names: frozenset[str]
    key: PublicKey
    signature: str
    signature_hash: str
    is_ca: bool | None
    path_length: int | None
    key_usage: frozenset[str] | None
    extended_usage: frozenset[str] | None
    critical: tuple[str, ...]
    repeated: frozenset[str]
    unreadable: frozenset[str]
    key_id: bytes
    issuer_key_id: bytes
    constraints: NameConstraints | None
    is_policed: bool
    scts: frozenset[bytes]
    must_staple: bool
    issuer_urls: tuple[str, ...]
    ocsp_urls: tuple[str, ...]
    crl_urls: tuple[str, ...]
    oddities: tuple[Oddity, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Certificate) and self.sha256 == other.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)

    @property
    def names(self) -> tuple[str, ...]:
        """The hosts and addresses of the SAN as text, hosts first."""
        return (*self.dns_names, *map(str, self.ip_names))

    @property
    def common_names(self) -> tuple[str, ...]:
        """The subject's CNs, folded."""
        return attribute(self.subject_name, COMMON_NAME)

    @property
    def party(self) -> tuple[Name, str]:
        """Name and key: the same again, in whatever certificate, adds nothing to a path."""
        return self.subject_name, self.key.spki_sha256

    @property
    def is_self_issued(self) -> bool:
        """RFC 5280 section 3.2: subject and issuer are the same name."""
        return self.subject_name == self.issuer_name


class Unreadable(Struct, frozen=True, kw_only=True):
    """Bytes that stood where a certificate should; `error` is for IT."""

    der: bytes
    sha256: str
    error: str


Served = Certificate | Unreadable


def leaf_of(chain: Sequence[Served]) -> Certificate | None:
    """The first certificate of a chain; None where there is none that can be read."""
    first = chain[0] if chain else None
    return first if isinstance(first, Certificate) else None


class StoreName(StrEnum):
    """Where a trust anchor comes from."""

    MOZILLA = "Mozilla's list"
    OPERATOR = "your organisation's files"
    SYSTEM = "this computer's own list"


class Anchor(Struct, frozen=True, kw_only=True):
    """A certificate we choose to trust, and for whom that holds."""

    certificate: Certificate
    stores: frozenset[StoreName]

    @property
    def is_public(self) -> bool:
        """Browsers' rules for public issuers apply; an operator's word is never public."""
        return self.stores in ({StoreName.MOZILLA}, {StoreName.MOZILLA, StoreName.SYSTEM})
