"""Loads what a conversation says beside its cards."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from bot.catalogue.files import CatalogueError, demand_keys, demand_source, read_table
from bot.core.message import Question
from bot.core.reply import Action, Choice, Tone


class CatalogueTalk:
    """The catalogue as what a conversation asks for words."""

    def button(self, action: Action) -> str:
        """What stands on a button."""
        return str(_table()["buttons"][action])

    def options(self, question: Question) -> Mapping[Choice, str]:
        """The answers that are offered; none where an address or a text is wanted."""
        return {Choice(k): v for k, v in _table()["options"].get(question, {}).items()}

    def mark(self, tone: Tone) -> str:
        """The word at the head of a card."""
        return str(_table()["marks"][tone])

    def say(self, name: str) -> str:
        """One of the small sentences, its gaps unfilled."""
        return str(_table()["sentences"][name])


@cache
def _table() -> Mapping[str, Any]:
    return parse_talk(read_table("talk.toml"))


def parse_talk(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Check what the file holds, and leave sources and dates out.

    Raises:
        CatalogueError: A table cites no dated source, a button or an answer is missing or one too
            many.
    """
    options = {name: _sourced(f"options.{name}", t) for name, t in data["options"].items()}
    buttons = _sourced("buttons", data["buttons"])
    demand_keys(buttons, set(Action) - {Action.ANSWER}, "talk.toml: buttons")
    marks = _sourced("marks", data["marks"])
    demand_keys(marks, Tone, "talk.toml: marks")
    for name, choices in options.items():
        if name not in set(Question) or set(choices) != {choice.name.lower() for choice in Choice}:
            raise CatalogueError(
                f"talk.toml: options.{name}: no such question, or not its answers"
            )
    return {
        "buttons": buttons,
        "marks": marks,
        "options": options,
        "sentences": _sourced("sentences", data["sentences"]),
    }


def _sourced(name: str, table: Mapping[str, Any]) -> dict[str, str]:
    demand_source(table, f"talk.toml: {name}")
    return {key: text for key, text in table.items() if key not in {"source", "date"}}
