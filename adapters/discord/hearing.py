"""What is written, changed and deleted, on its way to the desk."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import discord
from cachetools import LRUCache
from msgspec import Struct
from msgspec.structs import replace

from adapters.discord import phrases
from adapters.discord.attachments import Attached
from adapters.discord.listening import (
    Meant,
    attached,
    changed,
    kind_of,
    may_answer,
    pointed_at,
    question_of,
    said,
    ticket_words,
    words_in,
)
from adapters.discord.office import Office
from adapters.discord.origin import PLACE
from adapters.discord.sending import RefusedError, Sender
from bot.core.desk import Event, Standing
from bot.discord_settings import DiscordSection

_CARD_WAITS_S: Final = (0.0, 0.1, 0.5, 2.0, 5.0, 10.0)
"""A card can be seen before it is written down where it stands; after a crash for longer."""

_FRESH: Final = timedelta(minutes=15)
"""A message that is mended later than that was no question, or is none any more."""

_THREADS_KEPT: Final = 1000
_UNREAD: Final = "\N{NO ENTRY SIGN}"


class Desk(Struct, frozen=True, kw_only=True):
    """Where what was heard goes.

    Attributes:
        commit: Takes an event.
        read: Reads files that came with a message.
    """

    commit: Callable[[Event], Awaitable[None]]
    read: Callable[[tuple[discord.Attachment, ...]], Awaitable[Attached]]


class Hearing:
    """Makes events of messages."""

    def __init__(
        self, section: DiscordSection, office: Office, sender: Sender, desk: Desk
    ) -> None:
        """Takes what it needs."""
        self._section = section
        self._office = office
        self._sender = sender
        self._desk = desk
        self._told: LRUCache[int, None] = LRUCache(_THREADS_KEPT)

    async def heard(self, message: discord.Message, how: Meant, me: int) -> None:
        """Somebody wrote this."""
        if how.thread:
            await self._in_ticket(message, how, said(message, me))
            return
        there = pointed_at(message, how, me)
        files = (*attached(message), *(attached(there) if there else ()))
        words = (said(message, me), words_in(there) if there else "")
        text = "\n".join(part for part in words if part)
        found = await self._desk.read(files)
        if not text and not found.files and not how.is_addressed:
            return
        event = question_of(message, how, text, found.files)
        if kind_of(text, found) == "picture":
            names = " ".join(f"[{file.filename}]" for file in files)
            event = replace(event, kind="picture", text=names)
        await self._desk.commit(event)

    async def changed(self, message: discord.Message, how: Meant, me: int) -> None:
        """They mended what they wrote; Discord's own previews come as changes too."""
        text, edited = said(message, me), message.edited_at
        if edited is None or not text:
            return
        if how.thread:
            await self._in_ticket(message, how, text)
            return
        is_fresh = self._office.clock() - message.created_at < _FRESH
        await self._desk.commit(changed(question_of(message, how, text), edited, fresh=is_fresh))

    async def _in_ticket(self, message: discord.Message, how: Meant, text: str) -> None:
        """Words of a technician; words that only others may see are asked for in another way."""
        if not may_answer(message, self._section):
            return
        standing = await self._ticket(how.thread)
        if standing is None:
            return
        if text:
            words = ticket_words(message, standing.ticket.id, text)
            is_new = message.edited_at is None
            await self._desk.commit(words if is_new else changed(words, message.edited_at))
        elif message.attachments:
            await self._sender.mark(how.thread, message.id, _UNREAD)
        elif how.thread not in self._told:
            self._told[how.thread] = None
            await self._say_unread(how.thread)

    async def _ticket(self, thread: int) -> Standing | None:
        """A thread has the id of its card."""
        tickets = self._office.desk.tickets
        for wait_s in _CARD_WAITS_S:
            await asyncio.sleep(wait_s)
            channel = str(self._section.technicians)
            standing = await tickets.at_message(PLACE, channel, str(thread))
            if standing is not None:
                return standing
        return None

    async def _say_unread(self, thread: int) -> None:
        """Without the intent Discord hides words that don't name us."""
        try:
            await self._sender.post(thread, None, f"unread:{thread}", content=phrases.UNREAD)
        except (RefusedError, discord.HTTPException):
            return
