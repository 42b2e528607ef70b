"""What is to be delivered: rows that couriers claim with a lease, and receipts."""

from collections.abc import Collection, Sequence
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import Connection, Row, Update, and_, or_, select, update

from bot.core.desk import Delivery, DeliveryState, Parcel, ParcelKind, Receipt
from bot.core.desk.erasing import posted, taken_back
from bot.store.codec import decode, encode
from bot.store.database import Database
from bot.store.people import insert_into
from bot.store.tables import deliveries, receipts


class Outbox:
    """Deliveries and how they stand."""

    def __init__(self, database: Database) -> None:
        """Works in this database."""
        self._database = database

    async def add(self, wanted: Sequence[Delivery]) -> None:
        """Commits them; a key that is there already adds nothing."""
        await self._database.write(lambda connection: add_deliveries(connection, wanted))

    async def claim(
        self, places: Collection[str], now: datetime, lease_until: datetime, limit: int
    ) -> tuple[Delivery, ...]:
        """Takes what is due at these places; others leave it alone until the lease is over.

        The tries are counted here, so that one that ends the process counts too.
        """
        earlier = deliveries.alias("earlier")
        blocked = (
            select(earlier.c.number)
            .where(
                earlier.c.lane == deliveries.c.lane,
                earlier.c.number < deliveries.c.number,
                earlier.c.state == DeliveryState.DUE,
            )
            .exists()
        )
        due = (
            select(deliveries)
            .where(
                deliveries.c.state == DeliveryState.DUE,
                deliveries.c.due_at <= now,
                deliveries.c.place.in_(places),
                or_(deliveries.c.lease_until.is_(None), deliveries.c.lease_until <= now),
                or_(deliveries.c.lane == "", ~blocked),
            )
            .order_by(deliveries.c.due_at, deliveries.c.number)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )

        def work(connection: Connection) -> tuple[Delivery, ...]:
            rows = connection.execute(due).all()
            if not rows:
                return ()
            taken = deliveries.c.number.in_([row.number for row in rows])
            leased = (
                update(deliveries)
                .where(taken)
                .values(lease_until=lease_until, attempts=deliveries.c.attempts + 1)
            )
            connection.execute(leased)
            found = [delivery_of(row) for row in rows]
            return tuple(replace(one, attempts=one.attempts + 1) for one in found)

        return await self._database.write(work)

    async def delivered(self, delivery: Delivery, receipt: Receipt) -> None:
        """It stands there; what stands where is kept under what it is about.

        What was erased while it was delivered is taken back.
        """
        done = _the(delivery).values(
            state=DeliveryState.DELIVERED, receipt=encode(receipt), lease_until=None, error=""
        )

        def work(connection: Connection) -> None:
            if not connection.execute(done).rowcount:
                late = taken_back([posted(delivery, receipt)], delivery.due_at)
                add_deliveries(connection, list(late))
            elif delivery.about and receipt.message:
                keep_receipt(connection, delivery, receipt)

        await self._database.write(work)

    async def postpone(self, delivery: Delivery, due_at: datetime, error: str) -> None:
        """It failed, and is tried again then."""
        later = _the(delivery).values(due_at=due_at, error=error, lease_until=None)
        await self._database.write(lambda connection: _run(connection, later))

    async def bury(self, delivery: Delivery, error: str) -> None:
        """It is given up, visibly."""
        dead = _the(delivery).values(state=DeliveryState.DEAD, error=error, lease_until=None)
        await self._database.write(lambda connection: _run(connection, dead))

    async def retry(self, key: str, now: datetime) -> bool:
        """A dead one is due again, its tries counted anew; False where there is none."""
        again = (
            update(deliveries)
            .where(deliveries.c.key == key, deliveries.c.state == DeliveryState.DEAD)
            .values(state=DeliveryState.DUE, due_at=now, attempts=0)
        )
        return await self._database.write(lambda c: bool(c.execute(again).rowcount))

    async def forget_leases(self) -> None:
        """For the only process on a database, on its start: what was begun is begun again."""
        leased = deliveries.c.lease_until.is_not(None)
        free = update(deliveries).where(leased).values(lease_until=None)
        await self._database.write(lambda connection: _run(connection, free))

    async def dead(self, limit: int = 100) -> tuple[Delivery, ...]:
        """What was given up, the latest first."""
        given_up = select(deliveries).where(deliveries.c.state == DeliveryState.DEAD)
        latest = given_up.order_by(deliveries.c.number.desc()).limit(limit)
        return await self._database.read(
            lambda c: tuple(delivery_of(row) for row in c.execute(latest))
        )

    async def of_case(self, case_id: str) -> tuple[Delivery, ...]:
        """All of a case's, in order."""
        theirs = select(deliveries).where(deliveries.c.case_id == case_id)
        ordered = theirs.order_by(deliveries.c.number)
        return await self._database.read(
            lambda c: tuple(delivery_of(row) for row in c.execute(ordered))
        )

    async def next_due(self, places: Collection[str]) -> datetime | None:
        """When there is something to do next; None where nothing waits."""
        waiting = (
            select(deliveries.c.due_at)
            .where(deliveries.c.state == DeliveryState.DUE, deliveries.c.place.in_(places))
            .order_by(deliveries.c.due_at)
            .limit(1)
        )
        return await self._database.read(lambda c: c.execute(waiting).scalar_one_or_none())

    async def receipt(self, place: str, about: str) -> Receipt | None:
        """What stands there already."""
        found = select(receipts).where(receipts.c.place == place, receipts.c.about == about)

        def work(connection: Connection) -> Receipt | None:
            row = connection.execute(found).one_or_none()
            return None if row is None else receipt_of(row)

        return await self._database.read(work)

    async def about(self, place: str, channel: str, message: str) -> str:
        """What a message there is about, or the thread that it began; "" where we know none."""
        same = and_(receipts.c.place == place, receipts.c.channel == channel)
        found = select(receipts.c.about).where(same, receipts.c.message == message).limit(1)
        return await self._database.read(lambda c: c.execute(found).scalar_one_or_none() or "")


def add_deliveries(connection: Connection, wanted: Sequence[Delivery]) -> None:
    """Rows of `deliveries`; a summary that still waits takes further lines."""
    for delivery in wanted:
        if delivery.parcel.kind is ParcelKind.SUMMARY and _joins(connection, delivery):
            continue
        insert = insert_into(connection, deliveries).values(
            place=delivery.place,
            kind=delivery.parcel.kind,
            key=delivery.key,
            lane=delivery.lane,
            about=delivery.about,
            case_id=delivery.parcel.case,
            parcel=encode(delivery.parcel),
            created_at=delivery.created_at,
            due_at=delivery.due_at,
            attempts=0,
            error="",
            state=delivery.state,
            receipt="",
        )
        connection.execute(insert.on_conflict_do_nothing(index_elements=["key"]))


def _joins(connection: Connection, delivery: Delivery) -> bool:
    there = (
        select(deliveries.c.parcel)
        .where(deliveries.c.key == delivery.key, deliveries.c.state == DeliveryState.DUE)
        .with_for_update()
    )
    text = connection.execute(there).scalar_one_or_none()
    if text is None:
        return False
    before = decode(text, Parcel)
    lines = tuple(dict.fromkeys((*before.lines, *delivery.parcel.lines)))
    joined = encode(replace(before, lines=lines))
    connection.execute(
        update(deliveries).where(deliveries.c.key == delivery.key).values(parcel=joined)
    )
    return True


def keep_receipt(connection: Connection, delivery: Delivery, receipt: Receipt) -> None:
    """What stands where now; the first message stays the one that others are replies to."""
    insert = insert_into(connection, receipts).values(
        place=delivery.place,
        about=delivery.about,
        channel=receipt.channel,
        thread=receipt.thread,
        message=receipt.message,
        link=receipt.link,
        case_id=delivery.parcel.case,
    )
    connection.execute(insert.on_conflict_do_nothing(index_elements=["place", "about"]))


def delivery_of(row: Row[tuple[object, ...]]) -> Delivery:
    """The record of a row of `deliveries`."""
    return Delivery(
        place=row.place,
        key=row.key,
        parcel=decode(row.parcel, Parcel),
        due_at=row.due_at,
        created_at=row.created_at,
        lane=row.lane,
        about=row.about,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        error=row.error,
        receipt=decode(row.receipt, Receipt) if row.receipt else None,
    )


def receipt_of(row: Row[tuple[object, ...]]) -> Receipt:
    """The record of a row of `receipts`."""
    return Receipt(message=row.message, channel=row.channel, thread=row.thread, link=row.link)


def _the(delivery: Delivery) -> Update:
    return update(deliveries).where(deliveries.c.key == delivery.key)


def _run(connection: Connection, statement: Update) -> None:
    connection.execute(statement)
