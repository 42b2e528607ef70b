"""The same client in a Discord without a wire, which knows more of rights and of intents."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import discord
import simcord

from adapters.discord.client import Bot
from adapters.discord.invite import PERMISSIONS
from bot.core.desk.parcels import Receiver
from bot.discord_settings import DiscordSection
from tests.adapters.discord.house import office_of
from tests.desk.desks import office

if TYPE_CHECKING:
    from simcord.builders import ChannelHandle, GuildHandle

REPORT = "NET::ERR_CERT_DATE_INVALID on shop.example.com"
HELP = 930


class Stage:
    """A server with the bot in it, as it is invited."""

    def __init__(self, env: simcord.Env, bot: Bot, tasks: list[asyncio.Task[None]]) -> None:
        self.env = env
        self.bot = bot
        self.guild: GuildHandle = env.create_guild()
        self.channel: ChannelHandle = self.guild.create_text_channel("general")
        self.ann = self.guild.add_member(env.create_user("ann"))
        self._tasks = tasks

    @asynccontextmanager
    async def worked(self) -> AsyncIterator[None]:
        """What is done in the block is answered after it: the desk works in threads of its own."""
        with self.bot.office.desk.changes.listen() as changed:
            yield
            await changed.get()
        if self._tasks:
            await asyncio.wait(self._tasks)


@asynccontextmanager
async def staged(database: str) -> AsyncIterator[Stage]:
    tasks: list[asyncio.Task[None]] = []
    section = DiscordSection(token="a", help_channels=(HELP,))  # noqa: S106 - of a double
    receiver = Receiver(place="discord", is_channel=True)
    async with office(database, {}, receivers=(receiver,)) as clerks, asyncio.TaskGroup() as group:

        def begin(doing: Coroutine[Any, Any, None]) -> None:
            tasks.append(group.create_task(doing))

        bot = Bot(section, office_of(clerks, {}), begin, reads_all=True)
        async with simcord.run(bot) as env:
            yield Stage(env, bot, tasks)


async def test_a_slash_command_is_deferred_and_answered(database: str) -> None:
    async with staged(database) as here:
        async with here.worked():
            result = await here.ann.slash(here.channel, "cert check", address="shop.example.com")

        assert result.acknowledged
        assert not result.ephemeral
        assert result.response is not None
        assert "shop.example.com" in str(result.response.embeds[0].to_dict())


async def test_a_message_is_explained_from_its_menu(database: str) -> None:
    async with staged(database) as here:
        bob = here.guild.add_member(here.env.create_user("bob"))
        said = await bob.send(here.channel, REPORT)
        async with here.worked():
            result = await here.ann.context_menu(here.channel, "Explain certificate error", said)

        assert result.response is not None
        assert "shop.example.com" in str(result.response.embeds[0].to_dict())


async def test_the_invitation_asks_for_no_right_that_is_dangerous() -> None:
    dangerous = discord.Permissions.elevated() | discord.Permissions(mention_everyone=True)

    assert (PERMISSIONS & dangerous) == discord.Permissions.none()


async def test_a_form_is_shown_for_a_technician(database: str) -> None:
    async with staged(database) as here:
        shown = await here.ann.slash(here.channel, "cert ticket")
        async with here.worked():
            sent = await here.ann.submit_modal(shown, {"said": "help"})

        assert sent.ephemeral
        assert sent.response is not None
        assert "#1" in str(sent.response.embeds[0].to_dict())
