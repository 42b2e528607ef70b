from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.facts import Certificate, Unreadable
from bot.core.path import MAX_CHECKS, MAX_DEPTH, MAX_PATHS, Path, best_path, find_paths
from bot.core.trust import TrustStore
from bot.core.x509 import SignatureCheck, check_signature, parse_certificate
from tests.certificates import AUTHORITY, Certified, Recipe, damaged, issue
from tests.trust import PRIVATE, PUBLIC, authority, facts, leaf, store
from tests.validation.paths import lattice

ROOT = authority("Root")
MIDDLE = authority("Middle", ROOT)
LOWER = authority("Lower", MIDDLE)
LEAF = leaf(MIDDLE)
DEEP_LEAF = leaf(LOWER)
OTHER_ROOT = authority("Other Root")
TRUSTED = store(ROOT)
VALID, BROKEN = SignatureCheck.VALID, SignatureCheck.BROKEN


def chain(*served: Certified) -> tuple[Certificate, ...]:
    return tuple(facts(c) for c in served)


def names(path: Path) -> list[str]:
    return [c.subject_name[-1][1] for c in path.certificates[1:]]


def no_faults(_: Path) -> int:
    return 0


def best(served: tuple[Certificate, ...], trusted: TrustStore = TRUSTED) -> Path:
    path = best_path(find_paths(served, trusted), no_faults)
    assert path is not None
    return path


@pytest.mark.parametrize(
    ("served", "indexes"),
    [
        pytest.param((LEAF, MIDDLE), (0, 1, -1), id="the anchor need not be sent"),
        pytest.param((LEAF, MIDDLE, ROOT), (0, 1, 2), id="the anchor was sent"),
        pytest.param((LEAF, ROOT, MIDDLE), (0, 2, 1), id="any order"),
        pytest.param((DEEP_LEAF, LOWER, MIDDLE), (0, 1, 2, -1), id="two intermediates"),
        pytest.param((DEEP_LEAF, MIDDLE, LOWER), (0, 2, 1, -1), id="two, the wrong way round"),
        pytest.param((LEAF, LEAF, MIDDLE, MIDDLE), (0, 2, -1), id="doubles"),
        pytest.param((LEAF, OTHER_ROOT, MIDDLE), (0, 2, -1), id="one that does not belong"),
        pytest.param((MIDDLE,), (0, -1), id="an intermediate as the leaf"),
    ],
)
def test_a_path_leads_to_the_anchor(
    served: tuple[Certified, ...], indexes: tuple[int, ...]
) -> None:
    path = best(chain(*served))

    assert path.indexes == indexes
    assert path.is_sound
    assert path.top == facts(ROOT)
    assert set(path.links) == {VALID}


def test_a_missing_issuer_ends_the_path() -> None:
    path = best(chain(DEEP_LEAF, MIDDLE))

    assert path.anchor is None
    assert path.certificates == chain(DEEP_LEAF)
    assert path.links == ()


def test_an_issuer_found_elsewhere_completes_the_path() -> None:
    path = next(find_paths(chain(LEAF), TRUSTED, extra=chain(MIDDLE)))

    assert path.is_sound
    assert path.indexes == (0, -1, -1)


def test_a_root_that_was_merely_sent_is_no_anchor() -> None:
    path = best(chain(LEAF, MIDDLE, ROOT), store(OTHER_ROOT))

    assert path.anchor is None
    assert names(path) == ["middle", "root"]


def test_a_leaf_that_is_trusted_itself_needs_no_issuer() -> None:
    own = leaf(None)

    path = best(chain(own, MIDDLE), store(own))

    assert path.certificates == chain(own)
    assert path.is_sound


def test_a_trusted_intermediate_ends_the_path() -> None:
    path = best(chain(DEEP_LEAF, LOWER, MIDDLE, ROOT), store(MIDDLE))

    assert names(path) == ["lower", "middle"]
    assert path.is_sound


def test_the_anchor_tells_where_it_comes_from() -> None:
    public = best(chain(LEAF, MIDDLE), store(ROOT, stores=PUBLIC)).anchor
    private = best(chain(LEAF, MIDDLE), store(ROOT, stores=PRIVATE | PUBLIC)).anchor

    assert public is not None
    assert public.is_public
    assert private is not None
    assert not private.is_public


def test_an_empty_or_unreadable_list_has_no_path() -> None:
    unreadable = parse_certificate(b"no certificate")

    assert isinstance(unreadable, Unreadable)
    assert list(find_paths((), TRUSTED)) == []
    assert list(find_paths((unreadable, facts(MIDDLE)), TRUSTED)) == []


def test_unreadable_issuers_are_passed_over() -> None:
    served = (facts(LEAF), parse_certificate(b"no certificate"), facts(MIDDLE))

    path = best_path(find_paths(served, TRUSTED), no_faults)

    assert path is not None
    assert path.indexes == (0, 2, -1)


def old(recipe: Recipe) -> Recipe:
    return replace(recipe, ends=timedelta(days=-1))


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_the_sound_leg_of_two_cross_signs_is_taken(order: tuple[int, ...]) -> None:
    # BetterTLS: one intermediate key under two roots, one leg past its end.
    expired = authority("Cross", OTHER_ROOT, old(AUTHORITY))
    current = authority("Cross", ROOT)
    issuers = (expired, current, OTHER_ROOT)
    served = chain(leaf(current), *(issuers[i] for i in order))
    now = facts(current).not_before + timedelta(days=399, hours=12)

    def expired_ones(path: Path) -> int:
        return sum(now > c.not_after for c in path.certificates)

    path = best_path(find_paths(served, store(ROOT, OTHER_ROOT)), expired_ones)

    assert path is not None
    assert path.certificates[1] == facts(current)
    assert expired_ones(path) == 0


def test_a_path_with_faults_that_ends_in_an_anchor_beats_one_without() -> None:
    paths = list(
        find_paths(
            chain(
                leaf(authority("Cross", ROOT)),
                authority("Cross", OTHER_ROOT),
                authority("Cross", ROOT),
            ),
            TRUSTED,
        )
    )

    path = best_path(paths, lambda path: 5 if path.anchor else 0)

    assert len(paths) == 2
    assert path is not None
    assert path.is_sound


def test_the_issuer_is_told_by_its_key_among_the_same_named() -> None:
    decoys = [authority("Middle", ROOT, key_label=f"decoy {n}") for n in range(3)]

    path = best(chain(LEAF, *decoys, MIDDLE))

    assert path.indexes == (0, 4, -1)
    assert set(path.links) == {VALID}


def test_an_issuer_of_that_name_and_another_key_proves_nothing() -> None:
    path = best(chain(LEAF, authority("Middle", ROOT, key_label="decoy")))

    assert path.links == (BROKEN, VALID)
    assert not path.is_sound


def test_a_broken_signature_is_told_where_no_other_issuer_fits() -> None:
    path = best(chain(damaged(LEAF), MIDDLE))

    assert path.links == (BROKEN, VALID)
    assert path.anchor is not None
    assert not path.is_sound


def test_without_key_ids_a_wrong_key_is_a_broken_signature() -> None:
    anonymous = leaf(MIDDLE, Recipe(key_ids=False))

    path = best(chain(anonymous, authority("Middle", ROOT, key_label="decoy")))

    assert path.links == (BROKEN, VALID)


def test_an_unbroken_path_beats_a_broken_one() -> None:
    mended, crossed = authority("Cross", OTHER_ROOT), damaged(authority("Cross", ROOT))

    path = best(chain(leaf(mended), crossed, mended), store(ROOT, OTHER_ROOT))

    assert path.certificates[1] == facts(mended)
    assert path.is_sound


def with_algorithm(certified: Certified, wanted: bytes) -> Certified:
    """The same certificate, signed as it was, that claims another signature algorithm."""
    claimed = bytes.fromhex("06082a8648ce3d040302")  # ecdsa-with-SHA256
    assert certified.der.count(claimed) == 2
    assert len(wanted) == len(claimed)
    return replace(certified, der=certified.der.replace(claimed, wanted))


@pytest.mark.parametrize(
    "claimed",
    [
        pytest.param("06082a8648ce3d040309", id="an algorithm that nobody knows"),
        pytest.param("0608608648018603047f", id="another arc altogether"),
    ],
)
def test_a_signature_that_cannot_be_computed_proves_nothing(claimed: str) -> None:
    forged = with_algorithm(LEAF, bytes.fromhex(claimed))

    path = best(chain(forged, MIDDLE))

    assert not path.is_sound


def test_a_signature_by_a_key_of_another_kind_is_not_the_anchors() -> None:
    strangers = issue(replace(AUTHORITY, common_name="Root", key="ed25519"))
    forged = leaf(strangers, Recipe(key_ids=False))

    path = best(chain(forged), store(issue(replace(AUTHORITY, common_name="Root"))))

    assert not path.is_sound


def ring(size: int) -> list[Certified]:
    """Authorities that signed each other in a circle, with no beginning."""
    labels = [f"Ring {n}" for n in range(size)]
    heads = {label: authority(label) for label in labels}
    return [authority(label, heads[labels[(n + 1) % size]]) for n, label in enumerate(labels)]


@pytest.mark.parametrize("size", [2, 3, 5])
def test_a_ring_of_issuers_is_walked_once(size: int) -> None:
    circle = ring(size)

    paths = list(find_paths(chain(leaf(circle[0]), *circle), TRUSTED))

    assert len(paths) == 1
    assert len(paths[0].certificates) == size + 1
    assert paths[0].anchor is None


def ladder(height: int) -> list[Certified]:
    """The leaf first, the root last, that many intermediates between."""
    rungs = [authority("Ladder")]
    for n in range(height):
        rungs.append(authority(f"Rung {n}", rungs[-1]))
    return [leaf(rungs[-1]), *reversed(rungs)]


@pytest.mark.parametrize(("height", "is_sound"), [(MAX_DEPTH - 2, True), (MAX_DEPTH - 1, False)])
def test_a_path_is_as_long_as_the_limit_and_no_longer(
    height: int,
    is_sound: bool,  # noqa: FBT001 -- a column
) -> None:
    rungs = ladder(height)

    path = best(chain(*rungs), store(rungs[-1]))

    assert len(path.certificates) == MAX_DEPTH
    assert path.is_sound == is_sound


def test_hundreds_of_same_named_issuers_cost_a_bounded_number_of_checks() -> None:
    crowd = [authority("Crowd", ROOT, key_label=f"one of many {n}") for n in range(300)]
    served = chain(leaf(crowd[-1]), *crowd)
    before = check_signature.cache_info().misses

    paths = list(find_paths(served, TRUSTED))

    assert check_signature.cache_info().misses - before <= MAX_CHECKS
    assert 0 < len(paths) <= MAX_PATHS


def test_a_thicket_of_cross_signs_is_left_after_so_many_paths() -> None:
    paths = list(find_paths(chain(*lattice(6, 4).chain), TRUSTED))  # 4,096 ways up

    assert len(paths) == MAX_PATHS


JUNK = [
    authority("Middle", ROOT, key_label="decoy 1"),
    authority("Middle", OTHER_ROOT, key_label="decoy 2"),
    authority("Middle", OTHER_ROOT),
    authority("Middle"),
    authority("Lower", OTHER_ROOT),
    authority("Lower", authority("Lost")),
    authority("Root", key_label="false root"),
    authority("Root", OTHER_ROOT),
    authority("Root", MIDDLE),
    damaged(MIDDLE),
    damaged(LOWER),
    OTHER_ROOT,
    LEAF,
    *ring(3),
]


@given(st.permutations([LOWER, MIDDLE, ROOT]))
def test_the_order_of_issuers_changes_nothing_but_the_order(issuers: list[Certified]) -> None:
    path = best(chain(DEEP_LEAF, *issuers))

    assert path.certificates == chain(DEEP_LEAF, LOWER, MIDDLE, ROOT)
    assert path.is_sound


@settings(deadline=None)
@given(st.data())
def test_junk_never_makes_a_sound_path_unsound(data: st.DataObject) -> None:
    junk = data.draw(st.lists(st.sampled_from(JUNK), max_size=8))
    served = data.draw(st.permutations([LOWER, MIDDLE, *junk]))

    path = best(chain(DEEP_LEAF, *served))

    assert path.is_sound
    assert set(path.links) == {VALID}


@settings(deadline=None)
@given(st.lists(st.sampled_from([*JUNK, LOWER, MIDDLE, ROOT]), max_size=10))
def test_nothing_that_is_served_makes_a_stranger_trusted(served: list[Certified]) -> None:
    strangers = leaf(authority("Stranger"))

    path = best(chain(strangers, *served, authority("Stranger")))

    assert not path.is_sound
