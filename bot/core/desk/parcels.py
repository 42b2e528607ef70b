"""Which parcels follow from a step of a ticket, and for whom. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bot.core.desk.change import Standing
from bot.core.desk.outbox import Delivery, Parcel, ParcelKind
from bot.core.redact import without_personal_facts
from bot.core.ticket import Action, Entry, Queue, Role, Ticket

ALL_KINDS: Final = frozenset(
    {ParcelKind.HANDOVER, ParcelKind.ADDED, ParcelKind.CHANGED, ParcelKind.SUMMARY}
)
"""Of those that technicians are sent."""


class Receiver(Struct, frozen=True, kw_only=True):
    """A place where technicians are.

    Attributes:
        wants: What it is sent.
        queues: Of which queues; empty for all.
        leaves: Parcels leave the house there, and are redacted for it.
        is_channel: People read along there, so that floods are summed up.
    """

    place: str
    wants: frozenset[ParcelKind] = ALL_KINDS
    queues: frozenset[Queue] = frozenset()
    leaves: bool = False
    is_channel: bool = False

    def takes(self, kind: ParcelKind, queue: Queue) -> bool:
        """This kind from this queue is sent there."""
        return kind in self.wants and (not self.queues or queue in self.queues)


class Names(Struct, frozen=True, kw_only=True):
    """What stands in a post beside the ticket itself.

    Attributes:
        who, owner: What people are called; "" where nobody is meant.
        link: Where technicians open the case; "" where there is no web desk.
    """

    who: str = ""
    owner: str = ""
    link: str = ""


def about(ticket: Ticket) -> str:
    """Under what the receipts of a ticket are kept."""
    return f"ticket:{ticket.id}"


def parcel_of(standing: Standing, kind: ParcelKind, names: Names) -> Parcel:
    """The part that all parcels of a ticket share."""
    ticket = standing.ticket
    return Parcel(
        kind=kind,
        case=ticket.case,
        ticket=ticket.id,
        number=ticket.number,
        title=standing.title,
        who=names.who,
        state=ticket.state,
        priority=ticket.priority,
        queue=ticket.queue,
        owner=names.owner,
        link=names.link,
    )


def parcels_after(standing: Standing, entry: Entry, names: Names) -> Iterator[Parcel]:
    """What a step gives to post; `standing` is as it is after the step.

    Technicians' notes are for who reads the case; nothing is posted for them.
    """
    said = entry.text
    match entry.action, entry.role:
        case Action.ANSWER, _:
            yield _to(standing, ParcelKind.ANSWER, names, said)
            yield parcel_of(standing, ParcelKind.CHANGED, names)
        case Action.RESOLVE, Role.TECHNICIAN:
            yield _to(standing, ParcelKind.CLOSING, names, said)
            yield parcel_of(standing, ParcelKind.CHANGED, names)
        case (Action.ADD, _) | (Action.REOPEN, Role.REQUESTER) | (Action.NOTE, Role.CERTDESK):
            yield replace(parcel_of(standing, ParcelKind.ADDED, names), text=said)
        case (Action.NOTE | Action.OPEN, _):
            return
        case _:
            yield parcel_of(standing, ParcelKind.CHANGED, names)


def _to(standing: Standing, kind: ParcelKind, names: Names, text: str) -> Parcel:
    return replace(parcel_of(standing, kind, names), to=standing.address, text=text)


def deliveries_of(
    standing: Standing, parcel: Parcel, receivers: tuple[Receiver, ...], at: datetime
) -> Iterator[Delivery]:
    """To the requester's conversation if it says so, else to each place that takes it."""
    if parcel.to is not None:
        yield _delivery(standing, parcel.to.place, parcel, at)
        return
    for receiver in receivers:
        if receiver.takes(parcel.kind, standing.ticket.queue):
            told = without_personal(parcel) if receiver.leaves else parcel
            yield _delivery(standing, receiver.place, told, at)


def summary_of(place: str, line: str, at: datetime, until: datetime) -> Delivery:
    """Instead of a post into a channel that had too many: one line in what is posted then."""
    return Delivery(
        place=place,
        key=f"summary:{place}:{until:%Y%m%dT%H%M}",
        parcel=Parcel(kind=ParcelKind.SUMMARY, lines=(line,)),
        due_at=until,
        created_at=at,
    )


def _delivery(standing: Standing, place: str, parcel: Parcel, at: datetime) -> Delivery:
    """The key holds the ticket's version: the same step never sends the same twice."""
    ticket = standing.ticket
    side = "technicians" if parcel.to is None else "requester"
    return Delivery(
        place=place,
        key=f"{ticket.id}:{ticket.version}:{parcel.kind}:{place}",
        lane=f"{ticket.id}:{place}:{side}",
        about=about(ticket) if parcel.to is None else "",
        parcel=parcel,
        due_at=at,
        created_at=at,
    )


def without_personal(parcel: Parcel) -> Parcel:
    """What leaves the house says neither who nor where inside it."""
    return replace(
        parcel,
        title=_bare(parcel.title),
        lines=tuple(_bare(line) for line in parcel.lines),
        who="",
        files=(),  # certificates of inspection may name a computer, and cannot be redacted
        text=_bare(parcel.text),
        fields={
            key: _bare_value(value) for key, value in parcel.fields.items() if key != "person"
        },
    )


def _bare(text: str) -> str:
    return without_personal_facts(text).text


def _bare_value(value: object) -> object:
    match value:
        case str():
            return _bare(value)
        case dict():
            return {key: _bare_value(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_bare_value(inner) for inner in value]
        case _:
            return value
