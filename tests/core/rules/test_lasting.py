"""Which rules say the same of a chain at every look, so that their word is remembered."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.core.facts import (
    Ending,
    Handshake,
    Offer,
    Revocation,
    RevocationSource,
    RevocationWord,
)
from bot.core.rules import OF_THE_MOMENT, OTHER_RULES, PATH_RULES, Case, Rule
from tests.certificates import AUTHORITY, Recipe
from tests.trust import authority, case, facts, leaf

DAY = timedelta(days=1)
ROOT = authority("Lasting")
URLS = ("http://lasting.test/crl",)
LEAVES = (
    leaf(ROOT),
    leaf(ROOT, Recipe(must_staple=True)),
    leaf(ROOT, Recipe(names=("elsewhere.test",), crl_urls=URLS)),
    leaf(ROOT, Recipe(usage=("keyEncipherment",), hash_name="sha1", ends=900 * DAY)),
    leaf(authority("Lasting Stranger", None, replace(AUTHORITY, organisation="Nobody"))),
)
HANDSHAKE = Handshake(
    offer=Offer.BROWSER,
    ending=Ending.COMPLETED,
    saw_hello=True,
    protocol="TLSv1.3",
    cipher="TLS_AES_128_GCM_SHA256",
    timestamps=frozenset(),
)


def looks(number: int) -> list[Case]:
    """One chain, looked at before, in and after its time, and with more and less seen."""
    served = LEAVES[number]
    first = facts(served)
    moments = (first.not_before - DAY, first.not_before + DAY, first.not_after - DAY / 2)
    said = Revocation(
        certificate=first.sha256, source=RevocationSource.CRL, word=RevocationWord.REVOKED
    )
    seen = [
        case(served, anchor=ROOT, now=moment, handshake=handshake)
        for moment in (*moments, first.not_after + DAY)
        for handshake in (HANDSHAKE, None)
    ]
    return [*seen, replace(seen[2], revocations=(said,))]


def changes(rule: Rule) -> bool:
    return any(
        len({tuple(rule(judged)) for judged in looks(number)}) > 1 for number in range(len(LEAVES))
    )


@pytest.mark.parametrize("rule", [*PATH_RULES, *OTHER_RULES], ids=lambda rule: rule.__name__)
def test_only_the_rules_of_the_moment_change_from_look_to_look(rule: Rule) -> None:
    assert changes(rule) is (rule in OF_THE_MOMENT)
