from datetime import date

import pytest
from cryptography.x509.oid import NameOID

from bot.core.issuers.known import Confidence, IssuerKind, KnownIssuer, known_issuer, known_key
from bot.core.issuers.names import NamePattern
from tests.core.issuers.made import certificate


def known(*names: NamePattern, name: str = "entry", key: str = "") -> KnownIssuer:
    return KnownIssuer(
        id=name,
        product=name,
        kind=IssuerKind.GATEWAY,
        names=names,
        key_sha256=frozenset({key} - {""}),
        confidence=Confidence.CONFIRMED,
        source="a test",
        date=date(2026, 1, 1),
    )


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        pytest.param(NamePattern(common_name="Web Shield Root"), True, id="exact"),
        pytest.param(NamePattern(common_name="WEB  shield root"), True, id="case and spaces"),
        pytest.param(NamePattern(common_name="Web Shield*"), True, id="prefix"),
        pytest.param(NamePattern(common_name="Web Shield Root*"), True, id="prefix, nothing left"),
        pytest.param(NamePattern(common_name="Web Shield"), False, id="no prefix unless asked"),
        pytest.param(NamePattern(common_name="Shield Root"), False, id="no suffix"),
        pytest.param(NamePattern(common_name="* Root"), False, id="a first asterisk is itself"),
        pytest.param(NamePattern(organisation="Shield Ltd"), True, id="organisation"),
        pytest.param(NamePattern(organisational_unit="scanning"), True, id="one unit of two"),
        pytest.param(NamePattern(common_name="Shield Ltd"), False, id="right value, other type"),
        pytest.param(
            NamePattern(common_name="Web Shield Root", organisation="Shield Ltd"), True, id="both"
        ),
        pytest.param(
            NamePattern(common_name="Web Shield Root", organisation="Other"), False, id="not both"
        ),
        pytest.param(NamePattern(), False, id="a pattern of nothing fits nothing"),
    ],
)
def test_a_pattern_fits_an_issuer_name(pattern: NamePattern, *, fits: bool) -> None:
    leaf = certificate(
        (NameOID.COMMON_NAME, "Web Shield Root"),
        (NameOID.ORGANIZATION_NAME, "Shield Ltd"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "generated"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "scanning"),
    )

    assert pattern.matches(leaf.issuer_name) is fits


def test_the_first_entry_that_fits_is_the_issuer() -> None:
    entries = [
        known(NamePattern(common_name="Other"), name="other"),
        known(
            NamePattern(common_name="Nothing"), NamePattern(common_name="Web*"), name="alternative"
        ),
        known(NamePattern(common_name="Web Shield"), name="later"),
    ]
    leaf = certificate((NameOID.COMMON_NAME, "Web Shield"))

    assert known_issuer(leaf, entries) is entries[1]


def test_the_subject_is_not_the_issuer() -> None:
    leaf = certificate((NameOID.COMMON_NAME, "Some CA"), subject="Web Shield")

    assert known_issuer(leaf, [known(NamePattern(common_name="Web Shield"))]) is None


def test_a_key_is_known_under_any_name() -> None:
    leaf = certificate((NameOID.COMMON_NAME, "Anything"))
    by_key = known(key=leaf.key.spki_sha256)

    assert known_key(leaf, [known(key="0" * 64), by_key]) is by_key
    assert known_key(leaf, [known(NamePattern(common_name="Anything"))]) is None
