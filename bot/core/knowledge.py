"""What the rules know: trust anchors, suffixes, policies, the registry. Loaded elsewhere."""

from collections.abc import Callable

from msgspec import Struct, field

from bot.core.issuers.distrust import Distrust
from bot.core.issuers.known import KnownIssuer
from bot.core.issuers.policy import Policy
from bot.core.names.gateways import GatewayNames
from bot.core.names.matching import SuffixList
from bot.core.registry import Registry
from bot.core.trust import TrustStore


def _any_host(_: str) -> bool:
    return True


class Knowledge(Struct, frozen=True, kw_only=True):
    """Passed to every judgement. What only some judgements need is loaded when asked for.

    Attributes:
        gateways: Names that belong to the way to a site.
        is_sensitive: A host's name speaks of signing in, paying or letters; without a list every
            host counts as such.
    """

    store: TrustStore
    suffixes: Callable[[], SuffixList]
    policy: Callable[[], Policy]
    issuers: Callable[[], tuple[KnownIssuer, ...]]
    distrusts: Callable[[], tuple[Distrust, ...]]
    registry: Registry = field(default_factory=Registry)
    is_sensitive: Callable[[str], bool] = _any_host
    gateways: Callable[[], GatewayNames] = GatewayNames
