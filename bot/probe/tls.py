"""One handshake over one connected socket, from our hello to the last useful byte."""

import asyncio
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from bot.core.browsers.timestamps import logs_in
from bot.core.facts import Ending, Handshake, Offer
from bot.probe.by_hand import read_on, reader_of
from bot.probe.ciphers import BROWSER_CIPHERS
from bot.probe.engine import Contexts, Engine, Step
from bot.probe.flight import RECORD_TYPES, Flight
from bot.probe.stream import Stream, bounded

if TYPE_CHECKING:
    from bot.probe.page import PageReader

_SETTLE_S: Final = 1.0  # how long a server has to refuse us after it asked for a certificate
_PAGE_S: Final = 2.0  # for the page; the certificate does not wait for a slow application
_WRONG_KEY: Final = ("bad signature", "wrong signature type", "bad rsa")


class Plan(Struct, frozen=True, kw_only=True):
    """What a handshake is to be.

    Attributes:
        server_name: For SNI; "" for IP literals (RFC 6066 section 3).
        page: Asks for a page once the handshake is complete, and keeps what came.
        alpn: Application protocols to propose; none where TLS is spoken after STARTTLS.
        wants_timestamps: Says of a chain whether the extension for timestamps is to be read.
        on_complete: Called when the handshake is complete, before the page is asked for.
    """

    offer: Offer
    server_name: str
    page: "PageReader | None" = None
    alpn: tuple[bytes, ...] = ()
    wants_timestamps: Callable[[tuple[bytes, ...]], bool] | None = None
    on_complete: Callable[[], None] | None = None


async def shake_hands(
    sock: socket.socket, plan: Plan, contexts: Contexts, deadline: float
) -> Handshake:
    """Makes one handshake with OpenSSL; never raises for what the server did.

    `sock` is connected and non-blocking, and closed by the caller; `deadline` is in the loop's
    time.
    """
    offer = plan.offer
    stream, engine = Stream(sock), Engine(contexts.of(offer), plan.server_name, plan.alpn)
    ending = await bounded(_drive(stream, engine), deadline)
    if ending is Ending.COMPLETED:
        if plan.on_complete is not None:
            plan.on_complete()
        if plan.page is not None:
            await _ask(stream, engine, plan.page, deadline)
            ending = _late_ending(engine, plan.page)
        told = _told(offer, ending, stream, engine)
        return replace(told, timestamps=_timestamps(told, plan, stream, engine))
    flight = await read_on(stream, engine, ending, deadline)
    if ending is Ending.BROKEN and offer is Offer.BROWSER and _is_unoffered(flight):
        ending = Ending.UNOFFERED
    if ending is Ending.BROKEN and flight.ending is Ending.OVERSIZE:
        ending = Ending.OVERSIZE
    told = _told(offer, ending, stream, engine)
    return replace(
        told,
        saw_hello=told.saw_hello or bool(flight.protocol),
        protocol=told.protocol or flight.protocol,
        cipher=told.cipher or flight.cipher,
        chain=flight.certificates if told.chain is None else told.chain,
        unread_list=flight.unread_list,
        staple=told.staple or flight.staple,
        detail=flight.detail or told.detail,
    )


def _timestamps(
    told: Handshake, plan: Plan, stream: Stream, engine: Engine
) -> frozenset[bytes] | None:
    """OpenSSL keeps them to itself: the flight once more, by hand, for the few who need it."""
    if not told.chain or plan.wants_timestamps is None or not plan.wants_timestamps(told.chain):
        return None
    reader = reader_of(engine)
    return logs_in(reader.feed(bytes(stream.received)).timestamps)


def _is_unoffered(flight: Flight) -> bool:
    """The server chose what a browser never proposes; that explains any break."""
    if not flight.protocol or flight.protocol == "TLSv1.3":
        return False
    return flight.protocol != "TLSv1.2" or flight.cipher not in BROWSER_CIPHERS


def _told(offer: Offer, ending: Ending, stream: Stream, engine: Engine) -> Handshake:
    record, plain = engine.record, ending is Ending.NOT_TLS
    return Handshake(
        offer=offer,
        ending=ending,
        saw_hello=record.saw_hello,
        protocol=engine.protocol,
        cipher=engine.cipher if record.saw_hello else "",
        chain=engine.chain(),
        staple=record.staple,
        alert=record.alert,
        client_certificate_asked=record.client_certificate_asked,
        first_bytes=stream.first_bytes if plain else b"",
        detail=_plain(stream) if plain else engine.error,
    )


async def _drive(stream: Stream, engine: Engine) -> Ending:
    step = engine.advance()
    while True:
        await stream.send(engine.outgoing())
        if step is not Step.MORE:
            break
        data = await stream.receive()
        if not data:
            return Ending.CLOSED
        if stream.received[0] not in RECORD_TYPES:
            return Ending.NOT_TLS
        if stream.is_full:
            return Ending.OVERSIZE
        step = engine.advance(data)
    if step is Step.FAILED:
        return _failure(engine)
    return await _settled(stream, engine)


async def _ask(stream: Stream, engine: Engine, page: "PageReader", deadline: float) -> None:
    """One question over the connection that was judged; no answer is no fault of TLS."""
    engine.say(page.request())
    end = min(deadline, asyncio.get_running_loop().time() + _PAGE_S)
    try:
        async with asyncio.timeout_at(end):
            await stream.send(engine.outgoing())
            while not page.finished and not stream.is_full:
                data = await stream.receive()
                step = engine.after(data) if data else Step.CLOSED
                await stream.send(engine.outgoing())  # TLS 1.2 may shake hands once more
                if engine.plain:  # tickets come first, and b"" would mean the end
                    page.feed(bytes(engine.plain))
                    engine.plain.clear()
                if step is not Step.MORE:
                    page.feed(b"")
                    return
    except (TimeoutError, OSError):
        return


def _late_ending(engine: Engine, page: "PageReader") -> Ending:
    """Some servers ask for a certificate when they hear for which page, and refuse only then."""
    record = engine.record
    refused = record.client_certificate_asked and record.alert > 0 and not page.page().status
    return Ending.ALERT if refused else Ending.COMPLETED


def _failure(engine: Engine) -> Ending:
    if engine.record.alert >= 0:
        return Ending.ALERT
    if any(words in engine.error for words in _WRONG_KEY):
        return Ending.WRONG_KEY
    return Ending.BROKEN


async def _settled(stream: Stream, engine: Engine) -> Ending:
    """TLS 1.3 refuses a missing client certificate only after the handshake (RFC 8446 4.4.2.4).

    Only a server that asked is waited for; whatever it sends next settles the question.
    """
    if not engine.record.client_certificate_asked or engine.protocol != "TLSv1.3":
        return Ending.COMPLETED
    try:
        async with asyncio.timeout(_SETTLE_S):
            data = await stream.receive()
    except TimeoutError:
        return Ending.COMPLETED
    refused = bool(data) and engine.after(data) is Step.FAILED
    return Ending.ALERT if refused and engine.record.alert >= 0 else Ending.COMPLETED


def _plain(stream: Stream) -> str:
    """What the first bytes look like to a person; never more than a line of them."""
    text = stream.first_bytes.decode("ascii", "replace")
    return "answers with " + "".join(c if c.isascii() and c.isprintable() else "." for c in text)
