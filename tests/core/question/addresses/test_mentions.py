import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogue.suffixes import suffixes
from bot.core.question.addresses.hosts import is_placeholder
from bot.core.question.addresses.mentions import addresses_in, failing
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


@pytest.mark.parametrize(("text", "expected"), cases("met"))
def test_messages_as_they_come(text: str, expected: list[str]) -> None:
    assert places(text) == expected


NOISE = st.text(alphabet=" \t\n.,;:!?()\"'*>-", max_size=8)
LABEL = st.from_regex(r"[a-z][a-z0-9]{0,9}", fullmatch=True).filter(
    lambda label: not is_placeholder(label)
)
SECRET = "hunter2"  # noqa: S105 -- the one that must never come back
WRAPS = st.sampled_from(
    [
        "{}",
        "<{}>",
        '"{}"',
        "({})",
        "**{}**",
        "`{}`",
        "see {}",
        "{} fails",
        "[{}]",
        "\u201c{}\u201d",
    ]
)


@given(st.text(max_size=300))
@settings(deadline=None)
def test_any_text_has_its_addresses(text: str) -> None:
    addresses_in(plain(text), suffixes())


@given(st.text(alphabet="ahtps:/.@[]%?=&\\\n\"' <>|-_*0123x", max_size=120))
@settings(deadline=None)
def test_pieces_of_addresses_do_no_harm(text: str) -> None:
    addresses_in(text, suffixes())


@given(NOISE, LABEL, WRAPS, NOISE)
@settings(deadline=None)
def test_what_stands_around_an_address_does_not_change_it(
    before: str, label: str, wrap: str, after: str
) -> None:
    text = f"{before} {wrap.format(f'https://{label}.shop.example')} {after}"
    assert places(text) == [f"{label}.shop.example"]


@given(
    st.sampled_from(["https", "ftp", "postgres", "hxxps", "mongodb", "ssh", "jdbc:mysql"]),
    st.text(alphabet="ab1:@/?#%.\\", max_size=12),
    st.sampled_from(["portal.example", "10.0.0.1:8443", "intranet", "[::1]"]),
)
@settings(deadline=None)
def test_user_info_is_in_no_answer(scheme: str, noise: str, host: str) -> None:
    text = f"see {scheme}://{noise}:{SECRET}{noise}@{host}/x"
    assert SECRET not in repr(addresses_in(plain(text), suffixes()))
