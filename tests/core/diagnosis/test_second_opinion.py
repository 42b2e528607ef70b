"""The diagnosis beside cryptography's own verifier; where they differ the row says why."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from msgspec.structs import replace

from bot.core.diagnosis.diagnose import diagnose_chain
from bot.core.vocabulary import Problem, Severity
from tests.certificates import AUTHORITY, CLIENT_AUTH, Certified, Recipe, damaged
from tests.trust import authority, facts, knowledge, leaf, store

HOST = "shop.example"
NOW = datetime.now(UTC)  # noqa: TID251 -- certificates are made for the real clock
ROOT = authority("Root")
MIDDLE = authority("Middle", ROOT)
OTHER = authority("Other Root")
NAMED = Recipe(names=(HOST,))
DAY = timedelta(days=1)


def verifies(served: tuple[Certified, ...]) -> bool:
    first, *others = (x509.load_der_x509_certificate(c.der) for c in served)
    anchors = Store([x509.load_der_x509_certificate(ROOT.der)])
    verifier = PolicyBuilder().store(anchors).time(NOW).build_server_verifier(x509.DNSName(HOST))
    try:
        verifier.verify(first, others)
    except VerificationError:
        return False
    return True


def stops(served: tuple[Certified, ...]) -> set[Problem]:
    chain = tuple(facts(c) for c in served)
    diagnosis = diagnose_chain(chain, HOST, knowledge(store(ROOT)), now=NOW)
    return {f.problem for f in diagnosis.findings if f.severity is Severity.ERROR}


def made(issuer: Certified | None = MIDDLE, **changes: object) -> Certified:
    return leaf(issuer, replace(NAMED, **changes))


def middle(**changes: object) -> Certified:
    recipe = replace(AUTHORITY, **changes)
    return authority("Odd Middle", ROOT, recipe)


@pytest.mark.parametrize(
    "served",
    [
        pytest.param((made(), MIDDLE), id="an ordinary chain"),
        pytest.param((made(), MIDDLE, ROOT), id="with the root"),
        pytest.param((made(), ROOT, OTHER, MIDDLE), id="out of order, with more"),
        pytest.param((made(names=("*.example", HOST)), MIDDLE), id="several names"),
        pytest.param((made(key="rsa2048", key_number=1), MIDDLE), id="an RSA key"),
        pytest.param((made(key="secp384r1"), MIDDLE), id="P-384"),
        pytest.param((made(ROOT),), id="right under the root"),
        pytest.param(
            (made(authority("Cross", ROOT)), authority("Cross", OTHER), authority("Cross", ROOT)),
            id="two cross-signs, one useless",
        ),
    ],
)
def test_both_accept(served: tuple[Certified, ...]) -> None:
    assert verifies(served)
    assert stops(served) == set()


EXPIRED = middle(ends=-DAY)
NO_CA = middle(ca=False)
CRAMPED = middle(path_length=0)
BELOW = authority("Below", CRAMPED)


@pytest.mark.parametrize(
    ("served", "problem"),
    [
        pytest.param((made(ends=-DAY), MIDDLE), Problem.EXPIRED, id="expired"),
        pytest.param((made(starts=DAY), MIDDLE), Problem.NOT_YET_VALID, id="not yet valid"),
        pytest.param((made(EXPIRED), EXPIRED), Problem.EXPIRED, id="an expired intermediate"),
        pytest.param((made(names=("x.test",)), MIDDLE), Problem.NAME_MISMATCH, id="another name"),
        pytest.param((made(None),), Problem.SELF_SIGNED, id="self-signed"),
        pytest.param((made(OTHER), OTHER), Problem.UNTRUSTED_ROOT, id="another root"),
        pytest.param((made(),), Problem.INCOMPLETE_CHAIN, id="no intermediate"),
        pytest.param((damaged(made()), MIDDLE), Problem.MALFORMED_CERT, id="a broken signature"),
        pytest.param(
            (made(extended_usage=(CLIENT_AUTH,)), MIDDLE), Problem.WRONG_USAGE, id="for clients"
        ),
        pytest.param((made(NO_CA), NO_CA), Problem.WRONG_USAGE, id="an issuer that is no CA"),
        pytest.param(
            (made(BELOW), BELOW, CRAMPED), Problem.WRONG_USAGE, id="a path that is too long"
        ),
        pytest.param(
            (made(hash_name="sha1"), MIDDLE), Problem.WEAK_SIGNATURE, id="signed with SHA-1"
        ),
    ],
)
def test_both_refuse(served: tuple[Certified, ...], problem: Problem) -> None:
    assert not verifies(served)
    assert problem in stops(served)


@pytest.mark.parametrize(
    ("served", "expected", "theirs"),
    [
        # It looks for an authority key identifier (RFC 5280 4.2.1.1); browsers do not.
        pytest.param((made(key_ids=False), MIDDLE), set(), False, id="it wants key ids"),
        # It wants a subjectAltName without asking whether the common name has it.
        pytest.param(
            (made(names=None, common_name=HOST), MIDDLE),
            {Problem.NO_SAN},
            False,
            id="it does not tell a name in the CN from none",
        ),
        # It checks no key for the handshake; Chromium offers no P-521.
        pytest.param(
            (made(key="secp521r1"), MIDDLE), {Problem.UNSUPPORTED_KEY}, True, id="it takes P-521"
        ),
        # It looks at the sizes of issuers' keys only; under 1024 bits every browser stops.
        pytest.param(
            (made(key="rsa768"), MIDDLE), {Problem.WEAK_KEY}, True, id="it takes a tiny leaf key"
        ),
    ],
)
def test_where_they_differ_we_follow_the_browsers(
    served: tuple[Certified, ...],
    expected: set[Problem],
    theirs: bool,  # noqa: FBT001 -- a column
) -> None:
    assert verifies(served) == theirs
    assert stops(served) == expected
