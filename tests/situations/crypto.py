"""Situations: keys and signatures, from too weak to too unusual."""

from typing import Final

from msgspec.structs import replace
from OpenSSL import SSL

from bot.core.vocabulary import Problem
from tests.certificates import AUTHORITY, Certified, Recipe, issue
from tests.servers import Server, Tls
from tests.situations.lab import (
    DAY,
    STRANGE,
    Chain,
    Situation,
    authority,
    ec_root,
    leaf,
    middle,
    root,
    serving,
    sha1_root,
    situation,
    small_root,
    under_lab,
    version1_root,
    via,
)

_P: Final = Problem


def _keyed(key: str) -> Server:
    """A leaf with such a key; keyEncipherment would be wrong for all but RSA."""
    return under_lab(Recipe(key=key, usage=("digitalSignature",)))


def _issued_with(label: str, recipe: Recipe, below: Recipe | None = None) -> Chain:
    issuer = authority(label, root(), recipe)
    return leaf(below, issuer), issuer


def _dsa() -> Tls:
    chain = [leaf(Recipe(key="dsa2048", usage=("digitalSignature",))), middle()]
    return Tls(chain=chain, highest=SSL.TLS1_2_VERSION, ciphers="ALL:@SECLEVEL=0")


def _strange() -> Certified:
    recipe = replace(AUTHORITY, organisation=STRANGE, key="ed25519")
    return authority("Strange Ed25519", None, recipe)


SITUATIONS: Final[tuple[Situation, ...]] = (
    situation("rsa_512", via(lambda: _tls12(Recipe(key="rsa512"))), _P.WEAK_KEY),
    situation("rsa_768", _keyed("rsa768"), _P.WEAK_KEY),
    situation("rsa_1024", _keyed("rsa1024"), _P.WEAK_KEY),
    situation("rsa_3072", _keyed("rsa3072")),
    situation("rsa_4096", _keyed("rsa4096")),
    # OpenSSL 4 refuses to serve these three: nothing is seen but the refusal.
    situation("p192", _keyed("secp192r1"), _P.NO_COMMON_CIPHER),
    situation("p224", _keyed("secp224r1"), _P.NO_COMMON_CIPHER),
    situation("secp256k1", _keyed("secp256k1"), _P.NO_COMMON_CIPHER),
    situation("p256", _keyed("secp256r1")),
    situation("p384", _keyed("secp384r1")),
    situation("p521", _keyed("secp521r1"), _P.UNSUPPORTED_KEY),
    situation("brainpool_256", _keyed("brainpoolP256r1"), _P.UNSUPPORTED_KEY),
    situation("ed25519", _keyed("ed25519"), _P.UNSUPPORTED_KEY),
    situation("ed448", _keyed("ed448"), _P.UNSUPPORTED_KEY),
    situation("dsa_2048", via(_dsa), _P.UNSUPPORTED_KEY),
    situation("sha1_on_the_leaf", under_lab(Recipe(hash_name="sha1")), _P.WEAK_SIGNATURE),
    situation("md5_on_the_leaf", under_lab(Recipe(hash_name="md5")), _P.WEAK_SIGNATURE),
    situation(
        "sha1_on_the_intermediate",
        serving(lambda: _issued_with("SHA-1 Middle", replace(AUTHORITY, hash_name="sha1"))),
        _P.WEAK_SIGNATURE,
    ),
    situation(
        "md5_on_the_intermediate",
        serving(lambda: _issued_with("MD5 Middle", replace(AUTHORITY, hash_name="md5"))),
        _P.WEAK_SIGNATURE,
    ),
    situation(
        "self_signed_with_sha1",
        serving(lambda: [issue(Recipe(key_number=3, hash_name="sha1"))]),
        _P.SELF_SIGNED,
        _P.WEAK_SIGNATURE,
    ),
    situation(
        "ecdsa_with_sha1",
        serving(lambda: [leaf(Recipe(hash_name="sha1"), ec_root())]),
        _P.WEAK_SIGNATURE,
    ),
    situation("root_signed_with_sha1", serving(lambda: [leaf(None, sha1_root())])),
    situation("root_of_version_1", serving(lambda: [leaf(None, version1_root())])),
    situation("root_rsa_1024", serving(lambda: [leaf(None, small_root())]), _P.WEAK_KEY),
    situation(
        "intermediate_rsa_1024",
        serving(lambda: _issued_with("Small Middle", replace(AUTHORITY, key="rsa1024"))),
        _P.WEAK_KEY,
    ),
    situation(
        "intermediate_p521",
        serving(lambda: _issued_with("P-521 Middle", replace(AUTHORITY, key="secp521r1"))),
    ),
    situation(
        "intermediate_ed25519",
        serving(lambda: _issued_with("Ed25519 Middle", replace(AUTHORITY, key="ed25519"))),
        _P.UNSUPPORTED_KEY,
    ),
    situation(
        "intermediate_ed25519_expired_leaf",
        serving(
            lambda: _issued_with(
                "Ed25519 Middle", replace(AUTHORITY, key="ed25519"), Recipe(ends=-DAY)
            )
        ),
        _P.UNSUPPORTED_KEY,
        _P.EXPIRED,
    ),
    situation(
        "intermediate_p224_expired_leaf",
        serving(
            lambda: _issued_with(
                "P-224 Middle", replace(AUTHORITY, key="secp224r1"), Recipe(ends=-DAY)
            )
        ),
        _P.EXPIRED,
        _P.UNSUPPORTED_KEY,
    ),
    situation(
        "intermediate_dsa",
        serving(lambda: _issued_with("DSA Middle", replace(AUTHORITY, key="dsa2048"))),
        _P.UNSUPPORTED_KEY,
    ),
    situation(
        "strange_root_ed25519",
        serving(lambda: [leaf(Recipe(organisation=STRANGE), _strange()), _strange()]),
        _P.UNSUPPORTED_KEY,
        _P.UNTRUSTED_ROOT,
        notes=(_P.ROOT_SENT,),
    ),
    situation("sha384_signature", under_lab(Recipe(hash_name="sha384"))),
    situation("sha512_signature", under_lab(Recipe(hash_name="sha512"))),
    situation("rsa_pss_signature", under_lab(Recipe(pss=True))),
    situation(
        "ecdsa_sha384_signature", serving(lambda: [leaf(Recipe(hash_name="sha384"), ec_root())])
    ),
    situation(
        "all_ec",
        serving(lambda: [leaf(Recipe(key="secp256r1", usage=("digitalSignature",)), ec_root())]),
    ),
    situation("serial_zero", under_lab(Recipe(serial=0)), notes=(_P.BAD_SERIAL,)),
    situation("serial_negative", under_lab(Recipe(serial=-77)), notes=(_P.BAD_SERIAL,)),
    situation("serial_of_30_octets", under_lab(Recipe(serial=1 << 235)), notes=(_P.BAD_SERIAL,)),
)


def _tls12(recipe: Recipe) -> Tls:
    """RSA 512 is too short for the PSS signatures of TLS 1.3 and for PKCS #1 with SHA-512."""
    return Tls(chain=[leaf(recipe), middle()], highest=SSL.TLS1_2_VERSION)
