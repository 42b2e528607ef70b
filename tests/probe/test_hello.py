"""The hello of our own against servers of every age, and its reader against any bytes."""

import socket
from functools import reduce
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from OpenSSL import SSL
from tlslite.constants import ExtensionType
from tlslite.messages import ClientHello
from tlslite.utils.codec import Parser

from bot.core.facts import Ending
from bot.probe.ciphers import CIPHERS
from bot.probe.flight import Flight
from bot.probe.hello import FlightReader, client_hello
from tests import wire
from tests.certificates import AUTHORITY, Recipe, issue
from tests.odd_tls import SSL3, TLS10, OddTls, odd_tls
from tests.servers import Server, Tls, tls
from tests.staples import Staple, staple

ROOT: Final = issue(AUTHORITY)
LEAF: Final = issue(Recipe(key_number=1), ROOT)
STAPLE: Final = staple(LEAF, ROOT, Staple())
CHAIN: Final = (LEAF.der, ROOT.der)
LONG: Final = (LEAF.der, *(bytes([number]) * 60_000 for number in range(4)))
FLIGHT: Final = wire.server_hello() + wire.certificate(CHAIN) + b"\x16\x03\x03\x00\x04\x0e\0\0\0"


def old(ciphers: str, *, anonymous: bool = False, highest: int = SSL.TLS1_2_VERSION) -> Server:
    chain = [] if anonymous else [LEAF, ROOT]
    server = Tls(chain=chain, lowest=SSL.TLS1_VERSION, highest=highest, ciphers=ciphers)
    return lambda: tls(server)


def odd(cipher: str, *, version: tuple[int, int] = (3, 3), exchange: str = "rsa") -> Server:
    server = OddTls(
        leaf=LEAF,
        listed=CHAIN,
        ciphers=(cipher,),
        exchanges=(exchange,),
        lowest=version,
        highest=version,
    )
    return lambda: odd_tls(server)


def answered(port: int, server_name: str = "localhost") -> Flight:
    reader = FlightReader()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
        raw.sendall(client_hello(server_name))
        while reader.flight.ending is None:
            data = raw.recv(65536)
            assert data, "closed before the end of the flight"
            reader.feed(data)
    return reader.flight


def read_at_once(data: bytes) -> Flight:
    return FlightReader().feed(data)


def read_bytewise(data: bytes) -> Flight:
    reader = FlightReader()
    return reduce(lambda _, byte: reader.feed(bytes([byte])), data, reader.flight)


@pytest.mark.parametrize(
    ("server", "protocol", "cipher"),
    [
        pytest.param(
            odd("rc4", version=SSL3), "SSLv3", "TLS_RSA_WITH_RC4_128_SHA", id="SSL 3, RC4"
        ),
        pytest.param(
            odd("3des", version=TLS10), "TLSv1", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", id="1.0, 3DES"
        ),
        pytest.param(
            odd("rc4", exchange="ecdhe_rsa"),
            "TLSv1.2",
            "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
            id="1.2, RC4",
        ),
        pytest.param(
            old("NULL:@SECLEVEL=0"), "TLSv1.2", "TLS_ECDHE_RSA_WITH_NULL_SHA", id="no cipher"
        ),
        pytest.param(
            old("AES128-SHA:@SECLEVEL=0", highest=SSL.TLS1_1_VERSION),
            "TLSv1.1",
            "TLS_RSA_WITH_AES_128_CBC_SHA",
            id="1.1",
        ),
        pytest.param(
            old("DHE-RSA-CAMELLIA256-SHA:@SECLEVEL=0"),
            "TLSv1.2",
            "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA",
            id="DHE, Camellia",
        ),
    ],
)
def test_servers_of_every_age_show_their_chain(server: Server, protocol: str, cipher: str) -> None:
    with server() as port:
        flight = answered(port)

    assert flight == Flight(
        ending=Ending.COMPLETED, protocol=protocol, cipher=cipher, certificates=CHAIN
    )


def test_an_anonymous_server_shows_no_list_at_all() -> None:
    with old("aNULL:@SECLEVEL=0", anonymous=True)() as port:
        flight = answered(port)

    assert (flight.ending, flight.certificates) == (Ending.COMPLETED, None)
    assert "anon" in flight.cipher


def test_staple_and_request_for_a_certificate_are_seen() -> None:
    server = Tls(
        chain=[LEAF, ROOT],
        highest=SSL.TLS1_2_VERSION,
        staple=STAPLE,
        client=SSL.VERIFY_PEER,
    )
    with tls(server) as port:
        flight = answered(port)

    assert (flight.ending, flight.certificates) == (Ending.COMPLETED, CHAIN)
    assert flight.client_certificate_asked
    assert flight.staple == STAPLE


def test_a_server_of_tls_1_3_alone_answers_protocol_version() -> None:
    with tls(Tls(chain=[LEAF], lowest=SSL.TLS1_3_VERSION)) as port:
        flight = answered(port)

    assert flight == Flight(ending=Ending.ALERT, alert=70)


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param(LONG, id="240 kB"),
        pytest.param((b"junk", LEAF.der), id="not DER"),
        pytest.param((), id="empty"),
    ],
)
def test_a_list_comes_as_it_was_sent(listed: tuple[bytes, ...]) -> None:
    with odd_tls(OddTls(leaf=LEAF, listed=listed)) as port:
        flight = answered(port)

    assert (flight.ending, flight.certificates) == (Ending.COMPLETED, listed)


def test_the_name_asked_for_decides_what_is_shown() -> None:
    other = issue(Recipe(key_number=2, names=("other.test",)))
    server = Tls(chain=[LEAF], highest=SSL.TLS1_2_VERSION, by_name={b"other.test": [other]})
    with tls(server) as port:
        named, unnamed = answered(port, "other.test"), answered(port, "")

    assert named.certificates == (other.der,)
    assert unnamed.certificates == (LEAF.der,)


@pytest.mark.parametrize("name", ["localhost", "a.test", ".".join(["label" * 12] * 4), ""])
def test_another_implementation_reads_our_hello(name: str) -> None:
    hello = client_hello(name)
    header, message = hello[:5], hello[5:]
    parsed = ClientHello().parse(Parser(bytearray(message[1:])))

    assert header == b"\x16\x03\x01" + len(message).to_bytes(2)
    assert parsed.client_version == (3, 3)
    assert parsed.cipher_suites == [*CIPHERS, 0x00FF]
    assert parsed.compression_methods == [0]
    assert parsed.server_name == name.encode()
    assert (parsed.getExtension(ExtensionType.server_name) is None) == (name == "")
    assert parsed.getExtension(ExtensionType.supported_versions) is None


def test_no_two_hellos_share_their_random() -> None:
    assert len({client_hello("a.test")[11:43] for _ in range(20)}) == 20


@given(st.binary(max_size=300))
def test_any_bytes_read_alike_at_once_and_one_by_one(data: bytes) -> None:
    assert read_bytewise(b"\x16\x03\x03" + data) == read_at_once(b"\x16\x03\x03" + data)


@given(
    st.lists(st.tuples(st.integers(0, len(FLIGHT) - 1), st.integers(0, 255)), max_size=4),
    st.integers(0, len(FLIGHT)),
)
def test_a_damaged_flight_reads_alike_at_once_and_in_two_parts(
    changes: list[tuple[int, int]], cut: int
) -> None:
    damaged = bytearray(FLIGHT)
    for position, byte in changes:
        damaged[position] = byte
    reader = FlightReader()

    reader.feed(bytes(damaged[:cut]))

    assert reader.feed(bytes(damaged[cut:])) == read_at_once(bytes(damaged))


def test_a_flight_reads_alike_at_once_and_byte_by_byte() -> None:
    flight = read_at_once(FLIGHT)

    assert (flight.ending, flight.certificates) == (Ending.COMPLETED, CHAIN)
    assert read_bytewise(FLIGHT) == flight


@pytest.mark.parametrize("cut", range(0, len(FLIGHT) - 1, 97))
def test_a_flight_that_is_cut_off_waits_for_more(cut: int) -> None:
    assert read_at_once(FLIGHT[:cut]).ending is None


@pytest.mark.parametrize(
    "banner",
    [wire.SSH, wire.SMTP, wire.HTTP, b"\x80\x2e\x01\x00\x02", b"\x00"],
    ids=["SSH", "SMTP", "HTTP", "SSL 2", "zero"],
)
def test_other_protocols_are_told_by_their_first_byte(banner: bytes) -> None:
    assert read_at_once(banner[:1]).ending is Ending.NOT_TLS
    assert read_at_once(banner).ending is Ending.NOT_TLS


@pytest.mark.parametrize(
    "flight",
    [
        pytest.param(wire.certificate([b"abc"], excess=1), id="a list that lies"),
        pytest.param(b"\x17\x03\x03\x00\x01x", id="encrypted at once"),
        pytest.param(b"\x16\x03\x03\xff\xff", id="a record of 64 kB"),
    ],
)
def test_a_server_that_makes_no_sense_is_broken_with_a_reason(flight: bytes) -> None:
    read = read_at_once(wire.server_hello() + flight)

    assert read.ending is Ending.BROKEN
    assert read.detail


def test_a_message_of_16_megabytes_is_too_much_by_its_header() -> None:
    read = read_at_once(b"\x16\x03\x03\x00\x04\x02\xff\xff\xff")

    assert read.ending is Ending.OVERSIZE
    assert str(0xFFFFFF) in read.detail


def test_a_warning_before_the_hello_is_passed_over() -> None:
    assert read_at_once(wire.alert(112, level=1) + FLIGHT) == read_at_once(FLIGHT)


def test_nothing_counts_after_the_end() -> None:
    reader = FlightReader()
    ended = reader.feed(wire.alert(40))

    assert ended == Flight(ending=Ending.ALERT, alert=40)
    assert reader.feed(FLIGHT) == ended


@pytest.mark.parametrize("length", [0, 1, 6, 60, 200, 253])
def test_no_hello_has_a_size_that_old_balancers_hang_on(length: int) -> None:
    assert len(client_hello("a" * length)) - 5 >= 512


@given(st.binary(max_size=60))
def test_what_follows_a_record_is_told_alike_at_once_and_one_by_one(data: bytes) -> None:
    warned = wire.alert(112, level=1) + data + bytes(5)

    assert read_bytewise(warned) == read_at_once(warned)


def test_a_list_that_lies_stays_broken_within_one_record() -> None:
    body = wire.certificate([b"abc"], excess=1)[5:] + b"\x0e\0\0\0"

    read = read_at_once(b"\x16\x03\x03" + len(body).to_bytes(2) + body)

    assert read.ending is Ending.BROKEN
