"""Loads what is said to people who ask or want something, and how programs are taught."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from bot.catalogue.cards import CatalogueWording, parse_cards
from bot.catalogue.files import CatalogueError, demand_keys, demand_source, read_table
from bot.core.message import Question
from bot.core.question.sentences.forms import FormError
from bot.core.question.tools import Tool, Toolbox
from bot.core.words.card import Card

_TOOL_KEYS: Final = frozenset({"clients", "known_by", "next_step", "steps", "source", "date"})


class CatalogueSpeaking(CatalogueWording):
    """The catalogue as what conversations ask for words."""

    def wish(self, name: str) -> Card:
        """The card for an intent, or for a private key."""
        return wish_cards()[name]

    def view(self, name: str) -> Card:
        """The card for one outcome of the comparison."""
        return view_cards()[name]

    def tool(self, name: str) -> Tool:
        """How a program is taught, by its id."""
        return toolbox()[name]

    def question(self, question: Question) -> str:
        """What is asked when something decisive is missing."""
        return questions()[question]


@cache
def wish_cards() -> Mapping[str, Card]:
    """From wishes.toml, by intent; `private_key` is for who pasted one."""
    return parse_cards(read_table("wishes.toml"), "wishes.toml")


@cache
def view_cards() -> Mapping[str, Card]:
    """From views.toml, by outcome of the comparison."""
    return parse_cards(read_table("views.toml"), "views.toml")


@cache
def questions() -> Mapping[str, str]:
    """What is asked when something decisive is missing, by id, from asking.toml."""
    return {name: table["text"] for name, table in read_table("asking.toml").items()}


@cache
def toolbox() -> Toolbox:
    """All of tools.toml."""
    return parse_tools(read_table("tools.toml"))


def parse_tools(data: Mapping[str, Mapping[str, Any]]) -> Toolbox:
    """Check and build the tools.

    Raises:
        CatalogueError: A tool lacks a key, has one too many, cites no dated source, or is known by
            a form that cannot be read.
    """
    try:
        return Toolbox([_tool(name, table) for name, table in data.items()])
    except FormError as error:
        raise CatalogueError(f"tools.toml: {error}") from error


def _tool(name: str, table: Mapping[str, Any]) -> Tool:
    demand_keys(table, _TOOL_KEYS, f"tools.toml: {name}")
    demand_source(table, f"tools.toml: {name}")
    return Tool(
        id=name,
        clients=tuple(table["clients"]),
        known_by=tuple(table["known_by"]),
        next_step=table["next_step"],
        steps=tuple(table["steps"]),
        source=table["source"],
        date=table["date"],
    )
