from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.core.faults import Fault
from bot.core.findings import Finding
from bot.core.rules import Case
from bot.core.rules.validity import dates, expiring_soon, validity_length
from bot.core.vocabulary import Severity
from tests.certificates import AUTHORITY
from tests.trust import authority, case, facts, leaf

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
ROOT = authority("Lasting Root", recipe=replace(AUTHORITY, starts=-500 * DAY, ends=4000 * DAY))
MIDDLE = authority("Middle", ROOT)
LEAF = leaf(MIDDLE)
BEGINS = datetime(2026, 6, 1, tzinfo=UTC)
ENDS = datetime(2026, 9, 1, tzinfo=UTC)


def faults(rule: Callable[[Case], Iterator[Finding]], given: Case) -> list[tuple[Fault, int]]:
    return [(finding.fault, finding.certificate) for finding in rule(given)]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(BEGINS - SECOND, [Fault.LEAF_NOT_YET_VALID], id="a second before notBefore"),
        pytest.param(BEGINS, [], id="notBefore is included"),
        pytest.param(BEGINS + SECOND, [], id="a second after notBefore"),
        pytest.param(ENDS - SECOND, [], id="a second before notAfter"),
        pytest.param(ENDS, [], id="notAfter is included"),
        pytest.param(ENDS + SECOND, [Fault.LEAF_EXPIRED], id="a second after notAfter"),
    ],
)
def test_a_leaf_is_valid_from_its_first_to_its_last_second(
    now: datetime, expected: list[Fault]
) -> None:
    given = case(LEAF, anchor=MIDDLE, now=now, not_before=BEGINS, not_after=ENDS)

    assert faults(dates, given) == [(fault, 0) for fault in expected]


@pytest.mark.parametrize(
    ("away", "from_start", "expected"),
    [
        pytest.param(-SECOND, True, Fault.ISSUER_NOT_YET_VALID, id="before it began"),
        pytest.param(SECOND, False, Fault.ISSUER_EXPIRED, id="after it ended"),
    ],
)
def test_an_intermediate_is_told_by_its_place(
    away: timedelta,
    from_start: bool,  # noqa: FBT001 -- a column
    expected: Fault,
) -> None:
    middle = facts(MIDDLE)
    now = (middle.not_before if from_start else middle.not_after) + away
    given = case(LEAF, MIDDLE, anchor=ROOT, now=now, not_before=now - DAY, not_after=now + DAY)

    found = list(dates(given))

    assert [(f.fault, f.certificate, f.wording) for f in found] == [(expected, 1, "intermediate")]


def test_leaf_and_intermediate_are_both_told() -> None:
    given = case(LEAF, MIDDLE, anchor=ROOT, now=facts(MIDDLE).not_after + SECOND)

    assert faults(dates, given) == [(Fault.LEAF_EXPIRED, 0), (Fault.ISSUER_EXPIRED, 1)]


@pytest.mark.parametrize(
    ("public", "expected"),
    [
        # RFC 5280 section 6.1.1 (d): of an anchor only name and key are used.
        pytest.param(True, [], id="the browsers' own lists do not age"),
        pytest.param(False, [(Fault.ISSUER_EXPIRED, 1)], id="added anchors do"),
    ],
)
def test_an_anchor_past_its_end(
    public: bool,  # noqa: FBT001 -- a column
    expected: list[tuple[Fault, int]],
) -> None:
    now = facts(MIDDLE).not_after + DAY
    given = case(
        LEAF, MIDDLE, anchor=MIDDLE, public=public, now=now, not_before=BEGINS, not_after=now
    )

    assert faults(dates, given) == expected


def test_dates_the_wrong_way_round_are_both_told() -> None:
    given = case(
        LEAF, anchor=MIDDLE, now=BEGINS + DAY, not_before=BEGINS + 2 * DAY, not_after=BEGINS
    )

    found = list(dates(given))

    assert [f.fault for f in found] == [Fault.LEAF_EXPIRED, Fault.LEAF_NOT_YET_VALID]
    assert {f.firefox for f in found} == {"SEC_ERROR_INVALID_TIME"}


def public_limits() -> list[object]:
    rows = [
        ("2018-02-28", None),
        ("2018-03-01", 825),
        ("2020-08-31", 825),
        ("2020-09-01", 398),
        ("2026-03-14", 398),
        ("2026-03-15", 200),
        ("2027-03-14", 200),
        ("2027-03-15", 100),
        ("2029-03-14", 100),
        ("2029-03-15", 47),
        ("2040-01-01", 47),
    ]
    return [pytest.param(datetime.fromisoformat(day + "T00:00Z"), d, id=day) for day, d in rows]


@pytest.mark.parametrize(("issued", "days"), public_limits())
def test_a_public_issuer_may_promise_so_many_days(issued: datetime, days: int | None) -> None:
    longest = timedelta(days=days or 3650) - SECOND  # notAfter itself counts
    exact = case(
        LEAF, MIDDLE, anchor=ROOT, public=True, not_before=issued, not_after=issued + longest
    )
    longer = case(
        LEAF,
        MIDDLE,
        anchor=ROOT,
        public=True,
        not_before=issued,
        not_after=issued + longest + SECOND,
    )

    assert faults(validity_length, exact) == []
    assert faults(validity_length, longer) == ([(Fault.LEAF_VALIDITY_TOO_LONG, 0)] if days else [])


@pytest.mark.parametrize("issued", [datetime(2026, 3, 14, 23, 59, 59, tzinfo=UTC)])
def test_the_day_of_issue_ends_at_midnight_utc(issued: datetime) -> None:
    earlier = case(
        LEAF, MIDDLE, anchor=ROOT, public=True, not_before=issued, not_after=issued + 300 * DAY
    )
    later = case(
        LEAF,
        MIDDLE,
        anchor=ROOT,
        public=True,
        not_before=issued + SECOND,
        not_after=issued + 300 * DAY,
    )

    assert faults(validity_length, earlier) == []
    assert faults(validity_length, later) == [(Fault.LEAF_VALIDITY_TOO_LONG, 0)]


@pytest.mark.parametrize(
    ("lasts", "expected"),
    [
        pytest.param(825 * DAY - SECOND, [], id="825 days"),
        pytest.param(825 * DAY, [Fault.LEAF_VALIDITY_LONG_PRIVATE], id="a second more"),
    ],
)
def test_a_private_issuer_may_promise_825_days(lasts: timedelta, expected: list[Fault]) -> None:
    given = case(LEAF, MIDDLE, anchor=ROOT, not_before=BEGINS, not_after=BEGINS + lasts)

    found = list(validity_length(given))

    assert [f.fault for f in found] == expected
    assert all(f.severity is Severity.WARNING for f in found)


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        pytest.param(datetime(2019, 6, 30, 23, 59, 59, tzinfo=UTC), 0, id="before July 2019"),
    ],
)
def test_older_certificates_of_private_issuers_may_last_longer(
    issued: datetime, expected: int
) -> None:
    given = case(LEAF, anchor=MIDDLE, not_before=issued, not_after=issued + 900 * DAY)

    assert len(list(validity_length(given))) == expected


def test_a_trusted_leaf_may_last_as_long_as_it_likes() -> None:
    own = leaf(None)
    given = case(own, anchor=own, not_before=BEGINS, not_after=BEGINS + 9000 * DAY)

    assert faults(validity_length, given) == []


def test_without_an_anchor_there_are_graver_things_to_tell() -> None:
    given = case(LEAF, anchor=ROOT, not_before=BEGINS, not_after=BEGINS + 9000 * DAY)

    assert faults(validity_length, given) == []


@pytest.mark.parametrize(
    ("lifetime", "left", "is_told"),
    [
        pytest.param(90 * DAY, 14 * DAY + SECOND, False, id="more than 14 days left"),
        pytest.param(90 * DAY, 14 * DAY, True, id="14 days left"),
        pytest.param(90 * DAY, timedelta(), True, id="the last second"),
        pytest.param(90 * DAY, -SECOND, False, id="over already"),
        pytest.param(6 * DAY, 2 * DAY, False, id="a third of a short life left"),
        pytest.param(6 * DAY, 2 * DAY - SECOND, True, id="less than a third of it"),
        pytest.param(42 * DAY, 14 * DAY, False, id="14 days that are a third"),
        pytest.param(42 * DAY, 14 * DAY - SECOND, True, id="both limits passed"),
        pytest.param(3 * DAY, 4 * DAY, False, id="not begun yet"),
    ],
)
def test_an_end_near_at_hand_is_a_note(
    lifetime: timedelta,
    left: timedelta,
    is_told: bool,  # noqa: FBT001 -- a column
) -> None:
    given = case(
        LEAF, MIDDLE, anchor=ROOT, now=ENDS - left, not_before=ENDS - lifetime, not_after=ENDS
    )

    found = list(expiring_soon(given))

    assert bool(found) == is_told
    assert all(f.severity is Severity.NOTE for f in found)
