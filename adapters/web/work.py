"""Tasks that somebody awaits: started one by one, finished or cut off together."""

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Self


class Work:
    """A group of tasks with an end: some patience, then they are cut off. Use it as a context.

    What is cut off was committed before it was begun, and is begun again on the next start.
    """

    def __init__(self, patience_s: float) -> None:
        """`patience_s`: how long what is under way may still take at the end."""
        self._patience_s = patience_s
        self._group = asyncio.TaskGroup()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Work may begin."""
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Waits a little, then ends it."""
        if self._tasks and kind is None:
            await asyncio.wait(self._tasks, timeout=self._patience_s)
        for task in self._tasks:
            task.cancel()
        await self._group.__aexit__(kind, error, trace)

    def begin(self, doing: Coroutine[object, object, None]) -> None:
        """Starts it; a mistake in it ends everything, so it has to look after its own."""
        task = self._group.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
