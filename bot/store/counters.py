"""How often something was done in a span of time, counted by all processes together."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from bot.core.desk import Quota
from bot.store.database import Database
from bot.store.people import insert_into
from bot.store.tables import limits


class Counters:
    """Counts against quotas."""

    def __init__(self, database: Database) -> None:
        """Works in this database."""
        self._database = database

    async def spend(self, quotas: Sequence[Quota], now: datetime) -> Quota | None:
        """Counts one against all; or against none, and gives the one that is used up."""

        def work(connection: Connection) -> Quota | None:
            for quota in quotas:
                if _spent(connection, quota, now) >= quota.most:
                    return quota
            for quota in quotas:
                _count(connection, quota, now)
            return None

        return await self._database.write(work)


def _spent(connection: Connection, quota: Quota, now: datetime) -> int:
    here = select(limits.c.count).where(
        limits.c.key == quota.key, limits.c.window == quota.window(now)
    )
    return connection.execute(here).scalar_one_or_none() or 0


def _count(connection: Connection, quota: Quota, now: datetime) -> None:
    insert = insert_into(connection, limits).values(
        key=quota.key, window=quota.window(now), count=1
    )
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=["key", "window"], set_={"count": limits.c.count + 1}
        )
    )
