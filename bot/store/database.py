"""The two databases behind one face: work is a plain function of a connection."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol, Self, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.core.desk import StoreAwayError
from bot.store.away import AWAY
from bot.store.batches import Batches, Outcome, Share, Together, Work, done_apart, done_together

T = TypeVar("T")
Item = TypeVar("Item")

_READERS: Final = 4
_BUSY_MS: Final = 10_000
_POOL: Final = 10


class StoreError(Exception):
    """The store cannot be used as it is; the text says why and what to do."""


class Database(Protocol):
    """Does work in transactions. Use it as a context."""

    async def __aenter__(self) -> Self:
        """Work may begin."""

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """What was begun is finished."""

    async def read(self, work: Work[T]) -> T:
        """Looks, in a transaction of its own."""

    async def write(self, work: Work[T]) -> T:
        """Changes; returns after the commit."""

    async def write_one(self, together: Together[Item, T], item: Item) -> T:
        """Changes, with others that share the work; returns after the commit."""


def url_of(text: str) -> URL:
    """The address of a database, with the driver that is used for it.

    Raises:
        StoreError: It is neither SQLite nor PostgreSQL, or cannot be read.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise StoreError("[store] url: expected sqlite:///file or postgresql://…") from error
    match url.get_backend_name():
        case "sqlite" if url.database in {None, "", ":memory:"}:
            raise StoreError("[store] url: expected a file, such as sqlite:///certdesk.db")
        case "sqlite":
            return url.set(drivername="sqlite+pysqlite")
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+asyncpg")
        case other:
            raise StoreError(f"[store] url: expected sqlite or postgresql, got {other}")


def database_of(url: URL) -> "Database":
    """The one that the URL names."""
    if url.get_backend_name() == "sqlite":
        return SqliteDatabase(url)
    return PostgresDatabase(url)


def sqlite_engine(url: URL, *, is_writer: bool) -> Engine:
    """An engine whose transactions begin when we say so.

    A writer takes its lock at once: a transaction that reads first and writes later can fail
    with SQLITE_BUSY however long it waits (sqlite.org/lang_transaction.html). Synchronous FULL:
    what was committed survives a power cut too.
    """
    file = Path(url.database or "")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)  # it holds conversations; the journals get the same rights
    engine = create_engine(url, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={_BUSY_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            *(() if is_writer else ("query_only=ON",)),
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")

    return engine


async def _shared(batches: Batches, together: Together[Item, T], item: Item) -> T:
    try:
        value: T = await batches.do(Share(together=together, item=item))
    except AWAY as error:
        raise StoreAwayError(str(error)) from error
    return value


class SqliteDatabase:
    """One writer in a thread of its own, with group commit; readers beside it.

    SQLite is a library, not a server: several writers only wait for one another, and every hop
    between threads costs as much as a statement. So work crosses into a thread whole.
    """

    def __init__(self, url: URL) -> None:
        """Opens nothing yet."""
        self._writer = sqlite_engine(url, is_writer=True)
        self._reader = sqlite_engine(url, is_writer=False)
        self._writing = ThreadPoolExecutor(1, "certdesk-store-write")
        self._reading = ThreadPoolExecutor(_READERS, "certdesk-store-read")
        self._batches = Batches(self._write)

    async def __aenter__(self) -> Self:
        """Work may begin."""
        await self._batches.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finishes what was begun, then closes the file."""
        try:
            await self._batches.__aexit__(kind, error, trace)
        finally:
            await asyncio.to_thread(self._close)

    async def read(self, work: Work[T]) -> T:
        """Looks, beside the writer."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._reading, self._read, work)
        except AWAY as error:
            raise StoreAwayError(str(error)) from error

    async def write(self, work: Work[T]) -> T:
        """Changes; returns after the commit."""
        try:
            return await self._batches.do(work)
        except AWAY as error:
            raise StoreAwayError(str(error)) from error

    async def write_one(self, together: Together[Item, T], item: Item) -> T:
        """Changes, with others that share the work; returns after the commit."""
        return await _shared(self._batches, together, item)

    def _read(self, work: Work[T]) -> T:
        with self._reader.begin() as connection:
            return work(connection)

    async def _write(self, works: Sequence[Work[Any]]) -> Sequence[Outcome]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writing, self._commit, works)

    def _commit(self, works: Sequence[Work[Any]]) -> Sequence[Outcome]:
        """Without savepoints first, for few fail; if one does, again with."""
        try:
            with self._writer.begin() as connection:
                return done_together(connection, works)
        except Exception as error:  # noqa: BLE001 - not swallowed: told, or met again below
            if len(works) == 1:
                return [Outcome(failure=error)]
        with self._writer.begin() as connection:
            return done_apart(connection, works)

    def _close(self) -> None:
        self._writing.shutdown()
        self._reading.shutdown()
        self._writer.dispose()
        self._reader.dispose()


class PostgresDatabase:
    """A pool of connections; the server groups commits itself, and locks rows."""

    def __init__(self, url: URL) -> None:
        """Opens nothing yet."""
        from sqlalchemy.ext.asyncio import (  # noqa: PLC0415 - most use a file
            create_async_engine,
        )

        self.engine = create_async_engine(url, pool_size=_POOL, pool_pre_ping=True)
        self._batches = Batches(self._write)

    async def __aenter__(self) -> Self:
        """Work may begin."""
        await self._batches.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finishes what was begun, then closes the connections."""
        try:
            await self._batches.__aexit__(kind, error, trace)
        finally:
            await self.engine.dispose()

    async def read(self, work: Work[T]) -> T:
        """Looks, in a transaction of its own."""
        return await self.write(work)

    async def write(self, work: Work[T]) -> T:
        """Changes; returns after the commit."""
        try:
            async with self.engine.begin() as connection:
                return await connection.run_sync(work)
        except AWAY as error:
            raise StoreAwayError(str(error)) from error

    async def write_one(self, together: Together[Item, T], item: Item) -> T:
        """Changes, with others that share the work; returns after the commit."""
        return await _shared(self._batches, together, item)

    async def _write(self, works: Sequence[Work[Any]]) -> Sequence[Outcome]:
        """Together; where one of them cannot be done, each by itself."""
        try:
            async with self.engine.begin() as connection:
                return await connection.run_sync(done_together, works)
        except Exception as error:  # noqa: BLE001 - not swallowed: told, or met again below
            if len(works) == 1:
                return [Outcome(failure=error)]
        async with self.engine.begin() as connection:
            return await connection.run_sync(done_apart, works)
