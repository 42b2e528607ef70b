from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.core.browsers.firefox import Circumstances, building_in_firefox
from tests.certificates import AUTHORITY, Certified, Recipe
from tests.trust import authority, facts, leaf, store

ROOT = authority("Firefox Root")
MIDDLE = authority("Firefox Middle", ROOT)
LEAF = leaf(MIDDLE)
NOW = facts(LEAF).not_before + timedelta(days=20)
UNKNOWN = "SEC_ERROR_UNKNOWN_ISSUER"


def given(
    *anchors: Certified, now: datetime = NOW, distrusted: bool = False, revocation: str = ""
) -> Circumstances:
    return Circumstances(
        store=store(*anchors),
        now=now,
        is_distrusted=lambda _: distrusted,
        leaf_revocation=revocation,
    )


def ends(circumstances: Circumstances, *served: Certified) -> str:
    return building_in_firefox([facts(c) for c in served], circumstances)


def test_a_path_to_an_anchor_is_found() -> None:
    assert ends(given(ROOT), LEAF, MIDDLE) == ""


def test_a_distrusted_anchor_is_none() -> None:
    assert ends(given(ROOT, distrusted=True), LEAF, MIDDLE) == UNKNOWN


def test_what_is_remembered_of_a_chain_holds_for_its_circumstances_only() -> None:
    usual, end = given(ROOT), facts(LEAF).not_after
    late = replace(usual, now=end + timedelta(seconds=1))

    for _ in range(2):
        assert ends(usual, LEAF, MIDDLE) == ""
        assert ends(replace(usual, now=end), LEAF, MIDDLE) == ""
        assert ends(late, LEAF, MIDDLE) == "SEC_ERROR_EXPIRED_CERTIFICATE"
        assert ends(replace(usual, leaf_revocation="REVOKED"), LEAF, MIDDLE) == "REVOKED"
        assert ends(replace(usual, is_distrusted=lambda _: True), LEAF, MIDDLE) == UNKNOWN
        assert ends(given(), LEAF, MIDDLE) == UNKNOWN


def test_issuers_that_fail_alike_are_told_and_others_are_not() -> None:
    late = authority("Firefox Middle", ROOT, replace(AUTHORITY, ends=-timedelta(days=1)))
    later = authority("Firefox Middle", ROOT, replace(AUTHORITY, ends=-timedelta(days=2)))
    damaged = authority("Firefox Middle", ROOT, replace(AUTHORITY, ca=False))

    assert ends(given(ROOT), LEAF, late, later) == "SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE"
    assert ends(given(ROOT), LEAF, late, damaged) == UNKNOWN
    assert ends(given(ROOT), LEAF, late, damaged, MIDDLE) == ""


@pytest.mark.parametrize(
    ("recipe", "code"),
    [
        pytest.param(Recipe(), "REVOKED", id="in order"),
        pytest.param(Recipe(extended_usage=()), "REVOKED", id="made for nothing"),
        pytest.param(
            Recipe(ends=timedelta(days=-1)), "SEC_ERROR_EXPIRED_CERTIFICATE", id="expired"
        ),
    ],
)
def test_revocation_is_asked_about_unless_the_leaf_has_expired(recipe: Recipe, code: str) -> None:
    assert ends(given(ROOT, revocation="REVOKED"), leaf(MIDDLE, recipe), MIDDLE) == code


def test_many_namesakes_end_in_a_verdict() -> None:
    namesakes = [authority("Firefox Middle", ROOT, key_label=f"{n}") for n in range(300)]

    assert ends(given(ROOT), LEAF, *namesakes) in {UNKNOWN, "SEC_ERROR_BAD_SIGNATURE"}
