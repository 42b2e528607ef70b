"""How cases of name constraints are made."""

from collections.abc import Sequence
from ipaddress import ip_network
from typing import Any

from cryptography import x509

from tests.certificates import extension
from tests.der import sequence, tlv
from tests.validation.lab import HOST, Given, Make, ca, root, san, through, under

GeneralNames = Sequence[x509.GeneralName]


def dns(text: str) -> x509.DNSName:
    """A host, and all below it."""
    return x509.DNSName(text)


def net(text: str) -> x509.IPAddress:
    """A network."""
    return x509.IPAddress(ip_network(text))


def mail(text: str) -> x509.RFC822Name:
    """A mailbox, or all of a host."""
    return x509.RFC822Name(text)


def dn(text: str) -> x509.DirectoryName:
    """A directory name, written as RFC 4514 says."""
    return x509.DirectoryName(x509.Name.from_rfc4514_string(text))


def permitted(*names: x509.GeneralName, critical: bool = True) -> bytes:
    """Name constraints that permit these, and of their forms nothing else."""
    return limits(names, (), critical=critical)


def excluded(*names: x509.GeneralName, critical: bool = True) -> bytes:
    """Name constraints that exclude these."""
    return limits((), names, critical=critical)


def limits(within: GeneralNames, without: GeneralNames, *, critical: bool = True) -> bytes:
    """Name constraints that permit some and exclude others."""
    value = x509.NameConstraints(list(within) or None, list(without) or None)
    return extension("2.5.29.30", value.public_bytes(), critical=critical)


def written(*parts: bytes) -> bytes:
    """Name constraints that the library would refuse to write."""
    return extension("2.5.29.30", sequence(*parts), critical=True)


def subtrees(place: int, *bases: bytes) -> bytes:
    """What is permitted (0) or excluded (1), each a ready GeneralName."""
    return tlv(0xA0 + place, *(sequence(base) for base in bases))


def top(limited: bytes, **below: Any) -> Make:  # noqa: ANN401
    """A leaf right under an anchor with these limits."""
    return lambda: under(root(extensions=(limited,)), **below)


def middle(limited: bytes, **below: Any) -> Make:  # noqa: ANN401
    """A leaf under an intermediate with these limits."""

    def make() -> Given:
        anchor = root()
        return through(anchor, ca("Middle", anchor, extensions=(limited,)), **below)

    return make


def naming_also(*further: x509.GeneralName, common_name: str = "Lab") -> dict[str, Any]:
    """A leaf with more than a name of the host."""
    extensions = (san(dns(HOST), *further),)
    return {"names": None, "common_name": common_name, "extensions": extensions}
