"""Tickets in Block Kit: the card among technicians, forms, words that are passed on. Pure."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from adapters.slack.blocks import (
    Block,
    Post,
    actions,
    asked,
    button,
    context,
    header,
    marked,
    message,
    modal,
    option,
    paragraphs,
    section,
)
from adapters.slack.render import words_of
from adapters.slack.words import cut, escaped, quoted, size
from bot.core.desk import Parcel
from bot.core.ticket import Impact, Priority, TicketState

Say = Callable[[str], str]

_IMPACTS: Final = (Impact.CAN_WORK, Impact.CANNOT_WORK, Impact.MANY_CANNOT)
_PART: Final = 2_800
_PARTS: Final = 4
_IN_CARD: Final = 2
"""Code blocks; with what else stands in a card they stay below what Slack takes in all."""

_MOST_WORDS: Final = 2_900


def ticket(parcel: Parcel, handover: Parcel | None, say: Say, group: str = "") -> Post:
    """The card of a ticket as it stands.

    `handover` is what was said when it was opened, None where that was erased; `group` is pinged.
    """
    told = handover or parcel
    state = say("desk_state").format(
        state=parcel.state, priority=parcel.priority, queue=parcel.queue
    )
    owner = say("desk_owner").format(owner=parcel.owner) if parcel.owner else ""
    asks = say("desk_asks").format(who=told.who) if told.who else ""
    title = f"#{parcel.number} {parcel.priority}: {parcel.title}"
    pings = parcel.priority is Priority.P1 and bool(group)
    ping = f"<!subteam^{group}> " if pings else ""
    spoken = ". ".join(part for part in (title, state, owner, asks, *told.lines) if part)
    blocks = [
        *([marked(ping.strip())] if ping else []),
        header(title),
        context(" · ".join(part for part in (state, owner, asks) if part)),
        *paragraphs(told.lines),
        *([words_of(told.text)] if told.text else []),
        *actions([*_steps(parcel, say), *_links(parcel, say)]),
        *(_facts_of(_fact_parts(told)[0], say("desk_facts")) if _fits(told) else []),
    ]
    post = message(escaped(spoken), blocks)
    return Post(text=ping + post.text, blocks=post.blocks)


def facts(parcel: Parcel, say: Say) -> Iterator[Post]:
    """The machine-readable block, in as many messages as it takes; none where the card has it."""
    if _fits(parcel):
        return
    for number, part in enumerate(_fact_parts(parcel)):
        title = say("desk_facts") if number == 0 else "…"
        yield message(escaped(title), _facts_of(part, title))


def _fits(parcel: Parcel) -> bool:
    """It stands in the card itself, below what is to be pressed: one ticket is one post."""
    parts = _fact_parts(parcel)
    return len(parts) == 1 and len(parts[0]) <= _IN_CARD


def _fact_parts(parcel: Parcel) -> list[list[str]]:
    return list(_parts(list(_flat(parcel.fields))))


def _facts_of(part: Sequence[str], title: str) -> list[Block]:
    return [context(title), *(marked(text) for text in part)]


def added(parcel: Parcel, say: Say) -> Post:
    """What the requester wrote since."""
    who = say("desk_adds").format(who=parcel.who or f"#{parcel.number}")
    return message(escaped(f"{who} {parcel.text}"), [context(who), words_of(parcel.text)])


def summary(parcel: Parcel, say: Say) -> Post:
    """Instead of more posts than anybody reads."""
    title = say("summary_title")
    spoken = ". ".join((title, *parcel.lines))
    return message(escaped(spoken), [header(title), *paragraphs(parcel.lines)])


def passed_on(text: str) -> Post:
    """A technician's words, or that they closed it, for who asked."""
    return message(escaped(text), list(paragraphs(text.splitlines())) or [section(text)])


def asking_form(case: str, channel: str, say: Say) -> Block:
    """The short form; everything may be left as it is."""
    impacts = [option(say(f"work_{impact}"), impact) for impact in _IMPACTS]
    typed = [option(say("typed_no"), "no"), option(say("typed_yes"), "yes")]
    return modal(
        say("form_title"),
        [
            asked(say("form_doing"), "words", _box()),
            asked(say("form_work"), "impact", {"type": "radio_buttons", "options": impacts}),
            asked(say("form_typed"), "typed", {"type": "radio_buttons", "options": typed}),
        ],
        callback_id="ask",
        private_metadata=f"{channel} {case}",
        submit=_label(say("form_send")),
    )


def words_form(kind: str, ticket_id: str, channel: str, say: Say) -> Block:
    """A technician's answer or note, in a window of their own."""
    box = {**asked(say("desk_said"), "words", _box()), "optional": False}
    return modal(
        say(kind.replace(".", "_")),
        [box],
        callback_id=f"{kind}.said",
        private_metadata=f"{channel} {ticket_id}",
        submit=_label(say("form_send")),
    )


def _box() -> Block:
    return {"type": "plain_text_input", "multiline": True, "max_length": _MOST_WORDS}


def _label(text: str) -> Block:
    return {"type": "plain_text", "text": cut(text, 24)}


def _steps(parcel: Parcel, say: Say) -> Iterator[Block]:
    """What may be done now; whether this person may, is asked when they press."""
    is_resolved = parcel.state is TicketState.RESOLVED
    names = {
        "claim": parcel.state is TicketState.OPEN,
        "answer": not is_resolved,
        "note": True,
        "resolve": not is_resolved,
        "release": parcel.state in {TicketState.CLAIMED, TicketState.WAITING},
        "reopen": is_resolved,
        "right": True,
        "wrong": True,
    }
    for name, holds in names.items():
        if holds:
            style = "primary" if name == "claim" else ""
            yield button(say(f"desk_{name}"), f"desk.{name}", parcel.ticket, style)


def _links(parcel: Parcel, say: Say) -> Iterator[Block]:
    if parcel.state is not TicketState.RESOLVED:
        yield {
            "type": "users_select",
            "action_id": f"desk.assign.{parcel.ticket}",
            "placeholder": {"type": "plain_text", "text": say("desk_assign")},
        }
    if parcel.link.startswith(("https://", "http://")):
        yield {
            **button(say("desk_open"), "desk.open", parcel.ticket),
            "url": parcel.link[:3_000],
        }


def _flat(value: Any, name: str = "") -> Iterator[str]:  # noqa: ANN401 - JSON
    match value:
        case dict():
            for key, inner in value.items():
                yield from _flat(inner, f"{name}.{key}" if name else str(key))
        case list() | tuple() if any(isinstance(inner, dict) for inner in value):
            for number, inner in enumerate(value):
                yield from _flat(inner, f"{name}[{number}]")
        case list() | tuple():
            yield f"{name}: {', '.join(map(str, value))}"
        case str():
            yield f"{name}: {value}"
        case _:
            yield f"{name}: {json.dumps(value, default=str)}"


def _parts(lines: Sequence[str]) -> Iterator[list[str]]:
    """Code blocks, four to a message."""
    made: list[str] = []
    room: list[str] = []
    for line in lines:
        wanted = cut(line, 600)
        if room and size(escaped("\n".join((*room, wanted)))) > _PART - 10:
            made.append(quoted("\n".join(room), _PART))
            room = []
        room.append(wanted)
    if room:
        made.append(quoted("\n".join(room), _PART))
    for start in range(0, len(made), _PARTS):
        yield made[start : start + _PARTS]
