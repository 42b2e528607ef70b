"""Tells whoever is looking that a case has changed, in this process and in others."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from bot.core.desk import StoreAwayError
from bot.desk.seams import Bell

_MOST: Final = 100
"""Changes that one listener can fall behind; then it is told that it missed some."""

_AGAIN_S: Final = 5.0

MISSED: Final = ""
"""Instead of a case: read everything again."""


class Changes:
    """A bell for each listener, and one between the processes on a database."""

    def __init__(self, bell: Bell | None = None, *, again_s: float = _AGAIN_S) -> None:
        """Without `bell` there is no other process; one that is lost is sought after `again_s`."""
        self._bell = bell
        self._again_s = again_s
        self._queues: set[asyncio.Queue[str]] = set()
        self._untold: set[str] = set()
        self._news = asyncio.Event()
        self.hears_others = asyncio.Event()

    def tell(self, case_id: str) -> None:
        """This case, or its ticket, is not as it was."""
        self._tell_here(case_id)
        self._untold.add(case_id)
        self._news.set()

    @contextmanager
    def listen(self) -> Iterator["asyncio.Queue[str]"]:
        """Ids of cases as they change, from now on; `MISSED` where there were too many."""
        queue: asyncio.Queue[str] = asyncio.Queue(_MOST)
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    async def run(self) -> None:
        """Carries news to other processes, and theirs to us. Endless, unless there are none."""
        if self._bell is None:
            return
        async with asyncio.TaskGroup() as group:
            group.create_task(self._ring(self._bell))
            group.create_task(self._hear(self._bell))

    async def _ring(self, bell: Bell) -> None:
        """What comes while the last news is sent goes with the next."""
        while True:
            await self._news.wait()
            self._news.clear()
            untold, self._untold = self._untold, set()
            with suppress(StoreAwayError):
                await bell.ring(untold)

    async def _hear(self, bell: Bell) -> None:
        """Where the connection was lost, so may have been news."""
        while True:
            with suppress(StoreAwayError):
                await bell.listen(self._tell_here, self._begin)
            self.hears_others.clear()
            await asyncio.sleep(self._again_s)

    def _begin(self) -> None:
        self.hears_others.set()
        self._tell_here(MISSED)

    def _tell_here(self, case_id: str) -> None:
        for queue in self._queues:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(MISSED)
            queue.put_nowait(case_id)
