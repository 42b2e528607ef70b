from ipaddress import ip_address, ip_network

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.facts import NameConstraints
from bot.core.faults import Fault
from bot.core.names.limits import NOT_IN_NAME_SPACE
from bot.core.names.matching import within_dns
from bot.core.rules.constraints import constraints
from tests.certificates import AUTHORITY, Certified, Recipe
from tests.trust import authority, case, leaf

ROOT = authority("Root")
MIDDLE = authority("Middle", ROOT)
ORDINARY = case(leaf(MIDDLE), MIDDLE, anchor=ROOT)


def limited(constraint: x509.NameConstraints) -> Certified:
    return authority("Limited", ROOT, replace(AUTHORITY, constraints=constraint))


def permitted(*names: x509.GeneralName) -> x509.NameConstraints:
    return x509.NameConstraints(permitted_subtrees=names, excluded_subtrees=None)


def excluded(*names: x509.GeneralName) -> x509.NameConstraints:
    return x509.NameConstraints(permitted_subtrees=None, excluded_subtrees=names)


EXAMPLE = x509.DNSName("example.com")
TENS = x509.IPAddress(ip_network("10.0.0.0/8"))


@pytest.mark.parametrize(
    ("limits", "names", "is_told"),
    [
        pytest.param(permitted(EXAMPLE), ("a.example.com",), False, id="a name within"),
        pytest.param(permitted(EXAMPLE), ("example.org",), True, id="a name without"),
        pytest.param(permitted(EXAMPLE), ("example.com", "b.org"), True, id="one of two"),
        pytest.param(permitted(EXAMPLE), ("10.0.0.1",), False, id="addresses are another form"),
        pytest.param(excluded(EXAMPLE), ("a.example.com",), True, id="an excluded name"),
        pytest.param(excluded(EXAMPLE), ("example.org",), False, id="others are not excluded"),
        pytest.param(permitted(TENS), ("10.9.9.9",), False, id="an address within"),
        pytest.param(permitted(TENS), ("11.0.0.0",), True, id="an address without"),
        pytest.param(excluded(TENS), ("10.0.0.1",), True, id="an excluded address"),
        pytest.param(permitted(TENS), ("example.com",), False, id="names are another form"),
    ],
)
def test_an_issuer_may_be_limited_to_names(
    limits: x509.NameConstraints,
    names: tuple[str, ...],
    is_told: bool,  # noqa: FBT001 -- a column
) -> None:
    issuer = limited(limits)
    judged = case(leaf(issuer, Recipe(names=names)), issuer, anchor=ROOT)

    found = [(f.fault, f.certificate) for f in constraints(judged)]

    assert found == ([(Fault.LEAF_OUTSIDE_CONSTRAINT, 0)] if is_told else [])


def test_the_limits_of_an_anchor_count_too() -> None:
    issuer = limited(permitted(EXAMPLE))
    judged = case(leaf(issuer), anchor=issuer)

    assert [f.fault for f in constraints(judged)] == [Fault.LEAF_OUTSIDE_CONSTRAINT]


def organisation(name: str) -> x509.DirectoryName:
    return x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)]))


OWN = organisation("Situation Lab")
OTHER = organisation("Another Company")


@pytest.mark.parametrize(
    ("limits", "recipe", "is_told"),
    [
        pytest.param(permitted(OWN), Recipe(), False, id="a subject within"),
        pytest.param(permitted(organisation("situation  LAB")), Recipe(), False, id="case"),
        pytest.param(permitted(OTHER), Recipe(), True, id="a subject without"),
        pytest.param(permitted(OTHER, OWN), Recipe(), False, id="one of two"),
        pytest.param(permitted(OTHER), Recipe(organisation=""), True, id="no subject at all"),
        pytest.param(excluded(OWN), Recipe(), True, id="an excluded subject"),
        pytest.param(excluded(OTHER), Recipe(), True, id="another one, by Firefox alone"),
    ],
)
def test_an_issuer_may_be_limited_to_subjects(
    limits: x509.NameConstraints,
    recipe: Recipe,
    is_told: bool,  # noqa: FBT001 -- a column
) -> None:
    issuer = limited(limits)
    judged = case(leaf(issuer, recipe), issuer, anchor=ROOT)

    found = [(f.fault, f.certificate) for f in constraints(judged)]

    assert found == ([(Fault.LEAF_OUTSIDE_CONSTRAINT, 0)] if is_told else [])


def test_the_limits_bind_intermediates_too() -> None:
    upper = limited(permitted(OWN))
    lower = authority("Lower", upper, replace(AUTHORITY, organisation="Another Company"))
    judged = case(leaf(lower), lower, upper, anchor=ROOT)

    assert [f.certificate for f in constraints(judged)] == [1]


def test_a_self_issued_intermediate_may_have_any_subject_but_not_in_firefox() -> None:
    itself = x509.Name.from_rfc4514_string("CN=Limited,O=Situation Lab")
    upper = limited(excluded(x509.DirectoryName(itself)))
    successor = authority("Limited", upper, AUTHORITY, key_label="New Key")
    judged = case(leaf(successor), successor, upper, anchor=ROOT)

    assert [(f.chromium, f.firefox) for f in constraints(judged)] == [("", NOT_IN_NAME_SPACE)]


@pytest.mark.parametrize(
    ("name", "is_told"),
    [("*.example.com", True), ("*.www.example.com", False), ("*.example.org", False)],
)
def test_a_wildcard_must_not_stand_for_an_excluded_name(
    name: str,
    is_told: bool,  # noqa: FBT001 -- a column
) -> None:
    issuer = limited(excluded(x509.DNSName("secret.example.com")))
    judged = case(leaf(issuer, Recipe(names=(name,))), issuer, anchor=ROOT)

    assert [f.fault for f in constraints(judged)] == (
        [Fault.LEAF_OUTSIDE_CONSTRAINT] if is_told else []
    )


def test_more_than_can_be_compared_is_refused_at_once() -> None:
    tens = int(ip_address("10.0.0.0"))
    networks = (x509.IPAddress(ip_network((tens + (i << 8), 24))) for i in range(1000))
    issuer = limited(permitted(*networks))
    names = tuple(str(ip_address(tens + i)) for i in range(1000))
    judged = case(leaf(issuer, Recipe(names=names)), issuer, anchor=ROOT)

    assert ["comparing" in f.evidence for f in constraints(judged)] == [True]


LABELS = st.sampled_from(["a", "B", "example", "com", "*", ""])
NAMES = st.lists(LABELS, max_size=4).map(".".join)


@given(limits=st.lists(NAMES, max_size=3), name=NAMES)
def test_names_are_looked_up_as_each_limit_says(limits: list[str], name: str) -> None:
    permits = NameConstraints(permitted_dns=tuple(limits))
    judged = replace(ORDINARY.leaf, dns_names=(name,), subject_name=())
    limited_one = replace(ORDINARY.path.certificates[1], constraints=permits)
    path = replace(
        ORDINARY.path, certificates=(judged, limited_one, *ORDINARY.path.certificates[2:])
    )

    is_outside = any(f.chromium for f in constraints(replace(ORDINARY, path=path)))

    assert is_outside == (bool(limits) and not any(within_dns(x, name) for x in limits))
