"""A process that takes events, opens tickets, answers them and delivers, until it is killed."""

import asyncio
import secrets
import ssl
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from aiohttp import ClientSession
from msgspec import Struct

from adapters.mail import MailPlace
from adapters.webhook import WebhookPlace
from bot.core.desk import Address, Event, Held, ParcelKind, Person
from bot.core.desk.parcels import Receiver
from bot.delivery_settings import MailSection, Security, WebhookSection
from bot.desk.courier import Persistence
from bot.desk.desk import Desk, Terms, desk_of
from bot.desk.handover import Asking
from bot.desk.steps import Opened
from bot.desk_settings import LimitsSection
from bot.settings import Secret
from bot.store.database import database_of, url_of
from bot.store.store import Store
from tests.desk.desks import house

EVA = Person(place="alpha", id="U1", name="Eva")
TEA = Person(place="alpha", id="T1", name="Tea")
SECRET = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
DRAINED = b"drained\n"
PERSISTENCE = Persistence(
    tries=1_000_000, first_s=0.02, most_s=0.5, try_s=10.0, lease_s=12.0, at_once=16, poll_s=0.05
)


class Job(Struct, frozen=True, kw_only=True):
    """What a process is to do.

    Attributes:
        name: Begins the keys of its events, of which there are so many.
        promises: The path of a pipe.
        drains: It takes no new events, and ends when nothing is left to do.
        is_alone: Nobody else is at work, so that what was begun is begun again.
        later_s: Its clock is so far ahead; leases of those who were killed have ended then.
    """

    name: str
    events: int = 2
    url: str
    receiver: str
    mail_port: int
    promises: str = ""
    drains: bool = False
    is_alone: bool = True
    later_s: float = 0.0


def work(job: Job) -> None:
    """What was promised is told a line: "event", "ticket" or "answer", and the event's key."""
    with Path(job.promises).open("wb", buffering=0) as told:
        asyncio.run(_work(job, told))


async def _work(job: Job, told: BinaryIO) -> None:
    async with Store(job.url) as store, ClientSession() as session:
        if job.is_alone:
            await store.inbox.forget_leases()
            await store.outbox.forget_leases()
        desk = _desk(job, store, session)
        worker = _Worker(desk, told)
        async with asyncio.TaskGroup() as group:
            group.create_task(desk.courier.run())
            if job.drains:
                await worker.take_up_all()
                while await store.outbox.next_due(["alpha", "hook", "mail"]):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
                desk.courier.stop()
                told.write(DRAINED)
                return
            group.create_task(worker.take_up_all())
            for number in range(job.events):
                group.create_task(worker.take(f"{job.name}-{number}"))


async def rehearse(folder: Path) -> None:
    """One event from its acceptance to a first try of its deliveries, which nobody takes."""
    job = Job(
        name="rehearsal",
        url=f"sqlite:///{folder / 'certdesk.db'}",
        receiver="http://127.0.0.1:9",
        mail_port=9,
    )
    database_of(url_of("postgresql://nobody@127.0.0.1/none"))
    async with Store(job.url) as store, ClientSession() as session:
        desk = _desk(job, store, session)
        await _Worker(desk, BytesIO()).take(job.name)
        for place in ("alpha", "hook", "mail"):
            await desk.courier.deliver_due(place)


def _desk(job: Job, store: Store, session: ClientSession) -> Desk:
    def now() -> datetime:
        """A process of its own, with leases that really end."""
        return datetime.now(UTC) + timedelta(seconds=job.later_s)  # noqa: TID251

    places = {
        name: WebhookPlace(
            WebhookSection(url=f"{job.receiver}/{name}", secret=SECRET), session, now
        )
        for name in ("alpha", "hook")
    }
    mail = MailSection(
        host="127.0.0.1",
        port=job.mail_port,
        security=Security.NONE,
        sender="desk@corp.test",
        to="it@corp.test",
    )
    terms = Terms(
        house=house(
            [
                Receiver(place="hook"),
                Receiver(place="mail", wants=frozenset({ParcelKind.HANDOVER})),
            ]
        ),
        limits=LimitsSection(tickets_per_hour=100_000, open_tickets=100_000),
        kept=timedelta(days=30),
        clock=now,
        new_id=lambda: secrets.token_urlsafe(16),
        failed=_failed,
        persistence=PERSISTENCE,
    )
    return desk_of(
        store, {**places, "mail": MailPlace(mail, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))}, terms
    )


def _failed(_: Held, error: Exception) -> None:
    raise error


class _Worker:
    def __init__(self, desk: Desk, told: BinaryIO) -> None:
        self._desk = desk
        self._told = told

    async def take(self, key: str) -> None:
        event = Event(
            place="alpha",
            key=key,
            kind="message",
            person=EVA,
            address=Address(place="alpha", channel="help", thread=key),
            text=key,
        )
        held = await self._desk.inbox.accept(event)
        assert held is not None
        self._told.write(f"event {key}\n".encode())
        await self._desk.inbox.work(held, self._handle)

    async def take_up_all(self) -> None:
        while await self._desk.inbox.take_up(self._handle):
            pass

    async def _handle(self, held: Held) -> None:
        key = held.event.key
        case = await self._desk.cases.begin(held.event.address, EVA)
        asking = Asking(case=case, who=EVA, said=key, handled=held.row)
        opened = await self._desk.escalation.open(asking)
        assert isinstance(opened, Opened)
        self._told.write(f"ticket {key}\n".encode())
        await self._desk.escalation.technician_said(opened.ticket.id, TEA, f"!reply {key}")
        self._told.write(f"answer {key}\n".encode())
