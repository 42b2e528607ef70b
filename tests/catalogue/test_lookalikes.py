import tomllib

import pytest

from bot.catalogue.files import CatalogueError
from bot.catalogue.lookalikes import lures, parse_lures, plain_letters
from bot.catalogue.suffixes import suffixes

GOOD = """
[[well_known]]
domains = ["bank.test"]
near_ordinary = false
source = "reports"
date = 2026-11-24
[words]
ordinary = []
carriers = []
carrier_labels = []
bait = ["login"]
odd_endings = []
source = "reports"
date = 2026-11-24
"""


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('bait = ["login"]\n', "", "expected ordinary"),
        ('source = "reports"\ndate = 2026-11-24\n[words]', "[words]", "cites no dated source"),
        ('"bank.test"', '"Bank.test"', "not in lower case"),
        ('"login"', '""', "not in lower case"),
    ],
)
def test_a_list_that_is_not_as_it_must_be_is_named(
    before: str, after: str, complaint: str
) -> None:
    with pytest.raises(CatalogueError, match=complaint):
        parse_lures(tomllib.loads(GOOD.replace(before, after)))


def test_every_well_known_name_is_a_registrable_domain() -> None:
    for name in lures().well_known:
        assert suffixes().privatesuffix(name.domain) == name.domain


@pytest.mark.parametrize(
    ("label", "seen"),
    [
        pytest.param("plain", "plain", id="ASCII stays"),
        pytest.param("xn--pypal-4ve", "paypal", id="a Cyrillic letter that looks Latin"),
        pytest.param("xn--gogle-kua", "google", id="a letter with a mark"),
        pytest.param("xn--0", "xn--0", id="no A-label at all"),
        pytest.param("xn--fiqs8s", "\u4e2d\u56fd", id="looks like nothing Latin"),
    ],
)
def test_letters_are_read_as_they_look(label: str, seen: str) -> None:
    assert plain_letters(label) == seen
