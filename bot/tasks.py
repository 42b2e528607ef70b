"""Tasks that somebody owns: started one by one, and ended together."""

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self


class Tasks:
    """Use it as a context; at its end they are given some patience, then they are cut off.

    A mistake in one of them ends all.
    """

    def __init__(self, patience_s: float | None = 0.0) -> None:
        """`patience_s`: how long they may still take at the end; None: as long as they like."""
        self._patience_s = patience_s
        self._group = asyncio.TaskGroup()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """They may begin."""
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Waits a little, unless it ends by a mistake; then ends them."""
        if self._tasks and kind is None and self._patience_s != 0.0:
            await asyncio.wait(self._tasks, timeout=self._patience_s)
        if self._patience_s is not None:
            for task in self._tasks:
                task.cancel()
        await self._group.__aexit__(None, None, None)

    def begin(self, doing: Coroutine[Any, Any, None]) -> None:
        """Starts it."""
        task = self._group.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
