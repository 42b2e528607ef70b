"""What strangers write into certificates and headers reaches no terminal and no program raw."""

import json
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from msgspec.structs import replace

from adapters.__main__ import main
from tests.certificates import Certified, Recipe
from tests.servers import Tls, tls
from tests.situations.lab import leaf, middle, root

UNSHOWABLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
TEXTS: Final = [
    pytest.param("\x1b[2J\x1b[31mred\x1b]0;title\x07", id="ANSI escapes"),
    pytest.param("\x9b31m\x90q\x9c", id="escapes of one byte"),
    pytest.param(
        "\x1b]8;;https://evil.test\x1b\\here\x1b]8;;\x1b\\", id="a link of the terminal's"
    ),
    pytest.param("bank\u202egro.kcatta\u2066x\u2069", id="turned around"),
    pytest.param("ba\u200bnk\u200d\ufeff\u00ad", id="nothing wide"),
    pytest.param("a\nstatus: healthy\r\n\x0b\x0c\u2028\u2029\x85b", id="lines of their own"),
    pytest.param("a\x00b\x08\x08\x7f", id="NUL and backspaces"),
    pytest.param("\ue000\U000e0041\ufffe", id="private and tags"),
]
MARKUP: Final = "[red]@everyone[/red] <!channel> [link=https://evil.test]x[/link] :bomb:"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CERTDESK_CONFIG", raising=False)
    (tmp_path / "root.pem").write_bytes(root().pem)


def calling_itself(text: str) -> Certified:
    """An issuer by that name; the library would refuse to write what is longer than allowed."""
    named = x509.NameAttribute(NameOID.ORGANIZATION_NAME, text, _validate=False)
    return replace(middle(), subject=x509.Name([named]))


def hostile(text: str) -> bytes:
    """The text as subject, issuer and name."""
    own = Recipe(common_name=text[:60], organisation=text[:60], names=(text.encode(), "x.test"))
    return leaf(own, calling_itself(text)).pem


def inspected(capsys: pytest.CaptureFixture[str], data: bytes, *options: str) -> str:
    Path("chain.pem").write_bytes(data)
    main(["inspect", "chain.pem", "--host", "localhost", *options])
    shown = capsys.readouterr()
    assert not shown.err
    return shown.out


def strings(told: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    match told:
        case str():
            yield told
        case dict():
            for value in told.values():
                yield from strings(value)
        case list():
            for value in told:
                yield from strings(value)
        case _:
            return


def unshowable(text: str) -> set[str]:
    return {character for character in text if unicodedata.category(character) in UNSHOWABLE}


@pytest.mark.parametrize("text", TEXTS)
def test_cards_and_details_show_no_more_than_letters(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = inspected(capsys, hostile(text), "--details")

    assert unshowable(shown) <= {"\n"}
    assert "\N{REPLACEMENT CHARACTER}" in shown


@pytest.mark.parametrize("text", TEXTS)
def test_programs_get_no_more_than_letters(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = inspected(capsys, hostile(text), "--json")

    assert shown.isascii()
    assert shown.count("\n") == 1
    told = list(strings(json.loads(shown)))
    assert not unshowable("".join(told))
    assert any("\N{REPLACEMENT CHARACTER}" in string for string in told)


def test_markup_stays_text(capsys: pytest.CaptureFixture[str]) -> None:
    shown = inspected(capsys, hostile(MARKUP[:60]), "--details")

    assert "O=[red]\N{FULLWIDTH COMMERCIAL AT}everyone[/red]" in shown
    assert "\N{FULLWIDTH LESS-THAN SIGN}!channel>" in shown
    assert not {"@everyone", "<!channel"} & set(shown.split())


@pytest.mark.parametrize("options", [["--details"], ["--json"]], ids=["details", "JSON"])
@pytest.mark.parametrize(
    "own",
    [
        pytest.param(lambda: leaf(Recipe(names=(b"a" * 1_000_000,))), id="a name of a megabyte"),
        pytest.param(
            lambda: leaf(None, calling_itself("b" * 1_000_000)), id="an issuer of a megabyte"
        ),
        pytest.param(
            lambda: leaf(Recipe(names=tuple(f"n{i}.test" for i in range(10_000)))),
            id="ten thousand names",
        ),
        pytest.param(
            lambda: leaf(Recipe(serial=1 << 4_000_000)), id="a number of half a megabyte"
        ),
    ],
)
def test_what_is_shown_stays_readable(
    own: Callable[[], Certified],
    options: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = inspected(capsys, own().pem, *options)

    assert len(shown) < 16_384


@pytest.mark.parametrize("options", [["--details"], ["--json"]], ids=["details", "JSON"])
@pytest.mark.parametrize(
    "header",
    [
        b"Server: \x1b[31mnginx\x9b\r\n",
        "Server: apache\u202e\u2028".encode() + b"\r\n",
        b"Server: " + b"iis" * 10_000 + b"\r\n",
    ],
    ids=["escapes", "turned around", "long"],
)
def test_what_a_server_calls_itself_stays_harmless(
    header: bytes, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = b"HTTP/1.1 200 OK\r\n" + header + b"Content-Length: 0\r\n\r\n"

    with tls(Tls(chain=[leaf(Recipe(names=("x.test",))), middle()], answer=answer)) as port:
        target = (f"localhost:{port}", "--allow-private", "--ca", "root.pem")
        status = main(["check", *target, *options])

    shown = capsys.readouterr()
    assert (status, shown.err) == (1, "")
    assert unshowable(shown.out) <= {"\n"}
    assert len(shown.out) < 16_384
