"""After a new session, reads what was written while we were away; where that is allowed.

The desk's inbox knows what was heard already, so that nothing is answered twice.
"""

import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Final

import discord

from adapters.discord.client import Bot
from adapters.discord.origin import PLACE
from adapters.discord.technicians import thread_in

_LOG: Final = logging.getLogger("certdesk.discord")
_MOST: Final = 100
_TICKETS: Final = 50

LONGEST: Final = timedelta(minutes=15)
"""Older questions were put to somebody else meanwhile."""


async def catch_up(bot: Bot, since: datetime) -> int:
    """How many messages were read."""
    read = 0
    for channel_id in [channel async for channel in _channels(bot)]:
        try:
            channel = bot.get_channel(channel_id) or await bot.fetch_channel(channel_id)
            if not isinstance(channel, discord.abc.Messageable):
                continue
            async for message in channel.history(limit=_MOST, after=since, oldest_first=True):
                read += 1
                await bot.on_message(message)
        except discord.HTTPException as error:
            _LOG.info("history not read: %s %s", error.status, error.code)
    return read


async def _channels(bot: Bot) -> AsyncIterator[int]:
    """Where somebody may have written to us, each once."""
    seen: set[int] = set()
    async for channel in _candidates(bot):
        if channel and channel not in seen:
            seen.add(channel)
            yield channel


async def _candidates(bot: Bot) -> AsyncIterator[int]:
    for channel in (*bot.section.listened, *tuple(bot.recent)):
        yield channel
    tickets = bot.office.desk.tickets
    for row in await tickets.queue(limit=_TICKETS):
        view = await tickets.case(row.ticket.case)
        if view is None:
            continue
        address = view.case.address
        if address.place == PLACE:
            yield int(address.thread or address.channel)
        for delivery in view.deliveries:
            if delivery.place == PLACE:
                yield thread_in(delivery.receipt)
