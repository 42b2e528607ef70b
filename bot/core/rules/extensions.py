"""Extensions and names that browsers do not take, whatever the certificate is used for."""

from collections.abc import Iterator
from typing import Final

from bot.core.browsers.extensions import (
    begun_in_firefox,
    extensions_stop_chromium,
    is_nameless,
    unknown_to_chromium,
    unknown_to_firefox,
    unreadable_in_firefox,
)
from bot.core.facts import Certificate, Oddity
from bot.core.faults import FAULTS, Fault
from bot.core.findings import Finding
from bot.core.rules.case import Case


def extensions(case: Case) -> Iterator[Finding]:
    """RFC 5280 section 4.2: an unknown critical extension, or one that cannot be read, refuses.

    Which are unknown, and which must be readable, differs between the browsers.
    """
    for index, certificate in ((0, case.leaf), *case.issuers):
        is_leaf = certificate is case.leaf
        yield from _unknown(certificate, index, leaf=is_leaf)
        if certificate.repeated or certificate.unreadable:
            yield _bad(certificate, index, leaf=is_leaf)


def _unknown(certificate: Certificate, index: int, *, leaf: bool) -> Iterator[Finding]:
    chromium = unknown_to_chromium(certificate)
    firefox = unknown_to_firefox(certificate)
    if chromium or firefox:
        fault = Fault.LEAF_CRITICAL_UNKNOWN if leaf else Fault.ISSUER_CRITICAL_UNKNOWN
        kind = FAULTS[fault]
        yield Finding(
            fault=fault,
            certificate=index,
            evidence=f"critical extension {', '.join(dict.fromkeys((*chromium, *firefox)))}",
            codes=(kind.chromium if chromium else "", kind.firefox if firefox else ""),
        )


def _bad(certificate: Certificate, index: int, *, leaf: bool) -> Finding:
    """Some of these stop one browser, some both, some neither."""
    fault = Fault.LEAF_EXTENSION_BAD if leaf else Fault.ISSUER_EXTENSION_BAD
    begun = begun_in_firefox(certificate)
    firefox = begun or unreadable_in_firefox(certificate, leaf=leaf)
    if begun and not leaf:
        firefox = FAULTS[Fault.ROOT_UNKNOWN].firefox  # an issuer that is not begun is not seen
    twice = (f"extension {oid} stands twice" for oid in sorted(certificate.repeated))
    bad = (f"extension {oid} cannot be read" for oid in sorted(certificate.unreadable))
    return Finding(
        fault=fault,
        certificate=index,
        evidence="; ".join((*twice, *bad)),
        codes=(
            FAULTS[fault].chromium if extensions_stop_chromium(certificate) else "",
            firefox,
        ),
    )


def names_of_parties(case: Case) -> Iterator[Finding]:
    """Names that are missing or written wrongly, though no extension is to blame.

    RFC 5280 sections 4.1.2.4, 4.1.2.6 and 4.2.1.6.
    """
    leaf = case.leaf
    for oddity in leaf.oddities:
        if oddity in _CHROMIUM_REFUSES:
            yield Finding(fault=_CHROMIUM_REFUSES[oddity], certificate=0, evidence=oddity)
    if is_nameless(leaf):
        evidence = "an empty subject, and the subjectAltName is not critical"
        yield Finding(fault=Fault.LEAF_NAMELESS, certificate=0, evidence=evidence)
    for index, certificate in ((0, leaf), *case.issuers):
        if not certificate.issuer_name:
            yield Finding(
                fault=Fault.LEAF_ISSUER_NAMELESS,
                certificate=index,
                evidence="the name of its issuer is empty",
            )


_CHROMIUM_REFUSES: Final = {
    Oddity.NON_ASCII_NAME: Fault.LEAF_NAME_NOT_ASCII,
    Oddity.EMPTY_NAMES: Fault.LEAF_NAMES_EMPTY,
}
