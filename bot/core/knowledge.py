"""What the rules know: trust anchors, suffixes, policies, the registry. Loaded elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.core.issuers import Distrust, KnownIssuer, Policy
from bot.core.names import SuffixList
from bot.core.path import TrustStore
from bot.core.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Passed to every judgement. What only some judgements need is loaded when asked for."""

    store: TrustStore
    suffixes: Callable[[], SuffixList]
    policy: Callable[[], Policy]
    issuers: Callable[[], tuple[KnownIssuer, ...]]
    distrusts: Callable[[], tuple[Distrust, ...]]
    registry: Registry = field(default_factory=Registry)
