"""A certificate's extensions to facts."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any, Final

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID as Access
from cryptography.x509.oid import ExtensionOID
from msgspec import Struct

from bot.core.facts import NameConstraints, Oddity
from bot.core.x509.names import read_name

_USAGES: Final = {
    "digital_signature": "digitalSignature",
    "content_commitment": "nonRepudiation",
    "key_encipherment": "keyEncipherment",
    "data_encipherment": "dataEncipherment",
    "key_agreement": "keyAgreement",
    "key_cert_sign": "keyCertSign",
    "crl_sign": "cRLSign",
}


class BadExtensions(Struct, frozen=True, kw_only=True):
    """OIDs of extensions that are no good."""

    repeated: frozenset[str] = frozenset()
    unreadable: frozenset[str] = frozenset()


def facts_in(extensions: x509.Extensions, der: bytes) -> dict[str, Any]:
    """The fields of `Certificate` that extensions tell, absent ones among them."""
    values: dict[type, Any] = {type(e.value): e.value for e in extensions}
    basic = values.get(x509.BasicConstraints)
    usage = values.get(x509.KeyUsage)
    extended = values.get(x509.ExtendedKeyUsage)
    names, odd_names = _names(values.get(x509.SubjectAlternativeName))
    features = values.get(x509.TLSFeature)
    uses = None if usage is None else _key_usage(usage)
    return {
        "is_ca": None if basic is None else basic.ca,
        "path_length": None if basic is None else basic.path_length,
        "key_usage": uses,
        "extended_usage": None
        if extended is None
        else frozenset(oid.dotted_string for oid in extended),
        "critical": tuple(e.oid.dotted_string for e in extensions if e.critical),
        "constraints": _constraints(extensions, values.get(x509.NameConstraints)),
        "is_policed": _is_policed(extensions, values),
        "scts": _logs_of(values.get(x509.PrecertificateSignedCertificateTimestamps) or ()),
        "must_staple": features is not None and x509.TLSFeatureType.status_request in features,
        "unreadable": frozenset(_misread(values, der)),
        "oddities": (*odd_names, *_odd(uses, values)),
        **names,
        **_key_ids(values),
        **_urls(values),
    }


def _odd(uses: frozenset[str] | None, values: dict[type, Any]) -> Iterator[Oddity]:
    if uses is not None and not uses:
        yield Oddity.EMPTY_USAGE
    access = values.get(x509.AuthorityInformationAccess)
    if access is not None:
        places = _uris(description.access_location for description in access)
        if not len(access) or not all(map(str.isascii, places)):
            yield Oddity.BAD_ACCESS


def _names(
    names: x509.SubjectAlternativeName | None,
) -> tuple[dict[str, Any], tuple[Oddity, ...]]:
    """By their forms, all in one go: there may be thousands."""
    found: dict[type, list[Any]] = {}
    for name in names or ():
        found.setdefault(type(name), []).append(name.value)
    odd = () if found or names is None else (Oddity.EMPTY_NAMES,)
    hosts, addresses = found.pop(x509.DNSName, []), found.pop(x509.IPAddress, [])
    emails, links = found.pop(x509.RFC822Name, []), found.get(x509.UniformResourceIdentifier, ())
    if not all(map(str.isascii, (*hosts, *emails, *links))):
        odd = (*odd, Oddity.NON_ASCII_NAME)
    good = tuple(a for a in addresses if isinstance(a, IPv4Address | IPv6Address))
    if len(good) < len(addresses):
        odd = (*odd, Oddity.BAD_ADDRESS)
    return {
        "has_san": names is not None,
        "dns_names": tuple(hosts),
        "ip_names": good,
        "emails": tuple(emails),
        "directory_names": tuple(map(read_name, found.pop(x509.DirectoryName, []))),
        "other_names": frozenset(form.__name__ for form in found),
    }, odd


def _misread(values: dict[type, Any], der: bytes) -> Iterator[str]:
    """OIDs of extensions that `cryptography` reads and browsers do not.

    RFC 5280 section 4.2.1.1: issuer and serial number go together. Section 4.2.1.10: there is no
    minimum and no maximum; the library passes over them, so that it would write other bytes.
    Section 4.2.1.4: at least one policy, and none twice.
    """
    key_id = values.get(x509.AuthorityKeyIdentifier)
    if key_id is not None and (key_id.authority_cert_issuer is None) != (
        key_id.authority_cert_serial_number is None
    ):
        yield key_id.oid.dotted_string
    policies = values.get(x509.CertificatePolicies)
    if policies is not None and not 0 < len({p.policy_identifier for p in policies}) == len(
        policies
    ):
        yield policies.oid.dotted_string
    limits = values.get(x509.NameConstraints)
    if limits is not None and limits.public_bytes() not in der:
        yield limits.oid.dotted_string


def _is_policed(extensions: x509.Extensions, values: dict[type, Any]) -> bool:
    """Mappings have no type of their own in the library."""
    constraints = values.get(x509.PolicyConstraints)
    if constraints is not None and constraints.require_explicit_policy is not None:
        return True
    unknown = x509.UnrecognizedExtension in values
    return unknown and any(e.oid == ExtensionOID.POLICY_MAPPINGS for e in extensions)


def _logs_of(timestamps: Any) -> frozenset[bytes]:  # noqa: ANN401
    return frozenset(timestamp.log_id for timestamp in timestamps)


def _key_ids(values: dict[type, Any]) -> dict[str, bytes]:
    own = values.get(x509.SubjectKeyIdentifier)
    issuers = values.get(x509.AuthorityKeyIdentifier)
    return {
        "key_id": own.digest if own else b"",
        "issuer_key_id": (issuers.key_identifier or b"") if issuers else b"",
    }


def _key_usage(usage: x509.KeyUsage) -> frozenset[str]:
    return frozenset(name for flag, name in _USAGES.items() if getattr(usage, flag))


def _constraints(
    extensions: x509.Extensions, value: x509.NameConstraints | None
) -> NameConstraints | None:
    if value is None:
        return None
    permitted, excluded = value.permitted_subtrees or (), value.excluded_subtrees or ()
    known = (x509.DNSName, x509.IPAddress, x509.RFC822Name, x509.DirectoryName)
    others = [type(n).__name__ for n in (*permitted, *excluded) if not isinstance(n, known)]
    return NameConstraints(
        permitted_dns=tuple(n.value for n in permitted if isinstance(n, x509.DNSName)),
        excluded_dns=tuple(n.value for n in excluded if isinstance(n, x509.DNSName)),
        permitted_ip=_networks(permitted),
        excluded_ip=_networks(excluded),
        permitted_email=tuple(n.value for n in permitted if isinstance(n, x509.RFC822Name)),
        excluded_email=tuple(n.value for n in excluded if isinstance(n, x509.RFC822Name)),
        permitted_dn=tuple(
            read_name(n.value) for n in permitted if isinstance(n, x509.DirectoryName)
        ),
        excluded_dn=tuple(
            read_name(n.value) for n in excluded if isinstance(n, x509.DirectoryName)
        ),
        other_forms=tuple(sorted(set(others))),
        is_critical=any(e.critical for e in extensions if e.value is value),
    )


def _networks(subtrees: Any) -> tuple[IPv4Network | IPv6Network, ...]:  # noqa: ANN401
    values = (n.value for n in subtrees if isinstance(n, x509.IPAddress))
    return tuple(v for v in values if isinstance(v, IPv4Network | IPv6Network))


def _urls(values: dict[type, Any]) -> dict[str, tuple[str, ...]]:
    access = values.get(x509.AuthorityInformationAccess) or ()
    points = values.get(x509.CRLDistributionPoints) or ()
    located = [(d.access_method, d.access_location) for d in access]
    crls = (name for point in points for name in point.full_name or ())
    return {
        "issuer_urls": tuple(_uris(n for m, n in located if m == Access.CA_ISSUERS)),
        "ocsp_urls": tuple(_uris(n for m, n in located if m == Access.OCSP)),
        "crl_urls": tuple(_uris(crls)),
    }


def _uris(names: Any) -> list[str]:  # noqa: ANN401
    return [n.value for n in names if isinstance(n, x509.UniformResourceIdentifier)]
