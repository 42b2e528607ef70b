"""Slack's events to the desk: written down, acknowledged, then worked on in tasks of our own.

Bolt's own order would acknowledge events before a listener runs; `process_before_response` turns
it round, so that what is not written down is sent again by Slack. Its lazy listeners are not used:
they run in tasks that nobody holds.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, Final
from weakref import WeakValueDictionary

import structlog
from aiohttp import ClientError, ClientSession, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.answering import Answering
from adapters.slack.api import Slack
from adapters.slack.calls import CALL_S, web_client
from adapters.slack.connection import Connection
from adapters.slack.events import Own, event_of, opens_home, readable
from adapters.slack.files import Files
from adapters.slack.home import Home
from adapters.slack.interactions import command_of, form_of, press_of, shortcut_of
from adapters.slack.later import Later
from adapters.slack.manifest import missing_scopes
from adapters.slack.office import Office
from adapters.slack.places import Places, spot_of
from adapters.slack.refusals import SlackRefusedError
from adapters.slack.requests import Requests
from adapters.slack.under_way import UnderWay, whose
from adapters.slack.voice import Voice
from adapters.slack.windows import Windows
from bot.core.desk import Event, Held
from bot.core.dialogue import CaseState, Wish
from bot.desk.conversation import Said
from bot.desk.desk import Desk
from bot.slack_settings import SlackMode, SlackSection

Ack = Callable[..., Awaitable[Any]]
Body = dict[str, Any]

_LOG: Final = structlog.get_logger("certdesk.slack")
_ANY: Final = re.compile(r".*")
_PAUSE_S: Final = 5.0
_PATIENCE_S: Final = 2.5
"""Slack waits for three seconds."""

_NOBODY: Final = Own(user="", bot="", team="")


class SlackApp:
    """The help desk in one workspace."""

    def __init__(
        self, voice: Voice, desk: Desk, section: SlackSection, session: ClientSession
    ) -> None:
        """`session` lives as long as this does; connects only in `run`."""
        self._voice = voice
        self._desk = desk
        self._section = section
        self._own = _NOBODY
        self._introduced = asyncio.Event()
        self._client = web_client(section, session)
        slack = Slack(self._client, lambda: self._own.user)
        files = Files(session, slack, section.bot_token, section.file_hosts, section.api_url)
        self._slack = slack
        self._places = Places(desk, frozenset(section.help_channels), self._is_question)
        answering = Answering(voice, desk, slack, self._begin)
        self._requests = Requests(answering, files, self._places)
        self._windows = Windows(voice, slack, self._requests)
        self._home = Home(voice, slack, self._requests.own_things, section.command)
        self._office = Office(voice, desk, slack, section.technicians_channel)
        self._later = Later()
        self._group = asyncio.TaskGroup()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._arriving: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._under_way = UnderWay()
        self._bolt = self._listening(session)
        self._connection: Connection | None = None

    async def run(self) -> None:
        """Endless; when it is cancelled, so is what is under way, and begun again next time."""
        async with self._group as group:
            await self._introduce()
            group.create_task(self._desk.inbox.run(self.handle, "slack"))
            if self._section.mode is SlackMode.SOCKET:
                patient = AsyncRateLimitErrorRetryHandler(max_retry_count=3)
                client = AsyncWebClient(
                    base_url=self._section.api_url, timeout=CALL_S, retry_handlers=[patient]
                )
                self._connection = Connection(self._bolt, self._section.app_token, client)
                group.create_task(self._connection.keep())

    def http(self, path: str) -> web.Application:
        """For HTTP mode: what the web server mounts; checks signature and age of each request."""
        app = web.Application()
        app.router.add_post(path, self._on_request)
        return app

    def health(self) -> str:
        """What is wrong; "" where nothing is."""
        if not self._own.user:
            return "Slack has not answered yet"
        is_socket = self._section.mode is SlackMode.SOCKET
        is_up = self._connection is not None and self._connection.is_up
        return "not connected" if is_socket and not is_up else ""

    @property
    def user(self) -> str:
        """Who we are in this workspace; "" before Slack has told."""
        return self._own.user

    @property
    def under_way(self) -> int:
        """How many events are being worked on that came in since the start."""
        return len(self._under_way)

    async def handle(self, held: Held) -> None:
        """Works on one event; those of one person in one channel in their order."""
        event = held.event
        lock = self._locks.setdefault(whose(event), asyncio.Lock())
        text = self._later.text(event, self._under_way.text(event))
        try:
            async with lock:
                if self._later.is_deleted(event):
                    return
                is_theirs = await self._office.concerns(event)
                if not (is_theirs and await self._office.handle(held, text)):
                    await self._requests.handle(held, text)
                if self._later.is_deleted(event):
                    await self._requests.unsay(event)
        except SlackRefusedError:
            raise  # there is nobody whom we could tell
        except Exception:
            await self._apologise(held)
            raise
        finally:
            self._under_way.end(event)

    def _listening(self, session: ClientSession) -> AsyncApp:
        app = AsyncApp(
            client=web_client(self._section, session),
            signing_secret=self._section.signing_secret or None,
            process_before_response=True,
        )
        app.event(_ANY)(self._on_event)
        app.action(_ANY)(self._on_press)
        app.view(_ANY)(self._on_form)
        app.command(_ANY)(self._on_command)
        app.shortcut(_ANY)(self._on_shortcut)
        app.view_closed(_ANY)(self._on_other)
        app.options(_ANY)(self._on_other)
        app.error(self._on_error)
        return app

    async def _on_request(self, request: web.Request) -> web.Response:
        """Bolt's own server answers only under the path that it was told, wherever mounted."""
        response = await self._bolt.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(response)

    async def _on_event(self, body: Body, ack: Ack) -> None:
        await self._be_introduced()
        if user := opens_home(body["event"]):
            self._begin(self._home.show(user))
        event = readable(lambda: event_of(body["event"], self._own))
        if event is not None:
            self._later.note(event)
            await self._take(event)
        await ack()

    async def _on_press(self, body: Body, ack: Ack) -> None:
        event = readable(lambda: press_of(body))
        if event is not None and self._windows.opens(event):
            self._begin(self._windows.open(event))
        elif event is not None:
            await self._accept(event)
        await ack()

    async def _on_form(self, body: Body, ack: Ack) -> None:
        if event := readable(lambda: form_of(body)):
            await self._accept(event)
        await ack()

    async def _on_command(self, body: Body, ack: Ack) -> None:
        event = command_of(body)
        if event.text.lower() in {"", "help"}:
            await ack(self._voice.text("help", command=self._section.command))
            return
        await self._accept(event)
        await ack(self._voice.text("private_answer"))

    async def _on_shortcut(self, body: Body, ack: Ack) -> None:
        if event := readable(lambda: shortcut_of(body)):
            await self._accept(event)
        await ack()

    async def _on_other(self, ack: Ack) -> None:
        """Nothing of ours; Bolt leaves unacknowledged what nobody listens to."""
        await ack()

    async def _on_error(self, error: Exception) -> None:
        """The last resort: not acknowledged, so Slack sends it again."""
        _LOG.error("slack event not accepted", exc_info=error)

    async def _take(self, event: Event) -> None:
        """Those of one person in one channel one after the other, replies in threads aside.

        A reply may have to wait for what comes after it.
        """
        if event.kind != "message" or event.facts["thread"]:
            await self._weigh(event)
            return
        async with self._arriving.setdefault(whose(event), asyncio.Lock()):
            await self._weigh(event)

    async def _weigh(self, event: Event) -> None:
        """What somebody writes while we work on their words may belong to them."""
        follows = event.kind == "message" and self._under_way.has_of(event)
        if await self._concerns(event) or follows:
            await self._accept(event)

    def _is_question(self, text: str) -> bool:
        """By itself, among people who talk to one another."""
        said = Said(text=text, is_addressed=False, in_thread=True)
        return self._voice.conversation.hear(CaseState(), said).wish is not Wish.NOTHING

    async def _concerns(self, event: Event) -> bool:
        return await self._office.concerns(event) or await self._places.concerns(event)

    async def _accept(self, event: Event) -> None:
        """Returns when it is written down, and only then is it acknowledged."""
        held = await self._desk.inbox.accept(event)
        if held is not None:
            self._under_way.begin(event)
            self._begin(self._desk.inbox.work(held, self.handle))

    def _begin(self, doing: Coroutine[Any, Any, None]) -> None:
        self._group.create_task(_guarded(doing))

    async def _be_introduced(self) -> None:
        """Before we know who we are we cannot tell our own words from others'.

        Raises:
            TimeoutError: It lasts; Slack sends the event again.
        """
        async with asyncio.timeout(_PATIENCE_S):
            await self._introduced.wait()

    async def _introduce(self) -> None:
        """Learns who we are, for as long as it takes."""
        while not self._own.user:
            try:
                answer = await self._client.auth_test()
            except (SlackClientError, ClientError, TimeoutError, OSError) as error:
                _LOG.error("slack: no introduction", error=_short(error))
                await asyncio.sleep(_PAUSE_S)
                continue
            granted = str(answer.headers.get("x-oauth-scopes", ""))
            self._own = Own(
                user=answer["user_id"], bot=answer.get("bot_id", ""), team=answer["team_id"]
            )
            if granted:
                scopes = (part.strip() for part in granted.split(","))
                for scope in missing_scopes(self._section, scopes):
                    _LOG.error("slack: a scope is missing", scope=scope)
        # What reading needs is loaded once; events that come meanwhile wait, and the loop doesn't.
        await asyncio.to_thread(self._is_question, "Is https://localhost safe?")
        self._introduced.set()
        _LOG.info("slack: introduced", user=self._own.user)

    async def _apologise(self, held: Held) -> None:
        if held.event.kind in {"message", "command", "shortcut"}:
            with suppress(SlackRefusedError):
                await self._requests.answering.apologise(held, spot_of(held))


async def _guarded(doing: Coroutine[Any, Any, None]) -> None:
    """One event's mistake ends no other one's work."""
    try:
        await doing
    except Exception:  # noqa: BLE001 - the last resort of what nobody waits for
        _LOG.exception("slack: an event was left half done")


def _short(error: Exception) -> str:
    """Without what was sent along, for a token is in it."""
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
