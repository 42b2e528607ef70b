"""Extensions and names that browsers do not take, whatever the certificate is used for."""

from collections.abc import Iterator
from typing import Final

from bot.core.browsers.extensions import (
    KEY_USAGE,
    begun_in_firefox,
    chromium_reads,
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

    Which are unknown, and which must be readable, differs between the browsers. An anchor of the
    operator's is read like any issuer, but Firefox finds it by other means than those served.
    """
    yield from _unknown(case.leaf, 0, Fault.LEAF_CRITICAL_UNKNOWN, _UNKNOWN)
    if case.leaf.repeated or case.leaf.unreadable:
        yield _bad_leaf(case.leaf)
    yield from _algorithms(case.leaf, 0)
    for index, issuer in case.issuers:
        yield from _unknown(issuer, index, Fault.ISSUER_CRITICAL_UNKNOWN, _UNKNOWN_ISSUER)
        yield from _bad_issuer(issuer, index)
        yield from _algorithms(issuer, index)
    for index, anchor in () if case.is_public else case.path_anchor:
        yield from _unknown(anchor, index, Fault.ISSUER_CRITICAL_UNKNOWN, _UNKNOWN)
        yield from _bad_issuer(anchor, index)


def _algorithms(certificate: Certificate, index: int) -> Iterator[Finding]:
    """RFC 5280 section 4.1.1.2: one algorithm for one signature."""
    if Oddity.ALGORITHMS_DIFFER in certificate.oddities:
        evidence = str(Oddity.ALGORITHMS_DIFFER)
        yield Finding(fault=Fault.ALGORITHMS_DIFFER, certificate=index, evidence=evidence)


_UNKNOWN: Final = FAULTS[Fault.LEAF_CRITICAL_UNKNOWN].firefox
_UNKNOWN_ISSUER: Final = FAULTS[Fault.ISSUER_CRITICAL_UNKNOWN].firefox


def _unknown(
    certificate: Certificate, index: int, fault: Fault, in_firefox: str
) -> Iterator[Finding]:
    if not certificate.critical:
        return
    chromium = unknown_to_chromium(certificate)
    firefox = unknown_to_firefox(certificate)
    if chromium or firefox:
        yield Finding(
            fault=fault,
            certificate=index,
            evidence=f"critical extension {', '.join(dict.fromkeys((*chromium, *firefox)))}",
            codes=(FAULTS[fault].chromium if chromium else "", in_firefox if firefox else ""),
        )


def _bad_leaf(leaf: Certificate) -> Finding:
    """Some of these stop one browser, some both, some neither."""
    mute = KEY_USAGE in leaf.unreadable
    fault = Fault.LEAF_KEY_USAGE_UNREADABLE if mute else Fault.LEAF_EXTENSION_BAD
    firefox = begun_in_firefox(leaf) or unreadable_in_firefox(leaf, leaf=True)
    chromium = FAULTS[fault].chromium if extensions_stop_chromium(leaf) else ""
    return Finding(fault=fault, certificate=0, evidence=_told(leaf), codes=(chromium, firefox))


def _bad_issuer(issuer: Certificate, index: int) -> Iterator[Finding]:
    """Chromium drops an issuer that it cannot read, Firefox one that it cannot begin to read.

    One without any usage is told of by the rule about usages.
    """
    readable = chromium_reads(issuer) or issuer.oddities == (Oddity.EMPTY_USAGE,)
    if readable and not issuer.unreadable:
        return
    firefox = unreadable_in_firefox(issuer, leaf=False)
    if begun_in_firefox(issuer):
        firefox = _UNKNOWN_ISSUER
    fault = Fault.ISSUER_EXTENSION_BAD
    yield Finding(
        fault=fault,
        certificate=index,
        evidence=_told(issuer),
        codes=("" if readable else FAULTS[fault].chromium, firefox),
    )


def _told(certificate: Certificate) -> str:
    twice = (f"extension {oid} stands twice" for oid in sorted(certificate.repeated))
    bad = (f"extension {oid} cannot be read" for oid in sorted(certificate.unreadable))
    return "; ".join((*twice, *bad, *certificate.oddities))


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
    Oddity.BAD_ADDRESS: Fault.LEAF_ADDRESS_BAD,
    Oddity.BAD_ACCESS: Fault.LEAF_ACCESS_BAD,
    Oddity.BAD_STRING: Fault.LEAF_STRING_BAD,
}
