"""Processes that share a database look at a host once a minute together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.core.desk import StoreAwayError
from bot.core.target import Target
from bot.desk.check import Checked, Looked
from bot.desk.early import Tell, check_early
from bot.desk.looks import Place
from bot.desk.seams import LookStore
from bot.desk.shared_looks import SharedLooks
from bot.probe.look import Limits, Prober
from bot.probe.resolve import Policy
from bot.store.store import Store
from tests.certificates import Recipe
from tests.checkers import checker_with
from tests.core.compare.scene import NOW
from tests.servers import Tls, tls
from tests.situations.lab import leaf, middle, root
from tests.trust import knowledge, store

MINUTE = timedelta(minutes=1)
HERE = Recipe(names=("127.0.0.1",), key="secp256r1", key_number=55)


class Process:
    """One of several: a real look, counted, that waits until it may begin."""

    def __init__(self) -> None:
        known, prober = (
            knowledge(store(root())),
            Prober(Policy(allow_private=True), Limits(total_s=5)),
        )
        self._checker = checker_with(prober, known)
        self.made = 0
        self.begun = asyncio.Event()
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.fails = False
        self.now = NOW

    def sharing(self, looks: LookStore) -> SharedLooks:
        return SharedLooks(looks, self, self._clock, kept=MINUTE)

    async def check(self, place: Place, tell: Tell) -> Checked:
        self.made += 1
        self.begun.set()
        await self.may_go_on.wait()
        if self.fails:
            raise LookupError("a mistake of ours")
        checked = await check_early(self._checker, place.target, tell)
        assert checked.looked is not None
        return replace(checked, looked=replace(checked.looked, at=self.now))

    def rejudge(self, _place: Place, looked: Looked) -> Checked:
        return self._checker.rejudge(looked)

    def _clock(self) -> datetime:
        return self.now


class Away:
    """A database that does not answer."""

    async def claim(self, *_: object) -> None:
        raise StoreAwayError("gone")

    keep = leave = claim


@asynccontextmanager
async def two(url: str) -> AsyncIterator[tuple[Process, SharedLooks, Process, SharedLooks]]:
    one, other = Process(), Process()
    async with Store(url) as here, Store(url) as there:
        yield one, one.sharing(here.looks), other, other.sharing(there.looks)


def tell(_: Checked) -> None:
    """Nobody waits for half an answer here."""


async def test_what_one_process_saw_the_other_tells(store_url: str) -> None:
    with tls(Tls(chain=[leaf(HERE), middle()])) as port:
        place = Place(target=Target.parse(f"127.0.0.1:{port}"))
        async with two(store_url) as (one, look, other, look_too):
            seen = await look(place, tell)
            told = await look_too(place, tell)
            other.now = NOW + MINUTE
            await look_too(place, tell)

    assert (one.made, other.made) == (1, 1)
    assert told.report({}) == seen.report({})


async def test_two_that_begin_at_once_make_one_look(store_url: str) -> None:
    with tls(Tls(chain=[leaf(HERE), middle()])) as port:
        place = Place(target=Target.parse(f"127.0.0.1:{port}"))
        async with two(store_url) as (one, look, other, look_too), asyncio.TaskGroup() as group:
            one.may_go_on.clear()
            first = group.create_task(look(place, tell))
            await one.begun.wait()
            second = group.create_task(look_too(place, tell))
            one.may_go_on.set()

    assert (one.made, other.made) == (1, 0)
    assert second.result().diagnosis == first.result().diagnosis


async def test_a_look_that_came_to_nothing_is_made_by_the_next(store_url: str) -> None:
    with tls(Tls(chain=[leaf(HERE), middle()])) as port:
        place = Place(target=Target.parse(f"127.0.0.1:{port}"))
        async with two(store_url) as (one, look, other, look_too):
            one.fails = True
            with pytest.raises(LookupError):
                await look(place, tell)
            await look_too(place, tell)

    assert (one.made, other.made) == (1, 1)


async def test_a_look_whose_process_was_killed_is_taken_over(store_url: str) -> None:
    with tls(Tls(chain=[leaf(HERE), middle()])) as port:
        place = Place(target=Target.parse(f"127.0.0.1:{port}"))
        async with two(store_url) as (one, look, other, look_too):
            one.may_go_on.clear()
            killed = asyncio.ensure_future(look(place, tell))  # noqa: TID251 - dies on purpose
            await one.begun.wait()
            killed.cancel()
            other.now = NOW + timedelta(seconds=21)
            await look_too(place, tell)

    assert other.made == 1


async def test_without_the_database_each_looks_for_itself() -> None:
    process = Process()
    with tls(Tls(chain=[leaf(HERE), middle()])) as port:
        place = Place(target=Target.parse(f"127.0.0.1:{port}"))
        await process.sharing(Away())(place, tell)  # type: ignore[arg-type]

    assert process.made == 1
