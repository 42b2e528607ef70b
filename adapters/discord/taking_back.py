"""What its author deletes is deleted with us, also where we have not kept it yet."""

from collections.abc import Callable
from typing import Final

from cachetools import TTLCache

from adapters.discord.office import Office
from adapters.discord.origin import PLACE
from bot.core.desk import Address, Case, Event

_MOST: Final = 10_000
_KEPT_S: Final = 600.0


class TakenBack:
    """Messages that were deleted."""

    def __init__(self, office: Office, forget: Callable[[str], None]) -> None:
        """`forget` is told of a case of which nothing is left."""
        self._office = office
        self._forget = forget
        self._gone: TTLCache[str, None] = TTLCache(_MOST, _KEPT_S)

    def has(self, event: Event) -> bool:
        """The message of this event is gone."""
        return event.facts.get("message", "") in self._gone

    async def take(self, channel: int, message: int) -> None:
        """With somebody's last words their whole case goes, if no technician has it."""
        self._gone[str(message)] = None
        await self._unsay(Address(place=PLACE, channel=str(channel)), str(message))

    async def look_after(self, event: Event, case: Case) -> None:
        """It may have been deleted while it was answered."""
        if self.has(event):
            await self._unsay(case.address, event.facts["message"])

    async def _unsay(self, where: Address, message: str) -> None:
        desk = self._office.desk
        for case in await desk.revising.unsay(where, message):
            if await desk.tickets.ticket_of(case.id) is None:
                await desk.privacy.erase(case.requester, case.id)
                self._forget(case.id)
