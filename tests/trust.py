"""What to trust in a test: a store of made anchors, and everything the catalogue knows."""

from datetime import datetime, timedelta
from functools import cache
from typing import Final
from zlib import crc32

from msgspec.structs import replace

from bot.catalogue.gateways import gateway_names
from bot.catalogue.issuers import distrusts, known_issuers, policy
from bot.catalogue.suffixes import suffixes
from bot.core.facts import Certificate, Handshake, Name, StoreName
from bot.core.knowledge import Knowledge
from bot.core.path import best_path, find_paths
from bot.core.rules import Case
from bot.core.trust import TrustStore
from bot.core.x509 import parse_certificate
from tests.certificates import AUTHORITY, Certified, Recipe, issue

KEY: Final = "secp256r1"  # quick to make and to check
PUBLIC: Final = frozenset({StoreName.MOZILLA})
PRIVATE: Final = frozenset({StoreName.OPERATOR})


def facts(certified: Certified) -> Certificate:
    """The facts of a certificate that can be read."""
    certificate = parse_certificate(certified.der)
    assert isinstance(certificate, Certificate)
    return certificate


def store(*anchors: Certified, stores: frozenset[StoreName] = PRIVATE) -> TrustStore:
    """Trusts exactly these, as found in those stores."""
    entries: dict[Name, tuple[tuple[bytes, frozenset[StoreName]], ...]] = {}
    for anchor in anchors:
        name = facts(anchor).subject_name
        entries[name] = (*entries.get(name, ()), (anchor.der, stores))
    return TrustStore(entries)


def knowledge(trusted: TrustStore) -> Knowledge:
    """These anchors and the catalogue."""
    return Knowledge(
        store=trusted,
        suffixes=suffixes,
        policy=policy,
        issuers=known_issuers,
        distrusts=distrusts,
        gateways=gateway_names,
    )


@cache
def authority(
    label: str, issuer: Certified | None = None, recipe: Recipe = AUTHORITY, key_label: str = ""
) -> Certified:
    """An authority by its label; `key_label` gives it the key of another one."""
    return issue(
        replace(
            recipe,
            common_name=label,
            key=KEY if recipe.key == AUTHORITY.key else recipe.key,
            key_number=crc32((key_label or label).encode()),
        ),
        issuer,
    )


def leaf(issuer: Certified | None, recipe: Recipe | None = None) -> Certified:
    """A leaf with a quick key unless its recipe names another; self-signed without issuer."""
    wanted = recipe or Recipe()
    quick = KEY if (wanted.key, wanted.key_number) == (Recipe().key, 0) else wanted.key
    return issue(replace(wanted, key=quick), issuer)


def case(
    *served: Certified,
    anchor: Certified,
    public: bool = False,
    host: str = "localhost",
    now: datetime | None = None,
    handshake: Handshake | None = None,
    **changed: object,
) -> Case:
    """A served chain as the rules get it, judged an hour after the leaf began.

    `changed` are facts of the leaf that its bytes do not bear out, such as a date to the second.
    """
    trusted = store(anchor, stores=PUBLIC if public else PRIVATE)
    chain = tuple(facts(c) for c in served)
    path = best_path(find_paths(chain, trusted), lambda _: 0)
    assert path is not None
    judged = replace(chain[0], **changed)
    return Case(
        host=host,
        now=now or judged.not_before + timedelta(hours=1),
        chain=(judged, *chain[1:]),
        path=replace(path, certificates=(judged, *path.certificates[1:])),
        knowledge=knowledge(trusted),
        handshake=handshake,
    )
