"""What is wanted of the escalation, and what comes of it. Values only."""

from datetime import datetime

from msgspec import Struct

from bot.core.desk import Person
from bot.core.ticket import Action, Role, Ticket


class Step(Struct, frozen=True, kw_only=True):
    """What a technician or a requester does with a ticket.

    Attributes:
        to: The new owner of an assignment.
        overrides: An answer on purpose, though another one holds the ticket.
        handled: The inbox row that this is the work of; 0 for none.
        message: The place's id of their words; "" where there is none.
    """

    action: Action
    who: Person
    role: Role = Role.TECHNICIAN
    text: str = ""
    to: Person | None = None
    overrides: bool = False
    handled: int = 0
    message: str = ""


class Opened(Struct, frozen=True, kw_only=True):
    """Technicians have it.

    Attributes:
        is_new: False where the case had its ticket already, and nothing was sent again.
        due_at: By when somebody should have answered first.
    """

    ticket: Ticket
    is_new: bool
    due_at: datetime


class TooMany(Struct, frozen=True, kw_only=True):
    """No further ticket now.

    Attributes:
        open_tickets: So many are open that one has to be resolved first; 0 where that's not it.
        again_at: When a further one can be opened; None where time alone does not help.
    """

    open_tickets: int = 0
    again_at: datetime | None = None


class Taken(Struct, frozen=True, kw_only=True):
    """A step was taken, or words were kept, and whoever has to know is told.

    Attributes:
        action: What the words were taken for.
        is_in_hand: A technician is on it: the bot says nothing in this case.
    """

    ticket: Ticket
    action: Action
    is_in_hand: bool
