"""What may be done with a ticket, by whom, and what it is afterwards: one table."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bot.core.ticket.urgency import Priority, Queue


class TicketState(StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    WAITING = "waiting"
    RESOLVED = "resolved"


class Action(StrEnum):
    """What somebody does with a ticket; each becomes a line of its history."""

    OPEN = "open"
    CLAIM = "claim"
    RELEASE = "release"
    ASSIGN = "assign"
    ANSWER = "answer"
    NOTE = "note"
    ADD = "add"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    ESCALATE = "escalate"


class Role(StrEnum):
    """As whom somebody acts."""

    REQUESTER = "requester"
    TECHNICIAN = "technician"
    CERTDESK = "certdesk"


class NotAllowedError(Exception):
    """It cannot be done now or not by this person; the attributes say what was tried.

    Attributes:
        owner: Who holds the ticket; "" where nobody does.
    """

    def __init__(self, action: Action, state: TicketState, owner: str) -> None:
        super().__init__(f"{action} a ticket that is {state}")
        self.action = action
        self.state = state
        self.owner = owner


class Ticket(Struct, frozen=True, kw_only=True):
    """A case that a person asked a technician about.

    Attributes:
        id: Unguessable; people are shown `number`.
        case: The conversation it came from; one ticket for each.
        owner: Who claimed it, as their place names them; "" where nobody has.
        version: Counts changes, so that of two at once the later is told.
    """

    id: str
    number: int
    case: str
    state: TicketState
    priority: Priority
    queue: Queue
    opened_at: datetime
    owner: str = ""
    version: int = 1


class Entry(Struct, frozen=True, kw_only=True):
    """One line of a ticket's history.

    Attributes:
        who: As their place names them.
        text: What was said or noted; secrets removed.
        is_private: For technicians alone.
    """

    ticket: str
    at: datetime
    who: str
    role: Role
    action: Action
    text: str = ""
    is_private: bool = False


class Acting(Struct, frozen=True, kw_only=True):
    """Somebody's wish.

    Attributes:
        to: The new owner of an assignment; "" for anything else.
        overrides: Said on purpose although another one holds the ticket, who keeps it.
    """

    action: Action
    who: str
    role: Role
    at: datetime
    text: str = ""
    to: str = ""
    overrides: bool = False


def opened(ticket: Ticket, who: str, role: Role) -> Entry:
    """The first line of a ticket's history."""
    return Entry(ticket=ticket.id, at=ticket.opened_at, who=who, role=role, action=Action.OPEN)


def act(ticket: Ticket, acting: Acting) -> tuple[Ticket, Entry]:
    """The ticket afterwards, and the line for its history.

    Raises:
        NotAllowedError: Not in this state, not in this role, or another one's ticket.
    """
    allowed = (acting.action, ticket.state) in _TABLE and acting.role in _ROLES[acting.action]
    nobody = acting.action is Action.ASSIGN and not acting.to
    holds_other = bool(ticket.owner) and ticket.owner != acting.who
    intrudes = acting.action in _OWNERS_ALONE and holds_other and not acting.overrides
    if not allowed or nobody or intrudes:
        raise NotAllowedError(acting.action, ticket.state, ticket.owner)
    changed = replace(
        ticket,
        state=_state_after(ticket, acting),
        owner=_owner_after(ticket, acting),
        version=ticket.version + 1,
    )
    entry = Entry(
        ticket=ticket.id,
        at=acting.at,
        who=acting.who,
        role=acting.role,
        action=acting.action,
        text=acting.text or acting.to,
        is_private=acting.action in _PRIVATE,
    )
    return changed, entry


def _state_after(ticket: Ticket, acting: Acting) -> TicketState:
    if acting.action is Action.REOPEN:
        return TicketState.CLAIMED if ticket.owner else TicketState.OPEN
    return _TABLE[acting.action, ticket.state]


def _owner_after(ticket: Ticket, acting: Acting) -> str:
    match acting.action:
        case Action.CLAIM:
            return acting.who
        case Action.ASSIGN:
            return acting.to
        case Action.RELEASE:
            return ""
        case Action.ANSWER if not ticket.owner:
            return acting.who
        case _:
            return ticket.owner


_OPEN, _CLAIMED = TicketState.OPEN, TicketState.CLAIMED
_WAITING, _RESOLVED = TicketState.WAITING, TicketState.RESOLVED
_ANY: Final = tuple(TicketState)

_TABLE: Final[dict[tuple[Action, TicketState], TicketState]] = {
    (Action.CLAIM, _OPEN): _CLAIMED,
    (Action.RELEASE, _CLAIMED): _OPEN,
    (Action.RELEASE, _WAITING): _OPEN,
    **{(Action.ASSIGN, state): _CLAIMED for state in (_OPEN, _CLAIMED, _WAITING)},
    # Whoever answers an open ticket has claimed it.
    **{(Action.ANSWER, state): _WAITING for state in (_OPEN, _CLAIMED, _WAITING)},
    **{(Action.NOTE, state): state for state in _ANY},
    (Action.ADD, _OPEN): _OPEN,
    (Action.ADD, _CLAIMED): _CLAIMED,
    (Action.ADD, _WAITING): _CLAIMED,
    **{(Action.RESOLVE, state): _RESOLVED for state in (_OPEN, _CLAIMED, _WAITING)},
    (Action.REOPEN, _RESOLVED): _CLAIMED,
    **{(Action.ESCALATE, state): state for state in _ANY},
}
"""What follows from what; a pair that is not here is not allowed.

`WAITING` waits for the requester: an answer begins it, and whatever the requester adds ends it.
"""

_ROLES: Final = {
    Action.OPEN: frozenset(Role),
    Action.CLAIM: frozenset({Role.TECHNICIAN}),
    Action.RELEASE: frozenset({Role.TECHNICIAN}),
    Action.ASSIGN: frozenset({Role.TECHNICIAN}),
    Action.ANSWER: frozenset({Role.TECHNICIAN}),
    Action.NOTE: frozenset({Role.TECHNICIAN, Role.CERTDESK}),
    Action.ADD: frozenset({Role.REQUESTER}),
    Action.RESOLVE: frozenset({Role.TECHNICIAN, Role.REQUESTER}),
    Action.REOPEN: frozenset({Role.TECHNICIAN, Role.REQUESTER}),
    Action.ESCALATE: frozenset({Role.CERTDESK}),
}
_OWNERS_ALONE: Final = frozenset({Action.ANSWER, Action.RELEASE})
"""Everybody else's words are internal notes; assignment takes a ticket from somebody."""

_PRIVATE: Final = frozenset({Action.NOTE, Action.ESCALATE})
