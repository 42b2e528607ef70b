"""Loads what people answer to a question in their own words, and how they take something back."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from bot.catalogue.files import CatalogueError, demand_source, read_table
from bot.core.dialogue import ReplyWords
from bot.core.message import Question


@cache
def reply_words() -> Mapping[Question, ReplyWords]:
    """By question; those that are answered by an address or a paste have none."""
    return parse_replies(read_table("replies.toml"))


@cache
def correction_starts() -> tuple[str, ...]:
    """How a message begins that takes the last address back, in lower case."""
    return tuple(read_table("replies.toml")["correction"]["starts"])


def parse_replies(data: Mapping[str, Any]) -> dict[Question, ReplyWords]:
    """Check and build the phrases.

    Raises:
        CatalogueError: A table cites no dated source, is for no question, or gives a phrase two
            meanings.
    """
    for name, table in data.items():
        demand_source(table, f"replies.toml: {name}")
    questions = {n: t for n, t in data.items() if n not in {"any", "correction"}}
    if strangers := set(questions) - set(Question):
        raise CatalogueError(f"replies.toml: no such question: {', '.join(sorted(strangers))}")
    general = data["any"]
    return {Question(name): _words(name, table, general) for name, table in questions.items()}


def _words(name: str, own: Mapping[str, Any], general: Mapping[str, Any]) -> ReplyWords:
    words = ReplyWords(
        true=frozenset(own["true"]) | (frozenset(general["yes"]) - frozenset(own["false"])),
        false=frozenset(own["false"]) | (frozenset(general["no"]) - frozenset(own["true"])),
        unknown=frozenset(general["unknown"]),
    )
    if both := words.true & words.false:
        raise CatalogueError(f"replies.toml: {name}: means both: {', '.join(sorted(both))}")
    return words
