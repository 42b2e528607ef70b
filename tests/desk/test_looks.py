import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from bot.catalogue.cards import CatalogueWording
from bot.core.diagnosis.around import Around
from bot.core.diagnosis.diagnose import diagnose_unreadable
from bot.core.facts import AddressLook, Observation
from bot.core.target import InvalidTarget, Target
from bot.core.words.answer import answer_unreadable
from bot.core.words.report import Asked
from bot.desk.check import Checked, Looked
from bot.desk.early import Tell
from bot.desk.looks import Looks, Place
from tests.core.compare.scene import HANDSHAKE, NOW

SHOP = Place(target=Target.parse("shop.test"))
BANK = Place(target=Target.parse("bank.test"))


class Counted:
    """A look that waits until it is let go, and counts how often it was made."""

    def __init__(self) -> None:
        self.made: list[Place] = []
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.fails = False
        self.tells = False
        self.address = ""

    async def __call__(self, place: Place, tell: Tell) -> Checked:
        if self.tells:
            tell(checked(place))
        self.made.append(place)
        self.begun.set()
        await self.may_end.wait()
        if self.fails:
            raise LookupError("a mistake of ours")
        return checked(place, self.address)


def checked(place: Place, address: str = "") -> Checked:
    diagnosis = diagnose_unreadable("a stand-in")
    return Checked(
        asked=Asked(input=place.target.input, host=place.target.host),
        diagnosis=diagnosis,
        answer=answer_unreadable(diagnosis, InvalidTarget.EMPTY, CatalogueWording()),
        looked=_looked(place, address) if address else None,
    )


def _looked(place: Place, address: str) -> Looked:
    look = AddressLook(address=address, handshakes=(HANDSHAKE,))
    observation = Observation(target=place.target, looks=(look,))
    return Looked(observation=observation, around=Around(), at=NOW)


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def looks(
    check: Callable[[Place, Tell], Awaitable[Checked]], clock: Clock, at_once: int = 4
) -> Looks:
    return Looks(check, clock, at_once=at_once)


async def test_a_host_is_looked_at_once_within_a_minute(clock: Clock) -> None:
    check = Counted()
    async with looks(check, clock) as here:
        first = await here.at(SHOP)
        clock.now = NOW + timedelta(seconds=59.9)
        again = await here.at(SHOP)
        clock.now = NOW + timedelta(seconds=60.1)
        later = await here.at(SHOP)

    assert first is again
    assert later is not first
    assert check.made == [SHOP, SHOP]


async def test_what_was_seen_before_is_told_with_when_it_can_be_seen_again(clock: Clock) -> None:
    async with looks(Counted(), clock) as here:
        first = await here.soon(SHOP)
        clock.now = NOW + timedelta(seconds=20)
        again = await here.soon(SHOP)

    assert first.again_at is None
    assert again.again_at == NOW + timedelta(minutes=1)


async def test_a_public_host_is_looked_at_once_for_all(clock: Clock) -> None:
    """Also where one of two may look at private networks; what is there is not told on."""
    inside = Place(target=SHOP.target, may_be_private=True)
    for address, made in (("192.0.2.7", [inside, SHOP]), ("8.8.8.8", [inside])):
        check = Counted()
        check.address = address
        async with looks(check, clock) as here:
            await here.at(inside)
            await here.at(SHOP)
        assert check.made == made


async def test_many_who_ask_at_once_share_one_look(clock: Clock) -> None:
    check = Counted()
    check.may_end.clear()
    async with looks(check, clock) as here, asyncio.TaskGroup() as group:
        asked = [group.create_task(here.at(SHOP)) for _ in range(50)]
        await check.begun.wait()
        check.may_end.set()

    assert len({id(task.result()) for task in asked}) == 1
    assert check.made == [SHOP]


async def test_who_stops_waiting_does_not_stop_the_look_of_others(clock: Clock) -> None:
    check = Counted()
    check.may_end.clear()
    async with looks(check, clock) as here, asyncio.TaskGroup() as group:
        first = group.create_task(here.at(SHOP))
        await check.begun.wait()
        second = group.create_task(here.at(SHOP))
        await asyncio.sleep(0)
        first.cancel()
        check.may_end.set()

    assert first.cancelled()
    assert second.result().asked.host == "shop.test"
    assert check.made == [SHOP]


async def test_a_look_that_fails_is_told_to_who_waits_and_is_not_kept(clock: Clock) -> None:
    check = Counted()
    check.fails = True
    async with looks(check, clock) as here:
        with pytest.raises(LookupError):
            await here.at(SHOP)
        check.fails = False
        assert (await here.at(BANK)).asked.host == "bank.test"
        assert (await here.at(SHOP)).asked.host == "shop.test"


async def test_no_more_looks_at_the_same_time_than_allowed(clock: Clock) -> None:
    check = Counted()
    check.may_end.clear()
    async with looks(check, clock, at_once=1) as here, asyncio.TaskGroup() as group:
        group.create_task(here.at(SHOP))
        await check.begun.wait()
        other = group.create_task(here.at(BANK))
        await asyncio.sleep(0)
        before = list(check.made)
        check.may_end.set()
        await other

    assert before == [SHOP]
    assert check.made == [SHOP, BANK]


async def test_what_is_told_early_is_there_before_the_look_is_through(clock: Clock) -> None:
    check = Counted()
    check.tells = True
    check.may_end.clear()
    async with looks(check, clock) as here:
        first = await here.soon(SHOP)
        joined = await here.soon(SHOP)
        check.may_end.set()
        whole = await first.whole()
        later = await here.soon(SHOP)

    assert first.rest is not None
    assert joined.checked is first.checked
    assert whole is not first.checked
    assert (later.checked, later.rest) == (whole, None)
    assert check.made == [SHOP]


async def test_a_look_that_fails_after_it_told_something_ends_nothing_else(clock: Clock) -> None:
    check = Counted()
    check.tells = check.fails = True
    check.may_end.clear()
    async with looks(check, clock) as here:
        told = await here.soon(SHOP)
        check.may_end.set()
        with pytest.raises(LookupError):
            await told.whole()
        check.fails = False
        assert (await here.at(BANK)).asked.host == "bank.test"


async def test_leaving_ends_what_is_under_way(clock: Clock) -> None:
    check = Counted()
    check.may_end.clear()
    waiting: list[asyncio.Task[Checked]] = []
    async with asyncio.TaskGroup() as group, looks(check, clock) as here:
        waiting.append(group.create_task(here.at(SHOP)))
        await check.begun.wait()

    assert waiting[0].cancelled()
