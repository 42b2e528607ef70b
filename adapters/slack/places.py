"""Where a message was written, and which case it belongs to."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from adapters.slack.api import Spot
from adapters.slack.events import PLACE, is_direct
from bot.core.desk import Address, Case, Event, Held
from bot.desk.desk import Desk

MESSAGES: Final = frozenset({"message", "edit", "delete"})


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
        self, desk: Desk, clock: Callable[[], datetime], help_channels: frozenset[str]
    ) -> None:
        """In `help_channels` every message is read."""
        self._desk = desk
        self._clock = clock
        self._help_channels = help_channels

    async def concerns(self, event: Event) -> bool:
        """Whether it is for us; people's talk among themselves is not even written down."""
        channel, facts = event.address.channel, event.facts
        if is_direct(channel) or facts.get("mention") or event.kind not in MESSAGES:
            return True
        if event.kind == "message" and not facts["thread"]:
            return channel in self._help_channels or await self._waiting(event) is not None
        case = await self._desk.cases.current(event.address)
        return case is not None and (
            event.kind == "delete" or case.requester.key == event.person.key
        )

    async def of(self, held: Held) -> Place | None:
        """None: it is nothing for us."""
        event, facts = held.event, held.event.facts
        if is_direct(event.address.channel):
            return await self._direct(held)
        thread, is_mention = facts["thread"], bool(facts.get("mention"))
        spot = Spot(channel=event.address.channel, thread=event.address.thread)
        if thread or event.kind == "edit":
            case = await self._desk.cases.current(event.address)
            is_theirs = case is not None and case.requester.key == event.person.key
            if not is_theirs and not is_mention:
                return None
            return _at(event, spot, case, is_addressed=True)
        waiting = None if is_mention else await self._waiting(event)
        if waiting is not None:
            return _at(event, replace(spot, thread=waiting.address.thread), waiting)
        begun = await self._desk.cases.current(event.address) if held.attempts > 1 else None
        return _at(event, spot, begun, is_addressed=is_mention)

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
        """Theirs in this channel, whose question stands."""
        now = self._clock()
        for case in await self._desk.tickets.own_cases(event.person):
            here = (case.address.place, case.address.channel) == (PLACE, event.address.channel)
            if here and case.state.waits(now):
                return case
        return None


def spot_of(held: Held) -> Spot:
    """Where an event is answered that nothing more is known of."""
    address = held.event.address
    return Spot(channel=address.channel, thread=address.thread)


def _at(event: Event, spot: Spot, case: Case | None, *, is_addressed: bool = False) -> Place:
    return Place(
        case=case,
        address=event.address,
        spot=spot,
        is_addressed=is_addressed,
        in_thread=True,
    )
