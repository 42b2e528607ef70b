from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.suffixes import suffixes
from bot.core.names.matching import (
    Match,
    is_dns_name,
    is_ip,
    match_dns,
    share_registrable_domain,
    within_dns,
    within_ip,
)

PAIRS = [
    pytest.param("example.com", "example.com", Match.BOTH, id="the same name"),
    pytest.param("EXAMPLE.com", "example.com", Match.BOTH, id="case does not count"),
    pytest.param("example.com", "www.example.com", Match.NONE, id="no label more"),
    pytest.param("www.example.com", "example.com", Match.NONE, id="no label less"),
    pytest.param("example.com", "notexample.com", Match.NONE, id="no mere ending"),
    pytest.param("example.com", "example.org", Match.NONE, id="another domain"),
    pytest.param("*.example.com", "www.example.com", Match.BOTH, id="a wildcard is one label"),
    pytest.param("*.EXAMPLE.com", "www.example.com", Match.BOTH, id="a wildcard in capitals"),
    pytest.param("*.example.com", "example.com", Match.NONE, id="a wildcard is not no label"),
    pytest.param("*.example.com", "a.b.example.com", Match.NONE, id="a wildcard is not two"),
    pytest.param("*.example.com", ".example.com", Match.NONE, id="nor an empty one"),
    pytest.param("*.b.example.com", "a.b.example.com", Match.BOTH, id="a wildcard lower down"),
    pytest.param("*.com", "example.com", Match.NONE, id="no wildcard over a single label"),
    pytest.param("*", "intranet", Match.NONE, id="no wildcard alone"),
    pytest.param("*.", "intranet", Match.NONE, id="no wildcard over the root"),
    pytest.param("*.*.com", "a.b.com", Match.NONE, id="one wildcard, not two"),
    pytest.param("w*.example.com", "www.example.com", Match.NONE, id="no part of a label"),
    pytest.param("*w.example.com", "www.example.com", Match.NONE, id="no end of a label"),
    pytest.param("www.*.com", "www.example.com", Match.NONE, id="only in the left-most label"),
    pytest.param("*.xn--bcher-kva.de", "www.xn--bcher-kva.de", Match.BOTH, id="over an A-label"),
    pytest.param("*.example.com", "xn--4ca.example.com", Match.BOTH, id="stands for an A-label"),
    pytest.param("xn--*.example.com", "xn--4ca.example.com", Match.NONE, id="no part of one"),
    pytest.param("bücher.de", "xn--bcher-kva.de", Match.NONE, id="a U-label proves nothing"),
    pytest.param("example.com.", "example.com", Match.CHROMIUM_ONLY, id="a root's dot"),
    pytest.param("*.example.com.", "a.example.com", Match.CHROMIUM_ONLY, id="wildcard and dot"),
    pytest.param("example.com..", "example.com", Match.NONE, id="two dots"),
    pytest.param("intranet", "intranet", Match.BOTH, id="a single label"),
    pytest.param("a_b.example.com", "a_b.example.com", Match.BOTH, id="an underscore"),
    pytest.param("127.0.0.1", "127.0.0.1", Match.NONE, id="an address is no name"),
    pytest.param("*.0.0.1", "127.0.0.1", Match.NONE, id="no wildcard over addresses"),
    pytest.param("::1", "::1", Match.NONE, id="an IPv6 address is no name"),
    pytest.param("", "example.com", Match.NONE, id="an empty name"),
    pytest.param("", "", Match.NONE, id="nothing on both sides"),
    pytest.param("example.com\x00.evil.net", "example.com", Match.NONE, id="a NUL ends nothing"),
    pytest.param(" example.com", "example.com", Match.NONE, id="space counts"),
]


@pytest.mark.parametrize(("pattern", "host", "expected"), PAIRS)
def test_a_name_covers_a_host_as_in_browsers(pattern: str, host: str, expected: Match) -> None:
    assert match_dns(pattern, host) is expected


LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
HOSTS = st.lists(LABELS, min_size=1, max_size=4).map(lambda labels: ".".join([*labels, "example"]))


@given(HOSTS)
def test_every_host_is_covered_by_its_own_name(host: str) -> None:
    assert match_dns(host.upper(), host) is Match.BOTH


@given(HOSTS, LABELS)
def test_a_wildcard_covers_exactly_the_names_one_label_below(host: str, label: str) -> None:
    below = f"{label}.{host}"

    assert match_dns(f"*.{host}", below) is Match.BOTH
    assert match_dns(f"*.{host}", host) is Match.NONE
    assert match_dns(f"*.{host}", f"{label}.{below}") is Match.NONE


@given(st.text(max_size=20), HOSTS)
def test_no_text_without_a_star_covers_another_host(pattern: str, host: str) -> None:
    plain = pattern.replace("*", "")

    covered = match_dns(plain, host) is not Match.NONE

    assert covered == (plain.isascii() and plain.lower().removesuffix(".") == host)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("[::1]", False),
        ("127.1", False),
        ("example.com", False),
        ("", False),
    ],
)
def test_addresses_are_told_from_names(text: str, expected: bool) -> None:  # noqa: FBT001 -- a column
    assert is_ip(text) is expected


@pytest.mark.parametrize(
    ("pattern", "host", "expected"),
    [
        pytest.param("www.example.com", "example.com", True, id="www and not"),
        pytest.param("*.example.com", "a.b.example.com", True, id="one label too deep"),
        pytest.param("*.example.com", "example.com", True, id="the bare domain"),
        pytest.param("SHOP.Example.com.", "example.com", True, id="case and dot do not count"),
        pytest.param("example.com", "example.org", False, id="two top-level domains"),
        pytest.param("example.co.uk", "www.example.co.uk", True, id="under co.uk"),
        pytest.param("one.co.uk", "two.co.uk", False, id="co.uk has many owners"),
        pytest.param("one.github.io", "two.github.io", False, id="and so has github.io"),
        pytest.param("one.github.io", "a.one.github.io", True, id="a user of github.io"),
        pytest.param("github.io", "one.github.io", False, id="a private suffix itself"),
        pytest.param("*.github.io", "one.github.io", False, id="a wildcard over a suffix"),
        pytest.param("a.corp.internal", "b.corp.internal", True, id="an unknown top level"),
        pytest.param("one.internal", "two.internal", False, id="right below an unknown one"),
        pytest.param("intranet", "intranet", False, id="a single label has no owner"),
        pytest.param("com", "example.com", False, id="a suffix owns nothing"),
        pytest.param("10.0.0.1", "10.0.0.2", False, id="addresses have no domain"),
        pytest.param("0.0.1", "10.0.0.1", False, id="nor part of one"),
        pytest.param("bücher.de", "www.xn--bcher-kva.de", False, id="a U-label is not read"),
        pytest.param(
            "a.xn--bcher-kva.de", "b.xn--bcher-kva.de", True, id="A-labels are names like any"
        ),
        pytest.param("", "example.com", False, id="an empty name"),
        pytest.param("a.www.ck", "www.ck", True, id="an exception in the list"),
        pytest.param("a.one.ck", "b.one.ck", False, id="a wildcard in the list"),
    ],
)
def test_one_registrable_domain_is_one_owner(
    pattern: str,
    host: str,
    expected: bool,  # noqa: FBT001 -- a column
) -> None:
    assert share_registrable_domain(pattern, host, suffixes) is expected


@pytest.mark.parametrize(
    ("constraint", "name", "expected"),
    [
        pytest.param("example.com", "example.com", True, id="the name itself"),
        pytest.param("example.com", "a.example.com", True, id="a name below"),
        pytest.param("example.com", "b.a.example.com", True, id="further below"),
        pytest.param("example.com", "notexample.com", False, id="not a mere ending"),
        pytest.param("example.com", "com", False, id="not above"),
        pytest.param("Example.COM", "A.exaMPLE.com.", True, id="case and dot do not count"),
        pytest.param(".example.com", "a.example.com", True, id="a leading dot: below"),
        pytest.param(".example.com", "example.com", False, id="a leading dot: not itself"),
        pytest.param("", "anything.example", True, id="empty stands for every name"),
        pytest.param("example.com", "*.example.com", True, id="a wildcard below"),
        pytest.param("www.example.com", "*.example.com", False, id="a wildcard reaches further"),
    ],
)
def test_a_constraint_holds_a_name_and_what_is_below(
    constraint: str,
    name: str,
    expected: bool,  # noqa: FBT001 -- a column
) -> None:
    assert within_dns(constraint, name) is expected


@pytest.mark.parametrize(
    ("constraint", "address", "expected"),
    [
        pytest.param("10.0.0.0/8", "10.255.255.255", True, id="the last inside"),
        pytest.param("10.0.0.0/8", "11.0.0.0", False, id="the first outside"),
        pytest.param("2001:db8::/32", "2001:db8::1", True, id="IPv6"),
        pytest.param("0.0.0.0/0", "::1", False, id="all of IPv4 is none of IPv6"),
        pytest.param("::/0", "10.0.0.1", False, id="all of IPv6 is none of IPv4"),
        pytest.param("::/0", "::ffff:10.0.0.1", True, id="a mapped address is IPv6"),
    ],
)
def test_a_network_holds_addresses_of_its_family(
    constraint: str,
    address: str,
    expected: bool,  # noqa: FBT001 -- a column
) -> None:
    assert within_ip(ip_network(constraint), ip_address(address)) is expected


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        pytest.param("shop.example.com", True, id="an ordinary one"),
        pytest.param("a", True, id="a single label"),
        pytest.param("my_shop.example.com", True, id="underscores"),
        pytest.param("*.example.com", True, id="a wildcard"),
        pytest.param("*.com", False, id="a wildcard over one label"),
        pytest.param("*", False, id="a wildcard alone"),
        pytest.param("sh*p.example.com", False, id="a wildcard in part"),
        pytest.param("*.xn--a.example.com", False, id="a wildcard over an A-label"),
        pytest.param("", False, id="nothing"),
        pytest.param(".example.com", False, id="a leading dot"),
        pytest.param("example.com.", False, id="a final dot"),
        pytest.param("a..b", False, id="an empty label"),
        pytest.param("-a.example", False, id="a hyphen in front"),
        pytest.param("a-.example", False, id="a hyphen behind"),
        pytest.param("a-b.example", True, id="a hyphen inside"),
        pytest.param("10.0.0.1", False, id="digits alone at the end"),
        pytest.param("1.example", True, id="digits elsewhere"),
        pytest.param("a b.example", False, id="a space"),
        pytest.param("x" * 64 + ".example", False, id="a label too long"),
        pytest.param("x" * 63 + ".example", True, id="a label just long enough"),
        pytest.param(".".join(["x" * 50] * 6), False, id="too long as a whole"),
    ],
)
def test_what_firefox_takes_for_a_name(
    text: str,
    is_name: bool,  # noqa: FBT001 -- a column
) -> None:
    assert is_dns_name(text) == is_name
