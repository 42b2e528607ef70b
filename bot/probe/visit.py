"""A visit to the addresses of one target: connections, handshakes, and one page."""

import asyncio
import socket
from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from bot.core.browsers.alerts import Alert
from bot.core.diagnosis.page_forms import PageForms
from bot.core.facts import UNCONNECTED, AddressLook, Ending, Handshake, Offer, Page
from bot.core.target import StartTls, Target
from bot.probe.by_hand import read_by_hand
from bot.probe.engine import Contexts
from bot.probe.resolve import Address, connect
from bot.probe.tls import Plan, shake_hands

if TYPE_CHECKING:
    from bot.probe.page import PageReader

_OFFERS: Final = (Offer.BROWSER, Offer.LOWEST, Offer.HAND_MADE)
_HTTP_1: Final = (b"http/1.1",)
_ANY_HTTP: Final = (b"h2", b"http/1.1")
_FINAL: Final = UNCONNECTED | {Ending.COMPLETED, Ending.TIMEOUT, Ending.NOT_TLS}
"""Endings after which a humbler offer would learn nothing."""


class Limits(Struct, frozen=True, kw_only=True):
    """What one look may cost, and what it leaves out.

    Attributes:
        total_s: Seconds for the whole look.
        connect_s: Seconds for one TCP connection.
        addresses: How many addresses of a name are looked at.
        tls_only: The first address that answers, and nothing beyond its handshake.
    """

    total_s: float = 8.0
    connect_s: float = 3.0
    addresses: int = 4
    tls_only: bool = False


class Visit:
    """One look under way: the addresses of one target, within one deadline.

    Attributes:
        wants_timestamps: As in `Plan`.
        first_chain: DER as the first address serves it; empty where none does.
        timing: "tcp" and "tls" of the first handshake and "http" of the page, in milliseconds.
    """

    def __init__(
        self,
        target: Target,
        limits: Limits,
        contexts: Contexts,
        deadline: float,
        page_forms: Callable[[], PageForms] = PageForms,
    ) -> None:
        self.wants_timestamps: Callable[[tuple[bytes, ...]], bool] | None = None
        self.page: Page | None = None
        self.timing: dict[str, float] = {}
        self.first_chain: asyncio.Future[tuple[bytes, ...]] = (
            asyncio.get_running_loop().create_future()
        )
        self._target = target
        self._limits = limits
        self._contexts = contexts
        self._deadline = deadline
        self._page_forms = page_forms
        self._asked_for_page = False

    async def all(self, found: tuple[Address, ...]) -> tuple[AddressLook, ...]:
        """A look at each address; `first_chain` is settled at the latest with the last."""
        looks = await self._each(found)
        self._settle(())
        return looks

    def _settle(self, chain: tuple[bytes, ...]) -> None:
        if not self.first_chain.done():
            self.first_chain.set_result(chain)

    async def _each(self, found: tuple[Address, ...]) -> tuple[AddressLook, ...]:
        """All in parallel; where only one is wanted, the first that takes the connection."""
        if self._limits.tls_only or len(found) == 1:
            looks: list[AddressLook] = []
            for address in found[: self._limits.addresses]:
                looks.append(await self._at(address))
                if looks[-1].handshakes[0].ending not in UNCONNECTED:
                    break
            return tuple(looks)
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._at(address)) for address in found[: self._limits.addresses]
            ]
        return tuple(task.result() for task in tasks)

    async def _at(self, address: Address) -> AddressLook:
        """One handshake an offer, humbler each time, until one says enough."""
        handshakes: list[Handshake] = []
        alpn = _HTTP_1 if self._target.is_site else ()
        for offer in _OFFERS:
            handshake = await self._try(address, offer, alpn)
            if handshake.alert == Alert.NO_APPLICATION_PROTOCOL.number and not handshake.saw_hello:
                handshake = await self._try(address, offer, _ANY_HTTP)
            handshakes.append(handshake)
            if handshake.chain:
                self._settle(handshake.chain)
            if _says_enough(handshake):
                break
        return AddressLook(address=address.literal, handshakes=tuple(handshakes))

    async def _try(self, address: Address, offer: Offer, alpn: tuple[bytes, ...]) -> Handshake:
        started = perf_counter()
        loop = asyncio.get_running_loop()
        try:
            connect_by = min(self._deadline, loop.time() + self._limits.connect_s)
            async with asyncio.timeout_at(connect_by):
                sock = await connect(address)
        except OSError as error:
            ending = next(end for kind, end in _NOT_CONNECTED if isinstance(error, kind))
            return Handshake(offer=offer, ending=ending, detail=error.strerror or "")
        self.timing.setdefault("tcp", _ms(started))
        with sock:
            if self._target.starttls is not None:
                return await self._after_clear(sock, offer, self._target.starttls)
            return await self._shake(sock, offer, alpn)

    async def _after_clear(
        self, sock: socket.socket, offer: Offer, protocol: StartTls
    ) -> Handshake:
        """Every connection needs its own dialogue; where that fails, no other offer would help."""
        from bot.probe.starttls import upgrade  # noqa: PLC0415 - web sites need none of it

        stopped = await upgrade(sock, protocol, self._target.host, self._deadline)
        if stopped is None:
            return await self._shake(sock, offer, ())
        return Handshake(
            offer=offer,
            ending=stopped.ending,
            in_clear=True,
            first_bytes=stopped.first_bytes,
            detail=stopped.detail,
        )

    async def _shake(
        self, sock: socket.socket, offer: Offer, alpn: tuple[bytes, ...]
    ) -> Handshake:
        name = self._target.server_name
        if offer is Offer.HAND_MADE:
            return await read_by_hand(sock, name, self._deadline)
        started = perf_counter()
        reader = self._page_reader()
        completed: list[float] = []
        plan = Plan(
            offer=offer,
            server_name=name,
            page=reader,
            alpn=alpn,
            wants_timestamps=self.wants_timestamps,
            on_complete=lambda: completed.append(perf_counter()),
        )
        handshake = await shake_hands(sock, plan, self._contexts, self._deadline)
        ended = completed[0] if completed else perf_counter()
        self.timing.setdefault("tls", _ms(started, ended))
        if reader is not None and completed:
            self.page = reader.page()
            self.timing["http"] = _ms(ended)
        return handshake

    def _page_reader(self) -> "PageReader | None":
        """For the first handshake with a site; the other addresses are looked at by TLS only."""
        if self._limits.tls_only or not self._target.is_site or self._asked_for_page:
            return None
        from bot.probe.page import PageReader  # noqa: PLC0415 - h11 is slow to load

        self._asked_for_page = True
        return PageReader(self._target, self._page_forms())


# In this order: all of them are OSError, and so is a timeout.
_NOT_CONNECTED: Final[tuple[tuple[type[OSError], Ending], ...]] = (
    (TimeoutError, Ending.CONNECT_TIMEOUT),
    (ConnectionRefusedError, Ending.REFUSED),
    (ConnectionResetError, Ending.RESET),
    (ConnectionAbortedError, Ending.RESET),
    (OSError, Ending.UNREACHABLE),
)


def _says_enough(handshake: Handshake) -> bool:
    """A humbler offer would learn nothing; an anonymous cipher hides what another may show."""
    if handshake.ending is Ending.COMPLETED or handshake.chain is not None:
        return handshake.chain is not None
    return handshake.in_clear or handshake.ending in _FINAL


def _ms(since: float, until: float | None = None) -> float:
    return round(((until or perf_counter()) - since) * 1000, 3)
