from datetime import UTC, date, datetime

import pytest

from bot.core.issuers.policy import ValidityLimit, max_validity_days


@pytest.mark.parametrize(
    ("not_before", "days"),
    [
        pytest.param(datetime(2020, 8, 31, 23, 59, 59, tzinfo=UTC), None, id="before the first"),
        pytest.param(datetime(2020, 9, 1, tzinfo=UTC), 398, id="the day itself counts"),
        pytest.param(datetime(2026, 3, 14, 23, 59, 59, tzinfo=UTC), 398, id="the day before"),
        pytest.param(datetime(2026, 3, 15, tzinfo=UTC), 200, id="the next limit"),
        pytest.param(datetime(2040, 1, 1, tzinfo=UTC), 200, id="the last limit stays"),
    ],
)
def test_the_limit_of_the_day_of_issue_holds(not_before: datetime, days: int | None) -> None:
    limits = [
        ValidityLimit(since=since, days=days, source="a ballot", date=date(2026, 1, 1))
        for since, days in ((date(2026, 3, 15), 200), (date(2020, 9, 1), 398))
    ]

    assert max_validity_days(not_before, limits) == days
