"""A certificate's extensions to facts."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any, Final

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID as Access
from msgspec import Struct

from bot.core.facts import NameConstraints
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


def facts_in(extensions: x509.Extensions) -> dict[str, Any]:
    """The fields of `Certificate` that extensions tell, absent ones among them."""
    values: dict[type, Any] = {type(e.value): e.value for e in extensions}
    basic = values.get(x509.BasicConstraints)
    usage = values.get(x509.KeyUsage)
    extended = values.get(x509.ExtendedKeyUsage)
    names = values.get(x509.SubjectAlternativeName)
    features = values.get(x509.TLSFeature)
    return {
        "has_san": names is not None,
        "dns_names": () if names is None else tuple(names.get_values_for_type(x509.DNSName)),
        "ip_names": () if names is None else _addresses(names),
        "emails": () if names is None else tuple(names.get_values_for_type(x509.RFC822Name)),
        "other_names": frozenset(type(n).__name__ for n in names or ()) - _READ_NAMES,
        "is_ca": None if basic is None else basic.ca,
        "path_length": None if basic is None else basic.path_length,
        "key_usage": None if usage is None else _key_usage(usage),
        "extended_usage": None
        if extended is None
        else frozenset(oid.dotted_string for oid in extended),
        "critical": tuple(e.oid.dotted_string for e in extensions if e.critical),
        "constraints": _constraints(values.get(x509.NameConstraints)),
        "scts": _logs_of(values.get(x509.PrecertificateSignedCertificateTimestamps) or ()),
        "must_staple": features is not None and x509.TLSFeatureType.status_request in features,
        **_key_ids(values),
        **_urls(values),
    }


_READ_NAMES: Final = frozenset({"DNSName", "IPAddress", "RFC822Name"})


def _logs_of(timestamps: Any) -> frozenset[bytes]:  # noqa: ANN401
    return frozenset(timestamp.log_id for timestamp in timestamps)


def _key_ids(values: dict[type, Any]) -> dict[str, bytes]:
    own = values.get(x509.SubjectKeyIdentifier)
    issuers = values.get(x509.AuthorityKeyIdentifier)
    return {
        "key_id": own.digest if own else b"",
        "issuer_key_id": (issuers.key_identifier or b"") if issuers else b"",
    }


def _addresses(names: x509.SubjectAlternativeName) -> tuple[IPv4Address | IPv6Address, ...]:
    return tuple(
        ip
        for ip in names.get_values_for_type(x509.IPAddress)
        if isinstance(ip, IPv4Address | IPv6Address)
    )


def _key_usage(usage: x509.KeyUsage) -> frozenset[str]:
    return frozenset(name for flag, name in _USAGES.items() if getattr(usage, flag))


def _constraints(value: x509.NameConstraints | None) -> NameConstraints | None:
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
