"""What a person has of theirs: everything as data, or erased; and what is too old."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, delete, exists, or_, select, update

from bot.core.desk import DeliveryState, Person, Posted
from bot.core.desk.erasing import posted, taken_back
from bot.core.dialogue import CaseState
from bot.core.facts import Served
from bot.core.message import Enquiry
from bot.core.ticket import Action, Role, TicketState
from bot.core.vocabulary import Category
from bot.store.codec import decode_state, encode_state
from bot.store.database import Database
from bot.store.outbox import add_deliveries, delivery_of, receipt_of
from bot.store.tables import (
    attachments,
    cases,
    deliveries,
    feedback,
    history,
    inbox,
    limits,
    looks,
    people,
    receipts,
    tickets,
    transcript,
)

_COUNTED: Final = timedelta(days=1)
"""No quota is counted for longer; erasing does not renew what is used up."""

_SEEN: Final = timedelta(hours=1)
"""What was seen of hosts is told for a minute."""


class Privacy:
    """Erases, hands out, and forgets."""

    def __init__(self, database: Database) -> None:
        """Works in this database."""
        self._database = database

    async def erase(self, case_id: str, now: datetime, told: str) -> bool:
        """Leaves a stub: when there was a case, and what was done with its ticket by whom.

        What is under way to a place is not sent; what was sent is taken back, and `told` to
        people there.
        """

        def work(connection: Connection) -> bool:
            known = update(cases).where(cases.c.id == case_id, cases.c.erased_at.is_(None))
            requester = connection.execute(
                select(cases.c.requester).where(cases.c.id == case_id)
            ).scalar_one_or_none()
            empty = {
                "channel": "",
                "thread": "",
                "requester": "",
                "state": encode_state(CaseState()),
                "record": "",
                "erased_at": now,
            }
            if not connection.execute(known.values(empty)).rowcount:
                return False
            standing = _standing(connection, case_id)
            _empty(connection, case_id, requester or "")
            _close(connection, case_id, now)
            add_deliveries(connection, list(taken_back(standing, now, told)))
            return True

        return await self._database.write(work)

    async def export(self, person: Person) -> dict[str, Any]:
        """Everything that is kept of a person, as plain values."""
        return await self._database.read(lambda connection: _export(connection, person.key))

    async def sweep(self, before: datetime, chains_before: datetime, now: datetime) -> int:
        """Deletes what is older and not in anybody's hands; how many cases went. Stubs stay.

        Of an incident stays the chain that was shown, and nothing else, until `chains_before`.
        """

        def work(connection: Connection) -> int:
            held = exists().where(
                tickets.c.case_id == cases.c.id, tickets.c.state != TicketState.RESOLVED
            )
            fresh = exists().where(tickets.c.case_id == cases.c.id, tickets.c.changed_at >= before)
            old = select(cases).where(
                cases.c.touched_at < before, cases.c.erased_at.is_(None), ~held, ~fresh
            )
            rows = connection.execute(old).all()
            chains = {
                row.id: chain
                for row in rows
                if row.touched_at >= chains_before and (chain := _chain_of_incident(row))
            }
            _reduce(
                connection, [row for row in rows if row.id in chains and row.requester], chains
            )
            gone = [row.id for row in rows if row.id not in chains]
            _forget(connection, gone)
            _tidy(connection, before, now)
            return len(gone)

        return await self._database.write(work)


def _standing(connection: Connection, case_id: str) -> list[Posted]:
    """What of a case stands at places."""
    sent = select(deliveries).where(deliveries.c.case_id == case_id, deliveries.c.receipt != "")
    cards = select(receipts).where(receipts.c.case_id == case_id)
    return [
        *(
            posted(delivery, delivery.receipt)
            for delivery in map(delivery_of, connection.execute(sent).all())
            if delivery.receipt is not None
        ),
        *(
            Posted(place=row.place, receipt=receipt_of(row), is_card=True)
            for row in connection.execute(cards).all()
        ),
    ]


def _empty(connection: Connection, case_id: str, requester: str) -> None:
    connection.execute(delete(transcript).where(transcript.c.case_id == case_id))
    connection.execute(delete(attachments).where(attachments.c.case_id == case_id))
    connection.execute(delete(feedback).where(feedback.c.case_id == case_id))
    connection.execute(delete(deliveries).where(deliveries.c.case_id == case_id))
    connection.execute(delete(receipts).where(receipts.c.case_id == case_id))
    ticket = select(tickets.c.id).where(tickets.c.case_id == case_id).scalar_subquery()
    connection.execute(update(tickets).where(tickets.c.case_id == case_id).values(title=""))
    of_ticket = history.c.ticket_id == ticket
    connection.execute(update(history).where(of_ticket).values(text=""))
    connection.execute(update(history).where(of_ticket, history.c.who == requester).values(who=""))
    _forget_people(connection)


def _chain_of_incident(row: Row[tuple[object, ...]]) -> tuple[Served, ...]:
    """What somebody in between showed a person; () where nobody was. Of it the chain alone stays.

    A row without a requester was reduced to its chain before.
    """
    told = msgspec.json.decode(row.record) if row.record else {}
    if row.requester and told.get("category") != Category.INTERCEPTED:
        return ()
    return decode_state(row.state).enquiry.chain


def _reduce(
    connection: Connection,
    rows: Iterable[Row[tuple[object, ...]]],
    chains: Mapping[str, tuple[Served, ...]],
) -> None:
    for row in rows:
        state = CaseState(enquiry=Enquiry(chain=chains[row.id]))
        bare = {"channel": "", "thread": "", "requester": "", "record": ""}
        kept = update(cases).where(cases.c.id == row.id)
        connection.execute(kept.values(**bare, state=encode_state(state)))
        _empty(connection, row.id, row.requester)


def _close(connection: Connection, case_id: str, now: datetime) -> None:
    """Nobody can work on a ticket without a word in it."""
    unresolved = (tickets.c.case_id == case_id, tickets.c.state != TicketState.RESOLVED)
    closed = update(tickets).where(*unresolved).returning(tickets.c.id)
    resolved = {"state": TicketState.RESOLVED, "changed_at": now, "version": tickets.c.version + 1}
    for ticket_id in connection.scalars(closed.values(resolved)).all():
        line = {"ticket_id": ticket_id, "at": now, "who": "", "role": Role.REQUESTER}
        done = {"action": Action.RESOLVE, "text": "", "is_private": False}
        connection.execute(history.insert().values(**line, **done))


def _forget(connection: Connection, gone: Iterable[str]) -> None:
    for case_id in gone:
        connection.execute(delete(deliveries).where(deliveries.c.case_id == case_id))
        connection.execute(delete(receipts).where(receipts.c.case_id == case_id))
        connection.execute(delete(cases).where(cases.c.id == case_id))
    _forget_people(connection)


def _forget_people(connection: Connection) -> None:
    """Names that nothing refers to any more."""
    mentioned = or_(
        exists().where(cases.c.requester == people.c.key),
        exists().where(transcript.c.who == people.c.key),
        exists().where(history.c.who == people.c.key),
        exists().where(tickets.c.owner == people.c.key),
    )
    connection.execute(delete(people).where(~mentioned))


def _tidy(connection: Connection, before: datetime, now: datetime) -> None:
    connection.execute(delete(inbox).where(inbox.c.done_at < before))
    connection.execute(delete(limits).where(limits.c.window < now - _COUNTED))
    connection.execute(delete(looks).where(looks.c.begun_at < now - _SEEN))
    finished = deliveries.c.state == DeliveryState.DELIVERED
    connection.execute(delete(deliveries).where(finished, deliveries.c.created_at < before))


def _export(connection: Connection, key: str) -> dict[str, Any]:
    theirs = select(cases.c.id).where(cases.c.requester == key)
    of_theirs = {
        "cases": select(cases).where(cases.c.requester == key),
        "transcript": select(transcript).where(
            transcript.c.case_id.in_(theirs), transcript.c.is_private.is_(False)
        ),
        "attachments": select(attachments).where(attachments.c.case_id.in_(theirs)),
        "tickets": select(tickets).where(tickets.c.case_id.in_(theirs)),
        "history": select(history)
        .join(tickets, tickets.c.id == history.c.ticket_id)
        .where(tickets.c.case_id.in_(theirs), history.c.is_private.is_(False)),
        "feedback": select(feedback).where(feedback.c.case_id.in_(theirs)),
        "person": select(people).where(people.c.key == key),
    }
    return {
        name: [msgspec.to_builtins(dict(row._mapping)) for row in connection.execute(wanted)]  # noqa: SLF001 - its documented name
        for name, wanted in of_theirs.items()
    }
