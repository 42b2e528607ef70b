from datetime import UTC, datetime

import pytest

from bot.core.words.report import serial_text, stamp
from tests.certificates import Recipe, issue
from tests.trust import facts


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        pytest.param(datetime(2026, 11, 24, 6, 7, 8, 9, tzinfo=UTC), "2026-11-24T06:07:08Z"),
        pytest.param(datetime(99, 1, 1, tzinfo=UTC), "0099-01-01T00:00:00Z", id="four digits"),
    ],
)
def test_a_moment_is_told_to_the_second(moment: datetime, told: str) -> None:
    assert stamp(moment) == told


@pytest.mark.parametrize(
    ("serial", "told"),
    [
        pytest.param(0x5EED, "5eed", id="in hexadecimal"),
        pytest.param((1 << 160) - 1, "f" * 40, id="the longest allowed"),
        pytest.param(1 << 800_000, "1" + "0" * 98 + "\N{HORIZONTAL ELLIPSIS}", id="of 100 kB"),
    ],
)
def test_a_serial_number_stays_readable(serial: int, told: str) -> None:
    certificate = facts(issue(Recipe(key="secp256r1", serial=serial)))

    assert serial_text(certificate) == told
