"""Deliveries as the courier hands them to places."""

from datetime import UTC, datetime

from msgspec.structs import replace

from bot.core.desk import Delivery, Parcel, ParcelKind
from bot.core.ticket import Priority, Queue

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PARCEL = Parcel(
    kind=ParcelKind.HANDOVER,
    case="case",
    ticket="ticket",
    number=12,
    title="Expired certificate: shop.example.com",
    lines=("What they say: <b>help</b>", "What certdesk found: It ran out."),
    who="Eva",
    text="it is urgent",
    fields={"target": {"host": "shop.example.com"}, "judgement": {"problem": "expired"}},
    priority=Priority.P2,
    queue=Queue.SERVERS,
)


def delivery(**changed: object) -> Delivery:
    return Delivery(
        place="somewhere",
        key="ticket:1:handover:somewhere",
        parcel=replace(PARCEL, **changed),
        due_at=NOW,
        created_at=NOW,
        about="ticket:ticket",
        attempts=1,
    )
