"""The store as a whole: opens the database and looks after its schema."""

from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import text

from bot.store.cases import Cases
from bot.store.counters import Counters
from bot.store.database import Database, PostgresDatabase, database_of, url_of
from bot.store.inbox import Inbox
from bot.store.looks import Looks
from bot.store.outbox import Outbox
from bot.store.privacy import Privacy
from bot.store.revisions import Revisions
from bot.store.schema import NEWEST, demand_newest, upgrade
from bot.store.tickets import Tickets

if TYPE_CHECKING:
    from bot.store.bell import Bell


class Store:
    """Everything the desk keeps. Use it as a context.

    Attributes:
        is_alone: One process uses it, so that what was begun before the start is begun again.
    """

    def __init__(self, url: str) -> None:
        """Opens nothing yet.

        Raises:
            StoreError: The URL names no database that we know.
        """
        address = url_of(url)
        self.is_alone = address.get_backend_name() == "sqlite"
        self._database = database_of(address)
        self.cases = Cases(self._database)
        self.tickets = Tickets(self._database)
        self.inbox = Inbox(self._database)
        self.outbox = Outbox(self._database)
        self.counters = Counters(self._database)
        self.looks = Looks(self._database)
        self.bell = _bell_of(self._database)
        self.revisions = Revisions(self._database)
        self.privacy = Privacy(self._database)

    async def __aenter__(self) -> Self:
        """Opens it; a file is brought to the newest schema, a server must have it.

        Raises:
            StoreError: A server has another schema.
        """
        await self._database.__aenter__()
        try:
            if self.is_alone:
                await self._database.write(upgrade)
            else:
                await self._database.read(demand_newest)
        except BaseException as error:
            await self._database.__aexit__(type(error), error, error.__traceback__)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finishes what was begun."""
        await self._database.__aexit__(kind, error, trace)

    async def answers(self) -> bool:
        """Whether the database can be asked anything."""
        return await self._database.read(
            lambda connection: bool(connection.scalar(text("SELECT 1")))
        )


def _bell_of(database: Database) -> "Bell | None":
    """A file has one process, and nobody else to tell."""
    if not isinstance(database, PostgresDatabase):
        return None
    from bot.store.bell import Bell  # noqa: PLC0415 - most use a file

    return Bell(database.engine)


async def upgrade_store(url: str) -> str:
    """Brings a database to the newest schema, and names it.

    Raises:
        StoreError: The URL names no database that we know.
    """
    async with database_of(url_of(url)) as database:
        await database.write(upgrade)
        return NEWEST
