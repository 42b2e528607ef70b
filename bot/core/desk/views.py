"""What people at the desk read: the queue, one case, its timeline."""

from datetime import datetime

from msgspec import Struct

from bot.core.desk.case import Attachment, Case, Line
from bot.core.desk.outbox import Delivery
from bot.core.ticket import Entry, Ticket


class QueueRow(Struct, frozen=True, kw_only=True):
    """One ticket in the list of technicians.

    Attributes:
        title: What it is about, in one line.
        requester: For people.
        due_at: By when somebody should have answered first.
        changed_at: When anything last happened.
    """

    ticket: Ticket
    title: str
    requester: str
    place: str
    due_at: datetime
    changed_at: datetime


class Moment(Struct, frozen=True, kw_only=True):
    """One thing on a timeline: words or a change, exactly one of the two."""

    at: datetime
    line: Line | None = None
    entry: Entry | None = None


class CaseView(Struct, frozen=True, kw_only=True):
    """Everything that one reader may see of a case, in order.

    Attributes:
        ticket: None where nobody asked for a technician.
        deliveries: Where it went and how that stands; only for technicians.
        names: What people are called, by their key.
    """

    case: Case
    ticket: Ticket | None
    timeline: tuple[Moment, ...]
    attachments: tuple[Attachment, ...]
    deliveries: tuple[Delivery, ...] = ()
    names: dict[str, str]
