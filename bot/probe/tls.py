"""One handshake over one connected socket, from our hello to the last useful byte."""

import asyncio
from collections.abc import Coroutine
import socket
from typing import Final

from bot.core.facts import Ending, Handshake, Offer
from bot.probe.engine import Contexts, Engine, Step
class FlightReader: pass


MAX_BYTES: Final = 400 * 1024
"""Of one server's answer; a certificate list may have 256 kB, the rest is small."""

_READ: Final = 65536
_SETTLE_S: Final = 1.0  # how long a server has to refuse us after it asked for a certificate
_RECORD_TYPES: Final = frozenset({0x14, 0x15, 0x16, 0x17})
_WRONG_KEY: Final = ("bad signature", "wrong signature type", "bad rsa")


class _Stream:
    """A connected socket that counts, remembers and never gives more than `MAX_BYTES`."""

    def __init__(self, sock: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        self._sock = sock
        self.received = bytearray()

    async def send(self, data: bytes) -> None:
        if data:
            await self._loop.sock_sendall(self._sock, data)

    async def receive(self) -> bytes:
        """b"" at the end of the stream."""
        data = await self._loop.sock_recv(self._sock, _READ)
        self.received += data
        return data

    @property
    def is_full(self) -> bool:
        return len(self.received) > MAX_BYTES


async def shake_hands(
    sock: socket.socket, offer: Offer, server_name: str, contexts: Contexts, deadline: float
) -> Handshake:
    """Makes one handshake with OpenSSL; never raises for what the server did.

    Args:
        sock: Connected and non-blocking; the caller closes it.
        server_name: For SNI; "" for IP literals (RFC 6066 section 3).
        deadline: In the loop's time.
    """
    stream, engine, reader = _Stream(sock), Engine(contexts.of(offer), server_name), FlightReader()
    ending = await _bounded(_drive(stream, engine), deadline)
    flight = None
    if ending is Ending.BROKEN and engine.chain() is None:
        flight = await _read_past_failure(stream, engine, deadline)
    return _told(offer, ending, stream, engine, flight)


async def read_by_hand(sock: socket.socket, server_name: str, deadline: float) -> Handshake:
    """Sends a hello of our own and reads the answer up to the certificates, TLS 1.2 and below."""
    stream, reader = _Stream(sock), FlightReader()
    ending = await _bounded(_drive_by_hand(stream, reader, server_name), deadline)
    flight = reader.flight
    return Handshake(
        offer=Offer.HAND_MADE,
        ending=ending,
        saw_hello=bool(flight.protocol),
        protocol=flight.protocol,
        cipher=flight.cipher,
        chain=flight.certificates,
        staple=flight.staple,
        alert=flight.alert,
        client_certificate_asked=flight.client_certificate_asked,
        detail=flight.problem,
    )


async def _bounded(work: Coroutine[None, None, Ending], deadline: float) -> Ending:
    """What the connection itself may do to us, as an ending."""
    try:
        async with asyncio.timeout_at(deadline):
            return await work
    except TimeoutError:
        return Ending.TIMEOUT
    except OSError:
        # Reset, aborted, broken pipe: the server tore the connection down.
        return Ending.RESET


async def _drive(stream: _Stream, engine: Engine) -> Ending:
    step = engine.advance()
    while True:
        await stream.send(engine.outgoing())
        if step is not Step.MORE:
            break
        data = await stream.receive()
        if not data:
            return Ending.CLOSED
        if stream.received[0] not in _RECORD_TYPES:
            return Ending.NOT_TLS
        if stream.is_full:
            return Ending.OVERSIZE
        step = engine.advance(data)
    if step is Step.FAILED:
        return _failure(stream, engine)
    return await _settled(stream, engine)


def _failure(stream: _Stream, engine: Engine) -> Ending:
    if engine.record.alert >= 0:
        return Ending.ALERT
    if any(words in engine.error for words in _WRONG_KEY):
        return Ending.WRONG_KEY
    return Ending.BROKEN


async def _settled(stream: _Stream, engine: Engine) -> Ending:
    """TLS 1.3 refuses a missing client certificate only after the handshake (RFC 8446 4.4.2.4).

    Only a server that asked is waited for; whatever it sends next settles the question.
    """
    if not engine.record.client_certificate_asked:
        return Ending.COMPLETED
    try:
        async with asyncio.timeout(_SETTLE_S):
            data = await stream.receive()
    except TimeoutError:
        return Ending.COMPLETED
    refused = bool(data) and engine.after(data) is Step.FAILED
    return Ending.ALERT if refused and engine.record.alert >= 0 else Ending.COMPLETED
async def _read_past_failure(*a): return None
def _told(offer, ending, stream, engine, flight):
    return Handshake(offer=offer, ending=ending, saw_hello=engine.record.saw_hello, protocol=engine.protocol, cipher=engine.cipher, chain=engine.chain(), staple=engine.record.staple, alert=engine.record.alert, client_certificate_asked=engine.record.client_certificate_asked, detail=engine.error, first_bytes=bytes(stream.received[:8]))
