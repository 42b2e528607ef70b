"""Looks at hosts, each once a minute at most, however many people ask."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from cachetools import TLRUCache
from msgspec import Struct
from msgspec.structs import replace

from bot.core.target import Target
from bot.desk.check import Checked
from bot.desk.early import Sight, Tell
from bot.tasks import Tasks

KEPT: Final = timedelta(minutes=1)
_MOST_KEPT: Final = 2_000
"""Checked hosts in memory; each takes some kilobytes."""


_Key = tuple[str, int, str, bool]


class Place(Struct, frozen=True, kw_only=True):
    """What is looked at, and what may be; what one person may see is not another's to be told.

    Attributes:
        may_be_private: Asked from where private networks may be looked at.
    """

    target: Target
    may_be_private: bool = False


class _Kept(Struct, frozen=True, kw_only=True):
    """What was seen, and until when it stands."""

    checked: Checked
    until: datetime


class _UnderWay(Struct, frozen=True, kw_only=True):
    """A look that somebody waits for; `soon` is there when `whole` is, if not before."""

    soon: asyncio.Future[Checked]
    whole: asyncio.Future[Checked]


class Looks(Tasks):
    """One look per host at a time, kept for a minute. Owns its tasks: use it as a context.

    Nobody has a host looked at sooner, however often they ask. Whoever stops waiting does not
    stop the look, for others may wait for it too; at the end nobody is left to be answered.
    """

    def __init__(
        self,
        check: Callable[[Place, Tell], Awaitable[Checked]],
        clock: Callable[[], datetime],
        *,
        at_once: int,
        kept: timedelta = KEPT,
    ) -> None:
        """`at_once` bounds looks at the same time.

        `check` may tell once, before it is through, what it would answer as things are.
        """
        super().__init__()
        self._check = check
        self._clock = clock
        self._kept: TLRUCache[_Key, _Kept] = TLRUCache(
            _MOST_KEPT, _end, timer=lambda: clock().timestamp()
        )
        self._span = kept
        self._under_way: dict[_Key, _UnderWay] = {}
        self._slots = asyncio.Semaphore(at_once)

    async def at(self, place: Place) -> Checked:
        """What is there, or was within the minute; a look that is under way is joined.

        Raises what the look raised.
        """
        return await (await self.soon(place)).whole()

    async def soon(self, place: Place) -> Sight:
        """The same, as soon as there is something to say; raises what the look raised until then.

        Whoever does not wait for the rest need not.
        """
        key = _key(place)
        if (kept := self._at_hand(place)) is not None:
            return Sight(checked=kept.checked, again_at=kept.until)
        coming = self._under_way.get(key) or self._begin(key, place)
        checked = await asyncio.shield(coming.soon)
        if coming.whole.done() and not coming.whole.cancelled():
            return Sight(checked=coming.whole.result())
        return Sight(checked=checked, rest=coming.whole)

    def _at_hand(self, place: Place) -> "_Kept | None":
        """What is kept; of a public host it is everybody's, whoever had it looked at."""
        own = self._kept.get(_key(place))
        if own is not None:
            return own
        other = replace(place, may_be_private=not place.may_be_private)
        others = self._kept.get(_key(other))
        looked = others.checked.looked if others is not None else None
        return others if looked is not None and looked.is_public else None

    def _begin(self, key: _Key, place: Place) -> _UnderWay:
        new = asyncio.get_running_loop().create_future
        coming = self._under_way[key] = _UnderWay(soon=new(), whole=new())
        self.begin(self._look(place, coming))
        coming.whole.add_done_callback(lambda done: self._arrived(key, done))
        return coming

    async def _look(self, place: Place, coming: _UnderWay) -> None:
        """A look that fails is told to whoever waits for it, and ends no other."""
        try:
            async with self._slots:
                checked = await self._check(place, coming.soon.set_result)
        except Exception as error:  # noqa: BLE001 - not swallowed: it goes to who waits
            _fail(coming, error)
        except asyncio.CancelledError:
            coming.soon.cancel()
            coming.whole.cancel()
            raise
        else:
            coming.whole.set_result(checked)
            if not coming.soon.done():
                coming.soon.set_result(checked)

    def _arrived(self, key: _Key, done: asyncio.Future[Checked]) -> None:
        del self._under_way[key]
        if not done.cancelled() and done.exception() is None:
            checked = done.result()
            seen_at = checked.looked.at if checked.looked else self._clock()
            self._kept[key] = _Kept(checked=checked, until=seen_at + self._span)


def _key(place: Place) -> _Key:
    target = place.target
    return target.host, target.port, target.starttls or "", place.may_be_private


def _end(_key: _Key, kept: _Kept, _now: float) -> float:
    return kept.until.timestamp()


def _fail(coming: _UnderWay, error: Exception) -> None:
    """To whoever waits; where nobody does any more, that is nobody's mistake."""
    for future in (coming.soon, coming.whole):
        if not future.done():
            future.set_exception(error)
            future.exception()
