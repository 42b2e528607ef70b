"""Cases: which path is found, how long it may be, and when the search ends."""

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from bot.core.vocabulary import Problem
from tests.certificates import CLIENT_AUTH, Certified, damaged
from tests.validation.lab import DAY, Given, Make, ca, case, ee, leaf, root, through

_WRONG: Final = Problem.WRONG_USAGE
_UNKNOWN: Final = Problem.UNTRUSTED_ROOT
_BROKEN: Final = Problem.MALFORMED_CERT


def _lengths(*lengths: int | None, shuffled: bool = False) -> Make:
    """Intermediates with these path lengths, from above."""

    def make() -> Given:
        top = root()
        chain: list[Certified] = []
        issuer = top
        for storey, length in enumerate(lengths):
            issuer = ca(f"Storey {storey}", issuer, path_length=length)
            chain.insert(0, issuer)
        listed = reversed(chain) if shuffled else chain
        return Given(chain=[ee(issuer), *listed], anchors=[top])

    return make


def _length_of_the_anchor() -> Given:
    top = root(path_length=0)
    return through(top, ca("Middle", top))


def _handed_over() -> Given:
    """A new key of an intermediate does not count as another one."""
    top = root()
    old = ca("Upper", top, path_length=1)
    new = ca("Upper", old, key_number=3, path_length=1)
    lower = ca("Lower", new, path_length=0)
    return Given(chain=[ee(lower), old, new, lower], anchors=[top])


def _expired_cross_sign() -> Given:
    """The root is trusted, and was once certified by another that is trusted too."""
    top, second = root(), ca("Second Root")
    cross = ca("Root", second, starts=-300 * DAY, ends=-DAY, path_length=1)
    return Given(chain=[ee(top), cross], anchors=[top, second])


def _circle(first: tuple[str, int], second: tuple[str, int]) -> Make:
    """Two that certify one another and nobody else knows."""

    def make() -> Given:
        one = ca(first[0], key_number=first[1])
        two = ca(second[0], key_number=second[1])
        by_two = ca(first[0], two, key_number=first[1])
        by_one = ca(second[0], one, key_number=second[1])
        return Given(chain=[ee(by_two), by_two, by_one], anchors=[root()])

    return make


def _mesh() -> Given:
    """Three authorities that all certify one another; one of them is trusted."""
    authorities = {label: ca(label) for label in ("Red", "Green", "Blue")}
    crossed = [
        ca(label, issuer)
        for label in authorities
        for other, issuer in authorities.items()
        if other != label
    ]
    lower = [ca(f"Under {label}", issuer) for label, issuer in authorities.items()]
    return Given(
        chain=[ee(lower[0]), lower[0], *crossed, *lower[1:]], anchors=[authorities["Red"]]
    )


def _anchor_below_the_root() -> Given:
    top = root()
    between = ca("Middle", top)
    return Given(chain=[ee(between), top], anchors=[between])


def _stranger() -> Given:
    top = root()
    between = ca("Middle", top)
    return Given(chain=[ee(between), top, between], anchors=[ca("Unrelated")])


def _missing() -> Given:
    top = root()
    return Given(chain=[ee(ca("Middle", top))], anchors=[top])


def _surplus() -> Given:
    top = root()
    between = ca("Middle", top)
    chain = [ee(between), ca("Alien"), between, ee(ca("Alien")), top, between]
    return Given(chain=chain, anchors=[top])


def _two_roots_of_one_name() -> Given:
    old, new = root(key_number=1), root(key_number=2)
    return Given(chain=[ee(new)], anchors=[old, new])


def _damaged(*, of_leaf: bool) -> Make:
    def make() -> Given:
        top = root()
        between = ca("Middle", top)
        first = ee(between)
        chain = [damaged(first), between] if of_leaf else [first, damaged(between)]
        return Given(chain=chain, anchors=[top])

    return make


def _damaged_anchor() -> Given:
    top = root()
    return Given(chain=[ee(top)], anchors=[damaged(top)])


def _no_key() -> Given:
    """An intermediate whose key is empty."""
    top = root()
    between = ca("Middle", top, key="rsa2048")
    spki = between.der.index(bytes.fromhex("300d06092a864886f70d0101010500"))
    broken = between.der[: spki + 15] + b"\x03\x82\x01\x0f\x01" + between.der[spki + 20 :]
    return Given(
        chain=[ee(between), replace(between, der=broken)],
        anchors=[top],
    )


def _legs(bad: Callable[[Certified], Certified], *, bad_first: bool) -> Make:
    """One intermediate in two certificates, one of which is no good."""

    def make() -> Given:
        top = root()
        legs = [bad(top), ca("Leg", top)]
        return Given(chain=[ee(legs[1]), *legs[:: 1 if bad_first else -1]], anchors=[top])

    return make


_BAD_LEGS: Final[dict[str, Callable[[Certified], Certified]]] = {
    "expired": lambda top: ca("Leg", top, starts=-300 * DAY, ends=-DAY),
    "no_ca": lambda top: ca("Leg", top, ca=False),
    "silent": lambda top: ca("Leg", top, usage=("cRLSign",)),
    "for_clients": lambda top: ca("Leg", top, extended_usage=(CLIENT_AUTH,)),
    "of_a_stranger": lambda _: ca("Leg", ca("Stranger")),
    "damaged": lambda top: damaged(ca("Leg", top)),
    "sha1": lambda top: ca("Leg", top, hash_name="sha1"),
    "namesake": lambda _: ca("Leg", ca("Stranger"), key_number=5),
}


def _namesakes(count: int) -> Make:
    """The true issuer comes after so many of its name with other keys."""

    def make() -> Given:
        top, stranger = root(), ca("Stranger")
        true = ca("Leg", top)
        others = (ca("Leg", stranger, key_number=100 + n % 8, serial=n + 1) for n in range(count))
        return Given(chain=[ee(true), *others, true], anchors=[top])

    return make


def _twins(bad: dict[str, Any]) -> Make:
    """Six storeys, each with two certificates that are no good before the good one."""

    def make() -> Given:
        top = root()
        chain: list[Certified] = []
        issuer = top
        for level in range(6):
            label = f"Level {level}"
            spoilt = [ca(label, issuer, serial=10 * level + n, **bad) for n in (1, 2)]
            issuer = ca(label, issuer)
            chain = [*spoilt, issuer, *chain]
        return Given(chain=[ee(issuer), *chain], anchors=[top])

    return make


def lattice(storeys: int = 6, width: int = 3) -> Given:
    """Each storey holds so many certificates of one authority: the ways up multiply, in vain."""
    chain = [
        ca(f"Level {level}", ca(f"Level {level + 1}"), serial=level * width + number + 1)
        for level in range(storeys)
        for number in range(width)
    ]
    return Given(chain=[ee(ca("Level 0")), *chain], anchors=[root()])


CASES: Final = (
    case("length_0", _lengths(0)),
    case("length_1", _lengths(1)),
    case("length_may_grow", _lengths(1, 2)),
    case("length_0_exceeded", _lengths(0, 0), _WRONG),
    case("length_0_below_1_exceeded", _lengths(1, 0, 0), _WRONG),
    case("length_of_the_anchor_exceeded", _length_of_the_anchor, _WRONG),
    case("length_of_an_authority_as_leaf", leaf(ca=True, path_length=0), _WRONG),
    case("length_and_a_new_key", _handed_over, _WRONG),
    case("six_intermediates", _lengths(*[None] * 6)),
    case("six_intermediates_shuffled", _lengths(*[None] * 6, shuffled=True)),
    case("seven_intermediates", _lengths(*[None] * 7), _WRONG, why="seven-intermediates"),
    case("twenty_intermediates", _lengths(*[None] * 20), _UNKNOWN),
    case("expired_cross_sign", _expired_cross_sign),
    case("circle_of_two_names", _circle(("One", 1), ("Two", 2)), _UNKNOWN),
    case("circle_of_one_name", _circle(("One", 1), ("One", 2)), _UNKNOWN),
    case("mesh", _mesh),
    case("anchor_below_the_root", _anchor_below_the_root),
    case("root_unknown", _stranger, _UNKNOWN),
    case("intermediate_missing", _missing, _UNKNOWN),
    case("surplus", _surplus),
    case("two_roots_of_one_name", _two_roots_of_one_name),
    case("leaf_damaged", _damaged(of_leaf=True), _BROKEN),
    case("intermediate_damaged", _damaged(of_leaf=False), _BROKEN),
    case("anchor_damaged", _damaged_anchor),
    case("intermediate_without_a_key", _no_key, _BROKEN),
    *(
        case(f"leg_{name}_{'first' if first else 'last'}", _legs(bad, bad_first=first))
        for name, bad in _BAD_LEGS.items()
        for first in (True, False)
    ),
    case("spoilt_twins_expired", _twins({"starts": -300 * DAY, "ends": -DAY})),
    case("spoilt_twins_no_ca", _twins({"ca": False})),
    case("spoilt_twins_for_clients", _twins({"extended_usage": (CLIENT_AUTH,)})),
    case("two_hundred_namesakes", _namesakes(200)),
    case("lattice", lattice, _UNKNOWN),
)
