import pytest
from msgspec.structs import replace

from bot.core.x509 import SignatureCheck, check_signature
from bot.core.x509.signatures import names_agree
from tests.certificates import AUTHORITY, Recipe, damaged, issue
from tests.der import oid, sequence, tlv
from tests.trust import facts

S = SignatureCheck


@pytest.mark.parametrize(
    ("key", "hash_name", "pss"),
    [
        ("rsa2048", "sha256", False),
        ("rsa2048", "sha384", False),
        ("rsa2048", "sha512", False),
        ("rsa2048", "sha1", False),
        ("rsa2048", "md5", False),
        ("rsa2048", "sha256", True),
        ("secp256r1", "sha256", False),
        ("secp384r1", "sha384", False),
        ("secp521r1", "sha512", False),
        ("secp256r1", "sha1", False),
        ("ed25519", "sha256", False),
        ("ed448", "sha256", False),
        ("dsa2048", "sha256", False),
    ],
)
def test_a_signature_is_told_from_a_broken_one(
    key: str,
    hash_name: str,
    pss: bool,  # noqa: FBT001 -- a column
) -> None:
    issuer = issue(replace(AUTHORITY, key=key, common_name=key))
    child = issue(Recipe(hash_name=hash_name, pss=pss, key="secp256r1"), issuer)

    assert check_signature(facts(child), facts(issuer)) is S.VALID
    assert check_signature(facts(damaged(child)), facts(issuer)) is not S.VALID


@pytest.mark.parametrize("key", ["rsa2048", "secp256r1", "ed25519"])
def test_another_key_of_the_same_kind_did_not_sign(key: str) -> None:
    issuer = issue(replace(AUTHORITY, key=key))
    other = issue(replace(AUTHORITY, key=key, key_number=7))
    child = issue(Recipe(key="secp256r1"), issuer)

    assert check_signature(facts(child), facts(other)) is S.BROKEN


@pytest.mark.parametrize(
    ("signer", "claimed"),
    [("ed25519", "rsa2048"), ("secp256r1", "rsa2048"), ("rsa2048", "secp256r1")],
)
def test_a_key_of_another_kind_never_signed(signer: str, claimed: str) -> None:
    issuer = issue(replace(AUTHORITY, key=signer))
    other = issue(replace(AUTHORITY, key=claimed))
    child = issue(Recipe(key="secp256r1"), issuer)

    assert check_signature(facts(child), facts(other)) is not S.VALID


def test_names_that_the_library_cannot_read_are_compared_as_they_stand() -> None:
    """Köln and Käln are one to the library, which reads neither."""
    koeln, kaeln = (
        issue(replace(AUTHORITY, subject=_in_latin_1(name))) for name in ("Köln", "Käln")
    )
    child = issue(Recipe(), koeln)

    assert names_agree(facts(child), facts(koeln))
    assert not names_agree(facts(child), facts(kaeln))
    assert check_signature(facts(child), facts(koeln)) is S.VALID


def _in_latin_1(name: str) -> bytes:
    teletex = tlv(0x14, name.encode("latin-1"))
    return sequence(tlv(0x31, sequence(oid("2.5.4.3"), teletex)))
