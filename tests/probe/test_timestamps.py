"""Certificate timestamps beside the certificate: asked for, read, and only where they matter."""

import socket
from datetime import UTC, datetime

import pytest

from bot.core.facts import Handshake, StoreName
from bot.core.target import Target
from bot.core.trust import TrustStore
from bot.core.x509 import read_subject
from bot.probe.look import Limits, Prober
from bot.probe.resolve import Policy
from bot.probe.upstream import Upstream
from tests.certificates import Certified, Recipe, extension
from tests.der import octets
from tests.odd_tls import TLS12, TLS13, OddTls, odd_tls
from tests.situations.lab import leaf, middle, root
from tests.timestamps import stamps

ONE, TWO = b"\x01" * 32, b"\x02" * 32


def stamped(*logs: bytes) -> Recipe:
    inside = extension("1.3.6.1.4.1.11129.2.4.2", octets(stamps(*logs)))
    return Recipe(extensions=(inside,) if logs else ())


def store(source: StoreName) -> TrustStore:
    der = root().der
    subject = read_subject(der)
    assert subject is not None
    return TrustStore({subject: ((der, frozenset({source})),)})


async def seen(shown: Certified, version: tuple[int, int], anchors: StoreName) -> Handshake:
    server = OddTls(
        leaf=shown,
        listed=[shown.der, middle().der],
        lowest=version,
        highest=version,
        timestamps=stamps(ONE, TWO),
    )
    upstream = Upstream(store(anchors), lambda: datetime.now(UTC))  # noqa: TID251
    prober = Prober(Policy(allow_private=True), Limits(), lookup=loopback, upstream=upstream)
    with odd_tls(server) as port:
        observation = await prober.look(Target.parse(f"localhost:{port}"))
    return observation.looks[0].handshakes[0]


async def loopback(host: str, port: int) -> list[str]:
    if host != "localhost" or not port:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")
    return ["127.0.0.1"]


@pytest.mark.parametrize("version", [TLS12, TLS13], ids=["TLS 1.2", "TLS 1.3"])
async def test_timestamps_in_the_tls_extension_are_read(version: tuple[int, int]) -> None:
    handshake = await seen(leaf(), version, StoreName.MOZILLA)

    assert handshake.timestamps == frozenset({ONE, TWO})


@pytest.mark.parametrize(
    ("shown", "anchors"),
    [
        pytest.param(stamped(ONE, TWO), StoreName.MOZILLA, id="enough inside"),
        pytest.param(stamped(), StoreName.OPERATOR, id="an organisation's own anchor"),
    ],
)
async def test_nobody_looks_where_it_does_not_matter(shown: Recipe, anchors: StoreName) -> None:
    handshake = await seen(leaf(shown), TLS12, anchors)

    assert handshake.timestamps is None


async def test_too_few_inside_are_a_reason_to_look() -> None:
    handshake = await seen(leaf(stamped(ONE)), TLS12, StoreName.MOZILLA)

    assert handshake.timestamps == frozenset({ONE, TWO})
