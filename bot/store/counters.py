"""How often something was done in a span of time, counted by all processes together."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

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
            try:
                with connection.begin_nested():
                    for quota in quotas:
                        _count(connection, quota, now)
            except _UsedUpError as used_up:
                return used_up.quota
            return None

        return await self._database.write(work)


class _UsedUpError(Exception):
    """Undoes what was counted so far."""

    def __init__(self, quota: Quota) -> None:
        super().__init__(quota.key)
        self.quota = quota


def _count(connection: Connection, quota: Quota, now: datetime) -> None:
    """One more. The row stays locked, so that others count after us.

    Raises:
        _UsedUpError: That is more than allowed.
    """
    insert = insert_into(connection, limits).values(
        key=quota.key, window=quota.window(now), count=1
    )
    counted: int = connection.execute(
        insert.on_conflict_do_update(
            index_elements=["key", "window"], set_={"count": limits.c.count + 1}
        ).returning(limits.c.count)
    ).scalar_one()
    if counted > quota.most:
        raise _UsedUpError(quota)
