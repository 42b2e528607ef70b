"""After a new session, reads what was written while we were away; where that is allowed.

The desk's inbox knows what was heard already, so that nothing is answered twice.
"""

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Final

import discord

from adapters.discord.client import Bot
from adapters.discord.origin import PLACE
from adapters.discord.technicians import thread_in
from bot.core.desk import CaseView

_LOG: Final = logging.getLogger("certdesk.discord")
_MOST: Final = 100
_TICKETS: Final = 50
_MARGIN: Final = timedelta(minutes=1)
_TALKED: Final = timedelta(days=1)
"""Who talked with us so lately may have gone on while we were away."""

LONGEST: Final = timedelta(minutes=15)
"""Older questions were put to somebody else meanwhile."""

_LONGEST_OF_TICKETS: Final = timedelta(days=3)
"""Who waits for a technician, or answers as one, goes on waiting."""


async def catch_up(bot: Bot, since: datetime) -> int:
    """How many messages were read."""
    read = 0
    for channel_id, begin in (await _wanted(bot, since)).items():
        try:
            channel = bot.get_channel(channel_id) or await bot.fetch_channel(channel_id)
            if not isinstance(channel, discord.abc.Messageable):
                continue
            async for message in channel.history(limit=_MOST, after=begin, oldest_first=True):
                read += 1
                await bot.on_message(message)
        except discord.HTTPException as error:
            _LOG.info("history not read: %s %s", error.status, error.code)
    return read


async def _wanted(bot: Bot, since: datetime) -> dict[int, datetime]:
    """Where somebody may have written to us, and since when it matters."""
    begins: dict[int, datetime] = {}
    async for channel, begin in _candidates(bot, since):
        if channel:
            begins[channel] = min(begin, begins.get(channel, begin))
    return begins


async def _candidates(bot: Bot, since: datetime) -> AsyncIterator[tuple[int, datetime]]:
    now, tickets = bot.office.clock(), bot.office.desk.tickets
    for channel in (*bot.section.listened, *tuple(bot.recent)):
        yield channel, since
    for address in await tickets.lately(PLACE, now - _TALKED):
        yield int(address.thread or address.channel), since
    for row in await tickets.queue(limit=_TICKETS):
        begin = min(since, max(row.changed_at - _MARGIN, now - _LONGEST_OF_TICKETS))
        view = await tickets.case(row.ticket.case)
        for channel in _of_ticket(view) if view else ():
            yield channel, begin


def _of_ticket(view: CaseView) -> Iterator[int]:
    """Where it was asked, where technicians talk about it, where they were answered."""
    address = view.case.address
    if address.place == PLACE:
        yield int(address.thread or address.channel)
    for delivery in view.deliveries:
        receipt = delivery.receipt
        if delivery.place == PLACE and receipt is not None:
            yield thread_in(receipt) or int(receipt.channel or 0)
