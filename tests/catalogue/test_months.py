from datetime import date
from typing import Any

import pytest

from bot.catalogue.files import CatalogueError
from bot.catalogue.months import months, parse_months

YEAR = [[f"m{month}"] for month in range(12)]
TABLE: dict[str, Any] = {"names": YEAR, "source": "somewhere", "date": date(2026, 11, 24)}
OTHER = [["m1"], *YEAR[1:]]


def test_every_month_has_names_in_both_calendars() -> None:
    table = months()

    assert set(table.gregorian.values()) == set(table.persian.values()) == set(range(1, 13))
    assert all(table.pattern.fullmatch(name) for name in table.gregorian)


@pytest.mark.parametrize(
    "language",
    [
        pytest.param(TABLE | {"source": ""}, id="no source"),
        pytest.param(TABLE | {"date": "today"}, id="no date"),
        pytest.param(TABLE | {"names": YEAR[:11]}, id="eleven months"),
        pytest.param(TABLE | {"more": 1}, id="an unknown key"),
        pytest.param(TABLE | {"names": OTHER}, id="a name that means two months"),
    ],
)
def test_a_table_that_is_no_calendar_is_refused(language: dict[str, Any]) -> None:
    with pytest.raises(CatalogueError):
        parse_months({"gregorian": {"en": language}, "persian": TABLE, "croatian": TABLE})
