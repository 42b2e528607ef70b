"""The rows where somebody is in between: known, registered, named, unknown, or the network."""

from typing import Final

from bot.core.compare.comparison import Comparison, Row
from bot.core.compare.families import TRUST
from bot.core.compare.issuers import has_other_issuer, product_of
from bot.core.compare.views import Views
from bot.core.issuers.known import IssuerKind
from bot.core.vocabulary import Problem


def known_bad(views: Views) -> Comparison | None:
    """Row 1: an issuer that is known to put people in danger."""
    bad = product_of(views, IssuerKind.KNOWN_BAD)
    if not bad:
        return None
    remark = f"an issuer in the person's chain is {bad}"
    return Comparison(row=Row.KNOWN_BAD, problem=Problem.INTERCEPTION, product=bad, remark=remark)


def registered(views: Views) -> Comparison | None:
    """Row 2: the organisation's own inspection, by its key."""
    if not views.is_re_signed_by_own:
        return None
    remark = "signed in the site's place by an authority that the organisation registered"
    return Comparison(
        row=Row.REGISTERED_INSPECTION,
        problem=Problem.INTERCEPTION,
        remark=remark,
        is_registered=True,
    )


def re_signed(views: Views) -> Comparison | None:
    """Rows 7 to 9: for this name, but not by who vouches for the site."""
    if not (views.passes_somewhere or views.is_known_otherwise) or not _is_forged(views):
        return None
    for kind, row in _RE_SIGNERS.items():
        if product := product_of(views, kind):
            remark = f"the issuer calls itself {product}, a name that anybody can take"
            return Comparison(
                row=row, problem=Problem.INTERCEPTION, product=product, remark=remark
            )
    issuer = views.leaf.issuer if views.leaf else views.enquiry.reported.issuer
    remark = f"made for this name by somebody else: {issuer}"
    return Comparison(row=Row.FORGED, problem=Problem.INTERCEPTION, remark=remark)


def _is_forged(views: Views) -> bool:
    if views.leaf is not None:
        return not views.is_vouched and bool(views.names_host)
    reported = {views.enquiry.problem, *views.enquiry.also}
    return bool(reported & TRUST) and has_other_issuer(views) and views.names_host is not False


_RE_SIGNERS: Final = {
    IssuerKind.ANTIVIRUS: Row.PRODUCT,
    IssuerKind.PARENTAL: Row.PRODUCT,
    IssuerKind.GATEWAY: Row.PRODUCT,
    IssuerKind.DEBUGGING: Row.DEBUGGING_PROXY,
}


def network_page(views: Views) -> Comparison | None:
    """Row 10: a sign-in page, router or filter, unless it is there on mobile data too."""
    if not views.passes_here or views.names_host is not False or views.same_owner:
        return None
    names = views.knowledge.gateways()
    found = next((n for n in views.offered_names if names.kind_of(n)), None)
    if found is None:
        return None
    if views.answers.gone_on_mobile is False:
        return None
    remark = f"{found} is a name of a {names.kind_of(found)}"
    return Comparison(row=Row.NETWORK_PAGE, problem=Problem.CAPTIVE_PORTAL, remark=remark)


def diverted(views: Views) -> Comparison | None:
    """Rows 11 and 12: only the answer to the mobile-data question tells them apart."""
    if not views.passes_here or views.names_host is not False or views.same_owner:
        return None
    gone = views.answers.gone_on_mobile
    if gone is None:
        return None
    row = Row.DIVERTED_ON_NETWORK if gone else Row.DIVERTED_ON_DEVICE
    remark = f"somebody else's certificate ({', '.join(views.offered_names[:3])})"
    return Comparison(row=row, problem=Problem.INTERCEPTION, remark=remark)
