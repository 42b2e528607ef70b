"""News between processes on one PostgreSQL: the server carries it, nobody polls."""

import asyncio
import secrets
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text

from bot.core.desk import StoreAwayError
from bot.store.away import AWAY

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

_CHANNEL: Final = "certdesk_changes"
_RINGING: Final = text("SELECT pg_notify(:channel, unnest(CAST(:news AS text[])))")


class Bell:
    """Heard in every other process; not in the one that rings."""

    def __init__(self, engine: "AsyncEngine") -> None:
        """Listens on a connection of its own."""
        self._engine = engine
        self._own = secrets.token_hex(4)

    async def ring(self, case_ids: Collection[str]) -> None:
        """These cases have changed."""
        news = [f"{self._own} {case_id}" for case_id in case_ids]
        try:
            async with self._engine.begin() as connection:
                await connection.execute(_RINGING, {"channel": _CHANNEL, "news": news})
        except AWAY as error:
            raise StoreAwayError(str(error)) from error

    async def listen(self, heard: Callable[[str], None], begun: Callable[[], None]) -> None:
        """Tells of cases that others have changed, for as long as the connection holds.

        `begun` is called once nothing is missed any more.

        Raises:
            StoreAwayError: It cannot be made.
        """
        ended = asyncio.Event()

        def news(*told: Any) -> None:  # noqa: ANN401 - the driver's own
            who, _, case_id = told[-1].partition(" ")
            if who != self._own:
                heard(case_id)

        try:
            async with self._engine.connect() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                assert driver is not None  # noqa: S101 - it is only None once it was given back
                driver.add_termination_listener(lambda _: ended.set())
                try:
                    await driver.add_listener(_CHANNEL, news)
                    begun()
                    await ended.wait()
                finally:
                    await connection.invalidate()
        except AWAY as error:
            raise StoreAwayError(str(error)) from error
