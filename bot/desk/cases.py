"""Conversations as they are kept: found again by where they are held, and added to."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.core.desk import Address, Attachment, Case, Line, Person
from bot.core.dialogue.state import WAITS_FOR
from bot.core.redact import without_secrets
from bot.core.ticket import Role
from bot.desk.changes import Changes
from bot.desk.seams import CaseStore, Clock, NewId

CERTDESK = Person(place="certdesk", id="certdesk", name="certdesk")
"""Who we are in a transcript."""


class Said(Struct, frozen=True, kw_only=True):
    """Words or a reply, before they are kept.

    Attributes:
        reply: A reply of ours as JSON; "" for words.
        message: The place's id of it; "" where there is none.
    """

    who: Person
    text: str
    role: Role = Role.REQUESTER
    reply: str = ""
    message: str = ""


class Cases:
    """Where adapters find and keep conversations. Secrets are removed on the way in."""

    def __init__(self, store: CaseStore, changes: Changes, new_id: NewId, clock: Clock) -> None:
        """Takes what it needs."""
        self._store = store
        self._changes = changes
        self._new_id = new_id
        self._clock = clock

    async def current(self, address: Address, requester: Person | None = None) -> Case | None:
        """The last case of this conversation; where there are no threads, give the person too."""
        return await self._store.latest(address, requester)

    async def has(self, case: Case, message: str) -> bool:
        """Something was kept of this message already."""
        return any(line.message == message for line in await self._store.lines(case.id))

    async def waiting(self, address: Address, requester: Person) -> Case | None:
        """Theirs in this channel, in whatever thread, of which a question stands."""
        now = self._clock()
        newest = await self._store.newest(address, requester, now - WAITS_FOR)
        return next((case for case in newest if case.state.waits(now)), None)

    async def begin(self, address: Address, requester: Person) -> Case:
        """A new and empty one."""
        now = self._clock()
        case = Case(
            id=self._new_id(),
            address=address,
            requester=requester,
            opened_at=now,
            touched_at=now,
        )
        await self._store.begin(case)
        return case

    async def keep(
        self,
        case: Case,
        said: Sequence[Said] = (),
        files: Sequence[tuple[str, str]] = (),
        handled: int = 0,
    ) -> Case:
        """Commits what is known now and what was said; gives the case as it is kept.

        Args:
            case: With the state and the record that hold from now on.
            said: In order.
            files: Names and texts of attachments.
            handled: The inbox row that this is the work of (`Held.row`); done in the same commit.
        """
        now = self._clock()
        touched = replace(case, touched_at=now)
        lines = [_line(case.id, now, one) for one in said]
        attached = [
            Attachment(
                id=self._new_id(),
                case=case.id,
                at=now,
                name=without_secrets(name).text,
                content=without_secrets(text).text.encode("utf-8", "replace"),
            )
            for name, text in files
        ]
        await self._store.keep(touched, lines, attached, handled)
        self._changes.tell(case.id)
        return touched

    async def attach(self, case: Case, files: Sequence[tuple[str, bytes]]) -> None:
        """Keeps files that cannot be read, such as pictures, for technicians."""
        now = self._clock()
        attached = [
            Attachment(
                id=self._new_id(),
                case=case.id,
                at=now,
                name=without_secrets(name).text,
                content=content,
            )
            for name, content in files
        ]
        await self._store.keep(replace(case, touched_at=now), (), attached)
        self._changes.tell(case.id)

    async def correct(self, before: Case, now: Case, said: Said | None = None) -> None:
        """Another conclusion than the last one, as long as that still stands.

        Args:
            before: As it was kept.
            now: With the state and the record that hold instead.
            said: What our message says now; found by its id. None where it stays as it is.
        """
        line = None if said is None else _line(now.id, self._clock(), said)
        await self._store.correct(before, now, line)
        self._changes.tell(now.id)

    async def rate(self, case: Case, who: Person, *, helped: bool) -> None:
        """Whether the answer helped, as they say: how we learn."""
        await self._store.rate(case.id, who, "helped", is_positive=helped, at=self._clock())


def _line(case_id: str, at: datetime, said: Said) -> Line:
    return Line(
        case=case_id,
        at=at,
        role=said.role,
        who=said.who,
        text=without_secrets(said.text).text,
        reply=said.reply,
        message=said.message,
    )
