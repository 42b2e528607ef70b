"""What the answer to `GET /` adds to what the certificates say."""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

from msgspec import Struct

from bot.core.diagnosis.judge import Judged
from bot.core.facts import Certificate, Observation, Page, PageSign, Redirect, leaf_of
from bot.core.faults import Fault
from bot.core.findings import Finding
from bot.core.knowledge import Knowledge
from bot.core.names.gateways import GatewayKind
from bot.core.names.internal import is_internal_name
from bot.core.names.matching import is_ip, share_registrable_domain

_REFUSALS: Final = frozenset({400, 401, 403})
_CERTIFICATE_STATUSES: Final = frozenset({495, 496})  # nginx's own numbers
_LOGIN_NEEDED: Final = 511  # RFC 6585 section 6: Network Authentication Required
_UNFIT: Final = frozenset(
    {Fault.NAME_OTHER, Fault.LEAF_SELF_SIGNED, Fault.ROOT_UNKNOWN, Fault.ISSUER_MISSING}
)
"""Faults that a network's box has, for it cannot have the site's own certificate.

What is made to sit in between (`interception`) stays that, whatever page it serves.
"""


def page_findings(
    observation: Observation, judged: Judged, knowledge: Knowledge
) -> Iterator[Finding]:
    """Of a site whose certificates were judged so."""
    page = observation.page
    met = _Met(observation=observation, judged=judged, knowledge=knowledge)
    evidence = next(_portal_reasons(met), "")
    if evidence:
        yield Finding(fault=Fault.PORTAL, evidence=evidence)
    if page is None:
        return
    if _refuses_without_certificate(page):
        told = f"the handshake is completed, then status {page.status}: {_WANTED}"
        yield Finding(fault=Fault.CLIENT_CERTIFICATE_REQUIRED_BY_PAGE, evidence=told)
    if page.hsts:
        told = "the site tells browsers never to make an exception (RFC 6797)"
        yield Finding(fault=Fault.HSTS, evidence=told)


_WANTED: Final = PageSign.WANTS_CERTIFICATE.value


def _refuses_without_certificate(page: Page) -> bool:
    """A page that speaks of certificates and is given out is about them; a refusal wants one."""
    if page.status in _CERTIFICATE_STATUSES:
        return True
    return page.status in _REFUSALS and PageSign.WANTS_CERTIFICATE in page.signs


class _Met(Struct, frozen=True, kw_only=True):
    """What was met at the place where the site should be."""

    observation: Observation
    judged: Judged
    knowledge: Knowledge

    @property
    def host(self) -> str:
        return self.observation.target.host

    @property
    def leaf(self) -> Certificate | None:
        return leaf_of(self.judged.chain)

    @property
    def faults(self) -> frozenset[Fault]:
        return frozenset(f.fault for f in self.judged.findings)

    @property
    def is_misnamed(self) -> bool:
        return Fault.NAME_OTHER in self.faults


def _portal_reasons(met: _Met) -> Iterator[str]:
    """Why this is a network's sign-in page and not the site, in evidence.

    An ordinary site sends its visitors to sign in elsewhere too: only behind a certificate that
    does not fit can a redirect say anything.
    """
    page, leaf = met.observation.page, met.leaf
    if page is not None and page.status == _LOGIN_NEEDED:
        yield f"status {_LOGIN_NEEDED}, a network's demand to sign in (RFC 6585 section 6)"
    if leaf is None or not met.faults & _UNFIT:
        return
    gateways = met.knowledge.gateways()
    named = next(filter(gateways.is_known_portal, _names(leaf)), "")
    if named and met.is_misnamed:
        yield f"the certificate is for {named}, a known sign-in page"
    if page is not None and PageSign.NETWORK in page.signs:
        yield f"the certificate does not fit, and the answer has {PageSign.NETWORK}"
    if page is not None and page.redirect is not None and not _is_own(page.redirect, met):
        place = _place(page.redirect, page.signs, met, leaf)
        if place:
            yield f"the certificate does not fit, and the answer leads to {place}"


def _place(redirect: Redirect, signs: frozenset[PageSign], met: _Met, leaf: Certificate) -> str:
    """To which place of a network it leads; "" where it may be anybody's."""
    gateways = met.knowledge.gateways()
    if gateways.is_known_portal(redirect.host):
        return f"{redirect.host}, a known sign-in page"
    if _is_private(redirect.host) and not _is_internal(met.host):
        return f"{redirect.host}, a private address"
    is_portal = gateways.kind_of(redirect.host) is GatewayKind.PORTAL
    is_boxes = is_portal or (met.is_misnamed and _is_the_boxes(redirect, met, leaf))
    return f"{redirect.host}, to sign in" if is_boxes and PageSign.LOGIN in signs else ""


def _is_the_boxes(redirect: Redirect, met: _Met, leaf: Certificate) -> bool:
    """The place to sign in belongs to what answered, or to no site: those sign in by TLS."""
    suffixes, gateways = met.knowledge.suffixes, met.knowledge.gateways()
    names = _names(leaf)
    related = any(share_registrable_domain(name, redirect.host, suffixes) for name in names)
    sounds = any(gateways.kind_of(name) is GatewayKind.PORTAL for name in names)
    return related or redirect.in_clear or sounds


def _names(leaf: Certificate) -> tuple[str, ...]:
    return (*leaf.dns_names, *leaf.common_names)


def _is_own(redirect: Redirect, met: _Met) -> bool:
    """To the site itself, under any of its names or at the address that was looked at."""
    addresses = [look.address for look in met.observation.looks]
    return redirect.host in {met.host, *addresses} or share_registrable_domain(
        redirect.host, met.host, met.knowledge.suffixes
    )


def _is_private(host: str) -> bool:
    return is_ip(host) and ip_address(host).is_private


def _is_internal(host: str) -> bool:
    """Addresses and names of this network's own: their redirects stay inside it."""
    return is_ip(host) or is_internal_name(host)
