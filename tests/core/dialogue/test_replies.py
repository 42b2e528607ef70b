import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.files import CatalogueError, read_table
from bot.catalogue.replies import parse_replies, reply_words
from bot.core.dialogue import replied
from bot.core.dialogue.replies import Replied
from bot.core.message import LayAnswers, Question

ONE, MOBILE, CLOCK = Question.ONE_SITE, Question.MOBILE, Question.CLOCK


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        pytest.param(ONE, "Yes", True, id="plain yes"),
        pytest.param(ONE, "no, all of them!", False, id="no, and more exactly"),
        pytest.param(ONE, "just this one I think", True, id="in other words"),
        pytest.param(ONE, "not only this one, many", False, id="denied words"),
        pytest.param(ONE, "other sites work", True, id="told by the others"),
        pytest.param(MOBILE, "it's gone", True, id="gone"),
        pytest.param(MOBILE, "No it's still there", False, id="still there"),
        pytest.param(MOBILE, "works on my phone", True, id="works there"),
        pytest.param(MOBILE, "it doesn't work there either", False, id="does not work"),
        pytest.param(MOBILE, "I don't know, I have no phone", None, id="cannot tell"),
        pytest.param(CLOCK, "the date is right", True, id="right"),
        pytest.param(CLOCK, "The date is not right!", False, id="not right"),
        pytest.param(CLOCK, "ja, stimmt", True, id="another language"),
        pytest.param(CLOCK, "no", False, id="plain no"),
    ],
)
def test_answers_in_words_are_understood(
    question: Question,
    text: str,
    value: bool | None,  # noqa: FBT001 - a table's column
) -> None:
    assert replied(question, text, reply_words()[question]) == Replied(
        question=question, value=value
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("what do you mean?", id="a question back"),
        pytest.param("", id="nothing"),
        pytest.param("www.example.com", id="an address"),
        pytest.param("yes " * 50, id="too long to be an answer"),
    ],
)
def test_what_answers_nothing_is_no_answer(text: str) -> None:
    assert replied(ONE, text, reply_words()[ONE]) is None


def test_an_answer_is_kept_where_it_belongs() -> None:
    answers = Replied(question=MOBILE, value=True).added_to(LayAnswers(one_site=False))

    assert answers == LayAnswers(one_site=False, gone_on_mobile=True)


def test_an_answer_about_an_address_changes_no_other() -> None:
    answers = LayAnswers(clock_right=True)

    assert Replied(question=Question.ADDRESS, value=None).added_to(answers) == answers


@given(st.text())
def test_any_text_is_an_answer_or_none(text: str) -> None:
    for question, words in reply_words().items():
        found = replied(question, text, words)
        assert found is None or found.question is question


GOOD = """
[any]
unknown = ["no idea"]
yes = ["yes"]
no = ["no"]
source = "own words"
date = 2026-11-24
[clock]
true = ["right"]
false = ["wrong"]
source = "own words"
date = 2026-11-24
"""


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("[clock]", "[weather]", "no such question: weather"),
        ('"wrong"', '"right"', "means both: right"),
        ('false = ["wrong"]\nsource = "own words"', 'false = ["wrong"]', "no dated source"),
    ],
)
def test_a_list_that_is_not_as_it_must_be_is_named(
    before: str, after: str, complaint: str
) -> None:
    with pytest.raises(CatalogueError, match=complaint):
        parse_replies(tomllib.loads(GOOD.replace(before, after)))


def test_every_phrase_is_words_in_lower_case() -> None:
    tables = read_table("replies.toml").values()
    phrases = [p for t in tables for value in t.values() if isinstance(value, list) for p in value]

    assert [p for p in phrases if p != " ".join(p.casefold().replace("'", " ").split())] == []
