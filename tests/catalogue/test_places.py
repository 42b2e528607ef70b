"""What chat platforms say beside cards and tickets."""

import pytest

from bot.catalogue.files import CatalogueError, read_table
from bot.catalogue.places import parse_places, say_at_place

SOURCE = {"source": "own words", "date": read_table("places.toml")["sentences"]["date"]}


def test_buttons_at_the_desk_fit_where_they_stand() -> None:
    for name in read_table("places.toml")["sentences"]:
        if name.startswith("desk_") and "{" not in say_at_place(name):
            assert len(say_at_place(name)) <= 100


def test_a_gap_that_nobody_fills_is_refused() -> None:
    with pytest.raises(CatalogueError, match="nobody fills"):
        parse_places({"sentences": {"hello": "Hello {stranger}", **SOURCE}})


def test_sentences_without_a_source_are_refused() -> None:
    with pytest.raises(CatalogueError):
        parse_places({"sentences": {"hello": "Hello"}})
