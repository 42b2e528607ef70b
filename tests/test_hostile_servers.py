"""Servers that mean harm: each costs what a look may cost, and gets its answer."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

import pytest
from cryptography import x509
from msgspec.structs import replace

from bot.core.facts import StoreName
from bot.core.vocabulary import Category, Problem
from bot.desk.check import Checked
from bot.probe.look import Limits, Prober
from bot.probe.resolve import Policy
from tests import wire
from tests.certificates import AUTHORITY, Recipe, issue
from tests.checkers import checker_with
from tests.odd_tls import OddTls, odd_tls
from tests.servers import Tls, tls
from tests.situations.lab import leaf, middle, root
from tests.trust import knowledge, store

TRUSTED = knowledge(store(root(), stores=frozenset({StoreName.OPERATOR})))
Server = Callable[[], AbstractContextManager[int]]


async def answered(port: int) -> Checked:
    async def lookup(host: str, port: int) -> list[str]:
        assert host
        assert port
        return ["127.0.0.1"]

    prober = Prober(Policy(allow_private=True), Limits(total_s=2), lookup=lookup)
    checker = checker_with(prober, TRUSTED)
    async with asyncio.timeout(10):  # twice what a look and its surroundings may take
        return await checker.check(f"localhost:{port}")


def saying(answer: bytes) -> Server:
    return partial(tls, Tls(chain=[leaf(), middle()], answer=answer))


def many_constraints() -> AbstractContextManager[int]:
    names = tuple(f"n{i}.example.test" for i in range(2500))
    limits = x509.NameConstraints([x509.DNSName(f"c{i}.test") for i in range(2500)], None)
    own = issue(replace(AUTHORITY, constraints=limits, common_name="Limits"), root())
    crowded = leaf(Recipe(names=("localhost", *names)), own)
    return odd_tls(OddTls(leaf=crowded, listed=[crowded.der, own.der]))


def many_of_one_name() -> AbstractContextManager[int]:
    decoys = [
        issue(replace(AUTHORITY, key="secp256r1", key_number=n, common_name="Twin")).der
        for n in range(150)
    ]
    real = issue(replace(AUTHORITY, key="secp256r1", key_number=999, common_name="Twin"))
    own = leaf(Recipe(key="secp256r1"), real)
    return odd_tls(OddTls(leaf=own, listed=[own.der, *decoys]))


@pytest.mark.parametrize(
    "server",
    [
        pytest.param(
            saying(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2_000_000), id="a page of megabytes"
        ),
        pytest.param(
            saying(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000), id="a header without end"
        ),
        pytest.param(
            saying(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\nz"), id="a lie on length"
        ),
        pytest.param(saying(b"\x00" * 5000), id="no HTTP at all"),
        pytest.param(
            saying(b"HTTP/1.1 302 Found\r\nLocation: https://x/" + b"a" * 40_000 + b"\r\n\r\n"),
            id="an address of 40 kB",
        ),
        pytest.param(
            saying(b"HTTP/1.1 302 Found\r\nLocation: https://localhost/\r\n\r\n"),
            id="a closed port",
        ),
    ],
)
async def test_an_odd_page_changes_no_verdict(server: Server) -> None:
    with server() as port:
        told = await answered(port)

    assert told.diagnosis.category is Category.HEALTHY


@pytest.mark.parametrize(
    ("server", "problem"),
    [
        pytest.param(many_constraints, Problem.NAME_CONSTRAINT, id="millions of comparisons"),
        pytest.param(many_of_one_name, Problem.UNTRUSTED_ROOT, id="a crowd of namesakes"),
        pytest.param(wire.silent, Problem.TIMEOUT, id="silence"),
        pytest.param(partial(wire.dripping, 0.1), Problem.TIMEOUT, id="a byte now and then"),
        pytest.param(wire.endless, Problem.HANDSHAKE_FAILURE, id="data without end"),
    ],
)
async def test_a_look_stays_within_its_limits(server: Server, problem: Problem) -> None:
    with server() as port:
        told = await answered(port)

    assert told.diagnosis.problem is problem
