"""A case in a technician's hands: its states, how urgent it is, and what is handed over. Pure."""

from bot.core.ticket.relay import Meant, is_in_hand, meant
from bot.core.ticket.states import (
    Acting,
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
    "Acting",
    "Action",
    "Entry",
    "Impact",
    "Meant",
    "NotAllowedError",
    "Priority",
    "Queue",
    "Role",
    "Ticket",
    "TicketState",
    "Urgency",
    "act",
    "is_in_hand",
    "meant",
    "opened",
    "urgency",
]
