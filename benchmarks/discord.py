"""What an event from Discord costs beside what discord.py itself takes for it.

    uv run python -m benchmarks.discord

Processor time for one message: discord.py's own way from the decoded payload to a listener that
does nothing, against ours from its message to an event for the desk and what it says. A message
among people, by far the most common, is one that is nothing to us.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Final

import discord

from adapters.commands.reading import explainer_of
from adapters.commands.settings import now
from adapters.discord.listening import intents_of, meant, question_of, said
from benchmarks.rounds import Cost, Goal, in_turn, own_cost
from bot.discord_settings import DiscordSection
from tests.adapters.discord import world
from tests.adapters.discord.world import ANN, BOT, GENERAL, HELP
from tests.core.compare.scene import known

_EVENTS: Final = 300
_TEXT: Final = "Morning all, is anybody else waiting for the printer on the third floor?"
_SECTION: Final = DiscordSection(help_channels=(HELP,))


class _Heard(discord.Client):
    """discord.py with a server in its cache, and a listener that does nothing."""

    def __init__(self) -> None:
        super().__init__(intents=intents_of(reads_all=True), max_messages=None)
        state = self._connection
        me: Any = world.user(BOT)
        house: Any = world.guild()
        state.user = discord.ClientUser(state=state, data=me)
        state.parse_guild_create(house)

    async def on_message(self, _: discord.Message) -> None:
        """Nothing."""

    def payload(self, channel: int) -> Any:  # noqa: ANN401 - JSON
        """As the gateway sends it, decoded."""
        where = {"guild_id": str(world.GUILD), "member": world.member(ANN)}
        return {**world.message(channel, ANN, _TEXT), **where}

    def message(self, channel: int) -> discord.Message:
        """What it makes of that."""
        there: Any = self.get_channel(channel)
        return discord.Message(state=self._connection, channel=there, data=self.payload(channel))


def main() -> None:
    logging.disable(logging.WARNING)
    explainer = explainer_of(known, now)
    with asyncio.Runner() as runner:
        heard = runner.run(_begun())
        sides: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "discord.py alone": lambda: _parsed(heard),
            "certdesk's own, among people": lambda: _translated(heard, GENERAL, _heed_not),
            "certdesk's own, in a help channel": lambda: _translated(heard, HELP, _heed_not),
            "the same, and read": lambda: _translated(heard, HELP, explainer.read),
        }
        measured = in_turn({name: partial(_cost, runner, work) for name, work in sides.items()})
    print("One message")
    measured.print_sides()
    for name in list(sides)[1:]:
        measured.print_ratio(Goal(name, None), name, "discord.py alone", cpu=True)


def _cost(runner: asyncio.Runner, work: Callable[[], Coroutine[Any, Any, None]]) -> Cost:
    return own_cost(lambda: runner.run(work()), _EVENTS)


async def _begun() -> _Heard:
    client = _Heard()
    client.loop = asyncio.get_running_loop()
    return client


async def _parsed(client: _Heard) -> None:
    """From the payload to the listener, its task included."""
    client.loop = asyncio.get_running_loop()
    payload = client.payload(GENERAL)
    for _ in range(_EVENTS):
        client._connection.parse_message_create(payload)  # noqa: SLF001 - what the gateway calls
        await asyncio.sleep(0)


async def _translated(client: _Heard, channel: int, read: Callable[[str], object]) -> None:
    """From the message to an event for the desk, if it is one."""
    message = client.message(channel)
    for _ in range(_EVENTS):
        how = meant(message, _SECTION, BOT)
        if how is not None:
            read(question_of(message, how, said(message, BOT)).text)


def _heed_not(_: str) -> None:
    """What is said is another measure."""


if __name__ == "__main__":
    main()
