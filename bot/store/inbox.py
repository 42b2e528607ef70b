"""What happened at places: kept from before the acknowledgement until it is worked on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Update, or_, select, update

from bot.core.desk import Event, Held
from bot.store.codec import decode, encode
from bot.store.database import Database
from bot.store.people import insert_into
from bot.store.tables import inbox


class Inbox:
    """Rows of events."""

    def __init__(self, database: Database) -> None:
        """Works in this database."""
        self._database = database

    async def add(self, event: Event, now: datetime, lease_until: datetime) -> Held | None:
        """Commits it, leased to who adds it; None where its row exists already."""
        row = {
            "place": event.place,
            "key": event.key,
            "received_at": now,
            "event": encode(event),
            "lease_until": lease_until,
            "attempts": 1,
            "error": "",
        }
        number = await self._database.write_one(_add_all, row)
        return None if number is None else Held(row=number, event=event, received_at=now)

    async def claim(
        self, now: datetime, lease_until: datetime, limit: int, place: str = ""
    ) -> tuple[Held, ...]:
        """Takes what was begun and never done; others leave it alone until the lease is over.

        At one place, or with "" at all of them.
        """
        here = (inbox.c.place == place,) if place else ()
        left = (
            select(inbox)
            .where(
                *here,
                inbox.c.done_at.is_(None),
                or_(inbox.c.lease_until.is_(None), inbox.c.lease_until <= now),
            )
            .order_by(inbox.c.number)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )

        def work(connection: Connection) -> tuple[Held, ...]:
            rows = connection.execute(left).all()
            if rows:
                taken = inbox.c.number.in_([row.number for row in rows])
                again = {"lease_until": lease_until, "attempts": inbox.c.attempts + 1}
                connection.execute(update(inbox).where(taken).values(again))
            return tuple(
                Held(
                    row=row.number,
                    event=decode(row.event, Event),
                    received_at=row.received_at,
                    attempts=row.attempts + 1,
                )
                for row in rows
            )

        return await self._database.write(work)

    async def done(self, held: Held, now: datetime, error: str = "") -> None:
        """It was worked on, or given up with this error; only its key is kept."""
        await self._database.write(lambda connection: finish(connection, held.row, now, error))

    async def forget_leases(self) -> None:
        """For the only process on a database, on its start: what was begun is begun again."""
        free = update(inbox).where(inbox.c.done_at.is_(None)).values(lease_until=None)
        await self._database.write(lambda connection: _run(connection, free))

    async def release(self, held: Held, due_at: datetime, error: str) -> None:
        """It failed; whoever has time takes it from then on."""
        later = {"lease_until": due_at, "error": error}
        here = update(inbox).where(inbox.c.number == held.row).values(later)
        await self._database.write(lambda connection: _run(connection, here))


_RETURNED: Final = (inbox.c.number, inbox.c.place, inbox.c.key)


def _add_all(connection: Connection, rows: Sequence[dict[str, Any]]) -> list[int | None]:
    """Their numbers; None for who was there already. In order of their keys.

    Two processes that add the same keys in one order cannot wait for one another.
    """
    ordered = sorted(rows, key=_key)
    insert = insert_into(connection, inbox)
    adding = insert.on_conflict_do_nothing(index_elements=["place", "key"]).returning(*_RETURNED)
    added = {(place, key): number for number, place, key in connection.execute(adding, ordered)}
    return [added.pop(_key(row), None) for row in rows]


def _key(row: dict[str, Any]) -> tuple[str, str]:
    return row["place"], row["key"]


def finish(connection: Connection, row: int, now: datetime, error: str = "") -> None:
    """The row is done, and empty but for its key."""
    finished = {"done_at": now, "event": "", "error": error, "lease_until": None}
    here = update(inbox).where(inbox.c.number == row, inbox.c.done_at.is_(None))
    connection.execute(here.values(finished))


def _run(connection: Connection, statement: Update) -> None:
    connection.execute(statement)
