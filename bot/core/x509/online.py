"""OCSP as a question and its answer (RFC 6960), apart from how they travel."""

from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives._serialization import Encoding
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.x509 import ocsp

from bot.core.facts import Certificate, Revocation, RevocationSource, RevocationWord
from bot.core.x509.parse import UNPARSABLE
from bot.core.x509.staple import StapleStatus, answer_about

CONTENT_TYPE: Final = "application/ocsp-request"


def ocsp_question(certificate: Certificate, issuer: Certificate) -> bytes:
    """DER of a request about one certificate; b"" where none can be made.

    SHA-1 only names the issuer here: responders look answers up by it (RFC 5019 section 2.1.1).
    There is no nonce, since most answers are made in advance.
    """
    try:
        request = ocsp.OCSPRequestBuilder().add_certificate(
            x509.load_der_x509_certificate(certificate.der),
            x509.load_der_x509_certificate(issuer.der),
            SHA1(),  # noqa: S303
        )
        return request.build().public_bytes(Encoding.DER)
    except UNPARSABLE:
        return b""


def ocsp_answer(
    data: bytes, certificate: Certificate, issuer: Certificate, now: datetime
) -> Revocation:
    """What a responder says; `SILENT` where the answer proves nothing.

    `now` is only for the certificate of a delegated responder: the answer brings its own dates.
    """
    try:
        single = answer_about(ocsp.load_der_ocsp_response(data), certificate, issuer, now)
    except UNPARSABLE:
        single = StapleStatus.MALFORMED
    if isinstance(single, StapleStatus):
        return Revocation(
            certificate=certificate.sha256,
            source=RevocationSource.OCSP,
            word=RevocationWord.SILENT,
            detail=f"the answer is {single}" if single in _ADJECTIVES else str(single),
        )
    reason = single.revocation_reason
    return Revocation(
        certificate=certificate.sha256,
        source=RevocationSource.OCSP,
        word=_WORDS[single.certificate_status],
        revoked_at=single.revocation_time_utc,
        reason=reason.value if reason else "",
        this_update=single.this_update_utc,
        next_update=single.next_update_utc,
    )


_ADJECTIVES: Final = frozenset(
    {StapleStatus.MALFORMED, StapleStatus.UNSIGNED, StapleStatus.FOREIGN}
)
_WORDS: Final = {
    ocsp.OCSPCertStatus.GOOD: RevocationWord.GOOD,
    ocsp.OCSPCertStatus.REVOKED: RevocationWord.REVOKED,
    ocsp.OCSPCertStatus.UNKNOWN: RevocationWord.UNKNOWN,
}
