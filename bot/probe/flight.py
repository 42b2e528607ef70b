"""The server's first flight, read by hand: records, handshake messages, certificate lists.

For what OpenSSL cannot read or forgets when it fails. Sans-I/O, bounded, never raises for what
is in the bytes. RFC 5246 and RFC 8446.
"""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bot.core.facts import Ending
from bot.probe.ciphers import cipher_name

MAX_MESSAGE: Final = 300 * 1024
"""Of one handshake message; a certificate list may have 256 kB."""

MAX_RECORD: Final = 18432
"""RFC 5246 section 6.2.3: 2^14 + 2048."""

RECORD_TYPES: Final = frozenset({20, 21, 22, 23})
ALERT, HANDSHAKE, APPLICATION_DATA = 21, 22, 23
_VERSIONS: Final = {
    0x0300: "SSLv3",
    0x0301: "TLSv1",
    0x0302: "TLSv1.1",
    0x0303: "TLSv1.2",
    0x0304: "TLSv1.3",
}
_WARNING: Final = 1
_OCSP: Final = 1  # CertificateStatusType, RFC 6066 section 8
_STATUS_REQUEST: Final = 5  # the extension that carries a staple in TLS 1.3
_TIMESTAMPS: Final = 18  # signed_certificate_timestamp, RFC 6962 section 3.3.1
_SUPPORTED_VERSIONS: Final = 43  # and the one that names its version (RFC 8446 section 4.2.1)


class WrongLengthError(ValueError):
    """A length inside a message does not fit what is there."""


class TooLongError(WrongLengthError):
    """A message is larger than we read.

    Attributes:
        kind: The message's type.
        size: What it claims, in bytes.
    """

    def __init__(self, kind: int, size: int) -> None:
        super().__init__(f"a handshake message of {size} bytes")
        self.kind = kind
        self.size = size


class Flight(Struct, frozen=True, kw_only=True):
    """What the server said before it waited for us.

    Attributes:
        ending: None while more is to come.
        certificates: DER in served order; None where no Certificate message was read.
        timestamps: The list in the extension for it, as TLS carries it; b"" where none.
        unread_list: What a certificate list claims, in bytes, that is larger than we read; else 0.
        detail: For IT: what is wrong with the bytes.
    """

    ending: Ending | None = None
    protocol: str = ""
    cipher: str = ""
    certificates: tuple[bytes, ...] | None = None
    unread_list: int = 0
    staple: bytes = b""
    timestamps: bytes = b""
    client_certificate_asked: bool = False
    alert: int = -1
    detail: str = ""


class Record(Struct, frozen=True):
    """One record: its type, its 5-byte header and what it carries."""

    type: int
    header: bytes
    body: bytes


def take_records(buffer: bytearray) -> Iterator[Record]:
    """All whole records, removed from the buffer.

    Raises:
        WrongLengthError: The next bytes are no TLS record.
    """
    start = 0
    while len(buffer) - start >= 5:  # noqa: PLR2004 - the header
        header = bytes(buffer[start : start + 5])
        length = int.from_bytes(header[3:])
        if header[0] not in RECORD_TYPES or header[1] != 3 or length > MAX_RECORD:  # noqa: PLR2004
            raise WrongLengthError("not a TLS record")
        if len(buffer) - start < 5 + length:
            break
        yield Record(header[0], header, bytes(buffer[start + 5 : start + 5 + length]))
        start += 5 + length
    del buffer[:start]


class Messages:
    """Handshake messages out of the records that carry them, in pieces or several at once."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def take(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """All messages that are whole now, as (type, body).

        Raises:
            TooLongError: A message is larger than we read.
        """
        self._buffer += data
        while len(self._buffer) >= 4:  # noqa: PLR2004 - the header
            length = int.from_bytes(self._buffer[1:4])
            if length > MAX_MESSAGE:
                raise TooLongError(self._buffer[0], length)
            if len(self._buffer) < 4 + length:
                return
            message = self._buffer[0], bytes(self._buffer[4 : 4 + length])
            del self._buffer[: 4 + length]
            yield message


def with_message(flight: Flight, kind: int, body: bytes, *, encrypted: bool = False) -> Flight:
    """The flight with one more message in it; `encrypted` for the formats of TLS 1.3.

    What follows the end in the same record changes nothing, least of all a bad end to a good one.
    """
    if flight.ending is not None:
        return flight
    if kind == _SERVER_HELLO:
        return _with_server_hello(flight, body)
    if kind == _CERTIFICATE:
        return _with_certificates(flight, body, encrypted=encrypted)
    if kind == _CERTIFICATE_STATUS:
        return replace(flight, staple=_staple(body) or flight.staple)
    asked = flight.client_certificate_asked or kind == _CERTIFICATE_REQUEST
    ending = Ending.COMPLETED if kind in _LAST else flight.ending
    return replace(flight, client_certificate_asked=asked, ending=ending)


_SERVER_HELLO, _CERTIFICATE, _CERTIFICATE_REQUEST, _CERTIFICATE_STATUS = 2, 11, 13, 22
_LAST: Final = frozenset({14, 15, 20})  # ServerHelloDone, CertificateVerify, Finished


def with_alert(flight: Flight, body: bytes) -> Flight:
    """A warning (such as unrecognized_name, which some servers send by habit) changes nothing."""
    if len(body) != 2 or (body[0] == _WARNING and body[1] != 0):  # noqa: PLR2004 - level, number
        return flight
    return replace(flight, ending=Ending.ALERT, alert=body[1])


def with_error(flight: Flight, error: Exception) -> Flight:
    """The flight that ended in bytes that cannot be read on."""
    detail = str(error) or "a record that does not decrypt"
    if not isinstance(error, TooLongError):
        return replace(flight, ending=Ending.BROKEN, detail=detail)
    unread = error.size if error.kind == _CERTIFICATE else 0
    return replace(flight, ending=Ending.OVERSIZE, detail=detail, unread_list=unread)


def _with_server_hello(flight: Flight, body: bytes) -> Flight:
    # After version and random comes the session id behind its length.
    end = 35 + body[34] if len(body) > 34 else len(body)  # noqa: PLR2004
    suite = body[end : end + 2]
    if len(suite) != 2:  # noqa: PLR2004
        return replace(flight, ending=Ending.BROKEN, detail="a ServerHello that is too short")
    # The older field says 1.2 for ever; after the suite and one byte come the extensions' length.
    version = _extension(body[end + 5 :], _SUPPORTED_VERSIONS) or body[:2]
    timestamps = _extension(body[end + 5 :], _TIMESTAMPS)
    protocol = _VERSIONS.get(int.from_bytes(version), f"version {version.hex()}")
    cipher = cipher_name(int.from_bytes(suite))
    return replace(flight, protocol=protocol, cipher=cipher, timestamps=timestamps)


def _with_certificates(flight: Flight, body: bytes, *, encrypted: bool) -> Flight:
    try:
        entries = list(_entries(body, encrypted=encrypted))
    except WrongLengthError:
        detail = "a certificate list with wrong lengths"
        return replace(flight, certificates=(), ending=Ending.BROKEN, detail=detail)
    stapled = [_staple(_extension(extensions, _STATUS_REQUEST)) for _, extensions in entries[:1]]
    stamps = [_extension(extensions, _TIMESTAMPS) for _, extensions in entries[:1]]
    return replace(
        flight,
        certificates=tuple(der for der, _ in entries),
        staple=b"".join(stapled) or flight.staple,
        timestamps=b"".join(stamps) or flight.timestamps,
    )


def _entries(body: bytes, *, encrypted: bool) -> Iterator[tuple[bytes, bytes]]:
    """Certificates with their extensions, which came with TLS 1.3.

    RFC 5246 section 7.4.2; RFC 8446 section 4.4.2, with a context before the list.
    """
    context_end = _vector(body, 0, 1)[1] if encrypted else 0
    listed, _ = _vector(body, context_end, 3)
    at = 0
    while at < len(listed):
        der, at = _vector(listed, at, 3)
        extensions, at = _vector(listed, at, 2) if encrypted else (b"", at)
        yield der, extensions


def _extension(listed: bytes, wanted: int) -> bytes:
    """What one extension carries; b"" where it is missing or lengths are wrong before it."""
    at = 0
    while at < len(listed):
        kind = int.from_bytes(listed[at : at + 2])
        try:
            body, at = _vector(listed, at + 2, 2)
        except WrongLengthError:
            break
        if kind == wanted:
            return body
    return b""


def _vector(data: bytes, at: int, width: int) -> tuple[bytes, int]:
    """A vector with its length before it (RFC 8446 section 3.4), and where it ends.

    Positions and not remainders: cutting the rest off each time is quadratic in tiny entries.
    """
    start = at + width
    end = start + int.from_bytes(data[at:start])
    if end > len(data):
        raise WrongLengthError("a vector is cut off")
    return data[start:end], end


def _staple(body: bytes) -> bytes:
    """The response of a CertificateStatus; b"" where it is none."""
    if body[:1] != bytes([_OCSP]):
        return b""
    try:
        return _vector(body, 1, 3)[0]
    except WrongLengthError:
        return b""
