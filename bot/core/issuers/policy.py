"""How long certificates may last, and how large their keys must be, by day of issue."""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct


class ValidityLimit(Struct, frozen=True, kw_only=True):
    """The longest validity for certificates issued from a day on (UTC, the day included).

    Attributes:
        days: Of 86,400 s each, both ends included.
        date: When the entry was last reviewed.
    """

    since: date
    days: int
    source: str
    date: date


class Policy(Struct, frozen=True, kw_only=True):
    """Limits that clients or their policies set.

    Attributes:
        public_validity: Under public anchors.
        private_validity: Under an organisation's own anchors.
        min_rsa_bits: Least size of an RSA key.
    """

    public_validity: tuple[ValidityLimit, ...]
    private_validity: tuple[ValidityLimit, ...]
    min_rsa_bits: int


def max_validity_days(not_before: datetime, limits: Iterable[ValidityLimit]) -> int | None:
    """How long a certificate issued then may last; None before the first limit."""
    applicable = [limit for limit in limits if limit.since <= not_before.date()]
    return max(applicable, key=lambda limit: limit.since).days if applicable else None
