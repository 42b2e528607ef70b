from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.facts import Certificate, KeyKind, Oddity, Unreadable
from bot.core.x509 import parse_certificate, read_subject
from tests.certificates import AUTHORITY, CLIENT_AUTH, SERVER_AUTH, Recipe, extension, issue
from tests.der import octets
from tests.trust import authority, facts, leaf

ROOT = authority("Root")
LEAF = leaf(ROOT)


def test_what_stands_in_a_certificate_is_read() -> None:
    recipe = Recipe(
        names=("a.test", "*.B.test", "192.0.2.1", "::1"),
        common_name="A  Test",
        extended_usage=(SERVER_AUTH, CLIENT_AUTH),
        issuer_urls=("http://i.test/ca",),
        ocsp_urls=("http://o.test",),
        crl_urls=("http://c.test/1", "http://c.test/2"),
        must_staple=True,
        serial=0xBEEF,
    )

    read = facts(leaf(ROOT, recipe))

    assert read.version == 3
    assert read.serial == 0xBEEF
    assert read.dns_names == ("a.test", "*.B.test")
    assert read.ip_names == (ip_address("192.0.2.1"), ip_address("::1"))
    assert read.common_names == ("a test",)
    assert read.is_ca is False
    assert read.key_usage == frozenset({"digitalSignature", "keyEncipherment"})
    assert read.extended_usage == frozenset({"1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"})
    assert read.issuer_urls == ("http://i.test/ca",)
    assert read.ocsp_urls == ("http://o.test",)
    assert read.crl_urls == ("http://c.test/1", "http://c.test/2")
    assert read.must_staple
    assert read.issuer_label == "Situation Lab"
    assert read.oddities == ()


def test_what_is_absent_is_not_made_up() -> None:
    read = facts(issue(Recipe(version=1)))

    assert read.version == 1
    assert not read.has_san
    assert (read.dns_names, read.ip_names, read.is_ca) == ((), (), None)
    assert (read.key_usage, read.extended_usage, read.constraints) == (None, None, None)


@pytest.mark.parametrize(
    ("key", "kind", "bits", "curve"),
    [
        ("rsa2048", KeyKind.RSA, 2048, ""),
        ("rsa1024", KeyKind.RSA, 1024, ""),
        ("secp256r1", KeyKind.EC, 256, "secp256r1"),
        ("secp521r1", KeyKind.EC, 521, "secp521r1"),
        ("ed25519", KeyKind.ED25519, 0, ""),
        ("ed448", KeyKind.ED448, 0, ""),
        ("dsa2048", KeyKind.DSA, 2048, ""),
    ],
)
def test_keys_are_told_apart(key: str, kind: KeyKind, bits: int, curve: str) -> None:
    read = facts(issue(Recipe(key=key), ROOT)).key

    assert (read.kind, read.bits, read.curve) == (kind, bits, curve)


def test_names_are_compared_without_case_and_runs_of_spaces() -> None:
    one = facts(issue(replace(AUTHORITY, common_name="The  Root", key="secp256r1")))
    two = facts(issue(replace(AUTHORITY, common_name="the ROOT", key="secp256r1")))

    assert one.subject_name == two.subject_name
    assert one != two


@pytest.mark.parametrize(
    ("recipe", "oddity"),
    [
        (Recipe(serial=0), Oddity.BAD_SERIAL),
        (Recipe(names=("a.test", "ü.test".encode())), Oddity.NON_ASCII_NAME),
        (Recipe(names=("a.test", b"\xff.test")), Oddity.NON_ASCII_NAME),
    ],
)
def test_an_odd_certificate_is_read_all_the_same(recipe: Recipe, oddity: Oddity) -> None:
    read = facts(leaf(ROOT, recipe))

    assert oddity in read.oddities
    assert read.is_ca is False
    assert read.dns_names[:1] == ("localhost",) or read.dns_names[:1] == ("a.test",)


def test_an_extension_that_is_no_good_is_named_and_the_rest_is_read() -> None:
    twice = (extension("1.2.3.4", octets(b"")),) * 2

    read = facts(leaf(ROOT, Recipe(extensions=(*twice, extension("2.5.29.30", b"\x30\x05")))))

    assert read.repeated == {"1.2.3.4"}
    assert read.unreadable == {"2.5.29.30"}
    assert (read.is_ca, read.dns_names) == (False, ("localhost",))


@pytest.mark.parametrize(
    "der",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x00" * 40, id="zeros"),
        pytest.param(LEAF.der[:-1], id="cut off"),
        pytest.param(LEAF.der + b"\x00", id="something behind it"),
        pytest.param(LEAF.pem, id="PEM where DER is due"),
    ],
)
def test_what_is_no_certificate_is_unreadable(der: bytes) -> None:
    read = parse_certificate(der)

    assert isinstance(read, Unreadable)
    assert len(read.sha256) == 64
    assert read.error
    assert read_subject(der) is None


@given(st.integers(0, len(LEAF.der) - 1), st.integers(1, 255))
def test_a_turned_bit_anywhere_never_raises(place: int, mask: int) -> None:
    der = bytearray(LEAF.der)
    der[place] ^= mask

    read = parse_certificate(bytes(der))

    assert isinstance(read, Certificate | Unreadable)
    assert read.sha256 != facts(LEAF).sha256
