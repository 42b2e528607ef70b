"""What lies around an address, with real servers behind names of our own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest

from bot.core.diagnosis.diagnose import diagnose
from bot.core.facts import (
    AddressLook,
    Ending,
    Handshake,
    Observation,
    Offer,
    Page,
    Redirect,
    StoreName,
    Unresolved,
)
from bot.core.target import Target
from bot.core.vocabulary import Problem, Responsible, Severity, Verdict
from bot.desk.check import Checked
from bot.desk.surroundings import Surroundings
from bot.probe.look import Limits, Prober
from bot.probe.resolve import Policy
from tests.certificates import Certified, Recipe
from tests.checkers import checker_with
from tests.servers import Tls, tls
from tests.situations.lab import DAY, leaf, middle, root
from tests.trust import knowledge, store

TRUSTED = knowledge(store(root(), stores=frozenset({StoreName.OPERATOR})))


def named(*names: str) -> list[Certified]:
    return [leaf(Recipe(names=names)), middle()]


async def checked(name: str, place: int) -> Checked:
    async def lookup(host: str, port: int) -> list[str]:
        assert host
        assert port
        return ["127.0.0.1"]

    prober = Prober(Policy(allow_private=True), Limits(total_s=3), lookup=lookup)
    checker = checker_with(prober, TRUSTED)
    return await checker.check(f"{name}:{place}")


def evidence(told: Checked, problem: Problem) -> str:
    return "".join(f.evidence for f in told.diagnosis.findings if f.problem is problem)


async def test_a_sister_name_that_works_is_offered() -> None:
    with tls(Tls(chain=named("www.shop.lab.test"))) as port:
        told = await checked("shop.lab.test", port)

    assert told.diagnosis.alternative == "www.shop.lab.test"
    assert told.diagnosis.assessment.verdict is Verdict.NOT_YET
    assert told.diagnosis.assessment.responsible is Responsible.SITE_OWNER
    assert "www.shop.lab.test" in told.answer.next_step
    assert told.report({})["alternative"] == "www.shop.lab.test"


async def test_a_sister_name_with_a_fault_of_its_own_is_not_offered() -> None:
    late = [leaf(Recipe(names=("www.shop.lab.test",), ends=-DAY)), middle()]
    server = Tls(chain=named("www.shop.lab.test"), by_name={b"www.shop.lab.test": late})
    with tls(server) as port:
        told = await checked("shop.lab.test", port)

    assert told.diagnosis.problem is Problem.NAME_VARIANT
    assert told.diagnosis.alternative == ""
    assert told.diagnosis.assessment.verdict is Verdict.NO


async def test_names_of_other_owners_are_no_sisters() -> None:
    with tls(Tls(chain=named("www.other.test"))) as port:
        told = await checked("shop.lab.test", port)

    assert (told.diagnosis.problem, told.diagnosis.alternative) == (Problem.NAME_MISMATCH, "")


async def test_a_server_that_minds_the_name_in_the_hello_is_explained() -> None:
    server = Tls(
        chain=named("shop.lab.test"), by_name={b"shop.lab.test": named("default.other.test")}
    )
    with tls(server) as port:
        told = await checked("shop.lab.test", port)

    assert "without a server name" in evidence(told, Problem.NAME_MISMATCH)


Answering = Callable[[str], AbstractContextManager[int]]


@pytest.fixture
def leading_to() -> Answering:
    """A healthy server whose page leads somewhere else."""

    @contextmanager
    def start(location: str) -> Iterator[int]:
        answer = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
        with tls(Tls(chain=named("shop.lab.test"), answer=answer.encode())) as port:
            yield port

    return start


async def test_a_redirect_to_a_broken_place_is_noted(leading_to: Answering) -> None:
    with (
        tls(Tls(chain=named("elsewhere.test"))) as broken,
        leading_to(f"https://account.lab.test:{broken}/login?token=x") as port,
    ):
        told = await checked("shop.lab.test", port)

    assert told.diagnosis.primary is None
    note = evidence(told, Problem.REDIRECT_BROKEN)
    assert "shop.lab.test" in note
    assert f"account.lab.test:{broken}" in note
    assert "token" not in note


@pytest.mark.parametrize("location", ["/login", "http://other.test/", "ftp://x", "https://[", ""])
async def test_a_redirect_that_leads_nowhere_else_is_nothing(
    location: str, leading_to: Answering
) -> None:
    with leading_to(location) as port:
        told = await checked("shop.lab.test", port)

    assert evidence(told, Problem.REDIRECT_BROKEN) == ""


async def test_a_redirect_that_leads_round_in_a_ring_ends(leading_to: Answering) -> None:
    with (
        leading_to("https://shop.lab.test/") as second,
        leading_to(f"https://shop.lab.test:{second}/") as first,
    ):
        told = await checked("shop.lab.test", first)

    assert {f.severity for f in told.diagnosis.findings} <= {Severity.NOTE}


async def test_the_page_tells_the_server_software_and_a_promise_never_to_make_exceptions() -> None:
    answer = (
        b"HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n"
        b"Strict-Transport-Security: max-age=31536000\r\nContent-Length: 0\r\n\r\n"
    )
    late = [leaf(Recipe(names=("shop.lab.test",), ends=-DAY)), middle()]
    with tls(Tls(chain=late, answer=answer)) as port:
        told = await checked("shop.lab.test", port)

    assert evidence(told, Problem.HSTS)
    assert any("nginx -t" in step for step in told.answer.owner_steps)
    assert not any("IIS" in step for step in told.answer.owner_steps)


@pytest.mark.parametrize(
    ("address", "public_only"),
    [
        pytest.param("192.88.98.1", True, id="a public host leads nowhere private"),
        pytest.param("10.0.0.1", False, id="a private host may"),
    ],
)
async def test_what_a_public_host_leads_to_must_be_public(
    address: str, *, public_only: bool
) -> None:
    asked: list[tuple[str, bool]] = []

    async def look(target: Target, *, public_only: bool) -> Observation:
        asked.append((target.host, public_only))
        return Observation(target=target, unresolved=Unresolved.FORBIDDEN)

    handshake = Handshake(offer=Offer.BROWSER, ending=Ending.COMPLETED, chain=(leaf().der,))
    seen = Observation(
        target=Target.parse("localhost"),
        looks=(AddressLook(address=address, handshakes=(handshake,)),),
        page=Page(status=302, redirect=Redirect(host="inside.test", port=443)),
    )
    moment = datetime.now(UTC)  # noqa: TID251 - the certificates are made for this moment
    around = Surroundings(look, look, TRUSTED, lambda: moment)

    await around.explore(seen, diagnose(seen, TRUSTED, now=moment))

    assert asked == [("inside.test", public_only)]


async def test_allowed_networks_do_not_count_for_places_nobody_named() -> None:
    policy = Policy(allow=(ip_network("127.0.0.0/8"),))
    prober = Prober(policy, Limits(total_s=3))

    with tls(Tls(chain=named("localhost"))) as port:
        target = Target.parse(f"127.0.0.1:{port}")
        meant, led_to = await prober.look(target), await prober.look(target, public_only=True)

    assert meant.looks
    assert led_to.unresolved is Unresolved.FORBIDDEN
