"""What people write in Slack, and what we write there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.words import cut, escaped, plain, quoted, said, size


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        pytest.param("<http://a.example|a.example>", "a.example", id="Slack made a link of it"),
        pytest.param("<https://a.example/x>", "https://a.example/x", id="a typed address"),
        pytest.param(
            "<https://evil.example|bank.example>",
            "bank.example https://evil.example",
            id="a label that is another address hides nothing",
        ),
        pytest.param("<mailto:a@b.example|a@b.example>", "a@b.example", id="a mail address"),
        pytest.param("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c", id="entities are undone once"),
        pytest.param("<@U0BOT> help", "help", id="our own mention is no part of it"),
        pytest.param("<@U1|ann> and <#C1|help> <!here>", "ann and help !here", id="others"),
    ],
)
def test_text_is_read_as_people_see_it(text: str, seen: str) -> None:
    assert said(text, "U0BOT") == seen


@given(st.text())
def test_nothing_in_escaped_text_is_live(text: str) -> None:
    assert "<" not in escaped(text)
    assert ">" not in escaped(text)


@given(st.text())
def test_plain_text_holds_no_angle_bracket(text: str) -> None:
    assert not {"<", ">"} & set(plain(text))


@given(st.text(), st.integers(min_value=8, max_value=200))
def test_a_quotation_cannot_be_ended_from_inside(text: str, most: int) -> None:
    quotation = quoted(text, most)

    assert size(quotation) <= most
    assert quotation.count("```") == 2
    assert "`" not in quotation[3:-3]


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_a_cut_text_is_never_too_long(text: str, most: int) -> None:
    assert size(cut(text, most)) <= most


def test_an_astral_character_counts_twice_as_in_slack() -> None:
    assert size("\N{GRINNING FACE}") == 2
