"""Where a message was written, and which case it belongs to."""

import asyncio
from collections.abc import Callable
from typing import Final

from cachetools import TTLCache
from msgspec import Struct
from msgspec.structs import replace

from adapters.slack.api import Spot
from adapters.slack.events import is_direct
from bot.core.desk import Address, Case, Event, Held
from bot.desk.desk import Desk

MESSAGES: Final = frozenset({"message", "edit", "delete"})

_BEGUN_S: Final = 600
_OUT_OF_ORDER_S: Final = 30.0
_LOOKS: Final = 6
_BETWEEN_S: Final = 0.25
"""Slack waits for three seconds before it sends an event again."""


class Place(Struct, frozen=True, kw_only=True):
    """Where a message was written, and what that says.

    Attributes:
        case: The one that it belongs to; None where it may begin one.
        address: Where a new one is held.
        is_addressed: It is meant for us.
        in_thread: Threads are cases here.
    """

    case: Case | None
    address: Address
    spot: Spot
    is_addressed: bool
    in_thread: bool


class Places:
    """Finds cases again."""

    def __init__(
        self, desk: Desk, help_channels: frozenset[str], means: Callable[[str], bool]
    ) -> None:
        """In `help_channels` every message is read; `means` says of which text something is."""
        self._desk = desk
        self._help_channels = help_channels
        self._means = means
        self._begun: TTLCache[tuple[str, str], bool] = TTLCache(10_000, _BEGUN_S)
        self._by_reply: TTLCache[tuple[str, str], bool] = TTLCache(10_000, _BEGUN_S)

    async def concerns(self, event: Event) -> bool:
        """Whether it is for us; people's talk among themselves is not even written down."""
        channel = event.address.channel
        if event.kind not in MESSAGES:
            return True
        if event.kind != "message":
            return is_direct(channel) or await self._is_in_a_case(event)
        if not event.facts["thread"]:
            is_ours = await self._begins(event)
            if is_ours:
                self._begun[channel, event.facts["ts"]] = bool(event.facts["mention"])
            return is_ours
        if is_direct(channel) or event.facts["mention"] or self._continues_own(event):
            return True
        return await self._is_in_a_case(event) or await self._will_be(event)

    async def of(self, held: Held) -> Place | None:
        """None: it is nothing for us."""
        event = held.event
        if is_direct(event.address.channel):
            return await self._direct(held)
        spot = Spot(channel=event.address.channel, thread=event.address.thread)
        if event.facts["thread"] or event.kind == "edit":
            return await self._in_thread(event, spot)
        is_mention = bool(event.facts["mention"])
        waiting = None if is_mention else await self._waiting(event)
        if waiting is not None:
            return _at(event, replace(spot, thread=waiting.address.thread), waiting)
        if not is_mention and spot.channel not in self._help_channels:
            return None
        is_there = held.attempts > 1 or (spot.channel, spot.thread) in self._by_reply
        begun = await self._desk.cases.current(event.address) if is_there else None
        return _at(event, spot, begun, is_addressed=is_mention)

    async def _begins(self, event: Event) -> bool:
        channel = event.address.channel
        if is_direct(channel) or event.facts["mention"]:
            return True
        if channel in self._help_channels and (event.facts["files"] or self._means(event.text)):
            return True
        return await self._waiting(event) is not None

    async def _is_in_a_case(self, event: Event) -> bool:
        case = await self._desk.cases.current(event.address)
        is_theirs = case is not None and case.requester.key == event.person.key
        return is_theirs or (case is not None and event.kind == "delete")

    async def _will_be(self, event: Event) -> bool:
        """What begins a thread may be under way still, or come after what follows it.

        Here or in another process; not where it was written long before.
        """
        if _seconds(event.facts["ts"]) - _seconds(event.address.thread) > _OUT_OF_ORDER_S:
            return self._is_begun(event)
        for _ in range(_LOOKS):
            if self._is_begun(event) or await self._is_in_a_case(event):
                return True
            await asyncio.sleep(_BETWEEN_S)
        return self._is_begun(event)

    def _is_begun(self, event: Event) -> bool:
        return (event.address.channel, event.address.thread) in self._begun

    def _continues_own(self, event: Event) -> bool:
        """Their own thread where every message is read, whatever came of its beginning."""
        is_own = event.facts.get("parent") == event.person.id
        return is_own and event.address.channel in self._help_channels

    async def _in_thread(self, event: Event, spot: Spot) -> Place | None:
        """The requester is heard, and whoever mentions us; others talk among themselves.

        Where the first message comes later, or the work on it failed and is to be done again,
        this begins the case; and where that was no mention, only if it is about certificates.
        """
        case = await self._desk.cases.current(event.address)
        is_theirs = case is not None and case.requester.key == event.person.key
        is_mention = bool(event.facts.get("mention"))
        if is_theirs or is_mention:
            return _at(event, spot, case, is_addressed=True)
        if case is not None or not (self._is_begun(event) or self._continues_own(event)):
            return None
        begun = spot.channel, spot.thread
        self._by_reply[begun] = True
        return _at(event, spot, None, is_addressed=self._begun.get(begun, False))

    async def _direct(self, held: Held) -> Place:
        """One conversation; a thread in it is only where the answer goes."""
        event = held.event
        address = replace(event.address, thread="")
        return Place(
            case=await self._desk.cases.current(address, event.person),
            address=address,
            spot=Spot(channel=address.channel, thread=event.facts["thread"]),
            is_addressed=True,
            in_thread=False,
        )

    async def _waiting(self, event: Event) -> Case | None:
        return await self._desk.cases.waiting(event.address, event.person)


def spot_of(held: Held) -> Spot:
    """Where an event is answered that nothing more is known of."""
    address = held.event.address
    return Spot(channel=address.channel, thread=address.thread)


def _seconds(ts: str) -> float:
    try:
        return float(ts)
    except ValueError:
        return 0.0


def _at(event: Event, spot: Spot, case: Case | None, *, is_addressed: bool = False) -> Place:
    return Place(
        case=case,
        address=event.address,
        spot=spot,
        is_addressed=is_addressed,
        in_thread=True,
    )
