"""Looks that several processes on one database share: one looks, the others wait and read."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Final, Protocol

import msgspec
from msgspec.structs import replace

from bot.core.desk import StoreAwayError
from bot.desk.check import Checked, Looked
from bot.desk.early import Tell
from bot.desk.looks import Place
from bot.desk.seams import Clock, LookStore

_PATIENCE: Final = timedelta(seconds=20)
"""Longer than any look and what lies around it; then whoever began it is gone."""

_PAUSE_S: Final = 0.2


class Checking(Protocol):
    """Who looks, and who judges what others saw."""

    async def check(self, place: Place, tell: Tell) -> Checked:
        """By a look of our own; `tell` may get it early."""

    def rejudge(self, place: Place, looked: Looked) -> Checked:
        """By what another process saw."""


class SharedLooks:
    """Looks at a host unless another process has, or is about to."""

    def __init__(
        self, store: LookStore, checking: Checking, clock: Clock, *, kept: timedelta
    ) -> None:
        """What was seen is told for so long as it is `kept`."""
        self._store = store
        self._checking = checking
        self._clock = clock
        self._kept = kept

    async def __call__(self, place: Place, tell: Tell) -> Checked:
        """What is there; `tell` may get it early. Raises what the look raises."""
        try:
            seen = await self._seen_elsewhere(place)
        except StoreAwayError:
            return await self._checking.check(place, tell)  # better twice than not at all
        if seen is not None:
            return self._checking.rejudge(place, seen)
        return await self._look(place, tell)

    async def _seen_elsewhere(self, place: Place) -> Looked | None:
        """None where the look is ours."""
        while True:
            claim = await self._store.claim(_key(place), self._clock(), self._kept, _PATIENCE)
            if claim.is_ours:
                return None
            if claim.seen:
                return _read(claim.seen)
            await asyncio.sleep(_PAUSE_S)

    async def _look(self, place: Place, tell: Tell) -> Checked:
        try:
            checked = await self._checking.check(place, tell)
        except Exception:
            with suppress(StoreAwayError):
                await self._store.leave(_key(place))
            raise
        if (looked := checked.looked) is not None:
            other = replace(place, may_be_private=not place.may_be_private)
            keys = [_key(place), *([_key(other)] if looked.is_public else [])]
            with suppress(StoreAwayError):
                await self._store.keep(keys, looked, looked.at)
        return checked


def _key(place: Place) -> str:
    target, kind = place.target, "any" if place.may_be_private else "public"
    return f"{target.host} {target.port} {target.starttls or '-'} {kind}"


def _read(seen: str) -> Looked | None:
    """None where another version wrote it in another form."""
    try:
        return msgspec.json.decode(seen, type=Looked)
    except msgspec.DecodeError:
        return None
