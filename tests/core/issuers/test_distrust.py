from datetime import UTC, date, datetime

import pytest
from cryptography.x509.oid import NameOID

from bot.core.issuers.distrust import Decision, Distrust, Programme, distrusted
from bot.core.issuers.names import NamePattern
from tests.core.issuers.made import NOON, SECOND, certificate

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
