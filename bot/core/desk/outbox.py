"""What is to be delivered where, and what the place answered."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from bot.core.desk.case import Address
from bot.core.ticket import Priority, Queue, TicketState


class ParcelKind(StrEnum):
    """What a parcel is for.

    HANDOVER, ADDED, CHANGED and SUMMARY go to technicians; ANSWER and CLOSING to the requester.
    REVISED goes where the words stand that read differently now.
    ERASED goes wherever something of a case was posted that its requester had erased.
    """

    HANDOVER = "handover"
    ADDED = "added"
    CHANGED = "changed"
    SUMMARY = "summary"
    ANSWER = "answer"
    CLOSING = "closing"
    REVISED = "revised"
    ERASED = "erased"


class DeliveryState(StrEnum):
    """Dead: given up after many tries, or refused for good; a technician can have it retried."""

    DUE = "due"
    DELIVERED = "delivered"
    DEAD = "dead"


class Receipt(Struct, frozen=True, kw_only=True):
    """What a place answered: which message stands where.

    Attributes:
        message: The place's id of it: a timestamp, a Message-ID, a ticket's number there.
        link: For people; "" where there is none.
    """

    message: str = ""
    channel: str = ""
    thread: str = ""
    link: str = ""


class Parcel(Struct, frozen=True, kw_only=True):
    """What a place is given to post; it chooses the form.

    Attributes:
        to: The conversation to post into; None: wherever the place has its technicians.
        ticket, number: The ticket's id, and what people call it; "" and 0 in a summary.
        title: One line: what it is about.
        lines: For people, in order.
        who: Who said it, for people; "" where nobody did.
        text: Their words.
        fields: The machine-readable block of a hand-over.
        files: Names and texts that go with a hand-over.
        link: Where technicians open the case; "" where there is no web desk.
        message: The id that their words have where they were written; "" where there is none.
        revises: The key of the delivery whose post is to read as its parcel does now.
        cards, letters: What is to be taken back: posts with a thread under them, and single ones.
    """

    kind: ParcelKind
    to: Address | None = None
    case: str = ""
    ticket: str = ""
    number: int = 0
    title: str = ""
    lines: tuple[str, ...] = ()
    who: str = ""
    text: str = ""
    fields: dict[str, object] = field(default_factory=dict)
    files: tuple[tuple[str, str], ...] = ()
    state: TicketState = TicketState.OPEN
    priority: Priority = Priority.P4
    queue: Queue = Queue.SELF_SERVICE
    owner: str = ""
    link: str = ""
    message: str = ""
    revises: str = ""
    cards: tuple[Receipt, ...] = ()
    letters: tuple[Receipt, ...] = ()

    @property
    def is_taken_back(self) -> bool:
        """Its author deleted the words before it went."""
        carries = self.kind in {ParcelKind.ADDED, ParcelKind.ANSWER}
        return carries and bool(self.message) and not self.text


class Delivery(Struct, frozen=True, kw_only=True):
    """One parcel on its way to one place.

    Attributes:
        key: Its unguessable name, the same at every try: a place that knows it posts once.
        lane: Parcels of one lane go in order, each only after the one before.
        about: Under what the receipt is kept, such as "ticket:ID"; what stands there already
            is handed to whoever delivers.
        attempts: Tries so far, the one under way included.
        error: What the last try failed of; "" where none did.
    """

    place: str
    key: str
    parcel: Parcel
    due_at: datetime
    created_at: datetime
    lane: str = ""
    about: str = ""
    state: DeliveryState = DeliveryState.DUE
    attempts: int = 0
    error: str = ""
    receipt: Receipt | None = None
