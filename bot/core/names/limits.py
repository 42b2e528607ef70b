"""Names that an issuer may sign for, and those outside its limits (RFC 5280 section 4.2.1.10).

As Chromium reads them (boringssl pki/name_constraints.cc), and as Firefox does (mozpkix
pkixnames.cpp), which refuses a name that is malformed as soon as its form is limited at all.
"""

import re
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from bot.core.facts import Certificate, Name, NameConstraints, Oddity, attribute
from bot.core.facts.identifiers import EMAIL_ADDRESS
from bot.core.names.matching import is_dns_name, within_ip

NOT_IN_NAME_SPACE: Final = "SEC_ERROR_CERT_NOT_IN_NAME_SPACE"
_BAD_DER: Final = "SEC_ERROR_BAD_DER"
_MAILBOX: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")


def comparisons(certificate: Certificate, limits: NameConstraints) -> int:
    """Of addresses and mailboxes: host names are looked up, and subjects are few."""
    addresses = len(limits.permitted_ip) + len(limits.excluded_ip)
    emails = len(limits.permitted_email) + len(limits.excluded_email)
    return len(certificate.ip_names) * addresses + len(certificate.emails) * emails


def outside(certificate: Certificate, limits: NameConstraints) -> tuple[str, ...]:
    """The certificate's names that the issuer may not sign.

    A form that cannot be compared, such as a URL, counts only where the limits are critical.
    """
    names = _outside_dns(certificate.dns_names, limits) if certificate.dns_names else ()
    addresses = (str(ip) for ip in certificate.ip_names if not _permits_ip(ip, limits))
    emails = (email for email in _emails(certificate, limits) if not _permits_email(email, limits))
    forms = certificate.other_names & {*limits.other_forms} if limits.is_critical else ()
    subject = (
        () if certificate.has_san and not certificate.subject_name else (_subject(certificate),)
    )
    listed = ((name, "a directory name") for name in certificate.directory_names)
    parties = (text for name, text in (*listed, *subject) if not _permits_party(name, limits))
    return (*names, *addresses, *emails, *(f"a {form}" for form in sorted(forms)), *parties)


def refused_in_firefox(certificate: Certificate, limits: NameConstraints, *, leaf: bool) -> str:
    """The code with which Firefox refuses the names; "" where it takes them.

    A leaf without names is held by its common name, an empty subject by the limits on subjects,
    and one exclusion of a directory name excludes them all.
    """
    return (
        _hosts_in_firefox(certificate, limits, leaf=leaf)
        or _addresses_in_firefox(certificate, limits)
        or _emails_in_firefox(certificate, limits)
        or _others_in_firefox(certificate, limits)
    )


def _hosts_in_firefox(certificate: Certificate, limits: NameConstraints, *, leaf: bool) -> str:
    bounds = (*limits.permitted_dns, *limits.excluded_dns)
    if not bounds:
        return ""
    names = certificate.dns_names
    if not names and leaf and not certificate.ip_names:
        names = tuple(filter(is_dns_name, certificate.common_names))
    if not names:
        return ""
    bases = (bound.removeprefix(".") for bound in bounds if bound)
    if not all(map(is_dns_name, names)) or not all(_is_base(base) for base in bases):
        return _BAD_DER
    return NOT_IN_NAME_SPACE if _outside_dns(names, limits) else ""


def _is_base(name: str) -> bool:
    return is_dns_name(name) and not name.startswith("*")


def _addresses_in_firefox(certificate: Certificate, limits: NameConstraints) -> str:
    if not limits.permitted_ip and not limits.excluded_ip:
        return ""
    if Oddity.BAD_ADDRESS in certificate.oddities:
        return _BAD_DER
    allowed = all(_permits_ip(ip, limits) for ip in certificate.ip_names)
    return "" if allowed else NOT_IN_NAME_SPACE


def _emails_in_firefox(certificate: Certificate, limits: NameConstraints) -> str:
    emails = _emails(certificate, limits)
    mailboxes = (b for b in (*limits.permitted_email, *limits.excluded_email) if "@" in b)
    if emails and not all(map(_MAILBOX.fullmatch, (*emails, *mailboxes))):
        return _BAD_DER
    allowed = all(_permits_email(email, limits) for email in emails)
    return "" if allowed else NOT_IN_NAME_SPACE


def _others_in_firefox(certificate: Certificate, limits: NameConstraints) -> str:
    parties = (*certificate.directory_names, certificate.subject_name)
    stopped = (
        limits.excluded_dn
        or certificate.other_names & {*limits.other_forms}
        or not all(_permits_party(name, limits) for name in parties)
    )
    return NOT_IN_NAME_SPACE if stopped else ""


def _subject(certificate: Certificate) -> tuple[Name, str]:
    return certificate.subject_name, certificate.subject or "an empty subject"


def _emails(certificate: Certificate, limits: NameConstraints) -> tuple[str, ...]:
    """Those that are limited; without a subjectAltName those of the subject stand in."""
    if not limits.permitted_email and not limits.excluded_email:
        return ()
    in_subject = () if certificate.has_san else attribute(certificate.subject_name, EMAIL_ADDRESS)
    return (*certificate.emails, *in_subject)


def _outside_dns(names: tuple[str, ...], limits: NameConstraints) -> tuple[str, ...]:
    """All at once: a hostile list may hold thousands of names under dozens of long limits."""
    permitted, excluded = _folded(limits.permitted_dns), _folded(limits.excluded_dns)
    # A wildcard stands for every name one label below its base, the excluded ones among them.
    wildcards = {f"*.{name.partition('.')[2]}" for name in excluded if name}
    return tuple(
        name
        for name, folded in zip(names, map(_fold, names), strict=True)
        if _is_under(folded, excluded)
        or folded in wildcards
        or (permitted and not _is_under(folded, permitted))
    )


def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_fold, names))


def _fold(name: str) -> str:
    return name.lower().removesuffix(".")


def _is_under(name: str, limits: frozenset[str]) -> bool:
    """As `matching.within_dns` says of each; "" is over every name."""
    if "" in limits or name in limits:
        return True
    dots = (at for at, character in enumerate(name) if character == ".")
    return any(name[at:] in limits or name[at + 1 :] in limits for at in dots)


def _permits_ip(address: IPv4Address | IPv6Address, limits: NameConstraints) -> bool:
    if any(within_ip(c, address) for c in limits.excluded_ip):
        return False
    return not limits.permitted_ip or any(within_ip(c, address) for c in limits.permitted_ip)


def _permits_email(email: str, limits: NameConstraints) -> bool:
    """What is no plain mailbox is never permitted: nobody reads quoted ones."""
    if not _MAILBOX.fullmatch(email):
        return False
    if any(_holds(limit, email) for limit in limits.excluded_email):
        return False
    permitted = limits.permitted_email
    return not permitted or any(_holds(limit, email) for limit in permitted)


def _holds(limit: str, email: str) -> bool:
    """RFC 5280 section 4.2.1.10: a mailbox, all of one host, or all hosts of a domain."""
    local, _, host = email.rpartition("@")
    wanted, _, place = limit.rpartition("@")
    if wanted:
        return wanted == local and place.lower() == host.lower()
    if place.startswith("."):
        return host.lower().endswith(place.lower())
    return host.lower() == place.lower()


def _permits_party(name: Name, limits: NameConstraints) -> bool:
    """RFC 5280 section 7.1: within are all names that begin with the limit's attributes."""
    if any(_is_within(limit, name) for limit in limits.excluded_dn):
        return False
    permitted = limits.permitted_dn
    return not permitted or any(_is_within(limit, name) for limit in permitted)


def _is_within(limit: Name, name: Name) -> bool:
    return name[: len(limit)] == limit
