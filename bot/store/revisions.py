"""Words that were changed or taken back where they were written: so is every copy of ours."""

from collections.abc import Callable, Collection, Iterator
from typing import Final

from sqlalchemy import Connection, delete, select, update

from bot.core.desk import Case, Delivery
from bot.core.desk.revision import Following, Revised, Reworded
from bot.core.ticket import Action, Role
from bot.store.cases import case_of
from bot.store.codec import encode
from bot.store.database import Database
from bot.store.inbox import finish
from bot.store.outbox import add_deliveries, delivery_of
from bot.store.people import people_of, person_of
from bot.store.tables import cases, deliveries, history, tickets, transcript

Follow = Callable[[Delivery, Collection[str]], Following | None]
"""What follows for a delivery, by how the words read before."""

_SPOKEN: Final = (Action.ANSWER, Action.ADD, Action.REOPEN, Action.RESOLVE)


class Revisions:
    """Transcript, history and outbox at once."""

    def __init__(self, database: Database) -> None:
        """Works in this database."""
        self._database = database

    async def revise(self, wanted: Reworded, follow: Follow) -> Revised:
        """All of it, or nothing; nothing where none of it was kept."""

        def work(connection: Connection) -> Revised:
            revised = _revised(connection, wanted, follow)
            if wanted.handled and revised.cases:
                finish(connection, wanted.handled, wanted.at)
            return revised

        return await self._database.write(work)


def _revised(connection: Connection, wanted: Reworded, follow: Follow) -> Revised:
    held = (cases.c.place == wanted.place, cases.c.channel == wanted.channel)
    one = (cases.c.id == wanted.case,) if wanted.case else held
    words = select(transcript).where(
        transcript.c.message == wanted.message,
        transcript.c.role == wanted.role,
        transcript.c.case_id.in_(select(cases.c.id).where(*one)),
    )
    rows = connection.execute(words).all()
    if not rows:
        return Revised()
    ids, before = tuple({row.case_id for row in rows}), {row.text for row in rows}
    lines = transcript.c.number.in_([row.number for row in rows])
    if wanted.text:
        connection.execute(update(transcript).where(lines).values(text=wanted.text))
    else:
        connection.execute(delete(transcript).where(lines))
    of_cases = select(tickets.c.id).where(tickets.c.case_id.in_(ids))
    entries = update(history).where(
        history.c.ticket_id.in_(of_cases),
        history.c.action.in_(_SPOKEN),
        history.c.text.in_(before),
    )
    connection.execute(entries.values(text=wanted.text))
    sent = tuple(_followed(connection, ids, lambda delivery: follow(delivery, before)))
    add_deliveries(connection, sent)
    return Revised(cases=ids, silent=_silent(connection, ids, wanted), posts=len(sent))


def _followed(
    connection: Connection, ids: Collection[str], follow: Callable[[Delivery], Following | None]
) -> Iterator[Delivery]:
    for row in connection.execute(select(deliveries).where(deliveries.c.case_id.in_(ids))).all():
        after = follow(delivery_of(row))
        if after is not None:
            here = update(deliveries).where(deliveries.c.number == row.number)
            connection.execute(here.values(parcel=encode(after.parcel)))
            yield from after.sent


def _silent(connection: Connection, ids: Collection[str], wanted: Reworded) -> tuple[Case, ...]:
    if wanted.text or wanted.role is not Role.REQUESTER:
        return ()
    theirs = transcript.c.role == Role.REQUESTER
    left = select(transcript.c.case_id).where(transcript.c.case_id.in_(ids), theirs)
    silent = set(ids) - set(connection.scalars(left))
    rows = connection.execute(select(cases).where(cases.c.id.in_(silent))).all()
    known = people_of(connection, [row.requester for row in rows])
    return tuple(case_of(row, person_of(known, row.requester)) for row in rows)
