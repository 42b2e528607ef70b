import asyncio
from collections.abc import Callable, Sequence

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import serialize_certificates
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.facts import StoreName
from bot.core.trust import TrustStore
from bot.core.x509 import parse_certificate, read_subject
from bot.probe.aia import missing_issuers, read_certificates
from bot.probe.fetch import Fetcher
from bot.probe.resolve import Policy
from tests.certificates import AUTHORITY, Certified, Recipe, damaged, issue
from tests.publisher import Answer, Endless, Stall, moved, ok, publishing

ROOT = issue(replace(AUTHORITY, common_name="AIA Root", key="secp256r1", key_number=1))
EC = Recipe(key="secp256r1", key_number=2)


def _authority(name: str, issuer: Certified, number: int, *urls: str) -> Certified:
    recipe = replace(AUTHORITY, common_name=name, key="secp256r1", key_number=number)
    return issue(replace(recipe, issuer_urls=urls), issuer)


MIDDLE = _authority("AIA Middle", ROOT, 3)


def _store(*anchors: Certified) -> TrustStore:
    entries = {}
    for anchor in anchors:
        subject = read_subject(anchor.der)
        assert subject is not None
        entries[subject] = [(anchor.der, frozenset({StoreName.OPERATOR}))]
    return TrustStore(entries)


async def _fetched(*chain: Certified, anchors: Sequence[Certified] = (ROOT,)) -> list[bytes]:
    deadline = asyncio.get_running_loop().time() + 2
    served = [parse_certificate(certified.der) for certified in chain]
    fetcher = Fetcher(Policy(allow_private=True))
    return list(await missing_issuers(served, _store(*anchors), fetcher, deadline))


def _leaf(issuer: Certified, *urls: str) -> Certified:
    return issue(replace(EC, issuer_urls=urls), issuer)


def _bundle(encoding: Encoding, *certified: Certified) -> bytes:
    loaded = [x509.load_der_x509_certificate(c.der) for c in certified]
    return serialize_certificates(loaded, encoding)


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(MIDDLE.der, id="DER"),
        pytest.param(MIDDLE.pem, id="PEM"),
        pytest.param(b"\n" + MIDDLE.pem, id="PEM after a blank line"),
        pytest.param(_bundle(Encoding.DER, MIDDLE), id="PKCS #7"),
        pytest.param(_bundle(Encoding.PEM, MIDDLE), id="PKCS #7 in PEM"),
        pytest.param(_bundle(Encoding.DER, _leaf(ROOT), MIDDLE), id="PKCS #7 with others"),
    ],
)
async def test_an_issuer_is_found_in_any_form(file: bytes) -> None:
    async with publishing({"/x": ok(file, "Content-Type: text/html")}) as publisher:
        assert await _fetched(_leaf(MIDDLE, publisher.url("/x"))) == [MIDDLE.der]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(ok(ROOT.der), id="another certificate"),
        pytest.param(ok(_authority("AIA Middle", ROOT, 9).der), id="a namesake with another key"),
        pytest.param(ok(b"<html>Sign in to the Wi-Fi</html>"), id="HTML"),
        pytest.param(ok(b""), id="nothing"),
        pytest.param(ok(b"\x30\x80" + bytes(40)), id="broken DER"),
        pytest.param(ok(MIDDLE.der + bytes(70_000)), id="huge"),
        pytest.param(Endless(after=b"HTTP/1.1 200 OK\r\n\r\n"), id="endless"),
        pytest.param(moved("file:///etc/passwd"), id="a redirect to a file"),
    ],
)
async def test_what_is_no_issuer_is_not_taken(answer: Answer) -> None:
    async with publishing({"/x": answer}) as publisher:
        assert await _fetched(_leaf(MIDDLE, publisher.url("/x"))) == []


async def test_a_complete_chain_is_left_alone() -> None:
    async with publishing() as publisher:
        leaf = _leaf(MIDDLE, publisher.url("/x"))
        assert await _fetched(leaf, MIDDLE) == []

    assert publisher.asked == []


async def test_what_is_self_signed_is_left_alone() -> None:
    async with publishing() as publisher:
        leaf = issue(replace(EC, common_name="Alone", issuer_urls=(publisher.url("/x"),)))
        assert await _fetched(leaf) == []

    assert publisher.asked == []


async def test_the_second_address_is_asked_where_the_first_fails() -> None:
    async with publishing({"/y": ok(MIDDLE.der)}) as publisher:
        leaf = _leaf(MIDDLE, "ldap://ca.test/x", publisher.url("/x"), publisher.url("/y"))
        assert await _fetched(leaf) == [MIDDLE.der]


async def test_an_untrusted_root_is_fetched_and_ends_it() -> None:
    async with publishing({"/x": ok(MIDDLE.der), "/root": ok(ROOT.der)}) as publisher:
        middle = _authority("AIA Middle", ROOT, 3, publisher.url("/root"))
        publisher.answers["/x"] = ok(middle.der)
        leaf = _leaf(middle, publisher.url("/x"))
        assert await _fetched(leaf, anchors=()) == [middle.der, ROOT.der]

    assert len(publisher.asked) == 2


async def test_three_levels_are_climbed() -> None:
    async with publishing() as publisher:
        chain = [ROOT]
        for level in range(4):
            chain.append(
                _authority(f"Level {level}", chain[-1], 10 + level, publisher.url(f"/{level}"))
            )
            publisher.answers[f"/{level + 1}"] = ok(chain[-1].der)
        leaf = _leaf(chain[-1], publisher.url("/4"))
        found = await _fetched(leaf)

    assert found == [certified.der for certified in (chain[4], chain[3], chain[2])]


async def test_issuers_in_a_circle_end() -> None:
    async with publishing() as publisher:
        one = _authority("One", ROOT, 20)
        two = _authority("Two", one, 21, publisher.url("/one"))
        one = _authority("One", two, 20, publisher.url("/two"))
        publisher.answers |= {"/one": ok(one.der), "/two": ok(two.der)}
        found = await _fetched(_leaf(two, publisher.url("/two")))

    assert found == [two.der, one.der]
    assert len(publisher.asked) == 2


async def test_five_addresses_are_asked_at_most() -> None:
    async with publishing() as publisher:
        urls = [publisher.url(f"/{number}") for number in range(9)]
        await _fetched(_leaf(MIDDLE, *urls))

    assert len(publisher.asked) == 5


@pytest.mark.parametrize("change", [damaged, lambda certified: certified])
async def test_only_the_issuers_key_counts(change: Callable[[Certified], Certified]) -> None:
    async with publishing({"/x": ok(MIDDLE.der)}) as publisher:
        leaf = change(_leaf(MIDDLE, publisher.url("/x")))
        found = await _fetched(leaf)

    assert found == ([] if change is damaged else [MIDDLE.der])


async def test_silence_costs_the_deadline_and_no_more() -> None:
    async with publishing({"/x": Stall()}) as publisher:
        served = [parse_certificate(_leaf(MIDDLE, publisher.url("/x")).der)]
        fetcher = Fetcher(Policy(allow_private=True))
        soon = asyncio.get_running_loop().time() + 0.05
        assert await missing_issuers(served, _store(ROOT), fetcher, soon) == ()


@given(st.binary())
def test_any_file_is_read_without_complaint(data: bytes) -> None:
    assert isinstance(read_certificates(data), tuple)


@given(st.integers(0, 400), st.integers(0, 255))
def test_a_damaged_bundle_is_read_without_complaint(place: int, value: int) -> None:
    bundle = bytearray(_bundle(Encoding.DER, MIDDLE))
    bundle[place % len(bundle)] = value

    assert len(read_certificates(bytes(bundle))) <= 1
