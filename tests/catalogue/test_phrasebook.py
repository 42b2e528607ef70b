"""The phrasebook's files agree with one another, and each rule with its example."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.catalogue.files import CatalogueError, read_table
from bot.catalogue.phrasebook import (
    languages,
    parse_rule,
    phrasebook,
    read_phrases,
    read_rules,
    stems_by_language,
)
from bot.core.message import Intent
from bot.core.question.sentences.phrasebook import OTHER, OTHER_UNLESS_WEB

RULES = read_rules()["rule"]


def test_the_first_test_knows_all_that_the_rules_need() -> None:
    """Else: uv run python -m bot.catalogue.phrasebook.stems"""
    assert read_table("phrasebook", "stems.toml") == stems_by_language()


@pytest.mark.parametrize("entry", RULES, ids=lambda entry: entry["example"])
def test_each_rule_holds_for_its_example(entry: dict[str, Any]) -> None:
    told = phrasebook().read(entry["example"])
    means = entry["means"]
    assert means in (told.wishes if means in {*Intent} else told.problems)


@pytest.mark.parametrize("tag", ["any", *languages()])
def test_all_phrases_are_of_groups_that_count(tag: str) -> None:
    named = {name for entry in RULES for choice in entry["groups"] for name in choice.split("|")}
    named |= {name for entry in RULES for name in entry.get("without", ())}
    assert {*read_phrases(tag)} <= named | {OTHER, OTHER_UNLESS_WEB}


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda rule: rule.pop("example"), "lacks example"),
        (lambda rule: rule.update(dance=1), "unknown dance"),
        (lambda rule: rule.update(means="rain"), "no known meaning"),
    ],
    ids=["no example", "a key too many", "means nothing"],
)
def test_a_rule_that_is_not_as_it_must_be_is_named(
    spoil: Callable[[dict[str, Any]], object], complaint: str
) -> None:
    rule = dict(RULES[0])
    spoil(rule)
    with pytest.raises(CatalogueError, match=complaint):
        parse_rule(rule)
