"""The pages that are open right now, and who is told what."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

import msgspec
from aiohttp import WSCloseCode, web
from cachetools import LRUCache

from adapters.web.render import own_case
from bot.core.desk import Person
from bot.core.words.report import Json
from bot.desk.changes import MISSED
from bot.desk.desk import Desk

_OWNERS_KEPT: Final = 10_000
_TECHNICIANS: Final = "technicians"
_POLL_S: Final = 20.0


class Hub:
    """Tells visitors of their own cases, and technicians that something changed."""

    def __init__(self, desk: Desk, count: Callable[[str, int], None], *, polls: bool) -> None:
        """`count` is told how many pages of a kind came or went.

        With `polls` pages ask again now and then: news of other processes may get lost.
        """
        self._tickets = desk.tickets
        self._changes = desk.changes
        self._pause_s = _POLL_S if polls else None
        self._count = count
        self._open: defaultdict[str, set[web.WebSocketResponse]] = defaultdict(set)
        self._owners: LRUCache[str, str] = LRUCache(_OWNERS_KEPT)

    @contextmanager
    def visitor(self, who: Person, page: web.WebSocketResponse) -> Iterator[None]:
        """Told of their own cases while the block lasts."""
        with self._listed(who.key, "chat", page):
            yield

    @contextmanager
    def technician(self, page: web.WebSocketResponse) -> Iterator[None]:
        """Told of every change while the block lasts."""
        with self._listed(_TECHNICIANS, "desk", page):
            yield

    async def tell(self, key: str, message: dict[str, Json]) -> None:
        """To every page of a person that is open in this process."""
        await self._send(self._open.get(key, ()), message)

    async def show_case(self, who: Person, case_id: str) -> None:
        """A case as it is now, to its owner's pages; never to anybody else's.

        Where it is nobody's any more, it was erased: all of these pages read everything anew.
        """
        view = await self._tickets.own_case(who, case_id)
        if view is None:
            await self.tell(who.key, {"type": "again"})
            return
        self._owners[case_id] = who.key
        await self.tell(who.key, {"type": "case", "case": own_case(view)})

    async def run(self) -> None:
        """Passes on what changes. Endless."""
        with self._changes.listen() as changed:
            while True:
                case_id = MISSED
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._pause_s):
                        case_id = await changed.get()
                await self._pass_on(case_id)

    async def close(self) -> None:
        """Says goodbye, so that pages come back when we do."""
        async with asyncio.TaskGroup() as group:
            for page in [page for pages in self._open.values() for page in pages]:
                group.create_task(_goodbye(page))

    async def _pass_on(self, case_id: str) -> None:
        await self.tell(_TECHNICIANS, {"type": "changed", "case": case_id})
        if not case_id:
            await self._refresh()
            return
        owner = await self._owner(case_id)
        if owner in self._open:
            place, _, name = owner.partition(":")
            await self.show_case(Person(place=place, id=name), case_id)

    async def _refresh(self) -> None:
        """Pages are asked to ask again."""
        for key in [key for key in self._open if key != _TECHNICIANS]:
            await self.tell(key, {"type": "again"})

    async def _owner(self, case_id: str) -> str:
        if case_id not in self._owners:
            view = await self._tickets.case(case_id)
            self._owners[case_id] = view.case.requester.key if view else ""
        return str(self._owners[case_id])

    @contextmanager
    def _listed(self, key: str, kind: str, page: web.WebSocketResponse) -> Iterator[None]:
        self._open[key].add(page)
        self._count(kind, 1)
        try:
            yield
        finally:
            self._count(kind, -1)
            self._open[key].discard(page)
            if not self._open[key]:
                del self._open[key]

    async def _send(self, pages: "set[web.WebSocketResponse] | tuple[()]", message: Json) -> None:
        """A page that went away meanwhile will ask again when it is back."""
        text = msgspec.json.encode(message).decode()
        for page in tuple(pages):
            with suppress(ConnectionError, RuntimeError):
                await page.send_str(text)


async def _goodbye(page: web.WebSocketResponse) -> None:
    await page.close(code=WSCloseCode.GOING_AWAY)
