"""The [registry] section: what an organisation tells of its own names, devices and inspection.

Everything written there is put into the core's form here, once; `bot.core.registry` judges by it.
"""

import re
from typing import Final

from msgspec import Struct

from bot.core.registry import InspectionRoot, RegisteredHost, Registry
from bot.core.target import InvalidTargetError, Target
from bot.settings import InvalidSettingError

_SHA256: Final = re.compile("[0-9a-f]{64}")
_BETWEEN_BYTES: Final = str.maketrans("", "", ": \t")


class HostEntry(Struct, frozen=True, kw_only=True):
    """One [[registry.hosts]]: a device or internal site, and the certificate it is to show.

    Attributes:
        host: A name or IP address; a port does not count.
        fingerprints: SHA-256 of the certificate or of its public key (SubjectPublicKeyInfo), hex,
            colons and letter case as they come; several while a change is under way.
        note: For IT, shown with the evidence.
    """

    host: str
    fingerprints: tuple[str, ...]
    note: str = ""

    def __post_init__(self) -> None:
        _ = self.entry

    @property
    def entry(self) -> RegisteredHost:
        """The same in the core's form."""
        if not self.fingerprints:
            raise InvalidSettingError("fingerprints", "at least one SHA-256 fingerprint")
        return RegisteredHost(
            host=_name("host", self.host),
            fingerprints=frozenset(_digest("fingerprints", text) for text in self.fingerprints),
            note=self.note,
        )


class InspectionEntry(Struct, frozen=True, kw_only=True):
    """One [[registry.inspection_roots]]: an authority of the organisation's own inspection.

    Attributes:
        key_sha256: SHA-256 of its public key (SubjectPublicKeyInfo), hex.
        name: What IT calls it, shown with the evidence.
    """

    key_sha256: str
    name: str = ""

    def __post_init__(self) -> None:
        _ = self.entry

    @property
    def entry(self) -> InspectionRoot:
        """The same in the core's form."""
        return InspectionRoot(key_sha256=_digest("key_sha256", self.key_sha256), name=self.name)


class RegistrySection(Struct, frozen=True, kw_only=True):
    """What the organisation that runs this vouches for.

    Attributes:
        own_domains: Names of its own; everything below them counts too.
        hosts: Devices and internal sites with the certificates they are to show.
        inspection_roots: Authorities that sign in the place of sites on its own network.
        guard_names: Names that others may imitate.
        read_only_after_expiry: Permit reading, and nothing else, on public pages whose
            certificate ran out at most a week ago.
    """

    own_domains: tuple[str, ...] = ()
    hosts: tuple[HostEntry, ...] = ()
    inspection_roots: tuple[InspectionEntry, ...] = ()
    guard_names: tuple[str, ...] = ()
    read_only_after_expiry: bool = False

    def __post_init__(self) -> None:
        _ = self.entries

    @property
    def entries(self) -> Registry:
        """The same in the core's form."""
        return Registry(
            own_domains=_names("own_domains", self.own_domains),
            hosts=tuple(host.entry for host in self.hosts),
            inspection_roots=tuple(root.entry for root in self.inspection_roots),
            guard_names=_names("guard_names", self.guard_names),
            read_only_after_expiry=self.read_only_after_expiry,
        )


def _names(key: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_name(key, text) for text in texts)


def _name(key: str, text: str) -> str:
    try:
        return Target.parse(text).host
    except InvalidTargetError as error:
        raise InvalidSettingError(key, f"a host name or address, got {text!r}") from error


def _digest(key: str, text: str) -> str:
    digest = text.translate(_BETWEEN_BYTES).lower()
    if not _SHA256.fullmatch(digest):
        raise InvalidSettingError(key, f"a SHA-256 fingerprint of 64 hex digits, got {text!r}")
    return digest
