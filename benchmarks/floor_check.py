"""The floor: the least that a TLS check in Python can be, to hold certdesk against.

    python benchmarks/floor_check.py --ca ROOT.pem HOST:PORT...

One file without certdesk: asyncio, the standard library's `ssl` over memory BIOs, cryptography to
read every field, cryptography's verifier with certifi's roots and the one given, JSON out. It
explains nothing, knows no browser and retries nothing.
"""

import argparse
import asyncio
import json
import socket
import ssl
import sys
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import certifi
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

LIMIT_S: Final = 3.0
_READ: Final = 65536


def unverified_context() -> ssl.SSLContext:
    """One for all handshakes: making one loads nothing, `create_default_context` loads roots."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def bare_handshake(context: ssl.SSLContext, host: str, port: int) -> ssl.SSLObject:
    """Resolve, connect, shake hands, hang up; nothing is verified and nothing is read."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    family, kind, number, _, address = found[0]
    with socket.socket(family, kind, number) as sock:
        sock.setblocking(False)  # noqa: FBT003 - the socket module's own signature
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await loop.sock_connect(sock, address)
        return await _shake(context, sock, host)


async def _shake(context: ssl.SSLContext, sock: socket.socket, host: str) -> ssl.SSLObject:
    loop = asyncio.get_running_loop()
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_hostname=host)
    while True:
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            await loop.sock_sendall(sock, outgoing.read())
            received = await loop.sock_recv(sock, _READ)
            if not received:
                raise ConnectionResetError("closed during the handshake") from None
            incoming.write(received)
        else:
            await loop.sock_sendall(sock, outgoing.read())
            return tls


def served_chain(tls: ssl.SSLObject) -> tuple[bytes, ...]:
    """DER as served; Python 3.13 made the method public and hands out bytes."""
    if sys.version_info >= (3, 13):
        return tuple(tls.get_unverified_chain())
    inner = tls._sslobj  # type: ignore[attr-defined]  # noqa: SLF001
    return tuple(ssl.PEM_cert_to_DER_cert(item.public_bytes()) for item in _items(inner))


def _items(inner: Any) -> Sequence[Any]:  # noqa: ANN401 - a private object before 3.13
    return inner.get_unverified_chain() or ()


def anchors(file: Path) -> Store:
    """Certifi's roots and those of the file."""
    pem = Path(certifi.where()).read_bytes() + file.read_bytes()
    return Store(x509.load_pem_x509_certificates(pem))


def fields(cert: x509.Certificate) -> dict[str, Any]:
    """Every field and extension, in words where the library has them."""
    return {
        "subject": cert.subject.rfc4514_string(),
        "issuer": cert.issuer.rfc4514_string(),
        "serial": f"{cert.serial_number:x}",
        "not_before": cert.not_valid_before_utc.isoformat(),
        "not_after": cert.not_valid_after_utc.isoformat(),
        "key": type(cert.public_key()).__name__,
        "signature": str(cert.signature_algorithm_oid.dotted_string),
        "extensions": {each.oid.dotted_string: str(each.value) for each in cert.extensions},
    }


def verdict(chain: Sequence[x509.Certificate], host: str, store: Store) -> str:
    """Either "valid", or why cryptography's verifier says no."""
    subject = x509.IPAddress(ip_address(host)) if _is_address(host) else x509.DNSName(host)
    builder = PolicyBuilder().store(store).time(datetime.now(UTC))  # noqa: TID251 - as clients do
    try:
        builder.build_server_verifier(subject).verify(chain[0], list(chain[1:]))
    except VerificationError as error:
        return str(error)
    return "valid"


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


async def check(target: str, context: ssl.SSLContext, store: Store) -> dict[str, Any]:
    """One target, judged."""
    host, _, port = target.rpartition(":")
    try:
        async with asyncio.timeout(LIMIT_S):
            tls = await bare_handshake(context, host, int(port))
    except (OSError, TimeoutError) as error:
        return {"target": target, "error": type(error).__name__}
    chain = [x509.load_der_x509_certificate(der) for der in served_chain(tls)]
    return {
        "target": target,
        "protocol": tls.version(),
        "cipher": tls.cipher(),
        "chain": [fields(cert) for cert in chain],
        "verdict": verdict(chain, host, store),
    }


async def check_all(targets: Sequence[str], ca: Path) -> None:
    """All at once; each line is written when its target is answered."""
    context, store = unverified_context(), anchors(ca)

    async def show(target: str) -> None:
        print(json.dumps(await check(target, context, store)), flush=True)

    async with asyncio.TaskGroup() as group:
        for target in targets:
            group.create_task(show(target))


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # a root of certifi's has serial 0
    parser = argparse.ArgumentParser()
    parser.add_argument("--ca", type=Path, required=True)
    parser.add_argument("targets", nargs="+")
    options = parser.parse_args()
    asyncio.run(check_all(options.targets, options.ca))
