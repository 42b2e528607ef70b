"""How Chromium looks for a path: by name, the most promising issuer first.

boringssl pki/path_builder.cc, as net/cert/cert_verify_proc_builtin.cc uses it: signatures are
verified only once a path is whole, so that a bad certificate can be what is blamed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final

from msgspec import Struct

from bot.core.browsers.extensions import chromium_reads
from bot.core.facts import Certificate, Name, Served, leaf_of
from bot.core.path import MAX_CHECKS, MAX_PATHS, REMEMBERED, Path
from bot.core.trust import TrustStore
from bot.core.x509 import SignatureCheck, check_signature

_MAX_DEPTH: Final = 15  # kPathBuilderDepthLimit
_MAX_STEPS: Final = 4000  # Chromium itself takes 20,000
_Pool = Mapping[Name, Sequence[tuple[Certificate, int]]]


def path_in_chromium(
    chain: Sequence[Served],
    fetched: Sequence[Certificate],
    store: TrustStore,
    is_faulty: Callable[[Path], bool],
) -> Path | None:
    """The path whose faults Chromium shows: the first good one, else the first that is anchored.

    `fetched` are issuers found by AIA, which are tried last. None where it finds no leaf.
    """
    leaf = leaf_of(chain)
    if leaf is None:
        return None
    best: Path | None = None
    for path in _paths(leaf, tuple(chain[1:]), tuple(fetched), store):
        if path.anchor is not None and not is_faulty(path):
            return path
        if best is None or (best.anchor is None and path.anchor is not None):
            best = path
    return best


@lru_cache(maxsize=REMEMBERED)
def _paths(
    leaf: Certificate,
    served: tuple[Served, ...],
    fetched: tuple[Certificate, ...],
    store: TrustStore,
) -> tuple[Path, ...]:
    """All that Chromium would try, in its order; remembered, for dates play no part."""
    search = _Search(
        pool=_pool(served, fetched), store=store, budget=_MAX_STEPS, verified={}, ordered={}
    )
    return tuple(islice(search.walk((leaf,), (0,)), MAX_PATHS))


def _pool(served: Sequence[Served], fetched: Sequence[Certificate]) -> _Pool:
    pool: dict[Name, dict[Certificate, int]] = {}
    listed = [(c, i) for i, c in enumerate(served, 1) if isinstance(c, Certificate)]
    for certificate, index in (*listed, *((c, -1) for c in fetched)):
        if chromium_reads(certificate):
            pool.setdefault(certificate.subject_name, {}).setdefault(certificate, index)
    return {name: tuple(found.items()) for name, found in pool.items()}


class _Search(Struct, kw_only=True):
    pool: _Pool
    store: TrustStore
    budget: int
    verified: dict[tuple[str, str], SignatureCheck]
    ordered: dict[Certificate, Sequence[tuple[Certificate, int, bool]]]

    def walk(
        self, certificates: tuple[Certificate, ...], indexes: tuple[int, ...]
    ) -> Iterator[Path]:
        current = certificates[-1]
        anchored = self.store.anchor(current) is not None
        deep = len(certificates) >= _MAX_DEPTH
        issuers = [] if anchored or deep else self._issuers(current, certificates)
        if not issuers:
            yield self._path(certificates, indexes)
        for issuer, index in issuers:
            self.budget -= 1
            if self.budget < 0:
                return
            yield from self.walk((*certificates, issuer), (*indexes, index))

    def _path(self, certificates: tuple[Certificate, ...], indexes: tuple[int, ...]) -> Path:
        pairs = pairwise(certificates)
        return Path(
            certificates=certificates,
            indexes=indexes,
            links=tuple(self._check(child, issuer) for child, issuer in pairs),
            anchor=self.store.anchor(certificates[-1]),
        )

    def _check(self, child: Certificate, issuer: Certificate) -> SignatureCheck:
        """Each signature with each key once, and only so many."""
        pair = child.sha256, issuer.key.spki_sha256
        if pair not in self.verified:
            if len(self.verified) >= MAX_CHECKS:
                return SignatureCheck.UNCHECKABLE
            self.verified[pair] = check_signature(child, issuer)
        return self.verified[pair]

    def _issuers(
        self, current: Certificate, used: tuple[Certificate, ...]
    ) -> list[tuple[Certificate, int]]:
        if current not in self.ordered:
            self.ordered[current] = self._named(current)
        present = {_identity(c) for c in used}
        return [
            (issuer, index)
            for issuer, index, anchored in self.ordered[current]
            if anchored or _identity(issuer) not in present
        ]

    def _named(self, current: Certificate) -> Sequence[tuple[Certificate, int, bool]]:
        """All of the issuer's name in order, and whether each is an anchor."""
        served = dict(self.pool.get(current.issuer_name, ()))
        named = self.store.named(current.issuer_name)
        anchors = [a.certificate for a in named if chromium_reads(a.certificate)]
        found = {anchor: served.get(anchor, -1) for anchor in anchors} | served
        ordered = sorted(
            found.items(), key=lambda pair: _order(current, pair[0], pair[1], anchors)
        )
        return [(issuer, index, issuer in anchors) for issuer, index in ordered]


def _identity(certificate: Certificate) -> tuple[object, ...]:
    names = (certificate.dns_names, certificate.ip_names)
    return *certificate.party, names


def _order(
    current: Certificate, issuer: Certificate, index: int, anchors: Sequence[Certificate]
) -> tuple[bool, int, float, float]:
    """Anchors, then key identifiers that agree, then the younger; fetched ones last of all."""
    anchored = issuer in anchors
    agrees = _agreement(current, issuer)
    rank = agrees + (0 if anchored else 2) if agrees < _DISAGREES else 4 + (not anchored)
    starts, ends = issuer.not_before.timestamp(), issuer.not_after.timestamp()
    return index < 0 and not anchored, rank, -starts, -ends


_AGREES, _UNTOLD, _DISAGREES = range(3)


def _agreement(child: Certificate, issuer: Certificate) -> int:
    if not child.issuer_key_id or not issuer.key_id:
        return _UNTOLD
    return _AGREES if child.issuer_key_id == issuer.key_id else _DISAGREES
