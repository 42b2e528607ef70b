"""Situations: what verifiers judge differently, the faults of anchors among it."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from cryptography import x509
from msgspec.structs import replace

from bot.core.vocabulary import Problem
from tests.certificates import AUTHORITY, CLIENT_AUTH, Certified, Recipe, extension, issue
from tests.der import bits, oid, sequence, tlv
from tests.servers import Server
from tests.situations.lab import Chain, Situation, authority, leaf, root, serving, situation

_P: Final = Problem
_QUICK: Final = replace(AUTHORITY, key="secp256r1")
_STRANGE: Final = extension("1.3.6.1.4.1.99999.1", b"", critical=True)
_ODD: Final[dict[str, Recipe]] = {
    "Critical Root": replace(_QUICK, extensions=(_STRANGE,)),
    "Common Root": replace(_QUICK, ca=False),
    "Bare Root": replace(_QUICK, ca=None),
    "Listing Root": replace(_QUICK, usage=("cRLSign",)),
    "Idle Root": replace(_QUICK, usage=None, extensions=(extension("2.5.29.15", bits(b"\0", 7)),)),
    "Client Root": replace(_QUICK, extended_usage=(CLIENT_AUTH,)),
}


@cache
def odd_root(label: str) -> Certified:
    """A trusted root with a fault of its own."""
    return authority(label, None, _ODD[label])


def anchors() -> tuple[bytes, ...]:
    """PEM of what has to be trusted for these situations."""
    return tuple(odd_root(label).pem for label in _ODD)


def _below(label: str) -> Server:
    return serving(lambda: [leaf(None, odd_root(label))])


def _middle(label: str, below: Recipe | None = None, **changes: Any) -> Server:  # noqa: ANN401
    """A leaf under an intermediate of its own."""

    def chain() -> Chain:
        between = authority(label, root(), replace(_QUICK, **changes))
        return [leaf(below, between), between]

    return serving(chain)


def _directory(name: str) -> x509.DirectoryName:
    return x509.DirectoryName(x509.Name.from_rfc4514_string(name))


def _names(*names: x509.GeneralName, critical: bool = False) -> bytes:
    value = x509.SubjectAlternativeName([x509.DNSName("localhost"), *names]).public_bytes()
    return extension("2.5.29.17", value, critical=critical)


def _listing(*names: x509.GeneralName) -> Recipe:
    return Recipe(names=None, extensions=(_names(*names),))


_LAB: Final = _directory("O=Situation Lab")
_OTHER: Final = _directory("O=Another Company")
_NAMELESS: Final = Recipe(names=None, organisation="", extensions=(_names(critical=True),))
_MALFORMED: Final = Recipe(names=(".lab.test", "localhost"))
_NETWORK: Final = extension(
    "2.5.29.17",
    sequence(tlv(0x82, b"localhost"), tlv(0x87, bytes([10, 0, 0, 0, 255, 0, 0, 0]))),
)
_HALF: Final = extension("2.5.29.35", sequence(tlv(0x80, bytes(20)), tlv(0x82, b"\x05")))
_MINIMUM: Final = extension(
    "2.5.29.30",
    sequence(tlv(0xA0, sequence(tlv(0x82, b"localhost"), tlv(0x80, b"\x01")))),
    critical=True,
)
_ONE: Final = "1.3.6.1.4.1.99999.5.1"
_POLICY: Final = extension("2.5.29.32", sequence(sequence(oid(_ONE))))
_ANY_POLICY: Final = extension("2.5.29.32", sequence(sequence(oid("2.5.29.32.0"))))
_DEMAND: Final = extension("2.5.29.36", sequence(tlv(0x80, b"\0")), critical=True)


def _another_algorithm(place: int) -> Callable[[], Chain]:
    """Outside of what is signed another algorithm is named than inside."""

    def chain() -> Chain:
        between = authority("Twofold", root(), _QUICK)
        chain = [leaf(Recipe(key="secp256r1"), between), between]
        inside = oid("1.2.840.10045.4.3.2") if place == 0 else oid("1.2.840.113549.1.1.11")
        outside = oid("1.2.840.10045.4.3.3") if place == 0 else oid("1.2.840.113549.1.1.12")
        before, _, after = chain[place].der.rpartition(inside)
        chain[place] = replace(chain[place], der=before + outside + after)
        return chain

    return chain


def _successor_outside_limits() -> Chain:
    """The limited issuer's new key, in its own name, which the limits do not permit."""
    limits = x509.NameConstraints([x509.DNSName("localhost")], None)
    old = authority("Heir", root(), replace(_QUICK, constraints=limits))
    listed = extension(
        "2.5.29.17", x509.SubjectAlternativeName([x509.DNSName("not.test")]).public_bytes()
    )
    recipe = replace(_QUICK, common_name="Lab Heir", key_number=71, extensions=(listed,))
    new = issue(recipe, old)
    return [leaf(None, new), new, old]


SITUATIONS: Final[tuple[Situation, ...]] = (
    situation("anchor_unknown_critical", _below("Critical Root"), _P.MALFORMED_CERT),
    situation("anchor_no_ca", _below("Common Root"), _P.WRONG_USAGE),
    situation("anchor_without_constraints", _below("Bare Root"), _P.WRONG_USAGE),
    situation("anchor_signs_lists_only", _below("Listing Root"), _P.WRONG_USAGE),
    situation("anchor_may_do_nothing", _below("Idle Root"), _P.WRONG_USAGE),
    situation("anchor_for_clients", _below("Client Root"), _P.WRONG_USAGE),
    situation(
        "listed_party_not_permitted",
        _middle("Party", _listing(_OTHER), constraints=x509.NameConstraints([_LAB], None)),
        _P.NAME_CONSTRAINT,
    ),
    situation(
        "another_party_excluded",
        _middle("Shunning", constraints=x509.NameConstraints(None, [_OTHER])),
        _P.NAME_CONSTRAINT,
    ),
    situation(
        "nameless_under_a_permitted_party",
        _middle("Namely", _NAMELESS, constraints=x509.NameConstraints([_LAB], None)),
        _P.NAME_CONSTRAINT,
    ),
    situation(
        "malformed_name_under_limits",
        _middle(
            "Strict",
            _MALFORMED,
            constraints=x509.NameConstraints(
                [x509.DNSName("localhost"), x509.DNSName("lab.test")], None
            ),
        ),
        _P.NAME_CONSTRAINT,
    ),
    situation(
        "mail_in_the_subject_excluded",
        _middle(
            "Mailless",
            Recipe(names=None, common_name="localhost", email="who@lab.test"),
            constraints=x509.NameConstraints(None, [x509.RFC822Name("lab.test")]),
        ),
        _P.NAME_CONSTRAINT,
        _P.NO_SAN,
    ),
    situation(
        "successor_outside_limits",
        serving(_successor_outside_limits),
        _P.NAME_CONSTRAINT,
        notes=(_P.ROOT_SENT,),
    ),
    situation(
        "limits_with_a_minimum", _middle("Least", extensions=(_MINIMUM,)), _P.MALFORMED_CERT
    ),
    situation(
        "network_among_the_names",
        _middle("Wide", Recipe(names=None, extensions=(_NETWORK,))),
        _P.MALFORMED_CERT,
    ),
    situation(
        "half_a_key_identifier",
        _middle("Half", Recipe(key_ids=False, extensions=(_HALF,))),
        _P.MALFORMED_CERT,
    ),
    situation(
        "key_usage_unreadable",
        _middle("Mute", Recipe(usage=None, extensions=(extension("2.5.29.15", b"\x05\0"),))),
        _P.MALFORMED_CERT,
    ),
    situation("algorithms_differ_on_leaf", serving(_another_algorithm(0)), _P.MALFORMED_CERT),
    situation("algorithms_differ_on_issuer", serving(_another_algorithm(1)), _P.MALFORMED_CERT),
    situation(
        "policy_demanded_and_there",
        _middle("Policed", Recipe(extensions=(_POLICY,)), extensions=(_POLICY, _DEMAND)),
    ),
    situation(
        "policy_demanded_and_absent",
        _middle("Demanding", extensions=(_POLICY, _DEMAND)),
        _P.WRONG_USAGE,
    ),
    situation(
        "policy_demanded_and_any",
        _middle("Content", Recipe(extensions=(_ANY_POLICY,)), extensions=(_POLICY, _DEMAND)),
    ),
)
