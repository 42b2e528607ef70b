"""Group commit: what waits to be written goes into one transaction."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from msgspec import Struct
from sqlalchemy import Connection

from bot.core.desk import StoreAwayError
from bot.tasks import Tasks

T = TypeVar("T")
Item = TypeVar("Item")
Work = Callable[[Connection], T]
"""What is done inside a transaction; may be run again from its start if that one fails."""

Together = Callable[[Connection, Sequence[Item]], Sequence[T]]
"""Does the same for many at once, and says what each came to, in order."""

_MOST: Final = 1000
"""Operations in one transaction; a burst of more takes several."""


class Share(Struct, frozen=True, kw_only=True):
    """One item of a work that is cheaper for many at once."""

    together: Together[Any, Any]
    item: Any

    def __call__(self, connection: Connection) -> Any:  # noqa: ANN401 - whatever it comes to
        """Done for this one alone."""
        [outcome] = self.together(connection, [self.item])
        return outcome


class Outcome(Struct, frozen=True, kw_only=True):
    """What one operation came to; a failure if there is one."""

    value: Any = None
    failure: Exception | None = None


class Batches(Tasks):
    """Hands on whatever has come together while the last transaction was written."""

    def __init__(
        self, write: Callable[[Sequence[Work[Any]]], Awaitable[Sequence[Outcome]]]
    ) -> None:
        """`write` does all of them in one transaction, each failing alone."""
        super().__init__(patience_s=None)
        self._write = write
        self._waiting: deque[tuple[Work[Any], asyncio.Future[Any]]] = deque()
        self._news = asyncio.Event()
        self._is_closing = False

    async def __aenter__(self) -> Self:
        """Writing may begin."""
        await super().__aenter__()
        self.begin(self._pump())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Writes what still waits, whatever ended the rest."""
        self._is_closing = True
        self._news.set()
        await super().__aexit__(kind, error, trace)

    async def do(self, work: Work[T]) -> T:
        """What the work gives, once it is committed. Raises what it raised.

        Who stops waiting does not undo it.
        """
        if self._is_closing:
            raise StoreAwayError("the store is closed")
        told: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, told))
        self._news.set()
        return await told

    async def _pump(self) -> None:
        while not (self._is_closing and not self._waiting):
            await self._news.wait()
            self._news.clear()
            while self._waiting:
                await self._flush()

    async def _flush(self) -> None:
        most = min(_MOST, len(self._waiting))
        batch = [self._waiting.popleft() for _ in range(most)]
        try:
            outcomes = await self._write([work for work, _ in batch])
        except Exception as error:  # noqa: BLE001 - not swallowed: everybody who waits is told
            outcomes = [Outcome(failure=error)] * most
        except asyncio.CancelledError:
            for _, told in batch:
                told.cancel()
            raise
        for (_, told), outcome in zip(batch, outcomes, strict=True):
            _tell(told, outcome)


def _tell(told: asyncio.Future[Any], outcome: Outcome) -> None:
    if told.done():  # whoever asked went away
        return
    if outcome.failure is not None:
        told.set_exception(outcome.failure)
    else:
        told.set_result(outcome.value)


def done_together(connection: Connection, works: Sequence[Work[Any]]) -> list[Outcome]:
    """Does all in the transaction that is open; neighbours that share a work as one."""
    outcomes: list[Outcome] = []
    for together, group in groupby(works, key=_together):
        if together is None:
            outcomes += [Outcome(value=work(connection)) for work in group]
            continue
        items = [share.item for share in group if isinstance(share, Share)]
        outcomes += [Outcome(value=value) for value in together(connection, items)]
    return outcomes


def _together(work: Work[Any]) -> Together[Any, Any] | None:
    return work.together if isinstance(work, Share) else None


def done_apart(connection: Connection, works: Sequence[Work[Any]]) -> list[Outcome]:
    """Does all in the transaction that is open, each in a savepoint of its own."""
    return [_in_savepoint(connection, work) for work in works]


def _in_savepoint(connection: Connection, work: Work[Any]) -> Outcome:
    try:
        with connection.begin_nested():
            return Outcome(value=work(connection))
    except Exception as error:  # noqa: BLE001 - not swallowed: it goes to who asked for the work
        return Outcome(failure=error)
