"""What was seen: certificates, handshakes and everything a look brings home. No adjectives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from bot.core.target import Target

Name = tuple[tuple[str, str], ...]
"""A distinguished name for comparing: (attribute OID, folded value) in order."""


def attribute(name: Name, oid: str) -> tuple[str, ...]:
    """All folded values of one attribute type, such as 2.5.4.10 (organisation)."""
    return tuple(value for key, value in name if key == oid)


class KeyKind(StrEnum):
    """The public key algorithms that are met in server certificates."""

    RSA = "RSA"
    EC = "EC"
    DSA = "DSA"
    ED25519 = "Ed25519"
    ED448 = "Ed448"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A subject public key.

    Attributes:
        bits: Modulus or field size; 0 where the algorithm has none or is unknown.
        curve: OpenSSL's name of the EC curve, empty for other keys.
        spki_sha256: Lower-case hex digest of the SubjectPublicKeyInfo.
    """

    kind: KeyKind
    bits: int
    curve: str
    spki_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameConstraints:
    """RFC 5280 section 4.2.1.10; an empty permitted tuple permits everything of that form.

    Attributes:
        permitted_dns: As written, with or without a leading dot.
        permitted_dn: The first attributes of what is permitted.
        other_forms: Forms we do not evaluate, such as "RFC822Name".
    """

    permitted_dns: tuple[str, ...] = ()
    excluded_dns: tuple[str, ...] = ()
    permitted_ip: tuple[IPv4Network | IPv6Network, ...] = ()
    excluded_ip: tuple[IPv4Network | IPv6Network, ...] = ()
    permitted_dn: tuple[Name, ...] = ()
    excluded_dn: tuple[Name, ...] = ()
    other_forms: tuple[str, ...] = ()


class Oddity(StrEnum):
    """Things in a certificate that strict readers mind."""

    BAD_SERIAL = "serial number is not a positive integer of at most 20 octets"
    EMPTY_NAMES = "a list of names without a name"
    NON_ASCII_NAME = "a name that must be ASCII is not"
    DUPLICATE_EXTENSION = "an extension stands twice"
    UNREADABLE_EXTENSION = "an extension cannot be read"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Certificate:
    """A certificate that could be read; equal where the bytes are.

    Attributes:
        sha256: Lower-case hex digest of the DER bytes.
        subject, issuer: For people, as RFC 4514 text; hostile text, escape before showing.
        issuer_label: The part of the issuer's name that people know it by.
        subject_name, issuer_name: For comparing.
        dns_names: SAN dNSNames as written, in order; U-labels and rubbish included.
        is_ca: None where basicConstraints are absent.
        key_usage: Names as in RFC 5280 (digitalSignature …); None where absent.
        extended_usage: OIDs; None where absent.
        unknown_critical: OIDs of critical extensions that no browser processes.
        signature_hash: hashlib's name, empty where the algorithm has none or is unknown.
        scts: How many embedded signed certificate timestamps there are.
    """

    der: bytes = field(repr=False)
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
    key: PublicKey
    signature: str
    signature_hash: str
    is_ca: bool | None
    path_length: int | None
    key_usage: frozenset[str] | None
    extended_usage: frozenset[str] | None
    unknown_critical: tuple[str, ...]
    constraints: NameConstraints | None
    scts: int
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
    def common_names(self) -> tuple[str, ...]:
        """The subject's CNs, folded."""
        return attribute(self.subject_name, "2.5.4.3")

    @property
    def is_self_issued(self) -> bool:
        """RFC 5280 section 3.2: subject and issuer are the same name."""
        return self.subject_name == self.issuer_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Bytes that stood where a certificate should; `error` is for IT."""

    der: bytes = field(repr=False)
    sha256: str
    error: str


Served = Certificate | Unreadable


class StoreName(StrEnum):
    """Where a trust anchor comes from."""

    MOZILLA = "Mozilla's list"
    OPERATOR = "your organisation's files"
    SYSTEM = "this computer's own list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A certificate we choose to trust, and for whom that holds."""

    certificate: Certificate
    stores: frozenset[StoreName]

    @property
    def is_public(self) -> bool:
        """Browsers' rules for public issuers apply; an operator's word is never public."""
        return self.stores in ({StoreName.MOZILLA}, {StoreName.MOZILLA, StoreName.SYSTEM})


class Offer(StrEnum):
    """What we offered in the ClientHello, from what browsers say down to anything at all."""

    BROWSER = "browser-like"
    LOWEST = "lowest bar"
    HAND_MADE = "hand-made"


class Ending(StrEnum):
    """How a handshake ended."""

    COMPLETED = "completed"
    REFUSED = "connection refused"
    UNREACHABLE = "network unreachable"
    CONNECT_TIMEOUT = "no answer to the connection"
    TIMEOUT = "no end within the time"
    RESET = "connection reset"
    CLOSED = "connection closed"
    ALERT = "alert from the server"
    NOT_TLS = "the answer is not TLS"
    STARTTLS_REFUSED = "no turning to TLS"
    UNOFFERED = "a version or cipher that was not offered"
    WRONG_KEY = "a signature that the certificate's key did not make"
    BROKEN = "the server's side of the handshake is wrong"
    OVERSIZE = "more than we read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """One attempt with one offer.

    Attributes:
        saw_hello: A ServerHello was understood.
        protocol: "TLSv1.3" … "SSLv3", empty before a ServerHello.
        cipher: OpenSSL's or IANA's name, empty where unknown.
        chain: DER bytes in served order; None where no Certificate message was read.
        staple: DER of the stapled OCSP response, empty where none.
        alert: Number of the server's alert, -1 where none (RFC 8446 section 6).
        client_certificate_asked: A CertificateRequest was seen.
        in_clear: It ended before TLS, while the server was asked to turn to it (STARTTLS).
        first_bytes: The first bytes of the answer where it is not TLS.
        detail: For IT: the engine's words, or what the first bytes look like.
    """

    offer: Offer
    ending: Ending
    saw_hello: bool = False
    protocol: str = ""
    cipher: str = ""
    chain: tuple[bytes, ...] | None = None
    staple: bytes = b""
    alert: int = -1
    client_certificate_asked: bool = False
    in_clear: bool = False
    first_bytes: bytes = b""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressLook:
    """Everything seen at one address, one handshake an offer, in the order of trying."""

    address: str
    handshakes: tuple[Handshake, ...]


class RevocationSource(StrEnum):
    """Where a word on revocation came from."""

    CRL = "CRL"
    OCSP = "OCSP"


class RevocationWord(StrEnum):
    """What that source said; `SILENT` where nothing usable came in time."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """One answer on one certificate, its signature and scope already verified.

    Attributes:
        certificate: SHA-256 of the certificate it is about.
        revoked_at: Only for `REVOKED`.
        reason: RFC 5280 section 5.3.1 name, empty where none is given.
        this_update, next_update: The answer's own validity; None where it has none.
        detail: For IT: why a source is silent, or where the word came from.
    """

    certificate: str
    source: RevocationSource
    word: RevocationWord
    revoked_at: datetime | None = None
    reason: str = ""
    this_update: datetime | None = None
    next_update: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a plain `GET /` on the judged connection brought, its body dropped.

    Attributes:
        status: HTTP status code, 0 where the answer was no HTTP.
        redirect: Host and port of a redirect to somewhere else; None where there is none.
        hsts: A Strict-Transport-Security header with a positive max-age (RFC 6797).
        server: The Server header, cut to a line; hostile.
        date: The Date header; None where absent or unreadable.
        portal: The page bears signs of a network's sign-in page.
    """

    status: int
    redirect: tuple[str, int] | None = None
    hsts: bool = False
    server: str = ""
    date: datetime | None = None
    portal: bool = False


class Unresolved(StrEnum):
    """Why there is no address to connect to."""

    NO_SUCH_NAME = "no address for this name"
    RESOLVER_FAILED = "the resolver did not answer"
    FORBIDDEN = "an address that may not be looked at"
    FORBIDDEN_PORT = "a port that may not be looked at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one look at a target brought home.

    Attributes:
        looks: One for each address tried; empty where `unresolved` says why.
        untried: Further addresses of the name that were left alone.
        fetched: DER of issuers that the certificates' own URLs led to (AIA caIssuers).
        revocations: What the issuers' own sources said, by certificate.
        page: From the first address; None where nothing was asked for or no TLS came about.
        timing_ms: "dns", "tcp", "tls", "http", "revocation", "total"; milliseconds.
    """

    target: Target
    looks: tuple[AddressLook, ...] = ()
    unresolved: Unresolved | None = None
    unresolved_detail: str = ""
    untried: int = 0
    fetched: tuple[bytes, ...] = ()
    revocations: tuple[Revocation, ...] = ()
    page: Page | None = None
    timing_ms: Mapping[str, float] = field(default_factory=dict)
