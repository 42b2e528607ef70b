"""HTTP mode: what is not signed by Slack, or old, is turned away."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from adapters.slack.manifest import ENDPOINT
from bot.slack_settings import SlackMode
from tests.adapters.slack.running import Running, running, shown
from tests.core.compare.scene import HOST
from tests.slack_double.server import signed
from tests.slack_double.world import EVA, HELP

QUESTION = f"Chrome says NET::ERR_CERT_DATE_INVALID at https://{HOST}"


@asynccontextmanager
async def mounted(folder: Path) -> AsyncIterator[Running]:
    async with running(folder, mode=SlackMode.HTTP) as it:
        runner = web.AppRunner(it.app.http(ENDPOINT))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        it.world.http_url = f"http://127.0.0.1:{runner.addresses[0][1]}{ENDPOINT}"
        try:
            await it.world.until(lambda: any(m == "auth.test" for m, _ in it.world.calls))
            yield it
        finally:
            await runner.cleanup()


async def test_a_signed_event_is_answered(tmp_path: Path) -> None:
    async with mounted(tmp_path) as it:
        world = it.world
        ts = await world.say(EVA, HELP, QUESTION)
        await world.until(lambda: any("edited" in m for m in world.ours(HELP, ts)))

        assert HOST in shown(world.ours(HELP)[0])


async def test_presses_and_commands_come_as_forms(tmp_path: Path) -> None:
    async with mounted(tmp_path) as it:
        world = it.world
        await world.command(EVA, HELP, HOST)
        mine = world.direct(EVA)
        await world.until(lambda: world.ours(mine) and "edited" in world.ours(mine)[0])
        await world.press(EVA, mine, world.ours(mine)[0]["ts"], "card.details")
        await world.until(lambda: world.views)


@pytest.mark.parametrize(
    ("age", "secret"),
    [
        pytest.param(0, "wrong", id="not signed by Slack"),
        pytest.param(400, "shh", id="older than five minutes"),
    ],
)
async def test_others_are_turned_away(tmp_path: Path, age: int, secret: str) -> None:
    async with mounted(tmp_path) as it:
        body = json.dumps({"type": "url_verification", "challenge": "x"})
        headers = signed(body, int(time.time()) - age, secret)
        async with (
            ClientSession() as session,
            session.post(
                it.world.http_url,
                data=body,
                headers={**headers, "Content-Type": "application/json"},
            ) as response,
        ):
            assert response.status == 401


async def test_slack_is_given_its_challenge(tmp_path: Path) -> None:
    async with mounted(tmp_path) as it:
        body = json.dumps({"type": "url_verification", "challenge": "abc"})
        headers = {**signed(body, int(time.time())), "Content-Type": "application/json"}
        async with (
            ClientSession() as session,
            session.post(it.world.http_url, data=body, headers=headers) as response,
        ):
            assert "abc" in await response.text()
