"""Cases, what was said in them, and what was attached."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Row, Select, bindparam, func, select, update

from bot.core.desk import Address, Attachment, Case, Line, Person
from bot.core.ticket import Role
from bot.store.codec import decode_state, encode_state
from bot.store.database import Database
from bot.store.inbox import finish
from bot.store.people import insert_into, people_of, person_of, remember
from bot.store.tables import attachments, cases, feedback, transcript

_NEWEST: Final = (
    select(cases)
    .where(
        cases.c.requester == bindparam("requester"),
        cases.c.touched_at >= bindparam("since"),
        cases.c.place == bindparam("place"),
        cases.c.channel == bindparam("channel"),
    )
    .order_by(cases.c.touched_at.desc())
)
"""Made once: it is asked for every message in every channel that we are in."""


class Cases:
    """Reads and keeps conversations."""

    def __init__(self, database: Database) -> None:
        """Works in this database."""
        self._database = database

    async def begin(self, case: Case, lines: Sequence[Line] = ()) -> None:
        """A new case, with what was said first."""

        def work(connection: Connection) -> None:
            add_case(connection, case)
            add_lines(connection, lines)

        await self._database.write(work)

    async def keep(
        self,
        case: Case,
        lines: Sequence[Line] = (),
        files: Sequence[Attachment] = (),
        handled: int = 0,
    ) -> None:
        """What is known now, and what was said since; an erased case stays empty.

        `handled` is the row of the inbox that this is the work of; it is done with it.
        """
        changed = {
            "state": encode_state(case.state),
            "record": case.record,
            "touched_at": case.touched_at,
        }
        here = update(cases).where(cases.c.id == case.id, cases.c.erased_at.is_(None))

        def work(connection: Connection) -> None:
            if connection.execute(here.values(changed)).rowcount:
                add_lines(connection, lines)
                _attach(connection, files)
            if handled:
                finish(connection, handled, case.touched_at)

        await self._database.write(work)

    async def correct(self, before: Case, now: Case, line: Line | None = None) -> None:
        """What was concluded, if it stands as before; and the words of that message of ours."""
        as_before = (
            cases.c.id == before.id,
            cases.c.state == encode_state(before.state),
            cases.c.record == before.record,
        )
        changed = {"state": encode_state(now.state), "record": now.record}

        def work(connection: Connection) -> None:
            connection.execute(update(cases).where(*as_before).values(changed))
            if line is not None:
                here = (transcript.c.case_id == line.case, transcript.c.message == line.message)
                ours = update(transcript).where(*here, transcript.c.role == line.role)
                connection.execute(ours.values(text=line.text, reply=line.reply))

        await self._database.write(work)

    async def by_id(self, case_id: str) -> Case | None:
        """The case, whoever asks: who may read it is the desk's to say."""
        return await self._one(select(cases).where(cases.c.id == case_id))

    async def latest(self, address: Address, requester: Person | None = None) -> Case | None:
        """The one that was touched last in this conversation; of one person, if one is given."""
        at = (
            cases.c.place == address.place,
            cases.c.channel == address.channel,
            cases.c.thread == address.thread,
            cases.c.erased_at.is_(None),
        )
        mine = () if requester is None else (cases.c.requester == requester.key,)
        latest = select(cases).where(*at, *mine).order_by(cases.c.touched_at.desc()).limit(1)
        return await self._one(latest)

    async def of_person(self, person: Person, limit: int = 50) -> tuple[Case, ...]:
        """Theirs, the latest first."""
        theirs = select(cases).where(cases.c.requester == person.key)
        newest = theirs.order_by(cases.c.touched_at.desc()).limit(limit)

        def work(connection: Connection) -> tuple[Case, ...]:
            rows = connection.execute(newest).all()
            return tuple(case_of(row, person) for row in rows)

        return await self._database.read(work)

    async def newest(
        self, address: Address, requester: Person, since: datetime
    ) -> tuple[Case, ...]:
        """Theirs in this channel, in whatever thread, that were touched since then."""
        asked = {
            "place": address.place,
            "channel": address.channel,
            "requester": requester.key,
            "since": since,
        }

        def work(connection: Connection) -> tuple[Case, ...]:
            rows = connection.execute(_NEWEST, asked).all()
            return tuple(case_of(row, requester) for row in rows)

        return await self._database.read(work)

    async def lately(self, place: str, since: datetime, limit: int) -> tuple[Address, ...]:
        """Where something was said at this place since then, the latest first; each once."""
        where = (cases.c.channel, cases.c.thread)
        latest = func.max(cases.c.touched_at)
        found = (
            select(*where)
            .where(cases.c.place == place, cases.c.touched_at >= since)
            .group_by(*where)
            .order_by(latest.desc())
            .limit(limit)
        )

        def work(connection: Connection) -> tuple[Address, ...]:
            rows = connection.execute(found).all()
            return tuple(Address(place=place, channel=r.channel, thread=r.thread) for r in rows)

        return await self._database.read(work)

    async def lines(self, case_id: str) -> tuple[Line, ...]:
        """What was said, in order."""
        return await self._database.read(lambda connection: lines_of(connection, case_id))

    async def attachments(self, case_id: str) -> tuple[Attachment, ...]:
        """What was sent, in order."""
        return await self._database.read(lambda connection: files_of(connection, case_id))

    async def names(self, keys: Collection[str]) -> dict[str, str]:
        """What people are called, by their key."""

        def work(connection: Connection) -> dict[str, str]:
            return {key: one.name for key, one in people_of(connection, keys).items()}

        return await self._database.read(work)

    async def rate(
        self, case_id: str, who: Person, kind: str, *, is_positive: bool, at: datetime
    ) -> None:
        """One person's word on a case; a later one takes its place."""
        values = {"case_id": case_id, "at": at, "kind": kind, "is_positive": is_positive}

        def work(connection: Connection) -> None:
            key = remember(connection, who)
            insert = insert_into(connection, feedback).values(**values, who=key)
            connection.execute(
                insert.on_conflict_do_update(
                    index_elements=["case_id", "who", "kind"],
                    set_={"at": at, "is_positive": is_positive},
                )
            )

        await self._database.write(work)

    async def _one(self, wanted: Select[tuple[object, ...]]) -> Case | None:
        def work(connection: Connection) -> Case | None:
            row = connection.execute(wanted).one_or_none()
            if row is None:
                return None
            known = people_of(connection, [row.requester])
            return case_of(row, person_of(known, row.requester))

        return await self._database.read(work)


def case_of(row: Row[tuple[object, ...]], requester: Person) -> Case:
    """The record of a row of `cases`."""
    return Case(
        id=row.id,
        address=Address(place=row.place, channel=row.channel, thread=row.thread),
        requester=requester,
        opened_at=row.opened_at,
        touched_at=row.touched_at,
        state=decode_state(row.state),
        record=row.record,
        erased_at=row.erased_at,
    )


def add_case(connection: Connection, case: Case) -> None:
    """A row of `cases`."""
    connection.execute(
        cases.insert().values(
            id=case.id,
            place=case.address.place,
            channel=case.address.channel,
            thread=case.address.thread,
            requester=remember(connection, case.requester),
            opened_at=case.opened_at,
            touched_at=case.touched_at,
            state=encode_state(case.state),
            record=case.record,
        )
    )


def add_lines(connection: Connection, lines: Sequence[Line]) -> None:
    """Rows of `transcript`."""
    for line in lines:
        connection.execute(
            transcript.insert().values(
                case_id=line.case,
                at=line.at,
                role=line.role,
                who=remember(connection, line.who),
                text=line.text,
                reply=line.reply,
                message=line.message,
                is_private=line.is_private,
            )
        )


def lines_of(connection: Connection, case_id: str) -> tuple[Line, ...]:
    """What was said in a case, in order."""
    said = select(transcript).where(transcript.c.case_id == case_id)
    rows = connection.execute(said.order_by(transcript.c.number)).all()
    known = people_of(connection, [row.who for row in rows])
    return tuple(
        Line(
            case=row.case_id,
            at=row.at,
            role=Role(row.role),
            who=person_of(known, row.who),
            text=row.text,
            reply=row.reply,
            message=row.message,
            is_private=row.is_private,
            number=row.number,
        )
        for row in rows
    )


def files_of(connection: Connection, case_id: str) -> tuple[Attachment, ...]:
    """What was attached to a case, in order."""
    found = select(attachments).where(attachments.c.case_id == case_id)
    return tuple(
        Attachment(id=row.id, case=row.case_id, at=row.at, name=row.name, content=row.content)
        for row in connection.execute(found.order_by(attachments.c.at, attachments.c.id))
    )


def _attach(connection: Connection, files: Sequence[Attachment]) -> None:
    for file in files:
        connection.execute(
            attachments.insert().values(
                id=file.id, case_id=file.case, at=file.at, name=file.name, content=file.content
            )
        )
