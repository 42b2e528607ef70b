"""Everything that can be wrong with a server, as real servers with what is to be found.

Each module has a table; a certificate is made when its server starts, never on import.
"""

from typing import Final

from tests.situations import (
    builders,
    connection,
    contested,
    crypto,
    dates,
    extensions,
    lab,
    limits,
    lists,
    naming,
    revocation,
    several,
    trust,
    usage,
)
from tests.situations.lab import Situation
from tests.situations.observed import Shown, shown

__all__ = ["SITUATIONS", "Shown", "Situation", "anchors", "shown"]


def anchors() -> tuple[bytes, ...]:
    """PEM of everything that is trusted in the lab."""
    return *lab.anchors(), *contested.anchors()


SITUATIONS: Final[tuple[Situation, ...]] = (
    *dates.SITUATIONS,
    *naming.SITUATIONS,
    *trust.SITUATIONS,
    *usage.SITUATIONS,
    *limits.SITUATIONS,
    *crypto.SITUATIONS,
    *revocation.SITUATIONS,
    *connection.SITUATIONS,
    *several.SITUATIONS,
    *builders.SITUATIONS,
    *extensions.SITUATIONS,
    *lists.SITUATIONS,
    *contested.SITUATIONS,
)
"""All of them, in no order that matters; names are unique."""
