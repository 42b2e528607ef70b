"""Words that their author changed or took back, and what that means for copies of them. Pure."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bot.core.desk.case import Case
from bot.core.desk.outbox import Delivery, Parcel, ParcelKind
from bot.core.ticket import Role

_CARRY: Final = {
    Role.REQUESTER: frozenset({ParcelKind.ADDED}),
    Role.TECHNICIAN: frozenset({ParcelKind.ANSWER, ParcelKind.CLOSING}),
    Role.CERTDESK: frozenset[ParcelKind](),
}
_TELLING: Final = 20
"""So many characters are looked for anywhere in a line; fewer only where they end it."""


class Reworded(Struct, frozen=True, kw_only=True):
    """What became of a message.

    Attributes:
        place, channel: Where the case is held.
        case: Of which case; "" for any that is held there.
        role: As whom its author wrote it.
        message: The place's id of it.
        text: How it reads now, secrets removed; "" where it was taken back.
        key: The same at every try.
        handled: The row of the inbox that this is the work of; 0 for none.
    """

    place: str
    channel: str
    role: Role
    message: str
    text: str
    key: str
    at: datetime
    case: str = ""
    handled: int = 0


class Revised(Struct, frozen=True, kw_only=True):
    """What was done about it.

    Attributes:
        cases: Those in which it had been kept.
        silent: Of these, where its requester has no words left.
        posts: How many posts elsewhere follow it.
    """

    cases: tuple[str, ...] = ()
    silent: tuple[Case, ...] = ()
    posts: int = 0


class Editing(Struct, frozen=True, kw_only=True):
    """Who can follow.

    Attributes:
        edits: Places that edit what they have posted; to others a correction is sent.
        corrected: Makes one of words.
    """

    edits: frozenset[str]
    corrected: Callable[[str], str]


class Following(Struct, frozen=True, kw_only=True):
    """A delivery as it is to be kept, and what is to be sent after it."""

    parcel: Parcel
    sent: tuple[Delivery, ...] = ()


def following(
    delivery: Delivery, wanted: Reworded, before: Collection[str], house: Editing
) -> Following | None:
    """None where the delivery has nothing to do with those words; `before` is how they read."""
    now = _reworded(delivery.parcel, wanted, before)
    if now is None:
        return None
    if delivery.place in house.edits:
        told = replace(now, kind=ParcelKind.REVISED, lines=(), text="", fields={})
        sent = _after(delivery, wanted, replace(told, revises=delivery.key), "")
        return Following(parcel=now, sent=(sent,))
    if not wanted.text:
        return Following(parcel=now)
    told = replace(now, text=house.corrected(wanted.text))
    return Following(parcel=now, sent=(_after(delivery, wanted, told, delivery.about),))


def _reworded(parcel: Parcel, wanted: Reworded, before: Collection[str]) -> Parcel | None:
    """What was handed over when the ticket was opened says their first words too."""
    if parcel.kind in _CARRY[wanted.role] and parcel.message == wanted.message:
        return replace(parcel, text=wanted.text)
    if parcel.kind is not ParcelKind.HANDOVER or wanted.text or wanted.role is not Role.REQUESTER:
        return None
    said = [" ".join(text.split()) for text in before]
    lines = tuple(line for line in parcel.lines if not any(_says(line, text) for text in said))
    return None if lines == parcel.lines else replace(parcel, lines=lines)


def _says(line: str, text: str) -> bool:
    return line.endswith(text) or (len(text) >= _TELLING and text[:_TELLING] in line)


def _after(delivery: Delivery, wanted: Reworded, parcel: Parcel, about: str) -> Delivery:
    return Delivery(
        place=delivery.place,
        key=f"{delivery.key}:{wanted.key}",
        lane=delivery.lane,
        about=about,
        parcel=parcel,
        due_at=wanted.at,
        created_at=wanted.at,
    )
