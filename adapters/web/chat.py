"""The chat page: a session, and one live connection for each open page."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web
from msgspec import Struct

from adapters.web.answering import Answering, address_of
from adapters.web.health import Figures
from adapters.web.hub import Hub
from adapters.web.render import own_case
from adapters.web.sessions import visitor_of
from adapters.web.work import Work
from bot.core.desk import Event, Held, Person, StoreAwayError
from bot.core.message import Question
from bot.core.reply import Action, Choice
from bot.core.words.report import Json
from bot.desk.desk import Desk

MOST_BYTES: Final = 1024 * 1024
"""Of one message with its files; the page itself refuses earlier, and kindly."""

_CASES_SHOWN: Final = 12
_HEARTBEAT_S: Final = 25.0
_MOST_PAGES: Final = 20
_MOST_PAGES_OF_ALL: Final = 5_000
_MOST_WAITING: Final = 20
_MOST_OF_ALL: Final = 1_000
"""Messages that are being worked on; pages that send more try again by themselves."""

_LONGEST_KEY: Final = 64
_WORKED_ON: Final = frozenset({Action.ASK_PERSON, Action.AGAIN, Action.ANSWER})
_RATED: Final = {Action.HELPED: True, Action.NOT_HELPED: False}


class File(Struct, frozen=True, kw_only=True):
    """A text file that a visitor attached."""

    name: str
    text: str


class Message(Struct, frozen=True, kw_only=True):
    """What a page sends.

    Attributes:
        type: "say", "press", "picture", "erase" or "again".
        key: Made by the page; the same again is the same message.
        case: Which case is meant; "" for the last one.
    """

    type: str
    key: str = ""
    text: str = ""
    files: tuple[File, ...] = ()
    case: str = ""
    action: Action | None = None
    question: Question | None = None
    choice: Choice | None = None


class Gauges(Struct, frozen=True, kw_only=True):
    """What is measured, and what visitors are counted by."""

    figures: Figures
    network_of: Callable[[web.Request], str]


class _Visit(Struct, frozen=True, kw_only=True):
    """An open page, whose it is, and from which network; "" where that says nothing."""

    who: Person
    page: web.WebSocketResponse
    network: str


class Chat:
    """Takes messages in, commits them, and only then says so."""

    def __init__(
        self, desk: Desk, answering: Answering, hub: Hub, work: Work, gauges: Gauges
    ) -> None:
        """Takes what it needs; messages are worked on in `work`."""
        self._desk = desk
        self._answering = answering
        self._figures = gauges.figures
        self._network_of = gauges.network_of
        self._hub = hub
        self._work = work
        self._decoder = msgspec.json.Decoder(Message)
        self._pages: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()

    async def live(self, request: web.Request) -> web.WebSocketResponse:
        """One open page."""
        who = visitor_of(request)
        if who is None:
            raise web.HTTPUnauthorized(text="Open the page first.\n")
        if self._pages[who.key] >= _MOST_PAGES or self._pages.total() >= _MOST_PAGES_OF_ALL:
            raise web.HTTPTooManyRequests(text="Too many pages are open.\n")
        page = web.WebSocketResponse(heartbeat=_HEARTBEAT_S, timeout=1.0, max_msg_size=MOST_BYTES)
        await page.prepare(request)
        visit = _Visit(who=who, page=page, network=self._network_of(request))
        with _counted(self._pages, who.key), self._hub.visitor(who, page):
            await self._show_all(visit)
            await self._listen(visit)
        return page

    async def export(self, request: web.Request) -> web.Response:
        """Everything that is kept of who asks, to be saved."""
        who = visitor_of(request)
        if who is None:
            raise web.HTTPUnauthorized(text="Open the page first.\n")
        kept = msgspec.json.encode(await self._desk.privacy.export(who))
        headers = {"Content-Disposition": 'attachment; filename="certdesk.json"'}
        body = msgspec.json.format(kept, indent=1)
        return web.Response(body=body, content_type="application/json", headers=headers)

    async def _listen(self, visit: _Visit) -> None:
        page = visit.page
        async for frame in page:
            if frame.type is not WSMsgType.TEXT:
                await page.close(code=WSCloseCode.UNSUPPORTED_DATA)
                return
            try:
                message = self._decoder.decode(frame.data)
            except (msgspec.DecodeError, UnicodeDecodeError):
                await page.close(code=WSCloseCode.POLICY_VIOLATION)
                return
            try:
                await self._take(visit, message)
            except StoreAwayError:
                await _send(page, {"type": "later", "key": message.key})

    async def _take(self, visit: _Visit, message: Message) -> None:
        match message.type:
            case "again":
                await self._show_all(visit)
            case "erase":
                await self._erase(visit, message)
            case "press" if message.action not in _WORKED_ON:
                self._work.begin(self._show(visit, message))
            case "say" | "picture" | "press" if 0 < len(message.key) <= _LONGEST_KEY:
                await self._accept(visit, message)
            case _:
                await visit.page.close(code=WSCloseCode.POLICY_VIOLATION)

    async def _accept(self, visit: _Visit, message: Message) -> None:
        """The row first, then the acknowledgement, then the work."""
        if message.action is Action.ANSWER and not (message.question and message.choice):
            return
        who, page = visit.who, visit.page
        if self._waiting[who.key] >= _MOST_WAITING or self._waiting.total() >= _MOST_OF_ALL:
            await _send(page, {"type": "later", "key": message.key})
            return
        event = _event(visit, message)
        with self._figures.acknowledged.time():
            held = await self._desk.inbox.accept(event)
            await _send(page, {"type": "ack", "key": message.key})
        if held is not None:
            texts = (message.text, *(file.text for file in message.files))
            self._answering.remember(event.key, "\n".join(texts))
            self._work.begin(self._work_on(held))

    async def _work_on(self, held: Held) -> None:
        key = held.event.person.key
        with _counted(self._waiting, key), self._figures.answered.time():
            await self._desk.inbox.work(held, self._answering.handle)

    async def _show(self, visit: _Visit, message: Message) -> None:
        """What a press shows that changes nothing; only about their own case."""
        who = visit.who
        view = await self._desk.tickets.own_case(who, message.case)
        if view is None or message.action is None or view.case.erased_at is not None:
            return
        if message.action in _RATED:
            await self._desk.cases.rate(view.case, who, helped=_RATED[message.action])
        shown = await self._answering.show(view.case, message.action)
        if shown is not None:
            told = {"type": "shown", "key": message.key, "title": shown.title}
            await _send(visit.page, {**told, "lines": list(shown.lines)})

    async def _erase(self, visit: _Visit, message: Message) -> None:
        """Everything of this session."""
        who = visit.who
        for case in await self._desk.tickets.own_cases(who):
            await self._desk.privacy.erase(who, case.id)
            self._answering.forget(case.id)
        await _send(visit.page, {"type": "ack", "key": message.key})
        await self._show_all(visit)

    async def _show_all(self, visit: _Visit) -> None:
        who = visit.who
        cases = await self._desk.tickets.own_cases(who)
        views = [
            await self._desk.tickets.own_case(who, case.id)
            for case in reversed(cases[:_CASES_SHOWN])
            if case.erased_at is None
        ]
        told: list[Json] = [own_case(view) for view in views if view is not None]
        await _send(visit.page, {"type": "all", "cases": told})


@contextmanager
def _counted(counts: Counter[str], key: str) -> Iterator[None]:
    """Nothing stays of who is gone."""
    counts[key] += 1
    try:
        yield
    finally:
        counts[key] -= 1
        if not counts[key]:
            del counts[key]


def _event(visit: _Visit, message: Message) -> Event:
    who = visit.who
    facts = {
        "key": message.key,
        "case": message.case[:_LONGEST_KEY],
        "action": message.action or "",
        "question": message.question or "",
        "choice": message.choice or "",
        "network": visit.network,
    }
    return Event(
        place="web",
        key=f"{who.id}:{message.key}",
        kind=message.type,
        person=who,
        address=address_of(who),
        text=message.text,
        attachments=tuple((file.name[:200], file.text) for file in message.files),
        facts=facts,
    )


async def _send(page: web.WebSocketResponse, message: Mapping[str, Json]) -> None:
    """A page that went away meanwhile asks again when it is back."""
    if not page.closed:
        await page.send_str(msgspec.json.encode(message).decode())
