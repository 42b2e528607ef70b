"""Cases: does the leaf name the host?"""

from typing import Final

from cryptography import x509

from bot.core.vocabulary import Problem
from tests.validation.lab import Case, case, leaf, names, san

_VARIANT: Final = Problem.NAME_VARIANT
_OTHER: Final = Problem.NAME_MISMATCH
_BAD: Final = Problem.MALFORMED_CERT
_ADDRESS: Final = "192.0.2.1"
_NETWORK: Final = bytes([192, 0, 2, 0, 255, 255, 255, 0])


def _named(
    name: str, host: str, *presented: str | bytes, problem: Problem | None = None, why: str = ""
) -> Case:
    """A leaf with exactly these dNSNames."""
    make = leaf(names=None, common_name="Lab", extensions=(names(*presented),))
    return case(name, make, *([problem] if problem else []), host=host, why=why)


CASES: Final = (
    _named("exact", "example.com", "example.com"),
    _named("in_capitals", "example.com", "EXAMPLE.com"),
    _named("other_domain", "example2.com", "example.com", problem=_OTHER),
    _named("sister", "def.example.com", "abc.example.com", problem=_VARIANT),
    _named("apex_for_a_host", "abc.example.com", "example.com", problem=_VARIANT),
    _named("host_for_the_apex", "example.com", "abc.example.com", problem=_VARIANT),
    _named("wildcard", "foo.example.com", "*.example.com"),
    _named("wildcard_over_an_a_label", "xn--bcher-kva.example.com", "*.example.com"),
    _named("wildcard_over_com", "example.com", "*.com", problem=_OTHER, why="wildcard-over-all"),
    _named("wildcard_over_a_tld", "some.lab", "*.lab", problem=_OTHER, why="wildcard-over-all"),
    _named("wildcard_over_a_private_suffix", "some.github.io", "*.github.io"),
    _named("wildcard_alone", "example", "*", problem=_OTHER),
    _named("wildcard_in_part", "baz.example.com", "ba*.example.com", problem=_VARIANT),
    _named("wildcard_inside", "foo.bar.example.com", "foo.*.example.com", problem=_VARIANT),
    _named("wildcard_too_deep", "foo.bar.example.com", "*.example.com", problem=_VARIANT),
    _named("wildcard_for_its_base", "example.com", "*.example.com", problem=_VARIANT),
    _named("wildcard_twice", "a.b.example.com", "*.*.example.com", problem=_VARIANT),
    _named(
        "wildcard_in_an_a_label",
        "xn--bliss-1b3c148a.example.com",
        "xn--*-1b3c148a.example.com",
        problem=_VARIANT,
    ),
    _named("underscore", "my_shop.example.com", "my_shop.example.com", why="underscore"),
    _named("wildcard_over_an_underscore", "a_b.example.com", "*.example.com", why="underscore"),
    _named("final_dot", "example.com", "example.com.", problem=_VARIANT),
    _named("leading_dot", "foo.example.com", ".example.com", problem=_VARIANT),
    _named("empty_label_beside", "example.com", "a..example.com", "example.com"),
    _named("empty_name_beside", "example.com", "", "example.com"),
    _named("space_beside", "example.com", "bad name.example.com", "example.com"),
    _named("label_of_64_beside", "example.com", "a" * 64 + ".example.com", "example.com"),
    _named("zero_byte", "example.com", b"example.com\0.evil.test", problem=_OTHER),
    _named("address_as_name", _ADDRESS, _ADDRESS, problem=_OTHER),
    case(
        "not_ascii",
        leaf(names=None, common_name="Lab", extensions=(names("😜.example.com"),)),
        _BAD,
        _OTHER,
        host="xn--628h.example.com",
    ),
    case(
        "names_unreadable",
        leaf(names=None, extensions=(names(b"\xff", tag=0xBF),)),
        _BAD,
        Problem.NO_SAN,
    ),
    case("no_names", leaf(names=()), _BAD, Problem.NO_SAN),
    case(
        "no_names_of_hosts",
        leaf(names=None, extensions=(san(x509.RFC822Name("a@lab.test")),)),
        Problem.NO_SAN,
    ),
    case("common_name_only", leaf(names=None), Problem.NO_SAN),
    case("common_name_is_another", leaf(common_name="other.test")),
    case("common_name_in_capitals", leaf(common_name="SHOP.LAB.TEST")),
    case(
        "common_name_an_odd_address",
        leaf(common_name="0xC0000201", names=(_ADDRESS,)),
        host=_ADDRESS,
    ),
    case("address", leaf(names=(_ADDRESS,)), host=_ADDRESS),
    case("address_of_version_6", leaf(names=("2001:db8::1",)), host="2001:db8::1"),
    case("other_address", leaf(names=(_ADDRESS,)), _OTHER, host="192.0.2.2"),
    case("mapped_address", leaf(names=(_ADDRESS,)), _OTHER, host="::ffff:192.0.2.1"),
    case(
        "network_beside",
        leaf(names=None, extensions=(names(_NETWORK, bytes([192, 0, 2, 1]), tag=0x87),)),
        _BAD,
        host=_ADDRESS,
        why="network-as-name",
    ),
    case(
        "address_in_common_name",
        leaf(names=None, common_name=_ADDRESS),
        Problem.NO_SAN,
        host=_ADDRESS,
    ),
)
