"""Processes are killed at random moments: nothing acknowledged is lost, nothing is doubled.

The mail server and the webhook are moody: they refuse, or take something and hang up before they
say so. The webhook's receiver knows repeats by their id, as its scheme says; mail has no such
key, so that a mail may come twice, under one Message-ID.
"""

import asyncio
import json
import os
import random
import signal
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session
from msgspec.structs import replace
from sqlalchemy import Connection, text

from bot.store.database import database_of, url_of
from tests.adapters.receivers import Mailbox
from tests.desk.nursery import Nursery, nursery
from tests.desk.worker import DRAINED, Job

KILLED_WITHIN_S: Final = 0.15
"""Of its first promise; about as long as a worker needs for all of them."""


LEASED_S: Final = 61.0
"""Longer than what is worked on is kept from others."""


class MoodyMailbox(Mailbox):
    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self._chance.random() < 0.2:
            return "451 not now"
        taken = await super().handle_DATA(server, session, envelope)
        if self._chance.random() < 0.1:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return taken


class MoodyHook:
    """Keeps every body by its id and path."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.bodies: dict[tuple[str, str], set[bytes]] = defaultdict(set)
        self.url = ""

    async def _receive(self, request: web.Request) -> web.Response:
        if self._chance.random() < 0.2:
            return web.Response(status=503)
        self.bodies[request.path, request.headers["webhook-id"]].add(await request.read())
        if self._chance.random() < 0.1 and request.transport is not None:
            request.transport.abort()
        return web.Response()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["MoodyHook"]:
        application = web.Application()
        application.router.add_post("/{name}", self._receive)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        try:
            yield self
        finally:
            await runner.cleanup()

    def told(self, path: str, kind: str) -> Iterator[str]:
        """The event's key in each that came, repeats left out as their id says."""
        for (where, _), bodies in self.bodies.items():
            [body] = bodies  # a repeat is the same to the byte
            event = json.loads(body)
            if where == path and event["type"] == kind:
                yield event["data"]["text"]


@pytest.fixture(scope="session")
def workers() -> Iterator[Nursery]:
    """Where they come from."""
    with nursery() as born:
        yield born


@pytest.mark.parametrize("rounds", [30, pytest.param(500, marks=pytest.mark.long)])
async def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(
    store_url: str, tmp_path: Path, workers: Nursery, rounds: int
) -> None:
    chance = random.Random(rounds)  # noqa: S311 - moods, not secrets
    hook, mailbox = MoodyHook(chance), MoodyMailbox(chance)
    promised: set[tuple[str, str]] = set()
    together = 2 if store_url.startswith("postgresql") else 1
    pipes = [str(tmp_path / f"promises{one}") for one in range(together)]
    for pipe in pipes:
        os.mkfifo(pipe)
    async with hook.listening(), mailbox.listening():
        job = Job(
            name="last",
            events=4 // together,
            url=store_url,
            receiver=hook.url,
            mail_port=mailbox.port,
        )
        for number in range(rounds):
            jobs = [
                replace(job, name=f"{number}-{one}", is_alone=together == 1, promises=pipe)
                for one, pipe in enumerate(pipes)
            ]
            promised |= await _killed(workers, jobs, chance)
        last = replace(job, drains=True, is_alone=together == 1, later_s=LEASED_S)
        promised |= await _drained(workers, replace(last, promises=pipes[0]))

    opened = sorted(hook.told("/hook", "ticket.opened"))
    answered = sorted(hook.told("/alpha", "ticket.answered"))
    assert {key for kind, key in promised if kind in {"event", "ticket"}} <= set(opened)
    assert {key for kind, key in promised if kind == "answer"} <= set(answered)
    assert opened == sorted(set(opened)) == await _events(store_url)
    assert answered == sorted(set(answered))
    assert len({mail["Message-ID"] for mail in mailbox.mails()}) == len(opened)
    assert len(promised) > rounds


async def _killed(
    workers: Nursery, jobs: Sequence[Job], chance: random.Random
) -> set[tuple[str, str]]:
    """What they promised before they were killed, some moment after their first promise."""
    async with AsyncExitStack() as stack:
        started = [workers.start(job) for job in jobs]
        heard = [await stack.enter_async_context(_heard(job)) for job in jobs]
        lines = [await pipe.readline() for pipe in heard]
        await asyncio.sleep(chance.random() * KILLED_WITHIN_S)
        for process in started:
            os.kill(process, signal.SIGKILL)
        lines += [line for pipe in heard for line in (await pipe.read()).splitlines()]
    return {_promise(line) for line in lines}


async def _drained(workers: Nursery, job: Job) -> set[tuple[str, str]]:
    workers.start(job)
    async with _heard(job) as pipe:
        *lines, last = (await pipe.read()).splitlines(keepends=True)
    assert last == DRAINED
    return {_promise(line) for line in lines}


@asynccontextmanager
async def _heard(job: Job) -> AsyncIterator[asyncio.StreamReader]:
    """What a worker says; ends with it."""
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader()
    with await asyncio.to_thread(open, job.promises, "rb", 0) as pipe:
        transport, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), pipe
        )
        try:
            yield reader
        finally:
            transport.close()


def _promise(line: bytes) -> tuple[str, str]:
    kind, key = line.decode().split()
    return kind, key


async def _events(url: str) -> list[str]:
    def work_(connection: Connection) -> list[str]:
        return sorted(connection.execute(text("SELECT key FROM inbox")).scalars())

    async with database_of(url_of(url)) as database:
        return await database.read(work_)
