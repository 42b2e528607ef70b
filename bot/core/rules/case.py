"""What a rule about certificates is given."""

from datetime import datetime

from msgspec import Struct

from bot.core.facts import Anchor, Certificate, Handshake, Revocation, Served
from bot.core.knowledge import Knowledge
from bot.core.path import Path


class Case(Struct, frozen=True, kw_only=True):
    """One served chain, the path built from it, and what they are judged against.

    Attributes:
        host: Lower-case A-label or IP literal; "" where no name was asked for (a chain in a file).
        handshake: How the chain was served; None for a chain in a file.
        revocations: What issuers said, also of certificates that are not on the path.
    """

    host: str
    now: datetime
    chain: tuple[Served, ...]
    path: Path
    knowledge: Knowledge
    handshake: Handshake | None = None
    revocations: tuple[Revocation, ...] = ()

    @property
    def leaf(self) -> Certificate:
        """The first certificate, the one that is judged."""
        return self.path.leaf

    @property
    def anchor(self) -> Anchor | None:
        """The trust anchor that the path reached."""
        return self.path.anchor

    @property
    def is_public(self) -> bool:
        """Browsers' rules for publicly trusted certificates apply."""
        return self.anchor is not None and self.anchor.is_public

    @property
    def path_anchor(self) -> tuple[tuple[int, Certificate], ...]:
        """The anchor's own certificate with its served index, where the path reached one."""
        reached = self.anchor is not None and len(self.path.certificates) > 1
        return ((self.path.indexes[-1], self.path.top),) if reached else ()

    @property
    def issuers(self) -> tuple[tuple[int, Certificate], ...]:
        """Issuers below the anchor with their served index: those that have something to prove."""
        end = -1 if self.anchor else None
        pairs = zip(self.path.indexes, self.path.certificates, strict=True)
        return tuple(pairs)[1:end] if len(self.path.certificates) > 1 else ()
