"""A ClientHello of our own, for servers that nothing else can talk to, and its answer's reader.

It offers everything that was ever in use up to TLS 1.2; the keys are never agreed on, so that no
cipher has to be implemented. Sans-I/O.
"""

import os
from typing import Final

from msgspec.structs import replace

from bot.core.facts import Ending
from bot.probe.ciphers import CIPHERS
from bot.probe.flight import (
    ALERT,
    HANDSHAKE,
    RECORD_TYPES,
    Flight,
    Messages,
    WrongLengthError,
    take_records,
    with_alert,
    with_error,
    with_message,
)

_PADDED: Final = 512
"""Bytes a hello has at least: old F5 balancers hang on 256 to 511 (RFC 7685 section 4)."""

_SCSV: Final = 0x00FF  # RFC 5746: says that we know secure renegotiation, without an extension
_GROUPS: Final = (29, 23, 24, 25, 30, 22, 26, 27, 28, 21, 19, 14, 13, 9, 10, 256, 257, 258)
_SIGNATURES: Final = (
    *(0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B),
    *(0x0401, 0x0501, 0x0601, 0x0301, 0x0303, 0x0302, 0x0402, 0x0203, 0x0201, 0x0202, 0x0101),
)


def client_hello(server_name: str) -> bytes:
    """One record with a TLS 1.2 ClientHello; no SNI for `server_name` "" (RFC 6066 section 3)."""
    suites = b"".join(number.to_bytes(2) for number in (*CIPHERS, _SCSV))
    start = (
        b"\x03\x03"
        + os.urandom(32)
        + b"\x00"  # no session to resume
        + len(suites).to_bytes(2)
        + suites
        + b"\x01\x00"  # no compression
    )
    extensions = b"".join(_extensions(server_name))
    # The message's header, the length of the extensions, the padding's header. Never an empty
    # extension at the end: some servers refuse that.
    missing = _PADDED - len(start) - len(extensions) - 4 - 2 - 4
    extensions += _extension(21, bytes(max(missing, 1)))
    body = start + len(extensions).to_bytes(2) + extensions
    message = b"\x01" + len(body).to_bytes(3) + body
    # Record version 1.0: what every server since SSL 3 takes for a first record (RFC 5246, E.1).
    return b"\x16\x03\x01" + len(message).to_bytes(2) + message


def _extensions(server_name: str) -> list[bytes]:
    name = server_name.encode("ascii")
    entry = b"\x00" + len(name).to_bytes(2) + name
    groups = b"".join(group.to_bytes(2) for group in _GROUPS)
    signatures = b"".join(scheme.to_bytes(2) for scheme in _SIGNATURES)
    return [
        *([_extension(0, len(entry).to_bytes(2) + entry)] if name else []),
        _extension(5, b"\x01\x00\x00\x00\x00"),  # status_request: OCSP
        _extension(10, len(groups).to_bytes(2) + groups),
        _extension(11, b"\x03\x00\x01\x02"),  # every point format
        _extension(13, len(signatures).to_bytes(2) + signatures),
    ]


def _extension(number: int, body: bytes) -> bytes:
    return number.to_bytes(2) + len(body).to_bytes(2) + body


class FlightReader:
    """Reads a flight in clear: everything up to TLS 1.2, and alerts of any version."""

    def __init__(self) -> None:
        self.flight = Flight()
        self._buffer = bytearray()
        self._messages = Messages()
        self._is_tls = False

    def feed(self, data: bytes) -> Flight:
        """Takes more bytes; nothing counts after the flight has ended."""
        if self.flight.ending is None:
            self._buffer += data
            self._read()
        return self.flight

    def _read(self) -> None:
        if not self._is_tls and self._buffer and self._buffer[0] not in RECORD_TYPES:
            self.flight = replace(self.flight, ending=Ending.NOT_TLS)
            return
        try:
            for record in take_records(self._buffer):
                self._is_tls = True
                self._take(record.type, record.body)
                if self.flight.ending is not None:
                    return
        except WrongLengthError as error:
            self.flight = with_error(self.flight, error)

    def _take(self, kind: int, body: bytes) -> None:
        if kind == ALERT:
            self.flight = with_alert(self.flight, body)
        elif kind == HANDSHAKE:
            for message, content in self._messages.take(body):
                self.flight = with_message(self.flight, message, content)
        else:
            detail = "encrypted records before any key was agreed on"
            self.flight = replace(self.flight, ending=Ending.BROKEN, detail=detail)
