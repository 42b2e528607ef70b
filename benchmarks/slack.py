"""Goals 8 and 9: what an event from Slack costs, and how soon it is acknowledged.

    uv run python -m benchmarks.slack

Goal 9, processor time an event: Bolt's own dispatch with a listener that does nothing, against the
same dispatch with ours. "Own" is translating the event and recognising what it says; the whole
adds the committed inbox row and the work on it, up to where an answer would be posted.
Goal 8, time on the clock from sending an event over a real WebSocket to its acknowledgement, row
committed: idle, and while fifty checks run, in a process of their own or on the same loop.
"""

import asyncio
import logging
import re
import tempfile
import time
from argparse import Namespace
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any, Final

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from adapters.commands.knowing import knowledge_of
from adapters.commands.loading import end_loading
from adapters.commands.looking import looking
from adapters.slack.events import Own, event_of
from benchmarks.lab import Lab, running_lab
from benchmarks.rounds import Cost, Goal, in_turn, own_cost
from bot.config import Config, Place, Probe
from bot.core.dialogue import CaseState
from bot.core.target import Target
from bot.desk.conversation import Said
from bot.desk_settings import LimitsSection
from tests.adapters.slack.running import Running, running
from tests.slack_double.world import BOT, EVA, HELP, TEAM

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.desk.second_look import Look

_EVENTS: Final = 300
_SENT: Final = 400
_CHECKS: Final = 50
_WARM_S: Final = 2.0
"""Until the process that looks has been started, which a bot does once."""
_TEXT: Final = "Morning all, is anybody else waiting for the printer on the third floor?"
_OWN: Final = Own(user=BOT, bot="B0", team=TEAM)


def main() -> None:
    logging.disable(logging.INFO)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with running_lab() as lab, tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        runner.run(_acknowledged(lab, Path(folder)))
    with tempfile.TemporaryDirectory() as folder:
        _spent(Path(folder))


def _spent(folder: Path) -> None:
    with asyncio.Runner() as runner:
        it = _Held(runner, folder)
        bare = _bare()
        end_loading()  # as `certdesk run` does: what was loaded is never searched for garbage
        sides: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "Bolt alone": lambda: _dispatched(bare),
            "certdesk's own": lambda: _understood(it.running),
            "Bolt and certdesk": it.worked,
        }
        measured = in_turn({name: partial(_cost, runner, work) for name, work in sides.items()})
        it.end()
    print("One event")
    measured.print_sides()
    measured.print_ratio(Goal("goal 9", 0.5, 0.2), "certdesk's own", "Bolt alone", cpu=True)
    whole = Goal("with inbox and work", None)
    measured.print_ratio(whole, "Bolt and certdesk", "Bolt alone", cpu=True)


def _cost(runner: asyncio.Runner, work: Callable[[], Coroutine[Any, Any, None]]) -> Cost:
    return own_cost(lambda: runner.run(work()), _EVENTS)


class _Held:
    """The running adapter, across several runs of one loop."""

    def __init__(self, runner: asyncio.Runner, folder: Path) -> None:
        self._runner = runner
        self._ended = asyncio.Event()
        self.running: Running
        self._number = 0
        runner.run(self._begin(folder))

    async def _begin(self, folder: Path) -> None:
        self._context = running(folder)
        self.running = await self._context.__aenter__()

    async def worked(self) -> None:
        bolt = self.running.app._bolt  # noqa: SLF001 - what is measured has no door of its own
        for _ in range(_EVENTS):
            self._number += 1
            await bolt.async_dispatch(_request(self._number))
        while self.running.app.under_way:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0)

    def end(self) -> None:
        self._runner.run(self._context.__aexit__(None, None, None))


def _bare() -> AsyncApp:
    app = AsyncApp(token="xoxb-x", signing_secret="x", process_before_response=True)  # noqa: S106
    chain = app._async_middleware_list  # noqa: SLF001 - as ours, but for asking who we are
    chain[:] = [one for one in chain if "Authorization" not in type(one).__name__]

    async def ignore(ack: Callable[[], Awaitable[Any]]) -> None:
        await ack()

    app.event(re.compile(".*"))(ignore)
    return app


async def _dispatched(app: AsyncApp) -> None:
    for number in range(_EVENTS):
        await app.async_dispatch(_request(number))


async def _understood(it: Running) -> None:
    for number in range(_EVENTS):
        event = event_of(_event(number), _OWN)
        if event is not None:
            it.talk.conversation.hear(CaseState(), Said(text=event.text, in_thread=True))


def _event(number: int) -> dict[str, Any]:
    ts = f"1795600000.{number:06d}"
    return {"type": "message", "user": EVA, "channel": HELP, "ts": ts, "text": _TEXT}


def _request(number: int) -> AsyncBoltRequest:
    body = {
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": f"Ev{number}",
        "event": _event(number),
    }
    return AsyncBoltRequest(mode="socket_mode", body=body, headers={})


async def _acknowledged(lab: Lab, folder: Path) -> None:
    async with running(folder) as it:
        await _sent(it)
        idle = await _sent(it)
        _print_acknowledged("idle", idle)
        for name, own_process in (
            ("in a process of their own", True),
            ("on the same loop", False),
        ):
            async with _checking(lab, own_process=own_process):
                busy = await _sent(it)
            _print_acknowledged(f"{_CHECKS} checks {name}", busy)
            print(f"goal 8: p99 busy / idle {_p99(busy) / _p99(idle):.1f}, must 4 and 25 ms")


def _print_acknowledged(name: str, seconds: Sequence[float]) -> None:
    p99 = _p99(seconds) * 1000
    print(f"acknowledged, {name:<36} {median(seconds) * 1000:7.1f} ms, p99 {p99:7.1f} ms")


def _p99(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=100)[98]


async def _sent(it: Running) -> list[float]:
    took = []
    for _ in range(_SENT):
        begun = time.perf_counter()
        await it.world.say(EVA, HELP, _TEXT)
        took.append(time.perf_counter() - begun)
    return took


@asynccontextmanager
async def _checking(lab: Lab, *, own_process: bool) -> "AsyncIterator[None]":
    """As many checks as that, as `certdesk run` makes them, while the block lasts."""
    options = Namespace(at=None, ca=[], tls_only=False)
    probe = Probe(
        allow=("127.0.0.0/8",),
        ca_files=(lab.root,),
        ports=tuple({Target.parse(target).port for target in lab.farm_targets}),
        own_process=own_process,
    )
    config = Config(probe=probe, limits=LimitsSection(host_per_minute=100_000))
    knowledge = knowledge_of(options, config)
    async with looking(options, config, knowledge, None) as looks, asyncio.TaskGroup() as group:
        look = looks.way_from(Place.SLACK)
        tasks = [
            group.create_task(_check(look, lab.farm_targets[number::_CHECKS]))
            for number in range(_CHECKS)
        ]
        await asyncio.sleep(_WARM_S)
        yield
        for task in tasks:
            task.cancel()


async def _check(look: "Look", targets: Sequence[str]) -> None:
    while True:
        for target in targets:
            await (await look(Target.parse(target))).whole()


if __name__ == "__main__":
    main()
