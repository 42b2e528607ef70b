from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.browsers.precedence import chromium_code, firefox_code, in_order
from bot.core.faults import FAULTS, PAGE_WITHOUT_CODE, Fault
from bot.core.findings import Finding
from bot.core.vocabulary import Severity

F = Fault
AUTHORITY = "NET::ERR_CERT_AUTHORITY_INVALID"
DATE = "NET::ERR_CERT_DATE_INVALID"
INVALID = "NET::ERR_CERT_INVALID"
NAME = "NET::ERR_CERT_COMMON_NAME_INVALID"
REVOKED = "NET::ERR_CERT_REVOKED"


def found(*faults: Fault) -> list[Finding]:
    return [Finding(fault=fault, certificate=0) for fault in faults]


@pytest.mark.parametrize(
    ("faults", "chromium", "firefox"),
    [
        pytest.param((), None, None, id="nothing is wrong"),
        pytest.param((F.NO_SCT, F.CHAIN_EXTRA), None, None, id="notes stop nobody"),
        pytest.param((F.KEY_WEAK_PRIVATE,), None, None, id="warnings stop nobody"),
        pytest.param(
            (F.LEAF_EXPIRED, F.NAME_OTHER), NAME, "SSL_ERROR_BAD_CERT_DOMAIN", id="name over date"
        ),
        pytest.param(
            (F.NAME_OTHER, F.ROOT_UNKNOWN),
            AUTHORITY,
            "SEC_ERROR_UNKNOWN_ISSUER",
            id="trust over name",
        ),
        pytest.param(
            (F.LEAF_SELF_SIGNED, F.LEAF_EXPIRED, F.NAME_OTHER),
            AUTHORITY,
            "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT",
            id="self-signed over all the rest",
        ),
        pytest.param(
            (F.LEAF_EXTENDED_USAGE, F.LEAF_EXPIRED),
            DATE,
            "SEC_ERROR_INADEQUATE_CERT_TYPE",
            id="a date hides invalid in Chromium, not in Firefox",
        ),
        pytest.param(
            (F.LEAF_EXTENDED_USAGE, F.ROOT_UNKNOWN),
            AUTHORITY,
            "SEC_ERROR_UNKNOWN_ISSUER",
            id="trust hides invalid",
        ),
        pytest.param(
            (F.LEAF_EXTENDED_USAGE, F.NAME_OTHER),
            INVALID,
            "SEC_ERROR_INADEQUATE_CERT_TYPE",
            id="a name hides nothing: it is looked at later",
        ),
        pytest.param(
            (F.LEAF_SIGNATURE_WEAK, F.LEAF_EXPIRED),
            INVALID,
            "SEC_ERROR_CERT_SIGNATURE_ALGORITHM_DISABLED",
            id="a weak hash is seen before the path is built",
        ),
        pytest.param(
            (F.LEAF_REVOKED, F.NAME_OTHER), REVOKED, "SEC_ERROR_REVOKED_CERTIFICATE", id="revoked"
        ),
        pytest.param(
            (F.LEAF_REVOKED, F.LEAF_EXPIRED),
            DATE,
            "SEC_ERROR_EXPIRED_CERTIFICATE",
            id="nobody asks about what has expired",
        ),
        pytest.param(
            (F.LEAF_WITHOUT_SCT, F.KEY_WEAK_PUBLIC, F.LEAF_VALIDITY_TOO_LONG),
            "NET::ERR_CERTIFICATE_TRANSPARENCY_REQUIRED",
            "MOZILLA_PKIX_ERROR_INADEQUATE_KEY_SIZE",
            id="logs over keys over length in Chromium",
        ),
        pytest.param(
            (F.LEAF_EXPIRED, F.LEAF_VALIDITY_TOO_LONG),
            DATE,
            "SEC_ERROR_EXPIRED_CERTIFICATE",
            id="date over length",
        ),
        pytest.param(
            (F.ISSUER_EXPIRED, F.LEAF_EXPIRED),
            DATE,
            "SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE",
            id="Firefox looks from the top down",
        ),
        pytest.param(
            (F.ISSUER_FETCHED,), None, "SEC_ERROR_UNKNOWN_ISSUER", id="Chromium fetches issuers"
        ),
        pytest.param(
            (F.ISSUER_FETCHED, F.LEAF_EXPIRED),
            DATE,
            "SEC_ERROR_UNKNOWN_ISSUER",
            id="each shows what it minds most",
        ),
        pytest.param(
            (F.KEY_CURVE_CHROMIUM, F.LEAF_EXPIRED),
            "ERR_SSL_VERSION_OR_CIPHER_MISMATCH",
            "SEC_ERROR_EXPIRED_CERTIFICATE",
            id="a key that Chromium does not take ends the handshake",
        ),
        pytest.param(
            (F.PROTOCOL_LEGACY, F.LEAF_EXPIRED, F.ROOT_UNKNOWN),
            "ERR_SSL_VERSION_OR_CIPHER_MISMATCH",
            "SSL_ERROR_PROTOCOL_VERSION_ALERT",
            id="the protocol comes before every certificate",
        ),
        pytest.param(
            (F.CLIENT_CERTIFICATE_REQUIRED, F.LEAF_EXPIRED),
            DATE,
            "SEC_ERROR_EXPIRED_CERTIFICATE",
            id="a client certificate is asked for afterwards",
        ),
        pytest.param(
            (F.NAME_UNRESOLVED,), "ERR_NAME_NOT_RESOLVED", PAGE_WITHOUT_CODE, id="a page of words"
        ),
        pytest.param(
            (F.NAME_VARIANT_IN_FIREFOX,), None, "SSL_ERROR_BAD_CERT_DOMAIN", id="Firefox alone"
        ),
        pytest.param((F.LEAF_NAME_NOT_ASCII,), INVALID, None, id="Chromium alone"),
    ],
)
def test_each_browser_shows_what_it_minds_most(
    faults: tuple[Fault, ...], chromium: str | None, firefox: str | None
) -> None:
    for order in permutations(found(*faults)):
        assert (chromium_code(order), firefox_code(order)) == (chromium, firefox)


@pytest.mark.parametrize("fault", list(FAULTS))
def test_a_fault_alone_shows_its_own_codes(fault: Fault) -> None:
    alone = found(fault)

    assert chromium_code(alone) == (FAULTS[fault].chromium or None)
    assert firefox_code(alone) == (FAULTS[fault].firefox or None)


def test_codes_of_a_finding_win_over_those_of_its_fault() -> None:
    finding = Finding(fault=F.HANDSHAKE_ALERT, codes=("ERR_A", "ERR_B"))

    assert (chromium_code([finding]), firefox_code([finding])) == ("ERR_A", "ERR_B")


@pytest.mark.parametrize(
    ("faults", "first"),
    [
        ((F.LEAF_EXPIRED, F.NAME_OTHER), F.NAME_OTHER),
        ((F.LEAF_EXTENDED_USAGE, F.LEAF_EXPIRED), F.LEAF_EXPIRED),
        ((F.ISSUER_FETCHED, F.LEAF_EXPIRED), F.LEAF_EXPIRED),
        ((F.LEAF_IS_CA, F.ISSUER_FETCHED), F.ISSUER_FETCHED),
        ((F.KEY_WEAK_PRIVATE, F.LEAF_VALIDITY_TOO_LONG), F.LEAF_VALIDITY_TOO_LONG),
        ((F.NO_SCT, F.KEY_WEAK_PRIVATE), F.KEY_WEAK_PRIVATE),
        ((F.CONNECTION_RESET, F.LEAF_EXPIRED), F.CONNECTION_RESET),
        ((F.KEY_IS_NOT_THE_LEAFS, F.LEAF_EXPIRED), F.LEAF_EXPIRED),
    ],
)
def test_what_matters_most_is_told_first(faults: tuple[Fault, ...], first: Fault) -> None:
    for order in permutations(found(*faults)):
        assert in_order(order)[0].fault is first


def test_the_leaf_is_told_before_its_issuers() -> None:
    expired = [Finding(fault=F.ISSUER_EXPIRED, certificate=n) for n in (2, 1)]

    told = in_order([*expired, *found(F.LEAF_EXPIRED)])

    assert [f.certificate for f in told] == [0, 1, 2]


FINDINGS = st.builds(
    Finding, fault=st.sampled_from(sorted(FAULTS)), certificate=st.integers(-1, 3)
)
RANKS = list(Severity)


@given(st.lists(FINDINGS, max_size=8, unique=True), st.randoms(use_true_random=False))
def test_the_order_of_finding_changes_nothing(findings: list[Finding], random: object) -> None:
    shuffled = list(findings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    told = in_order(shuffled)

    assert sorted(told, key=repr) == sorted(findings, key=repr)
    assert [RANKS.index(f.severity) for f in told] == sorted(RANKS.index(f.severity) for f in told)
    assert chromium_code(shuffled) == chromium_code(findings)
    assert firefox_code(shuffled) == firefox_code(findings)


@given(st.lists(FINDINGS, max_size=8))
def test_the_first_error_stops_a_browser_if_any_does(findings: list[Finding]) -> None:
    told = in_order(findings)
    stops = {chromium_code(told), firefox_code(told)} != {None}

    assert not stops or told[0].severity is Severity.ERROR
