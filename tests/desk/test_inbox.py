"""Events: committed before they are acknowledged, worked on until they are done."""

import asyncio

from msgspec.structs import replace

from bot.core.desk import Event, Held
from bot.desk.cases import Said
from tests.desk.desks import ASKED, EVA, Office, office

EVENT = Event(
    place="alpha",
    key="e1",
    kind="message",
    person=EVA,
    address=ASKED,
    text="it says expired",
    facts={"user": "4539578763621486"},  # an id that a card number's rule would take
)


async def ignore(_: Held) -> None:
    pass


async def accepted(here: Office, event: Event = EVENT) -> Held:
    held = await here.desk.inbox.accept(event)
    assert held is not None
    return held


async def test_the_same_event_again_is_a_duplicate(store_url: str) -> None:
    async with office(store_url, {}) as here:
        assert await here.desk.inbox.accept(EVENT) is not None
        assert await here.desk.inbox.accept(EVENT) is None
        assert await here.desk.inbox.accept(replace(EVENT, place="beta")) is not None


async def test_of_the_same_event_many_times_at_once_one_is_new(store_url: str) -> None:
    async with office(store_url, {}) as here, asyncio.TaskGroup() as group:
        tasks = [group.create_task(here.desk.inbox.accept(EVENT)) for _ in range(20)]

    assert sum(task.result() is not None for task in tasks) == 1


async def test_secrets_are_removed_before_it_is_kept_and_ids_are_left_alone(
    store_url: str,
) -> None:
    secret = replace(EVENT, text="my password: hunter22", attachments=(("a.txt", "Cookie: a=b"),))
    async with office(store_url, {}) as here:
        await accepted(here, secret)
        here.clock.pass_by(minutes=2)
        seen: list[Held] = []

        async def handle(held: Held) -> None:
            seen.append(held)

        await here.desk.inbox.take_up(handle)

    [held] = seen
    assert "hunter22" not in str(held)
    assert "a=b" not in str(held)
    assert held.event.facts == EVENT.facts


async def test_what_was_begun_and_never_done_is_taken_up(store_url: str) -> None:
    async with office(store_url, {}) as here:
        await accepted(here)
        at_once = await here.desk.inbox.take_up(ignore)
        here.clock.pass_by(minutes=2)
        later = await here.desk.inbox.take_up(ignore)
        after = await here.desk.inbox.take_up(ignore)

    assert (at_once, later, after) == (0, 1, 0)


async def test_the_only_process_takes_up_at_once_what_was_left(store_url: str) -> None:
    async with office(store_url, {}) as here:
        await accepted(here)
        await here.store.inbox.forget_leases()

        assert await here.desk.inbox.take_up(ignore) == 1


async def test_many_that_were_left_are_taken_up_without_a_pause(store_url: str) -> None:
    keys = {f"e{number}" for number in range(50)}
    async with office(store_url, {}) as here:
        for key in keys:
            await accepted(here, replace(EVENT, key=key))
        await here.store.inbox.forget_leases()
        all_done = asyncio.Event()

        async def handle(held: Held) -> None:
            keys.discard(held.event.key)
            if not keys:
                all_done.set()

        async with asyncio.TaskGroup() as group:
            running = group.create_task(here.desk.inbox.run(handle))
            async with asyncio.timeout(10):
                await all_done.wait()
            running.cancel()


async def test_an_event_whose_work_is_kept_is_done_in_the_same_commit(store_url: str) -> None:
    async with office(store_url, {}) as here:
        held = await accepted(here)
        case = await here.desk.cases.begin(ASKED, EVA)
        await here.desk.cases.keep(case, [Said(who=EVA, text="hi")], handled=held.row)
        here.clock.pass_by(minutes=2)

        assert await here.desk.inbox.take_up(ignore) == 0


async def test_work_that_fails_is_told_and_tried_again_and_given_up_in_the_end(
    store_url: str,
) -> None:
    tried: list[int] = []

    async def breaks(held: Held) -> None:
        tried.append(held.attempts)
        raise KeyError("x")

    async with office(store_url, {}) as here:
        await here.desk.inbox.work(await accepted(here), breaks)
        for _ in range(9):
            here.clock.pass_by(minutes=10)
            await here.desk.inbox.take_up(breaks)

        assert tried == [1, 2, 3, 4, 5]
        assert len(here.failed) == 5


async def test_cancelled_work_is_taken_up_again(store_url: str) -> None:
    begun = asyncio.Event()

    async def hangs(_: Held) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with office(store_url, {}) as here:
        held = await accepted(here)
        async with asyncio.TaskGroup() as group:
            work = group.create_task(here.desk.inbox.work(held, hangs))
            await begun.wait()
            work.cancel()
        here.clock.pass_by(minutes=2)

        assert await here.desk.inbox.take_up(ignore) == 1
        assert here.failed == []
