"""Cases: extensions that must or must not be there, critical or not, readable or not."""

from typing import Final

from cryptography import x509
from msgspec.structs import replace

from bot.core.vocabulary import Problem
from tests.certificates import extension
from tests.der import NULL, bits, integer, octets, oid, sequence, tlv
from tests.validation.lab import (
    HOST,
    UNKNOWN_OID,
    Given,
    Make,
    anchor,
    ca,
    case,
    ee,
    leaf,
    middle,
    names,
    root,
    san,
    through,
    under,
)

_P: Final = Problem
_BAD: Final = Problem.MALFORMED_CERT
_STRANGE: Final = extension(UNKNOWN_OID, b"", critical=True)
_ONE: Final = oid("1.3.6.1.4.1.99999.5.1")
_STRANGE_KIND: Final = sequence(sequence(oid("1.3.6.1.4.1.99999.6"), NULL))
_KEY: Final = bytes(range(20))
_PLACE: Final = sequence(sequence(oid("1.3.6.1.5.5.7.48.2"), tlv(0x82, b"lab.test")))
_ISSUER: Final = tlv(0xA1, tlv(0xA4, x509.Name.from_rfc4514_string("CN=Elsewhere").public_bytes()))
_SERIAL: Final = tlv(0x82, b"\x04\xd2")
_SHA256, _SHA384 = oid("1.2.840.10045.4.3.2"), oid("1.2.840.10045.4.3.3")


def _basic(*, is_ca: bool = True) -> bytes:
    value = sequence(tlv(0x01, b"\xff") if is_ca else b"")
    return extension("2.5.29.19", value)


def _names(further: bytes) -> bytes:
    return extension("2.5.29.17", sequence(tlv(0x82, HOST.encode()), further))


def _subject(kind: int, text: bytes) -> bytes:
    """A common name in this kind of string: 0x13 Printable, 0x14 Teletex, 0x16 IA5."""
    return sequence(tlv(0x31, sequence(oid("2.5.4.3"), tlv(kind, text))))


def _policies(*policies: bytes, critical: bool = False) -> bytes:
    value = sequence(*(sequence(policy) for policy in policies))
    return extension("2.5.29.32", value, critical=critical)


def _own(*, critical: bool = False) -> bytes:
    return extension("2.5.29.14", octets(_KEY), critical=critical)


def _issuers(value: bytes, *further: bytes, critical: bool = False) -> bytes:
    first = tlv(0x80, value) if value else b""
    return extension("2.5.29.35", sequence(first, *further), critical=critical)


def _ids(*extensions: bytes) -> Make:
    return anchor(key_ids=False, extensions=(_own(), *extensions))


def _nameless_issuer() -> Given:
    top = root()
    return Given(chain=[ee(replace(top, subject=x509.Name([])))], anchors=[top])


def _access(value: bytes, *, critical: bool = False) -> bytes:
    return extension("1.3.6.1.5.5.7.1.1", value, critical=critical)


def _algorithms(*, of_leaf: bool) -> Make:
    """The algorithm outside of what is signed is another than inside."""

    def make() -> Given:
        top = root()
        given = through(top, ca("Middle", top))
        chain = list(given.chain)
        place = 0 if of_leaf else 1
        before, _, after = chain[place].der.rpartition(_SHA256)
        chain[place] = replace(chain[place], der=before + _SHA384 + after)
        return replace(given, chain=chain)

    return make


def _own_id_only() -> Given:
    """The intermediate has an identifier, and none of its issuer's."""
    top = root()
    between = ca("Middle", top, key_ids=False, extensions=(_own(),))
    return through(top, between, key_ids=False, extensions=(_own(), _issuers(_KEY)))


def _twofold_anchor() -> Given:
    given = under(root())
    before, _, after = given.anchors[0].der.rpartition(_SHA256)
    return replace(given, anchors=[replace(given.anchors[0], der=before + _SHA384 + after)])


def _other_issuer_of_the_anchor() -> Given:
    top = root()
    return under(ca("Middle", top, key_ids=False, extensions=(_own(),)))


CASES: Final = (
    case("plain", leaf()),
    case("plain_intermediate", middle()),
    case("unknown_critical_on_leaf", leaf(extensions=(_STRANGE,)), _BAD),
    case("unknown_critical_on_intermediate", middle(extensions=(_STRANGE,)), _BAD),
    case("unknown_critical_on_anchor", anchor(extensions=(_STRANGE,)), _BAD),
    case("unknown_on_leaf", leaf(extensions=(extension(UNKNOWN_OID, b""),))),
    case("names_twice", leaf(extensions=(names(HOST),)), _BAD),
    case("algorithms_differ_on_leaf", _algorithms(of_leaf=True), _BAD),
    case("algorithms_differ_on_intermediate", _algorithms(of_leaf=False), _BAD),
    case("algorithms_differ_on_anchor", _twofold_anchor, why="anchor-signature"),
    case("issuer_name_empty", _nameless_issuer, _P.UNTRUSTED_ROOT, _BAD),
    case("anchor_name_empty", lambda: under(ca("")), _BAD),
    # Criticality.
    case(
        "intermediate_constraints_not_critical",
        middle(ca=None, extensions=(_basic(),)),
        why="criticality",
    ),
    case(
        "anchor_constraints_not_critical",
        anchor(ca=None, extensions=(_basic(),)),
        why="criticality",
    ),
    case(
        "names_critical_beside_a_subject",
        leaf(names=None, extensions=(san(x509.DNSName(HOST), critical=True),)),
        why="criticality",
    ),
    case(
        "extended_usage_critical",
        leaf(
            extended_usage=None,
            extensions=(
                extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.1")), critical=True),
            ),
        ),
        why="criticality",
    ),
    case("subject_empty", leaf(common_name=""), _BAD),
    case(
        "subject_empty_and_names_critical",
        leaf(
            common_name="",
            names=None,
            extensions=(san(x509.DNSName(HOST), critical=True),),
        ),
    ),
    # Where the issuer is to be had.
    case("place_of_issuer", leaf(extensions=(_access(_PLACE),))),
    case("place_of_issuer_critical", leaf(extensions=(_access(_PLACE, critical=True),)), _BAD),
    case("place_of_issuer_unreadable", leaf(extensions=(_access(b"rubbish"),)), _BAD),
    # What the library and browsers read differently.
    case(
        "no_ca_written_out",
        leaf(ca=None, extensions=(extension("2.5.29.19", sequence(tlv(0x01, b"\0"))),)),
        why="default-written-out",
    ),
    case("policies_none", leaf(extensions=(_policies(),)), _BAD, why="policy-list"),
    case("policies_twice", leaf(extensions=(_policies(_ONE, _ONE),)), _BAD, why="policy-list"),
    case("policy_of_a_strange_kind", leaf(extensions=(_policies(_ONE + _STRANGE_KIND),))),
    case(
        "policy_of_a_strange_kind_critical",
        leaf(extensions=(_policies(_ONE + _STRANGE_KIND, critical=True),)),
        _BAD,
    ),
    case(
        "timestamps_unreadable",
        leaf(extensions=(extension("1.3.6.1.4.1.11129.2.4.2", b"rubbish"),)),
        _BAD,
        why="timestamps",
    ),
    case("name_of_a_strange_form_beside", leaf(names=None, extensions=(_names(tlv(0xA3)),))),
    case(
        "link_not_ascii_beside",
        leaf(names=None, extensions=(_names(tlv(0x86, "http://ü".encode())),)),
        _BAD,
        why="not-ascii",
    ),
    case(
        "key_usage_decipher_only",
        leaf(usage=None, extensions=(extension("2.5.29.15", bits(b"\x80\x80", 7)),)),
    ),
    case("place_of_issuer_none", leaf(extensions=(_access(sequence()),)), _BAD, why="not-ascii"),
    case(
        "feature_unknown",
        leaf(extensions=(extension("1.3.6.1.5.5.7.1.24", sequence(integer(99))),)),
        _BAD,
        why="tls-feature",
    ),
    case("subject_in_latin_1", leaf(subject=_subject(0x14, "Köln".encode("latin-1")))),
    case("subject_with_an_asterisk", leaf(subject=_subject(0x13, b"*.lab.test")), why="asterisk"),
    case("subject_with_an_ampersand", leaf(subject=_subject(0x13, b"AT&T")), _BAD),
    case(
        "subject_with_mail_not_ascii",
        leaf(subject=_subject(0x16, b"\xe4@lab.test")),
        _BAD,
        why="not-ascii",
    ),
    # Key identifiers.
    case("anchor_issuer_id_absent", _ids()),
    case("anchor_issuer_id_critical", _ids(_issuers(_KEY, critical=True)), _BAD),
    case("anchor_issuer_id_without_id", _ids(_issuers(b"")), why="key-identifiers"),
    case("anchor_issuer_id_and_name", _ids(_issuers(_KEY, _ISSUER)), _BAD, why="half-identifier"),
    case(
        "anchor_issuer_id_and_serial", _ids(_issuers(_KEY, _SERIAL)), _BAD, why="half-identifier"
    ),
    case("anchor_issuer_id_and_both", _ids(_issuers(_KEY, _ISSUER, _SERIAL))),
    case("anchor_issuer_id_of_another", _ids(_issuers(_KEY[::-1]))),
    case(
        "anchor_id_critical",
        anchor(key_ids=False, extensions=(_own(critical=True),)),
        _BAD,
    ),
    case("anchor_id_absent", anchor(key_ids=False)),
    case("intermediate_ids_absent", middle(key_ids=False)),
    case("intermediate_issuer_id_absent", _own_id_only),
    case("leaf_ids_absent", leaf(key_ids=False), why="key-identifiers"),
    case("leaf_issuer_id_of_another", leaf(key_ids=False, extensions=(_own(), _issuers(_KEY)))),
    case("anchor_with_another_issuer_and_no_id", _other_issuer_of_the_anchor),
    # Serial numbers and versions.
    case("serial_of_22_octets", leaf(serial=(1 << 170) + 1), why="serial-number"),
    case("serial_zero", leaf(serial=0)),
    case("serial_negative", leaf(serial=-5), why="serial-number"),
    case("version_1", leaf(version=1), _P.NO_SAN),
    case("version_1_intermediate", middle(version=1), _P.WRONG_USAGE),
    case("version_1_anchor", anchor(version=1), why="version-1-anchor"),
    case(
        "serial_of_the_leaf_is_an_algorithm",
        leaf(serial=int.from_bytes(integer(5) + _SHA384, "big")),
    ),
)
