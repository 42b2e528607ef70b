"""A site at several addresses, one that leads elsewhere, and one whose name imitates another."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.adapters.two_views.paste import (
    AUTHORITY,
    DATE,
    Case,
    Chain,
    Desk,
    by,
    expired,
    holds,
    in_order,
    own,
    pasted,
)
from tests.servers import Tls, tls
from tests.situations.lab import middle
from tests.trust import authority as stranger

FIRST, SECOND = "127.0.0.1", "::1"


def run_out() -> list[Any]:
    return [expired(), middle()]


@contextmanager
def two_addresses(first: Chain, second: Chain, patch: pytest.MonkeyPatch) -> Iterator[int]:
    """One name, one port, two servers."""

    def both(_host: str, port: int, **_kind: object) -> list[Any]:
        places = [(socket.AF_INET, (FIRST, port)), (socket.AF_INET6, (SECOND, port, 0, 0))]
        return [(family, socket.SOCK_STREAM, 6, "", place) for family, place in places]

    patch.setattr(socket, "getaddrinfo", both)
    with (
        tls(Tls(chain=first(), address=FIRST)) as port,
        tls(Tls(chain=second(), address=SECOND, port=port)),
    ):
        yield port


AT_TWO = {
    "one ran out, and theirs is the good one's": Case(
        served=run_out,
        code=DATE,
        shown=in_order,
        row=15,
        category="expired",
        verdict="no",
        responsible="site_owner",
    ),
    "one ran out, and theirs is that one's": Case(
        served=run_out,
        code=DATE,
        shown=run_out,
        row=3,
        category="expired",
        verdict="no",
        responsible="site_owner",
    ),
    "one ran out, and they give the code alone": Case(
        served=run_out,
        code=DATE,
        row=13,
        category="expired",
        verdict="no",
        responsible="site_owner",
    ),
    "one ran out, and theirs is a stranger's": Case(
        served=run_out,
        code=AUTHORITY,
        shown=lambda: [by(stranger("Web Gate")), stranger("Web Gate")],
        row=7,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "both in order, and theirs is the second one's": Case(
        served=lambda: [own(2), middle()],
        code=AUTHORITY,
        shown=lambda: [own(2), middle()],
        row=4,
        category="your_device",
        verdict="no",
        responsible="visitor",
    ),
    "the same, and no log knows it": Case(
        served=lambda: [by(middle()), middle()],
        code=AUTHORITY,
        shown=lambda: [by(middle()), middle()],
        row=4,
        category="your_device",
        verdict="no",
        responsible="visitor",
    ),
}


@pytest.mark.parametrize("case", AT_TWO.values(), ids=AT_TWO.keys())
def test_a_host_at_two_addresses(case: Case, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first is in order; what the case says is served at the second."""
    assert case.served
    with two_addresses(in_order, case.served, monkeypatch) as port:
        holds(case, desk.told(pasted(case, port)))
