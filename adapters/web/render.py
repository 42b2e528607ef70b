"""Replies and cases as the JSON that our pages draw. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from bot.core.desk import Case, CaseView, Delivery, Line, Moment, QueueRow
from bot.core.reply import Button, CardReply, Reply, Tone
from bot.core.ticket import Entry, Ticket
from bot.core.words.pem import SHOWN_CHAIN
from bot.core.words.printable import printable
from bot.core.words.report import Json, certificate_record, stamp

_LONGEST_LINE = 2_000


def reply_record(reply: Reply, mark: Callable[[Tone], str]) -> dict[str, Json]:
    """A reply with everything that is needed to draw it again later."""
    buttons = [_button(button) for button in reply.buttons]
    if not isinstance(reply, CardReply):
        lines = [printable(line, _LONGEST_LINE) if line else "" for line in reply.lines]
        return {"kind": "text", "title": reply.title, "lines": lines, "buttons": buttons}
    answer = reply.answer
    return {
        "kind": "card",
        "tone": reply.tone,
        "mark": mark(reply.tone),
        "category": reply.category,
        "label": answer.label,
        "about": printable(reply.about),
        "aside": reply.aside,
        "headline": answer.headline,
        "why": answer.why,
        "next_step": answer.next_step,
        "who_fixes": answer.who_fixes,
        "question": reply.question,
        "notes": list(reply.notes),
        "buttons": buttons,
    }


def plain(reply: Reply) -> str:
    """The same in words, for transcripts that show no cards."""
    if not isinstance(reply, CardReply):
        return "\n".join((reply.title, *reply.lines)).strip()
    answer = reply.answer
    told = (
        *(reply.aside, f"{answer.headline} ({answer.label})", answer.why, answer.next_step),
        *(answer.who_fixes, reply.question, *reply.notes),
    )
    return "\n".join(part for part in told if part)


def own_case(view: CaseView) -> dict[str, Json]:
    """What a requester sees of a case of theirs."""
    case = view.case
    return {
        "id": case.id,
        "opened_at": stamp(case.opened_at),
        "erased": case.erased_at is not None,
        "ticket": _ticket(view.ticket, view.names) if view.ticket else None,
        "moments": [_moment(moment, view.names) for moment in view.timeline],
    }


def desk_case(view: CaseView, title: str, due_at: str | None) -> dict[str, Json]:
    """What a technician sees of a case."""
    case = view.case
    return {
        **own_case(view),
        "title": printable(title),
        "due_at": due_at,
        "place": case.address.place,
        "requester": printable(case.requester.name) or f"Visitor {case.requester.id[:6]}",
        "record": msgspec.json.decode(case.record) if case.record else None,
        "shown_chain": [certificate_record(c) for c in case.state.enquiry.chain],
        "answers": msgspec.structs.asdict(case.state.answers),
        "attachments": _files(view),
        "deliveries": [delivery_record(delivery) for delivery in view.deliveries],
    }


def _files(view: CaseView) -> list[Json]:
    """What can be saved: files that somebody sent, and the chain that they pasted."""
    sent = [{"id": file.id, "name": printable(file.name)} for file in view.attachments]
    shown = {"id": SHOWN_CHAIN, "name": SHOWN_CHAIN}
    return [*sent, *([shown] if view.case.state.enquiry.chain else [])]


def queue_record(row: QueueRow, names: Mapping[str, str]) -> dict[str, Json]:
    """One line of the queue."""
    return {
        **_ticket(row.ticket, names),
        "title": printable(row.title),
        "requester": printable(row.requester),
        "place": row.place,
        "due_at": stamp(row.due_at),
        "changed_at": stamp(row.changed_at),
    }


def delivery_record(delivery: Delivery) -> dict[str, Json]:
    """A delivery and how it stands."""
    return {
        "key": delivery.key,
        "place": delivery.place,
        "kind": delivery.parcel.kind,
        "case": delivery.parcel.case,
        "number": delivery.parcel.number,
        "title": printable(delivery.parcel.title),
        "state": delivery.state,
        "attempts": delivery.attempts,
        "error": printable(delivery.error),
    }


def title_of(case: Case) -> str:
    """What a case without a ticket is about."""
    target = case.state.target
    return target.display if target else "A question"


def _button(button: Button) -> dict[str, Json]:
    return {
        "action": button.action,
        "label": button.label,
        "question": button.question,
        "choice": button.choice,
    }


def _ticket(ticket: Ticket, names: Mapping[str, str]) -> dict[str, Json]:
    return {
        "ticket": ticket.id,
        "case": ticket.case,
        "number": ticket.number,
        "state": ticket.state,
        "priority": ticket.priority,
        "queue": ticket.queue,
        "opened_at": stamp(ticket.opened_at),
        "owner": ticket.owner,
        "owner_name": printable(names.get(ticket.owner, "")),
        "version": ticket.version,
    }


def _moment(moment: Moment, names: Mapping[str, str]) -> dict[str, Json]:
    if moment.line is not None:
        return _line(moment.line)
    return _entry(moment.entry, names) if moment.entry else {}


def _line(line: Line) -> dict[str, Json]:
    reply: dict[str, Any] | None = msgspec.json.decode(line.reply) if line.reply else None
    return {
        "kind": "line",
        "number": line.number,
        "at": stamp(line.at),
        "role": line.role,
        "who": printable(line.who.name),
        "text": printable_block(line.text),
        "reply": reply,
        "message": line.message,
    }


def _entry(entry: Entry, names: Mapping[str, str]) -> dict[str, Json]:
    return {
        "kind": "entry",
        "at": stamp(entry.at),
        "role": entry.role,
        "who": printable(names.get(entry.who, "")),
        "action": entry.action,
        "text": printable_block(names.get(entry.text, entry.text)),
        "is_private": entry.is_private,
    }


def printable_block(text: str) -> str:
    """Several lines, each made printable."""
    lines = text.expandtabs(4).splitlines()
    return "\n".join(printable(line, _LONGEST_LINE) if line else "" for line in lines)
