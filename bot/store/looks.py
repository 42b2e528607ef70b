"""What was seen of hosts, for all processes on one database."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, or_, select

from bot.core.desk import Claim
from bot.store.codec import encode
from bot.store.database import Database
from bot.store.people import insert_into
from bot.store.tables import looks


class Looks:
    """Lets one process look while the others wait for what it sees."""

    def __init__(self, database: Database) -> None:
        """Works in this database."""
        self._database = database

    async def claim(self, key: str, now: datetime, kept: timedelta, patience: timedelta) -> Claim:
        """Takes the look if nobody has it or who has it is gone; else gives what was seen."""

        def work(connection: Connection) -> Claim:
            insert = insert_into(connection, looks).values(key=key, begun_at=now, seen="")
            is_old = looks.c.begun_at <= now - kept
            is_left = and_(looks.c.seen == "", looks.c.begun_at <= now - patience)
            taken = connection.execute(
                insert.on_conflict_do_update(
                    index_elements=["key"],
                    set_={"begun_at": now, "seen": ""},
                    where=or_(is_old, is_left),
                ).returning(looks.c.key)
            ).first()
            if taken is not None:
                return Claim(is_ours=True)
            there = connection.scalar(select(looks.c.seen).where(looks.c.key == key))
            return Claim(is_ours=False, seen=there or "")

        return await self._database.write(work)

    async def keep(self, keys: Sequence[str], seen: object, at: datetime) -> None:
        """What was seen, for everybody."""
        rows = [{"key": key, "begun_at": at, "seen": encode(seen)} for key in sorted(keys)]

        def work(connection: Connection) -> None:
            insert = insert_into(connection, looks).values(rows)
            connection.execute(
                insert.on_conflict_do_update(
                    index_elements=["key"],
                    set_={"begun_at": insert.excluded.begun_at, "seen": insert.excluded.seen},
                )
            )

        await self._database.write(work)

    async def leave(self, key: str) -> None:
        """Nothing came of the look; whoever comes next makes it."""
        await self._database.write(
            lambda connection: connection.execute(
                delete(looks).where(looks.c.key == key, looks.c.seen == "")
            )
        )
