from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.core.facts import Ending, Handshake, Offer, Revocation, RevocationSource, RevocationWord
from bot.core.findings import Finding
from bot.core.rules.revocation import revocation
from bot.core.vocabulary import Problem, Severity
from tests.certificates import AUTHORITY, Recipe
from tests.staples import Staple, staple
from tests.trust import authority, case, facts, leaf

NOW = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 -- staples go by the real clock
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
URLS = ("http://ca.test/x",)
ROOT = authority("Revocation Root")
MIDDLE = authority("Revocation Middle", ROOT, replace(AUTHORITY, crl_urls=URLS))
LEAF = leaf(MIDDLE, Recipe(crl_urls=URLS, ocsp_urls=URLS))
BARE = leaf(MIDDLE)

GOOD = Revocation(
    certificate=facts(LEAF).sha256,
    source=RevocationSource.CRL,
    word=RevocationWord.GOOD,
    this_update=NOW - HOUR,
    next_update=NOW + HOUR,
    detail="http://ca.test/x",
)
REVOKED = replace(
    GOOD,
    word=RevocationWord.REVOKED,
    revoked_at=datetime(2026, 10, 2, 23, tzinfo=UTC),
    reason="keyCompromise",
)
BY_RESPONDER = replace(REVOKED, source=RevocationSource.OCSP)
SILENT = replace(GOOD, word=RevocationWord.SILENT, this_update=None, detail="http://x: nobody")


def _found(*said: Revocation, public: bool = False) -> list[Finding]:
    judged = case(LEAF, MIDDLE, anchor=ROOT, public=public, now=NOW)
    return list(revocation(replace(judged, revocations=said)))


def _problems(*said: Revocation) -> list[Problem]:
    return [finding.problem for finding in _found(*said)]


def test_good_news_is_no_finding() -> None:
    assert _found(GOOD) == []


def test_revoked_is_told_with_day_reason_and_source() -> None:
    [finding] = _found(REVOKED)

    assert (finding.problem, finding.severity) == (Problem.REVOKED, Severity.ERROR)
    wanted = "revoked on 2026-10-02, reason keyCompromise, by CRL http://ca.test/x"
    assert finding.evidence == wanted


def test_revoked_anywhere_outweighs_good_elsewhere() -> None:
    assert _problems(GOOD, BY_RESPONDER) == [Problem.REVOKED]


@pytest.mark.parametrize(
    ("said", "public", "firefox"),
    [
        pytest.param(REVOKED, False, "", id="a private list, which nobody fetches"),
        pytest.param(BY_RESPONDER, False, "SEC_ERROR_REVOKED_CERTIFICATE", id="a responder"),
        pytest.param(REVOKED, True, "SEC_ERROR_REVOKED_CERTIFICATE", id="a public list"),
    ],
)
def test_browsers_stop_only_for_what_they_hear(
    said: Revocation, *, public: bool, firefox: str
) -> None:
    [finding] = _found(said, public=public)

    assert (finding.chromium, finding.firefox) == ("", firefox)


def test_a_revoked_intermediate_stops_no_browser_by_itself() -> None:
    [finding, _] = sorted(
        _found(replace(BY_RESPONDER, certificate=facts(MIDDLE).sha256)),
        key=lambda f: f.severity is Severity.NOTE,
    )

    assert (finding.problem, finding.certificate) == (Problem.REVOKED, 1)
    assert (finding.chromium, finding.firefox) == ("", "")


@pytest.mark.parametrize(
    ("begins", "ends", "counts"),
    [
        pytest.param(NOW - HOUR, NOW, True, id="the end is inclusive"),
        pytest.param(NOW - HOUR, NOW - SECOND, False, id="one second after the end"),
        pytest.param(NOW + 300 * SECOND, NOW + HOUR, True, id="five minutes early"),
        pytest.param(NOW + 301 * SECOND, NOW + HOUR, False, id="more than five minutes early"),
        pytest.param(NOW - 24 * HOUR, None, True, id="without end, a day old"),
        pytest.param(NOW - 24 * HOUR - SECOND, None, False, id="without end, older"),
        pytest.param(None, None, False, id="without dates"),
    ],
)
def test_only_a_current_word_counts(
    begins: datetime | None, ends: datetime | None, *, counts: bool
) -> None:
    said = replace(REVOKED, this_update=begins, next_update=ends)

    expected = Problem.REVOKED if counts else Problem.REVOCATION_NOT_CHECKED
    assert _problems(said) == [expected]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (SILENT, "CRL http://x: nobody"),
        (replace(GOOD, word=RevocationWord.UNKNOWN), "does not know the certificate"),
        (replace(GOOD, next_update=NOW - 48 * HOUR), "out of date since"),
        (replace(GOOD, this_update=NOW + 48 * HOUR), "not valid before"),
    ],
)
def test_what_was_not_checked_says_why(said: Revocation, why: str) -> None:
    [finding] = _found(said)

    assert (finding.problem, finding.severity) == (Problem.REVOCATION_NOT_CHECKED, Severity.NOTE)
    assert why in finding.evidence


def test_all_silences_are_told_in_one_note() -> None:
    [finding] = _found(SILENT, replace(SILENT, source=RevocationSource.OCSP))

    assert finding.evidence == "CRL http://x: nobody; OCSP http://x: nobody"


def test_where_nobody_asked_one_note_stands_for_the_path() -> None:
    assert [(f.problem, f.certificate) for f in _found()] == [(Problem.REVOCATION_NOT_CHECKED, 0)]


def test_a_silent_source_of_an_intermediate_is_told() -> None:
    found = _found(GOOD, replace(SILENT, certificate=facts(MIDDLE).sha256))

    assert [(f.problem, f.certificate) for f in found] == [(Problem.REVOCATION_NOT_CHECKED, 1)]


def test_a_word_on_another_certificate_is_passed_over() -> None:
    assert _problems(replace(REVOKED, certificate="0" * 64)) == [Problem.REVOCATION_NOT_CHECKED]


def test_without_a_source_nothing_is_missing() -> None:
    assert list(revocation(case(BARE, MIDDLE, anchor=ROOT, now=NOW))) == []


def test_without_an_anchor_nobodys_word_counts() -> None:
    judged = case(LEAF, MIDDLE, anchor=authority("Another Root"), now=NOW)

    assert list(revocation(replace(judged, revocations=(REVOKED,)))) == []


def test_a_stapled_word_is_as_good_as_one_that_was_asked_for() -> None:
    handshake = Handshake(
        offer=Offer.BROWSER, ending=Ending.COMPLETED, staple=staple(LEAF, MIDDLE, Staple())
    )
    judged = case(LEAF, MIDDLE, anchor=ROOT, now=NOW, handshake=handshake)

    assert list(revocation(judged)) == []


FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        pytest.param(
            replace(GOOD, this_update=FIRST, next_update=LAST), [], id="good since ever, for ever"
        ),
        pytest.param(
            replace(GOOD, this_update=FIRST, next_update=None),
            [Problem.REVOCATION_NOT_CHECKED],
            id="long over",
        ),
        pytest.param(
            replace(GOOD, this_update=LAST, next_update=None),
            [Problem.REVOCATION_NOT_CHECKED],
            id="far ahead",
        ),
    ],
)
def test_a_word_from_the_end_of_days_is_judged_like_any_other(
    said: Revocation, problems: list[Problem]
) -> None:
    assert _problems(said) == problems
