import pytest

from bot.core.facts import StoreName
from tests.trust import authority, facts, store

ROOT = authority("Root")


@pytest.mark.parametrize(
    ("stores", "is_public"),
    [
        ({StoreName.MOZILLA}, True),
        ({StoreName.MOZILLA, StoreName.SYSTEM}, True),
        ({StoreName.SYSTEM}, False),
        ({StoreName.OPERATOR}, False),
        ({StoreName.OPERATOR, StoreName.MOZILLA}, False),
        (set(StoreName), False),
    ],
)
def test_only_mozillas_list_makes_an_anchor_public(
    stores: set[StoreName],
    is_public: bool,  # noqa: FBT001 -- a column
) -> None:
    anchor = store(ROOT, stores=frozenset(stores)).anchor(facts(ROOT))

    assert anchor is not None
    assert anchor.is_public == is_public


def test_the_organisations_of_anchors_are_known() -> None:
    assert store(ROOT).organisations == {"situation lab"}
