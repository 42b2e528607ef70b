import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.words.printable import printable

MARK = "\ufffd"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("CN=example.com, O=A & B", "CN=example.com, O=A & B", id="ASCII stays"),
        pytest.param("Žluťoučký kůň", "Žluťoučký kůň", id="letters of any script stay"),
        pytest.param("日本語 العربية", "日本語 العربية", id="also those written from the right"),
        pytest.param("", "", id="nothing"),
        pytest.param("a\nb\r\tc", f"a{MARK}b{MARK}{MARK}c", id="line breaks and tabs"),
        pytest.param("a\x00b", f"a{MARK}b", id="NUL"),
        pytest.param("\x1b[31mred\x1b[0m", f"{MARK}[31mred{MARK}[0m", id="terminal colours"),
        pytest.param("\x1b]0;title\x07", f"{MARK}]0;title{MARK}", id="a window's title"),
        pytest.param("\x9b2J", f"{MARK}2J", id="escapes of eight bits"),
        pytest.param("a\x08b\x7f", f"a{MARK}b{MARK}", id="backspace and delete"),
        pytest.param("a\u202eb\u202c", f"a{MARK}b{MARK}", id="text turned around"),
        pytest.param("a\u2066b\u2069", f"a{MARK}b{MARK}", id="isolates"),
        pytest.param("a\u200bb\u200d\ufeff", f"a{MARK}b{MARK}{MARK}", id="zero width"),
        pytest.param("a\u2028b\u2029", f"a{MARK}b{MARK}", id="line separators"),
        pytest.param("\U000e0041", MARK, id="invisible tags"),
        pytest.param("\ud800", MARK, id="half a character"),
        pytest.param("\ue000", MARK, id="private use"),
        pytest.param("\U000e01f0", MARK, id="unassigned"),
    ],
)
def test_what_moves_turns_or_hides_is_marked(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(("length", "kept"), [(4, 4), (5, 5), (6, 5), (1000, 5)])
def test_long_text_is_cut_with_an_ellipsis(length: int, kept: int) -> None:
    shown = printable("x" * length, 5)

    assert len(shown) == kept
    assert shown.endswith("…") == (length > 5)


@given(st.text(st.characters(), max_size=400))
def test_no_text_leaves_anything_that_cannot_be_seen(text: str) -> None:
    shown = printable(text)

    assert len(shown) <= 300
    assert not {unicodedata.category(c) for c in shown} & {
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Cn",
        "Zl",
        "Zp",
    }
    assert printable(shown) == shown


@pytest.mark.parametrize(
    "call", ["@everyone", "@HERE", "<!channel>", "<@U123>", "<#C1>", "x@here"]
)
def test_nobody_is_called_in_a_chat(call: str) -> None:
    shown = printable(f"O={call}").lower()

    assert not any(f"@{group}" in shown for group in ("everyone", "here", "channel"))
    assert not any(f"<{kind}" in shown for kind in "@!#")


@pytest.mark.parametrize("text", ["info@example.com", "@heresy", "a < b", "CN=<none>"])
def test_other_signs_stay(text: str) -> None:
    assert printable(text) == text
