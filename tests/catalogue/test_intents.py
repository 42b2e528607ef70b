import re
import tomllib
from typing import Any

import pytest

from bot.catalogue.files import CatalogueError
from bot.catalogue.intents import parse_forms


def whole(**changes: object) -> dict[str, Any]:
    table = {
        "means": "thanks",
        "forms": ["<thanks> all"],
        "examples": ["Ta all"],
        "source": "Own collection",
        **tomllib.loads("date = 2026-11-24"),
    }
    return {"groups": {"thanks": ["ta"]}, "form": [table | changes]}


def test_a_whole_file_is_read() -> None:
    assert parse_forms(whole()).meant("Ta, all!") == {"thanks"}


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"colour": 1}, "thanks: has unknown colour"),
        ({"means": "rain"}, "rain: no known meaning"),
        ({"means": "chat"}, "chat: no known meaning"),
        ({"source": ""}, "thanks: cites no dated source"),
        ({"date": "today"}, "thanks: cites no dated source"),
        ({"forms": ["<cheers>"]}, "no known group <cheers>"),
        ({"forms": ["... ta"]}, "could begin with any word"),
    ],
)
def test_a_file_that_is_not_as_it_must_be_is_named(
    changes: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(CatalogueError, match=re.escape(complaint)):
        parse_forms(whole(**changes))
