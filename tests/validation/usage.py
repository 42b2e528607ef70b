"""Cases: what a certificate may be used for, as its issuer says."""

from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID as Usage

from bot.core.vocabulary import Problem
from tests.certificates import CLIENT_AUTH, SERVER_AUTH, extension
from tests.der import bits
from tests.validation.lab import Given, anchor, case, ee, leaf, middle

_WRONG: Final = Problem.WRONG_USAGE
_NOTHING: Final = extension("2.5.29.15", bits(b"\0", 7), critical=True)
_ANY: Final = Usage.ANY_EXTENDED_KEY_USAGE
_PRECERTIFICATE: Final = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.4")
_BAD: Final = Problem.MALFORMED_CERT


def _chosen() -> Given:
    """The leaf itself is trusted."""
    itself = ee(None)
    return Given(chain=[itself], anchors=[itself])


CASES: Final = (
    case("intermediate_no_ca", middle(ca=False), _WRONG),
    case("intermediate_without_basic_constraints", middle(ca=None), _WRONG),
    case("intermediate_may_not_sign", middle(usage=("cRLSign",), path_length=0), _WRONG),
    case("anchor_no_ca", anchor(ca=False), _WRONG),
    case("anchor_without_basic_constraints", anchor(ca=None), _WRONG),
    case("anchor_may_do_nothing", anchor(usage=None, extensions=(_NOTHING,)), _WRONG),
    case("anchor_signs_lists_only", anchor(usage=("cRLSign",)), _WRONG),
    case("leaf_no_ca", leaf(ca=False)),
    case("leaf_is_ca", leaf(ca=True), _WRONG),
    case("authority_as_leaf", leaf(ca=True, usage=("keyCertSign",)), _WRONG),
    case("leaf_is_the_anchor", _chosen),
    case(
        "leaf_may_sign_certificates",
        leaf(ca=False, usage=("digitalSignature", "keyCertSign")),
        why="signing-leaf",
    ),
    case("leaf_without_key_usage", leaf(usage=None)),
    case(
        "leaf_may_do_nothing",
        leaf(usage=None, key="rsa2048", extensions=(_NOTHING,)),
        _WRONG,
        why="useless-leaf",
    ),
    case(
        "leaf_key_usage_unreadable",
        leaf(usage=None, extensions=(extension("2.5.29.15", b"\x05\0"),)),
        _BAD,
    ),
    case("leaf_for_clients", leaf(extended_usage=(CLIENT_AUTH,)), _WRONG),
    case("leaf_for_any_usage", leaf(extended_usage=(_ANY,)), _WRONG),
    case("leaf_for_servers_and_any", leaf(extended_usage=(SERVER_AUTH, _ANY))),
    case("leaf_for_servers_and_clients", leaf(extended_usage=(SERVER_AUTH, CLIENT_AUTH))),
    case("leaf_for_servers_and_code", leaf(extended_usage=(SERVER_AUTH, Usage.CODE_SIGNING))),
    case("leaf_for_servers_and_mail", leaf(extended_usage=(SERVER_AUTH, Usage.EMAIL_PROTECTION))),
    case("leaf_for_servers_and_time", leaf(extended_usage=(SERVER_AUTH, Usage.TIME_STAMPING))),
    case(
        "leaf_for_servers_and_ocsp",
        leaf(extended_usage=(SERVER_AUTH, Usage.OCSP_SIGNING)),
        _WRONG,
        why="answering-leaf",
    ),
    case("leaf_for_precertificates", leaf(extended_usage=(_PRECERTIFICATE,)), _WRONG),
    case(
        "leaf_for_servers_and_precertificates",
        leaf(extended_usage=(SERVER_AUTH, _PRECERTIFICATE)),
    ),
    case("leaf_without_extended_usage", leaf(extended_usage=None)),
    case("intermediate_for_clients", middle(extended_usage=(CLIENT_AUTH,)), _WRONG),
    case("intermediate_for_servers", middle(extended_usage=(SERVER_AUTH,))),
    case("intermediate_for_any_usage", middle(extended_usage=(_ANY,)), _WRONG, why="any-usage"),
    case("anchor_for_clients", anchor(extended_usage=(CLIENT_AUTH,)), _WRONG),
    case("anchor_for_servers", anchor(extended_usage=(SERVER_AUTH,))),
)
