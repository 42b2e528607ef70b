"""One certdesk in Slack, in Discord and on the web: whoever asks, whoever answers."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.adapters.discord import world as discord_world
from tests.adapters.discord.double import Double, discord_double
from tests.adapters.discord.house import House
from tests.adapters.together.places import (
    Answerer,
    DiscordAnswerer,
    DiscordAsker,
    SlackAnswerer,
    SlackAsker,
    WebAnswerer,
    WebAsker,
)
from tests.certificates import Recipe
from tests.servers import Tls, tls
from tests.situations.lab import leaf, middle
from tests.slack_double import world as slack_world
from tests.slack_double.server import Workspace, workspace
from tests.web.conftest import TECHNICIANS
from tests.web.running import Certdesk, Visitor, visiting
from tests.web.test_desk import signed_in


@pytest.fixture(autouse=True)
def may_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CERTDESK_PROBE__ALLOW_FROM", "slack,discord,web")


@pytest.fixture
def site() -> Iterator[int]:
    with tls(Tls(chain=[leaf(Recipe(ends=timedelta(days=-3))), middle()])) as port:
        yield port


def settings(slack: Workspace, discord: Double) -> str:
    return (
        f'{TECHNICIANS}\n[slack]\nbot_token = "{slack_world.BOT_TOKEN}"\n'
        f'app_token = "{slack_world.APP_TOKEN}"\napi_url = "{slack.api_url}"\n'
        f'technicians_channel = "{slack_world.DESK}"\n'
        f'[discord]\ntoken = "{discord_world.TOKEN}"\napi_url = "{discord.url}/api"\n'
        f'gateway_url = "{discord.gateway.url}"\ntechnicians_channel = "{discord_world.DESK}"\n'
        f"technicians_role = {discord_world.ROLE}\n"
    )


@asynccontextmanager
async def started(desk: Certdesk, slack: Workspace, discord: Double) -> AsyncIterator[None]:
    """It is told and waited for in a thread, so that the doubles can answer it meanwhile."""
    process = desk.running()
    await asyncio.to_thread(process.__enter__)
    try:
        await discord.until(discord.gateway.ready.is_set, 20)
        await slack.until(lambda: slack.sockets)
        yield
    finally:
        await asyncio.to_thread(process.__exit__, None, None, None)


async def test_whoever_asks_is_answered_by_whoever_answers(tmp_path: Path, site: int) -> None:
    async with workspace() as slack, discord_double() as discord, AsyncExitStack() as stack:
        desk, house = Certdesk(tmp_path, settings(slack, discord), (site,)), House(discord)
        await stack.enter_async_context(started(desk, slack, discord))
        ada = await stack.enter_async_context(signed_in(desk))

        async def visit() -> Visitor:
            return await stack.enter_async_context(visiting(desk))

        answerers = (SlackAnswerer(slack), DiscordAnswerer(house), WebAnswerer(ada))
        pairs = [
            (asker, answerer)
            for answerer in answerers
            for asker in (SlackAsker(slack), DiscordAsker(house), WebAsker(visit))
        ]
        for number, (asker, answerer) in enumerate(pairs, 1):
            await asker.ask(f"is https://localhost:{site}/{number} safe?")
            await all_read(answerers, number, f"localhost:{site}")
            await answerer.take(number)
            await answerer.answer(number, f"Renewed it, {number}.")
            await asker.hear(f"Renewed it, {number}.")
            await asker.say(f"It works, {number}!")
            await all_read(answerers, number, f"It works, {number}!")

        assert slack.wrong == []
        assert discord.complaints == []


async def all_read(answerers: Sequence[Answerer], number: int, words: str) -> None:
    """Wherever technicians are, these words stand with the ticket."""
    for one in answerers:
        await one.read(number, words)
