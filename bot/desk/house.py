"""What the escalation works with: where it keeps things, and how this organisation works."""

from collections.abc import Callable

from msgspec import Struct

from bot.core.desk.parcels import Receiver
from bot.desk.changes import Changes
from bot.desk.limits import Limits
from bot.desk.seams import CaseStore, Clock, NewId, TicketStore
from bot.desk_settings import DeskSection


class Keeping(Struct, frozen=True, kw_only=True):
    """Where the escalation keeps things, and what it counts by.

    Attributes:
        wake: Called when there is something to deliver.
    """

    cases: CaseStore
    tickets: TicketStore
    limits: Limits
    changes: Changes
    new_id: NewId
    clock: Clock
    wake: Callable[[], None]


class House(Struct, frozen=True, kw_only=True):
    """How this organisation works.

    Attributes:
        receivers: Where technicians are told.
        is_own: Whether a host is one of its own.
        say: The sentences of the desk, by name.
        link: Where technicians open a case, by its id; "" where there is no web desk.
        edits: Places that edit what they have posted.
    """

    receivers: tuple[Receiver, ...]
    section: DeskSection
    is_own: Callable[[str], bool]
    say: Callable[[str], str]
    link: Callable[[str], str] = lambda _: ""
    edits: frozenset[str] = frozenset()
