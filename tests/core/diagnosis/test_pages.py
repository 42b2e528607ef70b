"""What a page adds to the certificates: refusals, and networks that answer in a site's place."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.core.diagnosis.diagnose import Diagnosis, diagnose
from bot.core.diagnosis.verdicts import Assessment
from bot.core.facts import (
    AddressLook,
    Ending,
    Handshake,
    Observation,
    Offer,
    Page,
    PageSign,
    Redirect,
)
from bot.core.target import Target
from bot.core.vocabulary import Category, Problem, Responsible, Risk, Verdict
from tests.certificates import Certified, Recipe
from tests.trust import authority, knowledge, leaf, store

HOST = "www.bank.test"
NOW = datetime.now(UTC)  # noqa: TID251 -- the certificates are made for today
ROOT = authority("Page Root")
STRANGER = authority("Page Stranger")
LOGIN, NETWORK = frozenset({PageSign.LOGIN}), frozenset({PageSign.NETWORK})
WANTED = frozenset({PageSign.WANTS_CERTIFICATE})
GOOD = Recipe(names=(HOST,))
EXPIRED = replace(GOOD, ends=timedelta(days=-1))
BOX = Recipe(names=("login.inn.test",))


def seen(
    served: Certified, page: Page | None, host: str = HOST, address: str = "8.8.8.8"
) -> Diagnosis:
    handshake = Handshake(
        offer=Offer.BROWSER,
        ending=Ending.COMPLETED,
        saw_hello=True,
        protocol="TLSv1.3",
        chain=(served.der,),
    )
    observation = Observation(
        target=Target.parse(host),
        looks=(AddressLook(address=address, handshakes=(handshake,)),),
        page=page,
    )
    return diagnose(observation, knowledge(store(ROOT)), now=NOW)


def problems(diagnosis: Diagnosis) -> set[Problem]:
    return {f.problem for f in diagnosis.findings}


def to(
    host: str,
    signs: frozenset[PageSign] = frozenset(),
    *,
    in_clear: bool = False,
    status: int = 302,
) -> Page:
    redirect = Redirect(host=host, port=80 if in_clear else 443, in_clear=in_clear)
    return Page(status=status, redirect=redirect, signs=signs)


@pytest.mark.parametrize(
    ("served", "page"),
    [
        pytest.param(GOOD, Page(status=511), id="status 511, whatever the certificate"),
        pytest.param(BOX, to("login.inn.test", LOGIN), id="to sign in where the certificate fits"),
        pytest.param(
            Recipe(names=("*.inn.test",)), to("gate.inn.test", LOGIN), id="under its domain"
        ),
        pytest.param(BOX, to("10.20.0.1", in_clear=True), id="to a private address"),
        pytest.param(BOX, to("fd00::1", in_clear=True), id="to a private address of version 6"),
        pytest.param(BOX, to("other.test", LOGIN, in_clear=True), id="to sign in in clear"),
        pytest.param(BOX, to("hotspot.other.test", LOGIN), id="to a name that speaks of Wi-Fi"),
        pytest.param(
            Recipe(names=("wifi.train.test",)), to("other.test", LOGIN), id="from such a name"
        ),
        pytest.param(BOX, to("eu.network-auth.com"), id="to a known sign-in page"),
        pytest.param(BOX, Page(status=200, signs=NETWORK), id="marks in the page"),
        pytest.param(
            Recipe(names=("securelogin.arubanetworks.com",)), None, id="a known name alone"
        ),
        pytest.param(Recipe(names=("*.virginwifi.io",)), Page(status=0), id="a known wildcard"),
    ],
)
def test_a_network_that_answers_for_the_site_is_a_captive_portal(
    served: Recipe, page: Page | None
) -> None:
    diagnosis = seen(leaf(ROOT, served), page)

    assert diagnosis.problem is Problem.CAPTIVE_PORTAL
    assert diagnosis.category is Category.INTERCEPTED
    assert diagnosis.assessment == Assessment(
        Verdict.NOT_YET, Risk.KNOWN_MIDDLE, Responsible.NETWORK
    )


def test_what_the_certificate_has_is_told_too() -> None:
    diagnosis = seen(leaf(ROOT, BOX), to("login.inn.test", LOGIN))

    assert Problem.NAME_MISMATCH in problems(diagnosis)
    assert diagnosis.chromium == "NET::ERR_CERT_COMMON_NAME_INVALID"
    assert diagnosis.firefox == "SSL_ERROR_BAD_CERT_DOMAIN"


@pytest.mark.parametrize(
    "served",
    [
        pytest.param(leaf(None, GOOD), id="signed by itself"),
        pytest.param(leaf(STRANGER, GOOD), id="of an unknown issuer"),
    ],
)
@pytest.mark.parametrize(
    "page",
    [
        pytest.param(Page(status=200, signs=NETWORK), id="marks"),
        pytest.param(to("192.168.1.1", in_clear=True), id="private"),
        pytest.param(to("login.hotelwifi.com"), id="known"),
        pytest.param(to("hotspot.inn.test", LOGIN), id="a name that speaks of Wi-Fi"),
    ],
)
def test_a_box_may_forge_the_name(served: Certified, page: Page) -> None:
    assert seen(served, page).problem is Problem.CAPTIVE_PORTAL


@pytest.mark.parametrize(
    ("served", "page", "problem"),
    [
        pytest.param(GOOD, to("login.other.test", LOGIN), None, id="a single sign-on"),
        pytest.param(GOOD, to("sso.other.test", LOGIN, in_clear=True), None, id="in clear"),
        pytest.param(GOOD, to("wifi.other.test", LOGIN), None, id="a shop for Wi-Fi"),
        pytest.param(GOOD, Page(status=200, signs=NETWORK), None, id="a page on WISPr"),
        pytest.param(
            EXPIRED, to("wifi.other.test", LOGIN, in_clear=True), Problem.EXPIRED, id="expired"
        ),
        pytest.param(
            BOX,
            to("login.other.test", LOGIN),
            Problem.NAME_MISMATCH,
            id="single sign-on, wrong name",
        ),
        pytest.param(
            BOX,
            to("www.inn.test"),
            Problem.NAME_MISMATCH,
            id="a hoster's home page",
        ),
        pytest.param(
            BOX, to("login.bank.test", LOGIN, in_clear=True), Problem.NAME_MISMATCH, id="own login"
        ),
        pytest.param(BOX, Page(status=200, signs=LOGIN), Problem.NAME_MISMATCH, id="no redirect"),
        pytest.param(
            Recipe(names=("bank.test",)),
            to("10.0.0.1", LOGIN, in_clear=True),
            Problem.NAME_VARIANT,
            id="the owner's certificate",
        ),
        pytest.param(
            Recipe(names=("hotspot.example",)),
            Page(status=200),
            Problem.NAME_MISMATCH,
            id="a name",
        ),
    ],
)
def test_ordinary_ways_to_sign_in_are_none(
    served: Recipe, page: Page, problem: Problem | None
) -> None:
    assert seen(leaf(ROOT, served), page).problem is problem


@pytest.mark.parametrize("host", ["192.168.1.5", "nas", "nas.home.lan", "nas.home.arpa"])
def test_devices_lead_to_private_addresses(host: str) -> None:
    diagnosis = seen(leaf(None, BOX), to("192.168.1.6", in_clear=True), host, "192.168.1.5")

    assert Problem.CAPTIVE_PORTAL not in problems(diagnosis)


def test_a_site_may_lead_to_the_address_where_it_is() -> None:
    diagnosis = seen(leaf(None, BOX), to("10.0.0.5", in_clear=True), address="10.0.0.5")

    assert Problem.CAPTIVE_PORTAL not in problems(diagnosis)


def test_a_known_sign_in_page_is_itself_a_site() -> None:
    host = "securelogin.arubanetworks.com"

    assert seen(leaf(ROOT, Recipe(names=(host,))), None, host).problem is None


@pytest.mark.parametrize(
    ("status", "signs"),
    [(400, WANTED), (401, WANTED), (403, WANTED), (495, frozenset()), (496, frozenset())],
)
def test_a_refusal_without_a_certificate_is_a_demand(
    status: int, signs: frozenset[PageSign]
) -> None:
    diagnosis = seen(leaf(ROOT, GOOD), Page(status=status, signs=signs))

    assert diagnosis.problem is Problem.CLIENT_CERT_REQUIRED
    assert (diagnosis.chromium, diagnosis.firefox) == (None, None)
    assert diagnosis.assessment == Assessment(
        Verdict.NOT_YET, Risk.BLOCKED, Responsible.IT_DEPARTMENT
    )


@pytest.mark.parametrize(
    ("status", "signs"),
    [
        pytest.param(200, WANTED, id="a page about certificates"),
        pytest.param(404, WANTED, id="not found"),
        pytest.param(400, frozenset(), id="a bad request"),
        pytest.param(403, frozenset(), id="forbidden"),
        pytest.param(497, frozenset(), id="plain http on a TLS port"),
    ],
)
def test_other_refusals_are_none(status: int, signs: frozenset[PageSign]) -> None:
    assert seen(leaf(ROOT, GOOD), Page(status=status, signs=signs)).problem is None


def test_what_a_browser_stops_for_comes_before_the_demand() -> None:
    diagnosis = seen(leaf(ROOT, EXPIRED), Page(status=400, signs=WANTED))

    assert diagnosis.problem is Problem.EXPIRED
    assert Problem.CLIENT_CERT_REQUIRED in problems(diagnosis)
