from datetime import UTC, datetime, timedelta

import pytest

from bot.core.words.moments import ago, day, until

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 11, 3, tzinfo=UTC), "3 November 2026"),
        (datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC), "31 January 2026"),
        (datetime(1950, 12, 1, tzinfo=UTC), "1 December 1950"),
        (datetime(9999, 12, 31, tzinfo=UTC), "31 December 9999"),
    ],
)
def test_a_day_is_written_out(moment: datetime, shown: str) -> None:
    assert day(moment) == shown


@pytest.mark.parametrize(
    ("span", "words"),
    [
        pytest.param(timedelta(), "less than an hour", id="now"),
        pytest.param(HOUR - SECOND, "less than an hour", id="a second short of an hour"),
        pytest.param(HOUR, "1 hour", id="one hour"),
        pytest.param(2 * HOUR - SECOND, "1 hour", id="not quite two"),
        pytest.param(23 * HOUR, "23 hours", id="a day is not over"),
        pytest.param(DAY, "1 day", id="one day"),
        pytest.param(20 * DAY, "20 days", id="days"),
        pytest.param(729 * DAY, "729 days", id="days up to two years"),
        pytest.param(730 * DAY, "2 years", id="two years"),
        pytest.param(4000 * DAY, "10 years", id="years are whole"),
    ],
)
def test_distances_have_one_unit(span: timedelta, words: str) -> None:
    assert ago(NOW - span, NOW) == f"{words} ago"
    assert until(NOW + span, NOW) == f"in {words}"
