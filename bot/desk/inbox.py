"""Events of places: committed before they are acknowledged, and worked on until they are done."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from bot.core.desk import Event, Held, StoreAwayError
from bot.core.redact import without_secrets
from bot.desk.seams import Clock, InboxStore

Handle = Callable[[Held], Awaitable[None]]
"""Works on one event; may be called again for the same one, after a crash or an error."""

_LEASE: Final = timedelta(seconds=60)
_WORK_S: Final = 45.0
"""For one event, so that it is over before somebody else may take it."""

_TRIES: Final = 5
_POLL_S: Final = 15.0
_AT_ONCE: Final = 20


class Inbox:
    """Accepts events, and sees to it that each is worked on."""

    def __init__(
        self,
        store: InboxStore,
        clock: Clock,
        failed: Callable[[Held, Exception], None],
    ) -> None:
        """`failed` is told of mistakes of ours: which event, and what went wrong."""
        self._store = store
        self._clock = clock
        self._failed = failed

    async def accept(self, event: Event) -> Held | None:
        """Commits the event without secrets; when this returns it can be acknowledged.

        None: it is a duplicate, acknowledge it too and do nothing.
        """
        now = self._clock()
        bare = replace(
            event,
            text=without_secrets(event.text).text,
            attachments=tuple(
                (without_secrets(name).text, without_secrets(text).text)
                for name, text in event.attachments
            ),
        )
        return await self._store.add(bare, now, now + _LEASE)

    async def work(self, held: Held, handle: Handle) -> None:
        """Has it handled, and says so in the store; a failure is tried again later.

        Raises nothing but cancellation: where the store is away, the row's lease ends by itself.
        """
        try:
            async with asyncio.timeout(_WORK_S):
                await handle(held)
        except Exception as error:  # noqa: BLE001 - not swallowed: told, and kept with the row
            self._failed(held, error)
            with suppress(StoreAwayError):
                await self._again(held, error)
        else:
            with suppress(StoreAwayError):
                await self._store.done(held, self._clock())

    async def follow(self, held: Held, doing: Awaitable[None]) -> None:
        """What comes after an event that is done; a failure is told, and nothing tried again."""
        try:
            async with asyncio.timeout(_WORK_S):
                await doing
        except Exception as error:  # noqa: BLE001 - not swallowed: told
            self._failed(held, error)

    async def run(self, handle: Handle, place: str = "") -> None:
        """Takes up what was begun and never done, by this process or another one. Endless.

        At one place, or with "" at all of them.
        """
        while True:
            taken = 0
            with suppress(StoreAwayError):
                taken = await self.take_up(handle, place)
            if taken < _AT_ONCE:  # else there is more
                await asyncio.sleep(_POLL_S)

    async def take_up(self, handle: Handle, place: str = "") -> int:
        """Once; how many there were."""
        now = self._clock()
        left = await self._store.claim(now, now + _LEASE, _AT_ONCE, place)
        async with asyncio.TaskGroup() as group:
            for held in left:
                group.create_task(self.work(held, handle))
        return len(left)

    async def _again(self, held: Held, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"[:500]
        now = self._clock()
        if held.attempts >= _TRIES:
            await self._store.done(held, now, reason)
        else:
            await self._store.release(held, now + _LEASE * held.attempts, reason)
