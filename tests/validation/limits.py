"""Cases: name constraints on hosts, and whom they bind (RFC 5280 section 4.2.1.10)."""

from typing import Final

from cryptography import x509

from bot.core.vocabulary import Problem
from tests.der import sequence, tlv
from tests.validation.constraining import (
    dns,
    excluded,
    limits,
    middle,
    permitted,
    subtrees,
    top,
    written,
)
from tests.validation.lab import (
    HOST,
    Given,
    Make,
    ca,
    case,
    ee,
    leaf,
    names,
    root,
    san,
    through,
)

_OUT: Final = Problem.NAME_CONSTRAINT
_BAD: Final = Problem.MALFORMED_CERT


def _self_issued_intermediate() -> Given:
    anchor = root(extensions=(permitted(dns("lab.test")),))
    again = ca("Root", anchor, key_number=5, extensions=(san(dns("not.test")),))
    return through(anchor, again)


def _self_issued_leaf() -> Given:
    anchor = root(extensions=(permitted(dns("lab.test")),))
    between = ca("Middle", anchor)
    outside = ee(between, common_name="Middle", names=("not.test",), key_number=9)
    return Given(chain=[outside, between], anchors=[anchor])


def _intermediate_outside(*, limited_anchor: bool) -> Make:
    limit = (limits([dns("lab.test")], [dns("forbidden.lab.test")]),)

    def make() -> Given:
        anchor = root(extensions=limit if limited_anchor else ())
        upper = ca("Upper", anchor, extensions=() if limited_anchor else limit)
        lower = ca("Lower", upper, extensions=(san(dns("forbidden.lab.test")),))
        return Given(chain=[ee(lower), upper, lower], anchors=[anchor])

    return make


def _two(upper: str, lower: str) -> Make:
    """Two intermediates, each limited to some hosts of the domain; the leaf is foo."""

    def make() -> Given:
        anchor = root()
        first = ca("Upper", anchor, extensions=(permitted(*_hosts(upper)),))
        second = ca("Lower", first, extensions=(permitted(*_hosts(lower)),))
        return Given(chain=[ee(second, names=("foo.lab.test",)), second, first], anchors=[anchor])

    return make


def _hosts(labels: str) -> list[x509.DNSName]:
    return [dns(f"{label}.lab.test") for label in labels.split()]


def _legs(*, both_trusted: bool) -> Make:
    """One intermediate, certified by a limited issuer and by a root of its own."""

    def make() -> Given:
        anchor, other = root(), ca("Other Root")
        limited = ca("Limited", anchor, extensions=(excluded(*_hosts("forbidden")),))
        forbidden = (san(dns("forbidden.lab.test")),)
        if both_trusted:
            legs = [ca("Leg", limited, extensions=forbidden), ca("Leg", other)]
        else:
            legs = [ca("Leg", other, extensions=forbidden), ca("Leg", limited)]
        anchors = [anchor, other] if both_trusted else [anchor]
        return Given(chain=[ee(legs[0]), limited, *legs], anchors=anchors)

    return make


CASES: Final = (
    case("permits_the_name", top(permitted(dns(HOST)))),
    case("permits_the_name_not_critical", top(permitted(dns(HOST), critical=False))),
    case("permits_the_domain", top(permitted(dns("lab.test")))),
    case("permits_another_name", top(permitted(dns("other.test"))), _OUT),
    case(
        "permits_the_end_of_a_label",
        top(permitted(dns("example.com")), names=("not-example.com",)),
        _OUT,
        host="not-example.com",
    ),
    case(
        "permits_names_under_a_dot",
        top(written(subtrees(0, tlv(0x82, b".lab.test")))),
        why="leading-dot",
    ),
    case("permits_a_wildcard", top(written(subtrees(0, tlv(0x82, b"*.lab.test")))), _BAD),
    case("excludes_the_name", middle(excluded(dns(HOST))), _OUT),
    case(
        "excludes_the_name_not_critical",
        top(excluded(dns(HOST), critical=False)),
        _OUT,
    ),
    case(
        "excludes_a_further_name",
        top(excluded(*_hosts("no")), names=(HOST, "no.lab.test")),
        _OUT,
    ),
    case("excludes_all_names", middle(written(subtrees(1, tlv(0x82, b"")))), _OUT),
    case("permits_and_excludes_the_name", top(limits([dns(HOST)], [dns(HOST)])), _OUT),
    case(
        "wildcard_over_an_excluded_name",
        middle(limits([dns("lab.test")], [dns(HOST)]), names=("*.lab.test",)),
        _OUT,
    ),
    case(
        "wildcard_over_a_permitted_name",
        middle(permitted(dns(HOST)), names=("*.lab.test",)),
        _OUT,
    ),
    case(
        "malformed_name_within",
        middle(permitted(dns("lab.test")), names=None, extensions=(names(".lab.test", HOST),)),
        _OUT,
    ),
    case("common_name_outside", middle(permitted(dns("lab.test")), common_name="other.test")),
    # Whom limits bind.
    case("self_issued_intermediate_outside", _self_issued_intermediate, _OUT, why="own-successor"),
    case("self_issued_leaf_outside", _self_issued_leaf, _OUT, host="not.test"),
    case("intermediate_outside_its_issuers", _intermediate_outside(limited_anchor=False), _OUT),
    case("intermediate_outside_the_anchors", _intermediate_outside(limited_anchor=True), _OUT),
    case("narrowed_below", _two("foo bar", "bar"), _OUT, host="foo.lab.test"),
    case("widened_below", _two("bar", "foo bar"), _OUT, host="foo.lab.test"),
    case("the_other_leg_is_permitted", _legs(both_trusted=False)),
    case("the_other_root_is_unlimited", _legs(both_trusted=True)),
    case("on_a_leaf", leaf(extensions=(permitted(dns(HOST)),)), why="limited-leaf"),
    # What is no list of names.
    case("both_lists_absent", middle(written()), _BAD),
    case("both_lists_empty", middle(written(subtrees(0), subtrees(1))), _BAD),
    case(
        "with_a_minimum",
        middle(written(tlv(0xA0, sequence(tlv(0x82, b"lab.test"), tlv(0x80, b"\x01"))))),
        _BAD,
        why="minimum",
    ),
)
