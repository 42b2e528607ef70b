"""The trust anchors of this machine: Mozilla's list, the operator's files, the system's store."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from bot.core.facts import Name, StoreName
from bot.core.trust import TrustStore
from bot.core.x509 import pem_blocks, read_subject

_MAX_FILE_BYTES: Final = 8 * 1024 * 1024


class AnchorFileError(ValueError):
    """A file of trust anchors that cannot be used; says which and why."""


def load_anchors(files: Iterable[Path] = (), *, system_store: bool = False) -> TrustStore:
    """Reads all anchors. A certificate given by the operator is one even if not self-signed.

    Raises:
        AnchorFileError: A file of the operator's is missing, unreadable or holds no certificate.
    """
    entries: dict[Name, dict[bytes, set[StoreName]]] = {}
    for store, der in _all(files, system_store=system_store):
        subject = read_subject(der)
        if subject is not None:
            entries.setdefault(subject, {}).setdefault(der, set()).add(store)
    return TrustStore(
        {
            subject: tuple((der, frozenset(stores)) for der, stores in certificates.items())
            for subject, certificates in entries.items()
        }
    )


def _all(files: Iterable[Path], *, system_store: bool) -> Iterator[tuple[StoreName, bytes]]:
    for der in pem_blocks(_mozillas_list().read_bytes()):
        yield StoreName.MOZILLA, der
    for file in files:
        for der in _operators(file):
            yield StoreName.OPERATOR, der
    if system_store:
        import ssl  # noqa: PLC0415 - a second library for TLS, of which a brief check needs none

        # Only for its list: the context verifies nothing.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_default_certs()
        for der in context.get_ca_certs(binary_form=True):
            yield StoreName.SYSTEM, der


def _mozillas_list() -> Path:
    """Certifi's file, which lies beside its code.

    Found without importing certifi, which would load `importlib.resources` and a zip reader: 6 ms.
    """
    package = find_spec("certifi")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("certifi", name="certifi")
    return Path(package.origin).with_name("cacert.pem")


def _operators(file: Path) -> list[bytes]:
    try:
        if file.stat().st_size > _MAX_FILE_BYTES:
            raise AnchorFileError(f"{file}: larger than {_MAX_FILE_BYTES} bytes")
        data = file.read_bytes()
    except OSError as error:
        raise AnchorFileError(f"{file}: {error.strerror or error}") from error
    found = list(pem_blocks(data)) or ([data] if read_subject(data) is not None else [])
    if not found or any(read_subject(der) is None for der in found):
        raise AnchorFileError(f"{file}: expected one or more certificates in PEM")
    return found
