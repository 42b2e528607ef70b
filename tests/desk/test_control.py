from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.catalogue.cards import CatalogueWording
from bot.core.facts import AddressLook, Observation, Page, StoreName, Unresolved
from bot.core.target import Target
from bot.core.vocabulary import Category, Problem, Verdict
from bot.desk.check import Checker
from bot.desk.control import what_is_wrong
from tests.desk.test_check import LEAF, NOW, REFUSED, ROOT, handshake, seen
from tests.trust import PUBLIC, authority, knowledge, leaf, store

STRANGER = authority("Reception Desk")
KNOWN = knowledge(store(ROOT, stores=PUBLIC))
MINUTE = timedelta(minutes=1)


def at(address: str, observation: Observation) -> Observation:
    """The same, seen at a public or private address."""
    looks = tuple(AddressLook(address=address, handshakes=x.handshakes) for x in observation.looks)
    return replace(observation, looks=looks)


def with_page(observation: Observation, minutes_off: int) -> Observation:
    return replace(observation, page=Page(status=200, date=NOW + minutes_off * MINUTE))


@pytest.mark.parametrize(
    ("control", "reason"),
    [
        pytest.param(seen(handshake(LEAF)), "", id="a public chain is clean"),
        pytest.param(seen(REFUSED), "", id="unreachable is unknown, not unclean"),
        pytest.param(with_page(seen(handshake(LEAF)), 4), "", id="four minutes are nothing"),
        pytest.param(with_page(seen(handshake(LEAF)), 6), "our own clock", id="six minutes ahead"),
        pytest.param(
            with_page(seen(handshake(LEAF)), -6), "our own clock", id="six minutes behind"
        ),
        pytest.param(
            seen(handshake(leaf(STRANGER))), "our own network", id="signed again by somebody"
        ),
    ],
)
def test_the_control_host_tells_whether_our_way_out_is_clean(
    control: Observation, reason: str
) -> None:
    told = what_is_wrong(control, KNOWN, NOW)

    assert told.startswith(reason)
    assert bool(told) is bool(reason)


def test_a_chain_under_an_operators_anchor_is_an_inspection_on_our_own_way() -> None:
    inspected = knowledge(store(ROOT, stores=frozenset({StoreName.OPERATOR})))

    assert what_is_wrong(seen(handshake(LEAF)), inspected, NOW).startswith("our own network")


@pytest.mark.parametrize(
    ("address", "category"),
    [
        pytest.param("192.88.98.1", Category.UNCLEAR, id="public hosts get no verdict"),
        pytest.param("127.0.0.1", Category.SELF_SIGNED, id="private ones are not behind it"),
    ],
)
async def test_an_unclean_way_out_withholds_verdicts_on_public_hosts(
    address: str, category: Category
) -> None:
    own = leaf(None)
    looks = {
        "control.test": seen(handshake(leaf(STRANGER))),
        "localhost": at(address, seen(handshake(own))),
    }

    async def look(target: Target, **_: object) -> Observation:
        return replace(looks[target.host], target=target)

    checker = Checker(look, KNOWN, CatalogueWording(), lambda: NOW)
    await checker.look_at_control(Target.parse("control.test"))

    checked = await checker.check("localhost")

    assert checked.diagnosis.category is category
    assert checked.diagnosis.assessment.verdict is Verdict.NO
    if category is Category.UNCLEAR:
        assert [f.problem for f in checked.diagnosis.findings] == [Problem.UNCLEAR]


async def test_behind_an_unclean_way_out_a_name_without_address_is_still_answered() -> None:
    looks = {
        "control.test": seen(handshake(leaf(STRANGER))),
        "nowhere.test": seen(unresolved=Unresolved.NO_SUCH_NAME),
    }

    async def look(target: Target, **_: object) -> Observation:
        return replace(looks[target.host], target=target)

    checker = Checker(look, KNOWN, CatalogueWording(), lambda: NOW)
    await checker.look_at_control(Target.parse("control.test"))

    checked = await checker.check("nowhere.test")

    assert checked.diagnosis.problem is Problem.DNS_FAILURE
