from functools import partial
from threading import Barrier, Event, current_thread

from bot.probe.daemons import Daemons

PATIENCE_S = 10


def sign_in(names: list[str], done: Event) -> None:
    names.append(current_thread().name)
    done.set()


def test_jobs_that_block_one_another_get_threads_of_their_own() -> None:
    meeting, over = Barrier(3), Event()
    daemons = Daemons(3)

    def meet() -> None:
        meeting.wait(PATIENCE_S)
        over.set()

    for _ in range(3):
        daemons.do(meet)

    assert over.wait(PATIENCE_S)


def test_more_jobs_than_threads_wait_their_turn() -> None:
    names: list[str] = []
    events = [Event() for _ in range(50)]
    daemons = Daemons(2)

    for event in events:
        daemons.do(partial(sign_in, names, event))

    assert all(event.wait(PATIENCE_S) for event in events)
    assert len(names) == 50
    assert len(set(names)) <= 2


def test_nobody_waits_for_them() -> None:
    kinds: list[bool] = []
    ready = Event()

    def tell() -> None:
        kinds.append(current_thread().daemon)
        ready.set()

    Daemons(1).do(tell)

    assert ready.wait(PATIENCE_S)
    assert kinds == [True]
