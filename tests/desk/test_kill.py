"""Processes are killed at random moments: nothing acknowledged is lost, nothing is doubled.

The mail server and the webhook are moody: they refuse, or take something and hang up before they
say so. The webhook's receiver knows repeats by their id, as its scheme says; mail has no such
key, so that a mail may come twice, under one Message-ID.
"""

import asyncio
import json
import multiprocessing
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from multiprocessing.context import ForkServerProcess
from typing import Final

import pytest
from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session
from msgspec.structs import replace
from sqlalchemy import Connection, text

from bot.store.database import database_of, url_of
from tests.adapters.receivers import Mailbox
from tests.desk.worker import Job, work

PROCESSES: Final = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.desk.worker"])


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


@pytest.mark.parametrize("kills", [10, pytest.param(250, marks=pytest.mark.long)])
async def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(
    store_url: str, kills: int
) -> None:
    chance = random.Random(kills)  # noqa: S311 - moods, not secrets
    hook, mailbox = MoodyHook(chance), MoodyMailbox(chance)
    promised: set[tuple[str, str]] = set()
    together = 2 if store_url.startswith("postgresql") else 1
    async with hook.listening(), mailbox.listening():
        job = Job(name="last", url=store_url, receiver=hook.url, mail_port=mailbox.port)
        for number in range(kills // together):
            jobs = [
                replace(job, name=f"{number}-{one}", is_alone=together == 1)
                for one in range(together)
            ]
            promised |= await _killed(jobs, chance)
        promised |= await _drained(replace(job, drains=True))

    opened = sorted(hook.told("/hook", "ticket.opened"))
    answered = sorted(hook.told("/alpha", "ticket.answered"))
    assert {key for kind, key in promised if kind in {"event", "ticket"}} <= set(opened)
    assert {key for kind, key in promised if kind == "answer"} <= set(answered)
    assert opened == sorted(set(opened)) == await _events(store_url)
    assert answered == sorted(set(answered))
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == len(opened)
    assert len(promised) > kills


async def _killed(jobs: Sequence[Job], chance: random.Random) -> set[tuple[str, str]]:
    """What they promised before they were killed, some moment after their first promise."""
    started = [_started(job) for job in jobs]
    for _, heard in started:
        assert await asyncio.to_thread(heard.poll, 60)
    await asyncio.sleep(chance.random() * 0.2)
    for process, _ in started:
        process.kill()
    for process, _ in started:
        await asyncio.to_thread(process.join)
    return {promise for _, heard in started for promise in _all(heard)}


async def _drained(job: Job) -> set[tuple[str, str]]:
    process, heard = _started(job)
    promises = await asyncio.to_thread(lambda: set(_all(heard)))
    await asyncio.to_thread(process.join)
    assert process.exitcode == 0
    return promises


def _started(job: Job) -> tuple[ForkServerProcess, "multiprocessing.connection.Connection"]:
    heard, told = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=work, args=(job, told))
    process.start()
    told.close()
    return process, heard


def _all(heard: "multiprocessing.connection.Connection") -> Iterator[tuple[str, str]]:
    try:
        while True:
            yield heard.recv()
    except (EOFError, OSError):
        heard.close()


async def _events(url: str) -> list[str]:
    def work_(connection: Connection) -> list[str]:
        return sorted(connection.execute(text("SELECT key FROM inbox")).scalars())

    async with database_of(url_of(url)) as database:
        return await database.read(work_)
