"""Replies as Discord shows them: an embed, and rows of buttons. Pure, and within every limit."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from discord import AllowedMentions, ButtonStyle, Embed
from msgspec import Struct

from adapters.discord import limits
from adapters.discord.escape import cut, escaped, plain, units
from adapters.discord.keys import Key, Press
from bot.core.reply import Action, Button, CardReply, Reply, TextReply
from bot.core.vocabulary import Category, Verdict

NOBODY: Final = AllowedMentions.none()

_RED, _AMBER, _GREEN, _BLUE = 0xC0392B, 0xB9770E, 0x1E8449, 0x2471A3
_COLOURS: Final = {
    Verdict.NO: _RED,
    Verdict.NOT_YET: _AMBER,
    Verdict.ONLY_IF_CONFIRMED: _AMBER,
    Verdict.READ_ONLY: _AMBER,
    Verdict.NOTHING_TO_SKIP: _GREEN,
    None: _BLUE,
}
_TEXT: Final = 3500
"""Of what was said, so that all parts stay within an embed's whole."""

_PART: Final = 700


class Pressable(Struct, frozen=True, kw_only=True):
    """A button, before it is one of discord.py's."""

    label: str
    custom_id: str
    style: ButtonStyle = ButtonStyle.secondary


class Post(Struct, frozen=True, kw_only=True):
    """What is sent as one message.

    Attributes:
        rows: At most five, of at most five buttons.
        whole: The text as a whole where it had to be cut; "" where it was not.
        files: Names and contents of what is sent along.
    """

    embed: Embed
    rows: tuple[tuple[Pressable, ...], ...] = ()
    whole: str = ""
    files: tuple[tuple[str, bytes], ...] = ()


def render(reply: Reply, case: str, contact: Mapping[str, str]) -> Post:
    """A reply in a case; `contact` stands under every card."""
    rows = tuple(_rows(reply.buttons, case)) if case else ()
    if isinstance(reply, TextReply):
        return _text(reply, rows)
    return Post(embed=_card(reply, contact), rows=rows)


def contact_line(contact: Mapping[str, str]) -> str:
    """Name and the ways to reach it, as one line; empty parts are left out."""
    ways = ", ".join(contact[key] for key in ("phone", "email", "hours") if contact.get(key))
    return ": ".join(part for part in (contact.get("name", ""), ways) if part)


def _card(reply: CardReply, contact: Mapping[str, str]) -> Embed:
    answer = reply.answer
    embed = Embed(
        title=escaped(answer.headline, limits.EMBED_TITLE),
        description=cut("\n\n".join(_said(reply)), _TEXT),
        colour=_colour(reply),
    )
    about = f"{answer.label}: {reply.about}" if reply.about else answer.label
    embed.set_author(name=plain(about, limits.EMBED_TITLE))
    if reply.question.strip():
        embed.add_field(
            name="It would help to know",
            value=escaped(reply.question, limits.FIELD_VALUE),
            inline=False,
        )
    asked = contact_line(contact)
    if asked:
        embed.set_footer(text=plain(f"Still stuck? {asked}", limits.FIELD_VALUE))
    return embed


def _colour(reply: CardReply) -> int:
    is_away = reply.category is Category.UNREACHABLE
    return _AMBER if is_away else _COLOURS[reply.verdict]


def _said(reply: CardReply) -> Iterator[str]:
    answer = reply.answer
    for beginning, text in (
        ("", reply.aside),
        ("", answer.why),
        ("**Next:** ", answer.next_step),
        ("**Who fixes it:** ", answer.who_fixes),
        *(("", note) for note in reply.notes),
    ):
        if text:
            yield beginning + escaped(text, _PART)


def _text(reply: TextReply, rows: tuple[tuple[Pressable, ...], ...]) -> Post:
    text = "\n".join(reply.lines)
    quoted = "\n".join(escaped(line, limits.EMBED_TEXT) for line in text.split("\n"))
    embed = Embed(description=cut(quoted, _TEXT), colour=_BLUE)
    if reply.title:
        embed.title = escaped(reply.title, limits.EMBED_TITLE)
    is_cut = units(quoted) > _TEXT
    return Post(embed=embed, rows=rows, whole=plain(text, 1_000_000) if is_cut else "")


def _rows(buttons: Sequence[Button], case: str) -> Iterator[tuple[Pressable, ...]]:
    """Answers to a question first, then what can be done, then how it was."""
    groups = (
        [b for b in buttons if b.action is Action.ANSWER],
        [b for b in buttons if b.action not in {Action.ANSWER, *_RATING}],
        [b for b in buttons if b.action in _RATING],
    )
    rows = [
        tuple(_pressable(button, case) for button in group[start : start + limits.ROW])
        for group in groups
        for start in range(0, len(group), limits.ROW)
    ]
    yield from rows[: limits.ROWS]


_RATING: Final = frozenset({Action.HELPED, Action.NOT_HELPED})


def _pressable(button: Button, case: str) -> Pressable:
    is_first = button.action is Action.ASK_PERSON
    press = Press(action=button.action, question=button.question, choice=button.choice)
    return Pressable(
        label=plain(button.label, limits.LABEL),
        custom_id=Key(case=case, press=press).text,
        style=ButtonStyle.primary if is_first else ButtonStyle.secondary,
    )
