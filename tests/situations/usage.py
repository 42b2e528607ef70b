"""Situations: certificates used for what they were not issued for."""

from typing import Final

from cryptography.x509.oid import ExtendedKeyUsageOID
from msgspec.structs import replace
from OpenSSL import SSL

from bot.core.vocabulary import Problem
from tests.certificates import AUTHORITY, CLIENT_AUTH, SERVER_AUTH, Certified, Recipe, extension
from tests.der import integer, sequence
from tests.servers import Tls
from tests.situations.lab import (
    SHOP,
    Situation,
    authority,
    excluding,
    leaf,
    limited_root,
    middle,
    permitting,
    root,
    serving,
    situation,
    under_lab,
    via,
)

_P: Final = Problem
_UNKNOWN_OID: Final = "1.3.6.1.4.1.99999.7"


def _through(
    label: str, recipe: Recipe, below: Recipe | None = None
) -> tuple[Certified, Certified]:
    """A leaf under an intermediate of that make."""
    issuer = authority(label, root(), recipe)
    return leaf(below, issuer), issuer


def _below_path_length() -> list[Certified]:
    lower = authority("Too Deep", middle())
    return [leaf(None, lower), lower, middle()]


def _issued_by_leaf() -> list[Certified]:
    upper = leaf(Recipe(common_name="shop", key_number=8))
    return [leaf(None, upper), upper, middle()]


SITUATIONS: Final[tuple[Situation, ...]] = (
    situation("eku_client_only", under_lab(Recipe(extended_usage=(CLIENT_AUTH,))), _P.WRONG_USAGE),
    situation(
        "eku_code_signing",
        under_lab(Recipe(extended_usage=(ExtendedKeyUsageOID.CODE_SIGNING,))),
        _P.WRONG_USAGE,
    ),
    situation(
        "eku_any",
        under_lab(Recipe(extended_usage=(ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,))),
        _P.WRONG_USAGE,
    ),
    situation("eku_absent", under_lab(Recipe(extended_usage=None))),
    situation(
        "eku_server_and_client", under_lab(Recipe(extended_usage=(SERVER_AUTH, CLIENT_AUTH)))
    ),
    situation(
        "eku_client_on_intermediate",
        serving(lambda: _through("Clients", replace(AUTHORITY, extended_usage=(CLIENT_AUTH,)))),
        _P.WRONG_USAGE,
    ),
    situation(
        "eku_server_on_intermediate",
        serving(lambda: _through("Servers", replace(AUTHORITY, extended_usage=(SERVER_AUTH,)))),
    ),
    situation(
        "rsa_key_without_digital_signature",
        under_lab(Recipe(usage=("keyEncipherment",))),
        _P.WRONG_USAGE,
    ),
    situation(
        "ec_key_without_digital_signature",
        under_lab(Recipe(key="secp256r1", usage=("keyAgreement",))),
        _P.WRONG_USAGE,
    ),
    situation(
        "leaf_for_signing_certificates", under_lab(Recipe(usage=("keyCertSign",))), _P.WRONG_USAGE
    ),
    situation("key_usage_absent", under_lab(Recipe(usage=None))),
    situation(
        "rsa_encipherment_with_static_rsa",
        via(
            lambda: Tls(
                chain=[leaf(Recipe(usage=("keyEncipherment",))), middle()],
                highest=SSL.TLS1_2_VERSION,
                ciphers="AES128-GCM-SHA256:@SECLEVEL=0",
            )
        ),
        notes=(_P.WEAK_CIPHER,),
    ),
    situation(
        "issuer_is_no_ca",
        serving(lambda: _through("No CA", replace(AUTHORITY, ca=False))),
        _P.WRONG_USAGE,
    ),
    situation(
        "issuer_without_basic_constraints",
        serving(lambda: _through("Bare", replace(AUTHORITY, ca=None))),
        _P.WRONG_USAGE,
    ),
    situation(
        "issuer_without_key_cert_sign",
        serving(
            lambda: _through(
                "No Signer", replace(AUTHORITY, usage=("digitalSignature", "cRLSign"))
            )
        ),
        _P.WRONG_USAGE,
    ),
    situation(
        "issuer_without_key_usage",
        serving(lambda: _through("Usage Open", replace(AUTHORITY, usage=None))),
    ),
    situation(
        "issuer_of_version_1",
        serving(lambda: _through("Old", replace(AUTHORITY, version=1))),
        _P.WRONG_USAGE,
    ),
    situation("path_length_exceeded", serving(_below_path_length), _P.WRONG_USAGE),
    situation("issued_by_a_leaf", serving(_issued_by_leaf), _P.WRONG_USAGE),
    situation("root_served_as_leaf", serving(lambda: [root()]), _P.WRONG_USAGE, _P.NAME_MISMATCH),
    situation(
        "intermediate_served_as_leaf",
        serving(lambda: [middle()]),
        _P.WRONG_USAGE,
        _P.NAME_MISMATCH,
    ),
    situation("leaf_marked_as_ca", under_lab(Recipe(ca=True)), _P.WRONG_USAGE),
    situation("leaf_without_basic_constraints", under_lab(Recipe(ca=None))),
    situation(
        "constraint_permits_another_domain",
        serving(
            lambda: _through(
                "Other Only",
                replace(AUTHORITY, constraints=permitting("other.test")),
                Recipe(names=(SHOP,)),
            )
        ),
        _P.NAME_CONSTRAINT,
        host=SHOP,
    ),
    situation(
        "constraint_excludes_the_domain",
        serving(
            lambda: _through(
                "Not Lab",
                replace(AUTHORITY, constraints=excluding("lab.test")),
                Recipe(names=(SHOP,)),
            )
        ),
        _P.NAME_CONSTRAINT,
        host=SHOP,
    ),
    situation(
        "constraint_permits_the_domain",
        serving(
            lambda: _through(
                "Lab Only",
                replace(AUTHORITY, constraints=permitting("lab.test")),
                Recipe(names=(SHOP,)),
            )
        ),
        host=SHOP,
    ),
    situation(
        "constraint_permits_another_network",
        serving(
            lambda: _through(
                "Ten Only",
                replace(AUTHORITY, constraints=permitting("10.0.0.0/8")),
                Recipe(names=("127.0.0.1",)),
            )
        ),
        _P.NAME_CONSTRAINT,
        host="127.0.0.1",
    ),
    situation(
        "constraint_excludes_the_network",
        serving(
            lambda: _through(
                "Not Loop",
                replace(AUTHORITY, constraints=excluding("127.0.0.0/8")),
                Recipe(names=("127.0.0.1",)),
            )
        ),
        _P.NAME_CONSTRAINT,
        host="127.0.0.1",
    ),
    situation(
        "constraint_on_a_further_name",
        serving(
            lambda: _through(
                "Lab Only",
                replace(AUTHORITY, constraints=permitting("lab.test")),
                Recipe(names=(SHOP, "www.other.test")),
            )
        ),
        _P.NAME_CONSTRAINT,
        host=SHOP,
    ),
    situation(
        "constraint_in_the_root",
        serving(lambda: [leaf(Recipe(names=(SHOP,)), limited_root())]),
        _P.NAME_CONSTRAINT,
        host=SHOP,
    ),
    situation(
        "unknown_critical_extension",
        under_lab(Recipe(extensions=(extension(_UNKNOWN_OID, integer(1), critical=True),))),
        _P.MALFORMED_CERT,
    ),
    situation(
        "unknown_critical_on_intermediate",
        serving(
            lambda: _through(
                "Critical",
                replace(
                    AUTHORITY, extensions=(extension(_UNKNOWN_OID, integer(1), critical=True),)
                ),
            )
        ),
        _P.MALFORMED_CERT,
    ),
    situation(
        "unknown_extension", under_lab(Recipe(extensions=(extension(_UNKNOWN_OID, integer(1)),)))
    ),
    situation(
        "extension_twice",
        under_lab(Recipe(extensions=(extension("2.5.29.19", sequence(), critical=True),))),
        _P.MALFORMED_CERT,
    ),
    situation(
        "extension_unreadable",
        under_lab(
            Recipe(ca=None, extensions=(extension("2.5.29.19", b"\x30\x05\x01", critical=True),))
        ),
        _P.MALFORMED_CERT,
    ),
    situation(
        "netscape_extensions",
        under_lab(Recipe(extensions=(extension("2.16.840.1.113730.1.1", b"\x03\x02\x06\x40"),))),
    ),
)
