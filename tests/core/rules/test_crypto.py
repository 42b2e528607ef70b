import pytest
from msgspec.structs import replace

from bot.core.facts import KeyKind, PublicKey
from bot.core.faults import Fault
from bot.core.rules.crypto import keys, signature_hashes
from bot.core.vocabulary import Severity
from tests.certificates import AUTHORITY, Recipe
from tests.trust import authority, case, facts, leaf

ROOT = authority("Root")
MIDDLE = authority("Middle", ROOT)
LEAF = leaf(MIDDLE)


def key(kind: KeyKind, bits: int, curve: str = "") -> PublicKey:
    return PublicKey(kind=kind, bits=bits, curve=curve, spki_sha256="00" * 32)


def rsa(bits: int) -> PublicKey:
    return key(KeyKind.RSA, bits)


@pytest.mark.parametrize(
    ("used", "public", "expected"),
    [
        pytest.param(rsa(1023), False, Fault.KEY_TINY, id="RSA below 1024 under any anchor"),
        pytest.param(rsa(1024), False, Fault.KEY_WEAK_PRIVATE, id="RSA 1024, private"),
        pytest.param(rsa(1024), True, Fault.KEY_WEAK_PUBLIC, id="RSA 1024, public"),
        pytest.param(rsa(2047), True, Fault.KEY_WEAK_PUBLIC, id="RSA 2047, public"),
        pytest.param(rsa(2047), False, Fault.KEY_WEAK_PRIVATE, id="RSA 2047, private"),
        pytest.param(rsa(2048), True, None, id="RSA 2048"),
        pytest.param(rsa(16384), True, None, id="RSA of any length"),
        pytest.param(key(KeyKind.EC, 256, "secp256r1"), True, None, id="P-256"),
        pytest.param(key(KeyKind.EC, 384, "secp384r1"), True, None, id="P-384"),
        pytest.param(
            key(KeyKind.EC, 521, "secp521r1"), True, Fault.KEY_CURVE_CHROMIUM, id="P-521"
        ),
        pytest.param(
            key(KeyKind.EC, 256, "secp256k1"), True, Fault.KEY_CURVE_UNKNOWN, id="another curve"
        ),
        pytest.param(
            key(KeyKind.EC, 192, "secp192r1"), True, Fault.KEY_CURVE_UNKNOWN, id="a small curve"
        ),
        pytest.param(
            key(KeyKind.EC, 223, "odd"), True, Fault.KEY_CURVE_UNKNOWN, id="223 bits are too few"
        ),
        pytest.param(
            key(KeyKind.EC, 224, "secp224r1"), True, Fault.KEY_CURVE_UNKNOWN, id="224 are not"
        ),
        pytest.param(key(KeyKind.ED25519, 0), True, Fault.KEY_ED25519, id="Ed25519"),
        pytest.param(key(KeyKind.ED448, 0), True, Fault.KEY_ED25519, id="Ed448"),
        pytest.param(key(KeyKind.DSA, 2048), True, Fault.KEY_CURVE_UNKNOWN, id="DSA"),
        pytest.param(key(KeyKind.OTHER, 0), True, Fault.KEY_CURVE_UNKNOWN, id="unheard of"),
    ],
)
def test_a_key_is_one_that_browsers_take(
    used: PublicKey,
    public: bool,  # noqa: FBT001 -- a column
    expected: Fault | None,
) -> None:
    given = case(LEAF, MIDDLE, anchor=ROOT, public=public, key=used)

    assert [f.fault for f in keys(given)] == ([expected] if expected else [])


def test_a_weak_key_stops_under_public_anchors_only() -> None:
    public = case(LEAF, anchor=MIDDLE, public=True, key=rsa(1024))
    private = case(LEAF, anchor=MIDDLE, key=rsa(1024))

    assert [f.severity for f in keys(public)] == [Severity.ERROR]
    assert [f.severity for f in keys(private)] == [Severity.WARNING]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        pytest.param("secp521r1", [], id="P-521 need not sign the handshake"),
        pytest.param("secp256k1", [Fault.KEY_OF_ISSUER_UNSUPPORTED], id="another curve"),
        pytest.param("rsa1024", [Fault.KEY_WEAK_PRIVATE], id="RSA 1024"),
    ],
)
def test_an_issuers_key_counts_too(label: str, expected: list[Fault]) -> None:
    issuer = authority("Keyed", ROOT, replace(AUTHORITY, key=label))
    given = case(leaf(issuer), issuer, anchor=ROOT)

    found = list(keys(given))

    assert [(f.fault, f.certificate) for f in found] == [(fault, 1) for fault in expected]


@pytest.mark.parametrize(
    ("hash_name", "is_weak"),
    [
        ("md2", True),
        ("md5", True),
        ("sha1", True),
        ("sha224", False),
        ("sha256", False),
        ("sha512", False),
        ("", False),
    ],
)
def test_a_leaf_signed_with_a_broken_hash_is_told(
    hash_name: str,
    is_weak: bool,  # noqa: FBT001 -- a column
) -> None:
    given = case(LEAF, MIDDLE, anchor=ROOT, signature_hash=hash_name)

    found = [f.fault for f in signature_hashes(given)]

    assert found == ([Fault.LEAF_SIGNATURE_WEAK] if is_weak else [])


def test_an_intermediate_signed_with_sha1_is_told_by_its_place() -> None:
    issuer = authority("Old", ROOT, replace(AUTHORITY, hash_name="sha1"))
    given = case(leaf(issuer), issuer, anchor=ROOT)

    found = [(f.fault, f.certificate) for f in signature_hashes(given)]

    assert found == [(Fault.ISSUER_SIGNATURE_WEAK, 1)]


def test_the_signature_of_an_anchor_does_not_matter() -> None:
    root = authority("Old Root", None, replace(AUTHORITY, hash_name="sha1"))
    own = leaf(None, Recipe(hash_name="sha1"))

    assert list(signature_hashes(case(leaf(root), root, anchor=root))) == []
    assert list(signature_hashes(case(own, anchor=own))) == []
    assert facts(root).signature_hash == "sha1"


def test_an_authority_that_hands_over_to_a_new_key_must_not_be_signed_weakly() -> None:
    weak = replace(AUTHORITY, hash_name="sha1", key="rsa2048")
    old = authority("Handover", None, replace(AUTHORITY, key="rsa2048"))
    new = authority("Handover", old, weak, key_label="New Key")
    given = case(leaf(new), new, anchor=old)

    found = [(f.fault, f.certificate) for f in signature_hashes(given)]

    assert found == [(Fault.ISSUER_SIGNATURE_WEAK, 1)]


def test_chromium_minds_no_weak_signature_of_an_issuer_it_does_not_see() -> None:
    weak = Recipe(hash_name="sha1", key="rsa2048")
    signer = authority("Unseen", None, replace(AUTHORITY, key="rsa2048"))
    alone = case(leaf(signer, weak), anchor=ROOT)
    shown = case(leaf(signer, weak), signer, anchor=ROOT)

    assert [f.chromium for f in signature_hashes(alone)] == [""]
    assert [f.chromium for f in signature_hashes(shown)] == ["NET::ERR_CERT_INVALID"]
