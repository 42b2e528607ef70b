"""Chains in files with their anchors, judged by us and by cryptography's verifier.

Each module has a table of cases; certificates are made when a case is judged, never on import.
What real browsers make of those that are contested is in `tests.situations.contested`.
"""

from typing import Final

from tests.validation import (
    dates,
    extensions,
    keys,
    limits,
    naming,
    other_limits,
    paths,
    policies,
    usage,
)
from tests.validation.lab import Case, Given

__all__ = ["CASES", "Case", "Given"]

CASES: Final[tuple[Case, ...]] = (
    *extensions.CASES,
    *usage.CASES,
    *dates.CASES,
    *naming.CASES,
    *limits.CASES,
    *other_limits.CASES,
    *policies.CASES,
    *paths.CASES,
    *keys.CASES,
)
"""All of them; names are unique."""
