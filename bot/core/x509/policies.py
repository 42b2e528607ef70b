"""What a certificate says of policies (RFC 5280, 4.2.1.4, 4.2.1.5, 4.2.1.11 and 4.2.1.14).

Read apart from everything else, and imported only when needed: few certificates ask for it.
"""

from typing import Final

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.x509.oid import ExtensionOID
from msgspec import Struct

from bot.core.facts import Certificate
from bot.core.x509.der import SEQUENCE, encoded
from bot.core.x509.parse import UNPARSABLE, load

ANY_POLICY: Final = "2.5.29.32.0"


class Policies(Struct, frozen=True, kw_only=True):
    """The policies of one certificate.

    Attributes:
        policies: OIDs; None where the extension is absent.
        mappings: An issuer's policy and what it is called below.
        require_explicit, inhibit_mapping, inhibit_any: After how many certificates; None: never.
    """

    policies: frozenset[str] | None = None
    mappings: tuple[tuple[str, str], ...] = ()
    require_explicit: int | None = None
    inhibit_mapping: int | None = None
    inhibit_any: int | None = None


@asn1.sequence
class _Mapping:
    issuers: x509.ObjectIdentifier
    subjects: x509.ObjectIdentifier


@asn1.sequence
class _Mappings:
    listed: list[_Mapping]


def read_policies(certificate: Certificate) -> Policies:
    """Whatever can be read; nothing where the extensions cannot."""
    try:
        extensions = load(certificate.der).extensions
        values = {extension.oid: extension.value for extension in extensions}
        policies = values.get(ExtensionOID.CERTIFICATE_POLICIES)
        mappings = values.get(ExtensionOID.POLICY_MAPPINGS)
        return Policies(
            policies=_oids(policies) if isinstance(policies, x509.CertificatePolicies) else None,
            mappings=_mapped(mappings) if isinstance(mappings, _Unknown) else (),
            **_limits(values.get(ExtensionOID.POLICY_CONSTRAINTS)),
            inhibit_any=_skipped(values.get(ExtensionOID.INHIBIT_ANY_POLICY)),
        )
    except (x509.DuplicateExtension, *UNPARSABLE):
        return Policies()


_Unknown = x509.UnrecognizedExtension


def _oids(policies: x509.CertificatePolicies) -> frozenset[str]:
    return frozenset(policy.policy_identifier.dotted_string for policy in policies)


def _mapped(mappings: x509.UnrecognizedExtension) -> tuple[tuple[str, str], ...]:
    wrapped = encoded(SEQUENCE, mappings.value)  # the decoder takes a list only as a field
    listed = asn1.decode_der(_Mappings, wrapped).listed
    return tuple((m.issuers.dotted_string, m.subjects.dotted_string) for m in listed)


def _limits(constraints: x509.ExtensionType | None) -> dict[str, int | None]:
    if not isinstance(constraints, x509.PolicyConstraints):
        return {}
    return {
        "require_explicit": constraints.require_explicit_policy,
        "inhibit_mapping": constraints.inhibit_policy_mapping,
    }


def _skipped(inhibits: x509.ExtensionType | None) -> int | None:
    return inhibits.skip_certs if isinstance(inhibits, x509.InhibitAnyPolicy) else None
