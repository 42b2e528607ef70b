from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.months import months
from bot.core.question.printed.dates import read_date

CHROME = {
    "ar": "24\u200f/11\u200f/2026",
    "bg": "24.11.2026\u202f\u0433.",
    "bn": "২৪ নভে, ২০২৬",
    "cs": "24. 11. 2026",
    "da": "24. nov. 2026",
    "de": "24.11.2026",
    "el": "24 Νοε 2026",
    "en-US": "Nov 24, 2026",
    "es": "24 nov 2026",
    "fa": "۳ آذر ۱۴۰۵",
    "fr": "24 nov. 2026",
    "he": "24 בנוב\u05f3 2026",
    "hi": "24 नव॰ 2026",
    "hu": "2026. nov. 24.",
    "it": "24 nov 2026",
    "ja": "2026/11/24",
    "ko": "2026. 11. 24.",
    "pl": "24 lis 2026",
    "pt-BR": "24 de nov. de 2026",
    "pt-PT": "24/11/2026",
    "ru": "24 нояб. 2026\u202f\u0433.",
    "sr": "24. 11. 2026.",
    "th": "24 พ.ย. 2569",
    "tr": "24 Kas 2026",
    "uk": "24 лист. 2026\u202f\u0440.",
    "vi": "24 thg 11, 2026",
    "zh-CN": "2026年11月24日",
}
"""As Chromium 156 prints the day under "Current date" in these languages."""

WITH_TIME = {
    "Java": ("Thu Sep 16 11:27:55 PDT 2021", "2021-09-16T18:27:55"),
    "OpenSSL": ("Nov  4 12:00:00 2026 GMT", "2026-11-04T12:00:00"),
    "Go": ("2026-11-18T09:36:14Z", "2026-11-18T09:36:14"),
    "with an offset": ("2026-11-18 09:36:14 +0200", "2026-11-18T07:36:14"),
    "with fractions": ("2026-11-18T09:36:14.123456789+01:00", "2026-11-18T08:36:14"),
    "rustls": ("1700000000 (UNIX)", "2023-11-14T22:13:20"),
    "ASN.1": ("20261104120000Z", "2026-11-04T12:00:00"),
    "Windows": ("11/24/2026 3:05 PM", "2026-11-24T15:05:00"),
    "at midnight": ("11/24/2026 12:05 AM", "2026-11-24T00:05:00"),
    "in full": ("Monday, January 1, 1970 2:44:30 PM", "1970-01-01T14:44:30"),
    "German": ("Dienstag, 24. November 2026, 15:12", "2026-11-24T15:12:00"),
    "weekday like a month": ("mar. 24 nov. 2026", "2026-11-24T00:00:00"),
    "Italian": ("martedì 24 novembre 2026, 15:04", "2026-11-24T15:04:00"),
    "Vietnamese": ("Thứ Ba, 24 tháng 11, 2026", "2026-11-24T00:00:00"),
    "short year": ("24.11.26", "2026-11-24T00:00:00"),
    "a log's time behind": ("Nov 24, 2026 2026-11-24T10:00:00Z INFO", "2026-11-24T00:00:00"),
    "time on its own side": ("Nov 24, 2026 at 3:04:05 PM", "2026-11-24T15:04:05"),
    "a sentence behind": ("4 Nov 2024. The clock may be off", "2024-11-04T00:00:00"),
}


@pytest.mark.parametrize("language", CHROME)
def test_a_day_is_read_as_chrome_prints_it(language: str) -> None:
    printed = read_date(CHROME[language], months())

    assert printed is not None
    assert printed.moment == datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize("name", WITH_TIME)
def test_a_moment_is_read(name: str) -> None:
    written, expected = WITH_TIME[name]

    printed = read_date(written, months())

    assert printed is not None
    assert printed.moment == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert printed.day_first is None


def test_slashes_leave_the_order_open_up_to_the_twelfth() -> None:
    printed = read_date("3/12/2019", months())

    assert printed is not None
    assert printed.moment == datetime(2019, 3, 12, tzinfo=UTC)
    assert printed.day_first == datetime(2019, 12, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "July",
        "31/31/2026",
        "Feb 30, 2026",
        "99999999999",
        "soon",
        "0/0/0",
        "12 2026",
        "0 Nov 0",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text, months()) is None


@given(st.integers(min_value=40_000_000, max_value=10_000_000_000))
def test_iso_and_openssl_forms_are_read_back(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    forms = (f"{moment:%Y-%m-%dT%H:%M:%S}Z", f"{moment:%b %d %H:%M:%S} {moment.year} GMT")

    read = [read_date(form, months()) for form in forms]

    assert [printed and printed.moment for printed in read] == [moment] * 2


@given(
    st.text(
        alphabet=st.sampled_from("0123456789./-: ,年月日thgNovمארGMT+ZAP\u0663\u00b2"), max_size=90
    )
)
def test_no_text_raises(text: str) -> None:
    read_date(text, months())
