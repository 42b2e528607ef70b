"""One look at a target: resolve, connect to what the guard allows, shake hands, bring it home."""

import asyncio
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from bot.core.facts import AddressLook, Ending, Handshake, Observation, Offer, Unresolved
from bot.core.target import Target
from bot.probe.engine import Contexts
from bot.probe.resolve import Address, Lookup, Policy, connect, resolve, system_lookup
from bot.probe.tls import read_by_hand, shake_hands

_OFFERS: Final = (Offer.BROWSER, Offer.LOWEST, Offer.HAND_MADE)
_FINAL: Final = frozenset(
    {
        Ending.COMPLETED,
        Ending.REFUSED,
        Ending.UNREACHABLE,
        Ending.CONNECT_TIMEOUT,
        Ending.TIMEOUT,
        Ending.NOT_TLS,
    }
)
"""Endings after which a humbler offer would learn nothing."""

_UNCONNECTED: Final = frozenset({Ending.REFUSED, Ending.UNREACHABLE, Ending.CONNECT_TIMEOUT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one look may cost.

    Attributes:
        total_s: Seconds for the whole look.
        connect_s: Seconds for one TCP connection.
        addresses: How many addresses of a name are looked at; 1 means the first that answers.
    """

    total_s: float = 8.0
    connect_s: float = 3.0
    addresses: int = 4


class Prober:
    """Looks at targets; holds what all looks share. Safe for any number of looks at once."""

    def __init__(self, policy: Policy, limits: Limits, *, lookup: Lookup = system_lookup) -> None:
        self._policy = policy
        self._limits = limits
        self._lookup = lookup
        self._contexts = Contexts()

    async def look(self, target: Target) -> Observation:
        """Everything one look can establish; never raises for what the server or resolver did."""
        started = perf_counter()
        deadline = asyncio.get_running_loop().time() + self._limits.total_s
        found = await self._resolve(target, deadline)
        resolved = perf_counter()
        timing = {"dns": _ms(started, resolved)}
        if isinstance(found, Unresolved):
            timing["total"] = timing["dns"]
            return Observation(target=target, unresolved=found, timing_ms=timing)
        trace = _Trace()
        looks = await self._addresses(found, target, deadline, trace)
        timing |= {**trace.timing, "total": _ms(started, perf_counter())}
        return Observation(
            target=target, looks=looks, untried=len(found) - len(looks), timing_ms=timing
        )

    async def _resolve(self, target: Target, deadline: float) -> tuple[Address, ...] | Unresolved:
        try:
            async with asyncio.timeout_at(deadline):
                return await resolve(
                    target.host, target.port, policy=self._policy, lookup=self._lookup
                )
        except TimeoutError:
            return Unresolved.RESOLVER_FAILED

    async def _addresses(
        self, found: tuple[Address, ...], target: Target, deadline: float, trace: "_Trace"
    ) -> tuple[AddressLook, ...]:
        """All in parallel; where only one is wanted, the first that takes the connection."""
        if self._limits.addresses == 1 or len(found) == 1:
            looks: list[AddressLook] = []
            for address in found:
                looks.append(await self._look_at(address, target, deadline, trace))
                if looks[-1].handshakes[0].ending not in _UNCONNECTED:
                    break
            return tuple(looks)
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._look_at(address, target, deadline, trace))
                for address in found[: self._limits.addresses]
            ]
        return tuple(task.result() for task in tasks)

    async def _look_at(
        self, address: Address, target: Target, deadline: float, trace: "_Trace"
    ) -> AddressLook:
        """One handshake an offer, humbler each time, until one says enough."""
        handshakes: list[Handshake] = []
        for offer in _OFFERS:
            handshake = await self._try(address, target, offer, deadline, trace)
            handshakes.append(handshake)
            if handshake.ending in _FINAL or handshake.chain is not None:
                break
        return AddressLook(address=address.literal, handshakes=tuple(handshakes))

    async def _try(
        self, address: Address, target: Target, offer: Offer, deadline: float, trace: "_Trace"
    ) -> Handshake:
        started = perf_counter()
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(min(deadline, loop.time() + self._limits.connect_s)):
                sock = await connect(address)
        except TimeoutError:
            return Handshake(offer=offer, ending=Ending.CONNECT_TIMEOUT)
        except ConnectionRefusedError:
            return Handshake(offer=offer, ending=Ending.REFUSED)
        except OSError as error:
            return Handshake(offer=offer, ending=Ending.UNREACHABLE, detail=error.strerror or "")
        connected = perf_counter()
        with sock:
            if offer is Offer.HAND_MADE:
                handshake = await read_by_hand(sock, target.server_name, deadline)
            else:
                handshake = await shake_hands(
                    sock, offer, target.server_name, self._contexts, deadline
                )
        trace.first(tcp=_ms(started, connected), tls=_ms(connected, perf_counter()))
        return handshake


class _Trace:
    """Times of the first handshake; later ones are repetitions."""

    def __init__(self) -> None:
        self.timing: dict[str, float] = {}

    def first(self, *, tcp: float, tls: float) -> None:
        if not self.timing:
            self.timing = {"tcp": tcp, "tls": tls}


def _ms(start: float, end: float) -> float:
    return round((end - start) * 1000, 3)
