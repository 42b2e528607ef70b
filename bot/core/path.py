"""Date-blind path finding: from the leaf through served issuers to a trust anchor.

RFC 5280 section 6 builds and judges in one go; here paths are only built, over all issuers of a
name (cross-signs included), so that the rules can judge each certificate of the best one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bot.core.facts import Anchor, Certificate, Name, Served, leaf_of
from bot.core.trust import TrustStore
from bot.core.x509 import SignatureCheck, check_signature

MAX_DEPTH: Final = 16
"""Certificates in a path, the anchor included; public paths have three or four."""

MAX_CHECKS: Final = 200
"""Signature checks for one chain: bounds what a hostile list of same-named issuers costs."""

MAX_PATHS: Final = 1000
"""Paths that are compared before the best so far is taken: where each of six storeys has three
certificates of one authority, two of them out of date, the good path may be the 729th."""

_WEIGHED: Final = 8
REMEMBERED: Final = 128
"""Chains of which is remembered what no date changes; each may hold 100 kB."""


class Path(Struct, frozen=True, kw_only=True):
    """One way from the leaf upwards.

    Attributes:
        certificates: Leaf first; the last is the anchor's where there is one.
        indexes: Where each stands in the served chain; -1 where it was not served.
        links: How each certificate's signature fares under the next; one fewer than certificates.
        anchor: The trust anchor reached; None for a path that ends in mid-air.
        is_cut: The search gave up before it had tried every issuer.
    """

    certificates: tuple[Certificate, ...]
    indexes: tuple[int, ...]
    links: tuple[SignatureCheck, ...]
    anchor: Anchor | None
    is_cut: bool = False

    @property
    def leaf(self) -> Certificate:
        """The certificate that the path is about."""
        return self.certificates[0]

    @property
    def top(self) -> Certificate:
        """The last certificate; its issuer is missing unless there is an anchor."""
        return self.certificates[-1]

    @property
    def is_sound(self) -> bool:
        """Ends in an anchor, and every signature on the way was verified."""
        return self.anchor is not None and all(c is SignatureCheck.VALID for c in self.links)


def find_paths(
    chain: Sequence[Served], store: TrustStore, extra: Sequence[Certificate] = ()
) -> Iterator[Path]:
    """All paths from `chain[0]`, depth first, anchors before served issuers.

    `extra` are issuers that were not served but found elsewhere. Yields at most `MAX_PATHS`
    paths; at least one, if only the leaf by itself. Nothing if the leaf cannot be read.
    """
    leaf = leaf_of(chain)
    if leaf is None:
        return
    pool = _pool(chain, extra)
    search = _Search(pool=pool, store=store, budget=MAX_CHECKS, verified={}, ordered={})
    for found, path in enumerate(search.walk((leaf,), (0,), ())):
        yield path
        if found + 1 >= MAX_PATHS:
            return


@lru_cache(maxsize=REMEMBERED)
def paths_of(
    chain: tuple[Served, ...], store: TrustStore, extra: tuple[Certificate, ...] = ()
) -> tuple[Path, ...]:
    """What `find_paths` finds; remembered, for it stays true whatever the date."""
    found = tuple(find_paths(chain, store, extra))
    if len(found) < MAX_PATHS:
        return found
    return tuple(replace(path, is_cut=path.anchor is None) for path in found)


def best_path(paths: Iterable[Path], faults: Callable[[Path], int]) -> Path | None:
    """The path that a browser would settle for: trusted, unbroken, with the fewest faults.

    Chromium returns its first path without errors, else the first that reached an anchor; the
    first sound path with no fault ends the search. Of paths that reach none only the first few
    are weighed, which takes long and changes little.
    """
    found = list(paths)
    if len(found) == 1:
        return found[0]
    least = min(map(_unsoundness, found), default=None)
    alike = [path for path in found if _unsoundness(path) == least]
    best: tuple[int, Path] | None = None
    for path in alike if alike and alike[0].anchor else alike[:_WEIGHED]:
        weight = faults(path)
        if best is None or weight < best[0]:
            best = (weight, path)
        if weight == 0:
            break
    return best[1] if best else None


def _unsoundness(path: Path) -> tuple[bool, int]:
    broken = sum(check is not SignatureCheck.VALID for check in path.links)
    return path.anchor is None, broken


class _Issuer(Struct, frozen=True, kw_only=True):
    certificate: Certificate
    index: int


def _pool(chain: Sequence[Served], extra: Sequence[Certificate]) -> dict[Name, list[_Issuer]]:
    """By subject; the same certificate counts where it stands first."""
    first: dict[Certificate, int] = {}
    for index, certificate in enumerate(chain[1:], 1):
        if isinstance(certificate, Certificate):
            first.setdefault(certificate, index)
    for certificate in extra:
        first.setdefault(certificate, -1)
    pool: dict[Name, list[_Issuer]] = {}
    for certificate, index in first.items():
        issuer = _Issuer(certificate=certificate, index=index)
        pool.setdefault(certificate.subject_name, []).append(issuer)
    return pool


class _Search(Struct, kw_only=True):
    pool: Mapping[Name, Sequence[_Issuer]]
    store: TrustStore
    budget: int
    verified: dict[tuple[str, str], SignatureCheck]
    ordered: dict[Certificate, Sequence[_Issuer]]

    def walk(
        self,
        certificates: tuple[Certificate, ...],
        indexes: tuple[int, ...],
        links: tuple[SignatureCheck, ...],
    ) -> Iterator[Path]:
        current = certificates[-1]
        anchor = self.store.anchor(current)
        ends = anchor is not None or len(certificates) >= MAX_DEPTH
        issuers = [] if ends else self._issuers(current, certificates)
        if not issuers:
            yield Path(
                certificates=certificates,
                indexes=indexes,
                links=links,
                anchor=anchor,
                is_cut=anchor is None and (ends or self.budget <= 0),
            )
            return
        for issuer, check in issuers:
            yield from self.walk(
                (*certificates, issuer.certificate), (*indexes, issuer.index), (*links, check)
            )

    def _issuers(
        self, current: Certificate, used: tuple[Certificate, ...]
    ) -> list[tuple[_Issuer, SignatureCheck]]:
        """Those whose key signed `current`; only if there are none, those who should have.

        A certificate that signed itself has no other issuer to be blamed. Each key is tried
        once, and one that `current` does not ask for only where no other fits.
        """
        if current.is_self_issued and check_signature(current, current) is SignatureCheck.VALID:
            return []
        checked: list[tuple[_Issuer, SignatureCheck]] = []
        is_found = False
        for issuer in self._candidates(current, used):
            pair = current.sha256, issuer.certificate.key.spki_sha256
            if pair not in self.verified:
                is_spare = is_found and is_disowned(current, issuer.certificate)
                if is_spare or self.budget <= 0:
                    continue
                self.budget -= 1
                self.verified[pair] = check_signature(current, issuer.certificate)
            is_found |= self.verified[pair] is _VALID
            checked.append((issuer, self.verified[pair]))
        return [found for found in checked if found[1] is _VALID] or checked

    def _candidates(
        self, current: Certificate, used: tuple[Certificate, ...]
    ) -> Iterator[_Issuer]:
        if current not in self.ordered:
            self.ordered[current] = self._named(current)
        present = {certificate.party for certificate in used}
        return (i for i in self.ordered[current] if i.certificate.party not in present)

    def _named(self, current: Certificate) -> Sequence[_Issuer]:
        """All of the issuer's name, those to be tried first in front."""
        served = self.pool.get(current.issuer_name, ())
        index_of = {i.certificate.sha256: i.index for i in served}
        anchors = [a.certificate for a in self.store.named(current.issuer_name)]
        trusted = [_Issuer(certificate=a, index=index_of.get(a.sha256, -1)) for a in anchors]
        found = [*trusted, *(i for i in served if i.certificate not in anchors)]
        if len(found) > 1:
            found.sort(key=lambda issuer: is_disowned(current, issuer.certificate))
        return found


_VALID: Final = SignatureCheck.VALID


def is_disowned(child: Certificate, issuer: Certificate) -> bool:
    """Another key than the child asks for: not worth a signature check before the others."""
    wanted = child.issuer_key_id
    return bool(wanted and issuer.key_id and wanted != issuer.key_id)
