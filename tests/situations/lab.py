"""The lab's own authorities, made when first asked for, and the shapes of a situation."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache
from ipaddress import ip_network
from typing import Final
from zlib import crc32

from cryptography import x509
from msgspec import Struct
from msgspec.structs import replace

from bot.core.vocabulary import Problem
from tests.certificates import AUTHORITY, Certified, Recipe, issue
from tests.servers import Server, Tls, tls

DAY: Final = timedelta(days=1)
STRANGE: Final = "Strange Authority"
SHOP: Final = "shop.lab.test"
Chain = Sequence[Certified]


class Situation(Struct, frozen=True, kw_only=True):
    """A server with its faults, and what is to be found.

    Attributes:
        host: What is typed; without brackets for IPv6. Names other than localhost are mapped to
            loopback by whoever looks, except those under .invalid.
        problems: Errors and warnings expected, the primary first.
        notes: Notes about the served list, serial numbers, ciphers and the end of validity.
            `no_sct` and `revocation_not_checked` hold for nearly every certificate and are left
            out here.
    """

    name: str
    host: str
    server: Server
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def situation(
    name: str,
    server: Server,
    *problems: Problem,
    host: str = "localhost",
    notes: tuple[Problem, ...] = (),
) -> Situation:
    """A row of a table of situations."""
    return Situation(name=name, host=host, server=server, problems=problems, notes=notes)


def leaf(recipe: Recipe | None = None, issuer: Certified | None = None) -> Certified:
    """A leaf, under the lab's intermediate unless an issuer is given."""
    return issue(recipe or Recipe(), issuer or middle())


def under_lab(recipe: Recipe | None = None, address: str = "127.0.0.1") -> Server:
    """Serves such a leaf with the lab's intermediate."""
    return lambda: tls(Tls(chain=[leaf(recipe), middle()], address=address))


def serving(chain: Callable[[], Chain]) -> Server:
    """Serves that chain, made when the server starts."""
    return lambda: tls(Tls(chain=chain()))


def via(settings: Callable[[], Tls]) -> Server:
    """Serves with settings of its own, made when the server starts."""
    return lambda: tls(settings())


@cache
def authority(
    label: str, issuer: Certified | None = None, recipe: Recipe = AUTHORITY
) -> Certified:
    """An authority whose name and key belong to its label."""
    return issue(
        replace(recipe, common_name=f"Lab {label}", key_number=crc32(label.encode())), issuer
    )


def root() -> Certified:
    """The trusted root."""
    return authority("Root")


def middle() -> Certified:
    """The intermediate under the trusted root, allowed to issue leaves only."""
    return authority("Intermediate", root(), replace(AUTHORITY, path_length=0))


def stranger() -> Certified:
    """A root that nobody trusts."""
    return authority("Stranger", None, replace(AUTHORITY, organisation=STRANGE))


def expired_root() -> Certified:
    """A trusted root past its end."""
    return authority("Old Root", None, replace(AUTHORITY, ends=-DAY))


def future_root() -> Certified:
    """A trusted root before its beginning."""
    return authority("Young Root", None, replace(AUTHORITY, starts=DAY))


def limited_root() -> Certified:
    """A trusted root whose own certificate permits other.test only."""
    permitted = x509.NameConstraints([x509.DNSName("other.test")], None)
    return authority("Limited Root", None, replace(AUTHORITY, constraints=permitted))


def small_root() -> Certified:
    """A trusted root with an RSA key of 1024 bits."""
    return authority("Small Root", None, replace(AUTHORITY, key="rsa1024"))


def sha1_root() -> Certified:
    """A trusted root that signed itself with SHA-1, which nobody verifies."""
    return authority("SHA-1 Root", None, replace(AUTHORITY, hash_name="sha1"))


def version1_root() -> Certified:
    """A trusted root from before extensions."""
    return authority("Version 1 Root", None, replace(AUTHORITY, version=1))


def ec_root() -> Certified:
    """A trusted root on P-384."""
    return authority("EC Root", None, replace(AUTHORITY, key="secp384r1"))


@cache
def chosen_leaf() -> Certified:
    """A self-signed leaf that is itself a trust anchor."""
    return issue(Recipe(common_name="Chosen", key_number=77))


def anchors() -> tuple[bytes, ...]:
    """PEM of everything that is trusted in the lab."""
    old = (expired_root(), future_root(), limited_root(), small_root(), sha1_root())
    trusted = (root(), *old, version1_root(), ec_root(), chosen_leaf())
    return tuple(anchor.pem for anchor in trusted)


def permitting(*names: str) -> x509.NameConstraints:
    """Name constraints that permit these DNS names or networks only."""
    return x509.NameConstraints([_subtree(name) for name in names], None)


def excluding(*names: str) -> x509.NameConstraints:
    """Name constraints that exclude these DNS names or networks."""
    return x509.NameConstraints(None, [_subtree(name) for name in names])


def _subtree(name: str) -> x509.GeneralName:
    return x509.IPAddress(ip_network(name)) if "/" in name else x509.DNSName(name)
