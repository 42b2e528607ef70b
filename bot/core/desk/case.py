"""A case: where it is held, who asked, what was said, and what is known."""

from datetime import datetime

from msgspec import Struct

from bot.core.dialogue import CaseState
from bot.core.ticket import Role


class Person(Struct, frozen=True, kw_only=True):
    """Somebody, as one place knows them; the same human elsewhere is another.

    Attributes:
        place: "web", "slack", "discord", "terminal".
        id: The place's own and unforgeable name for them: a user id, a session.
        name: For people to read; may change, proves nothing.
    """

    place: str
    id: str
    name: str = ""

    @property
    def key(self) -> str:
        """For comparing, and for the owner of a ticket."""
        return f"{self.place}:{self.id}"


class Address(Struct, frozen=True, kw_only=True):
    """Where a conversation is held.

    Attributes:
        thread: "" where there are none.
    """

    place: str
    channel: str
    thread: str = ""


class Case(Struct, frozen=True, kw_only=True):
    """One conversation about one error.

    Attributes:
        id: Unguessable; whoever knows it still reads only their own.
        record: The last explanation, as JSON of `explain`; "" before there was one.
        erased_at: When the person had it erased; then nothing but dates is left.
    """

    id: str
    address: Address
    requester: Person
    opened_at: datetime
    touched_at: datetime
    state: CaseState = CaseState()
    record: str = ""
    erased_at: datetime | None = None


class Line(Struct, frozen=True, kw_only=True):
    """Something that was said in a case.

    Attributes:
        text: Secrets removed before it gets here.
        reply: A reply of ours as JSON, for showing it again; "" for words.
        message: The place's id of it, so that it can be edited; "" where there is none.
        is_private: For technicians alone.
        number: Order in the store, from 1; 0 before it is stored.
    """

    case: str
    at: datetime
    role: Role
    who: Person
    text: str
    reply: str = ""
    message: str = ""
    is_private: bool = False
    number: int = 0


class Attachment(Struct, frozen=True, kw_only=True):
    """A file that somebody sent: text or certificates, secrets removed."""

    id: str
    case: str
    at: datetime
    name: str
    content: bytes
