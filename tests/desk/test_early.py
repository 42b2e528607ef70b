"""What we see is answered at once; what issuers say of it may change the answer later."""

import asyncio
from datetime import UTC, datetime

from msgspec.structs import replace

from bot.catalogue.cards import CatalogueWording
from bot.core.target import Target
from bot.core.vocabulary import Problem
from bot.desk.check import Beyond, Checked, Checker
from bot.desk.early import check_early
from bot.desk.surroundings import Surroundings
from bot.probe.look import Limits, Prober
from bot.probe.resolve import Policy
from bot.probe.upstream import Upstream
from tests.certificates import AUTHORITY, Certified, Recipe
from tests.lists import Listing, crl
from tests.publisher import Held, ok, publishing
from tests.servers import Tls, tls
from tests.trust import authority, knowledge, leaf, store

ROOT = authority("Early Root")
MIDDLE = authority("Early Middle", ROOT)
NAMED = Recipe(names=("127.0.0.1",))


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the certificates are made for this moment


def _checker() -> Checker:
    known = knowledge(store(ROOT))
    policy, upstream = Policy(allow_private=True), Upstream(known.store, _now)
    prober = Prober(policy, Limits(total_s=3), upstream=upstream)
    follow, glance = (prober.lighter(tls_only=brief).look for brief in (False, True))
    beyond = Beyond(surroundings=Surroundings(follow, glance, known, _now))
    return Checker(prober.look, known, CatalogueWording(), _now, beyond=beyond)


async def _checked(
    *chain: Certified, heard: asyncio.Event | None = None
) -> tuple[list[Checked], Checked]:
    """What was told early, and the whole; `heard` is set by what is told early."""
    told: list[Checked] = []

    def tell(checked: Checked) -> None:
        told.append(checked)
        if heard is not None:
            heard.set()

    with tls(Tls(chain=chain)) as port:
        whole = await check_early(_checker(), Target.parse(f"127.0.0.1:{port}"), tell)
    return told, whole


async def test_a_revocation_is_told_after_what_we_see() -> None:
    heard = asyncio.Event()
    async with publishing() as publisher:
        own = leaf(MIDDLE, replace(NAMED, crl_urls=(publisher.url("/x"),)))
        publisher.answers["/x"] = Held(until=heard, then=ok(crl(MIDDLE, Listing(revoked=(own,)))))
        told, whole = await _checked(own, MIDDLE, heard=heard)

    assert [checked.diagnosis.problem for checked in told] == [None]
    assert whole.diagnosis.problem is Problem.REVOKED


async def test_issuers_that_were_not_served_are_fetched_before_anything_is_told() -> None:
    heard = asyncio.Event()
    async with publishing() as publisher:
        issuer = authority("Early Middle", ROOT, AUTHORITY)
        urls = {"issuer_urls": (publisher.url("/i"),), "crl_urls": (publisher.url("/x"),)}
        own = leaf(issuer, replace(NAMED, **urls))
        publisher.answers["/i"] = ok(issuer.der)
        publisher.answers["/x"] = Held(until=heard, then=ok(crl(issuer, Listing())))
        told, whole = await _checked(own, heard=heard)

    assert [checked.diagnosis.problem for checked in told] == [Problem.INCOMPLETE_CHAIN]
    assert whole.diagnosis.problem is Problem.INCOMPLETE_CHAIN


async def test_where_issuers_are_not_asked_nothing_is_told_twice() -> None:
    told, whole = await _checked(leaf(MIDDLE, NAMED), MIDDLE)

    assert told == []
    assert whole.diagnosis.problem is None
