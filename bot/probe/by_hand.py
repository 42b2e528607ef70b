"""Reads what OpenSSL cannot: a hello of our own, and flights that it choked on."""

import socket
from typing import TYPE_CHECKING, Final

from bot.core.facts import Ending, Handshake, Offer
from bot.probe.engine import Engine
from bot.probe.flight import Flight
from bot.probe.hello import FlightReader, client_hello
from bot.probe.stream import Stream, bounded

if TYPE_CHECKING:
    from bot.probe.tls13 import EncryptedFlightReader


async def read_by_hand(sock: socket.socket, server_name: str, deadline: float) -> Handshake:
    """Sends a hello of our own and reads the answer up to the certificates, TLS 1.2 and below."""
    stream, reader = Stream(sock), FlightReader()
    ending = await bounded(_drive_by_hand(stream, reader, server_name), deadline)
    flight = reader.flight
    return Handshake(
        offer=Offer.HAND_MADE,
        ending=ending,
        saw_hello=bool(flight.protocol),
        protocol=flight.protocol,
        cipher=flight.cipher,
        chain=flight.certificates,
        unread_list=flight.unread_list,
        staple=flight.staple,
        alert=flight.alert,
        client_certificate_asked=flight.client_certificate_asked,
        detail=flight.detail,
    )


async def _drive_by_hand(stream: Stream, reader: FlightReader, server_name: str) -> Ending:
    await stream.send(client_hello(server_name))
    return await _read_flight(stream, reader)


async def _read_flight(stream: Stream, reader: "FlightReader | EncryptedFlightReader") -> Ending:
    while reader.flight.ending is None:
        data = await stream.receive()
        if not data:
            return Ending.CLOSED
        if stream.is_full:
            return Ending.OVERSIZE
        reader.feed(data)
    return reader.flight.ending


async def read_on(stream: Stream, engine: Engine, ending: Ending, deadline: float) -> Flight:
    """The flight once more, by hand: the bytes that OpenSSL choked on, and those after them."""
    reader = reader_of(engine)
    reader.feed(bytes(stream.received))
    if ending in _STILL_OPEN and reader.flight.certificates is None:
        await bounded(_read_flight(stream, reader), deadline)
    return reader.flight


_STILL_OPEN: Final = frozenset({Ending.BROKEN, Ending.WRONG_KEY})


def reader_of(engine: Engine) -> "FlightReader | EncryptedFlightReader":
    """Reads this handshake's flight, also where that is encrypted (TLS 1.3)."""
    secret = engine.server_secret()
    if secret is None:
        return FlightReader()
    from bot.probe.tls13 import EncryptedFlightReader  # noqa: PLC0415 - rarely needed

    return EncryptedFlightReader(secret, engine.cipher)
