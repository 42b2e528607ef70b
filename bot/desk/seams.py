"""What the desk needs from others: from the store, from places, and from whoever makes ids."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.core.desk import (
    Address,
    Attachment,
    Case,
    Change,
    Claim,
    Delivery,
    Event,
    Held,
    Line,
    Person,
    QueueRow,
    Quota,
    Receipt,
    Standing,
)
from bot.core.desk.revision import Following, Revised, Reworded
from bot.core.ticket import Entry, TicketState

Clock = Callable[[], datetime]
"""Gives the present, aware and in UTC."""

NewId = Callable[[], str]
"""Makes an unguessable id, such as `secrets.token_urlsafe`."""

Deliver = Callable[[Delivery, Receipt | None], Awaitable[Receipt]]
"""Posts a delivery at one place and gives what the place answered.

The receipt that is handed in is what stands there already under `delivery.about`: a card to edit,
a thread to answer in; None where nothing stands. `delivery.key` is the same at every try.

Raises:
    DeliveryFailedError: The place did not take it; says when to try again, or that it never will.
"""


class CaseStore(Protocol):
    """Keeps conversations; `bot.store` fits."""

    async def begin(self, case: Case, lines: Sequence[Line] = ()) -> None:
        """A new case, with what was said first."""

    async def keep(
        self,
        case: Case,
        lines: Sequence[Line] = (),
        files: Sequence[Attachment] = (),
        handled: int = 0,
    ) -> None:
        """What is known now and was said since; `handled` is the inbox row that is done by it."""

    async def correct(self, before: Case, now: Case, line: Line | None = None) -> None:
        """What was concluded, if it stands as before; and the words of that message of ours."""

    async def by_id(self, case_id: str) -> Case | None:
        """The case, whoever asks."""

    async def latest(self, address: Address, requester: Person | None = None) -> Case | None:
        """The one that was touched last in this conversation; of one person, if one is given."""

    async def newest(
        self, address: Address, requester: Person, since: datetime
    ) -> tuple[Case, ...]:
        """Theirs in this channel, in whatever thread, that were touched since then."""

    async def of_person(self, person: Person, limit: int = 50) -> tuple[Case, ...]:
        """Theirs, the latest first."""

    async def lately(self, place: str, since: datetime, limit: int) -> tuple[Address, ...]:
        """Where something was said at this place since then, the latest first."""

    async def lines(self, case_id: str) -> tuple[Line, ...]:
        """What was said, in order."""

    async def attachments(self, case_id: str) -> tuple[Attachment, ...]:
        """What was sent, in order."""

    async def names(self, keys: Collection[str]) -> dict[str, str]:
        """What people are called, by their key."""

    async def rate(
        self, case_id: str, who: Person, kind: str, *, is_positive: bool, at: datetime
    ) -> None:
        """One person's word on a case; a later one takes its place."""


class RevisionStore(Protocol):
    """Keeps words as they read by now."""

    async def revise(
        self,
        wanted: Reworded,
        follow: Callable[[Delivery, Collection[str]], Following | None],
    ) -> Revised:
        """Changes or deletes every copy, and adds what is to be sent, all at once."""


class TicketStore(Protocol):
    """Keeps tickets; each step in one transaction with what it sends."""

    async def open(
        self, wanted: Standing, follow: Callable[[Standing], Change]
    ) -> tuple[Standing, bool]:
        """The one ticket of a case, and whether it is new."""

    async def change(
        self, ticket_id: str, at: datetime, decide: Callable[[Standing], Change]
    ) -> Change | None:
        """Does what is decided about the ticket as it is now; None where there is none."""

    async def by_id(self, ticket_id: str) -> Standing | None:
        """By the unguessable id."""

    async def by_number(self, number: int) -> Standing | None:
        """By what people call it."""

    async def of_case(self, case_id: str) -> Standing | None:
        """The one that this case has."""

    async def history(self, ticket_id: str) -> tuple[Entry, ...]:
        """What was done, in order."""

    async def queue(self, states: Collection[TicketState], limit: int) -> tuple[QueueRow, ...]:
        """The gravest first, then the oldest."""

    async def open_of(self, person: Person) -> int:
        """How many of theirs are not resolved."""


class InboxStore(Protocol):
    """Keeps events until they are worked on."""

    async def add(self, event: Event, now: datetime, lease_until: datetime) -> Held | None:
        """Commits it, leased to who adds it; None where its row exists already."""

    async def claim(
        self, now: datetime, lease_until: datetime, limit: int, place: str = ""
    ) -> tuple[Held, ...]:
        """Takes what was begun and never done, at one place; "" at all of them."""

    async def done(self, held: Held, now: datetime, error: str = "") -> None:
        """It was worked on, or given up with this error."""

    async def release(self, held: Held, due_at: datetime, error: str) -> None:
        """It failed; whoever has time takes it from then on."""

    async def forget_leases(self) -> None:
        """For the only process on a database, on its start."""


class OutboxStore(Protocol):
    """Keeps deliveries and receipts."""

    async def add(self, wanted: Sequence[Delivery]) -> None:
        """Commits them; a key that is there already adds nothing."""

    async def claim(
        self, places: Collection[str], now: datetime, lease_until: datetime, limit: int
    ) -> tuple[Delivery, ...]:
        """Takes what is due at these places, each lane in order; counts the try."""

    async def delivered(self, delivery: Delivery, receipt: Receipt) -> None:
        """It stands there."""

    async def postpone(self, delivery: Delivery, due_at: datetime, error: str) -> None:
        """It failed, and is tried again then."""

    async def bury(self, delivery: Delivery, error: str) -> None:
        """It is given up, visibly."""

    async def retry(self, key: str, now: datetime) -> bool:
        """A dead one is due again; False where none is dead by this key."""

    async def dead(self, limit: int = 100) -> tuple[Delivery, ...]:
        """What was given up, the latest first."""

    async def of_case(self, case_id: str) -> tuple[Delivery, ...]:
        """All of a case's, in order."""

    async def receipt(self, place: str, about: str) -> Receipt | None:
        """What stands there already."""

    async def about(self, place: str, channel: str, message: str) -> str:
        """What a message there is about; "" where we know none."""

    async def next_due(self, places: Collection[str]) -> datetime | None:
        """When there is something to do next."""

    async def forget_leases(self) -> None:
        """For the only process on a database, on its start."""


class Bell(Protocol):
    """Carries news between the processes on one database; `bot.store` fits."""

    async def ring(self, case_ids: Collection[str]) -> None:
        """These cases have changed: heard in every process but this one."""

    async def listen(self, heard: Callable[[str], None], begun: Callable[[], None]) -> None:
        """Tells of changes of others, for as long as the connection holds."""


class CounterStore(Protocol):
    """Counts against quotas, for all processes together."""

    async def spend(self, quotas: Sequence[Quota], now: datetime) -> Quota | None:
        """Counts one against all; or against none, and gives the one that is used up."""


class LookStore(Protocol):
    """Keeps what was seen of hosts, for all processes together."""

    async def claim(self, key: str, now: datetime, kept: timedelta, patience: timedelta) -> Claim:
        """Takes a look that is older than `kept`, or that nobody finished within `patience`."""

    async def keep(self, keys: Sequence[str], seen: object, at: datetime) -> None:
        """What was seen; any plain record."""

    async def leave(self, key: str) -> None:
        """Nothing came of it."""


class PrivacyStore(Protocol):
    """Erases, hands out, and forgets."""

    async def erase(self, case_id: str, now: datetime, told: str) -> bool:
        """Leaves a stub, and takes back what stands at places, where `told` is said instead.

        False where there is nothing left to erase.
        """

    async def export(self, person: Person) -> dict[str, Any]:
        """Everything that is kept of a person, as plain values."""

    async def sweep(self, before: datetime, chains_before: datetime, now: datetime) -> int:
        """Deletes what is older and not in anybody's hands; how many cases went.

        The chain that was shown in an incident is kept until `chains_before`.
        """
