from msgspec.structs import replace

from bot.core.faults import Fault
from bot.core.findings import Finding
from bot.core.issuers.known import Confidence, IssuerKind, KnownIssuer
from bot.core.issuers.names import NamePattern
from bot.core.registry import InspectionRoot, Registry
from bot.core.rules import Case
from bot.core.rules.chain import trust
from bot.core.vocabulary import Problem
from tests.certificates import AUTHORITY, Certified, Recipe, damaged
from tests.trust import authority, case, facts, leaf


def middlebox() -> Certified:
    return authority("Head Office Filter")


def below() -> Certified:
    return authority("Filter 7", middlebox())


def registered(certified: Certified) -> Registry:
    root = InspectionRoot(key_sha256=facts(certified).key.spki_sha256, name="our filter")
    return Registry(inspection_roots=(root,))


def seen(registry: Registry, *served: Certified, host: str = "localhost") -> Case:
    made = case(*served, anchor=authority("Elsewhere"), host=host)
    return replace(made, knowledge=replace(made.knowledge, registry=registry))


def told(situation: Case) -> Finding:
    findings = list(trust(situation))
    assert len(findings) == 1
    return findings[0]


def test_a_path_up_to_a_registered_key_is_the_organisations_inspection() -> None:
    finding = told(seen(registered(middlebox()), leaf(below()), below(), middlebox()))

    assert (finding.fault, finding.problem) == (Fault.ISSUER_REGISTERED, Problem.INTERCEPTION)
    assert (finding.certificate, finding.wording) == (1, "registered")
    assert "our filter" in finding.evidence


def test_the_issuing_key_may_be_the_registered_one() -> None:
    finding = told(seen(registered(below()), leaf(below()), below()))

    assert (finding.fault, finding.certificate) == (Fault.ISSUER_REGISTERED, 0)


def test_a_registered_certificate_that_merely_lies_in_the_list_proves_nothing() -> None:
    other = authority("Somebody Else")
    finding = told(seen(registered(middlebox()), leaf(other), other, middlebox()))

    assert finding.fault is Fault.ROOT_UNKNOWN


def test_a_signature_that_is_not_the_registered_keys_proves_nothing() -> None:
    for served in (
        (damaged(leaf(below())), below(), middlebox()),
        (leaf(below()), damaged(below()), middlebox()),
    ):
        assert told(seen(registered(middlebox()), *served)).fault is Fault.ROOT_UNKNOWN


def test_a_registered_name_with_another_key_proves_nothing() -> None:
    impostor = authority("Head Office Filter", key_label="impostor")
    finding = told(seen(registered(middlebox()), leaf(impostor), impostor))

    assert finding.fault is Fault.ROOT_UNKNOWN


def test_a_registered_key_that_is_no_authority_proves_nothing() -> None:
    plain = authority("Plain", None, replace(AUTHORITY, ca=False))
    finding = told(seen(registered(plain), leaf(plain), plain))

    assert finding.fault is Fault.ROOT_UNKNOWN


def test_inspection_signs_for_the_host_that_was_asked_for() -> None:
    other = leaf(below(), Recipe(names=("other.test",)))
    served = (other, below(), middlebox())

    assert told(seen(registered(middlebox()), *served)).fault is Fault.ROOT_UNKNOWN
    unasked = seen(registered(middlebox()), *served, host="")
    assert told(unasked).fault is Fault.ISSUER_REGISTERED


def test_an_authority_that_is_known_to_be_bad_stays_bad_when_registered() -> None:
    bad = KnownIssuer(
        id="bad",
        product="Bad",
        kind=IssuerKind.KNOWN_BAD,
        names=(NamePattern(common_name="nobody of this name"),),
        key_sha256=frozenset({facts(middlebox()).key.spki_sha256}),
        confidence=Confidence.CONFIRMED,
        source="made for this test",
        date=facts(middlebox()).not_before.date(),
    )
    situation = seen(registered(middlebox()), leaf(middlebox()), middlebox())
    knowing = replace(situation.knowledge, issuers=lambda: (bad,))

    assert told(situation).fault is Fault.ISSUER_REGISTERED
    assert told(replace(situation, knowledge=knowing)).fault is not Fault.ISSUER_REGISTERED


def test_a_trusted_path_is_no_inspection() -> None:
    anchored = case(leaf(below()), below(), anchor=middlebox())
    knowing = replace(anchored.knowledge, registry=registered(middlebox()))

    assert list(trust(replace(anchored, knowledge=knowing))) == []
