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


LEADS_ON = {
    "they see the fault of the next place": Case(
        served=run_out,
        code=DATE,
        row=13,
        category="expired",
        verdict="no",
        responsible="site_owner",
    ),
    "they see another one": Case(
        served=run_out,
        code=AUTHORITY,
        row=14,
        category="untrusted_issuer",
        verdict="no",
        responsible="unknown",
        question="one_site",
    ),
}


@pytest.mark.parametrize("case", LEADS_ON.values(), ids=LEADS_ON.keys())
def test_a_site_in_order_that_leads_to_a_broken_one(case: Case, desk: Desk) -> None:
    """What the case says is served at the place that it leads to."""
    assert case.served
    with tls(Tls(chain=case.served())) as further:
        sends_on = (
            f"HTTP/1.1 302 Found\r\nLocation: https://localhost:{further}/\r\n"
            "Connection: close\r\nContent-Length: 0\r\n\r\n"
        )
        with tls(Tls(chain=in_order(), answer=sends_on.encode())) as port:
            holds(case, desk.told(pasted(case, port)))


def test_a_name_that_imitates_another_outweighs_what_its_certificate_has(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with two_addresses(run_out, run_out, monkeypatch) as port:
        told = desk.told(f"https://rnicrosoft.com:{port}/ {DATE}")

    assert (told["category"], told["risk"], told["verdict"]) == ("lookalike", "danger", "no")
    assert "expired" in told["also"]
    assert told["check"]["primary"] == "lookalike"
