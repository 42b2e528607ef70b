"""Who stands behind the leaf, and how the list was served."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from bot.core.browsers.firefox import MAX_AUTHORITIES
from bot.core.facts import Certificate, Oddity, Served, Unreadable, attribute
from bot.core.facts.identifiers import ORGANISATION
from bot.core.faults import Fault
from bot.core.findings import Finding
from bot.core.issuers.distrust import distrusted
from bot.core.issuers.known import IssuerKind, KnownIssuer, known_authority, known_issuer
from bot.core.path import MAX_CHECKS, MAX_DEPTH, MAX_PATHS, Path
from bot.core.rules.case import Case
from bot.core.rules.inspection import registered_inspection
from bot.core.x509 import SignatureCheck, check_signature, is_self_signed, names_agree

_NO_INTERCEPTORS: Final = frozenset({IssuerKind.PLACEHOLDER, IssuerKind.STATE})


def trust(case: Case) -> Iterator[Finding]:
    """Why the path does not end in a trust anchor, if it does not (RFC 5280 section 6.1).

    A known product re-signs what passes through it, told by its key or else by its name. Where an
    issuer is missing, whoever serves others that lead to a trust anchor forgot one; failing that,
    so most likely did an organisation that owns an anchor, though anybody could write its name.
    Nothing is said where the missing issuer may be the one that cannot be read.
    """
    yield from _fetched(case)
    if case.anchor is not None or may_be_unreadable(case.path, case.chain):
        return
    if is_self_signed(case.leaf):
        yield _self_signed(case)
        return
    inspection = registered_inspection(case)
    if inspection is not None:
        yield inspection
        return
    top, index = _last_vouched_for(case), _last_served(case)
    interceptor = known_authority(case.path.certificates, case.knowledge.issuers())
    lost = distrusted(top, case.leaf.not_before, case.knowledge.distrusts())
    if interceptor is not None and interceptor.kind not in _NO_INTERCEPTORS:
        fault, why = Fault.ISSUER_INTERCEPTS, _recognised(case, interceptor)
    elif lost is not None:
        fault, why = Fault.ISSUER_DISTRUSTED, f"no longer trusted by {', '.join(lost.by)}"
    elif not top.is_self_issued and (_serves_trusted(case) or _owns_anchor(top, case)):
        fault, why = Fault.ISSUER_MISSING, "the issuer was not served"
    else:
        fault, why = Fault.ROOT_UNKNOWN, "no trust anchor"
    yield Finding(
        fault=fault,
        certificate=index,
        evidence=f"{why}: {top.issuer}" + (_CUT if case.path.is_cut else ""),
    )


_CUT: Final = (
    f" (given up after {MAX_DEPTH} certificates in a row, {MAX_PATHS} paths or {MAX_CHECKS} "
    "signature checks)"
)


def may_be_unreadable(path: Path, chain: Sequence[Served]) -> bool:
    """The path ends before a root, and something in the list cannot be read."""
    missing = path.anchor is None and not path.top.is_self_issued
    return missing and any(isinstance(c, Unreadable) for c in chain)


def _fetched(case: Case) -> Iterator[Finding]:
    """Only the anchor may be left out (RFC 8446 section 4.4.2), but Chromium helps itself."""
    absent = [c for index, c in case.issuers if index < 0]
    if case.anchor is not None and absent:
        evidence = f"not served, found by AIA: {', '.join(c.subject for c in absent)}"
        yield Finding(
            fault=Fault.ISSUER_FETCHED, certificate=_last_served(case), evidence=evidence
        )


def _last_served(case: Case) -> int:
    """Index of the certificate on the path below the first one that was not served."""
    pairs = pairwise((*case.path.indexes, -1))
    return next(index for index, above in pairs if above < 0)


def _self_signed(case: Case) -> Finding:
    sample = known_issuer(case.leaf, case.knowledge.issuers())
    return Finding(
        fault=Fault.LEAF_SELF_SIGNED,
        certificate=0,
        evidence=f"subject and issuer: {case.leaf.subject}",
        variant="placeholder" if sample and sample.kind is IssuerKind.PLACEHOLDER else "",
    )


def _last_vouched_for(case: Case) -> Certificate:
    """A namesake that did not sign is not the issuer, which is missing then; a root is seen."""
    if case.path.top.is_self_issued:
        return case.path.top
    for child, check in zip(case.path.certificates, case.path.links, strict=False):
        if check is SignatureCheck.BROKEN:
            return child
    return case.path.top


def _recognised(case: Case, known: KnownIssuer) -> str:
    proven = any(c.key.spki_sha256 in known.key_sha256 for c in case.path.certificates)
    return f"the key of {known.product}" if proven else f"issuer calls itself {known.product}"


def _serves_trusted(case: Case) -> bool:
    """Something in the list, if not the leaf, is a trust anchor or was issued by one."""
    store = case.knowledge.store
    others = [c for c in case.chain[1:] if isinstance(c, Certificate) and c != case.leaf]
    return any(
        store.anchor(other) is not None
        or any(
            check_signature(other, anchor.certificate) is SignatureCheck.VALID
            for anchor in store.named(other.issuer_name)
        )
        for other in others[:MAX_DEPTH]
    )


def _owns_anchor(top: Certificate, case: Case) -> bool:
    owners = attribute(top.issuer_name, ORGANISATION)
    return any(o in case.knowledge.store.organisations for o in owners)


def signatures(case: Case) -> Iterator[Finding]:
    """A signature that is not the issuer's, or that nobody can verify, vouches for nothing.

    Told of known issuers only: under an unknown one there is nobody whose word was falsified.
    Where two algorithms are named nobody begins to verify, which is told elsewhere.
    """
    for position, check in enumerate(case.path.links if case.anchor else ()):
        signed = case.path.certificates[position]
        if check is not SignatureCheck.VALID and Oddity.ALGORITHMS_DIFFER not in signed.oddities:
            yield Finding(
                fault=Fault.ISSUER_SIGNATURE_BROKEN if position else Fault.LEAF_SIGNATURE_BROKEN,
                certificate=case.path.indexes[position],
                evidence=f"not signed by the key of {signed.issuer}",
            )


def names(case: Case) -> Iterator[Finding]:
    """RFC 5280 section 7.1 lets names differ in case and string type; mozilla::pkix does not."""
    for position, (child, issuer) in enumerate(pairwise(case.path.certificates)):
        if not names_agree(child, issuer):
            yield Finding(
                fault=Fault.ISSUER_NAME_WRITTEN_OTHERWISE,
                certificate=case.path.indexes[position],
                evidence=f"names its issuer {child.issuer}, which calls itself {issuer.subject}",
            )


def length(case: Case) -> Iterator[Finding]:
    """Firefox follows six authorities from the leaf to the anchor, Chromium more than twice that.

    Of longer chains mozilla::pkix says the same as of unknown issuers.
    """
    between = len(case.issuers)
    if case.anchor is not None and between > MAX_AUTHORITIES:
        evidence = f"{between} intermediates between the leaf and the trust anchor"
        yield Finding(fault=Fault.PATH_TOO_LONG, certificate=0, evidence=evidence)


def distrust(case: Case) -> Iterator[Finding]:
    """A browser has withdrawn its trust from a public anchor, from some issue date on.

    Chrome Root Program and Mozilla decide for their own lists; an operator's stay trusted.
    """
    if not case.is_public:
        return
    top = case.path.top
    lost = distrusted(top, case.leaf.not_before, case.knowledge.distrusts())
    if lost is not None:
        yield Finding(
            fault=Fault.ISSUER_DISTRUSTED,
            certificate=case.path.indexes[-1],
            evidence=f"{top.subject} is no longer trusted by {', '.join(lost.by)}",
        )


def served_list(case: Case) -> Iterator[Finding]:
    """Order, surplus and roots: browsers do not mind (RFC 8446 section 4.4.2), IT may."""
    used = [i for i in case.path.indexes if i >= 0]
    if used != sorted(used):
        yield Finding(fault=Fault.CHAIN_ORDER, evidence=f"path uses certificates {used}")
    readable = [i for i, c in enumerate(case.chain) if isinstance(c, Certificate)]
    surplus = [i for i in readable if i not in used]
    if surplus:
        yield Finding(
            fault=Fault.CHAIN_EXTRA, certificate=surplus[0], evidence=f"not needed: {surplus}"
        )
    for index, certificate in enumerate(case.chain[1:], 1):
        if isinstance(certificate, Certificate) and certificate.is_self_issued:
            yield Finding(
                fault=Fault.ROOT_SENT, certificate=index, evidence=f"{certificate.subject}"
            )
            return


def serials(case: Case) -> Iterator[Finding]:
    """RFC 5280 section 4.1.2.2: a positive integer of at most 20 octets."""
    for index, certificate in ((0, case.leaf), *case.issuers):
        if Oddity.BAD_SERIAL in certificate.oddities:
            evidence = f"serial number {certificate.serial:x}"
            yield Finding(fault=Fault.BAD_SERIAL, certificate=index, evidence=evidence)
