"""Events, committed before anything is promised, and handed on to be worked on."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiohttp
import discord
from discord import Interaction
from msgspec import Struct

from adapters.discord.listening import whole_text
from adapters.discord.office import Office
from adapters.discord.presses import Intake
from adapters.discord.responding import UNKNOWN
from bot.core.desk import Event, Held, StoreAwayError

_LOG: Final = logging.getLogger("certdesk.discord")
_COMMIT_S: Final = 1.0
"""Of the three seconds in which an interaction has to be deferred."""

Handle = Callable[[Held], Awaitable[None]]


class Hands(Struct, frozen=True, kw_only=True):
    """Who works on what was taken.

    Attributes:
        handle: May be called again for the same event.
        remember: Told an event's key and what was really written, for as long as it takes.
        begin: Has work done that nobody waits for.
    """

    handle: Handle
    remember: Callable[[str, str], None]
    begin: Callable[[Awaitable[None]], None]


class Taking:
    """Takes events in."""

    def __init__(self, office: Office, intake: Callable[[], Intake], hands: Hands) -> None:
        """`intake` answers interactions."""
        self._office = office
        self._intake = intake
        self._hands = hands

    async def commit(self, event: Event) -> None:
        """An event that nobody has to be told of.

        Raises:
            StoreAwayError: It is not written down.
        """
        held = await self._office.desk.inbox.accept(event)
        self._work_on(event, held, self._hands.handle)

    async def accept(
        self, event: Event, interaction: Interaction[Any], *, is_private: bool
    ) -> None:
        """Committed first where that is quick, so that nothing is promised and then forgotten."""
        try:
            async with asyncio.TaskGroup() as group:
                committing = group.create_task(self._office.desk.inbox.accept(event))
                await asyncio.wait({committing}, timeout=_COMMIT_S)
                is_open = await self._defer(interaction, is_private=is_private)
        except* StoreAwayError:
            await self._defer(interaction, is_private=is_private)
            await self._intake().tell(interaction, self._office.talk("failed"))
        else:
            handle = self._hands.handle if is_open else _let_be
            self._work_on(event, committing.result(), handle)

    def _work_on(self, event: Event, held: Held | None, handle: Handle) -> None:
        if held is None:
            return
        self._hands.remember(event.key, whole_text(event))
        self._hands.begin(self._office.desk.inbox.work(held, handle))

    async def _defer(self, interaction: Interaction[Any], *, is_private: bool) -> bool:
        """Whether they wait for us; who was told by Discord that it failed does not."""
        if interaction.response.is_done():
            return True
        try:
            await self._intake().defer(interaction, is_private=is_private)
        except (discord.HTTPException, aiohttp.ClientConnectionError, OSError) as error:
            _LOG.info("an interaction was not deferred: %s", type(error).__name__)
            return getattr(error, "code", 0) != UNKNOWN
        return True


async def _let_be(_: Held) -> None:
    """Whoever sent it was told that it failed, and may have sent it again."""
