"""What lies above a served chain: issuers that were left out, and their word on revocation."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from bot.core.browsers.timestamps import has_enough_inside
from bot.core.facts import Certificate, Revocation
from bot.core.path import Path, find_paths
from bot.core.trust import TrustStore
from bot.core.x509 import parse_certificate
from bot.probe.resolve import Lookup, Policy, system_lookup

if TYPE_CHECKING:
    from bot.probe.fetch import Fetcher
    from bot.probe.revocation import Revocations

_PATIENCE_S: Final = 3.0
"""For revocation: nobody waits longer for what browsers do not wait for at all."""


class Origin(Struct, frozen=True, kw_only=True):
    """Where a chain was served, which decides where fetches may go.

    Attributes:
        addresses: All of the target's, as literals.
        deadline: The look's, on the loop's clock.
    """

    policy: Policy
    addresses: Sequence[str]
    deadline: float
    lookup: Lookup = system_lookup


class Followed(Struct, frozen=True, kw_only=True):
    """What was found above a chain.

    Attributes:
        fetched: DER of issuers that were not served.
        revocation_ms: How long the questions took; None where there were none.
    """

    fetched: tuple[bytes, ...] = ()
    revocations: tuple[Revocation, ...] = ()
    revocation_ms: float | None = None


class Upstream:
    """Follows the addresses inside certificates; shared by all looks."""

    def __init__(
        self, store: TrustStore, clock: Callable[[], datetime], *, revocation: bool = True
    ) -> None:
        """`clock` is aware and in UTC; without `revocation` only missing issuers are fetched."""
        self._store = store
        self._clock = clock
        self._asks = revocation

    def wants_timestamps(self, served: Sequence[bytes]) -> bool:
        """Under a public anchor, where those inside the certificate are too few."""
        certificates = [parse_certificate(der) for der in served]
        leaf = certificates[0]
        if not isinstance(leaf, Certificate) or has_enough_inside(leaf):
            return False
        anchors = (path.anchor for path in find_paths(certificates, self._store))
        return any(anchor is not None and anchor.is_public for anchor in anchors)

    async def follow(
        self,
        served: Sequence[bytes],
        origin: Origin,
        asking: Callable[[tuple[bytes, ...]], None] | None = None,
    ) -> Followed:
        """Never raises for what the network did; fetches nothing where nothing is missing.

        `asking` is told what was fetched, before issuers are asked about revocation.
        """
        certificates = [parse_certificate(der) for der in served]
        paths = tuple(find_paths(certificates, self._store))
        named = [c for path in paths for c in path.certificates]
        if not any(c.issuer_urls or c.crl_urls or c.ocsp_urls for c in named):
            return Followed()
        fetcher = self._fetcher(origin)
        fetched: tuple[bytes, ...] = ()
        if not any(path.anchor for path in paths):
            from bot.probe.aia import missing_issuers  # noqa: PLC0415 - most chains are complete

            fetched = await missing_issuers(certificates, self._store, fetcher, origin.deadline)
            issuers = [
                c for der in fetched if isinstance(c := parse_certificate(der), Certificate)
            ]
            paths = tuple(find_paths(certificates, self._store, issuers))
        sound = next((path for path in paths if path.is_sound), None)
        if sound is None or not self._asks:
            return Followed(fetched=fetched)
        if asking is not None:
            asking(fetched)
        return await self._asked(sound, fetched, fetcher, origin.deadline)

    async def _asked(
        self, path: Path, fetched: tuple[bytes, ...], fetcher: "Fetcher", deadline: float
    ) -> Followed:
        started = perf_counter()
        soon = min(deadline, asyncio.get_running_loop().time() + _PATIENCE_S)
        said = await self._revocations.ask(path, fetcher, soon)
        took = round((perf_counter() - started) * 1000, 3) if said else None
        return Followed(fetched=fetched, revocations=said, revocation_ms=took)

    @staticmethod
    def _fetcher(origin: Origin) -> "Fetcher":
        from bot.probe.fetch import Fetcher, fetch_policy  # noqa: PLC0415 - h11 is slow to load

        return Fetcher(fetch_policy(origin.policy, origin.addresses), lookup=origin.lookup)

    @cached_property
    def _revocations(self) -> "Revocations":
        from bot.probe.revocation import Revocations  # noqa: PLC0415 - as slow

        return Revocations(self._clock)
