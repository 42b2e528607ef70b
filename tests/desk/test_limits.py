"""How much one may ask for, counted by all processes together."""

import asyncio

import pytest

from bot.core.desk import Address, Person
from bot.desk.handover import Asking
from bot.desk.steps import Opened
from bot.desk_settings import LimitsSection
from tests.desk.desks import ASKED, EVA, TEA, office


async def test_a_person_looks_ten_times_an_hour_and_no_more(store_url: str) -> None:
    async with office(store_url, {}) as here:
        spent = [await here.desk.limits.look(EVA, ASKED) for _ in range(11)]
        other = await here.desk.limits.look(TEA, ASKED)
        here.clock.pass_by(hours=1)
        later = await here.desk.limits.look(EVA, ASKED)

    assert spent[:10] == [None] * 10
    assert spent[10] is not None
    assert "person" in spent[10].key
    assert (other, later) == (None, None)


async def test_a_channel_looks_thirty_times_a_minute(store_url: str) -> None:
    people = [Person(place="alpha", id=f"U{number}") for number in range(31)]
    async with office(store_url, {}) as here:
        spent = [await here.desk.limits.look(person, ASKED) for person in people]
        elsewhere = await here.desk.limits.look(people[30], Address(place="alpha", channel="x"))

    assert spent[:30] == [None] * 30
    assert spent[30] is not None
    assert elsewhere is None


async def test_who_is_somebody_new_each_time_is_counted_by_network(store_url: str) -> None:
    limits = LimitsSection(looks_per_network=2, tickets_per_network=1)
    people = [Person(place="web", id=f"v{number}") for number in range(3)]
    places = [Address(place="web", channel=person.id) for person in people]
    async with office(store_url, {}, limits=limits) as here:
        of = here.desk.limits
        looks = [await of.look(who, at, "net") for who, at in zip(people, places, strict=True)]
        tickets = [
            await here.desk.escalation.open(
                Asking(case=await here.case(who, at), who=who, network="net")
            )
            for who, at in zip(people[:2], places[:2], strict=True)
        ]
        elsewhere = await of.look(people[2], places[2], "other")

    assert [spent is None for spent in looks] == [True, True, False]
    assert [isinstance(outcome, Opened) for outcome in tickets] == [True, False]
    assert elsewhere is None


async def test_what_is_refused_is_not_counted(store_url: str) -> None:
    limits = LimitsSection(looks_per_hour=5, channel_per_minute=2)
    async with office(store_url, {}, limits=limits) as here:
        for _ in range(9):
            await here.desk.limits.look(EVA, ASKED)
        here.clock.pass_by(minutes=1)
        spent = [await here.desk.limits.look(EVA, ASKED) for _ in range(2)]

    assert spent == [None, None]


async def test_many_at_once_get_no_more_than_the_limit(store_url: str) -> None:
    async with (
        office(store_url, {}) as here,
        office(store_url, {}) as there,
        asyncio.TaskGroup() as group,
    ):
        tasks = [
            group.create_task(desk.limits.look(EVA, ASKED))
            for desk in (here.desk, there.desk)
            for _ in range(10)
        ]

    assert sum(task.result() is None for task in tasks) == 10


@pytest.mark.parametrize("key", LimitsSection.__struct_fields__)
def test_a_limit_is_at_least_one(key: str) -> None:
    with pytest.raises(ValueError, match=key):
        LimitsSection(**{key: 0})
