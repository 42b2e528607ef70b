"""Looks in a process of their own: the real one, killed, stopped and left alone."""

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import pytest
from msgspec.structs import replace

from adapters.commands.apart import MODULE
from bot.core.facts import Ending
from bot.core.target import Target
from bot.probe.apart.frames import Depth, Terms, Wanted
from bot.probe.apart.worker import LookLostError, Worker
from bot.probe.look import Limits, Prober
from bot.probe.resolve import Policy
from tests.servers import Tls, listening, tls
from tests.situations.lab import leaf, middle

ROOT = Path(__file__).parents[2]
PATIENCE_MS = 20_000
ORPHAN = """
import asyncio
from adapters.commands.apart import MODULE
from bot.core.target import Target
from bot.probe.apart.frames import Depth, Terms, Wanted
from bot.probe.apart.worker import Worker

async def main():
    async with Worker(MODULE, Terms(ports=frozenset())) as worker:
        await worker.look(Wanted(target=Target.parse("127.0.0.1"), depth=Depth.GLANCE))
        print(worker.pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def wanted(port: int) -> Wanted:
    target = Target.parse(f"127.0.0.1:{port}")
    return Wanted(target=target, depth=Depth.ONWARD, may_be_private=True)


def terms(port: int, *ports: int) -> Terms:
    return Terms(allow=("127.0.0.0/8",), ports=frozenset((port, *ports)))


def gone(pid: int) -> bool:
    """Waits for the end of a process."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    waiting = select.poll()
    waiting.register(handle, select.POLLIN)
    try:
        return bool(waiting.poll(PATIENCE_MS))
    finally:
        os.close(handle)


class Hush:
    """A server that says nothing; tells when somebody comes, and when they go."""

    def __init__(self) -> None:
        self.news: SimpleQueue[str] = SimpleQueue()

    def __call__(self, connection: socket.socket, _: Event) -> None:
        self.news.put("came")
        while connection.recv(4096):
            pass
        self.news.put("went")

    async def told(self) -> str:
        return await asyncio.to_thread(self.news.get, timeout=PATIENCE_MS / 1000)


async def test_sees_what_a_look_here_sees_at_a_lower_priority() -> None:
    with tls(Tls(chain=[leaf(), middle()])) as port:
        async with Worker(MODULE, terms(port)) as worker:
            there = await worker.look(wanted(port))
            assert worker.pid is not None
            priority = os.getpriority(os.PRIO_PROCESS, worker.pid)
        here = await Prober(Policy(allow_private=True), Limits()).look(wanted(port).target)

    assert there.looks[0].handshakes[0].ending is Ending.COMPLETED
    assert replace(there, timing_ms={}) == replace(here, timing_ms={}, page=there.page)
    assert priority == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 15)


async def test_refuses_private_networks_where_they_do_not_count() -> None:
    refused = replace(wanted(443), may_be_private=False)

    async with Worker(MODULE, terms(443)) as worker:
        observation = await worker.look(refused)

    assert observation.unresolved is not None


async def test_a_look_that_its_process_dies_of_is_begun_anew_once() -> None:
    hush = Hush()
    with listening(hush) as port, tls(Tls(chain=[leaf(), middle()])) as sound:
        async with Worker(MODULE, terms(port, sound)) as worker, asyncio.TaskGroup() as group:
            looking = group.create_task(_lost(worker, port))
            for _ in range(2):
                while await hush.told() != "came":
                    pass
                assert worker.pid is not None
                os.kill(worker.pid, signal.SIGKILL)
            assert await looking

            after = await worker.look(wanted(sound))

    assert after.looks[0].handshakes[0].ending is Ending.COMPLETED


async def _lost(worker: Worker, port: int) -> bool:
    with pytest.raises(LookLostError):
        await worker.look(wanted(port))
    return True


async def test_a_look_that_nobody_waits_for_ends() -> None:
    hush = Hush()
    with listening(hush) as port:
        async with Worker(MODULE, terms(port)) as worker, asyncio.TaskGroup() as group:
            looking = group.create_task(worker.look(wanted(port)))
            assert await hush.told() == "came"

            looking.cancel()

            assert await hush.told() == "went"


async def test_a_process_that_hangs_is_ended_by_force() -> None:
    async with Worker(MODULE, terms(443)) as worker:
        await worker.look(replace(wanted(443), may_be_private=False))
        pid = worker.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)

    assert gone(pid)


async def test_a_process_that_nobody_needs_ends_and_another_comes() -> None:
    async with Worker(MODULE, terms(443), idle_s=0) as worker:
        pids = []
        for _ in range(2):
            await worker.look(replace(wanted(443), may_be_private=False))
            assert worker.pid is not None
            pids.append(worker.pid)
            assert await asyncio.to_thread(gone, worker.pid)

    assert len(set(pids)) == 2


def test_no_process_is_left_by_a_bot_that_was_killed() -> None:
    bot = subprocess.Popen(
        [sys.executable, "-c", ORPHAN],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    with bot:
        assert bot.stdout is not None
        pid = int(bot.stdout.readline())
        bot.kill()

    assert gone(pid)
