from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.core.faults import Fault
from bot.core.rules.chain import distrust, serials, served_list, signatures, trust
from tests.certificates import AUTHORITY, Certified, Recipe, damaged, issue
from tests.trust import authority, case, leaf

ROOT = authority("Root")
MIDDLE = authority("Middle", ROOT)
LEAF = leaf(MIDDLE)
ELSEWHERE = authority("Elsewhere", None, replace(AUTHORITY, organisation="Somebody Else"))
F = Fault


def named(common_name: str, organisation: str = "") -> Certified:
    return authority(common_name, None, replace(AUTHORITY, organisation=organisation))


@pytest.mark.parametrize(
    ("served", "anchor", "expected"),
    [
        pytest.param((LEAF, MIDDLE), ROOT, [], id="a whole path"),
        pytest.param((leaf(None),), ROOT, [(F.LEAF_SELF_SIGNED, 0)], id="its own issuer"),
        pytest.param(
            (LEAF, MIDDLE, ROOT), ELSEWHERE, [(F.ROOT_UNKNOWN, 2)], id="a root of its own"
        ),
        pytest.param((LEAF,), ELSEWHERE, [(F.ROOT_UNKNOWN, 0)], id="an issuer nobody knows"),
        pytest.param((LEAF, MIDDLE), ELSEWHERE, [(F.ROOT_UNKNOWN, 1)], id="a root nobody knows"),
        pytest.param((LEAF,), ROOT, [(F.ISSUER_MISSING, 0)], id="an anchor's owner forgot one"),
        pytest.param(
            (leaf(named("Avast Web/Mail Shield Root")),),
            ROOT,
            [(F.ISSUER_INTERCEPTS, 0)],
            id="a virus scanner by its issuer's name",
        ),
        pytest.param(
            (leaf(named("Adguard Personal CA")), named("Adguard Personal CA")),
            ROOT,
            [(F.ISSUER_INTERCEPTS, 1)],
            id="a filter that sends its root",
        ),
        pytest.param(
            (leaf(named("AffirmTrust Commercial", "AffirmTrust")),),
            ROOT,
            [(F.ISSUER_DISTRUSTED, 0)],
            id="an authority that lost its trust",
        ),
    ],
)
def test_why_there_is_no_trust(
    served: tuple[Certified, ...], anchor: Certified, expected: list[tuple[Fault, int]]
) -> None:
    given = case(*served, anchor=anchor)

    assert [(f.fault, f.certificate) for f in trust(given)] == expected


def test_a_name_that_is_its_own_issuers_is_not_yet_a_self_signature() -> None:
    # RFC 5280 section 3.2: self-issued is about names, self-signed about keys.
    signer = issue(Recipe(common_name="Twin", key="secp256r1", key_number=1))
    twin = issue(Recipe(common_name="Twin", key="secp256r1", key_number=2), signer)

    assert [f.fault for f in trust(case(twin, anchor=ROOT))] != [F.LEAF_SELF_SIGNED]


@pytest.mark.parametrize(
    ("served", "expected"),
    [
        pytest.param((LEAF, MIDDLE), [], id="nothing broken"),
        pytest.param((damaged(LEAF), MIDDLE), [(F.LEAF_SIGNATURE_BROKEN, 0)], id="the leaf's"),
        pytest.param((LEAF, damaged(MIDDLE)), [(F.ISSUER_SIGNATURE_BROKEN, 1)], id="an issuer's"),
    ],
)
def test_a_broken_signature_is_told_where_it_stands(
    served: tuple[Certified, ...], expected: list[tuple[Fault, int]]
) -> None:
    assert [(f.fault, f.certificate) for f in signatures(case(*served, anchor=ROOT))] == expected


ENTRUST = named("Entrust Root Certification Authority - G2", "Entrust, Inc.")
CHROMES_LAST = datetime(2024, 11, 11, 23, 59, 59, tzinfo=UTC)
MOZILLAS_LAST = datetime(2024, 11, 30, 23, 59, 59, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("issued", "public", "evidence"),
    [
        pytest.param(CHROMES_LAST, True, "", id="the last moment that Chrome accepts"),
        pytest.param(CHROMES_LAST + SECOND, True, "by chrome", id="a second later"),
        pytest.param(MOZILLAS_LAST, True, "by chrome", id="the last that Mozilla accepts"),
        pytest.param(MOZILLAS_LAST + SECOND, True, "chrome, mozilla", id="later than both"),
        pytest.param(MOZILLAS_LAST + SECOND, False, "", id="trusted by the organisation itself"),
    ],
)
def test_trust_is_withdrawn_by_the_day_of_issue(
    issued: datetime,
    public: bool,  # noqa: FBT001 -- a column
    evidence: str,
) -> None:
    given = case(leaf(ENTRUST), ENTRUST, anchor=ENTRUST, public=public, not_before=issued)

    found = list(distrust(given))

    assert [f.fault for f in found] == ([F.ISSUER_DISTRUSTED] if evidence else [])
    assert all(evidence in f.evidence for f in found)


@pytest.mark.parametrize(
    ("served", "expected"),
    [
        pytest.param((LEAF, MIDDLE), [], id="as it should be"),
        pytest.param((LEAF, MIDDLE, ROOT), [F.ROOT_SENT], id="the root too"),
        pytest.param((LEAF, ROOT, MIDDLE), [F.CHAIN_ORDER, F.ROOT_SENT], id="the wrong way round"),
        pytest.param((LEAF, MIDDLE, MIDDLE), [F.CHAIN_EXTRA], id="one of them twice"),
        pytest.param(
            (LEAF, authority("Middle 2", ROOT), MIDDLE), [F.CHAIN_EXTRA], id="one too many"
        ),
        pytest.param(
            (LEAF, MIDDLE, ELSEWHERE), [F.CHAIN_EXTRA, F.ROOT_SENT], id="somebody else's root"
        ),
    ],
)
def test_the_list_as_served_is_worth_notes(
    served: tuple[Certified, ...], expected: list[Fault]
) -> None:
    assert [f.fault for f in served_list(case(*served, anchor=ROOT))] == expected


@pytest.mark.parametrize(
    ("serial", "is_told"),
    [
        pytest.param(1, False, id="the smallest"),
        pytest.param(0, True, id="zero"),
        pytest.param(-1, True, id="negative"),
        pytest.param(2**160 - 1, False, id="160 bits"),
        pytest.param(2**160, True, id="one bit more"),
    ],
)
def test_a_serial_number_is_positive_and_fits_in_20_octets(
    serial: int,
    is_told: bool,  # noqa: FBT001 -- a column
) -> None:
    given = case(leaf(MIDDLE, Recipe(serial=serial)), MIDDLE, anchor=ROOT)

    assert [f.fault for f in serials(given)] == ([F.BAD_SERIAL] if is_told else [])
