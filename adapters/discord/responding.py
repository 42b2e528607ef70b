"""The first answer to an interaction: within three seconds, and only one is taken."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp
import discord

ALREADY: Final = 40060
UNKNOWN: Final = 10062
"""Of an interaction whose three seconds are over."""

_WAITS_S: Final = (0.0, 0.2, 0.5)
"""discord.py repeats what Discord answered with 5xx, but not what it never answered."""


async def respond(doing: Callable[[], Awaitable[object]]) -> None:
    """Has it done; that it was done already, by a try whose answer was lost, is as good.

    Raises:
        discord.HTTPException: It is not taken.
        aiohttp.ClientConnectionError: Discord does not answer.
    """
    for wait_s in _WAITS_S:
        try:
            await _once(doing)
        except (aiohttp.ClientConnectionError, OSError):
            await asyncio.sleep(wait_s)
        else:
            return
    await _once(doing)


async def _once(doing: Callable[[], Awaitable[object]]) -> None:
    try:
        await doing()
    except discord.HTTPException as error:
        if error.code != ALREADY:
            raise
