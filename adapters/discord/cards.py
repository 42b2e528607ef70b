"""Tickets as technicians see them: a card, the whole case in its thread, what is relayed. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from discord import ButtonStyle, Embed

from adapters.discord import limits, phrases
from adapters.discord.escape import block, cut, escaped, plain
from adapters.discord.keys import TicketStep, ticket_key
from adapters.discord.render import Post, Pressable
from bot.core.desk import Attachment, CaseView, Parcel
from bot.core.ticket import Priority, TicketState

_GREY, _RED, _AMBER, _BLUE = 0x7F8C8D, 0xC0392B, 0xB9770E, 0x2471A3
_URGENT: Final = {Priority.P1: _RED, Priority.P2: _AMBER}
_STEPS: Final = {
    TicketState.OPEN: (
        TicketStep.CLAIM,
        TicketStep.ANSWER,
        TicketStep.NOTE,
        TicketStep.ASSIGN,
        TicketStep.RESOLVE,
    ),
    TicketState.CLAIMED: (
        TicketStep.ANSWER,
        TicketStep.NOTE,
        TicketStep.ASSIGN,
        TicketStep.RELEASE,
        TicketStep.RESOLVE,
    ),
    TicketState.RESOLVED: (TicketStep.REOPEN, TicketStep.NOTE),
}
_SUMMED: Final = 1800
_MOST_BYTES: Final = 20 * 1024 * 1024
_MOST_FILES: Final = 9
"""Discord takes ten files and 25 MiB in one message; one of them may be the whole case."""

_FACTS: Final = 3500
_SAID: Final = 1500


def ticket_card(parcel: Parcel) -> Post:
    """How a ticket stands, and what can be done with it."""
    resolved = parcel.state is TicketState.RESOLVED
    embed = Embed(
        title=escaped(f"#{parcel.number} {parcel.title}", limits.EMBED_TITLE),
        colour=_GREY if resolved else _URGENT.get(parcel.priority, _BLUE),
    )
    for name, value in (
        ("State", parcel.state),
        ("Urgency", parcel.priority),
        ("Queue", parcel.queue.replace("_", " ")),
        ("Technician", parcel.owner),
    ):
        if value:
            embed.add_field(name=name, value=escaped(str(value), limits.FIELD_VALUE))
    if parcel.link:
        embed.set_footer(text=plain(parcel.link, limits.EMBED_FOOTER))
    return Post(embed=embed, rows=_rows(parcel))


def card_words(parcel: Parcel, role: int) -> str:
    """What stands beside the card and stays when it changes; the gravest calls the role."""
    called = f"<@&{role}>\n" if calls_role(parcel, role) else ""
    asks = f"**{escaped(parcel.who, limits.LABEL)}** asks\n" if parcel.who else ""
    lines = "\n".join(escaped(line, _SAID) for line in parcel.lines)
    return called + cut(asks + lines, _SUMMED)


def calls_role(parcel: Parcel, role: int) -> bool:
    """Only for P1, and only this role."""
    return bool(role) and parcel.priority is Priority.P1


def thread_name(parcel: Parcel) -> str:
    """Short, and found again by its number."""
    return plain(f"#{parcel.number} {parcel.priority} {parcel.title}", limits.THREAD_NAME)


def whole_case(parcel: Parcel, view: CaseView | None) -> Post:
    """Everything that is known, so that nobody asks again; where it is long as a file too."""
    said = tuple(_transcript(view)) if view else ()
    facts = "\n".join((*_facts(parcel.fields), "", *said)).strip()
    shown = block(facts, _FACTS)
    embed = Embed(description=shown or "-", colour=_BLUE)
    if parcel.text:
        own = block(parcel.text, limits.FIELD_VALUE)
        embed.add_field(name="In their own words", value=own, inline=False)
    is_cut = len(facts) > _FACTS - limits.ROW * 2
    files = tuple(_files(view.attachments)) if view else ()
    return Post(embed=embed, rows=_rows(parcel), whole=facts if is_cut else "", files=files)


def _files(attached: Iterable[Attachment]) -> Iterator[tuple[str, bytes]]:
    """As many as fit into one message, in order."""
    left = _MOST_BYTES
    for one in islice(attached, _MOST_FILES):
        left -= len(one.content)
        if left >= 0:
            yield plain(one.name, limits.LABEL), one.content


def words_of(who: str, text: str) -> str:
    """What somebody said, quoted so that it can do nothing."""
    head = f"**{escaped(who, limits.LABEL)}**" if who else ""
    return f"{head}\n{block(text, limits.CONTENT - 200)}".strip()


def summary(parcel: Parcel) -> Post:
    """Tickets that were too many to be posted one by one."""
    lines = "\n".join(escaped(line, limits.EMBED_TITLE) for line in parcel.lines)
    return Post(embed=Embed(title=phrases.SUMMARY_TITLE, description=cut(lines, _FACTS)))


def _rows(parcel: Parcel) -> tuple[tuple[Pressable, ...], ...]:
    state = TicketState.CLAIMED if parcel.state is TicketState.WAITING else parcel.state
    judged = (TicketStep.RIGHT, TicketStep.WRONG)
    return tuple(
        tuple(
            Pressable(
                label=phrases.STEPS[step],
                custom_id=ticket_key(step, parcel.ticket),
                style=ButtonStyle.primary if step is TicketStep.CLAIM else ButtonStyle.secondary,
            )
            for step in steps
        )
        for steps in (_STEPS[state], judged)
    )


def _facts(fields: Mapping[str, object], before: str = "") -> Iterator[str]:
    for key, value in fields.items():
        name = f"{before}{key}"
        match value:
            case Mapping():
                yield from _facts(value, f"{name}.")
            case list() | tuple():
                for number, one in enumerate(value):
                    if isinstance(one, Mapping):
                        yield from _facts(one, f"{name}[{number}].")
                    else:
                        yield f"{name}: {plain(str(one), _SAID)}"
            case _:
                yield f"{name}: {plain(str(value), _SAID)}"


def _transcript(view: CaseView) -> Iterator[str]:
    for moment in view.timeline:
        line = moment.line
        if line is not None and line.text:
            yield f"{line.at:%H:%M} {line.who.name or line.role}: {line.text}"
