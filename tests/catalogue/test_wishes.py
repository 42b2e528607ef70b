import re
import tomllib
from typing import Any

import pytest

from bot.catalogue.files import CatalogueError
from bot.catalogue.wishes import (
    parse_tools,
    questions,
    toolbox,
    view_cards,
    wish_cards,
)
from bot.core.message import Intent, Question
from bot.core.question.sentences.words import words_of
from bot.core.words.side_by_side import VIEW_CARDS
from bot.core.words.tell import NOT_UNDERSTOOD, PRIVATE_KEY
from tests.catalogue.reading import grade, sentences, words

TOOLS = ("pip", "python", "npm", "git", "curl", "docker", "java", "go")
SWITCHED_OFF = (
    r"(?i)verify\s*=\s*false|sslverify|reject_unauthorized|strict-ssl|(?<!-)-k\b|thisisunsafe"
)


def test_every_wish_and_a_private_key_have_a_card() -> None:
    assert set(wish_cards()) == {*Intent, PRIVATE_KEY, NOT_UNDERSTOOD}


def test_every_outcome_of_a_comparison_has_a_card_and_no_card_is_left_over() -> None:
    assert set(view_cards()) == VIEW_CARDS


def test_every_question_is_one_short_sentence() -> None:
    assert set(questions()) == set(Question)
    for text in questions().values():
        assert text.endswith("?")
        assert len(sentences(text)) == 1
        assert grade(text) <= 6
        assert len(words(text)) <= 20


@pytest.mark.parametrize("name", TOOLS)
def test_no_program_is_taught_to_check_nothing(name: str) -> None:
    tool = toolbox()[name]
    assert not re.search(SWITCHED_OFF, " ".join((tool.next_step, *tool.steps[:2])))
    assert tool.steps
    assert tool.date.year >= 2026


@pytest.mark.parametrize(
    ("client", "text", "tool"),
    [
        ("pip", "", "pip"),
        ("python", "pip install x", "python"),
        ("openssl", "pip install x fails", "pip"),
        ("", "requests.get(url, verify=False)", "python"),
        ("", "set NODE_TLS_REJECT_UNAUTHORIZED=0", "npm"),
        ("", "git config http.sslVerify false", "git"),
        ("", "curl -k https://shop.test", "curl"),
        ("", "wget --no-check-certificate", "curl"),
        ("", "insecure-registries in daemon.json", "docker"),
        ("", "a trust-all manager in Java", "java"),
        ("chrome", "docker was running", ""),
        ("", "the cake is in the fridge", ""),
    ],
)
def test_a_program_is_known_by_its_text_or_by_what_is_said(
    client: str, text: str, tool: str
) -> None:
    assert toolbox().find(client, words_of(text)) == tool


def whole(**changes: object) -> dict[str, Any]:
    tool = {
        "clients": ["pip"],
        "known_by": ["pip"],
        "next_step": "Ask.",
        "steps": ["Do."],
        "source": "Own",
        **tomllib.loads("date = 2026-11-24"),
    }
    return {"pip": tool | changes}


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"colour": 1}, "pip: has unknown colour"),
        ({"source": ""}, "pip: cites no dated source"),
        ({"known_by": ["... x"]}, "could begin with any word"),
    ],
)
def test_a_file_that_is_not_as_it_must_be_is_named(
    changes: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(CatalogueError, match=re.escape(complaint)):
        parse_tools(whole(**changes))


def test_a_whole_file_is_read() -> None:
    assert parse_tools(whole())["pip"].steps == ("Do.",)
