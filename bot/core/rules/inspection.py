"""Is it the organisation's own inspection that signed in the place of the site?"""

from bot.core.facts import Certificate
from bot.core.faults import Fault
from bot.core.findings import Finding
from bot.core.issuers.known import IssuerKind, known_issuer, known_key
from bot.core.names.matching import Match
from bot.core.rules.case import Case
from bot.core.rules.identity import best_match
from bot.core.x509 import SignatureCheck


def registered_inspection(case: Case) -> Finding | None:
    """The authority on the path whose key the organisation registered.

    Every signature from the leaf up to it must verify (RFC 5280 section 6.1.3): its certificate
    is public, and lying in a list it proves nothing. An authority that is known to be bad stays
    bad, whoever registered it: its private key is in many hands.
    """
    if not _names_host(case) or _is_known_bad(case):
        return None
    for position, link in enumerate(case.path.links):
        if link is not SignatureCheck.VALID:
            return None
        authority = case.path.certificates[position + 1]
        root = case.knowledge.registry.inspection_root(authority.key.spki_sha256)
        if root is not None and authority.is_ca:
            named = f"{root.name}, " if root.name else ""
            return Finding(
                fault=Fault.ISSUER_REGISTERED,
                certificate=case.path.indexes[position],
                evidence=f"registered inspection: {named}{authority.subject}, "
                f"key SHA-256 {root.key_sha256}",
            )
    return None


def _names_host(case: Case) -> bool:
    return not case.host or best_match(case.leaf, case.host) is not Match.NONE


def _is_known_bad(case: Case) -> bool:
    known = case.knowledge.issuers()

    def is_bad(certificate: Certificate) -> bool:
        entries = (known_issuer(certificate, known), known_key(certificate, known))
        return any(entry and entry.kind is IssuerKind.KNOWN_BAD for entry in entries)

    return any(is_bad(certificate) for certificate in case.path.certificates)
