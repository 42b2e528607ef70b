"""Hosts whose name says that people sign in, pay, write letters or tell of their health there."""

import re
from typing import Final

from msgspec import Struct

_BREAKS: Final = re.compile(r"[.\-_0-9]+")


class SensitiveNames(Struct, frozen=True, kw_only=True):
    """Words that give such hosts away; all in lower case.

    Attributes:
        anywhere: Also inside a longer word ("onlinebanking").
        whole: Only as a word of its own, between dots, hyphens and digits ("my-sso2").
    """

    anywhere: frozenset[str]
    whole: frozenset[str]

    def cover(self, host: str) -> bool:
        """The name holds such a word. Too many count rather than too few."""
        return not self.whole.isdisjoint(_BREAKS.split(host)) or any(
            word in host for word in self.anywhere
        )
