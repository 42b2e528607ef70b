"""The desk as adapters meet it, and how it is put together."""

import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Protocol

from msgspec import Struct

from bot.core.desk import Delivery, Held, ParcelKind
from bot.core.ticket import Action, Role
from bot.desk.cases import CERTDESK, Cases
from bot.desk.changes import Changes
from bot.desk.courier import Courier, GivenUp, Persistence
from bot.desk.escalation import Escalation
from bot.desk.house import House, Keeping
from bot.desk.inbox import Inbox
from bot.desk.limits import Limits
from bot.desk.privacy import Privacy
from bot.desk.privacy import Terms as KeepTerms
from bot.desk.revising import Revising
from bot.desk.seams import (
    Bell,
    CaseStore,
    Clock,
    CounterStore,
    Deliver,
    InboxStore,
    LookStore,
    NewId,
    OutboxStore,
    PrivacyStore,
    RevisionStore,
    TicketStore,
)
from bot.desk.steps import Step
from bot.desk.tickets import Tickets
from bot.desk_settings import LimitsSection


class Stores(Protocol):
    """Everything the desk keeps; `bot.store.store.Store` fits."""

    @property
    def cases(self) -> CaseStore:
        """Conversations."""

    @property
    def tickets(self) -> TicketStore:
        """Tickets."""

    @property
    def inbox(self) -> InboxStore:
        """Events."""

    @property
    def outbox(self) -> OutboxStore:
        """Deliveries."""

    @property
    def bell(self) -> Bell | None:
        """News of other processes; None where there are none."""

    @property
    def counters(self) -> CounterStore:
        """Counts."""

    @property
    def looks(self) -> LookStore:
        """What was seen of hosts."""

    @property
    def revisions(self) -> RevisionStore:
        """Words that were changed."""

    @property
    def privacy(self) -> PrivacyStore:
        """Everything of a person."""


class Terms(Struct, frozen=True, kw_only=True):
    """What holds for this desk.

    Attributes:
        kept: How long a case stays that nobody touches.
        chains_kept: How long the chain that was shown in an incident stays.
        failed: Told of events whose work failed by a mistake of ours.
    """

    house: House
    limits: LimitsSection
    kept: timedelta
    clock: Clock
    new_id: NewId
    failed: Callable[[Held, Exception], None]
    persistence: Persistence
    chains_kept: timedelta = timedelta(days=90)


class Desk(Struct, frozen=True, kw_only=True):
    """Everything behind the conversation; what each part is for stands in docs/desk.md."""

    cases: Cases
    tickets: Tickets
    escalation: Escalation
    inbox: Inbox
    courier: Courier
    limits: Limits
    looks: LookStore
    revising: Revising
    privacy: Privacy
    changes: Changes


def desk_of(stores: Stores, places: Mapping[str, Deliver], terms: Terms) -> Desk:
    """A desk on these stores, that delivers at these places."""
    clock, changes = terms.clock, Changes(stores.bell)
    limits = Limits(stores.counters, terms.limits, clock)
    courier = Courier(stores.outbox, places, clock, random.random, terms.persistence)
    keeping = Keeping(
        cases=stores.cases,
        tickets=stores.tickets,
        limits=limits,
        changes=changes,
        new_id=terms.new_id,
        clock=clock,
        wake=courier.wake,
    )
    escalation = Escalation(keeping, terms.house)
    courier.tell(_telling(escalation, terms.house.say("undelivered").format))
    told = terms.house.say("taken_back")
    keeps = KeepTerms(kept=terms.kept, chains_kept=terms.chains_kept, told=told, wake=courier.wake)
    return Desk(
        cases=Cases(stores.cases, changes, terms.new_id, clock),
        tickets=Tickets(stores.cases, stores.tickets, stores.outbox, clock),
        escalation=escalation,
        revising=Revising(stores.revisions, keeping, terms.house),
        inbox=Inbox(stores.inbox, clock, terms.failed),
        courier=courier,
        limits=limits,
        looks=stores.looks,
        privacy=Privacy(stores.privacy, stores.cases, changes, clock, keeps),
        changes=changes,
    )


def _telling(escalation: Escalation, words: Callable[..., str]) -> GivenUp:
    """Technicians learn beside the ticket that their words did not arrive."""

    async def tell(delivery: Delivery, reason: str) -> None:
        parcel = delivery.parcel
        if parcel.kind in {ParcelKind.ANSWER, ParcelKind.CLOSING}:
            step = Step(
                action=Action.NOTE,
                who=CERTDESK,
                role=Role.CERTDESK,
                text=words(text=reason),
            )
            await escalation.step(parcel.ticket, step)

    return tell
