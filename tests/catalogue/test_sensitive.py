import tomllib

import pytest

from bot.catalogue.files import CatalogueError
from bot.catalogue.sensitive import is_sensitive, parse_sensitive

GOOD = """
[bank]
anywhere = ["bank"]
whole = ["pay"]
source = "IANA root zone database"
date = 2026-11-24
"""


@pytest.mark.parametrize(
    "host",
    [
        "www.bankofsomewhere.test",
        "sparkasse-musterstadt.test",
        "webmail.example.org",
        "mx1.example.org",
        "klinik.example.org",
        "pharmacy.example.org",
        "shop.example.org",
        "example.store",
        "login.example.org",
        "sso-2.example.org",
        "accounts.example.org",
        "example.dev",
        "blog.example.gov.uk",
    ],
)
def test_places_to_sign_in_pay_or_write_are_sensitive(host: str) -> None:
    assert is_sensitive(host)


@pytest.mark.parametrize(
    "host", ["www.example.org", "blog.example.net", "news.example.com", "docs.example.io"]
)
def test_plain_reading_is_not(host: str) -> None:
    assert not is_sensitive(host)


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('whole = ["pay"]\n', "", "lacks whole"),
        ("[bank]", "[bank]\nweight = 1", "has unknown weight"),
        ('"IANA root zone database"', '""', "cites no dated source"),
        ("2026-11-24", '"today"', "cites no dated source"),
        ('"pay"', '"Pay"', "'Pay' is not in lower case"),
        ('"bank"', '""', "'' is not in lower case"),
    ],
)
def test_a_list_that_is_not_as_it_must_be_is_named(
    before: str, after: str, complaint: str
) -> None:
    with pytest.raises(CatalogueError, match=complaint):
        parse_sensitive(tomllib.loads(GOOD.replace(before, after)))
