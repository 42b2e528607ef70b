"""Which case somebody's words or presses belong to, and whether it is theirs."""

from typing import Final

from adapters.discord.office import Office
from adapters.discord.origin import PLACE
from bot.core.desk import Case, Event, Person
from bot.core.ticket import is_in_hand

_LATEST: Final = 10


class CaseFinder:
    """Looks among the cases of the desk."""

    def __init__(self, office: Office) -> None:
        """Takes what it needs."""
        self._office = office

    async def allowed(self, who: Person, case_id: str, *, is_technician: bool) -> Case | None:
        """The case, if it is theirs or they are a technician."""
        tickets = self._office.desk.tickets
        view = await tickets.own_case(who, case_id)
        if view is None and is_technician:
            view = await tickets.case(case_id)
        return view.case if view is not None and view.case.erased_at is None else None

    async def meant(self, event: Event) -> Case | None:
        """The case that these words belong to."""
        desk, address = self._office.desk, event.address
        if event.facts.get("direct"):
            in_hand = await self._in_hand(event.person)
            if in_hand is not None:
                return in_hand
        if event.facts.get("from"):
            return await self._waiting(event)
        if address.thread and not event.facts.get("token"):
            return await desk.cases.current(address)
        return await desk.cases.current(address, event.person)

    async def _in_hand(self, person: Person) -> Case | None:
        """A case of theirs that a technician writes to them about directly."""
        tickets = self._office.desk.tickets
        for case in (await tickets.own_cases(person))[:_LATEST]:
            standing = await tickets.ticket_of(case.id)
            is_direct = case.address.place == PLACE and not case.address.thread
            if is_direct and standing is not None and is_in_hand(standing.ticket):
                return case
        return None

    async def _waiting(self, event: Event) -> Case | None:
        """Theirs in this channel that waits for an answer, if there is one."""
        now = self._office.clock()
        for case in (await self._office.desk.tickets.own_cases(event.person))[:_LATEST]:
            is_here = case.address.channel == event.address.channel
            if is_here and case.address.place == PLACE and case.state.waits(now):
                return case
        return None
