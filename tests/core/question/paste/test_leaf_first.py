"""Certificates that people pasted in another order than programs print them."""

from itertools import permutations

import pytest

from bot.core.question.paste.leaf_first import leaf_first
from tests.certificates import Certified, Recipe, issue
from tests.trust import authority, facts, leaf

ROOT = authority("Order Root")
MIDDLE = authority("Order Issuer", ROOT)
LEAF = leaf(MIDDLE)
LIST = (LEAF, MIDDLE, ROOT)


@pytest.mark.parametrize("order", list(permutations(LIST)))
def test_the_leaf_leads_however_the_list_is_turned(order: tuple[Certified, ...]) -> None:
    turned = leaf_first(tuple(map(facts, order)))
    assert turned[0] == facts(LEAF)
    assert set(turned) == set(map(facts, LIST))


def test_an_authority_that_serves_as_a_leaf_stays_first() -> None:
    odd = (facts(MIDDLE), facts(ROOT))
    assert leaf_first(odd) == odd


def test_a_stranger_behind_an_authority_is_not_its_leaf() -> None:
    mixed = (facts(ROOT), facts(issue(Recipe(key="secp256r1", key_number=5))))
    assert leaf_first(mixed) == mixed


def test_two_leaves_leave_the_order_as_it_is() -> None:
    others = (facts(MIDDLE), facts(LEAF), facts(leaf(MIDDLE, Recipe(names=("a.test",)))))
    assert leaf_first(others) == others
