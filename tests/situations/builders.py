"""Situations: where browsers build other paths than one would think, and why they fail there."""

from collections.abc import Callable
from functools import cache
from typing import Final

from cryptography import x509
from cryptography.x509.oid import NameOID
from msgspec.structs import replace

from bot.core.vocabulary import Problem
from tests.certificates import AUTHORITY, CLIENT_AUTH, Certified, Recipe, damaged, issue
from tests.servers import Server
from tests.situations.lab import (
    DAY,
    STRANGE,
    Chain,
    Situation,
    authority,
    expired_root,
    leaf,
    limited_root,
    middle,
    root,
    serving,
    situation,
    small_root,
    stranger,
)

_P: Final = Problem
_FOREIGN: Final = Recipe(organisation=STRANGE)
_STRANGE_AUTHORITY: Final = replace(AUTHORITY, organisation=STRANGE)
# Older than the other legs too: Chromium takes the younger first.
_LATE: Final = replace(AUTHORITY, starts=-500 * DAY, ends=-DAY)
_CLIENTS: Final = replace(AUTHORITY, extended_usage=(CLIENT_AUTH,))
_SHA1: Final = replace(AUTHORITY, hash_name="sha1")


def _leg(issuer: Certified, recipe: Recipe = AUTHORITY) -> Certified:
    """One name and key, certified by whoever is asked: one leg of a cross-sign."""
    return authority("Crossed", issuer, recipe)


def _late() -> Certified:
    return _leg(root(), _LATE)


def _good() -> Certified:
    return _leg(root())


def _alien() -> Certified:
    return _leg(stranger())


def _legs(*legs: Callable[[], Certified]) -> Server:
    return serving(lambda: [leaf(None, _good()), *(leg() for leg in legs)])


def _upper_legs(*legs: Callable[[], Certified]) -> Server:
    """The same one storey up."""

    def chain() -> Chain:
        lower = authority("Below Crossed", _good())
        return [leaf(None, lower), lower, *(leg() for leg in legs)]

    return serving(chain)


def _two(upper: Recipe, lower: Recipe) -> Server:
    def chain() -> Chain:
        above = authority("Two Upper", root(), upper)
        below = authority("Two Lower", above, lower)
        return [leaf(None, below), below, above]

    return serving(chain)


def _storeys(count: int) -> Server:
    def chain() -> Chain:
        listed = [root()]
        for number in range(count):
            listed.insert(0, authority(f"Storey {number}", listed[0]))
        return [leaf(None, listed[0]), *listed[:-1]]

    return serving(chain)


def _namesakes(*, true: bool) -> Server:
    def namesake(number: int) -> Certified:
        recipe = replace(AUTHORITY, common_name="Lab Intermediate", key_number=900 + number)
        return issue(replace(recipe, key="secp256r1"), stranger())

    return serving(lambda: [leaf(), *map(namesake, range(3)), *([middle()] if true else [])])


def _strange_root(recipe: Recipe) -> Server:
    def chain() -> Chain:
        top = issue(replace(recipe, organisation=STRANGE, common_name="Odd", key_number=510))
        return [leaf(_FOREIGN, top), top]

    return serving(chain)


def _strange_middle(recipe: Recipe, *, with_root: bool) -> Server:
    def chain() -> Chain:
        between = authority("Strange Between", stranger(), replace(recipe, organisation=STRANGE))
        return [leaf(_FOREIGN, between), between, *([stranger()] if with_root else [])]

    return serving(chain)


def _written(organisation: str, common_name: str) -> Server:
    """The leaf names its issuer in another spelling."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )
    return serving(lambda: [leaf(None, replace(middle(), subject=name)), middle()])


def _handed_over_under_a_limit() -> Chain:
    """An authority that may have none below it certifies its own next key."""
    old = authority("Limited", root(), replace(AUTHORITY, path_length=0))
    new = issue(replace(AUTHORITY, common_name="Lab Limited", key_number=777), old)
    return [leaf(None, new), new, old]


def _leaf_above_leaf() -> Chain:
    upper = leaf(Recipe(key_number=8))
    return [leaf(None, upper), upper, middle()]


@cache
def _nameless() -> Certified:
    return issue(replace(AUTHORITY, organisation="", common_name="", key_number=501), root())


SITUATIONS: Final[tuple[Situation, ...]] = (
    situation("legs_late_and_alien", _legs(_late, _alien), _P.EXPIRED, notes=(_P.CHAIN_EXTRA,)),
    situation("legs_alien_and_late", _legs(_alien, _late), _P.EXPIRED, notes=(_P.CHAIN_EXTRA,)),
    situation(
        "legs_clients_and_alien",
        _legs(lambda: _leg(root(), _CLIENTS), _alien),
        _P.WRONG_USAGE,
        notes=(_P.CHAIN_EXTRA,),
    ),
    situation(
        "legs_clients_and_good",
        _legs(lambda: _leg(root(), _CLIENTS), _good),
        notes=(_P.CHAIN_EXTRA,),
    ),
    situation(
        "legs_sha1_and_late",
        _legs(lambda: _leg(root(), _SHA1), _late),
        _P.WEAK_SIGNATURE,
        notes=(_P.CHAIN_EXTRA,),
    ),
    situation(
        "legs_damaged_and_late",
        _legs(lambda: damaged(_good()), _late),
        _P.EXPIRED,
        notes=(_P.CHAIN_EXTRA,),
    ),
    situation(
        "legs_damaged_and_good",
        _legs(lambda: damaged(_good()), _good),
        notes=(_P.CHAIN_EXTRA,),
    ),
    situation(
        "upper_legs_late_and_alien",
        _upper_legs(_late, _alien),
        _P.EXPIRED,
        notes=(_P.CHAIN_EXTRA,),
    ),
    situation("upper_legs_late_and_good", _upper_legs(_late, _good), notes=(_P.CHAIN_EXTRA,)),
    situation(
        "legs_under_a_small_root_and_good",
        _legs(lambda: _leg(small_root()), _good),
        notes=(_P.CHAIN_EXTRA,),
    ),
    situation(
        "legs_under_a_limited_and_an_old_root",
        _legs(lambda: _leg(limited_root()), lambda: _leg(expired_root())),
        _P.NAME_CONSTRAINT,
        notes=(_P.CHAIN_EXTRA,),
    ),
    situation("upper_sha1_lower_late", _two(_SHA1, _LATE), _P.WEAK_SIGNATURE, _P.EXPIRED),
    situation(
        "upper_early_lower_late",
        _two(replace(AUTHORITY, starts=DAY), _LATE),
        _P.EXPIRED,
        _P.NOT_YET_VALID,
    ),
    situation(
        "upper_late_lower_no_ca",
        _two(_LATE, replace(AUTHORITY, ca=False)),
        _P.EXPIRED,
        _P.WRONG_USAGE,
    ),
    situation("six_storeys", _storeys(6)),
    situation("seven_storeys", _storeys(7), _P.WRONG_USAGE),
    situation("nine_storeys", _storeys(9), _P.WRONG_USAGE),
    situation("namesakes_and_the_true_one", _namesakes(true=True), notes=(_P.CHAIN_EXTRA,)),
    situation(
        "namesakes_only", _namesakes(true=False), _P.INCOMPLETE_CHAIN, notes=(_P.CHAIN_EXTRA,)
    ),
    situation(
        "strange_root_no_ca",
        _strange_root(replace(AUTHORITY, ca=False)),
        _P.UNTRUSTED_ROOT,
        _P.WRONG_USAGE,
        notes=(_P.ROOT_SENT,),
    ),
    situation(
        "strange_root_late",
        _strange_root(_LATE),
        _P.UNTRUSTED_ROOT,
        _P.EXPIRED,
        notes=(_P.ROOT_SENT,),
    ),
    situation(
        "strange_intermediate_sha1",
        _strange_middle(_SHA1, with_root=False),
        _P.UNTRUSTED_ROOT,
        _P.WEAK_SIGNATURE,
    ),
    situation(
        "strange_intermediate_sha1_and_root",
        _strange_middle(_SHA1, with_root=True),
        _P.WEAK_SIGNATURE,
        _P.UNTRUSTED_ROOT,
        notes=(_P.ROOT_SENT,),
    ),
    situation(
        "strange_intermediate_for_clients",
        _strange_middle(_CLIENTS, with_root=True),
        _P.UNTRUSTED_ROOT,
        _P.WRONG_USAGE,
        notes=(_P.ROOT_SENT,),
    ),
    situation(
        "issuer_named_in_capitals",
        _written("SITUATION LAB", "LAB INTERMEDIATE"),
        _P.MALFORMED_CERT,
    ),
    situation(
        "own_key_under_a_limit",
        serving(_handed_over_under_a_limit),
        _P.WRONG_USAGE,
        notes=(_P.ROOT_SENT,),
    ),
    situation(
        "issuer_without_a_name",
        serving(lambda: [leaf(None, _nameless()), _nameless()]),
        _P.MALFORMED_CERT,
    ),
    situation("issued_by_a_leaf_of_the_same_name", serving(_leaf_above_leaf), _P.WRONG_USAGE),
    situation(
        "leaf_with_the_name_of_the_root",
        serving(lambda: [issue(Recipe(common_name="Lab Root", key_number=183))]),
        _P.SELF_SIGNED,
    ),
    situation(
        "no_organisation_but_the_root_sent",
        serving(
            lambda: [
                leaf(
                    None,
                    issue(
                        replace(AUTHORITY, organisation="", common_name="x", key_number=333),
                        root(),
                    ),
                ),
                root(),
            ]
        ),
        _P.INCOMPLETE_CHAIN,
        notes=(_P.CHAIN_EXTRA, _P.ROOT_SENT),
    ),
)
