"""Certificate revocation lists: which certificates they speak for, and what they say.

RFC 5280 section 6.3.3. Lists of other issuers, delta lists and lists with critical extensions
that we do not know are not used: they can be read, but prove nothing about a certificate of ours.
"""

from datetime import datetime
from functools import partial
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from msgspec import Struct

from bot.core.facts import Certificate, Revocation, RevocationSource, RevocationWord
from bot.core.x509.names import read_name
from bot.core.x509.parse import UNPARSABLE
from bot.core.x509.signatures import MAX_KEY_BITS, verify

_PEM: Final = b"-----BEGIN"
_KNOWN: Final[frozenset[type]] = frozenset(
    {x509.AuthorityKeyIdentifier, x509.CRLNumber, x509.IssuingDistributionPoint}
)
"""Extensions that may be critical (section 5.2): a list of changes only always says so there."""


class RevocationList(Struct, frozen=True, kw_only=True):
    """A list that its issuer's key signed.

    Attributes:
        size_bytes: What remembering it costs.
        scope: The issuing distribution point; None where it speaks for all of its issuer's.
    """

    size_bytes: int
    this_update: datetime
    next_update: datetime | None
    scope: x509.IssuingDistributionPoint | None
    _parsed: x509.CertificateRevocationList

    def says(self, certificate: Certificate) -> Revocation:
        """What it says of a certificate of its issuer; `SILENT` where it does not speak for it."""
        word = partial(
            Revocation,
            certificate=certificate.sha256,
            source=RevocationSource.CRL,
            this_update=self.this_update,
            next_update=self.next_update,
        )
        outside = _outside(self.scope, certificate) if self.scope else ""
        if outside:
            return word(word=RevocationWord.SILENT, detail=outside)
        entry = self._parsed.get_revoked_certificate_by_serial_number(certificate.serial)
        if entry is not None:
            return word(
                word=RevocationWord.REVOKED,
                revoked_at=entry.revocation_date_utc,
                reason=_reason(entry),
            )
        if self.scope and self.scope.only_some_reasons:
            return word(word=RevocationWord.SILENT, detail="the list covers some reasons only")
        return word(word=RevocationWord.GOOD)


def read_crl(data: bytes, issuer: Certificate) -> RevocationList | str:
    """Reads a list in DER or PEM; a text where it cannot be used, saying why.

    Freshness is not judged here: the list brings its own dates.
    """
    try:
        pem = data.lstrip().startswith(_PEM)
        parsed = x509.load_pem_x509_crl(data) if pem else x509.load_der_x509_crl(data)
        return _why_not(parsed, issuer) or _list(parsed, len(data))
    except (InvalidSignature, *UNPARSABLE, x509.DuplicateExtension) as error:
        signature = isinstance(error, InvalidSignature)
        return "the list is not signed by the issuer" if signature else "the list is unreadable"


def _list(parsed: x509.CertificateRevocationList, size: int) -> RevocationList:
    scopes = [e.value for e in parsed.extensions]
    return RevocationList(
        size_bytes=size,
        this_update=parsed.last_update_utc,
        next_update=parsed.next_update_utc,
        scope=next((s for s in scopes if isinstance(s, x509.IssuingDistributionPoint)), None),
        _parsed=parsed,
    )


def _why_not(parsed: x509.CertificateRevocationList, issuer: Certificate) -> str:
    """Raises `InvalidSignature` where the issuer's key did not sign."""
    if read_name(parsed.issuer) != issuer.subject_name:
        return "the list is another issuer's"
    if issuer.key_usage is not None and "cRLSign" not in issuer.key_usage:
        return "the issuer may not sign lists"
    if issuer.key.bits > MAX_KEY_BITS:
        return "the issuer's key is too large to check with"
    kinds = [type(e.value) for e in parsed.extensions if e.critical]
    if not set(kinds) <= _KNOWN:
        delta = x509.DeltaCRLIndicator in kinds
        return "the list holds changes only" if delta else "the list has an unknown extension"
    verify(
        x509.load_der_x509_certificate(issuer.der).public_key(),
        parsed.signature,
        parsed.tbs_certlist_bytes,
        parsed.signature_hash_algorithm,
        parsed.signature_algorithm_parameters,
    )
    return ""


def _outside(scope: x509.IssuingDistributionPoint, certificate: Certificate) -> str:
    """RFC 5280 section 6.3.3 (b) (2): why the list does not speak for this certificate."""
    is_ca = bool(certificate.is_ca)
    if scope.indirect_crl:
        return "the list is indirect"
    if scope.only_contains_attribute_certs:
        return "the list is for attribute certificates"
    if scope.only_contains_user_certs if is_ca else scope.only_contains_ca_certs:
        return "the list is for issuers only" if not is_ca else "the list is for leaves only"
    named = [n.value for n in scope.full_name or () if isinstance(n, _URI)]
    if scope.relative_name or (scope.full_name and not set(named) & set(certificate.crl_urls)):
        return "the list is another part of the issuer's lists"
    return ""


_URI: Final = x509.UniformResourceIdentifier


def _reason(entry: x509.RevokedCertificate) -> str:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, *UNPARSABLE):
        return ""
