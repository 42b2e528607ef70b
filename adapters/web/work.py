"""Work that nobody waits for: what is cut off was committed before, and is begun again later."""

from collections.abc import Callable, Coroutine
from typing import Any

from bot.tasks import Tasks


class Work(Tasks):
    """Tasks of which none ends another one."""

    def __init__(self, patience_s: float, failed: Callable[[Exception], None]) -> None:
        """`failed` is told of mistakes; `patience_s` is for what is under way at the end."""
        super().__init__(patience_s)
        self._failed = failed

    def begin(self, doing: Coroutine[Any, Any, None]) -> None:
        """Starts it."""
        super().begin(self._guarded(doing))

    async def _guarded(self, doing: Coroutine[Any, Any, None]) -> None:
        try:
            await doing
        except Exception as error:  # noqa: BLE001 - not swallowed: told
            self._failed(error)
