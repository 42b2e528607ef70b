"""Names that an issuer may sign for, and those outside its limits (RFC 5280 section 4.2.1.10)."""

from ipaddress import IPv4Address, IPv6Address

from bot.core.facts import Certificate, Name, NameConstraints
from bot.core.names.matching import within_ip


def comparisons(certificate: Certificate, limits: NameConstraints) -> int:
    """Of addresses and mailboxes: host names are looked up, and subjects are few."""
    addresses = len(limits.permitted_ip) + len(limits.excluded_ip)
    emails = len(limits.permitted_email) + len(limits.excluded_email)
    return len(certificate.ip_names) * addresses + len(certificate.emails) * emails


def outside(certificate: Certificate, limits: NameConstraints) -> tuple[str, ...]:
    """The certificate's names that the issuer may not sign."""
    names = _outside_dns(certificate.dns_names, limits) if certificate.dns_names else ()
    addresses = (str(ip) for ip in certificate.ip_names if not _permits_ip(ip, limits))
    emails = (email for email in certificate.emails if not _permits_email(email, limits))
    forms = certificate.other_names & {*limits.other_forms}
    subject = () if _permits_subject(certificate.subject_name, limits) else (certificate.subject,)
    subjects = (text or "an empty subject" for text in subject)
    return (*names, *addresses, *emails, *(f"a {form}" for form in sorted(forms)), *subjects)


def outside_in_firefox(certificate: Certificate, limits: NameConstraints, *, leaf: bool) -> bool:
    """The same, and a leaf without names is held by its common name (pkixnames.cpp)."""
    if outside(certificate, limits):
        return True
    named = certificate.dns_names or certificate.ip_names
    stand_ins = certificate.common_names if leaf and not named else ()
    return bool(stand_ins and _outside_dns(stand_ins, limits))


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


def _permits_subject(subject: Name, limits: NameConstraints) -> bool:
    """RFC 5280 section 7.1: within are all names that begin with the limit's attributes."""
    if any(_is_within(limit, subject) for limit in limits.excluded_dn):
        return False
    permitted = limits.permitted_dn
    return not permitted or any(_is_within(limit, subject) for limit in permitted)


def _is_within(limit: Name, subject: Name) -> bool:
    return subject[: len(limit)] == limit
