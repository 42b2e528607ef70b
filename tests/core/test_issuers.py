from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from bot.core.facts import Certificate
from bot.core.issuers import (
    Confidence,
    Decision,
    Distrust,
    IssuerKind,
    KnownIssuer,
    NamePattern,
    Programme,
    ValidityLimit,
    distrusted,
    known_issuer,
    known_key,
    max_validity_days,
)
from bot.core.x509 import parse_certificate

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
KEY = ec.generate_private_key(ec.SECP256R1())


def certificate(*issuer: tuple[x509.ObjectIdentifier, str], subject: str = "leaf") -> Certificate:
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(oid, value) for oid, value in issuer]))
        .public_key(KEY.public_key())
        .serial_number(7)
        .not_valid_before(NOON)
        .not_valid_after(NOON + timedelta(days=1))
        .sign(KEY, hashes.SHA256())
    )
    parsed = parse_certificate(made.public_bytes(Encoding.DER))
    assert isinstance(parsed, Certificate)
    return parsed


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


CHROME = Decision(by=Programme.CHROME, last_accepted=NOON, source="a blog", date=date(2026, 1, 1))
MOZILLA = Decision(
    by=Programme.MOZILLA, last_accepted=NOON + SECOND, source="a list", date=date(2026, 1, 1)
)
EVER = Decision(by=Programme.CHROME, last_accepted=None, source="a fall", date=date(2026, 1, 1))


def distrust(
    *decisions: Decision, sha256: str = "", names: tuple[NamePattern, ...] = ()
) -> Distrust:
    return Distrust(
        id="entry",
        authority="Some CA",
        certificate_sha256=frozenset({sha256} - {""}),
        names=names,
        decisions=decisions,
    )


@pytest.mark.parametrize(
    ("issued", "by"),
    [
        pytest.param(NOON, None, id="the last accepted moment is accepted"),
        pytest.param(NOON + SECOND, (Programme.CHROME,), id="by one only"),
        pytest.param(NOON + 2 * SECOND, (Programme.CHROME, Programme.MOZILLA), id="by both"),
    ],
)
def test_distrust_begins_after_the_last_accepted_moment(
    issued: datetime, by: tuple[Programme, ...] | None
) -> None:
    authority = certificate((NameOID.COMMON_NAME, "Root"))
    entries = [distrust(CHROME, MOZILLA, sha256=authority.sha256)]

    hit = distrusted(authority, issued, entries)

    assert (hit.by if hit else None) == by


def test_without_a_last_accepted_moment_nothing_is_accepted() -> None:
    authority = certificate((NameOID.COMMON_NAME, "Root"))
    long_ago = datetime(1999, 1, 1, tzinfo=UTC)

    hit = distrusted(authority, long_ago, [distrust(CHROME, EVER, sha256=authority.sha256)])

    assert hit is not None
    assert (hit.authority, hit.by, hit.source) == ("Some CA", (Programme.CHROME,), "a fall")


@pytest.mark.parametrize(
    ("common_name", "meant"),
    [
        pytest.param("Bad Root", True, id="subject"),
        pytest.param("Unseen Root", True, id="issuer that was not served"),
        pytest.param("Good Root", False, id="neither"),
    ],
)
def test_an_authority_is_meant_by_its_own_or_its_issuers_name(
    common_name: str, *, meant: bool
) -> None:
    authority = certificate((NameOID.COMMON_NAME, "Unseen Root"), subject="Bad Root")
    entries = [distrust(EVER, names=(NamePattern(common_name=common_name),))]

    assert (distrusted(authority, NOON, entries) is not None) is meant


@pytest.mark.parametrize(
    ("not_before", "days"),
    [
        pytest.param(datetime(2020, 8, 31, 23, 59, 59, tzinfo=UTC), None, id="before the first"),
        pytest.param(datetime(2020, 9, 1, tzinfo=UTC), 398, id="the day itself counts"),
        pytest.param(datetime(2026, 3, 14, 23, 59, 59, tzinfo=UTC), 398, id="the day before"),
        pytest.param(datetime(2026, 3, 15, tzinfo=UTC), 200, id="the next limit"),
        pytest.param(datetime(2040, 1, 1, tzinfo=UTC), 200, id="the last limit stays"),
    ],
)
def test_the_limit_of_the_day_of_issue_holds(not_before: datetime, days: int | None) -> None:
    limits = [
        ValidityLimit(since=since, days=days, source="a ballot", date=date(2026, 1, 1))
        for since, days in ((date(2026, 3, 15), 200), (date(2020, 9, 1), 398))
    ]

    assert max_validity_days(not_before, limits) == days
