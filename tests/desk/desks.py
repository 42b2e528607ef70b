"""A desk on a real store, with fake places and a clock that is set by hand."""

import itertools
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from bot.catalogue.desk import say
from bot.core.desk import Address, Case, Delivery, Held, ParcelKind, Person, Receipt
from bot.core.desk.parcels import Receiver
from bot.core.dialogue import CaseState
from bot.core.message import Enquiry
from bot.core.target import Target
from bot.core.vocabulary import Problem
from bot.desk.courier import Persistence
from bot.desk.desk import Desk, Terms, desk_of
from bot.desk.handover import Asking
from bot.desk.house import House
from bot.desk.seams import Deliver
from bot.desk.steps import Opened
from bot.desk_settings import DeskSection, LimitsSection
from bot.store.store import Store

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
EVA = Person(place="alpha", id="U1", name="Eva")
TEA = Person(place="beta", id="T1", name="Tea")
TOM = Person(place="beta", id="T2", name="Tom")
ASKED = Address(place="alpha", channel="help", thread="1")
SHOWN = CaseState(
    enquiry=Enquiry(targets=(Target.parse("shop.example.com"),), problem=Problem.EXPIRED)
)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


class FakePlace:
    """Posts into a list; a parcel about something that stands there changes or answers it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.posts: list[Delivery] = []
        self.standing: list[Receipt | None] = []
        self.fails: list[Exception] = []

    async def __call__(self, delivery: Delivery, standing: Receipt | None) -> Receipt:
        if self.fails:
            raise self.fails.pop(0)
        self.posts.append(delivery)
        self.standing.append(standing)
        return Receipt(message=f"{self.name}-{len(self.posts)}", channel="here")

    def told(self, kind: ParcelKind) -> list[Delivery]:
        return [post for post in self.posts if post.parcel.kind is kind]


class Office:
    """A desk, the places where it delivers, and its clock."""

    def __init__(self, desk: Desk, store: Store, clock: Clock, failed: list[Exception]) -> None:
        self.desk = desk
        self.store = store
        self.clock = clock
        self.failed = failed

    async def deliver(self, *places: str) -> None:
        """Until nothing is due."""
        for place in itertools.chain(*itertools.repeat(places, 4)):
            while await self.desk.courier.deliver_due(place):
                pass

    async def case(self, person: Person = EVA, address: Address = ASKED) -> Case:
        begun = await self.desk.cases.begin(address, person)
        return await self.desk.cases.keep(replace(begun, state=SHOWN))

    async def open(self, case: Case, who: Person = EVA) -> Opened:
        opened = await self.desk.escalation.open(Asking(case=case, who=who))
        assert isinstance(opened, Opened)
        return opened


def house(
    receivers: Collection[Receiver],
    section: DeskSection | None = None,
    edits: Collection[str] = (),
) -> House:
    return House(
        receivers=tuple(receivers),
        section=section or DeskSection(),
        is_own=lambda host: host.endswith("own.example"),
        say=say,
        edits=frozenset(edits),
    )


@asynccontextmanager
async def office(  # noqa: PLR0913 - an office, with all that one can have
    url: str,
    places: Mapping[str, Deliver],
    *,
    receivers: Collection[Receiver] = (Receiver(place="beta"),),
    limits: LimitsSection | None = None,
    edits: Collection[str] = (),
    persistence: Persistence | None = None,
) -> AsyncIterator[Office]:
    clock, numbers, failed = Clock(), itertools.count(1), list[Exception]()

    def mistake(_: Held, error: Exception) -> None:
        failed.append(error)

    async with Store(url) as store:
        terms = Terms(
            house=house(receivers, edits=edits),
            limits=limits or LimitsSection(),
            kept=timedelta(days=30),
            clock=clock,
            new_id=lambda: f"id{next(numbers)}",
            failed=mistake,
            persistence=persistence or Persistence(),
        )
        yield Office(desk_of(store, places, terms), store, clock, failed)
