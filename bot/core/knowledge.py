"""What the rules know of the world: trust anchors, suffixes, policies. Loaded elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.issuers import Distrust, KnownIssuer, Policy
from bot.core.names import SuffixList
from bot.core.path import TrustStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Passed to every judgement. What only some judgements need is loaded when asked for."""

    store: TrustStore
    suffixes: Callable[[], SuffixList]
    policy: Callable[[], Policy]
    issuers: Callable[[], tuple[KnownIssuer, ...]]
    distrusts: Callable[[], tuple[Distrust, ...]]
