"""discord.py's client with our commands, buttons and messages; it hands everything on."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, Final

import aiohttp
import discord
from cachetools import LRUCache
from discord import Interaction, app_commands

from adapters.discord import phrases
from adapters.discord.answering import Answering, Begin
from adapters.discord.attachments import Attached, read_all, read_one
from adapters.discord.commands import Commands
from adapters.discord.delivering import Delivering
from adapters.discord.forums import Forums
from adapters.discord.hearing import Desk, Hearing
from adapters.discord.heartbeats import end_heartbeats
from adapters.discord.keys import Key, TicketStep
from adapters.discord.listening import Meant, intents_of, kind_of, meant, whole_text
from adapters.discord.office import Office
from adapters.discord.origin import parent_of
from adapters.discord.presses import Intake, Voice, event_of
from adapters.discord.render import NOBODY
from adapters.discord.responding import ALREADY, UNKNOWN
from adapters.discord.sending import Sender
from adapters.discord.syncing import sync
from adapters.discord.taking import Hands, Taking
from adapters.discord.technicians import Technicians
from adapters.discord.views import AssigneeList, CaseButton, TicketButton
from bot.core.desk import Held, StoreAwayError
from bot.discord_settings import DiscordSection

_Hears = Callable[[discord.Message, Meant, int], Coroutine[Any, Any, None]]

_LOG: Final = logging.getLogger("certdesk.discord")
_RATE_LIMIT_S: Final = 30.0
_SYNC_S: Final = 3.0
_SYNC_WAITS_S: Final = (0.0, 30.0, 300.0, 3600.0)
_CHANNELS_KEPT: Final = 200


class Bot(discord.Client):
    """One connection to Discord."""

    def __init__(
        self, section: DiscordSection, office: Office, begin: Begin, *, reads_all: bool
    ) -> None:
        """`reads_all`: asks for the text of messages that are not addressed to us."""
        super().__init__(
            intents=intents_of(reads_all=reads_all),
            allowed_mentions=NOBODY,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=_RATE_LIMIT_S,
        )
        self.section = section
        self.office = office
        self.recent: LRUCache[int, None] = LRUCache(_CHANNELS_KEPT)
        self._found: LRUCache[int, Any] = LRUCache(_CHANNELS_KEPT)
        self.is_refused = False
        self._begin = begin
        self._session: aiohttp.ClientSession | None = None
        sender = Sender(self, self._refused)
        self._answering = Answering(office, sender, begin)
        self._technicians = Technicians(office, sender)
        self._sender = sender
        self.delivering = Delivering(section, office, sender, Forums(self, sender))
        hands = Hands(
            handle=self.handle,
            remember=self._answering.remember,
            begin=lambda doing: begin(self._kept_safe(doing)),
        )
        self._taking = Taking(office, lambda: self.intake, hands)
        heard = Desk(commit=self._taking.commit, read=self._read)
        self._hearing = Hearing(section, office, sender, heard)
        voice = Voice(office=office, answering=self._answering, fetch=self._fetch)
        self.intake = Intake(section, voice, sender, self._taking.accept)
        self.tree = _Tree(self)
        Commands(office, self.intake, self.take_words).add_to(self.tree)
        self.add_dynamic_items(CaseButton, TicketButton, AssigneeList)

    async def setup_hook(self) -> None:
        """Once, when we are known and not yet connected; that waits only briefly for commands."""
        tried = asyncio.Event()
        self._begin(self._kept_safe(self._sync(tried)))
        with suppress(TimeoutError):
            async with asyncio.timeout(_SYNC_S):
                await tried.wait()

    async def _sync(self, tried: asyncio.Event) -> None:
        """Those that are registered go on working; who waits for a new one need not wait long."""
        for wait_s in _SYNC_WAITS_S:
            await asyncio.sleep(wait_s)
            if self.is_closed():
                return
            try:
                await sync(self.tree, self.section.guilds)
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                _LOG.warning("commands not registered: %s", error)
            else:
                return
            finally:
                tried.set()

    @property
    def me(self) -> int:
        """Who we are in Discord; an application's own id may be another."""
        return self.user.id if self.user else 0

    @property
    def is_connected(self) -> bool:
        """Discord's events reach us."""
        return self.is_ready() and not self.is_closed() and self.ws.open

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - discord.py's
        """Nothing once it is closed: discord.py has no loop any more for it then, and fails."""
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

    def heartbeat_within(self, seconds: float) -> None:
        """A connection on which Discord is silent for so long is dead."""
        self._connection.heartbeat_timeout = seconds

    async def handle(self, held: Held) -> None:
        """Works on one event of Discord; may be called again for the same one."""
        is_technicians = held.event.kind in {"step", "thread"}
        await (self._technicians if is_technicians else self._answering).handle(held)

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote something somewhere; what follows is work of its own."""
        self._meet(message, self._hearing.heard)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Somebody mended what they wrote."""
        self._meet(payload.message, self._hearing.changed)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Somebody took back what they wrote."""
        channel = payload.channel_id
        there = parent_of(self.get_channel(channel)) or channel
        self._begin(self._kept_safe(self._answering.taken_back.take(there, payload.message_id)))

    def _meet(self, message: discord.Message, doing: _Hears) -> None:
        if message.guild and isinstance(message.channel, discord.PartialMessageable):
            self._begin(self._kept_safe(self._met(message, doing)))
        else:
            self._take(message, doing)

    async def _met(self, message: discord.Message, doing: _Hears) -> None:
        """A thread that was quiet for long is not among those that Discord tells us of."""
        channel = self._found.get(message.channel.id)
        if channel is None:
            try:
                channel = await self.fetch_channel(message.channel.id)
            except discord.HTTPException as error:
                _LOG.info("a channel is not shown to us: %s %s", error.status, error.code)
                return
            self._found[message.channel.id] = channel
        message.channel = channel  # type: ignore[assignment]  # one with messages, for one is here
        self._take(message, doing)

    def _take(self, message: discord.Message, doing: _Hears) -> None:
        how = meant(message, self.section, self.me)
        if how is not None:
            self.recent[message.channel.id] = None
            self._begin(self._kept_safe(doing(message, how, self.me)))

    async def on_interaction(self, interaction: Interaction[Any]) -> None:
        """Forms are known by their id alone; everything else has its own way in."""
        if interaction.type is discord.InteractionType.modal_submit:
            await self.guarded(interaction, self.intake.form(interaction))

    async def press_in_case(self, interaction: Interaction[Any], key: Key) -> None:
        """A button under a reply."""
        await self.guarded(interaction, self.intake.in_case(interaction, key))

    async def press_in_ticket(
        self, interaction: Interaction[Any], step: TicketStep, ticket: str
    ) -> None:
        """A button under a ticket's card."""
        await self.guarded(interaction, self.intake.in_ticket(interaction, step, ticket))

    async def assigned(
        self,
        interaction: Interaction[Any],
        ticket: str,
        chosen: discord.User | discord.Member,
    ) -> None:
        """Somebody was chosen as a ticket's owner."""
        await self.guarded(interaction, self.intake.assigned(interaction, ticket, chosen))

    async def take_words(
        self, interaction: Interaction[Any], text: str, files: tuple[discord.Attachment, ...]
    ) -> None:
        """Words that came by a command."""
        if files:  # reading them may take longer than Discord waits
            await self.intake.defer(interaction, is_private=False)
        found = await self._read(files)
        event = event_of(interaction, kind_of(text, found), text, {}, found.files)
        if not whole_text(event).strip() and event.kind == "say":
            await self.intake.defer(interaction, is_private=False)
            await self.intake.tell(interaction, phrases.NOTHING_TO_READ)
            return
        await self._taking.accept(event, interaction, is_private=False)

    async def guarded(self, interaction: Interaction[Any], doing: Awaitable[None]) -> None:
        """The last resort: whoever pressed is told that it went wrong."""
        try:
            await doing
        except Exception as error:  # noqa: BLE001 - logged with its trace, and told
            await self.apologise(interaction, error)

    async def apologise(self, interaction: Interaction[Any], error: Exception) -> None:
        """With a reference by which the log tells more."""
        if getattr(error, "code", 0) in {UNKNOWN, ALREADY}:
            _LOG.info("an interaction was over before it was answered")
            return
        reference = secrets.token_hex(4)
        _LOG.error("an interaction failed, reference %s", reference, exc_info=error)
        text = f"{self.office.talk('failed')} ({reference})"
        try:
            if interaction.response.is_done():
                await self.intake.tell(interaction, text)
            else:
                await interaction.response.send_message(text, ephemeral=True)
        except discord.HTTPException:
            _LOG.info("nobody could be told of it")

    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:  # noqa: ANN401 - discord.py's
        """The last resort for everything else."""
        if self.is_closed():  # it was cut off in the middle
            return
        _LOG.exception("a mistake in %s, reference %s", event_method, secrets.token_hex(4))

    async def close(self) -> None:
        """Ends it."""
        if self._session is not None:
            await self._session.close()
        await super().close()
        await end_heartbeats()

    async def _kept_safe(self, doing: Awaitable[None]) -> None:
        """A store that is away ends nothing: what was committed is taken up later."""
        try:
            await doing
        except StoreAwayError:
            _LOG.warning("the database is away")
        except Exception:  # noqa: BLE001 - the last resort for work of its own; logged
            if self.is_closed():  # cut off in the middle; the inbox keeps what was begun
                return
            _LOG.exception("a mistake, reference %s", secrets.token_hex(4))

    async def _fetch(self, url: str, most: int) -> bytes:
        return await read_one(self._session_here(), url, self.section.cdn_hosts, most)

    def _session_here(self) -> aiohttp.ClientSession:
        """Attachments are fetched without our token."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    async def _read(self, files: tuple[discord.Attachment, ...]) -> Attached:
        if not files:
            return Attached()
        return await read_all(self._session_here(), files, self.section.cdn_hosts)

    def _refused(self) -> None:
        """Our token is no longer good: going on would end in a ban."""
        if not self.is_refused:
            self.is_refused = True
            _LOG.error("Discord no longer accepts the token")
            self._begin(self._close_quietly())

    async def _close_quietly(self) -> None:
        await self.close()


class _Tree(app_commands.CommandTree[Bot]):
    """Our commands; mistakes in them are told."""

    def __init__(self, client: Bot) -> None:
        super().__init__(client)

    async def on_error(
        self, interaction: Interaction[Bot], error: app_commands.AppCommandError, /
    ) -> None:
        """The last resort for commands."""
        original = getattr(error, "original", error)
        await self.client.apologise(interaction, original)
