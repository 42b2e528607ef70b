"""Pages with their chains, read as whole messages."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from msgspec.structs import replace

from bot.core.message import Enquiry
from bot.core.question.enquiry import read
from bot.core.vocabulary import Problem
from tests.certificates import AUTHORITY, Certified, Recipe, issue
from tests.lore import lore
from tests.pages import Page, chrome, firefox, pem
from tests.trust import KEY, authority, knowledge, store

P: Final = Problem
DAY: Final = timedelta(days=1)
NOW: Final = datetime.now(UTC)  # noqa: TID251 -- certificates are made now
HOST: Final = "shop.lab.test"
ROOT: Final = authority("Root")
STRANGER: Final = authority("Stranger")
LORE: Final = lore(knowledge(store(ROOT)))


def leaf(issuer: Certified | None = ROOT, **changes: Any) -> Certified:  # noqa: ANN401 -- of a Recipe
    return issue(replace(Recipe(names=(HOST,), key=KEY, key_number=8), **changes), issuer)


def page(code: str, *chain: Certified, clock: datetime = NOW) -> Page:
    shown = f"{clock:%b} {clock.day}, {clock.year}"
    return Page(code=code, host=HOST, chain=[c.der for c in chain], clock=shown)


def said(text: str) -> Enquiry:
    return read(text, LORE, NOW)


AUTHORITY_CODE: Final = "NET::ERR_CERT_AUTHORITY_INVALID"
DATE_CODE: Final = "NET::ERR_CERT_DATE_INVALID"


@pytest.mark.parametrize(
    ("code", "chain", "problem"),
    [
        pytest.param(DATE_CODE, (leaf(ends=-3 * DAY), ROOT), P.EXPIRED, id="a date is an end"),
        pytest.param(
            DATE_CODE, (leaf(starts=3 * DAY), ROOT), P.NOT_YET_VALID, id="a date is a beginning"
        ),
        pytest.param(
            DATE_CODE,
            (leaf(STRANGER, ends=-3 * DAY), STRANGER),
            P.EXPIRED,
            id="whoever says date has trusted the chain",
        ),
        pytest.param(AUTHORITY_CODE, (leaf(None),), P.SELF_SIGNED, id="an authority is itself"),
        pytest.param(
            AUTHORITY_CODE,
            (leaf(STRANGER, ends=-3 * DAY), STRANGER),
            P.UNTRUSTED_ROOT,
            id="an authority is a stranger",
        ),
        pytest.param(
            "NET::ERR_CERT_COMMON_NAME_INVALID",
            (leaf(names=("mail.lab.test",)), ROOT),
            P.NAME_VARIANT,
            id="a name of the same owner",
        ),
        pytest.param("NET::ERR_CERT_REVOKED", (leaf(None),), P.REVOKED, id="a code is a code"),
        pytest.param("", (leaf(ends=-3 * DAY), ROOT), P.EXPIRED, id="without code the chain says"),
    ],
)
def test_a_chain_refines_what_a_code_says(
    code: str, chain: Sequence[Certified], problem: Problem
) -> None:
    enquiry = said(f"https://{HOST}/\n{chrome(page(code, *chain))}")

    assert enquiry.problem is problem
    assert problem not in enquiry.also
    assert [target.host for target in enquiry.targets] == [HOST]
    assert enquiry.reported.not_after is not None


def test_a_paste_is_judged_at_the_date_it_carries() -> None:
    then = NOW - 30 * DAY
    old = leaf(starts=-90 * DAY, ends=-10 * DAY)

    assert said(chrome(page(DATE_CODE, old, ROOT))).problem is P.EXPIRED
    earlier = said(chrome(page(DATE_CODE, old, ROOT, clock=then)))
    assert earlier.problem is P.DATE_INVALID
    assert earlier.reported.clock is not None
    assert earlier.reported.clock.date() == then.date()


def test_certificates_in_order_prove_nothing() -> None:
    enquiry = said(f"this is the certificate\n{pem(leaf().der)}\n{pem(ROOT.der)}")

    assert enquiry.problem is P.UNCLEAR
    assert enquiry.intent is None
    assert len(enquiry.chain) == 2


def test_what_else_a_chain_shows_stands_beside() -> None:
    strange = leaf(STRANGER, ends=-3 * DAY, names=("other.test",))
    enquiry = said(f"https://{HOST}/\n{chrome(page(AUTHORITY_CODE, strange, STRANGER))}")

    assert enquiry.problem is P.UNTRUSTED_ROOT
    assert {P.EXPIRED, P.NAME_MISMATCH} <= set(enquiry.also)


def test_firefox_copies_its_facts_with_the_chain() -> None:
    text = firefox(page("SEC_ERROR_EXPIRED_CERTIFICATE", leaf(ends=-3 * DAY), ROOT), hsts=True)
    enquiry = said(text)

    assert enquiry.problem is P.EXPIRED
    assert enquiry.reported.hsts is True
    assert enquiry.reported.certificate_names == (HOST,)


def test_a_chain_that_was_cut_off_says_so() -> None:
    whole = chrome(page(DATE_CODE, leaf(ends=-3 * DAY), issue(AUTHORITY)))
    cut = said(whole[: whole.rindex("-----BEGIN") + 200])

    assert cut.chain_is_cut
    assert len(cut.chain) == 1
    assert cut.problem is P.EXPIRED


@pytest.mark.parametrize(
    ("offered", "problem"),
    [("*.hotelwifi.net", P.NAME_MISMATCH), ("www.example.com", P.NAME_VARIANT)],
)
def test_printed_names_refine_too(offered: str, problem: Problem) -> None:
    page_text = (
        "NET::ERR_CERT_COMMON_NAME_INVALID This server could not prove that it is "
        f"portal.example.com; its security certificate is from {offered}."
    )
    assert said(page_text).problem is problem


def test_a_host_that_failed_stays_the_target_where_a_wildcard_above_it_was_offered() -> None:
    enquiry = said(
        "This server could not prove that it is lab.test; its security certificate is from "
        "*.lab.test. NET::ERR_CERT_COMMON_NAME_INVALID"
    )

    assert enquiry.reported.host == "lab.test"
    assert enquiry.reported.certificate_names == ("*.lab.test",)
    assert enquiry.problem is P.NAME_VARIANT
