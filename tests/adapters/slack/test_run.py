"""The whole certdesk in a process of its own, started with Slack's tokens."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.adapters.slack.running import shown
from tests.certificates import Recipe
from tests.servers import Tls, tls
from tests.situations.lab import leaf, middle
from tests.slack_double.server import Workspace, workspace
from tests.slack_double.world import APP_TOKEN, BOT, BOT_TOKEN, DESK, EVA, HELP, OTHER, SECRET
from tests.web.running import Certdesk


@pytest.fixture(autouse=True)
def may_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CERTDESK_PROBE__ALLOW_FROM", "slack")


@pytest.fixture
def site() -> Iterator[int]:
    with tls(Tls(chain=[leaf(Recipe(ends=timedelta(days=-3))), middle()])) as port:
        yield port


def settings(world: Workspace, mode: str) -> str:
    return (
        f'[slack]\nbot_token = "{BOT_TOKEN}"\napp_token = "{APP_TOKEN}"\n'
        f'signing_secret = "{SECRET}"\nmode = "{mode}"\napi_url = "{world.api_url}"\n'
        f'technicians_channel = "{DESK}"\nhelp_channels = ["{HELP}"]\n'
    )


@asynccontextmanager
async def started(desk: Certdesk) -> AsyncIterator[None]:
    """It is told and waited for in a thread, so that the double can answer it meanwhile."""
    process = desk.running()
    await asyncio.to_thread(process.__enter__)
    try:
        yield
    finally:
        await asyncio.to_thread(process.__exit__, None, None, None)


async def test_it_answers_after_a_look_at_the_site(tmp_path: Path, site: int) -> None:
    async with workspace() as world:
        desk = Certdesk(tmp_path, settings(world, "socket"), (site,))
        async with started(desk):
            ts = await world.say(EVA, OTHER, f"<@{BOT}> is https://localhost:{site}/ safe?")
            await world.until(lambda: any("edited" in m for m in world.ours(OTHER, ts)))
        (answer,) = world.ours(OTHER)

        assert "Expired certificate" in shown(answer)
        assert desk.status == 0
        assert BOT_TOKEN not in desk.log
        assert world.wrong == []


async def test_over_http_it_answers_at_the_web_server(tmp_path: Path, site: int) -> None:
    async with workspace() as world:
        desk = Certdesk(tmp_path, settings(world, "http"), (site,))
        async with started(desk):
            await world.until(lambda: any(m == "auth.test" for m, _ in world.calls))
            world.http_url = f"{desk.url}/slack/events"
            ts = await world.say(EVA, HELP, f"is https://localhost:{site}/ safe?")
            await world.until(lambda: any("edited" in m for m in world.ours(HELP, ts)))

        assert "Expired certificate" in shown(world.ours(HELP, ts)[0])


async def test_a_question_outlives_a_stop(tmp_path: Path, site: int) -> None:
    async with workspace() as world:
        desk = Certdesk(tmp_path, settings(world, "socket"), (site,))
        async with started(desk):
            asked = [
                await world.say(EVA, HELP, f"is https://localhost:{site}/{number} safe?")
                for number in range(5)
            ]
        world.sockets.clear()
        async with started(desk):
            await world.until(
                lambda: all(any("edited" in m for m in world.ours(HELP, ts)) for ts in asked)
            )

        assert len(world.ours(HELP)) == len(asked)


async def test_a_question_outlives_a_kill(tmp_path: Path, site: int) -> None:
    async with workspace() as world:
        desk = Certdesk(tmp_path, settings(world, "socket"), (site,))
        asked = []
        for number in range(3):
            killed = await asyncio.to_thread(desk.start)
            asked.append(await world.say(EVA, HELP, f"is https://localhost:{site}/{number} ok?"))
            killed.kill()
            await asyncio.to_thread(killed.communicate)
            world.sockets.clear()
        async with started(desk):
            await world.until(
                lambda: all(any("edited" in m for m in world.ours(HELP, ts)) for ts in asked)
            )

        assert len(world.ours(HELP)) == len(asked)
