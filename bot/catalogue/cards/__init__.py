"""Loads what is said to a person; one file for each category, read when it is first needed."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from bot.catalogue.files import CatalogueError, demand_keys, read_table
from bot.catalogue.refusals import refusals
from bot.core.target import InvalidTarget
from bot.core.vocabulary import NOTES, Category, Problem, category_of
from bot.core.words.card import PLACEHOLDERS, TEXTS, VARIANTS, Card, Label, OwnerStep, mentioned
from bot.core.words.refusal import Refusal

Table = Mapping[str, Any]

_FIXED: Final = ("source", "date")
_MAY_BE_EMPTY: Final = frozenset({"unknown"})
_VARIANT_KEYS: Final = frozenset(f"{text}_{variant}" for text in TEXTS for variant in VARIANTS)
_STEP_KEYS: Final = frozenset({"steps", "source", "date"})


def load_card(problem: Problem | None) -> Card:
    """The card of a problem; notes and None share the healthy one."""
    name = "healthy" if problem is None or problem in NOTES else str(problem)
    return cards_of(category_of(problem))[name]


class CatalogueWording:
    """The catalogue as what the core asks for words."""

    def card(self, problem: Problem | None) -> Card:
        """The card of a problem; None and notes share the healthy one."""
        return load_card(problem)

    def label(self, category: Category) -> str:
        """The name of a category."""
        return labels()[category].label

    def owner_steps(self, problem: Problem) -> tuple[OwnerStep, ...]:
        """Steps for whoever runs the server; empty where it is not theirs."""
        return owner_steps(problem)

    def server_of(self, header: str) -> str:
        """The server software that a Server header speaks of; "" where it is not known."""
        spoken = header.casefold()
        return next((id_ for start, id_ in servers().items() if spoken.startswith(start)), "")

    def refusal(self, reason: InvalidTarget) -> Refusal:
        """What is said about a text that is no address."""
        return refusals()[reason]

    def stand_ins(self) -> Mapping[str, str]:
        """What is said for a fact that is not known, by placeholder."""
        return stand_ins()

    def openings(self) -> Mapping[str, str]:
        """The sentence on what was looked at: `look`, `file` and `file_for` a host."""
        return openings()


@cache
def servers() -> Mapping[str, str]:
    """Beginnings of Server headers and what they mean, from servers.toml."""
    return dict(read_table("servers.toml")["starts_with"])


@cache
def cards_of(category: Category) -> Mapping[str, Card]:
    """All cards of one category by problem id, from the file named after it."""
    file = f"{category}.toml"
    return parse_cards(read_table("cards", file), file)


@cache
def labels() -> Mapping[Category, Label]:
    """From categories.toml."""
    return parse_labels(read_table("categories.toml"))


@cache
def notes() -> Mapping[Problem, str]:
    """One sentence for IT on each note, from notes.toml."""
    return parse_notes(read_table("notes.toml"))


@cache
def stand_ins() -> Mapping[str, str]:
    """What is said for a fact that is not known, by placeholder, from stand_ins.toml."""
    return dict(read_table("stand_ins.toml"))


@cache
def openings() -> Mapping[str, str]:
    """How a card says what was looked at, from openings.toml."""
    return dict(read_table("openings.toml"))


@cache
def owner_steps(problem: Problem) -> tuple[OwnerStep, ...]:
    """Steps for whoever runs the server, general ones first; empty where it is not theirs."""
    return parse_owner_steps(read_table("owner_steps.toml")).get(str(problem), ())


def parse_cards(data: Table, file: str) -> dict[str, Card]:
    """Check and build the cards of one file.

    Raises:
        CatalogueError: A card lacks a key, has one too many, mentions an unknown fact or cites
            no dated source.
    """
    return {name: _card(table, f"{file}: {name}") for name, table in data.items()}


def _card(table: Table, place: str) -> Card:
    demand_keys(table, (*TEXTS, *_FIXED), place, optional=_VARIANT_KEYS)
    for key, text in table.items():
        if key != "date":
            _check_text(key, text, place)
    return Card(
        **{text: table[text] for text in TEXTS},
        source=table["source"],
        date=_day(table, place),
        variants={key: table[key] for key in table if key in _VARIANT_KEYS},
    )


def _check_text(key: str, text: object, place: str) -> None:
    if not isinstance(text, str) or not (text.strip() or key in _MAY_BE_EMPTY):
        raise CatalogueError(f"{place}: {key} is no text")
    try:
        strangers = mentioned(text) - PLACEHOLDERS
    except ValueError as error:
        raise CatalogueError(f"{place}: {key}: {error}") from error
    if strangers:
        raise CatalogueError(f"{place}: {key} mentions unknown {', '.join(sorted(strangers))}")


def parse_labels(data: Table) -> dict[Category, Label]:
    """Check and build the labels.

    Raises:
        CatalogueError: A category is missing or unknown, or lacks its label or meaning.
    """
    demand_keys(data, Category, "categories.toml")
    for name, table in data.items():
        demand_keys(table, ("label", "meaning"), f"categories.toml: {name}")
    return {category: Label(**data[category]) for category in Category}


def parse_notes(data: Table) -> dict[Problem, str]:
    """Check the sentences.

    Raises:
        CatalogueError: A note is missing or unknown, or lacks its sentence or source.
    """
    demand_keys(data, NOTES, "notes.toml")
    for name, table in data.items():
        place = f"notes.toml: {name}"
        demand_keys(table, ("text", *_FIXED), place)
        _check_text("text", table["text"], place)
        _day(table, place)
    return {note: data[note]["text"] for note in NOTES}


def parse_owner_steps(data: Table) -> dict[str, tuple[OwnerStep, ...]]:
    """Check and build the steps: by problem id, then by server software; "any" is for all.

    Raises:
        CatalogueError: A problem is unknown, or steps lack their source or date.
    """
    found = {}
    for problem, servers in data.items():
        if problem not in set(Problem):
            raise CatalogueError(f"owner_steps.toml: {problem} is no problem")
        found[problem] = tuple(
            step
            for server, table in servers.items()
            for step in _steps(table, server, f"owner_steps.toml: {problem}.{server}")
        )
    return found


def _steps(table: Table, server: str, place: str) -> list[OwnerStep]:
    demand_keys(table, _STEP_KEYS, place)
    if not all(isinstance(text, str) and text for text in (table["source"], *table["steps"])):
        raise CatalogueError(f"{place}: a step or its source is no text")
    named = "" if server == "any" else server
    day = _day(table, place)
    return [
        OwnerStep(server=named, text=text, source=table["source"], date=day)
        for text in table["steps"]
    ]


def _day(table: Table, place: str) -> date:
    day = table["date"]
    if not isinstance(day, date):
        raise CatalogueError(f"{place}: date is {day!r}")
    return day
