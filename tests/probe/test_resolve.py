import asyncio
import gc
import socket
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.facts import Unresolved
from bot.core.target import WELL_KNOWN_PORTS
from bot.probe.resolve import Address, Lookup, Policy, connect, is_public, resolve, system_lookup

PUBLIC = "1.1.1.1"
PUBLIC_V6 = "2606:4700::1111"
OPEN = Policy()


def answering(*literals: str) -> Lookup:
    async def lookup(host: str, port: int) -> list[str]:  # noqa: ARG001 -- the seam
        return list(literals)

    return lookup


def failing(error: Exception) -> Lookup:
    async def lookup(host: str, port: int) -> list[str]:  # noqa: ARG001 -- the seam
        raise error

    return lookup


FORBIDDEN_RANGES = [
    ("0.0.0.0", "0.255.255.255"),  # noqa: S104 -- this network, RFC 791
    ("10.0.0.0", "10.255.255.255"),  # private, RFC 1918
    ("100.64.0.0", "100.127.255.255"),  # shared address space, RFC 6598
    ("127.0.0.0", "127.255.255.255"),  # loopback
    ("168.63.129.16", "168.63.129.16"),  # a cloud's platform address
    ("169.254.0.0", "169.254.255.255"),  # link-local and metadata, RFC 3927
    ("172.16.0.0", "172.31.255.255"),  # private
    ("192.0.0.0", "192.0.0.255"),  # protocol assignments, RFC 6890
    ("192.0.2.0", "192.0.2.255"),  # documentation, RFC 5737
    ("192.88.99.0", "192.88.99.255"),  # 6to4 relays, RFC 7526
    ("192.168.0.0", "192.168.255.255"),  # private
    ("198.18.0.0", "198.19.255.255"),  # benchmarks, RFC 2544
    ("198.51.100.0", "198.51.100.255"),  # documentation
    ("203.0.113.0", "203.0.113.255"),  # documentation
    ("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"),  # protocols, RFC 2928
    ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),  # documentation, RFC 3849
    ("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),  # 6to4, RFC 3056
]
UP_TO_THE_END = [
    ("224.0.0.0", "255.255.255.255"),  # multicast, reserved, broadcast
    ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"),  # documentation, RFC 9637
    ("4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),  # not handed out, ULA, link-local …
]


@pytest.mark.parametrize(("first", "last"), FORBIDDEN_RANGES + UP_TO_THE_END)
def test_a_forbidden_range_is_forbidden_to_its_ends(first: str, last: str) -> None:
    low, high = ip_address(first), ip_address(last)

    inside = [low, high, low + (int(high) - int(low)) // 2]

    assert [is_public(a) for a in inside] == [False] * 3


@pytest.mark.parametrize("last", [last for _, last in FORBIDDEN_RANGES])
def test_what_lies_behind_a_forbidden_range_is_public(last: str) -> None:
    after = ip_address(last) + 1

    assert is_public(after)


@pytest.mark.parametrize(
    "literal",
    [
        "9.255.255.255",
        "100.63.255.255",
        "126.255.255.255",
        "168.63.129.15",
        "169.253.255.255",
        "172.15.255.255",
        "191.255.255.255",
        "192.0.1.255",
        "192.88.98.255",
        "192.167.255.255",
        "198.17.255.255",
        "198.51.99.255",
        "203.0.112.255",
        "223.255.255.255",
        "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    ],
)
def test_what_lies_before_a_forbidden_range_is_public(literal: str) -> None:
    assert is_public(ip_address(literal))


@pytest.mark.parametrize(
    "literal",
    [
        pytest.param("::", id="unspecified"),
        pytest.param("::1", id="loopback"),
        pytest.param("::127.0.0.1", id="IPv4-compatible loopback"),
        pytest.param("::8.8.8.8", id="IPv4-compatible, retired whatever it holds"),
        pytest.param("::ffff:127.0.0.1", id="mapped loopback"),
        pytest.param("::ffff:10.0.0.1", id="mapped private"),
        pytest.param("::ffff:169.254.169.254", id="mapped metadata"),
        pytest.param("::ffff:0:127.0.0.1", id="translated loopback (RFC 2765)"),
        pytest.param("64:ff9b::7f00:1", id="NAT64 of loopback"),
        pytest.param("64:ff9b::a9fe:a9fe", id="NAT64 of metadata"),
        pytest.param("64:ff9b::10.0.0.1", id="NAT64 of a private address"),
        pytest.param("64:ff9b:1::1", id="local NAT64 (RFC 8215)"),
        pytest.param("64:ff9b:1::8.8.8.8", id="local NAT64, whatever it holds"),
        pytest.param("64:ff9b:0:1::8.8.8.8", id="beside the NAT64 prefix"),
        pytest.param("100::1", id="discard (RFC 6666)"),
        pytest.param("100:0:0:1::1", id="dummy (RFC 9780)"),
        pytest.param("1fff:ffff::1", id="right before global unicast"),
        pytest.param("2001::1", id="Teredo"),
        pytest.param("2001:0:4136:e378:8000:63bf:3fff:fdd2", id="Teredo of public addresses"),
        pytest.param("2001:10::1", id="ORCHID"),
        pytest.param("2001:20::1", id="ORCHIDv2"),
        pytest.param("2002:7f00:1::", id="6to4 of loopback"),
        pytest.param("2002:a9fe:a9fe::", id="6to4 of metadata"),
        pytest.param("2002:808:808::1", id="6to4 of a public address, retired"),
        pytest.param("2606:4700::5efe:127.0.0.1", id="ISATAP of loopback"),
        pytest.param("2606:4700::200:5efe:10.0.0.1", id="ISATAP with the universal bit"),
        pytest.param("3fff::1", id="documentation (RFC 9637)"),
        pytest.param("5f00::1", id="segment routing (RFC 9602)"),
        pytest.param("fc00::1", id="unique local"),
        pytest.param("fd00:ec2::254", id="a cloud's metadata over IPv6"),
        pytest.param("fe80::1", id="link-local"),
        pytest.param("febf::1", id="the end of link-local"),
        pytest.param("fec0::1", id="site-local, retired"),
        pytest.param("ff02::1", id="multicast on the link"),
        pytest.param("ff0e::1", id="multicast to the world"),
        pytest.param("192.0.0.9", id="port control, global to Python"),
        pytest.param("192.88.99.1", id="6to4 relay, global to Python"),
        pytest.param("192.0.0.192", id="a cloud's metadata elsewhere"),
        pytest.param("100.100.100.200", id="a cloud's metadata in shared space"),
        pytest.param("169.254.169.254", id="metadata"),
        pytest.param("169.254.170.2", id="metadata of containers"),
        pytest.param("224.0.0.1", id="multicast, global to Python"),
        pytest.param("239.255.255.255", id="the end of multicast"),
        pytest.param("255.255.255.255", id="broadcast"),
    ],
)
async def test_no_address_that_is_not_for_everybody_is_looked_at(literal: str) -> None:
    assert await resolve(literal, 443, policy=OPEN) is Unresolved.FORBIDDEN
    assert await resolve("h", 443, policy=OPEN, lookup=answering(literal)) is Unresolved.FORBIDDEN


@pytest.mark.parametrize(
    "literal",
    [
        PUBLIC,
        PUBLIC_V6,
        pytest.param("::ffff:8.8.8.8", id="mapped, of a public address"),
        pytest.param("64:ff9b::8.8.8.8", id="NAT64 of a public address"),
        pytest.param("2606:4700::5efe:8.8.8.8", id="ISATAP of a public address"),
    ],
)
async def test_public_addresses_are_looked_at(literal: str) -> None:
    found = await resolve("h", 443, policy=OPEN, lookup=answering(literal))

    assert found == (Address(literal=literal, port=443),)


CARRIERS = st.sampled_from(
    ["::ffff:0:0", "::", "64:ff9b::", "::ffff:0:0:0", "2606:4700::5efe:0:0"]
)


@given(CARRIERS, st.ip_addresses(v=4))
def test_wrapping_an_address_never_opens_it(prefix: str, inner: IPv4Address) -> None:
    wrapped = IPv6Address(int(IPv6Address(prefix)) | int(inner))

    assert is_public(inner) or not is_public(wrapped)


@given(st.ip_addresses())
def test_nothing_is_more_public_than_python_says(address: IPv4Address | IPv6Address) -> None:
    mapped = isinstance(address, IPv6Address) and address.ipv4_mapped

    assert address.is_global or mapped or not is_public(address)


@pytest.mark.parametrize(
    "literals",
    [
        (PUBLIC, "127.0.0.1"),
        ("127.0.0.1", PUBLIC),
        (PUBLIC, PUBLIC_V6, "::1"),
        (PUBLIC, "::ffff:10.0.0.1"),
        (PUBLIC_V6, "fe80::1%1"),
    ],
)
async def test_one_forbidden_address_among_the_answers_refuses_them_all(
    literals: tuple[str, ...],
) -> None:
    found = await resolve("h", 443, policy=OPEN, lookup=answering(*literals))

    assert found is Unresolved.FORBIDDEN


async def test_all_answers_are_kept_once_in_the_order_of_the_resolver() -> None:
    lookup = answering(PUBLIC_V6, PUBLIC, "8.8.8.8", PUBLIC)

    found = await resolve("h", 8443, policy=OPEN, lookup=lookup)

    assert found == tuple(
        Address(literal=literal, port=8443) for literal in (PUBLIC_V6, PUBLIC, "8.8.8.8")
    )


async def test_a_literal_is_not_asked_about() -> None:
    lookup = failing(AssertionError("asked"))

    found = await resolve(PUBLIC, 443, policy=OPEN, lookup=lookup)

    assert found == (Address(literal=PUBLIC, port=443),)


@pytest.mark.parametrize("literal", ["fe80::1%1", "fe80::1%eth0", "2606:4700::1111%1"])
async def test_a_zone_is_an_interface_of_this_machine(literal: str) -> None:
    found = await resolve("h", 443, policy=OPEN, lookup=answering(literal))

    assert found is Unresolved.FORBIDDEN


ALLOWED = Policy(allow=(ip_network("10.1.0.0/16"), ip_network("fd12::/16")))


@pytest.mark.parametrize(
    ("literals", "permitted"),
    [
        pytest.param(("10.1.0.0",), True, id="the first address of an allowed network"),
        pytest.param(("10.1.255.255",), True, id="the last"),
        pytest.param(("10.0.255.255",), False, id="one before"),
        pytest.param(("10.2.0.0",), False, id="one after"),
        pytest.param(("fd12::1",), True, id="an allowed IPv6 network"),
        pytest.param(("fd13::1",), False, id="another IPv6 network"),
        pytest.param(("10.1.0.1", "fd12::1", PUBLIC), True, id="several, all permitted"),
        pytest.param(("10.1.0.1", "10.2.0.1"), False, id="one of them is not"),
        pytest.param(("::ffff:10.1.0.1",), False, id="another way to write it was not allowed"),
        pytest.param(("fd12::1%1",), False, id="with a zone it is another place"),
    ],
)
async def test_an_allow_list_opens_its_networks_and_no_more(
    literals: tuple[str, ...],
    permitted: bool,  # noqa: FBT001 -- a column
) -> None:
    found = await resolve("h", 443, policy=ALLOWED, lookup=answering(*literals))

    assert (found is not Unresolved.FORBIDDEN) == permitted


@pytest.mark.parametrize("literal", ["127.0.0.1", "::1", "169.254.169.254", "fe80::1%1", "::"])
async def test_everything_is_permitted_where_private_is(literal: str) -> None:
    found = await resolve("h", 22, policy=Policy(allow_private=True), lookup=answering(literal))

    assert found == (Address(literal=literal, port=22),)


@pytest.mark.parametrize("port", [443, 8443, 465, 25, 587, 993, 5222])
async def test_the_ports_of_known_schemes_are_looked_at(port: int) -> None:
    policy = Policy(ports=WELL_KNOWN_PORTS)

    assert await resolve(PUBLIC, port, policy=policy) == (Address(literal=PUBLIC, port=port),)


@pytest.mark.parametrize("port", [1, 22, 80, 442, 444, 6379, 65535])
async def test_other_ports_are_refused_before_anybody_is_asked(port: int) -> None:
    policy = Policy(ports=WELL_KNOWN_PORTS, allow_private=True)

    found = await resolve("h", port, policy=policy, lookup=failing(AssertionError("asked")))

    assert found is Unresolved.FORBIDDEN_PORT


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (socket.gaierror(socket.EAI_NONAME, ""), Unresolved.NO_SUCH_NAME),
        (socket.gaierror(socket.EAI_NODATA, ""), Unresolved.NO_SUCH_NAME),
        (socket.gaierror(socket.EAI_AGAIN, ""), Unresolved.RESOLVER_FAILED),
        (socket.gaierror(socket.EAI_FAIL, ""), Unresolved.RESOLVER_FAILED),
        (socket.gaierror(socket.EAI_SYSTEM, ""), Unresolved.RESOLVER_FAILED),
        (UnicodeError("label too long"), Unresolved.NO_SUCH_NAME),
        (TimeoutError(), Unresolved.RESOLVER_FAILED),
        (OSError(24, "too many open files"), Unresolved.RESOLVER_FAILED),
    ],
    ids=repr,
)
async def test_what_the_resolver_raises_is_a_value(error: Exception, reason: Unresolved) -> None:
    assert await resolve("h", 443, policy=OPEN, lookup=failing(error)) is reason


async def test_a_name_without_addresses_is_no_name() -> None:
    found = await resolve("h", 443, policy=OPEN, lookup=answering())

    assert found is Unresolved.NO_SUCH_NAME


async def test_the_system_knows_this_machine() -> None:
    found = await system_lookup("localhost", 443)

    assert {"127.0.0.1", "::1"} & {*found}
    assert await resolve("localhost", 443, policy=OPEN) is Unresolved.FORBIDDEN


@contextmanager
def no_socket_left() -> Iterator[None]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
        gc.collect()
    assert [str(w.message) for w in caught if w.category is ResourceWarning] == []


@pytest.mark.parametrize("literal", ["127.0.0.1", "::1"])
async def test_a_checked_address_is_connected_to(literal: str) -> None:
    family = socket.AF_INET6 if ":" in literal else socket.AF_INET
    with socket.create_server((literal, 0), family=family) as server:
        port = server.getsockname()[1]

        with await connect(Address(literal=literal, port=port)) as connected:
            assert connected.getpeername()[:2] == (literal, port)
            assert not connected.getblocking()
            assert connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def test_a_refused_connection_leaves_no_socket() -> None:
    with socket.socket() as bound:  # bound and not listening: nobody else can take the port
        bound.bind(("127.0.0.1", 0))
        address = Address(literal="127.0.0.1", port=bound.getsockname()[1])

        with no_socket_left(), pytest.raises(ConnectionRefusedError):
            await connect(address)


async def test_a_cancelled_connection_leaves_no_socket() -> None:
    with full_server() as port, no_socket_left(), pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await connect(Address(literal="127.0.0.1", port=port))


@contextmanager
def full_server() -> Iterator[int]:
    """Its queue is full, so that one connection more hangs in the middle of its handshake."""
    with ExitStack() as held:
        server = held.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            filler = held.enter_context(socket.socket())
            filler.setblocking(False)  # noqa: FBT003 -- the socket module's own signature
            filler.connect_ex(server.getsockname())
        yield server.getsockname()[1]
