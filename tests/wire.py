"""Servers made of bytes: other protocols, breaks at every stage, alerts and wrong lengths."""

import socket
import struct
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from threading import Event
from typing import Final

from tests.servers import listening

SSH: Final = b"SSH-2.0-OpenSSH_9.2\r\n"
SMTP: Final = b"220 mail.lab.test ESMTP\r\n"
HTTP: Final = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

Ending = Callable[[socket.socket], None]
"""How a server leaves a connection."""


def speaking(banner: bytes, *, first: bool = True) -> AbstractContextManager[int]:
    """Another protocol: a banner at once, or in answer to what comes; then it closes."""

    def talk(connection: socket.socket, _ended: Event) -> None:
        if not first:
            connection.recv(16384)
        connection.sendall(banner)
        if first:
            connection.recv(16384)
        close(connection)

    return listening(talk)


def silent() -> AbstractContextManager[int]:
    """Accepts and says nothing."""
    return listening(lambda _connection, ended: _hold(ended))


def dripping(pause_s: float = 1.0) -> AbstractContextManager[int]:
    """The beginning of a handshake record, one byte in each pause."""

    def talk(connection: socket.socket, ended: Event) -> None:
        for byte in server_hello():
            connection.sendall(bytes([byte]))
            if ended.wait(pause_s):
                return

    return listening(talk)


def endless() -> AbstractContextManager[int]:
    """Handshake records that never complete a message, without end."""

    def talk(connection: socket.socket, ended: Event) -> None:
        connection.recv(16384)
        # A ServerHello that claims 16 MB, and zeros until the peer has had enough.
        connection.sendall(_record(22, b"\x02\xff\xff\xff"))
        while not ended.is_set():
            connection.sendall(_record(22, bytes(16384)))

    return listening(talk)


def on_accept(ending: Ending) -> AbstractContextManager[int]:
    """Leaves before a byte was read."""
    return listening(lambda connection, _ended: ending(connection))


def after_hello(flight: bytes, ending: Ending) -> AbstractContextManager[int]:
    """Reads the ClientHello, sends ready bytes (perhaps none) and leaves."""

    def talk(connection: socket.socket, _ended: Event) -> None:
        connection.recv(65536)
        connection.sendall(flight)
        ending(connection)

    return listening(talk)


def close(connection: socket.socket) -> None:
    """End of stream; what the peer still sends is read, so that no reset overtakes our bytes."""
    connection.shutdown(socket.SHUT_WR)
    connection.settimeout(1)
    try:
        while connection.recv(65536):
            pass
    except OSError:
        return


def reset(connection: socket.socket) -> None:
    """A TCP reset: closing with a linger time of zero."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def alert(number: int, level: int = 2) -> bytes:
    """An alert record (RFC 8446 section 6); level 2 is fatal."""
    return _record(21, bytes([level, number]))


def server_hello(version: bytes = b"\x03\x03", cipher: bytes = b"\xc0\x2f") -> bytes:
    """A ServerHello for TLS 1.2, ECDHE_RSA_WITH_AES_128_GCM_SHA256, with RFC 5746's extension."""
    renegotiation = b"\xff\x01\x00\x01\x00"
    body = version + bytes(range(32)) + b"\x00" + cipher + b"\x00"
    return _records(b"\x02", body + _sized(renegotiation, 2))


def certificate(listed: Sequence[bytes], excess: int = 0) -> bytes:
    """A Certificate message; `excess` is what its list's length claims too much."""
    body = b"".join(_sized(der, 3) for der in listed)
    return _records(b"\x0b", (len(body) + excess).to_bytes(3, "big") + body)


def _hold(ended: Event) -> None:
    ended.wait()


def _sized(body: bytes, octets: int) -> bytes:
    return len(body).to_bytes(octets, "big") + body


def _records(kind: bytes, body: bytes) -> bytes:
    """One handshake message, cut into records of at most 16 kB (RFC 8446 section 5.1)."""
    message = kind + _sized(body, 3)
    cuts = range(0, len(message), 16384)
    return b"".join(_record(22, message[start : start + 16384]) for start in cuts)


def _record(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + b"\x03\x03" + _sized(body, 2)
