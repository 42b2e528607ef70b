import tomllib

import pytest

from bot.catalogue.cards import parse_cards, parse_labels, parse_notes, parse_owner_steps
from bot.catalogue.files import CatalogueError
from bot.core.words.card import Card

GOOD = """
[expired]
headline = "Stop."
why = "{host} ran out."
next_step = "Wait."
who_fixes = "You."
simple = "A licence."
unknown = ""
source = "RFC 5280"
date = 2026-11-24
"""


def parse(text: str) -> dict[str, Card]:
    return parse_cards(tomllib.loads(text), "expired.toml")


def test_a_whole_card_is_read_with_its_variants() -> None:
    card = parse(GOOD + 'why_private = "{host} is inside."')["expired"]
    assert card.why == "{host} ran out."
    assert card.variants == {"why_private": "{host} is inside."}


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('why = "{host} ran out."', "", "expired.toml: expired: lacks why"),
        ('why = "', 'wy = "', "lacks why"),
        ('unknown = ""', 'unknown = ""\nwhy_purple = "x"', "has unknown why_purple"),
        ("{host}", "{colour}", "why mentions unknown colour"),
        ("{host}", "{host!r}", "why: {host} is more than a plain placeholder"),
        ("{host}", "{host.title}", "more than a plain placeholder"),
        ("{host}", "{", "expired: why: "),
        ('"A licence."', '""', "simple is no text"),
        ('"A licence."', "7", "simple is no text"),
        ("2026-11-24", '"today"', "date is 'today'"),
        ('"RFC 5280"', '" "', "source is no text"),
    ],
)
def test_a_card_that_is_not_as_it_must_be_is_named(
    before: str, after: str, complaint: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        parse(GOOD.replace(before, after))
    assert complaint in str(caught.value)


def test_every_category_needs_its_label() -> None:
    with pytest.raises(CatalogueError, match=r"categories\.toml: lacks expired, "):
        parse_labels({"healthy": {"label": "Good", "meaning": "Good."}})


def test_every_note_needs_its_sentence() -> None:
    with pytest.raises(CatalogueError, match=r"notes\.toml: lacks addresses_differ, "):
        parse_notes({})


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[rain.any]\nsteps = ["Wait."]\nsource = "S"\ndate = 2026-11-24', "rain is no problem"),
        ('[expired.any]\nsteps = ["Wait."]\ndate = 2026-11-24', "expired.any: lacks source"),
        ('[expired.any]\nsteps = [""]\nsource = "S"\ndate = 2026-11-24', "is no text"),
        ('[expired.any]\nsteps = ["Wait."]\nsource = "S"\ndate = 1', "date is 1"),
    ],
)
def test_steps_that_are_not_as_they_must_be_are_named(text: str, complaint: str) -> None:
    with pytest.raises(CatalogueError, match=complaint):
        parse_owner_steps(tomllib.loads(text))
