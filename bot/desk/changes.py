"""Tells whoever is looking that a case has changed. Within one process."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_MOST: Final = 100
"""Changes that one listener can fall behind; then it is told that it missed some."""

MISSED: Final = ""
"""Instead of a case: read everything again."""


class Changes:
    """A bell for each listener. Other processes on the same database are not heard."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[str]] = set()

    def tell(self, case_id: str) -> None:
        """This case, or its ticket, is not as it was."""
        for queue in self._queues:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(MISSED)
            queue.put_nowait(case_id)

    @contextmanager
    def listen(self) -> Iterator["asyncio.Queue[str]"]:
        """Ids of cases as they change, from now on; `MISSED` where there were too many."""
        queue: asyncio.Queue[str] = asyncio.Queue(_MOST)
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)
