"""Deliveries: at least once, in order, patiently, and visibly given up."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.desk import Delivery, DeliveryFailedError, Parcel, ParcelKind, Receipt
from bot.desk.courier import Persistence
from bot.desk.seams import Deliver
from bot.store.store import Store
from tests.desk.desks import NOW, FakePlace, Office, office

QUICK = Persistence(tries=3, first_s=2, most_s=60, try_s=0.2, poll_s=0.05)


def wanted(key: str, lane: str = "", place: str = "beta") -> Delivery:
    return Delivery(
        place=place,
        key=key,
        lane=lane,
        parcel=Parcel(kind=ParcelKind.CHANGED, case="case", title=key),
        due_at=NOW,
        created_at=NOW,
    )


def keys(place: FakePlace) -> list[str]:
    return [post.key for post in place.posts]


async def dead(here: Office) -> list[tuple[str, str]]:
    return [(one.key, one.error) for one in await here.desk.tickets.dead()]


async def test_each_is_delivered_once(store_url: str) -> None:
    beta = FakePlace("beta")
    async with office(store_url, {"beta": beta}) as here:
        await here.store.outbox.add([wanted("a"), wanted("b"), wanted("a")])
        await here.deliver("beta")
        await here.deliver("beta")

    assert sorted(keys(beta)) == ["a", "b"]


async def test_a_failure_is_tried_again_after_a_growing_pause(store_url: str) -> None:
    beta = FakePlace("beta")
    beta.fails = [DeliveryFailedError("away"), DeliveryFailedError("away")]
    async with office(store_url, {"beta": beta}, persistence=QUICK) as here:
        await here.store.outbox.add([wanted("a")])
        tried = []
        for seconds in (0, 0.9, 1.2, 1.8, 2.3):
            here.clock.pass_by(seconds=seconds)
            tried.append(await here.desk.courier.deliver_due("beta"))

    assert tried == [1, 0, 1, 0, 1]
    assert keys(beta) == ["a"]


async def test_after_too_many_failures_it_is_dead_and_can_be_tried_again(store_url: str) -> None:
    beta = FakePlace("beta")
    beta.fails = [DeliveryFailedError("no room")] * 3
    async with office(store_url, {"beta": beta}, persistence=QUICK) as here:
        await here.store.outbox.add([wanted("a")])
        for _ in range(4):
            await here.desk.courier.deliver_due("beta")
            here.clock.pass_by(minutes=5)
        given_up = await dead(here)
        again = await here.desk.tickets.retry("a")
        await here.deliver("beta")

        assert given_up == [("a", "no room")]
        assert again
        assert keys(beta) == ["a"]
        assert await dead(here) == []
        assert not await here.desk.tickets.retry("a")


async def test_what_a_place_never_takes_is_dead_at_once(store_url: str) -> None:
    beta = FakePlace("beta")
    beta.fails = [DeliveryFailedError("no such mailbox", is_final=True)]
    async with office(store_url, {"beta": beta}) as here:
        await here.store.outbox.add([wanted("a")])
        await here.deliver("beta")

        assert await dead(here) == [("a", "no such mailbox")]


async def test_a_place_that_says_when_is_believed(store_url: str) -> None:
    beta = FakePlace("beta")
    beta.fails = [DeliveryFailedError("slow down", retry_after_s=600)]
    async with office(store_url, {"beta": beta}, persistence=QUICK) as here:
        await here.store.outbox.add([wanted("a")])
        await here.desk.courier.deliver_due("beta")
        here.clock.pass_by(seconds=599)
        early = await here.desk.courier.deliver_due("beta")
        here.clock.pass_by(seconds=2)

        assert (early, await here.desk.courier.deliver_due("beta")) == (0, 1)


async def test_a_mistake_in_an_adapter_is_kept_with_the_delivery(store_url: str) -> None:
    beta = FakePlace("beta")
    beta.fails = [KeyError("blocks")] * 3
    async with office(store_url, {"beta": beta}, persistence=QUICK) as here:
        await here.store.outbox.add([wanted("a")])
        for _ in range(3):
            await here.desk.courier.deliver_due("beta")
            here.clock.pass_by(minutes=5)

        assert await dead(here) == [("a", "KeyError: 'blocks'")]


async def test_a_lane_is_in_order_and_holds_up_no_other(store_url: str) -> None:
    beta = FakePlace("beta")
    beta.fails = [DeliveryFailedError("away")]
    persistence = Persistence(at_once=1)
    async with office(store_url, {"beta": beta}, persistence=persistence) as here:
        await here.store.outbox.add([wanted("a1", "a"), wanted("a2", "a"), wanted("b1", "b")])
        await here.deliver("beta")
        first = keys(beta)
        here.clock.pass_by(minutes=1)
        await here.deliver("beta")

    assert first == ["b1"]
    assert keys(beta) == ["b1", "a1", "a2"]


async def test_a_dead_one_holds_up_its_lane_no_longer(store_url: str) -> None:
    beta = FakePlace("beta")
    beta.fails = [DeliveryFailedError("never", is_final=True)]
    async with office(store_url, {"beta": beta}) as here:
        await here.store.outbox.add([wanted("a1", "a"), wanted("a2", "a")])
        await here.deliver("beta")

    assert keys(beta) == ["a2"]


async def test_a_try_that_hangs_is_cut_off(store_url: str) -> None:
    async def hangs(_: Delivery, __: Receipt | None) -> Receipt:
        await asyncio.Event().wait()
        raise AssertionError

    async with office(store_url, {"beta": hangs}, persistence=QUICK) as here:
        await here.store.outbox.add([wanted("a")])

        assert await here.desk.courier.deliver_due("beta") == 1
        [left] = await here.store.outbox.of_case("case")
        assert left.error.startswith("TimeoutError")


async def test_what_somebody_else_is_trying_is_left_alone_until_its_lease_is_over(
    store_url: str,
) -> None:
    beta = FakePlace("beta")
    async with office(store_url, {"beta": beta}) as here:
        await here.store.outbox.add([wanted("a")])
        lease = NOW + timedelta(seconds=30)
        await here.store.outbox.claim(["beta"], NOW, lease, 10)
        early = await here.desk.courier.deliver_due("beta")
        here.clock.pass_by(seconds=31)
        late = await here.desk.courier.deliver_due("beta")

    assert (early, late) == (0, 1)
    assert beta.posts[0].attempts == 2


async def test_two_processes_share_the_work(store_url: str) -> None:
    beta, also_beta = FakePlace("beta"), FakePlace("beta")
    both = asyncio.Barrier(2)

    def met(place: FakePlace) -> Deliver:
        async def deliver(delivery: Delivery, standing: Receipt | None) -> Receipt:
            receipt = await place(delivery, standing)
            if len(place.posts) == 1:
                await both.wait()
            return receipt

        return deliver

    async with (
        asyncio.timeout(30),
        office(store_url, {"beta": met(beta)}) as here,
        office(store_url, {"beta": met(also_beta)}) as there,
    ):
        await here.store.outbox.add([wanted(f"k{number}") for number in range(60)])
        async with asyncio.TaskGroup() as group:
            group.create_task(here.deliver("beta"))
            group.create_task(there.deliver("beta"))

    assert sorted(keys(beta) + keys(also_beta)) == sorted(f"k{number}" for number in range(60))


async def test_it_runs_until_it_is_stopped_and_wakes_for_what_is_new(store_url: str) -> None:
    arrived = asyncio.Event()

    async def place(_: Delivery, __: Receipt | None) -> Receipt:
        arrived.set()
        return Receipt()

    patient = Persistence(poll_s=600)
    async with (
        office(store_url, {"beta": place}, persistence=patient) as here,
        asyncio.timeout(10),
        asyncio.TaskGroup() as group,
    ):
        running = group.create_task(here.desk.courier.run())
        await asyncio.sleep(0)
        await here.store.outbox.add([wanted("a")])
        here.desk.courier.wake()
        await arrived.wait()
        here.desk.courier.stop()

    assert running.done()


async def test_a_store_that_is_away_when_it_is_written_down_leaves_it_to_the_lease(
    tmp_path: Path,
) -> None:
    here: Office

    async def place(_: Delivery, __: Receipt | None) -> Receipt:
        await here.store.__aexit__(None, None, None)
        return Receipt()

    async with office(f"sqlite:///{tmp_path}/desk.db", {"beta": place}) as here:
        await here.store.outbox.add([wanted("a")])

        assert await here.desk.courier.deliver_due("beta") == 1


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_pauses_grow_to_a_bound_and_are_spread(attempts: int, chance: float) -> None:
    persistence = Persistence()
    wait_s = persistence.wait_s(attempts, chance)

    assert 0.5 * persistence.first_s <= wait_s <= persistence.most_s
    assert persistence.wait_s(attempts + 1, 0.5) >= persistence.wait_s(attempts, 0.5)


@pytest.mark.parametrize(("attempts", "wait_s"), [(1, 2), (2, 4), (3, 8), (11, 1800)])
def test_the_pauses_are_doubled(attempts: int, wait_s: float) -> None:
    assert Persistence().wait_s(attempts, 1.0) == wait_s


async def test_a_receipt_finds_what_a_message_is_about(store_url: str) -> None:
    async with Store(store_url) as store:
        delivery = Delivery(
            place="beta",
            key="k",
            about="ticket:t1",
            parcel=Parcel(kind=ParcelKind.HANDOVER),
            due_at=NOW,
            created_at=NOW,
        )
        await store.outbox.add([delivery])
        receipt = Receipt(message="17.3", channel="C1", thread="17.3", link="https://x.test")
        await store.outbox.delivered(delivery, receipt)

        assert await store.outbox.receipt("beta", "ticket:t1") == receipt
        assert await store.outbox.about("beta", "C1", "17.3") == "ticket:t1"
        assert await store.outbox.about("beta", "C2", "17.3") == ""
        assert await store.outbox.receipt("alpha", "ticket:t1") is None
