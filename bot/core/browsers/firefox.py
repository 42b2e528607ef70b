"""How Firefox looks for a path, and what it says where it finds none.

mozilla::pkix (mozpkix pkixbuild.cpp, pkixcheck.cpp) builds and judges in one go, from the leaf
upwards: each issuer is judged whole before its signature is looked at. Where several issuers of
one name fail differently it says no more than "unknown issuer". It fetches nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from msgspec import Struct

from bot.core.browsers.extensions import (
    BASIC_CONSTRAINTS,
    SERVER_KEY_USAGES,
    begun_in_firefox,
    unreadable_in_firefox,
)
from bot.core.browsers.signatures import WEAK_HASHES, is_known_signature
from bot.core.facts import Anchor, Certificate, KeyKind, Name, Oddity, Served, leaf_of
from bot.core.facts.identifiers import OCSP_SIGNING, SERVER_AUTH
from bot.core.faults import PAGE_WITHOUT_CODE
from bot.core.names.limits import NOT_IN_NAME_SPACE, comparisons, refused_in_firefox
from bot.core.path import MAX_CHECKS, REMEMBERED, is_disowned
from bot.core.trust import TrustStore
from bot.core.x509 import SignatureCheck, check_signature, is_self_signed, names_agree

MAX_AUTHORITIES: Final = 6
"""Between leaf and anchor, as they are followed (pkixbuild.cpp, MAX_SUBCA_COUNT)."""

FIRST_YEAR: Final = 1970
"""The first that mozilla::pkix can count (pkixder.cpp, TimeChoice)."""

_UNKNOWN_ISSUER: Final = "SEC_ERROR_UNKNOWN_ISSUER"
EXPIRED: Final = "SEC_ERROR_EXPIRED_CERTIFICATE"
NOT_YET_VALID: Final = "MOZILLA_PKIX_ERROR_NOT_YET_VALID_CERTIFICATE"
_BAD_SIGNATURE: Final = "SEC_ERROR_BAD_SIGNATURE"
_KEY_USAGE: Final = "SEC_ERROR_INADEQUATE_KEY_USAGE"
_CERT_TYPE: Final = "SEC_ERROR_INADEQUATE_CERT_TYPE"
_SELF_SIGNED: Final = "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT"
_SELF_SIGNED_HIDES: Final = frozenset({_UNKNOWN_ISSUER, _BAD_SIGNATURE, _KEY_USAGE})
_ABOVE: Final = {
    EXPIRED: "SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE",
    NOT_YET_VALID: "MOZILLA_PKIX_ERROR_NOT_YET_VALID_ISSUER_CERTIFICATE",
}
_CURVES: Final = frozenset({"secp256r1", "secp384r1", "secp521r1"})
_LEAST_RSA_BITS: Final = 1024
_V3: Final = 3
_MAX_NAMES: Final = 1 << 18  # compared for one chain; a hostile list holds thousands


class Circumstances(Struct, frozen=True, kw_only=True):
    """What a path is judged by.

    Attributes:
        is_distrusted: The browser's makers believe this anchor no longer.
        leaf_revocation: The code for what is stapled to the leaf, "" where that is in order.
    """

    store: TrustStore
    now: datetime
    is_distrusted: Callable[[Anchor], bool]
    leaf_revocation: str = ""


def building_in_firefox(chain: Sequence[Served], given: Circumstances) -> str:
    """The code with which building ends; "" where a path is found. Names of hosts come later."""
    if leaf_of(chain) is None:
        return ""
    served = tuple(c for c in chain if isinstance(c, Certificate))
    anchors = _anchors(served, given.store)
    dated = (*served, *(anchor.certificate for anchor in anchors))
    now = given.now.replace(microsecond=0)
    return _building(
        served,
        _Answers(
            store=given.store,
            dates=tuple((c, _dates(c, now)) for c in dated),
            distrusted=frozenset(a.certificate for a in anchors if given.is_distrusted(a)),
            leaf_revocation=given.leaf_revocation,
        ),
    )


@lru_cache(maxsize=REMEMBERED)
def _anchors(served: tuple[Certificate, ...], store: TrustStore) -> tuple[Anchor, ...]:
    """All that a path could end in, but for those that were served."""
    names = dict.fromkeys(certificate.issuer_name for certificate in served)
    return tuple(anchor for name in names for anchor in store.named(name))


class _Answers(Struct, frozen=True, kw_only=True):
    """The circumstances as far as building asks for them: the same on most days."""

    store: TrustStore
    dates: tuple[tuple[Certificate, str], ...]
    distrusted: frozenset[Certificate]
    leaf_revocation: str


@lru_cache(maxsize=REMEMBERED)
def _building(served: tuple[Certificate, ...], given: _Answers) -> str:
    """Remembered: building takes longer than all else that is done for a chain seen before."""
    leaf = served[0]
    code = begun_in_firefox(leaf)
    if not code:
        builder = _Builder(
            given=given,
            dates=dict(given.dates),
            pool=_pool(served),
            budget=MAX_CHECKS,
            names=0,
        )
        code = builder.forward((leaf,), 0)
    return _SELF_SIGNED if code in _SELF_SIGNED_HIDES and is_self_signed(leaf) else code


def _pool(served: Sequence[Certificate]) -> Mapping[Name, Sequence[Certificate]]:
    """By subject; the leaf too may bear the name of its issuer."""
    pool: dict[Name, dict[Certificate, None]] = {}
    for certificate in served:
        if not begun_in_firefox(certificate):
            pool.setdefault(certificate.subject_name, {})[certificate] = None
    return {name: tuple(found) for name, found in pool.items()}


class _Builder(Struct, kw_only=True):
    given: _Answers
    dates: Mapping[Certificate, str]
    pool: Mapping[Name, Sequence[Certificate]]
    budget: int
    names: int

    def forward(self, path: tuple[Certificate, ...], authorities: int) -> str:
        """`BuildForward`: the last of the path is judged, then whoever may have issued it."""
        current, is_leaf = path[-1], len(path) == 1
        anchor = self.given.store.anchor(current)
        if anchor is not None and not is_leaf and (begun := begun_in_firefox(current)):
            return begun
        own = self._own(current, anchor, authorities if not is_leaf else -1)
        if anchor is not None or (own and not is_leaf):
            return own
        if not is_leaf and authorities >= MAX_AUTHORITIES:
            return _UNKNOWN_ISSUER
        found = self._above(path, authorities + (not is_leaf), own)
        return found or own

    def _above(self, path: tuple[Certificate, ...], authorities: int, own: str) -> str:
        told: str | None = None
        for issuer in self._issuers(path[-1]):
            self.budget -= 1
            code = self._under(issuer, path, authorities, own) if self.budget >= 0 else ""
            code = _ABOVE.get(code, code) if self.budget >= 0 else _UNKNOWN_ISSUER
            if not code:
                return ""
            told = code if told in {None, code} else _UNKNOWN_ISSUER
        return told or _UNKNOWN_ISSUER

    def _under(
        self, issuer: Certificate, path: tuple[Certificate, ...], authorities: int, own: str
    ) -> str:
        """`PathBuildingStep::Check`: the issuer and all above it, then its signature."""
        if any(issuer.party == below.party for below in path):
            return _UNKNOWN_ISSUER
        code = self._refused_names(issuer, path) or self.forward((*path, issuer), authorities)
        if code:
            return code
        if check_signature(path[-1], issuer) is not SignatureCheck.VALID:
            return _BAD_SIGNATURE
        asked = len(path) == 1 and own != EXPIRED
        return self.given.leaf_revocation if asked else ""

    def _refused_names(self, issuer: Certificate, path: tuple[Certificate, ...]) -> str:
        limits = issuer.constraints
        if limits is None:
            return ""
        for place, below in enumerate(path):
            self.names += len(below.dns_names) + len(limits.permitted_dns)
            self.names += len(limits.excluded_dns) + comparisons(below, limits)
            if self.names > _MAX_NAMES:
                return NOT_IN_NAME_SPACE
            code = refused_in_firefox(below, limits, leaf=place == 0)
            if code:
                return code
        return ""

    def _issuers(self, current: Certificate) -> Iterator[Certificate]:
        """Names are compared byte for byte; who signed itself is of use as an anchor only."""
        anchors = self.given.store.named(current.issuer_name)
        trusted = [a.certificate for a in anchors if a.certificate not in self.given.distrusted]
        known = {a.certificate for a in anchors}
        served = self.pool.get(current.issuer_name, ())
        found = [*trusted, *(c for c in served if c not in known and not _is_root(c))]
        if len(found) > 1:  # in whatever order browsers try them, they try more of them than we do
            found.sort(key=lambda issuer: is_disowned(current, issuer))
        return (c for c in found if names_agree(current, c))

    def _own(self, certificate: Certificate, anchor: Anchor | None, authorities: int) -> str:
        """`CheckIssuerIndependentProperties`, in its order; `authorities` -1 for the leaf."""
        if certificate.not_before > certificate.not_after:
            return "SEC_ERROR_INVALID_TIME"
        if certificate.not_before.year < FIRST_YEAR:
            return PAGE_WITHOUT_CODE
        is_leaf = authorities < 0
        fault = "" if anchor else _signature(certificate)
        fault = fault or _key(certificate) or _issuer_name(certificate)
        fault = fault or _usage(certificate, leaf=is_leaf)
        fault = fault or (_leaf(certificate) if is_leaf else _ca(certificate, anchor, authorities))
        fault = fault or unreadable_in_firefox(certificate, leaf=is_leaf)
        dateless = anchor is not None and anchor.is_public
        return fault or ("" if dateless else self.dates[certificate])


def _signature(certificate: Certificate) -> str:
    if Oddity.ALGORITHMS_DIFFER in certificate.oddities:
        return "MOZILLA_PKIX_ERROR_SIGNATURE_ALGORITHM_MISMATCH"
    known = is_known_signature(certificate) and certificate.signature_hash not in WEAK_HASHES
    return "" if known else "SEC_ERROR_CERT_SIGNATURE_ALGORITHM_DISABLED"


def _is_root(certificate: Certificate) -> bool:
    """`ShouldSkipSelfSignedNonTrustAnchor`: as far as it can tell."""
    return is_known_signature(certificate) and is_self_signed(certificate)


def _key(certificate: Certificate) -> str:
    match certificate.key.kind:
        case KeyKind.RSA:
            small = certificate.key.bits < _LEAST_RSA_BITS
            return "MOZILLA_PKIX_ERROR_INADEQUATE_KEY_SIZE" if small else ""
        case KeyKind.EC:
            known = certificate.key.curve in _CURVES
            return "" if known else "SEC_ERROR_UNSUPPORTED_ELLIPTIC_CURVE"
        case _:
            return "SEC_ERROR_UNSUPPORTED_KEYALG"


def _issuer_name(certificate: Certificate) -> str:
    return "" if certificate.issuer_name else "MOZILLA_PKIX_ERROR_EMPTY_ISSUER_NAME"


def _usage(certificate: Certificate, *, leaf: bool) -> str:
    wanted = SERVER_KEY_USAGES if leaf else {"keyCertSign"}
    usages = certificate.key_usage
    return "" if usages is None or usages & wanted else _KEY_USAGE


def _leaf(leaf: Certificate) -> str:
    if leaf.is_ca:
        return "MOZILLA_PKIX_ERROR_CA_CERT_USED_AS_END_ENTITY"
    usages = leaf.extended_usage
    fits = usages is None or (SERVER_AUTH in usages and OCSP_SIGNING not in usages)
    return "" if fits else _CERT_TYPE


def _dates(certificate: Certificate, now: datetime) -> str:
    if now > certificate.not_after:
        return EXPIRED
    return NOT_YET_VALID if now < certificate.not_before else ""


def _ca(issuer: Certificate, anchor: Anchor | None, authorities: int) -> str:
    if issuer.version < _V3 and issuer.is_ca is None:
        return "" if anchor else "MOZILLA_PKIX_ERROR_V1_CERT_USED_AS_CA"
    if not issuer.is_ca and BASIC_CONSTRAINTS not in issuer.unreadable:
        return "SEC_ERROR_CA_CERT_INVALID"
    if issuer.path_length is not None and authorities > issuer.path_length:
        return "SEC_ERROR_PATH_LEN_CONSTRAINT_INVALID"
    usages = issuer.extended_usage
    return "" if usages is None or SERVER_AUTH in usages else _CERT_TYPE
