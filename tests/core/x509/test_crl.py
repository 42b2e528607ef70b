from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.facts import Certificate, Revocation, RevocationWord
from bot.core.x509 import parse_certificate
from bot.core.x509.crl import read_crl
from tests.certificates import AUTHORITY, Certified, Recipe, issue
from tests.lists import Listing, crl, part

URL = "http://ca.test/1.crl"
CA = replace(AUTHORITY, key="secp256r1")
ISSUER = issue(replace(CA, common_name="List Issuer", key_number=50))
OTHER = issue(replace(CA, common_name="Other Issuer", key_number=51))
MUTE = issue(replace(CA, common_name="Mute", key_number=52, usage=("keyCertSign",)))
LEAF = issue(Recipe(key="secp256r1", key_number=53, crl_urls=(URL,)), ISSUER)
MIDDLE = issue(replace(CA, common_name="Middle", key_number=54, crl_urls=(URL,)), ISSUER)


def _parsed(certified: Certified) -> Certificate:
    certificate = parse_certificate(certified.der)
    assert isinstance(certificate, Certificate)
    return certificate


def _said(says: Listing, about: Certified = LEAF) -> Revocation:
    found = read_crl(crl(ISSUER, says), _parsed(ISSUER))
    assert not isinstance(found, str)
    return found.says(_parsed(about))


def test_what_stands_in_the_list_is_revoked_with_day_and_reason() -> None:
    said = _said(Listing(revoked=(LEAF,)))

    assert said.word is RevocationWord.REVOKED
    assert said.reason == "keyCompromise"
    assert said.certificate == _parsed(LEAF).sha256
    assert said.this_update is not None
    assert said.revoked_at == said.this_update - timedelta(hours=9)
    assert said.next_update == said.this_update + timedelta(days=7)


def test_a_reason_may_be_missing() -> None:
    assert _said(Listing(revoked=(LEAF,), reason=None)).reason == ""


def test_what_does_not_stand_in_the_list_is_good() -> None:
    assert _said(Listing(revoked=(MIDDLE,), others=3)).word is RevocationWord.GOOD


def test_a_list_in_pem_is_read() -> None:
    loaded = x509.load_der_x509_crl(crl(ISSUER, Listing()))
    assert not isinstance(read_crl(loaded.public_bytes(Encoding.PEM), _parsed(ISSUER)), str)


@pytest.mark.parametrize(
    ("scope", "about", "word"),
    [
        pytest.param({"only_contains_user_certs": True}, LEAF, "revoked", id="leaves"),
        pytest.param({"only_contains_user_certs": True}, MIDDLE, "silent", id="leaves, asked CA"),
        pytest.param({"only_contains_ca_certs": True}, MIDDLE, "revoked", id="CAs"),
        pytest.param({"only_contains_ca_certs": True}, LEAF, "silent", id="CAs, asked leaf"),
        pytest.param({"only_contains_attribute_certs": True}, LEAF, "silent", id="attributes"),
        pytest.param({"indirect_crl": True}, LEAF, "silent", id="indirect"),
        pytest.param(part(URL), LEAF, "revoked", id="the named part"),
        pytest.param(part("http://ca.test/2.crl"), LEAF, "silent", id="another part"),
        pytest.param(
            {"only_some_reasons": frozenset({x509.ReasonFlags.key_compromise})},
            LEAF,
            "revoked",
            id="some reasons, and listed",
        ),
    ],
)
def test_a_list_speaks_only_for_its_scope(
    scope: dict[str, Any], about: Certified, word: str
) -> None:
    assert _said(Listing(revoked=(LEAF, MIDDLE), scope=scope), about).word == word


def test_some_reasons_alone_are_no_good_word() -> None:
    some = {"only_some_reasons": frozenset({x509.ReasonFlags.key_compromise})}

    assert _said(Listing(scope=some)).word is RevocationWord.SILENT


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(crl(ISSUER, Listing(signer=OTHER)), "not signed", id="signer"),
        pytest.param(crl(OTHER, Listing()), "another issuer's", id="issuer"),
        pytest.param(
            crl(ISSUER, Listing(issuer=OTHER.subject)), "another issuer's", id="other name"
        ),
        pytest.param(
            crl(ISSUER, Listing(extensions=(x509.DeltaCRLIndicator(1),))), "changes", id="delta"
        ),
        pytest.param(
            crl(
                ISSUER,
                Listing(
                    extensions=(
                        x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"),
                    )
                ),
            ),
            "unknown extension",
            id="critical",
        ),
        pytest.param(b"<html>", "unreadable", id="HTML"),
        pytest.param(b"", "unreadable", id="nothing"),
        pytest.param(b"-----BEGIN X509 CRL-----\n", "unreadable", id="half a PEM"),
        pytest.param(crl(ISSUER, Listing())[:-5], "unreadable", id="cut short"),
    ],
)
def test_a_list_that_proves_nothing_says_why(data: bytes, why: str) -> None:
    found = read_crl(data, _parsed(ISSUER))

    assert isinstance(found, str)
    assert why in found


def test_an_issuer_that_may_not_sign_lists_signs_none() -> None:
    found = read_crl(crl(MUTE, Listing()), _parsed(MUTE))

    assert found == "the issuer may not sign lists"


@given(st.binary())
def test_any_bytes_are_a_list_or_none(data: bytes) -> None:
    assert isinstance(read_crl(data, _parsed(ISSUER)), str)


LISTED = crl(ISSUER, Listing(revoked=(LEAF,), scope=part(URL)))


@given(st.integers(0, len(LISTED) - 1), st.integers(1, 255))
def test_a_changed_list_never_passes(place: int, change: int) -> None:
    data = bytearray(LISTED)
    data[place] ^= change

    assert isinstance(read_crl(bytes(data), _parsed(ISSUER)), str)
