from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.x509 import ocsp
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.facts import Certificate, Revocation, RevocationSource, RevocationWord
from bot.core.x509 import parse_certificate
from bot.core.x509.online import ocsp_answer, ocsp_question
from tests.certificates import AUTHORITY, Certified, Recipe, issue
from tests.staples import Staple, responder, staple, unwilling

CA = replace(AUTHORITY, key="secp256r1")
ISSUER = issue(replace(CA, common_name="Answering", key_number=60))
OTHER = issue(replace(CA, common_name="Other", key_number=61))
LEAF = issue(Recipe(key="secp256r1", key_number=62), ISSUER)
DAY = timedelta(days=1)


def _parsed(certified: Certified) -> Certificate:
    certificate = parse_certificate(certified.der)
    assert isinstance(certificate, Certificate)
    return certificate


def _read(data: bytes) -> Revocation:
    now = datetime.now(UTC)  # noqa: TID251 -- the answers are made by the real clock
    return ocsp_answer(data, _parsed(LEAF), _parsed(ISSUER), now)


def test_the_question_names_the_certificate_and_its_issuer() -> None:
    request = ocsp.load_der_ocsp_request(ocsp_question(_parsed(LEAF), _parsed(ISSUER)))
    response = ocsp.load_der_ocsp_response(staple(LEAF, ISSUER, Staple()))

    assert request.serial_number == _parsed(LEAF).serial
    assert request.issuer_key_hash == response.issuer_key_hash
    assert request.issuer_name_hash == response.issuer_name_hash


def test_good_is_said_with_its_time() -> None:
    said = _read(staple(LEAF, ISSUER, Staple()))

    assert (said.word, said.source) == (RevocationWord.GOOD, RevocationSource.OCSP)
    assert said.certificate == _parsed(LEAF).sha256
    assert said.this_update is not None
    assert said.next_update == said.this_update + DAY


def test_revoked_is_said_with_day_and_reason() -> None:
    said = _read(staple(LEAF, ISSUER, Staple(revoked=True)))

    assert said.word is RevocationWord.REVOKED
    assert said.reason == "keyCompromise"
    assert said.revoked_at is not None


def test_dates_are_left_to_the_judge() -> None:
    assert _read(staple(LEAF, ISSUER, Staple(age=20 * DAY))).word is RevocationWord.GOOD


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (lambda: staple(LEAF, ISSUER, Staple(signer=responder(ISSUER))), "good"),
        (lambda: staple(LEAF, ISSUER, Staple(signer=responder(ISSUER, entitled=False))), "silent"),
        (lambda: staple(LEAF, ISSUER, Staple(signer=responder(OTHER))), "silent"),
        (lambda: staple(LEAF, ISSUER, Staple(signer=OTHER)), "silent"),
        (lambda: staple(issue(Recipe(), ISSUER), ISSUER, Staple(revoked=True)), "silent"),
        (lambda: staple(LEAF, OTHER, Staple(revoked=True, signer=ISSUER)), "silent"),
        (unwilling, "silent"),
        (lambda: b"<html>", "silent"),
    ],
    ids=[
        "delegated",
        "not entitled",
        "delegated by another",
        "another signer",
        "another certificate",
        "another issuer",
        "try later",
        "HTML",
    ],
)
def test_only_who_may_answer_is_believed(data: Callable[[], bytes], word: str) -> None:
    said = _read(data())

    assert said.word == word
    assert bool(said.detail) is (word == "silent")


@given(st.binary())
def test_any_answer_is_read_without_complaint(data: bytes) -> None:
    assert _read(data).word is RevocationWord.SILENT


ANSWER = staple(LEAF, ISSUER, Staple(revoked=True))


@given(st.integers(0, len(ANSWER) - 1), st.integers(1, 255))
def test_a_changed_answer_never_says_good(place: int, change: int) -> None:
    data = bytearray(ANSWER)
    data[place] ^= change

    assert _read(bytes(data)).word is not RevocationWord.GOOD
