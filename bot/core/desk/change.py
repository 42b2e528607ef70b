"""One step of a ticket, written down before it is done, and done as a whole."""

from datetime import datetime

from msgspec import Struct

from bot.core.desk.case import Address, Line, Person
from bot.core.desk.outbox import Delivery
from bot.core.ticket import Entry, Ticket


class Standing(Struct, frozen=True, kw_only=True):
    """A ticket and what belongs to it.

    Attributes:
        address: Where the requester's conversation is held.
        title: What it is about, in one line.
        due_at: By when somebody should have answered first.
    """

    ticket: Ticket
    address: Address
    requester: Person
    title: str
    due_at: datetime


class Change(Struct, frozen=True, kw_only=True):
    """What one step leaves behind: all of it, or nothing.

    Attributes:
        people: Who is named in it; what they are called is kept.
        handled: The row of the inbox that this is the work of, done with it; 0 for none.
    """

    ticket: Ticket
    people: tuple[Person, ...]
    entries: tuple[Entry, ...] = ()
    lines: tuple[Line, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    handled: int = 0
