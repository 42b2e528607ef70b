"""Which other names of the same owner are worth a look when a name does not fit. Pure."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from bot.core.facts import Certificate
from bot.core.names.matching import SuffixList, is_ip, share_registrable_domain

MAX_SISTERS: Final = 4
"""How many are looked at; the likeliest come first."""


def sister_names(
    host: str, leaf: Certificate, suffixes: Callable[[], SuffixList]
) -> tuple[str, ...]:
    """The www and apex forms, a wildcard's base, other names of the same registrable domain.

    Only names that the certificate itself covers: any other would be no better than the first.
    """
    if is_ip(host):
        return ()
    others = (name for name in _candidates(host, leaf) if name != host)
    same_owner = (name for name in others if share_registrable_domain(name, host, suffixes))
    return tuple(islice(dict.fromkeys(same_owner), MAX_SISTERS))


def _candidates(host: str, leaf: Certificate) -> Iterator[str]:
    names = [name.lower().removesuffix(".") for name in leaf.dns_names]
    plain = [name for name in names if "*" not in name]
    twins = (host.removeprefix("www."), f"www.{host}")
    yield from (twin for twin in twins if twin in plain)
    yield from plain
    for wildcard in names:
        if wildcard.startswith("*."):
            yield f"www.{wildcard.removeprefix('*.')}"
