"""Discord, from the first connection to the last: starts it, keeps it, falls back, gives up."""

import asyncio
import logging
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any, Final

import aiohttp
import discord
import yarl
from discord import gateway
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.answering import Begin
from adapters.discord.catching_up import LONGEST, catch_up
from adapters.discord.client import Bot
from adapters.discord.heartbeats import Heartbeats
from adapters.discord.office import Office
from adapters.discord.origin import PLACE
from bot.core.desk import Delivery, DeliveryFailedError, Held, Receipt
from bot.discord_settings import DiscordSection

_LOG: Final = logging.getLogger("certdesk.discord")
_AGAIN_S: Final = 5.0
_CONNECTS_S: Final = 10.0
"""What is due when everything starts waits so long for Discord; less than one try may take."""

_MARGIN: Final = timedelta(seconds=60)


discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody talks here


def point_at(section: DiscordSection) -> None:
    """Where Discord is, and when it is away; discord.py keeps that for all clients together."""
    gateway.KeepAliveHandler = Heartbeats  # type: ignore[misc]  # it has no other place for one
    Route.BASE = section.api_url.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(section.gateway_url)


class DiscordPlace:
    """Discord as the composition root sees it."""

    def __init__(self, section: DiscordSection, *, heartbeat_s: float = 60.0) -> None:
        """Connects nothing yet; a Discord silent for `heartbeat_s` is connected to anew."""
        self._section = section
        self._heartbeat_s = heartbeat_s
        self._bot: Bot | None = None
        self._is_up = asyncio.Event()
        self._trouble = "not connected"

    def health(self) -> str:
        """What is wrong; "" where nothing is."""
        return "" if self._bot is not None and self._bot.is_connected else self._trouble

    async def deliver(self, delivery: Delivery, standing: Receipt | None) -> Receipt:
        """For the desk's courier.

        Raises:
            DeliveryFailedError: It was not taken, or we are not connected.
        """
        try:
            async with asyncio.timeout(_CONNECTS_S):
                await self._is_up.wait()
        except TimeoutError as error:
            raise DeliveryFailedError("Discord is not connected") from error
        if self._bot is None:
            raise DeliveryFailedError("Discord is not connected", retry_after_s=_AGAIN_S)
        return await self._bot.delivering.deliver(delivery, standing)

    async def run(self, office: Office) -> None:
        """Until it is cancelled, or Discord refuses us for good; the rest of certdesk goes on."""
        point_at(self._section)
        async with asyncio.TaskGroup() as group:

            def begin(doing: Coroutine[Any, Any, None]) -> None:
                group.create_task(doing)

            taking_up = group.create_task(self._take_up(office))
            await self._stay_connected(office, begin)
            taking_up.cancel()

    async def _stay_connected(self, office: Office, begin: Begin) -> None:
        reads_all = bool(self._section.listened or self._section.technicians)
        wish = "again"
        while wish != "stop":
            bot = _Connected(self._section, office, begin, reads_all=reads_all)
            bot.heartbeat_within(self._heartbeat_s)
            bot.up = self._is_up
            self._bot = bot
            wish = await _hold(bot, self._section.token)
            self._is_up.clear()
            if wish == "stop":
                self._trouble = "Discord refused us; see the log, mend it and start again"
            reads_all = reads_all and wish != "without"

    async def _take_up(self, office: Office) -> None:
        """What was begun and never done, as soon as it can be answered. Endless."""
        await self._is_up.wait()
        await office.desk.inbox.run(self._handle, PLACE)

    async def _handle(self, held: Held) -> None:
        await self._is_up.wait()
        if self._bot is not None:
            await self._bot.handle(held)


class _Connected(Bot):
    """A client that reads what it missed."""

    up: asyncio.Event
    _since: datetime | None = None

    async def setup_hook(self) -> None:
        """We are known: from now on we can send."""
        await super().setup_hook()
        self.up.set()

    async def on_disconnect(self) -> None:
        """From now on we may miss something."""
        if self._since is None:
            self._since = self.office.clock() - _MARGIN

    async def on_resumed(self) -> None:
        """Discord sent what we missed."""
        self._since = None

    async def on_ready(self) -> None:
        """A new session: what came before it is told by nobody but the history."""
        earliest = self.office.clock() - LONGEST
        since, self._since = max(self._since or earliest, earliest), None
        await catch_up(self, since)


async def _hold(bot: Bot, token: str) -> str:
    """Until the connection ends: "stop", "again", or "without" the text of all messages."""
    try:
        async with bot:
            await bot.start(token)
    except discord.PrivilegedIntentsRequired:
        _LOG.warning(
            "Discord did not grant the message content intent: messages are read only where "
            "certdesk is addressed. It is switched on in the developer portal, under Bot"
        )
        return "without"
    except discord.LoginFailure:
        _LOG.error("Discord does not accept the token: [discord] token")
        return "stop"
    except discord.ConnectionClosed as error:
        _LOG.error("Discord closed the connection for good: %s", error.code)
        return "stop"
    except (discord.HTTPException, discord.GatewayNotFound, aiohttp.ClientError, OSError) as error:
        _LOG.warning("Discord cannot be reached: %s", type(error).__name__)
    if bot.is_refused:
        return "stop"
    await asyncio.sleep(_AGAIN_S)
    return "again"
