"""The card that a worried person reads: verdict, why, one step, who fixes it, whom to ask."""

from collections.abc import Iterable, Mapping

from rich.console import RenderableType
from rich.panel import Panel
from rich.text import Text

from bot.core.words.answer import Answer

_WIDTH = 76


def panel(
    answer: Answer,
    contact: Mapping[str, str],
    *,
    title: str,
    style: str,
    more: Iterable[tuple[str, str]] = (),
) -> RenderableType:
    """The card; `more` are further lines, each with its beginning in bold."""
    body = Text()
    body.append(f"{answer.headline}\n", style=style)
    body.append(f"{answer.why}\n\n")
    lines = (
        ("Next: ", answer.next_step),
        ("Who fixes it: ", answer.who_fixes),
        *more,
        ("A person to ask: ", contact_line(contact)),
    )
    for number, (beginning, text) in enumerate(lines):
        body.append(beginning, style="bold")
        body.append(text if number == len(lines) - 1 else f"{text}\n")
    return Panel(body, title=Text(f" {title} "), title_align="left", width=_WIDTH, padding=(1, 2))


def contact_line(contact: Mapping[str, str]) -> str:
    """Name and the ways to reach it, as one line; empty parts are left out."""
    ways = ", ".join(contact[key] for key in ("phone", "email", "hours") if contact.get(key))
    return f"{contact['name']}: {ways}" if contact["name"] and ways else contact["name"] or ways
