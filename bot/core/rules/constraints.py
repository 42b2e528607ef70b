"""An issuer may be limited to certain names: does everything below it keep to them?"""

from collections.abc import Iterator
from typing import Final

from bot.core.facts import Certificate
from bot.core.faults import Fault
from bot.core.findings import Finding
from bot.core.names.limits import comparisons, outside
from bot.core.rules.case import Case

_MAX_COMPARISONS: Final = 1 << 18  # on one path; boringssl pki/name_constraints.cc stops at 2^20
_SHOWN: Final = 5


def constraints(case: Case) -> Iterator[Finding]:
    """RFC 5280 sections 4.2.1.10 and 6.1.3 (b) and (c): names, addresses and subjects alike.

    A form that nobody can compare, such as a URL, is outside wherever it is limited.

    What an issuer is limited to binds all that is below it, intermediates included. Chromium
    compares subjects without regard to case, mozilla::pkix only byte for byte.
    """
    spent = 0
    for position, (above, issuer) in enumerate((*case.issuers, *case.path_anchor), 1):
        limits = issuer.constraints
        if limits is None:
            continue
        for index, certificate in _below(case, position):
            spent += comparisons(certificate, limits)
            names = outside(certificate, limits) if spent <= _MAX_COMPARISONS else _TOO_MANY
            if names:
                yield Finding(
                    fault=Fault.LEAF_OUTSIDE_CONSTRAINT,
                    certificate=index,
                    evidence=f"{issuer.subject} may not issue for {', '.join(names[:_SHOWN])}"
                    + (f" (certificate {above})" if above >= 0 else ""),
                )
                return


_TOO_MANY: Final = ("more names than are worth comparing",)


def _below(case: Case, position: int) -> Iterator[tuple[int, Certificate]]:
    """The leaf and the issuers under this one; self-issued ones only hand over to a new key."""
    pairs = zip(case.path.indexes, case.path.certificates, strict=True)
    for place, (index, certificate) in enumerate(pairs):
        if place < position and (place == 0 or not certificate.is_self_issued):
            yield index, certificate
