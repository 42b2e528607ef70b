"""An issuer may be limited to certain names: does everything below it keep to them?"""

from collections.abc import Iterator
from typing import Final

from bot.core.facts import Certificate, NameConstraints
from bot.core.faults import FAULTS, Fault
from bot.core.findings import Finding
from bot.core.names.limits import (
    NOT_IN_NAME_SPACE,
    comparisons,
    outside,
    refused_in_firefox,
)
from bot.core.rules.case import Case

_MAX_COMPARISONS: Final = 1 << 18  # on one path; boringssl pki/name_constraints.cc stops at 2^20
_SHOWN: Final = 5


def constraints(case: Case) -> Iterator[Finding]:
    """RFC 5280 sections 4.2.1.10 and 6.1.3 (b) and (c): names, addresses and subjects alike.

    What an issuer is limited to binds all that is below it, intermediates included. One finding
    is enough, of what stops Chromium if there is such.
    """
    breaches = list(_breaches(case))
    yield from sorted(breaches, key=lambda finding: not finding.chromium)[:1]


def _breaches(case: Case) -> Iterator[Finding]:
    spent = 0
    for place, (above, issuer) in enumerate((*case.issuers, *case.path_anchor), 1):
        limits = issuer.constraints
        if limits is None:
            continue
        below = zip(case.path.indexes[:place], case.path.certificates, strict=False)
        for index, certificate in below:
            is_leaf = certificate is case.leaf
            spent += comparisons(certificate, limits)
            names, firefox = _TOO_MANY, NOT_IN_NAME_SPACE
            if spent <= _MAX_COMPARISONS:
                names = _outside(certificate, limits, leaf=is_leaf)
                firefox = refused_in_firefox(certificate, limits, leaf=is_leaf)
            if names or firefox:
                told = ", ".join(names[:_SHOWN]) or "names such as these"
                yield Finding(
                    fault=Fault.LEAF_OUTSIDE_CONSTRAINT,
                    certificate=index,
                    evidence=f"{issuer.subject} may not issue for {told}"
                    + (f" (certificate {above})" if above >= 0 else ""),
                    codes=(_CHROMIUM if names else "", firefox),
                )


def _outside(certificate: Certificate, limits: NameConstraints, *, leaf: bool) -> tuple[str, ...]:
    """A self-issued issuer only hands over to a new key, which Firefox does not consider."""
    return () if certificate.is_self_issued and not leaf else outside(certificate, limits)


_CHROMIUM: Final = FAULTS[Fault.LEAF_OUTSIDE_CONSTRAINT].chromium
_TOO_MANY: Final[tuple[str, ...]] = ("more names than are worth comparing",)
