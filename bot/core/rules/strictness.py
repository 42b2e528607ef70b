"""What a chain does against the letter of a standard, though no browser stops for it.

Other programs may: verifiers that keep to RFC 5280 to the letter (Python's `ssl` since 3.13 is
one), or that leave out what browsers process. For IT, and never a problem of its own.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from bot.core.browsers.extensions import (
    ALTERNATIVE_NAMES,
    BASIC_CONSTRAINTS,
    EXTENDED_USAGE,
    NAME_CONSTRAINTS,
)
from bot.core.facts import Certificate, KeyKind, Oddity
from bot.core.path import Path

_V3: Final = 3
_SMALL_RSA_BITS: Final = 2048
_FIRST_GENERALIZED: Final = 2050  # RFC 5280 section 4.1.2.5
_AUTHORITY_KEY_ID: Final = bytes.fromhex("0603551d23")  # the OID 2.5.29.35 in DER
_FALSE_WRITTEN_OUT: Final = bytes.fromhex("3003010100")
_STARRED: Final = re.compile(
    rb"\x06\x03\x55\x04[\x00-\x7f]\x13[\x00-\x7f][A-Za-z0-9 '()+,./:=?-]*\*"
)
_POLICIES: Final = frozenset({"2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.54"})


def stricter(path: Path, host: str) -> tuple[str, ...]:
    """One line for each certificate and point, leaf first, with the place in a standard.

    `host` "" where no name was asked for.
    """
    told = ["the host: an underscore (RFC 1034, 3.5)"] if "_" in host else []
    for place, certificate in enumerate(path.certificates):
        is_anchor = path.anchor is not None and place == len(path.certificates) - 1
        who = "trust anchor" if is_anchor else f"certificate {path.indexes[place]}"
        rules = _OF_EACH + (_OF_LEAVES if place == 0 else _OF_ISSUERS)
        told += [f"{who}: {point}" for rule in rules for point in rule(certificate)]
        if is_anchor and Oddity.ALGORITHMS_DIFFER in certificate.oddities:
            told.append(f"{who}: {Oddity.ALGORITHMS_DIFFER} (RFC 5280, 4.1.1.2)")
    return tuple(told)


def _frame(certificate: Certificate) -> Iterator[str]:
    if certificate.version < _V3:
        yield "version 1 (RFC 5280, 4.1.2.1)"
    if Oddity.BAD_SERIAL in certificate.oddities:
        yield f"{Oddity.BAD_SERIAL} (RFC 5280, 4.1.2.2)"
    for moment in (certificate.not_before, certificate.not_after):
        written = f"{moment:%Y%m%d%H%M%SZ}".encode()
        if moment.year < _FIRST_GENERALIZED and written in certificate.der:
            yield f"GeneralizedTime before {_FIRST_GENERALIZED} (RFC 5280, 4.1.2.5)"
            return


def _key_identifiers(certificate: Certificate) -> Iterator[str]:
    if not certificate.issuer_key_id and _AUTHORITY_KEY_ID in certificate.der:
        yield "an authority key identifier without identifier (RFC 5280, 4.2.1.1)"
    elif not certificate.issuer_key_id and not certificate.is_self_issued:
        yield "no authority key identifier (RFC 5280, 4.2.1.1)"
    if not certificate.key_id and certificate.is_ca:
        yield "no subject key identifier (RFC 5280, 4.2.1.2)"


def _strings(certificate: Certificate) -> Iterator[str]:
    if _STARRED.search(certificate.der):
        yield "an asterisk in a PrintableString (X.680, 41.4)"


def _of_leaf(leaf: Certificate) -> Iterator[str]:
    if ALTERNATIVE_NAMES in leaf.critical and leaf.subject_name:
        yield "subjectAltName critical beside a subject (Baseline Requirements, 7.1.2.7.12)"
    if EXTENDED_USAGE in leaf.critical:
        yield "extendedKeyUsage critical (Baseline Requirements, 7.1.2.7.6)"
    if "keyCertSign" in (leaf.key_usage or ()) and not leaf.is_ca:
        yield "keyCertSign though it is no CA (RFC 5280, 4.2.1.9)"
    if leaf.is_ca is False and _FALSE_WRITTEN_OUT in leaf.der:
        yield "a FALSE that is written out (X.690, 11.5)"
    if leaf.constraints is not None:
        yield "name constraints though it is no CA (RFC 5280, 4.2.1.10)"


def _of_issuer(issuer: Certificate) -> Iterator[str]:
    if issuer.is_ca and BASIC_CONSTRAINTS not in issuer.critical:
        yield "basicConstraints not critical (RFC 5280, 4.2.1.9)"
    if _POLICIES & {*issuer.critical}:
        yield "certificate policies, critical, that not all process (RFC 5280, 4.2.1.4)"
    if issuer.key.kind is KeyKind.RSA and issuer.key.bits < _SMALL_RSA_BITS:
        yield f"an RSA key of {issuer.key.bits} bits (Baseline Requirements, 6.1.5)"


def _limits_of_issuer(issuer: Certificate) -> Iterator[str]:
    limits = issuer.constraints
    if limits is None:
        return
    if NAME_CONSTRAINTS not in issuer.critical:
        yield "name constraints not critical (RFC 5280, 4.2.1.10)"
    if limits.permitted_dn or limits.excluded_dn:
        yield "limits on subjects, that not all compare (RFC 5280, 4.2.1.10)"
    if any(name.startswith(".") for name in (*limits.permitted_dns, *limits.excluded_dns)):
        yield "a name constraint that begins with a dot (RFC 5280, 4.2.1.10)"


_Rule = Callable[[Certificate], Iterator[str]]
_OF_EACH: Final[tuple[_Rule, ...]] = (_frame, _strings, _key_identifiers)
_OF_LEAVES: Final[tuple[_Rule, ...]] = (_of_leaf,)
_OF_ISSUERS: Final[tuple[_Rule, ...]] = (_of_issuer, _limits_of_issuer)
