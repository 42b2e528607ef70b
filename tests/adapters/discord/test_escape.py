"""Nothing that a stranger wrote does anything in Discord."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.escape import block, cut, escaped, plain, units

HOSTILE = st.text(
    st.one_of(st.characters(), st.sampled_from("\\*_~|`[]()<>@#:/\n\u202e\u200b\U0001f600")),
    max_size=400,
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param(
            "[click](https://evil.example)",
            r"\[click\] \(https\://evil.example\)",
            id="a masked link",
        ),
        pytest.param("https://evil.example/a", r"https\://evil.example/a", id="a bare link"),
        pytest.param("discord.gg/abc", "discord.gg\u2215abc", id="an invite"),
        pytest.param(
            "DISCORDAPP.com/invite/abc", "DISCORDAPP.com/invite\u2215abc", id="an old invite"
        ),
        pytest.param(
            "<@123> <#4> <t:5:R>",
            "\uff1c\\@123\\> \uff1c#4\\> \\<t:5:R\\>",
            id="mentions and times",
        ),
        pytest.param("@everyone", "\uff20everyone", id="everyone"),
        pytest.param("**bold** ~~x~~ ||y||", r"\*\*bold\*\* \~\~x\~\~ \|\|y\|\|", id="emphasis"),
        pytest.param(
            "# big\n> quote\n- item\n1. one", "\\# big\n\\> quote\n\\- item\n\\1. one", id="blocks"
        ),
        pytest.param("a\u202egpj.exe\x07", "a\ufffdgpj.exe\ufffd", id="turned text and bells"),
        pytest.param("my-shop.example.com", "my-shop.example.com", id="an ordinary name stays"),
    ],
)
def test_what_is_written_is_shown_and_does_nothing(written: str, shown: str) -> None:
    assert escaped(written, 200) == shown


@given(HOSTILE, st.integers(1, 300))
def test_no_text_is_longer_than_it_may_be(text: str, limit: int) -> None:
    assert units(escaped(text, limit)) <= limit
    assert units(plain(text, limit)) <= limit
    assert units(block(text, 20 + limit)) <= 20 + limit


@given(HOSTILE)
def test_every_sign_of_formatting_is_quoted(text: str) -> None:
    quoted = escaped(text, 4000)

    unquoted = re.sub(r"\\[^0-9A-Za-z\s]|\\\d", "", quoted)
    assert not re.search(r"[*_~|`\[\]()<>@\\]", unquoted)
    assert not re.search(r"[A-Za-z]://", quoted)


@given(HOSTILE)
def test_nothing_hides_or_turns_text(text: str) -> None:
    kinds = {unicodedata.category(c) for c in escaped(text, 4000) if c != "\n"}

    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


@given(HOSTILE)
def test_a_block_of_code_ends_where_we_end_it(text: str) -> None:
    quoted = block(text, 2000)

    assert quoted.count("```") in {0, 2}
    assert quoted == "" or quoted.endswith("\n```")


def test_a_cut_leaves_no_half_character_and_no_half_escape() -> None:
    assert cut("\U0001f600\U0001f600", 3) == "\U0001f600\u2026"
    assert cut(r"ab\*cd", 4) == "ab\u2026"
