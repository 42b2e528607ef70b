"""Loads what people say in their own words: a file a language, and the rules for all of them."""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain
from typing import Any, Final

from bot.catalogue.files import FOLDER, CatalogueError, demand_keys, demand_source, read_table
from bot.core.message import Intent
from bot.core.question.sentences.phrasebook import Phrasebook, Rule
from bot.core.question.sentences.phrases import stems_of
from bot.core.vocabulary import Problem

_ANY: Final = "any"
"""The file of phrases that people of all languages use: names of programs, "SSL"."""

_ENGLISH: Final = "en"
"""Stands in texts of all languages, with its words for certificates and errors."""

_RULES: Final = "rules"
_STEMS: Final = "stems"
_NEEDED: Final = frozenset({"means", "groups", "example"})
_OPTIONAL: Final = frozenset({"without", "also", "length", "no_wish"})


@cache
def phrasebook() -> Phrasebook:
    """All languages; each is read when a text seems to be in it."""
    table = read_rules()
    rules = [parse_rule(entry) for entry in table["rule"]]
    return Phrasebook(_table(_STEMS), _phrases_with_any, rules, table["words"])


def languages() -> list[str]:
    """The tags of all languages."""
    names = (file.stem for file in FOLDER.glob("phrasebook/*.toml"))
    return sorted(name for name in names if name not in {_ANY, _RULES, _STEMS})


def read_phrases(tag: str) -> Mapping[str, list[str]]:
    """The phrases of a language by group, as its file has them.

    Raises:
        CatalogueError: No source is cited.
    """
    table = _table(tag)
    demand_source(table, f"{tag}.toml")
    phrases: Mapping[str, list[str]] = table["phrases"]
    return phrases


def read_rules() -> Mapping[str, Any]:
    """The file of rules as it stands.

    Raises:
        CatalogueError: No source is cited.
    """
    table = _table(_RULES)
    demand_source(table, f"{_RULES}.toml")
    return table


def parse_rule(entry: Mapping[str, Any]) -> Rule:
    """Check and build one rule.

    Raises:
        CatalogueError: It lacks a key, has one too many, or means nothing known.
    """
    place = f"{_RULES}.toml: {entry.get('means')}"
    demand_keys(entry, _NEEDED, place, optional=_OPTIONAL)
    return Rule(
        means=_meaning(entry["means"], place),
        groups=tuple(tuple(choice.split("|")) for choice in entry["groups"]),
        without=tuple(entry.get("without", ())),
        also=tuple(map(Problem, entry.get("also", ()))),
        length=entry.get("length", 0),
        no_wish=Intent(entry["no_wish"]) if "no_wish" in entry else None,
    )


def stems_by_language() -> Mapping[str, list[str]]:
    """What `stems.toml` has to hold: a text without any of it fits no rule."""
    asked = [[choice.split("|") for choice in entry["groups"]] for entry in read_rules()["rule"]]
    firsts = {group for choices in asked for group in choices[0]}
    needed = {group for choices in asked for choice in choices for group in choice}
    phrases = {tag: read_phrases(tag) for tag in (_ANY, *languages())}
    common = [*_of_groups(phrases[_ANY], needed)]
    english = [*chain.from_iterable(phrases[_ENGLISH].values())]
    return {
        tag: [*stems_of(_of_groups(phrases[tag], firsts), common + english * (tag != _ENGLISH))]
        for tag in languages()
    }


def _of_groups(phrases: Mapping[str, list[str]], groups: Iterable[str]) -> Iterable[str]:
    return (phrase for group in groups for phrase in phrases.get(group, ()))


def _phrases_with_any(tag: str) -> Mapping[str, list[str]]:
    phrases = read_phrases(tag)
    shared = read_phrases(_ANY)
    return {
        group: [*phrases.get(group, ()), *shared.get(group, ())] for group in {*phrases, *shared}
    }


def _table(name: str) -> Mapping[str, Any]:
    return read_table("phrasebook", f"{name}.toml")


def _meaning(means: str, place: str) -> Problem | Intent:
    if means in {*Problem}:
        return Problem(means)
    if means in {*Intent}:
        return Intent(means)
    raise CatalogueError(f"{place}: no known meaning")
