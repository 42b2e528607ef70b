"""A case in a technician's hands: its states, how urgent it is, and what is handed over. Pure."""

from bot.core.ticket.states import (
    Action,
    Entry,
    NotAllowedError,
    Role,
    Ticket,
    TicketState,
    act,
    opened,
)
from bot.core.ticket.urgency import Impact, Priority, Queue, Urgency, urgency

__all__ = [
    "Action",
    "Entry",
    "Impact",
    "NotAllowedError",
    "Priority",
    "Queue",
    "Role",
    "Ticket",
    "TicketState",
    "Urgency",
    "act",
    "opened",
    "urgency",
]
