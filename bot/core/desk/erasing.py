"""What is taken back at places when somebody has their case erased. Pure."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.core.desk.outbox import Delivery, Parcel, ParcelKind, Receipt


class Posted(Struct, frozen=True, kw_only=True):
    """A message of ours that stands somewhere.

    Attributes:
        is_card: Others stand under it; else it stands by itself.
    """

    place: str
    receipt: Receipt
    ticket: str = ""
    number: int = 0
    is_card: bool = False


def posted(delivery: Delivery, receipt: Receipt) -> Posted:
    """What a delivery left at its place."""
    parcel = delivery.parcel
    return Posted(
        place=delivery.place,
        receipt=receipt,
        ticket=parcel.ticket,
        number=parcel.number,
        is_card=parcel.kind is ParcelKind.HANDOVER,
    )


def taken_back(standing: Iterable[Posted], at: datetime, text: str = "") -> Iterator[Delivery]:
    """One delivery for each place; `text` tells people there that somebody had it erased.

    What it holds says where something stood and not what it was.
    """
    by_place: defaultdict[str, list[Posted]] = defaultdict(list)
    for one in sorted(standing, key=lambda one: not one.is_card):
        known = {other.receipt for other in by_place[one.place]}
        if one.receipt.message and one.receipt not in known:
            by_place[one.place].append(one)
    for place, there in by_place.items():
        bare = [(one.is_card, replace(one.receipt, link="")) for one in there]
        parcel = Parcel(
            kind=ParcelKind.ERASED,
            ticket=next((one.ticket for one in there if one.ticket), ""),
            number=max(one.number for one in there),
            text=text,
            cards=tuple(receipt for is_card, receipt in bare if is_card),
            letters=tuple(receipt for is_card, receipt in bare if not is_card),
        )
        messages = " ".join(sorted(receipt.message for _, receipt in bare))
        name = hashlib.sha256(messages.encode()).hexdigest()[:24]
        yield Delivery(
            place=place, key=f"erased:{place}:{name}", parcel=parcel, due_at=at, created_at=at
        )
