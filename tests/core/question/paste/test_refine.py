from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from msgspec.structs import replace

from bot.catalogue.suffixes import suffixes
from bot.core.message import Reported
from bot.core.question.paste.pasted import Pasted, pasted_chain
from bot.core.question.paste.refine import refine
from bot.core.question.paste.told import judged_at, told_by_chain
from bot.core.question.printed.refine_by_print import refine_by_print
from bot.core.vocabulary import Problem
from bot.core.x509 import parse_certificate
from tests.certificates import AUTHORITY, CLIENT_AUTH, Certified, Recipe, damaged, issue
from tests.pages import pem
from tests.trust import KEY, authority, knowledge, store

P: Final = Problem
DAY: Final = timedelta(days=1)
NOW: Final = datetime.now(UTC)  # noqa: TID251 -- certificates are made now
TODAY: Final = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
HOST: Final = "shop.lab.test"
ROOT: Final = authority("Root")
STRANGER: Final = authority("Stranger")
KNOWN: Final = knowledge(store(ROOT))


def chain(*certified: Certified, is_cut: bool = False) -> Pasted:
    return Pasted(chain=tuple(parse_certificate(c.der) for c in certified), is_cut=is_cut)


def leaf(issuer: Certified | None = ROOT, **changes: Any) -> Certified:  # noqa: ANN401 -- of a Recipe
    return issue(replace(Recipe(names=(HOST,), key=KEY, key_number=7), **changes), issuer)


EXPIRED: Final[dict[str, Any]] = {"ends": -3 * DAY}
EARLY: Final[dict[str, Any]] = {"starts": 3 * DAY}
OTHER: Final[dict[str, Any]] = {"names": ("www.other.test",)}
SISTER: Final[dict[str, Any]] = {"names": ("mail.lab.test",)}

LATE: Final = authority("Late", ROOT, replace(AUTHORITY, ends=-3 * DAY))

CASES: Final = {
    "a date error is an end": (P.DATE_INVALID, (leaf(**EXPIRED), ROOT), P.EXPIRED),
    "a date error is a beginning": (P.DATE_INVALID, (leaf(**EARLY), ROOT), P.NOT_YET_VALID),
    "a date error with dates in order stays": (P.DATE_INVALID, (leaf(), ROOT), P.DATE_INVALID),
    "a date error never turns to trust": (
        P.DATE_INVALID,
        (leaf(STRANGER, **EXPIRED), STRANGER),
        P.EXPIRED,
    ),
    "an expired issuer is an end": (P.DATE_INVALID, (leaf(LATE), LATE, ROOT), P.EXPIRED),
    "authority is self-signed": (P.UNTRUSTED_ROOT, (leaf(None),), P.SELF_SIGNED),
    "authority is a strange root": (
        P.UNTRUSTED_ROOT,
        (leaf(STRANGER), STRANGER),
        P.UNTRUSTED_ROOT,
    ),
    "authority is a missing issuer": (
        P.UNTRUSTED_ROOT,
        (leaf(authority("Middle", ROOT)),),
        P.INCOMPLETE_CHAIN,
    ),
    "authority is a signature that does not fit": (
        P.UNTRUSTED_ROOT,
        (damaged(leaf()), ROOT),
        P.MALFORMED_CERT,
    ),
    "authority never turns to trusted": (P.UNTRUSTED_ROOT, (leaf(), ROOT), P.UNTRUSTED_ROOT),
    "said to be self-signed stays": (
        P.SELF_SIGNED,
        (leaf(STRANGER), STRANGER),
        P.SELF_SIGNED,
    ),
    "a name of the same owner": (P.NAME_MISMATCH, (leaf(**SISTER), ROOT), P.NAME_VARIANT),
    "a name of another": (P.NAME_VARIANT, (leaf(**OTHER), ROOT), P.NAME_MISMATCH),
    "a name in the common name alone": (
        P.NAME_MISMATCH,
        (leaf(names=None, common_name=HOST), ROOT),
        P.NO_SAN,
    ),
    "a name error with the right name stays": (P.NAME_MISMATCH, (leaf(), ROOT), P.NAME_MISMATCH),
    "a name error never turns to dates": (
        P.NAME_MISMATCH,
        (leaf(STRANGER, **OTHER, **EXPIRED), STRANGER),
        P.NAME_MISMATCH,
    ),
    "invalid is a weak signature": (
        P.MALFORMED_CERT,
        (leaf(STRANGER, hash_name="sha1", **EXPIRED), STRANGER),
        P.WEAK_SIGNATURE,
    ),
    "invalid is a wrong usage": (
        P.MALFORMED_CERT,
        (leaf(extended_usage=(CLIENT_AUTH,)), ROOT),
        P.WRONG_USAGE,
    ),
    "invalid is a name where nothing else is": (
        P.MALFORMED_CERT,
        (leaf(STRANGER, **OTHER), STRANGER),
        P.NAME_MISMATCH,
    ),
    "invalid is no signature that does not fit": (
        P.MALFORMED_CERT,
        (damaged(leaf(**SISTER)), ROOT),
        P.NAME_VARIANT,
    ),
    "invalid stays where nothing shows": (P.MALFORMED_CERT, (leaf(), ROOT), P.MALFORMED_CERT),
    "revoked stays": (P.REVOKED, (leaf(**EXPIRED), ROOT), P.REVOKED),
    "no reason given: the chain decides": (
        P.CERTIFICATE_UNVERIFIED,
        (leaf(**EXPIRED), ROOT),
        P.EXPIRED,
    ),
    "no reason to be seen": (P.CERTIFICATE_UNVERIFIED, (leaf(), ROOT), P.CERTIFICATE_UNVERIFIED),
    "nothing said: the chain decides": (None, (leaf(**OTHER), ROOT), P.NAME_MISMATCH),
    "unclear: the chain decides": (P.UNCLEAR, (leaf(None),), P.SELF_SIGNED),
}


@pytest.mark.parametrize("rule", CASES)
def test_a_chain_refines_inside_the_class(rule: str) -> None:
    problem, certified, expected = CASES[rule]

    assert refine(problem, chain(*certified), HOST, NOW, KNOWN)[0] is expected


def test_a_chain_that_looks_right_proves_nothing() -> None:
    assert refine(None, chain(leaf(), ROOT), HOST, NOW, KNOWN) == ()
    assert refine(P.UNCLEAR, chain(leaf(), ROOT), HOST, NOW, KNOWN) == (P.UNCLEAR,)


@pytest.mark.parametrize("problem", [None, P.DATE_INVALID])
def test_no_chain_changes_nothing(problem: Problem | None) -> None:
    assert refine(problem, Pasted(), HOST, NOW, KNOWN) == ((problem,) if problem else ())


def test_what_an_authority_error_hides_is_told_beside_it() -> None:
    found = refine(P.UNTRUSTED_ROOT, chain(leaf(None, **EXPIRED, **OTHER)), HOST, NOW, KNOWN)

    assert found[0] is P.SELF_SIGNED
    assert set(found[1:]) == {P.EXPIRED, P.NAME_MISMATCH}


def test_what_was_cut_off_is_not_missing() -> None:
    served = leaf(authority("Middle", ROOT))

    whole = refine(P.UNTRUSTED_ROOT, chain(served), HOST, NOW, KNOWN)
    cut = refine(P.UNTRUSTED_ROOT, chain(served, is_cut=True), HOST, NOW, KNOWN)

    assert (whole, cut) == ((P.INCOMPLETE_CHAIN,), (P.UNTRUSTED_ROOT,))


def test_an_unreadable_leaf_is_malformed() -> None:
    odd = Pasted(chain=(parse_certificate(b"\x30\x03\x02\x01\x01"),))

    assert refine(None, odd, HOST, NOW, KNOWN) == (P.MALFORMED_CERT,)
    assert refine(P.DATE_INVALID, odd, HOST, NOW, KNOWN) == (P.DATE_INVALID,)


def test_a_clock_that_shows_the_day_alone_is_read_with_slack() -> None:
    ends = leaf(ends=timedelta(hours=6), starts=-9 * DAY)

    assert refine(P.DATE_INVALID, chain(ends, ROOT), HOST, NOW, KNOWN) == (P.EXPIRED,)


PRINTED: Final[Sequence[tuple[Problem | None, dict[str, object], Problem | None]]] = (
    (P.NAME_MISMATCH, {"certificate_names": ("*.lab.test",)}, P.NAME_VARIANT),
    (P.NAME_MISMATCH, {"certificate_names": ("a.other.test",)}, P.NAME_MISMATCH),
    (P.NAME_VARIANT, {"certificate_names": ("a.other.test",)}, P.NAME_MISMATCH),
    (P.NAME_MISMATCH, {"certificate_names": ("lab.test",), "host": "10.0.0.1"}, P.NAME_MISMATCH),
    (P.NAME_VARIANT, {"certificate_names": ("lab.test",), "host": ""}, P.NAME_VARIANT),
    (P.NAME_VARIANT, {}, P.NAME_VARIANT),
    (P.DATE_INVALID, {"not_after": TODAY + DAY / 2, "clock": TODAY}, P.EXPIRED),
    (P.DATE_INVALID, {"not_after": TODAY + 2 * DAY, "clock": TODAY}, P.DATE_INVALID),
    (P.DATE_INVALID, {"not_after": NOW - DAY, "clock": NOW}, P.EXPIRED),
    (P.DATE_INVALID, {"not_before": NOW + DAY, "clock": NOW}, P.NOT_YET_VALID),
    (P.DATE_INVALID, {"not_after": NOW + DAY, "clock": NOW}, P.DATE_INVALID),
    (P.DATE_INVALID, {"not_after": NOW - DAY}, P.DATE_INVALID),
    (P.REVOKED, {"not_after": NOW - DAY, "clock": NOW}, P.REVOKED),
    (None, {"not_after": NOW - DAY, "clock": NOW}, None),
)


@pytest.mark.parametrize(("problem", "told", "expected"), PRINTED)
def test_print_refines_too(
    problem: Problem | None, told: dict[str, object], expected: Problem | None
) -> None:
    reported = replace(Reported(host=HOST), **told)

    assert refine_by_print(problem, reported, suffixes) is expected


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        pytest.param(None, NOW, id="no clock"),
        pytest.param(NOW - 40 * DAY, NOW - 40 * DAY, id="a clock with its hour"),
        pytest.param(
            datetime(2020, 2, 3, tzinfo=UTC), datetime(2020, 2, 3, 12, tzinfo=UTC), id="day"
        ),
        pytest.param(
            NOW.replace(hour=0, minute=0, second=0, microsecond=0), NOW, id="the day that it is"
        ),
    ],
)
def test_a_paste_is_judged_at_its_own_date(clock: datetime | None, expected: datetime) -> None:
    assert judged_at(clock, NOW) == expected


def test_the_leaf_tells_more_exactly_than_print() -> None:
    made = leaf(**EXPIRED)
    said = Reported(issuer="Printed CA", certificate_names=(HOST,), not_after=NOW)

    told = told_by_chain(said, pasted_chain(pem(made.der)))

    assert told.issuer == "Root"
    assert told.certificate_names == (HOST,)
    assert told.not_after == chain(made).chain[0].not_after  # type: ignore[union-attr]


def test_half_a_leaf_tells_what_it_can() -> None:
    text = pem(leaf(**EXPIRED).der)

    told = told_by_chain(Reported(), pasted_chain(text[: len(text) * 4 // 5]))

    assert told.issuer == "Root"
    assert told.not_after is not None
    assert told.not_after < NOW


def test_no_leaf_tells_nothing() -> None:
    assert told_by_chain(Reported(issuer="A"), pasted_chain("none")) == Reported(issuer="A")
