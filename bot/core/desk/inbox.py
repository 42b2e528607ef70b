"""What happened at a place, as it is kept until it has been worked on."""

from datetime import datetime

from msgspec import Struct, field

from bot.core.desk.case import Address, Person


class Event(Struct, frozen=True, kw_only=True):
    """One event of a place.

    Attributes:
        key: The place's own id of it; the same again is a duplicate.
        kind: The adapter's word for what to do with it.
        text: What a person wrote; secrets are removed before it is kept.
        attachments: Names and texts of files; secrets are removed likewise.
        facts: The adapter's own ids and words; kept as they are, so never a person's text.
    """

    place: str
    key: str
    kind: str
    person: Person
    address: Address
    text: str = ""
    attachments: tuple[tuple[str, str], ...] = ()
    facts: dict[str, str] = field(default_factory=dict)


class Held(Struct, frozen=True, kw_only=True):
    """An event whose row is committed, and that this process may work on.

    Attributes:
        attempts: How often work on it was begun, this time included.
    """

    row: int
    event: Event
    received_at: datetime
    attempts: int = 1
