"""One paste and the site it is about: what is served, what is sent, what is to be concluded."""

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from msgspec import Struct
from msgspec.structs import replace

from adapters.__main__ import main
from tests.certificates import AUTHORITY as AUTHORITY_RECIPE
from tests.certificates import Certified, Recipe, issue
from tests.core.compare.scene import NOW, logged
from tests.pages import Page, chrome, firefox
from tests.servers import Tls, tls
from tests.situations.lab import authority, leaf, middle, root
from tests.trust import authority as stranger
from tests.trust import facts
from tests.wire import close, on_accept

DATE: Final = "NET::ERR_CERT_DATE_INVALID"
AUTHORITY: Final = "NET::ERR_CERT_AUTHORITY_INVALID"
NAME: Final = "NET::ERR_CERT_COMMON_NAME_INVALID"
DAY: Final = timedelta(days=1)

Chain = Callable[[], Sequence[Certified]]


@cache
def own(number: int = 0, issuer: Certified | None = None, **changes: Any) -> Certified:  # noqa: ANN401 - any field of a recipe
    """The site's own leaf, or another one of it."""
    recipe = Recipe(key="secp256r1", key_number=700 + number, extensions=(logged(),), **changes)
    return leaf(recipe, issuer)


def in_order() -> Sequence[Certified]:
    """What a site serves that has no fault."""
    return [own(), middle()]


@cache
def expired() -> Certified:
    """The site's own, five days too old."""
    return own(1, starts=-90 * DAY, ends=-5 * DAY)


@cache
def by(issuer: Certified, *names: str, number: int = 0) -> Certified:
    """Somebody else's doing: a leaf that no log knows."""
    names = names or ("localhost",)
    return leaf(Recipe(names=names, key="secp256r1", key_number=800 + number), issuer)


@cache
def old_middle() -> Certified:
    """An intermediate past its end."""
    return authority("Old Intermediate", root(), replace(AUTHORITY_RECIPE, ends=-DAY))


@cache
def by_own_authority() -> Certified:
    """Past its end, and by an authority that only the organisation trusts."""
    recipe = Recipe(key="secp256r1", key_number=860, starts=-90 * DAY, ends=-5 * DAY)
    return leaf(recipe, stranger("Company"))


@cache
def alone(*names: str) -> Certified:
    """Signed by itself."""
    return issue(Recipe(names=names or ("localhost",), key="secp256r1", key_number=900))


class Case(Struct, frozen=True, kw_only=True):
    """One paste, one server, and what is to be concluded.

    Attributes:
        served: None: whoever comes is sent away.
        shown: The chain in the paste; empty for none.
        code: "" for an address alone.
        sentence: What Chrome says in words.
        text: The whole message where it is no browser's page; PLACE stands for host and port, PORT
            for the port alone.
    """

    served: Chain | None
    row: int | None
    category: str
    verdict: str
    responsible: str
    code: str = ""
    shown: Chain = list
    sentence: str = ""
    text: str = ""
    clock: str = f"{NOW:%b} {NOW.day}, {NOW.year}"
    question: str | None = None
    registers: Callable[[], Certified] | None = None
    is_firefox: bool = False


def pasted(case: Case, port: int) -> str:
    """What the person sends."""
    place = f"localhost:{port}"
    chain = [c.der for c in case.shown()]
    if case.text:
        blocks = "".join(c.pem.decode() for c in case.shown())
        return case.text.replace("PLACE", place).replace("PORT", str(port)) + f"\n{blocks}"
    if not case.code:
        return f"https://{place}/"
    issuer = facts(case.shown()[0]).issuer_label if chain else ""
    page = Page(
        code=case.code,
        host=place if case.is_firefox else "localhost",
        chain=chain,
        sentence=case.sentence,
        issuer=issuer,
        clock=case.clock,
    )
    if case.is_firefox:
        return firefox(page)
    told = chrome(page) if chain else f"{case.code} {case.sentence}"
    return f"https://{place}/\n\n{told}"


class Desk:
    """`certdesk explain` in a folder of its own, with the lab's root."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capsys = capsys

    def asked(self, case: Case) -> dict[str, Any]:
        """What is told while the case's server runs."""
        keys = [facts(case.registers()).key.spki_sha256] if case.registers else []
        tables = (f'[[registry.inspection_roots]]\nkey_sha256 = "{key}"\n' for key in keys)
        with ExitStack() as stack:
            server = on_accept(close) if case.served is None else tls(Tls(chain=case.served()))
            port = stack.enter_context(server)
            return self.told(pasted(case, port), "".join(tables))

    def told(self, text: str, config: str = "") -> dict[str, Any]:
        """What is told of a text, whatever runs."""
        (self._folder / "root.pem").write_bytes(root().pem)
        (self._folder / "config.toml").write_text(config)
        main(["explain", "--json", "--allow-private", "--ca", "root.pem", text])
        told: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return told


def holds(case: Case, told: dict[str, Any]) -> None:
    """What is told is what the table says."""
    assert (told["comparison"] or {"row": None})["row"] == case.row
    assert told["category"] == case.category
    assert told["verdict"] == case.verdict
    assert told["responsible"] == case.responsible
    assert told["question"] == case.question
