"""A Discord for each test, and certdesk in it; discord.py is pointed back at the real one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from discord import gateway
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.heartbeats import end_heartbeats
from tests.adapters.discord.double import Double, discord_double
from tests.adapters.discord.house import House, house


@pytest.fixture(autouse=True)
async def no_heart_beats_on() -> AsyncIterator[None]:
    """Where a test ends a client as a crash would, its heart would beat into the next test."""
    yield
    await end_heartbeats()


@pytest.fixture
async def double(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Double]:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(gateway, "KeepAliveHandler", gateway.KeepAliveHandler)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    async with discord_double() as here:
        yield here
    assert here.complaints == []


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'certdesk.db'}"


@pytest.fixture
async def here(double: Double, database: str) -> AsyncIterator[House]:
    async with house(double, database) as made:
        await double.gateway.ready.wait()
        yield made
