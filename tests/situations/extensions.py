"""Situations: extensions that are critical, doubled, unreadable or at odds with the rest."""

from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from msgspec.structs import replace

from bot.core.vocabulary import Problem
from tests.certificates import AUTHORITY, SERVER_AUTH, Recipe, extension, issue
from tests.der import NULL, integer, octets, sequence, tlv
from tests.servers import Server
from tests.situations.lab import (
    Chain,
    Situation,
    authority,
    leaf,
    permitting,
    root,
    serving,
    situation,
    under_lab,
)

_P: Final = Problem
_KEY_ID: Final = "2.5.29.14"
_USAGE: Final = "2.5.29.15"
_NAMES: Final = "2.5.29.17"
_BASIC: Final = "2.5.29.19"
_LIMITS: Final = "2.5.29.30"
_LISTS: Final = "2.5.29.31"
_MAPPINGS: Final = "2.5.29.33"
_AUTHORITY_KEY_ID: Final = "2.5.29.35"
_EXTENDED: Final = "2.5.29.37"
_ACCESS: Final = "1.3.6.1.5.5.7.1.1"
_FEATURES: Final = "1.3.6.1.5.5.7.1.24"
_CUT_OFF: Final = b"\x30\x05\x01"
_CRITICAL: Final = extension("1.3.6.1.4.1.99999.7", integer(1), critical=True)
_LOCALHOST: Final = tlv(0x82, b"localhost")
_MAIL: Final = tlv(0x81, b"shop@other.test")
_LINK: Final = tlv(0x86, b"http://lab.test/")


def _on_leaf(*listed: bytes) -> Server:
    return under_lab(Recipe(extensions=listed))


def _named(*names: bytes, critical: bool = False) -> Recipe:
    return Recipe(names=None, extensions=(extension(_NAMES, sequence(*names), critical=critical),))


def _through(label: str, recipe: Recipe, below: Recipe | None = None) -> Server:
    def chain() -> Chain:
        issuer = authority(label, root(), recipe)
        return leaf(below, issuer), issuer

    return serving(chain)


def _issuer_with(label: str, oid: str, value: bytes, **changes: object) -> Server:
    odd = replace(AUTHORITY, extensions=(extension(oid, value),), **changes)
    return _through(label, odd)


def _limited(limit: x509.GeneralName, name: bytes) -> Server:
    limits = x509.NameConstraints([limit], None)
    odd = replace(AUTHORITY, constraints=limits)
    return _through(f"Limited {type(limit).__name__}", odd, _named(_LOCALHOST, name))


SITUATIONS: Final[tuple[Situation, ...]] = (
    situation(
        "mail_outside_constraint", _limited(x509.RFC822Name("lab.test"), _MAIL), _P.NAME_CONSTRAINT
    ),
    situation("mail_inside_constraint", _limited(x509.RFC822Name("other.test"), _MAIL)),
    situation(
        "link_under_a_constraint",
        _limited(x509.UniformResourceIdentifier("lab.test"), _LINK),
        _P.NAME_CONSTRAINT,
    ),
    situation(
        "constraint_not_critical",
        _through(
            "Soft Limits",
            replace(
                AUTHORITY,
                extensions=(extension(_LIMITS, permitting("other.test").public_bytes()),),
            ),
        ),
        _P.NAME_CONSTRAINT,
    ),
    situation(
        "common_name_outside_constraint",
        _through(
            "Other Names",
            replace(AUTHORITY, constraints=permitting("other.test")),
            Recipe(names=None, common_name="localhost"),
        ),
        _P.NO_SAN,
        _P.NAME_CONSTRAINT,
    ),
    situation("names_critical", under_lab(_named(_LOCALHOST, critical=True))),
    situation("subject_empty", under_lab(Recipe(organisation="")), _P.MALFORMED_CERT),
    situation(
        "subject_empty_and_names_critical",
        under_lab(replace(_named(_LOCALHOST, critical=True), organisation="")),
    ),
    situation(
        "self_signed_without_a_name",
        serving(lambda: [issue(Recipe(organisation="", key_number=3))]),
        _P.MALFORMED_CERT,
        _P.SELF_SIGNED,
    ),
    situation("mail_the_only_name", under_lab(_named(_MAIL)), _P.NAME_MISMATCH),
    situation(
        "critical_lists",
        _on_leaf(
            extension(
                _LISTS,
                sequence(sequence(tlv(0xA0, tlv(0xA0, tlv(0x86, b"http://127.0.0.1:9/a.crl"))))),
                critical=True,
            )
        ),
        _P.MALFORMED_CERT,
    ),
    situation(
        "critical_features",
        _on_leaf(extension(_FEATURES, sequence(integer(5)), critical=True)),
        _P.MALFORMED_CERT,
        _P.MUST_STAPLE_MISSING,
    ),
    situation(
        "critical_netscape_type",
        _on_leaf(extension("2.16.840.1.113730.1.1", b"\x03\x02\x06\x40", critical=True)),
        _P.MALFORMED_CERT,
    ),
    situation(
        "critical_no_check",
        _on_leaf(extension("1.3.6.1.5.5.7.48.1.5", NULL, critical=True)),
        _P.MALFORMED_CERT,
    ),
    situation(
        "critical_key_id",
        under_lab(
            Recipe(
                key_ids=False,
                extensions=(extension(_KEY_ID, octets(b"\x01" * 20), critical=True),),
            )
        ),
        _P.MALFORMED_CERT,
    ),
    situation(
        "critical_mappings",
        _through(
            "Mapping",
            replace(
                AUTHORITY,
                extensions=(
                    extension(
                        _MAPPINGS,
                        sequence(sequence(b"\x06\x01\x2a", b"\x06\x01\x2b")),
                        critical=True,
                    ),
                ),
            ),
        ),
        _P.MALFORMED_CERT,
    ),
    situation(
        "critical_on_leaf_and_issuer",
        _through(
            "Critical Too",
            replace(AUTHORITY, extensions=(_CRITICAL,)),
            Recipe(extensions=(_CRITICAL,)),
        ),
        _P.MALFORMED_CERT,
        _P.MALFORMED_CERT,
    ),
    situation(
        "critical_on_self_signed",
        serving(lambda: [issue(Recipe(common_name="box", key_number=3, extensions=(_CRITICAL,)))]),
        _P.SELF_SIGNED,
        _P.MALFORMED_CERT,
    ),
    situation(
        "critical_on_issuer_wrong_name",
        _through(
            "Critical Too",
            replace(AUTHORITY, extensions=(_CRITICAL,)),
            Recipe(names=("www.other.test",)),
        ),
        _P.MALFORMED_CERT,
        _P.NAME_MISMATCH,
    ),
    situation(
        "issuer_extension_twice", _issuer_with("Twice", _BASIC, sequence()), _P.MALFORMED_CERT
    ),
    situation(
        "issuer_access_unreadable",
        _issuer_with("Bad Access", _ACCESS, _CUT_OFF),
        _P.MALFORMED_CERT,
    ),
    situation(
        "issuer_usage_unreadable",
        _issuer_with("Bad Usage", _USAGE, _CUT_OFF, usage=None),
        _P.MALFORMED_CERT,
    ),
    situation(
        "issuer_limits_empty", _issuer_with("No Limits", _LIMITS, sequence()), _P.MALFORMED_CERT
    ),
    situation(
        "leaf_key_id_unreadable",
        under_lab(Recipe(key_ids=False, extensions=(extension(_AUTHORITY_KEY_ID, _CUT_OFF),))),
        _P.MALFORMED_CERT,
    ),
    situation("leaf_lists_unreadable", _on_leaf(extension(_LISTS, _CUT_OFF)), _P.MALFORMED_CERT),
    situation(
        "leaf_features_unreadable", _on_leaf(extension(_FEATURES, _CUT_OFF)), _P.MALFORMED_CERT
    ),
    situation(
        "leaf_extended_usage_empty",
        under_lab(Recipe(extended_usage=None, extensions=(extension(_EXTENDED, sequence()),))),
        _P.MALFORMED_CERT,
    ),
    situation("path_length_without_ca", under_lab(Recipe(path_length=0))),
    situation(
        "server_that_signs_ocsp",
        under_lab(Recipe(extended_usage=(SERVER_AUTH, ExtendedKeyUsageOID.OCSP_SIGNING))),
        _P.WRONG_USAGE,
    ),
    situation("key_usage_empty", under_lab(Recipe(usage=())), _P.WRONG_USAGE),
)
