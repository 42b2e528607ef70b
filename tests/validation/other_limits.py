"""Cases: name constraints on addresses, parties, mailboxes and what nobody can compare."""

from typing import Any, Final

from cryptography import x509

from bot.core.vocabulary import Problem
from tests.certificates import extension
from tests.der import sequence, tlv
from tests.validation.constraining import (
    dn,
    dns,
    excluded,
    mail,
    middle,
    naming_also,
    net,
    permitted,
    subtrees,
    top,
    written,
)
from tests.validation.lab import HOST, case, names, san

_OUT: Final = Problem.NAME_CONSTRAINT
_BAD: Final = Problem.MALFORMED_CERT
_ADDRESS: Final = "192.0.2.1"
_NETWORK: Final = bytes([192, 0, 2, 0, 255, 255, 255, 0])
_PRIVATE: Final = x509.OtherName(x509.ObjectIdentifier("1.3.6.1.4.1.99999.3"), b"\x05\0")


def _party(subject: str, listed: str) -> dict[str, Any]:
    return naming_also(dn(f"CN={listed}"), common_name=subject)


_NAMELESS: Final[dict[str, Any]] = {
    "common_name": "",
    "names": None,
    "extensions": (san(dns(HOST), critical=True),),
}
_FOO: Final = dn("CN=foo")

CASES: Final = (
    # Addresses.
    case(
        "permits_the_network",
        top(permitted(net("192.0.2.0/24")), names=(_ADDRESS,)),
        host=_ADDRESS,
    ),
    case(
        "permits_another_network",
        top(permitted(net("192.0.3.0/24")), names=(_ADDRESS,)),
        _OUT,
        host=_ADDRESS,
    ),
    case(
        "excludes_the_network",
        top(excluded(net("192.0.2.0/24")), names=(_ADDRESS,)),
        _OUT,
        host=_ADDRESS,
    ),
    case("permits_the_address", top(permitted(net("::1/128")), names=("::1",)), host="::1"),
    case(
        "excludes_the_address",
        top(excluded(net("::1/128")), names=("::1",)),
        _OUT,
        host="::1",
    ),
    case("permits_another_form", top(permitted(net("192.0.2.0/24")))),
    case("excludes_another_form", top(excluded(net("192.0.2.0/24")))),
    case(
        "permits_an_address_without_mask",
        top(written(subtrees(0, tlv(0x87, bytes([192, 0, 2, 1])))), names=(_ADDRESS,)),
        _BAD,
        host=_ADDRESS,
    ),
    case(
        "permits_a_mask_with_holes",
        top(
            written(subtrees(0, tlv(0x87, bytes([192, 0, 2, 0, 255, 0, 255, 0])))),
            names=(_ADDRESS,),
        ),
        _BAD,
        host=_ADDRESS,
    ),
    case(
        "network_as_a_name_within",
        middle(
            permitted(net("192.0.2.0/24")),
            names=None,
            extensions=(names(_NETWORK, bytes([192, 0, 2, 1]), tag=0x87),),
        ),
        _BAD,
        _OUT,
        host=_ADDRESS,
    ),
    # Directory names.
    case(
        "permits_the_party",
        top(permitted(_FOO), **_party("foo", "foo")),
        why="directory-names",
    ),
    case("permits_another_party", top(permitted(_FOO), **_party("bar", "bar")), _OUT),
    case("permits_only_the_listed_one", top(permitted(_FOO), **_party("bar", "foo")), _OUT),
    case("permits_only_the_subject", top(permitted(_FOO), **_party("foo", "bar")), _OUT),
    case("excludes_the_party", top(excluded(_FOO), **_party("foo", "foo")), _OUT),
    case("excludes_only_the_subject", top(excluded(_FOO), **_party("foo", "bar")), _OUT),
    case(
        "excludes_only_the_listed_one",
        top(excluded(_FOO), **_party("bar", "foo")),
        _OUT,
    ),
    case("excludes_another_party", top(excluded(_FOO), **_party("bar", "bar")), _OUT),
    case("subject_empty_under_a_permitted_party", top(permitted(_FOO), **_NAMELESS), _OUT),
    # Mailboxes and other forms.
    case(
        "permits_the_mailbox",
        middle(permitted(mail("foo@lab.test")), **naming_also(mail("foo@lab.test"))),
    ),
    case(
        "permits_the_host_of_mail",
        middle(permitted(mail("lab.test")), **naming_also(mail("foo@lab.test"))),
    ),
    case(
        "permits_another_host_of_mail",
        middle(permitted(mail("lab.test")), **naming_also(mail("a@b.test"))),
        _OUT,
    ),
    case(
        "malformed_mailbox_within",
        middle(
            permitted(mail("lab.test")),
            names=None,
            extensions=(
                extension(
                    "2.5.29.17",
                    sequence(tlv(0x82, HOST.encode()), tlv(0x81, b"a@b@lab.test")),
                ),
            ),
        ),
        _OUT,
    ),
    case(
        "permits_a_malformed_mailbox",
        top(written(subtrees(0, tlv(0x81, b"a@b@lab.test"))), **naming_also(mail("a@lab.test"))),
        _OUT,
    ),
    case(
        "excludes_a_mailbox_in_the_subject",
        middle(excluded(mail("lab.test")), names=None, email="who@lab.test"),
        Problem.NO_SAN,
        _OUT,
    ),
    case(
        "mailbox_in_the_subject_beside_names",
        middle(excluded(mail("lab.test")), email="who@lab.test"),
    ),
    case(
        "excludes_an_unknown_form",
        middle(excluded(_PRIVATE), **naming_also(_PRIVATE)),
        _OUT,
    ),
    case("excludes_an_absent_unknown_form", middle(excluded(_PRIVATE))),
)
