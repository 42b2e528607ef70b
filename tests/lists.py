"""Revocation lists, the right ones and the wrong ones (RFC 5280 section 5)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from msgspec import Struct

from tests.certificates import Certified

_HOUR = timedelta(hours=1)


class Listing(Struct, frozen=True, kw_only=True):
    """What a list says.

    Attributes:
        revoked: Certificates that stand in it.
        reason: Given with each of them; None for none.
        signer: Who signs it; None is the issuer itself.
        issuer: Whose name it bears; None is the issuer's.
        age: How long ago it was made; it is good for a week.
        scope: Arguments of IssuingDistributionPoint other than their usual values.
        extensions: Further ones, all critical.
        others: How many other certificates stand in it too.
    """

    revoked: tuple[Certified, ...] = ()
    reason: x509.ReasonFlags | None = x509.ReasonFlags.key_compromise
    signer: Certified | None = None
    issuer: x509.Name | None = None
    age: timedelta = _HOUR
    scope: dict[str, Any] | None = None
    extensions: tuple[x509.ExtensionType, ...] = ()
    others: int = 0


def crl(issuer: Certified, says: Listing) -> bytes:
    """DER of a list of the issuer's."""
    made = datetime.now(UTC) - says.age  # noqa: TID251 -- real servers go by the real clock
    builder = x509.CertificateRevocationListBuilder(
        issuer_name=says.issuer or issuer.subject,
        last_update=made,
        next_update=made + timedelta(days=7),
    )
    serials = [x509.load_der_x509_certificate(c.der).serial_number for c in says.revoked]
    for serial in (*range(1, says.others + 1), *serials):
        builder = builder.add_revoked_certificate(_entry(serial, made - 9 * _HOUR, says.reason))
    for extension in says.extensions:
        builder = builder.add_extension(extension, critical=True)
    if says.scope is not None:
        builder = builder.add_extension(scope(**says.scope), critical=True)
    key: Any = (says.signer or issuer).key
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def scope(**changed: Any) -> x509.IssuingDistributionPoint:  # noqa: ANN401 -- as the library has it
    """An issuing distribution point with everything else as usual."""
    usual: dict[str, Any] = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(**(usual | changed))


def part(url: str) -> dict[str, Any]:
    """The scope of a list that is only what is published at that address."""
    return {"full_name": [x509.UniformResourceIdentifier(url)]}


def _entry(
    serial: int, when: datetime, reason: x509.ReasonFlags | None
) -> x509.RevokedCertificate:
    builder = x509.RevokedCertificateBuilder(serial, when)
    if reason is not None:
        builder = builder.add_extension(x509.CRLReason(reason), critical=False)
    return builder.build()
