"""Rows that find somebody in between: known, registered, named, unknown, or the network itself."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from bot.core.compare.comparison import Row
from bot.core.compare.views import Views
from bot.core.diagnosis.diagnose import Diagnosis
from bot.core.facts import StoreName
from bot.core.knowledge import Knowledge
from bot.core.message import LayAnswers
from bot.core.registry import RegisteredHost, Registry
from bot.core.trust import TrustStore
from bot.core.vocabulary import Problem
from tests.certificates import Certified
from tests.core.compare.scene import (
    HOST,
    expired_here,
    healthy,
    known,
    made,
    middle,
    pasted,
    root,
    row_of,
    served,
    served_at,
    unreachable,
    views,
)
from tests.trust import PUBLIC, authority, facts, knowledge

TRUST = Problem.UNTRUSTED_ROOT
NAME = Problem.NAME_MISMATCH
GONE = LayAnswers(gone_on_mobile=True)
STAYS = LayAnswers(gone_on_mobile=False)


def box() -> Certified:
    """A re-signer's authority, as it lies on the company's gateway."""
    return authority("Ravens Web Gate")


def product() -> Certified:
    return authority("Avast Web/Mail Shield Root")


def debugger() -> Certified:
    return authority("PortSwigger CA")


def bad() -> Certified:
    return authority("Superfish, Inc.")


def on_the_list() -> Knowledge:
    """The organisation knows the key that this host shows."""
    key = facts(made(None, number=70)).key.spki_sha256
    entry = RegisteredHost(host=HOST, fingerprints=frozenset({key}))
    return replace(known(), registry=Registry(hosts=(entry,)))


def registered_here() -> Diagnosis:
    return served(made(None, number=70), knows=on_the_list())


CASES: dict[str, tuple[Callable[[], Views], Row, Problem]] = {
    "unreachable, and a bad issuer lies in the paste": (
        lambda: views(pasted(TRUST, made(bad()), bad()), unreachable()),
        Row.CANNOT_JUDGE,
        Problem.INTERCEPTION,
    ),
    "an issuer known to be bad": (
        lambda: views(pasted(TRUST, made(bad()), bad()), healthy()),
        Row.KNOWN_BAD,
        Problem.INTERCEPTION,
    ),
    "a bad issuer that is only told": (
        lambda: views(pasted(TRUST, issuer="CN=Superfish, Inc.,O=Superfish, Inc."), healthy()),
        Row.KNOWN_BAD,
        Problem.INTERCEPTION,
    ),
    "a registered key signed up to the leaf": (
        lambda: views(pasted(TRUST, made(box()), box()), healthy(), known(box())),
        Row.REGISTERED_INSPECTION,
        Problem.INTERCEPTION,
    ),
    "a registered root merely thrown in": (
        lambda: views(pasted(TRUST, made(None, number=2), box()), healthy(), known(box())),
        Row.FORGED,
        Problem.INTERCEPTION,
    ),
    "a registered key, but for another name": (
        lambda: views(pasted(NAME, made(box(), "other.example"), box()), healthy(), known(box())),
        Row.UNEXPLAINED,
        NAME,
    ),
    "another leaf whose issuer only bears a public name": (
        lambda: views(
            pasted(TRUST, made(authority("Public Issuer", key_label="forger")), middle()),
            healthy(),
        ),
        Row.FORGED,
        Problem.INTERCEPTION,
    ),
    "made for this name by a stranger": (
        lambda: views(pasted(TRUST, made(box()), box()), healthy()),
        Row.FORGED,
        Problem.INTERCEPTION,
    ),
    "made for this name by itself": (
        lambda: views(pasted(TRUST, made(None, number=7)), healthy()),
        Row.FORGED,
        Problem.INTERCEPTION,
    ),
    "an issuer of nobody's that is only told": (
        lambda: views(pasted(TRUST, issuer="SecureNet Gateway"), healthy()),
        Row.FORGED,
        Problem.INTERCEPTION,
    ),
    "a product's name on the issuer": (
        lambda: views(pasted(TRUST, made(product()), product()), healthy()),
        Row.PRODUCT,
        Problem.INTERCEPTION,
    ),
    "a product that is only told": (
        lambda: views(pasted(TRUST, issuer="O=Zscaler Inc."), healthy()),
        Row.PRODUCT,
        Problem.INTERCEPTION,
    ),
    "a debugging proxy": (
        lambda: views(pasted(TRUST, made(debugger()), debugger()), healthy()),
        Row.DEBUGGING_PROXY,
        Problem.INTERCEPTION,
    ),
    "a stranger's leaf where the site is broken too": (
        lambda: views(pasted(TRUST, made(box()), box()), expired_here()),
        Row.UNEXPLAINED,
        TRUST,
    ),
    "a stranger's leaf where one address of two is broken": (
        lambda: views(
            pasted(TRUST, made(box()), box()),
            served_at([made(middle()), middle()], [made(middle(), days_left=-5), middle()]),
        ),
        Row.FORGED,
        Problem.INTERCEPTION,
    ),
    "not the one that the organisation registered, as we see it": (
        lambda: views(pasted(TRUST, made(None, number=71)), registered_here(), on_the_list()),
        Row.FORGED,
        Problem.INTERCEPTION,
    ),
    "another one with the key that the organisation registered": (
        lambda: views(
            pasted(TRUST, made(None, number=70, common_name="new")),
            registered_here(),
            on_the_list(),
        ),
        Row.UNEXPLAINED,
        TRUST,
    ),
    "a portal's name in the chain": (
        lambda: views(pasted(NAME, made(middle(), "login.hotelwifi.net"), middle()), healthy()),
        Row.NETWORK_PAGE,
        Problem.CAPTIVE_PORTAL,
    ),
    "a portal's name in the sentence": (
        lambda: views(pasted(NAME, certificate_names=("*.hotelwifi.net",)), healthy()),
        Row.NETWORK_PAGE,
        Problem.CAPTIVE_PORTAL,
    ),
    "a router's address": (
        lambda: views(pasted(TRUST, made(None, "192.168.1.1", number=8)), healthy()),
        Row.NETWORK_PAGE,
        Problem.CAPTIVE_PORTAL,
    ),
    "a portal's name, and it is there on mobile data too": (
        lambda: views(
            pasted(NAME, certificate_names=("*.hotelwifi.net",)), healthy(), answers=STAYS
        ),
        Row.DIVERTED_ON_DEVICE,
        Problem.INTERCEPTION,
    ),
    "somebody else's certificate, not asked yet": (
        lambda: views(pasted(NAME, made(middle(), "other.example"), middle()), healthy()),
        Row.UNEXPLAINED,
        NAME,
    ),
    "somebody else's certificate, also on mobile data": (
        lambda: views(
            pasted(NAME, made(middle(), "other.example"), middle()),
            healthy(),
            answers=STAYS,
        ),
        Row.DIVERTED_ON_DEVICE,
        Problem.INTERCEPTION,
    ),
    "somebody else's certificate, gone on mobile data": (
        lambda: views(
            pasted(NAME, made(middle(), "other.example"), middle()), healthy(), answers=GONE
        ),
        Row.DIVERTED_ON_NETWORK,
        Problem.INTERCEPTION,
    ),
    "another name of the same owner, gone on mobile data": (
        lambda: views(
            pasted(NAME, made(middle(), "ravens.test"), middle()), healthy(), answers=GONE
        ),
        Row.UNEXPLAINED,
        NAME,
    ),
}


@pytest.mark.parametrize(("scene", "row", "problem"), CASES.values(), ids=CASES.keys())
def test_the_first_row_that_fits_is_taken(
    scene: Callable[[], Views], row: Row, problem: Problem
) -> None:
    comparison = row_of(scene())

    assert (comparison.row, comparison.problem) == (row, problem)


OWN = frozenset({StoreName.OPERATOR})


def trusting(*anchors: tuple[Certified, frozenset[StoreName]]) -> Knowledge:
    entries = {facts(c).subject_name: ((c.der, stores),) for c, stores in anchors}
    return knowledge(TrustStore(entries))


def test_an_own_authority_counts_where_the_site_lives_by_it() -> None:
    """An internal site with two certificates of the company's own authority is no forgery."""
    own = trusting((root(), OWN))
    here = served(made(middle()), middle(), knows=own)
    scene = views(pasted(Problem.DATE_INVALID, made(middle(), number=10), middle()), here, own)

    assert row_of(scene).row is Row.OTHER_GENUINE


def test_an_own_authority_in_the_place_of_a_public_one_is_own_inspection() -> None:
    both = trusting((root(), PUBLIC), (box(), OWN))
    here = served(made(middle()), middle(), knows=both)

    comparison = row_of(views(pasted(TRUST, made(box()), box()), here, both))

    assert comparison.row is Row.REGISTERED_INSPECTION
    assert comparison.is_registered
