"""What people at the desk read: the queue, one case, its timeline; and who may read what.

The only way for adapters to read tickets. A requester reads their own cases and no others; what
is private among technicians is never among it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from bot.core.desk import (
    Address,
    Case,
    CaseView,
    Delivery,
    Line,
    Moment,
    Person,
    QueueRow,
    Standing,
)
from bot.core.ticket import Action, Entry, TicketState
from bot.desk.seams import CaseStore, Clock, OutboxStore, TicketStore

UNRESOLVED: Final = (TicketState.OPEN, TicketState.CLAIMED, TicketState.WAITING)
_MOST: Final = 500
_PLACES: Final = 100
_IN_LINES: Final = frozenset({Action.ANSWER, Action.ADD})
"""Their words stand in the conversation; once on a timeline is enough."""


class Tickets:
    """Reads what is kept."""

    def __init__(
        self, cases: CaseStore, tickets: TicketStore, outbox: OutboxStore, clock: Clock
    ) -> None:
        """Takes what it needs."""
        self._cases = cases
        self._tickets = tickets
        self._outbox = outbox
        self._clock = clock

    async def queue(
        self, states: Sequence[TicketState] = UNRESOLVED, limit: int = _MOST
    ) -> tuple[QueueRow, ...]:
        """For technicians: the gravest first, then the oldest."""
        return await self._tickets.queue(states, min(limit, _MOST))

    async def case(self, case_id: str) -> CaseView | None:
        """For technicians: everything of a case."""
        case = await self._cases.by_id(case_id)
        if case is None:
            return None
        return await self._view(case, for_technicians=True)

    async def own_case(self, person: Person, case_id: str) -> CaseView | None:
        """For a requester: theirs, without what is private; None for anybody else's."""
        case = await self._cases.by_id(case_id)
        if case is None or not case.requester.id or case.requester.key != person.key:
            return None
        return await self._view(case, for_technicians=False)

    async def own_cases(self, person: Person) -> tuple[Case, ...]:
        """For a requester: theirs, the latest first."""
        return await self._cases.of_person(person)

    async def lately(self, place: str, since: datetime) -> tuple[Address, ...]:
        """Where people talked with us at a place since then, the latest first."""
        return await self._cases.lately(place, since, _PLACES)

    async def ticket(self, ticket_id: str) -> Standing | None:
        """For technicians, by the id that stands in links and buttons."""
        return await self._tickets.by_id(ticket_id)

    async def ticket_of(self, case_id: str) -> Standing | None:
        """The ticket of a case, if it has one."""
        return await self._tickets.of_case(case_id)

    async def numbered(self, number: int) -> Standing | None:
        """For technicians, by what people call it."""
        return await self._tickets.by_number(number)

    async def at_message(self, place: str, channel: str, message: str) -> Standing | None:
        """The ticket whose card this message is, so that replies to it find their ticket."""
        about = await self._outbox.about(place, channel, message)
        kind, _, ticket_id = about.partition(":")
        return await self._tickets.by_id(ticket_id) if kind == "ticket" else None

    async def dead(self) -> tuple[Delivery, ...]:
        """For technicians: deliveries that were given up, the latest first."""
        return await self._outbox.dead()

    async def retry(self, key: str) -> bool:
        """For technicians: a delivery that was given up is tried again."""
        return await self._outbox.retry(key, self._clock())

    async def judge(self, case: Case, technician: Person, *, is_right: bool) -> None:
        """Whether the verdict was right, as a technician says: how we learn."""
        now = self._clock()
        await self._cases.rate(case.id, technician, "verdict", is_positive=is_right, at=now)

    async def _view(self, case: Case, *, for_technicians: bool) -> CaseView:
        standing = await self._tickets.of_case(case.id)
        ticket = standing.ticket if standing else None
        entries = await self._tickets.history(ticket.id) if ticket else ()
        lines = await self._cases.lines(case.id)
        if not for_technicians:
            entries = tuple(entry for entry in entries if not entry.is_private)
            lines = tuple(line for line in lines if not line.is_private)
        keys = {entry.who for entry in entries} | ({ticket.owner} if ticket else set())
        return CaseView(
            case=case,
            ticket=ticket,
            timeline=tuple(sorted(_moments(lines, entries), key=lambda moment: moment.at)),
            attachments=await self._cases.attachments(case.id),
            deliveries=await self._outbox.of_case(case.id) if for_technicians else (),
            names=await self._cases.names(keys),
        )


def _moments(lines: Sequence[Line], entries: Sequence[Entry]) -> Iterator[Moment]:
    yield from (Moment(at=line.at, line=line) for line in lines)
    yield from (Moment(at=e.at, entry=e) for e in entries if e.action not in _IN_LINES)
