import tomllib
from pathlib import Path

import pytest

from bot.catalogue.suffixes import suffixes
from bot.core.question.addresses import addresses_in, failing
from bot.core.question.plain import plain

CASES = tomllib.loads(Path(__file__).with_name("addresses.toml").read_text(encoding="utf-8"))


def cases(kind: str) -> list[object]:
    return [pytest.param(text, " ".join(to).split(), id=rule) for rule, text, *to in CASES[kind]]


def places(text: str) -> list[str]:
    """Host and port of each address; the port only where it is not 443."""
    return [mention.target.display for mention in addresses_in(plain(text), suffixes())]


@pytest.mark.parametrize(("text", "expected"), cases("written"))
def test_every_way_to_write_an_address(text: str, expected: list[str]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(("text", "expected"), cases("named"))
def test_programs_name_the_host_that_failed(text: str, expected: list[str]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(("text", "expected"), cases("none"))
def test_what_is_no_address_is_none(text: str, expected: list[str]) -> None:
    assert places(text) == expected


FAILING = [
    pytest.param("see a.example/doc; prove that it is b.example", "b.example", id="named"),
    pytest.param("as a.example says\n$ curl https://b.example", "b.example", id="fetched"),
    pytest.param("a.example, then b.example", "a.example", id="else the first"),
    pytest.param("a.example leads to 192.0.2.1", "a.example", id="a name before its address"),
    pytest.param("nothing here", None, id="none"),
]


@pytest.mark.parametrize(("text", "host"), FAILING)
def test_the_one_that_failed_stands_out(text: str, host: str | None) -> None:
    target = failing(addresses_in(plain(text), suffixes()))
    assert (target.host if target else None) == host
