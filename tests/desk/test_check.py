import json
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.catalogue.cards import CatalogueWording
from bot.core.facts import AddressLook, Ending, Handshake, Observation, Offer, Unresolved
from bot.core.target import StartTls, Target
from bot.core.vocabulary import Category, Problem, Severity
from bot.core.x509 import parse_certificate
from bot.desk.check import Checked, Checker
from tests.certificates import CLIENT_AUTH, Certified, Recipe
from tests.trust import authority, facts, knowledge, leaf, store

ROOT = authority("Root")
LEAF = leaf(ROOT)
NOW = datetime.now(UTC)  # noqa: TID251 -- certificates are made for the real clock
DAY = timedelta(days=1)
CONTACT = {"name": "Desk", "phone": "1", "email": "a@b", "hours": ""}
TIMES = {"total": 12.5, "tls": 3.0}


def handshake(*served: Certified, **changes: object) -> Handshake:
    ordinary = Handshake(
        offer=Offer.BROWSER,
        ending=Ending.COMPLETED,
        saw_hello=True,
        protocol="TLSv1.3",
        cipher="TLS_AES_128_GCM_SHA256",
        chain=tuple(c.der for c in served),
    )
    return replace(ordinary, **changes)


REFUSED = Handshake(offer=Offer.BROWSER, ending=Ending.REFUSED)


def seen(*looks: Handshake, **changes: object) -> Observation:
    """One handshake an address; the target is filled in by the look."""
    return replace(
        Observation(
            target=Target.parse("placeholder.invalid"),
            looks=tuple(
                AddressLook(address=f"127.0.0.{n}", handshakes=(h,))
                for n, h in enumerate(looks, 1)
            ),
            timing_ms=TIMES,
        ),
        **changes,
    )


def checker(observation: Observation, now: datetime = NOW) -> Checker:
    async def look(target: Target, **_: object) -> Observation:
        return replace(observation, target=target)

    return Checker(look, knowledge(store(ROOT)), CatalogueWording(), lambda: now)


def problems(checked: Checked) -> list[Problem]:
    return [f.problem for f in checked.diagnosis.findings if f.severity is not Severity.NOTE]


async def test_a_healthy_site_is_told_so() -> None:
    checked = await checker(seen(handshake(LEAF))).check("https://localhost/path?secret")

    assert checked.diagnosis.category is Category.HEALTHY
    assert checked.diagnosis.primary is None
    assert (checked.asked.input, checked.asked.host, checked.asked.port) == (
        "https://localhost/path",
        "localhost",
        443,
    )


async def test_the_clock_decides_the_moment() -> None:
    late = facts(LEAF).not_after + DAY

    checked = await checker(seen(handshake(LEAF)), late).check("localhost")

    assert problems(checked) == [Problem.EXPIRED]


async def test_the_worst_address_is_told_and_that_they_differ() -> None:
    other = leaf(ROOT, Recipe(names=("elsewhere.test",)))

    checked = await checker(seen(handshake(LEAF), handshake(other))).check("localhost")

    assert problems(checked) == [Problem.NAME_MISMATCH]
    assert checked.diagnosis.judged.address == "127.0.0.2"
    assert Problem.ADDRESSES_DIFFER in {f.problem for f in checked.diagnosis.findings}


async def test_an_address_that_refuses_is_passed_over_where_another_answers() -> None:
    checked = await checker(seen(REFUSED, handshake(LEAF))).check("localhost")

    assert problems(checked) == []


async def test_where_all_refuse_the_site_is_unreachable() -> None:
    checked = await checker(seen(REFUSED, REFUSED)).check("localhost")

    assert problems(checked) == [Problem.REFUSED]
    assert checked.diagnosis.category is Category.UNREACHABLE


@pytest.mark.parametrize(
    ("reason", "problem"),
    [
        (Unresolved.NO_SUCH_NAME, Problem.DNS_FAILURE),
        (Unresolved.RESOLVER_FAILED, Problem.DNS_FAILURE),
        (Unresolved.FORBIDDEN, Problem.BLOCKED_TARGET),
        (Unresolved.FORBIDDEN_PORT, Problem.BLOCKED_TARGET),
    ],
)
async def test_without_an_address_the_reason_is_the_problem(
    reason: Unresolved, problem: Problem
) -> None:
    report = (await checker(seen(unresolved=reason)).check("a.test:8443")).report(CONTACT)

    assert report["primary"] == problem
    assert report["target"] == {
        "input": "a.test:8443",
        "host": "a.test",
        "port": 8443,
        "starttls": None,
    }
    assert (report["served_chain"], report["path"], report["connection"]) == ([], None, None)


async def test_what_is_no_address_gets_an_answer_without_a_look() -> None:
    async def look(target: Target, **_: object) -> Observation:
        raise AssertionError(target)

    asked = Checker(look, knowledge(store(ROOT)), CatalogueWording(), lambda: NOW)

    report = (await asked.check("https://me:pw@exa mple\x1b[31m")).report(CONTACT)

    assert report["primary"] == Problem.ADDRESS_INVALID
    assert report["target"] == {
        "input": "exa mple\ufffd[31m",
        "host": None,
        "port": None,
        "starttls": None,
    }


async def test_the_report_has_every_key_in_order_and_is_json() -> None:
    report = (await checker(seen(handshake(LEAF, ROOT))).check("localhost")).report(CONTACT)

    assert list(json.loads(json.dumps(report))) == [
        "schema",
        "target",
        "category",
        "primary",
        "problems",
        "verdict",
        "risk",
        "responsible",
        "browsers",
        "served_chain",
        "path",
        "connection",
        "alternative",
        "stricter",
        "answer",
        "contact",
        "timing_ms",
    ]
    assert report["schema"] == 1
    assert report["primary"] is None
    assert report["alternative"] is None
    assert report["browsers"] == {"chrome": None, "firefox": None}
    assert report["path"] == [facts(LEAF).sha256, facts(ROOT).sha256]
    assert report["connection"] == {
        "address": "127.0.0.1",
        "protocol": "TLSv1.3",
        "cipher": "TLS_AES_128_GCM_SHA256",
    }
    assert report["contact"] == CONTACT
    assert report["timing_ms"] == {
        "total": 12.5,
        "dns": None,
        "tcp": None,
        "tls": 3.0,
        "http": None,
        "revocation": None,
    }


async def test_the_report_of_a_certificate_has_every_key() -> None:
    made = leaf(ROOT, Recipe(names=("localhost", "::1"), serial=0xABC))

    report = (await checker(seen(handshake(made))).check("localhost")).report(CONTACT)

    (told,) = json.loads(json.dumps(report))["served_chain"]
    assert told == {
        "subject": "O=Situation Lab",
        "issuer": "CN=Root,O=Situation Lab",
        "names": ["localhost", "::1"],
        "names_total": 2,
        "not_before": f"{facts(made).not_before:%Y-%m-%dT%H:%M:%SZ}",
        "not_after": f"{facts(made).not_after:%Y-%m-%dT%H:%M:%SZ}",
        "serial": "abc",
        "sha256": facts(made).sha256,
        "key": "EC P-256",
        "signature": "ecdsa-with-SHA256",
    }


async def test_a_hundred_names_are_shown_and_all_are_counted() -> None:
    made = leaf(ROOT, Recipe(names=("localhost", *(f"n{n}.test" for n in range(150)))))

    report = (await checker(seen(handshake(made))).check("localhost")).report(CONTACT)

    (told,) = json.loads(json.dumps(report))["served_chain"]
    assert (len(told["names"]), told["names_total"]) == (100, 151)


def test_a_certificate_that_cannot_be_read_is_told_by_its_digest() -> None:
    unreadable = parse_certificate(b"rubbish")

    report = checker(seen()).inspect([unreadable], "").report(CONTACT)

    (told,) = json.loads(json.dumps(report))["served_chain"]
    assert (told["sha256"], bool(told["error"])) == (unreadable.sha256, True)
    assert {v for k, v in told.items() if k not in {"sha256", "error"}} == {None}
    assert report["primary"] == Problem.MALFORMED_CERT


async def test_hostile_text_is_made_printable() -> None:
    evil = leaf(ROOT, Recipe(organisation="\u202eevil\x1b[2J<!channel>", names=("a.test",)))

    report = (await checker(seen(handshake(evil))).check("localhost")).report(CONTACT)

    text = json.dumps(report, ensure_ascii=False)
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert "\\u001b" not in text


@pytest.mark.parametrize("typed", ["smtp://localhost", "localhost:587"])
async def test_no_browser_shows_a_page_for_mail(typed: str) -> None:
    late = facts(LEAF).not_after + DAY

    checked = await checker(seen(handshake(LEAF)), late).check(typed)

    assert checked.report(CONTACT)["browsers"] == {"chrome": None, "firefox": None}
    assert problems(checked) == [Problem.EXPIRED]


async def test_an_explicit_starttls_is_looked_at_and_told() -> None:
    asked = await checker(seen(handshake(LEAF))).check("localhost:2525", StartTls.SMTP)

    assert asked.asked.starttls is StartTls.SMTP


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        pytest.param("", [], id="without a host there are no name problems"),
        pytest.param("localhost", [], id="the right host"),
        pytest.param("other.test", [Problem.NAME_MISMATCH], id="another host"),
    ],
)
def test_a_chain_from_a_file_is_judged_offline(host: str, expected: list[Problem]) -> None:
    checked = checker(seen()).inspect([facts(LEAF)], host)

    assert problems(checked) == expected
    assert checked.asked.host == (host or None)
    assert checked.report(CONTACT)["connection"] is None


async def test_several_faults_of_one_problem_are_one_entry() -> None:
    odd = leaf(ROOT, Recipe(ca=True, extended_usage=(CLIENT_AUTH,)))

    report = (await checker(seen(handshake(odd))).check("localhost")).report(CONTACT)

    told = [p for p in json.loads(json.dumps(report))["problems"] if p["id"] == "wrong_usage"]
    assert len(told) == 1
    assert "; " in told[0]["evidence"]
    assert (told[0]["severity"], told[0]["certificate"]) == ("error", 0)


async def test_a_missing_issuers_name_alone_makes_no_certificate_real() -> None:
    # The name is the anchor's owner's, the key is anybody's.
    forged = leaf(authority("Ghost"))

    answer = (await checker(seen(handshake(forged))).check("localhost")).answer

    assert "made up" in answer.why
    assert "real" not in answer.why
    assert "browser" not in answer.next_step


@pytest.mark.parametrize(("host", "is_claimed"), [("", False), ("localhost", True)])
def test_a_name_that_nobody_asked_for_is_not_called_right(
    host: str,
    is_claimed: bool,  # noqa: FBT001 -- a column
) -> None:
    checked = checker(seen()).inspect([facts(LEAF)], host)

    assert checked.diagnosis.problem is None
    assert ("right name" in checked.answer.why) is is_claimed
