"""Everything that one look at a target brings home."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from bot.core.facts.handshake import AddressLook
from bot.core.target import Target


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


class Revocation(Struct, frozen=True, kw_only=True):
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


class PageSign(StrEnum):
    """What the words of an answer speak of; what that means depends on the rest."""

    WANTS_CERTIFICATE = "a certificate of the visitor's own is wanted"
    NETWORK = "marks of a network's sign-in page"
    LOGIN = "the redirect leads to a page for signing in"


class Redirect(Struct, frozen=True, kw_only=True):
    """Where an answer sends the visitor; path and query are dropped.

    Attributes:
        in_clear: To a place without TLS.
    """

    host: str
    port: int
    in_clear: bool = False


class Page(Struct, frozen=True, kw_only=True):
    """What a plain `GET /` on the judged connection brought, its body dropped.

    Attributes:
        status: HTTP status code, 0 where the answer was no HTTP.
        redirect: To another host, port or scheme, by header or refresh; None where there is none.
        hsts: A Strict-Transport-Security header with a positive max-age (RFC 6797).
        server: The Server header, cut to a line; hostile.
        date: The Date header; None where absent or unreadable.
        signs: What its words speak of.
    """

    status: int
    redirect: Redirect | None = None
    hsts: bool = False
    server: str = ""
    date: datetime | None = None
    signs: frozenset[PageSign] = frozenset()


class Unresolved(StrEnum):
    """Why there is no address to connect to."""

    NO_SUCH_NAME = "no address for this name"
    RESOLVER_FAILED = "the resolver did not answer"
    FORBIDDEN = "an address that may not be looked at"
    FORBIDDEN_PORT = "a port that may not be looked at"


class Observation(Struct, frozen=True, kw_only=True):
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
