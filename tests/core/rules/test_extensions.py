import pytest
from msgspec.structs import replace

from bot.core.faults import Fault
from bot.core.rules.extensions import extensions, names_of_parties
from tests.certificates import AUTHORITY, Recipe, extension
from tests.der import octets
from tests.trust import authority, case, leaf

ROOT = authority("Root")
MIDDLE = authority("Middle", ROOT)
UNKNOWN = "1.3.6.1.4.1.55555.1"


@pytest.mark.parametrize("critical", [True, False])
def test_only_a_critical_extension_must_be_known(
    critical: bool,  # noqa: FBT001 -- both
) -> None:
    odd = (extension(UNKNOWN, octets(b"?"), critical=critical),)
    issuer = authority("Strange", ROOT, replace(AUTHORITY, extensions=odd))
    given = case(leaf(issuer, Recipe(extensions=odd)), issuer, anchor=ROOT)

    found = [f.fault for f in extensions(given)]

    both = [Fault.LEAF_CRITICAL_UNKNOWN, Fault.ISSUER_CRITICAL_UNKNOWN]
    assert found == (both if critical else [])


def test_an_extension_that_stands_twice_is_told() -> None:
    twice = (extension(UNKNOWN, octets(b"?")),) * 2
    given = case(leaf(MIDDLE, Recipe(extensions=twice)), MIDDLE, anchor=ROOT)

    assert [f.fault for f in extensions(given)] == [Fault.LEAF_EXTENSION_BAD]


def test_a_name_that_is_not_ascii_is_told_and_the_others_count() -> None:
    names = ("localhost", "bücher.de".encode())
    given = case(leaf(MIDDLE, Recipe(names=names)), MIDDLE, anchor=ROOT)

    assert [f.fault for f in names_of_parties(given)] == [Fault.LEAF_NAME_NOT_ASCII]
    assert "localhost" in given.leaf.dns_names
