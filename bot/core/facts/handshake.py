"""What was seen of a server before it was asked for anything."""

from enum import StrEnum
from typing import Final

from msgspec import Struct


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


UNCONNECTED: Final = frozenset({Ending.REFUSED, Ending.UNREACHABLE, Ending.CONNECT_TIMEOUT})
"""Endings before there was a connection; browsers go on to the next address then."""


class Handshake(Struct, frozen=True, kw_only=True):
    """One attempt with one offer.

    Attributes:
        saw_hello: A ServerHello was understood.
        protocol: "TLSv1.3" … "SSLv3", empty before a ServerHello.
        cipher: OpenSSL's or IANA's name, empty where unknown.
        chain: DER bytes in served order; None where no Certificate message was read.
        unread_list: Bytes that a certificate list claims, where it is too long to be read; else 0.
        staple: DER of the stapled OCSP response, empty where none.
        timestamps: Logs of certificate timestamps in the TLS extension (RFC 6962 section 3.3.1);
            None where it was not read.
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
    unread_list: int = 0
    staple: bytes = b""
    timestamps: frozenset[bytes] | None = None
    alert: int = -1
    client_certificate_asked: bool = False
    in_clear: bool = False
    first_bytes: bytes = b""
    detail: str = ""


class AddressLook(Struct, frozen=True, kw_only=True):
    """Everything seen at one address, one handshake an offer, in the order of trying."""

    address: str
    handshakes: tuple[Handshake, ...]
