from datetime import datetime, timedelta

import pytest

from bot.core.x509 import StapleStatus, read_staple
from tests.certificates import Certified
from tests.staples import Staple, responder, staple, unwilling
from tests.trust import authority, facts, leaf

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
ISSUER = authority("Issuer")
STRANGER = authority("Issuer", key_label="Stranger")
LEAF = leaf(ISSUER)
GOOD = staple(LEAF, ISSUER, Staple())
MADE = facts(LEAF).not_before + timedelta(days=20)
"""Roughly now: staples and leaves are made for the real clock."""
S = StapleStatus


def status(der: bytes, now: datetime = MADE, about: Certified = LEAF) -> StapleStatus:
    return read_staple(der, facts(about), facts(ISSUER), now).status


@pytest.mark.parametrize(
    ("der", "expected"),
    [
        pytest.param(GOOD, S.GOOD, id="signed by the issuer"),
        pytest.param(staple(LEAF, ISSUER, Staple(revoked=True)), S.REVOKED, id="revoked"),
        pytest.param(
            staple(LEAF, ISSUER, Staple(signer=responder(ISSUER))), S.GOOD, id="by a delegate"
        ),
        pytest.param(
            staple(LEAF, ISSUER, Staple(signer=responder(ISSUER, entitled=False))),
            S.UNSIGNED,
            id="by one who may not",
        ),
        pytest.param(
            staple(LEAF, ISSUER, Staple(signer=responder(STRANGER))),
            S.UNSIGNED,
            id="by a stranger's delegate",
        ),
        pytest.param(
            staple(LEAF, ISSUER, Staple(signer=STRANGER)), S.UNSIGNED, id="by a namesake"
        ),
        pytest.param(staple(LEAF, ISSUER, Staple(signer=LEAF)), S.UNSIGNED, id="by the leaf"),
        pytest.param(staple(leaf(ISSUER), ISSUER, Staple()), S.FOREIGN, id="of another leaf"),
        pytest.param(staple(LEAF, ISSUER, Staple(age=26 * HOUR)), S.STALE, id="out of date"),
        pytest.param(staple(LEAF, ISSUER, Staple(age=-2 * HOUR)), S.EARLY, id="not valid yet"),
        pytest.param(unwilling(), S.UNWILLING, id="try later"),
        pytest.param(b"", S.MALFORMED, id="nothing"),
        pytest.param(b"\x30\x03\x0a\x01", S.MALFORMED, id="cut off"),
        pytest.param(GOOD[:-1] + bytes([GOOD[-1] ^ 1]), S.UNSIGNED, id="one bit turned"),
    ],
)
def test_a_staple_counts_if_who_may_sign_it_did(der: bytes, expected: StapleStatus) -> None:
    assert status(der) is expected


def test_a_revocation_names_day_and_reason() -> None:
    read = read_staple(
        staple(LEAF, ISSUER, Staple(revoked=True)), facts(LEAF), facts(ISSUER), MADE
    )

    assert read.says_revoked
    assert read.reason == "keyCompromise"
    assert read.revoked_at is not None
    assert MADE - 12 * HOUR < read.revoked_at < MADE


def test_an_old_word_on_revocation_is_kept() -> None:
    old = staple(LEAF, ISSUER, Staple(revoked=True, age=30 * HOUR))

    read = read_staple(old, facts(LEAF), facts(ISSUER), MADE)

    assert (read.status, read.says_revoked) == (S.STALE, True)


def test_a_staple_is_good_to_its_last_second() -> None:
    old = staple(LEAF, ISSUER, Staple(age=30 * HOUR))
    ended = read_staple(old, facts(LEAF), facts(ISSUER), MADE).ended

    assert ended is not None
    assert status(old, ended) is S.GOOD
    assert status(old, ended + SECOND) is S.STALE
    assert status(old, ended - 24 * HOUR) is S.GOOD
    assert status(old, ended - 24 * HOUR - SECOND) is S.EARLY
