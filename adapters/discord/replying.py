"""Where replies in Discord go: to the interaction that waits, into a thread, or beside it."""

from typing import Final

import discord
from msgspec import Struct
from msgspec.structs import replace

from adapters.discord.escape import plain
from adapters.discord.limits import THREAD_NAME
from adapters.discord.office import Office
from adapters.discord.render import Post, render
from adapters.discord.sending import RefusedError, Sender
from bot.core.desk import Address, Case, Event
from bot.core.reply import Reply, TextReply

_TIME_IS_OVER: Final = frozenset({10015, 50027})
"""Unknown webhook, invalid token: the fifteen minutes of an interaction are over."""


class Where(Struct, frozen=True, kw_only=True):
    """Where an event is answered.

    Attributes:
        reply_to: The message that is answered, where no thread could be made for it.
    """

    address: Address
    reply_to: int = 0

    @property
    def room(self) -> int:
        """The thread, if there is one."""
        return int(self.address.thread or self.address.channel)


class Shown(Struct, frozen=True, kw_only=True):
    """An answer that stands somewhere; `message` is 0 for that of an interaction."""

    event: Event
    where: Where
    message: int


class Replies:
    """Puts replies where they belong, and others in their place."""

    def __init__(self, office: Office, sender: Sender) -> None:
        """Takes what it needs."""
        self._office = office
        self._sender = sender

    async def settled(self, event: Event, case: Case | None = None) -> Where:
        """Where the answer goes: into the case's thread, which is made if there is none yet."""
        if case is not None and event.facts.get("from"):
            return Where(address=case.address)
        message = int(event.facts.get("from", 0))
        if not message:
            return Where(address=event.address)
        channel = int(event.address.channel)
        name = plain(event.text.strip().split("\n")[0] or "certdesk", THREAD_NAME)
        try:
            await self._sender.thread(channel, message, name)
        except RefusedError:
            return Where(address=replace(event.address, thread=""), reply_to=message)
        return Where(address=event.address)

    async def looking(self, event: Event, where: Where) -> None:
        """Shows that we are at it; an interaction shows that by itself."""
        if not event.facts.get("token"):
            await self._sender.typing(where.room)

    async def apologise(self, event: Event) -> None:
        """Where an interaction waits, and a mistake of ours came in between."""
        try:
            await self.send(event, None, TextReply(lines=(self._office.talk("failed"),)), "")
        except (RefusedError, discord.HTTPException):
            return

    async def send(self, event: Event, where: Where | None, reply: Reply, case: str) -> int:
        """The interaction that waits for it, else a message where the case is held; its id."""
        post = render(reply, case, self._office.contact)
        if event.facts.get("token"):
            await self._to_interaction(event, post)
        elif where is not None:
            key = f"reply:{event.key}"
            return await self._sender.post(where.room, post, key, reply_to=where.reply_to)
        return 0

    async def edit(self, shown: Shown, reply: Reply, case: str) -> None:
        """What stands there already."""
        post, facts = render(reply, case, self._office.contact), shown.event.facts
        if shown.message:
            await self._sender.edit(shown.where.room, shown.message, post)
        elif facts.get("token"):
            await self._sender.answer(int(facts["app"]), facts["token"], post)

    async def _to_interaction(self, event: Event, post: Post) -> None:
        """Directly where it waited for too long; one that was dismissed is not pursued."""
        try:
            await self._sender.answer(int(event.facts["app"]), event.facts["token"], post)
        except RefusedError as error:
            if error.code not in _TIME_IS_OVER:
                raise
            direct = await self._sender.direct(int(event.person.id))
            await self._sender.post(direct, post, f"reply:{event.key}")
