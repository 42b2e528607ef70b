"""Goals 8 and 11 for the web: how soon a message is acknowledged, and what a service holds.

    uv run python -m benchmarks.web

`certdesk run` in a process of its own, with its database in a file, as people start it. Time on
the clock from sending a message over a real WebSocket to its acknowledgement, row committed: idle,
and while fifty checks run that were asked for over the API. Memory is what the service and its
worker hold by then, in MB (`VmRSS`; what both share is counted twice).
"""

import asyncio
import gc
import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from aiohttp import ClientSession

from benchmarks.lab import Lab, running_lab
from bot.core.target import Target
from tests.web.running import Certdesk, visiting

_PEOPLE: Final = 30
_LINES: Final = 10
_CHECKS: Final = 50
_WARM_S: Final = 3.0
_TEXT: Final = "Morning all, is anybody else waiting for the printer on the third floor?"


def main() -> None:
    with running_lab() as lab, tempfile.TemporaryDirectory() as folder:
        os.environ["CERTDESK_PROBE__CA_FILES"] = str(lab.root)
        os.environ["CERTDESK_LIMITS__HOST_PER_MINUTE"] = "100000"
        ports = {Target.parse(target).port for target in lab.farm_targets}
        desk = Certdesk(Path(folder), sites=tuple(ports))
        process = desk.start()
        try:
            asyncio.run(_measured(desk, lab, process.pid))
        finally:
            desk.end(process)


async def _measured(desk: Certdesk, lab: Lab, pid: int) -> None:
    gc.disable()  # the visitor keeps all it heard, and seeking garbage there is not the service's
    await _sent(desk)
    idle = await _sent(desk)
    print(f"goal 11: idle, with web and SQLite {_held_mb(pid)} MB, must 110")
    _print("idle", idle)
    async with _checking(desk, lab):
        busy = await _sent(desk)
    _print(f"{_CHECKS} checks", busy)
    print(f"goal 8: p99 busy / idle {_p99(busy) / _p99(idle):.1f}, must 4 and 25 ms")
    print(f"after {_CHECKS} checks at a time {_held_mb(pid)} MB")


async def _sent(desk: Certdesk) -> list[float]:
    """Some lines of each of many people: a page is told all of its case after each of them."""
    took = []
    for _ in range(_PEOPLE):
        async with visiting(desk) as visitor:
            for _ in range(_LINES):
                begun = time.perf_counter()
                key = await visitor.say(_TEXT)
                await visitor.hear("ack", key)
                took.append(time.perf_counter() - begun)
                await visitor.answer(key)
                visitor.cases.clear()
    return took


@asynccontextmanager
async def _checking(desk: Certdesk, lab: Lab) -> AsyncIterator[None]:
    """As many checks as that at any time, while the block lasts."""
    async with ClientSession() as session, asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(_check(session, desk, lab.farm_targets[number::_CHECKS]))
            for number in range(_CHECKS)
        ]
        await asyncio.sleep(_WARM_S)
        yield
        for task in tasks:
            task.cancel()


async def _check(session: ClientSession, desk: Certdesk, targets: Sequence[str]) -> None:
    while True:
        for target in targets:
            async with session.post(f"{desk.url}/api/check", json={"target": target}) as answer:
                await answer.read()


def _held_mb(pid: int) -> str:
    """The service, and each process below it."""
    return " + ".join(f"{_resident_mb(one):.0f}" for one in (pid, *_below(pid)))


def _below(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            yield int(child)
            yield from _below(int(child))


def _resident_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    held = next(line for line in lines if line.startswith("VmRSS"))
    return int(held.split()[1]) / 1024


def _print(name: str, seconds: Sequence[float]) -> None:
    p99 = _p99(seconds) * 1000
    print(f"acknowledged, {name:<36} {median(seconds) * 1000:7.1f} ms, p99 {p99:7.1f} ms")


def _p99(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=100)[98]


if __name__ == "__main__":
    main()
