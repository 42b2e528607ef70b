"""Objects as lines: the same whichever encoder wrote them, and never more than ASCII."""

import json
from enum import StrEnum

from hypothesis import given
from hypothesis import strategies as st

from adapters.console.lines import json_line

VALUES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text()
RECORDS = st.dictionaries(st.text(), VALUES | st.lists(VALUES, max_size=3), max_size=5)


class Colour(StrEnum):
    RED = "red"


@given(RECORDS)
def test_a_line_is_ascii_and_says_what_the_record_says(record: dict[str, object]) -> None:
    line = json_line(record)

    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line) == record


def test_both_encoders_write_ids_alike() -> None:
    assert json_line({"id": Colour.RED}) == '{"id":"red"}'
    assert json_line({"id": Colour.RED, "ü": 1.5}) == '{"id":"red","\\u00fc":1.5}'
