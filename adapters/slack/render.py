"""What the conversation answers, in Block Kit. Pure.

Facts from outside stand in plain text objects, which parse nothing, and escaped in the text that
notifications and screen readers say.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from adapters.slack.blocks import (
    Block,
    Post,
    actions,
    button,
    context,
    header,
    marked,
    message,
    modal,
    paragraphs,
    section,
)
from adapters.slack.words import escaped, quoted
from bot.config import Contact
from bot.core.reply import Action, Button, CardReply, TextReply

PRESSED: Final = "card"
"""How the ids of buttons on cards begin."""

SIDE: Final = frozenset({Action.DETAILS, Action.SIMPLE, Action.DRAFT_OWNER, Action.DRAFT_NETWORK})
"""What is shown to the presser alone."""


def card(reply: CardReply, case: str, contact: Contact) -> Post:
    """A card; `case` is what its buttons bring back."""
    answer = reply.answer
    parts = _Parts(reply, contact_line(contact))
    blocks: list[Block] = [
        *([section(reply.aside)] if reply.aside else []),
        header(answer.headline),
        context(parts.about),
        *(section(line) for line in parts.lines),
        *([section(reply.question)] if reply.question else []),
        *(context(note) for note in reply.notes),
        *([context(parts.contact)] if parts.contact else []),
        *actions([_button(one, case) for one in reply.buttons]),
    ]
    return message(escaped(parts.spoken()), blocks)


def note(text: str, buttons: Sequence[Block] = ()) -> Post:
    """A few words in between."""
    return message(escaped(text), [section(text), *actions(buttons)])


def shown(reply: TextReply) -> Block:
    """Evidence, the analogy or a letter, in a window for one person."""
    return modal(reply.title or "certdesk", list(paragraphs(reply.lines)) or [section("-")])


def waiting(title: str, text: str) -> Block:
    """The window while there is nothing to show in it yet."""
    return modal(title, [section(text)])


def words_of(text: str, most: int = 2_850) -> Block:
    """What somebody wrote, as a quotation that cannot break out."""
    return marked(quoted(text, most))


def pressed(action_id: str) -> dict[str, str]:
    """What a button's id says: `action`, and for answers `question` and `choice`."""
    kind, *rest = action_id.split(".")
    if kind != PRESSED:
        return {}
    return dict(zip(("action", "question", "choice"), rest, strict=False))


class _Parts:
    """A card's sentences in the order in which they are read."""

    def __init__(self, reply: CardReply, contact: str) -> None:
        answer = reply.answer
        self._reply = reply
        self.contact = contact
        self.about = f"{answer.label}: {reply.about}" if reply.about else answer.label
        self.lines = tuple(filter(None, (answer.why, answer.next_step, answer.who_fixes)))

    def spoken(self) -> str:
        """Everything that the card says, for who hears it."""
        reply, headline = self._reply, self._reply.answer.headline
        first = (reply.aside, headline, f"({self.about})")
        said = (*first, *self.lines, reply.question, *reply.notes, self.contact)
        return " ".join(part for part in said if part)


def contact_line(contact: Contact) -> str:
    """Whom to ask, in one line; "" where nobody is set."""
    reach = ", ".join(filter(None, (contact.phone, contact.email, contact.hours)))
    return ": ".join(filter(None, (contact.name, reach)))


def _button(pressable: Button, case: str) -> Block:
    return button(pressable.label, ".".join(_id_parts(pressable)), case, _style(pressable))


def _id_parts(pressable: Button) -> Iterator[Any]:
    yield from (PRESSED, pressable.action)
    if pressable.question and pressable.choice:
        yield from (pressable.question, pressable.choice)


def _style(pressable: Button) -> str:
    return "primary" if pressable.action is Action.ASK_PERSON else ""
