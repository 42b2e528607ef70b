from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.core.diagnosis.diagnose import Diagnosis, diagnose
from bot.core.facts import Observation
from bot.core.faults import Fault
from bot.core.findings import Finding
from bot.core.target import Target
from bot.core.vocabulary import Problem, Severity
from bot.probe.look import Limits, Prober
from bot.probe.resolve import Policy
from bot.probe.upstream import Upstream
from tests.certificates import AUTHORITY, Certified, Recipe
from tests.lists import Listing, crl
from tests.publisher import Answer, Endless, Publisher, Stall, moved, ok, publishing, status
from tests.servers import Tls, tls
from tests.staples import Staple, responder, staple, unwilling
from tests.trust import authority, knowledge, leaf, store

DAY = timedelta(days=1)
ROOT = authority("Upstream Root")
STRANGER = authority("Upstream Stranger", None, replace(AUTHORITY, organisation="Situation Lab"))
ANYWHERE = Policy(allow_private=True)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 -- the certificates are made for this moment


async def _look(
    *chain: Certified, policy: Policy = ANYWHERE, revocation: bool = True, tls_only: bool = False
) -> Observation:
    trusted = store(ROOT)
    upstream = Upstream(trusted, _now, revocation=revocation)
    limits = Limits(total_s=3, tls_only=tls_only)
    prober = Prober(policy, limits, upstream=upstream)
    with tls(Tls(chain=chain)) as port:
        return await prober.look(Target.parse(f"127.0.0.1:{port}"))


async def _diagnosis(*chain: Certified, policy: Policy = ANYWHERE) -> Diagnosis:
    observation = await _look(*chain, policy=policy)
    return diagnose(observation, knowledge(store(ROOT)), now=_now())


def _told(diagnosis: Diagnosis, problem: Problem) -> list[Finding]:
    return [f for f in diagnosis.findings if f.problem is problem]


def _middle(*, root: Certified = ROOT, urls: Sequence[str] = (), **changed: object) -> Certified:
    recipe = replace(AUTHORITY, issuer_urls=tuple(urls), **changed)
    return authority("Upstream Middle", root, recipe)


NAMED = Recipe(names=("127.0.0.1",))


def _leaf(issuer: Certified, **changed: object) -> Certified:
    return leaf(issuer, replace(NAMED, **changed))


# Missing issuers


async def test_a_chain_that_aia_completes_is_incomplete() -> None:
    middle = _middle()
    async with publishing({"/x": ok(middle.der)}) as publisher:
        diagnosis = await _diagnosis(_leaf(middle, issuer_urls=(publisher.url("/x"),)))

    assert diagnosis.problem is Problem.INCOMPLETE_CHAIN
    assert diagnosis.primary is not None
    assert diagnosis.primary.fault is Fault.ISSUER_FETCHED
    assert diagnosis.primary.severity is Severity.ERROR
    assert diagnosis.primary.certificate == 0
    assert "Upstream Middle" in diagnosis.primary.evidence
    assert (diagnosis.chromium, diagnosis.firefox) == (None, "SEC_ERROR_UNKNOWN_ISSUER")
    assert not _told(diagnosis, Problem.UNTRUSTED_ROOT)


async def test_the_finding_names_the_last_served_certificate() -> None:
    upper = authority("Upstream Upper", ROOT)
    async with publishing({"/x": ok(upper.der)}) as publisher:
        middle = _middle(root=upper, urls=[publisher.url("/x")])
        diagnosis = await _diagnosis(_leaf(middle), middle)

    assert diagnosis.problem is Problem.INCOMPLETE_CHAIN
    assert diagnosis.primary is not None
    assert diagnosis.primary.certificate == 1


async def test_a_chain_that_aia_leads_to_a_stranger_has_an_unknown_root() -> None:
    middle = _middle(root=STRANGER)
    async with publishing({"/x": ok(middle.der), "/root": ok(STRANGER.der)}) as publisher:
        middle = _middle(root=STRANGER, urls=[publisher.url("/root")])
        publisher.answers["/x"] = ok(middle.der)
        diagnosis = await _diagnosis(_leaf(middle, issuer_urls=(publisher.url("/x"),)))

    assert diagnosis.problem is Problem.UNTRUSTED_ROOT
    assert not _told(diagnosis, Problem.INCOMPLETE_CHAIN)


@pytest.mark.parametrize("answer", [status(404), ok(b"<html>"), ok(ROOT.der)])
async def test_where_aia_fails_the_name_decides(answer: Answer) -> None:
    async with publishing({"/x": answer}) as publisher:
        diagnosis = await _diagnosis(_leaf(_middle(), issuer_urls=(publisher.url("/x"),)))

    assert diagnosis.problem is Problem.INCOMPLETE_CHAIN
    assert diagnosis.primary is not None
    assert diagnosis.primary.fault is Fault.ISSUER_MISSING


# Revocation


@asynccontextmanager
async def _site(
    crl_path: str = "", ocsp_path: str = ""
) -> AsyncIterator[tuple[Publisher, Certified, Certified]]:
    """A publisher, a leaf that points to it, and the leaf's issuer."""
    async with publishing() as publisher:
        middle = _middle()
        lists = (publisher.url(crl_path),) if crl_path else ()
        responders = (publisher.url(ocsp_path),) if ocsp_path else ()
        yield publisher, _leaf(middle, crl_urls=lists, ocsp_urls=responders), middle


async def test_a_leaf_that_is_listed_is_revoked() -> None:
    async with _site("/x") as (publisher, own, middle):
        publisher.answers["/x"] = ok(crl(middle, Listing(revoked=(own,))))
        diagnosis = await _diagnosis(own, middle)

    assert diagnosis.problem is Problem.REVOKED
    assert diagnosis.primary is not None
    assert diagnosis.primary.severity is Severity.ERROR
    day = _now() - timedelta(hours=10)
    assert f"revoked on {day:%Y-%m-%d}, reason keyCompromise" in diagnosis.primary.evidence
    assert publisher.url("/x") in diagnosis.primary.evidence
    assert (diagnosis.chromium, diagnosis.firefox) == (None, None)


async def test_a_leaf_that_its_responder_calls_revoked_stops_firefox() -> None:
    async with _site(ocsp_path="/x") as (publisher, own, middle):
        publisher.answers["/x"] = ok(staple(own, middle, Staple(revoked=True)))
        diagnosis = await _diagnosis(own, middle)

    assert diagnosis.problem is Problem.REVOKED
    assert diagnosis.primary is not None
    assert "reason keyCompromise, by OCSP" in diagnosis.primary.evidence
    assert (diagnosis.chromium, diagnosis.firefox) == (None, "SEC_ERROR_REVOKED_CERTIFICATE")


async def test_an_intermediate_that_is_listed_is_revoked() -> None:
    async with publishing() as publisher:
        middle = _middle(crl_urls=(publisher.url("/x"),))
        publisher.answers["/x"] = ok(crl(ROOT, Listing(revoked=(middle,))))
        diagnosis = await _diagnosis(_leaf(middle), middle)

    assert [f.certificate for f in _told(diagnosis, Problem.REVOKED)] == [1]
    assert (diagnosis.chromium, diagnosis.firefox) == (None, None)


LISTS: dict[str, Callable[[Certified, Certified], Answer]] = {
    "stale": lambda own, issuer: ok(crl(issuer, Listing(revoked=(own,), age=20 * DAY))),
    "future": lambda own, issuer: ok(crl(issuer, Listing(revoked=(own,), age=-DAY))),
    "wrong signer": lambda own, issuer: ok(crl(issuer, Listing(revoked=(own,), signer=STRANGER))),
    "wrong issuer": lambda own, _: ok(crl(STRANGER, Listing(revoked=(own,)))),
    "scoped": lambda own, issuer: ok(
        crl(issuer, Listing(revoked=(own,), scope={"only_contains_ca_certs": True}))
    ),
    "indirect": lambda own, issuer: ok(
        crl(issuer, Listing(revoked=(own,), scope={"indirect_crl": True}))
    ),
    "missing": lambda *_: status(404),
    "HTML": lambda *_: ok(b"<html>"),
    "huge": lambda *_: b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n",
    "endless": lambda *_: Endless(after=b"HTTP/1.1 200 OK\r\n\r\n"),
    "looping": lambda *_: moved("/x"),
    "redirected to a file": lambda *_: moved("file:///etc/passwd"),
    "lying about its length": lambda *_: b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nx",
}


@pytest.mark.parametrize("kind", LISTS)
async def test_a_list_that_proves_nothing_is_no_news(kind: str) -> None:
    async with _site("/x") as (publisher, own, middle):
        publisher.answers["/x"] = LISTS[kind](own, middle)
        diagnosis = await _diagnosis(own, middle)

    assert diagnosis.problem is None
    [note] = _told(diagnosis, Problem.REVOCATION_NOT_CHECKED)
    assert publisher.url("/x") in note.evidence
    assert note.evidence.partition(publisher.url("/x"))[2]


RESPONSES: dict[str, Callable[[Certified, Certified], bytes]] = {
    "stale": lambda own, issuer: staple(own, issuer, Staple(revoked=True, age=20 * DAY)),
    "future": lambda own, issuer: staple(own, issuer, Staple(revoked=True, age=-DAY)),
    "signed by a stranger": lambda own, issuer: staple(
        own, issuer, Staple(revoked=True, signer=STRANGER)
    ),
    "delegated without right": lambda own, issuer: staple(
        own, issuer, Staple(revoked=True, signer=responder(issuer, entitled=False))
    ),
    "try later": lambda *_: unwilling(),
    "malformed": lambda *_: b"\x30\x03\x0a\x01\x00",
}


@pytest.mark.parametrize("kind", RESPONSES)
async def test_a_response_that_proves_nothing_is_no_news(kind: str) -> None:
    async with _site(ocsp_path="/x") as (publisher, own, middle):
        publisher.answers["/x"] = ok(RESPONSES[kind](own, middle))
        diagnosis = await _diagnosis(own, middle)

    assert diagnosis.problem is None
    assert [f.certificate for f in _told(diagnosis, Problem.REVOCATION_NOT_CHECKED)] == [0]


async def test_good_from_a_list_is_no_note() -> None:
    async with _site("/x") as (publisher, own, middle):
        publisher.answers["/x"] = ok(crl(middle, Listing(others=5)))
        diagnosis = await _diagnosis(own, middle)

    assert diagnosis.problem is None
    assert not _told(diagnosis, Problem.REVOCATION_NOT_CHECKED)


@pytest.mark.parametrize("signer", [None, "delegate"])
async def test_good_from_a_responder_is_no_note(signer: str | None) -> None:
    async with _site(ocsp_path="/x") as (publisher, own, middle):
        delegate = responder(middle) if signer else None
        publisher.answers["/x"] = ok(staple(own, middle, Staple(signer=delegate)))
        diagnosis = await _diagnosis(own, middle)

    assert diagnosis.problem is None
    assert not _told(diagnosis, Problem.REVOCATION_NOT_CHECKED)


async def test_the_responder_speaks_where_the_list_is_silent() -> None:
    async with _site("/crl", "/ocsp") as (publisher, own, middle):
        publisher.answers["/ocsp"] = ok(staple(own, middle, Staple()))
        diagnosis = await _diagnosis(own, middle)

    assert not _told(diagnosis, Problem.REVOCATION_NOT_CHECKED)


async def test_a_certificate_without_a_source_needs_none() -> None:
    middle = _middle()

    diagnosis = await _diagnosis(_leaf(middle), middle)

    assert not _told(diagnosis, Problem.REVOCATION_NOT_CHECKED)


async def test_other_schemes_are_no_sources_to_ask() -> None:
    middle = _middle()

    observation = await _look(_leaf(middle, crl_urls=("ldap://ca.test/x",)), middle)

    assert observation.revocations == ()


async def test_a_slow_list_does_not_outlast_the_look() -> None:
    async with _site("/x") as (publisher, own, middle):
        publisher.answers["/x"] = Stall()
        upstream = Upstream(store(ROOT), _now)
        prober = Prober(ANYWHERE, Limits(total_s=0.3), upstream=upstream)
        with tls(Tls(chain=[own, middle])) as port:
            observation = await prober.look(Target.parse(f"127.0.0.1:{port}"))

    assert [said.word for said in observation.revocations] == ["silent"]
    assert observation.timing_ms["total"] < 1500
    assert 0 < observation.timing_ms["revocation"] < 1000


async def test_a_list_is_downloaded_once_while_it_holds() -> None:
    async with _site("/x") as (publisher, own, middle):
        publisher.answers["/x"] = ok(crl(middle, Listing(revoked=(own,))))
        prober = Prober(ANYWHERE, Limits(), upstream=Upstream(store(ROOT), _now))
        with tls(Tls(chain=[own, middle])) as port:
            target = Target.parse(f"127.0.0.1:{port}")
            first = await prober.look(target)
            second = await prober.look(target)

    assert [r.word for r in (*first.revocations, *second.revocations)] == ["revoked"] * 2
    assert len(publisher.asked) == 1


async def test_nothing_is_asked_where_nobody_wants_to_know() -> None:
    async with _site("/crl", "/ocsp") as (publisher, own, middle):
        unasked = await _look(own, middle, revocation=False)
        brief = await _look(own, tls_only=True)

    assert (unasked.revocations, brief.revocations, brief.fetched) == ((), (), ())
    assert publisher.asked == []


async def test_under_an_unknown_root_nobody_is_asked() -> None:
    async with publishing() as publisher:
        middle = _middle(root=STRANGER)
        own = _leaf(middle, crl_urls=(publisher.url("/x"),))
        observation = await _look(own, middle)

    assert observation.revocations == ()
    assert publisher.asked == []
