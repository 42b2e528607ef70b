"""Tickets and their history: every step in one transaction with what it sends."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, Select, func, select, update

from bot.core.desk import Address, Change, Person, QueueRow, Standing
from bot.core.ticket import Action, Entry, Priority, Queue, Role, Ticket, TicketState
from bot.store.cases import add_lines
from bot.store.database import Database
from bot.store.inbox import finish
from bot.store.outbox import add_deliveries
from bot.store.people import insert_into, people_of, person_of, remember
from bot.store.tables import cases, history, tickets

_JOINED = select(
    tickets, cases.c.place, cases.c.channel, cases.c.thread, cases.c.requester, cases.c.touched_at
).join(cases, cases.c.id == tickets.c.case_id)


class Tickets:
    """Reads tickets and changes them."""

    def __init__(self, database: Database) -> None:
        """Works in this database."""
        self._database = database

    async def open(
        self, wanted: Standing, follow: Callable[[Standing], Change]
    ) -> tuple[Standing, bool]:
        """The ticket of a case, and whether it is new; `follow` says what comes with a new one.

        However often and from wherever at once, a case has one ticket. The number in `wanted` is
        not looked at: the store gives it.
        """

        def work(connection: Connection) -> tuple[Standing, bool]:
            number = _insert(connection, wanted)
            found = _standing(connection, _of_case(wanted.ticket.case))
            if found is None:
                raise LookupError(wanted.ticket.case)
            if number is not None:
                _apply(connection, follow(found), found.ticket.opened_at)
            return found, number is not None

        return await self._database.write(work)

    async def change(
        self, ticket_id: str, at: datetime, decide: Callable[[Standing], Change]
    ) -> Change | None:
        """Does what `decide` says about the ticket as it is now; None where there is none.

        Nobody else changes it meanwhile. What `decide` raises is raised, and nothing is done.
        """
        wanted = _JOINED.where(tickets.c.id == ticket_id).with_for_update(of=tickets)

        def work(connection: Connection) -> Change | None:
            found = _standing(connection, wanted)
            if found is None:
                return None
            change = decide(found)
            _apply(connection, change, at)
            return change

        return await self._database.write(work)

    async def by_id(self, ticket_id: str) -> Standing | None:
        """By the unguessable id."""
        return await self._one(_JOINED.where(tickets.c.id == ticket_id))

    async def by_number(self, number: int) -> Standing | None:
        """By what people call it; for technicians."""
        return await self._one(_JOINED.where(tickets.c.number == number))

    async def of_case(self, case_id: str) -> Standing | None:
        """The one that this case has."""
        return await self._one(_of_case(case_id))

    async def history(self, ticket_id: str) -> tuple[Entry, ...]:
        """What was done, in order."""
        return await self._database.read(lambda connection: entries_of(connection, ticket_id))

    async def queue(self, states: Collection[TicketState], limit: int) -> tuple[QueueRow, ...]:
        """The gravest first, then the oldest."""
        listed = (
            _JOINED.where(tickets.c.state.in_(states))
            .order_by(tickets.c.priority, tickets.c.number)
            .limit(limit)
        )

        def work(connection: Connection) -> tuple[QueueRow, ...]:
            rows = connection.execute(listed).all()
            known = people_of(connection, [row.requester for row in rows])
            return tuple(_queue_row(row, known) for row in rows)

        return await self._database.read(work)

    async def open_of(self, person: Person) -> int:
        """How many of theirs are not resolved."""
        theirs = (
            select(func.count())
            .select_from(tickets.join(cases, cases.c.id == tickets.c.case_id))
            .where(cases.c.requester == person.key, tickets.c.state != TicketState.RESOLVED)
        )

        def work(connection: Connection) -> int:
            return connection.execute(theirs).scalar_one()

        return await self._database.read(work)

    async def _one(self, wanted: Select[tuple[object, ...]]) -> Standing | None:
        return await self._database.read(lambda connection: _standing(connection, wanted))


def _of_case(case_id: str) -> Select[tuple[object, ...]]:
    return _JOINED.where(tickets.c.case_id == case_id)


def _insert(connection: Connection, wanted: Standing) -> int | None:
    ticket = wanted.ticket
    insert = insert_into(connection, tickets).values(
        id=ticket.id,
        case_id=ticket.case,
        state=ticket.state,
        priority=ticket.priority,
        queue=ticket.queue,
        owner=ticket.owner,
        version=ticket.version,
        title=wanted.title,
        opened_at=ticket.opened_at,
        due_at=wanted.due_at,
        changed_at=ticket.opened_at,
    )
    once = insert.on_conflict_do_nothing(index_elements=["case_id"])
    number: int | None = connection.execute(once.returning(tickets.c.number)).scalar_one_or_none()
    return number


def _apply(connection: Connection, change: Change, at: datetime) -> None:
    ticket = change.ticket
    for person in change.people:
        remember(connection, person)
    connection.execute(
        update(tickets)
        .where(tickets.c.id == ticket.id)
        .values(
            state=ticket.state,
            priority=ticket.priority,
            queue=ticket.queue,
            owner=ticket.owner,
            version=ticket.version,
            changed_at=at,
        )
    )
    _add_entries(connection, change.entries)
    add_lines(connection, change.lines)
    add_deliveries(connection, change.deliveries)
    if change.handled:
        finish(connection, change.handled, at)


def _add_entries(connection: Connection, entries: Sequence[Entry]) -> None:
    for entry in entries:
        connection.execute(
            history.insert().values(
                ticket_id=entry.ticket,
                at=entry.at,
                who=entry.who,
                role=entry.role,
                action=entry.action,
                text=entry.text,
                is_private=entry.is_private,
            )
        )


def entries_of(connection: Connection, ticket_id: str) -> tuple[Entry, ...]:
    """A ticket's history, in order."""
    found = select(history).where(history.c.ticket_id == ticket_id).order_by(history.c.number)
    return tuple(
        Entry(
            ticket=row.ticket_id,
            at=row.at,
            who=row.who,
            role=Role(row.role),
            action=Action(row.action),
            text=row.text,
            is_private=row.is_private,
        )
        for row in connection.execute(found)
    )


def _standing(connection: Connection, wanted: Select[tuple[object, ...]]) -> Standing | None:
    row = connection.execute(wanted).one_or_none()
    if row is None:
        return None
    requester = person_of(people_of(connection, [row.requester]), row.requester)
    return Standing(
        ticket=_ticket_of(row),
        address=Address(place=row.place, channel=row.channel, thread=row.thread),
        requester=requester,
        title=row.title,
        due_at=row.due_at,
    )


def _ticket_of(row: Row[tuple[object, ...]]) -> Ticket:
    return Ticket(
        id=row.id,
        number=row.number,
        case=row.case_id,
        state=TicketState(row.state),
        priority=Priority(row.priority),
        queue=Queue(row.queue),
        opened_at=row.opened_at,
        owner=row.owner,
        version=row.version,
    )


def _queue_row(row: Row[tuple[object, ...]], known: dict[str, Person]) -> QueueRow:
    person = person_of(known, row.requester)
    return QueueRow(
        ticket=_ticket_of(row),
        title=row.title,
        requester=person.name or person.id,
        place=row.place,
        due_at=row.due_at,
        changed_at=row.changed_at,
    )
