import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.question.worded import Worded, lowered

_ALTERNATIVES = (
    r"(?<!not )expires(?: on)?:?",
    r"expir(?:e|y) date:?",
    r"not ?after\s?[:=]",
    r"n't valid until",
    r"\bvalid from [^\n]{6,60}? to",
    r"(?=dns(?:name)?:\w)",
)
_WORDS = (
    "expires",
    "Expires on:",
    "expiry date",
    "not ",
    "not after:",
    "n't valid until",
    "valid",
)
_MORE = ("from Monday to", "dns:a", "DNSname:b", "dns:", "EXP\u0131RES", "\u0130", "\n", " ", "x")


@given(st.lists(st.sampled_from(_WORDS + _MORE)).map("".join))
def test_finds_what_a_search_of_the_whole_pattern_finds(text: str) -> None:
    worded = Worded(*_ALTERNATIVES, after=" ?")
    whole = re.compile(f"(?:{'|'.join(_ALTERNATIVES)}) ?", re.IGNORECASE)

    found = [match.span() for match in worded.finditer(text, lowered(text))]

    assert found == [match.span() for match in whole.finditer(text)]


@pytest.mark.parametrize(
    "alternative", [r"\w+ date", "(?:a|B) c", "(?:a b)?c", "a?b", "", "Issuer", "[ab]c", r"(?<!x)"]
)
def test_refuses_what_begins_with_no_words(alternative: str) -> None:
    with pytest.raises(ValueError, match="begin with words"):
        Worded("issuer", alternative)


def test_lowers_as_patterns_that_ignore_case_compare() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))

    low = lowered(every)

    assert len(low) == len(every)
    latin = re.compile("[a-z]", re.IGNORECASE).finditer(every)
    assert {low[match.start()] for match in latin} == set("abcdefghijklmnopqrstuvwxyz")
    assert all(re.fullmatch(low[m.start()], m[0], re.IGNORECASE) for m in latin)
