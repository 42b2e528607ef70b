"""Our judgement of a chain in a file beside that of cryptography's verifier."""

import re
from datetime import UTC, datetime
from functools import cache
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from bot.core.diagnosis.diagnose import Diagnosis, diagnose_chain
from bot.core.names.matching import is_ip
from bot.core.path import MAX_DEPTH
from bot.core.rules.strictness import stricter
from bot.core.vocabulary import Severity
from bot.core.x509 import parse_certificate
from tests.certificates import Certified
from tests.trust import knowledge, store
from tests.validation import CASES, Case, Given
from tests.validation.paths import lattice

DOCUMENT = Path(__file__).parents[2] / "docs" / "path-validation.md"
BROWSERS = {
    (False, False): "open",
    (True, False): "Chromium stops",
    (False, True): "Firefox stops",
    (True, True): "both stop",
}


def judged(given: Given, host: str) -> Diagnosis:
    chain = tuple(parse_certificate(certified.der) for certified in given.chain)
    return diagnose_chain(chain, host, knowledge(store(*given.anchors)), now=moment(given))


def moment(given: Given) -> datetime:
    return given.at or datetime.now(UTC)  # noqa: TID251 -- the certificates are made for it


def accepted_by_the_library(given: Given, host: str) -> bool:
    try:
        builder = PolicyBuilder().store(Store(list(map(loaded, given.anchors))))
        verifier = builder.time(moment(given)).build_server_verifier(
            x509.IPAddress(ip_address(host)) if is_ip(host) else x509.DNSName(host)
        )
        leaf, *others = map(loaded, given.chain)
        verifier.verify(leaf, others)
    except (VerificationError, ValueError, TypeError):
        return False
    return True


def loaded(certified: Certified) -> x509.Certificate:
    return x509.load_der_x509_certificate(certified.der)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_chain_is_judged_as_browsers_do_and_the_library_agrees_or_is_explained(
    case: Case,
) -> None:
    given = case.make()

    told = judged(given, case.host)

    errors = {f.problem for f in told.findings if f.severity is Severity.ERROR}
    assert errors == set(case.problems)
    assert bool(told.chromium or told.firefox) == bool(errors), "browsers stop for errors only"
    stops = BROWSERS[(told.chromium is not None, told.firefox is not None)]
    agreed = accepted_by_the_library(given, case.host) == (not errors)
    assert (case.why == "") == agreed
    if case.why:
        assert (stops, "refuses" if not errors else "accepts") == rows()[case.why]
    if case.why and not errors:
        assert stricter(told.judged.path or pytest.fail("no path"), case.host), "says why not"


def test_nothing_stricter_is_said_of_an_ordinary_chain() -> None:
    ordinary = next(case for case in CASES if case.name == "plain_intermediate").make()

    path = judged(ordinary, "shop.lab.test").judged.path

    assert path is not None
    assert stricter(path, "shop.lab.test") == ()


def test_every_case_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def test_every_row_of_the_document_has_its_cases() -> None:
    assert set(rows()) == {case.why for case in CASES if case.why}


def test_the_search_has_an_end_and_says_so() -> None:
    told = judged(lattice(10, 4), "shop.lab.test")

    assert told.primary is not None
    assert f"given up after {MAX_DEPTH} certificates" in told.primary.evidence


@cache
def rows() -> dict[str, tuple[str, str]]:
    """What each row of the table says of browsers and of the library."""
    found = {}
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"\| `([a-z0-9-]+)` \|", line):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            found[match[1]] = (cells[2], cells[3])
    return found
