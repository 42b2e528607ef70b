import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from msgspec.structs import replace

from bot.core.facts import Ending, Handshake, Offer
from bot.core.faults import Fault
from bot.core.rules.usage import issuer_usage, leaf_usage
from tests.certificates import AUTHORITY, CLIENT_AUTH, SERVER_AUTH, Recipe
from tests.trust import authority, case, leaf

ROOT = authority("Root")
MIDDLE = authority("Middle", ROOT)
ANYTHING = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE


@pytest.mark.parametrize(
    ("recipe", "expected"),
    [
        pytest.param(Recipe(), [], id="serverAuth"),
        pytest.param(Recipe(extended_usage=None), [], id="no extended usage at all"),
        pytest.param(Recipe(extended_usage=(CLIENT_AUTH, SERVER_AUTH)), [], id="among others"),
        pytest.param(
            Recipe(extended_usage=(CLIENT_AUTH,)), [Fault.LEAF_EXTENDED_USAGE], id="clientAuth"
        ),
        pytest.param(
            Recipe(extended_usage=(ANYTHING,)), [Fault.LEAF_EXTENDED_USAGE_ANY], id="anything"
        ),
        pytest.param(Recipe(ca=True), [Fault.LEAF_IS_CA], id="a CA as leaf"),
        pytest.param(Recipe(ca=None), [], id="no basicConstraints"),
    ],
)
def test_a_leaf_is_for_servers(recipe: Recipe, expected: list[Fault]) -> None:
    given = case(leaf(MIDDLE, recipe), MIDDLE, anchor=ROOT)

    assert [f.fault for f in leaf_usage(given)] == expected


def shaken(protocol: str, cipher: str) -> Handshake:
    return Handshake(
        offer=Offer.BROWSER,
        ending=Ending.COMPLETED,
        saw_hello=True,
        protocol=protocol,
        cipher=cipher,
    )


FORWARD = shaken("TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256")
STATIC = shaken("TLSv1.2", "AES128-GCM-SHA256")
NEWEST = shaken("TLSv1.3", "TLS_AES_128_GCM_SHA256")
SIGNING, ENCIPHERING = ("digitalSignature",), ("keyEncipherment",)


@pytest.mark.parametrize(
    ("key", "usage", "handshake", "is_told"),
    [
        pytest.param("rsa2048", SIGNING, FORWARD, False, id="signing signs"),
        pytest.param("rsa2048", ENCIPHERING, FORWARD, True, id="enciphering does not sign"),
        pytest.param("rsa2048", ENCIPHERING, STATIC, False, id="a static exchange enciphers"),
        pytest.param("rsa2048", SIGNING, STATIC, True, id="and does not sign"),
        pytest.param("rsa2048", ENCIPHERING, NEWEST, True, id="TLS 1.3 always signs"),
        pytest.param("rsa2048", None, STATIC, False, id="no keyUsage, no limit"),
        pytest.param("secp256r1", ENCIPHERING, NEWEST, True, id="EC keys only sign"),
        pytest.param("secp256r1", SIGNING, NEWEST, False, id="and may"),
        pytest.param("secp256r1", ENCIPHERING, None, False, id="a file has no key exchange"),
    ],
)
def test_key_usage_must_fit_the_key_exchange(
    key: str,
    usage: tuple[str, ...] | None,
    handshake: Handshake | None,
    is_told: bool,  # noqa: FBT001 -- a column
) -> None:
    # A key that is named in full is not swapped for a quick one.
    made = leaf(MIDDLE, Recipe(key=key, key_number=1 if key == "rsa2048" else 0, usage=usage))
    given = case(made, MIDDLE, anchor=ROOT, handshake=handshake)
    kind = "RSA" if key == "rsa2048" else "EC"

    told = [f.fault for f in leaf_usage(given)]

    assert given.leaf.key.kind == kind
    assert told == ([Fault.LEAF_KEY_USAGE] if is_told else [])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, None, id="an ordinary authority"),
        pytest.param({"ca": False}, Fault.ISSUER_NO_CA, id="CA:FALSE"),
        pytest.param({"ca": None}, Fault.ISSUER_NO_CA, id="no basicConstraints"),
        pytest.param({"version": 1}, Fault.ISSUER_VERSION_1, id="version 1"),
        pytest.param({"usage": ("cRLSign",)}, Fault.ISSUER_KEY_USAGE, id="no keyCertSign"),
        pytest.param({"usage": None}, None, id="no keyUsage"),
        pytest.param(
            {"extended_usage": (CLIENT_AUTH,)}, Fault.ISSUER_EXTENDED_USAGE, id="clientAuth alone"
        ),
        pytest.param({"extended_usage": (ANYTHING,)}, Fault.ISSUER_EXTENDED_USAGE, id="any usage"),
        pytest.param({"path_length": 0}, None, id="no CA below it, and none allowed"),
    ],
)
def test_an_issuer_must_be_an_authority(
    changes: dict[str, object], expected: Fault | None
) -> None:
    recipe = replace(AUTHORITY, **changes)
    issuer = authority("Odd", ROOT, recipe)
    given = case(leaf(issuer), issuer, anchor=ROOT)

    found = [(f.fault, f.certificate) for f in issuer_usage(given)]

    assert found == ([(expected, 1)] if expected else [])


def test_only_firefox_minds_an_authority_for_any_usage() -> None:
    issuer = authority("Any", ROOT, replace(AUTHORITY, extended_usage=(ANYTHING,)))
    given = case(leaf(issuer), issuer, anchor=ROOT)

    told = [(f.chromium, f.firefox) for f in issuer_usage(given)]

    assert told == [("", "SEC_ERROR_INADEQUATE_CERT_TYPE")]


@pytest.mark.parametrize(
    ("length", "is_told"),
    [
        pytest.param(0, True, id="one CA below, none allowed"),
        pytest.param(1, False, id="one below, one allowed"),
        pytest.param(None, False, id="no limit"),
    ],
)
@pytest.mark.parametrize("is_anchor", [True, False])
def test_a_path_length_counts_the_authorities_below(
    length: int | None,
    is_told: bool,  # noqa: FBT001 -- a column
    is_anchor: bool,  # noqa: FBT001 -- a column
) -> None:
    upper = authority("Upper", ROOT, replace(AUTHORITY, path_length=length))
    lower = authority("Lower", upper)
    given = case(leaf(lower), lower, upper, anchor=upper if is_anchor else ROOT)

    found = [f.fault for f in issuer_usage(given)]

    assert found == ([Fault.ISSUER_PATH_LENGTH] if is_told else [])
