"""`certdesk explain` with pasted pages, against live servers: what the two views come to."""

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from adapters.__main__ import main
from tests.certificates import AUTHORITY as AUTHORITY_RECIPE
from tests.certificates import Certified, Recipe, damaged, issue
from tests.core.compare.scene import NOW, logged
from tests.pages import Page, chrome, firefox
from tests.servers import Tls, tls
from tests.situations.lab import authority, leaf, middle, root
from tests.trust import authority as stranger
from tests.trust import facts
from tests.wire import close, on_accept

DATE = "NET::ERR_CERT_DATE_INVALID"
AUTHORITY = "NET::ERR_CERT_AUTHORITY_INVALID"
NAME = "NET::ERR_CERT_COMMON_NAME_INVALID"
DAY = timedelta(days=1)


@cache
def own(number: int = 0, issuer: Certified | None = None, **changes: Any) -> Certified:  # noqa: ANN401 - any field of a recipe
    recipe = Recipe(key="secp256r1", key_number=700 + number, extensions=(logged(),), **changes)
    return leaf(recipe, issuer)


@cache
def expired() -> Certified:
    return own(1, starts=-90 * DAY, ends=-5 * DAY)


@cache
def by(issuer: Certified, *names: str, number: int = 0) -> Certified:
    names = names or ("localhost",)
    return leaf(Recipe(names=names, key="secp256r1", key_number=800 + number), issuer)


@cache
def old_middle() -> Certified:
    return authority("Old Intermediate", root(), replace(AUTHORITY_RECIPE, ends=-DAY))


@cache
def by_own_authority() -> Certified:
    recipe = Recipe(key="secp256r1", key_number=860, starts=-90 * DAY, ends=-5 * DAY)
    return leaf(recipe, stranger("Company"))


@cache
def alone(*names: str) -> Certified:
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

    served: Callable[[], Sequence[Certified]] | None
    row: int | None
    category: str
    verdict: str
    responsible: str
    code: str = ""
    shown: Callable[[], Sequence[Certified]] = list
    sentence: str = ""
    text: str = ""
    clock: str = f"{NOW:%b} {NOW.day}, {NOW.year}"
    question: str | None = None
    registers: Callable[[], Certified] | None = None
    is_firefox: bool = False


CASES = {
    "the site's oversight": Case(
        served=lambda: [expired(), middle()],
        shown=lambda: [expired(), middle()],
        code=DATE,
        row=3,
        category="expired",
        verdict="no",
        responsible="site_owner",
    ),
    "the site's oversight, told by Firefox": Case(
        served=lambda: [alone()],
        shown=lambda: [alone()],
        code="MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT",
        is_firefox=True,
        row=3,
        category="self_signed",
        verdict="no",
        responsible="site_owner",
    ),
    "a wrong clock": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [own(), middle()],
        code=DATE,
        clock="Mar 12, 2019",
        row=4,
        category="your_device",
        verdict="not_yet",
        responsible="visitor",
    ),
    "a date error without a telling clock": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [own(), middle()],
        code=DATE,
        row=4,
        category="expired",
        verdict="no",
        responsible="visitor",
        question="clock",
    ),
    "an old device": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [own(), middle()],
        code=AUTHORITY,
        row=4,
        category="your_device",
        verdict="no",
        responsible="visitor",
    ),
    "another genuine certificate and a wrong clock": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [own(2), middle()],
        code=DATE,
        clock="Mar 12, 2019",
        row=5,
        category="your_device",
        verdict="not_yet",
        responsible="visitor",
    ),
    "another one that no log knows": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [by(middle()), middle()],
        code=AUTHORITY,
        row=6,
        category="unclear",
        verdict="no",
        responsible="unknown",
    ),
    "made by a stranger": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [by(stranger("Web Gate")), stranger("Web Gate")],
        code=AUTHORITY,
        row=7,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "a registered root thrown into a stranger's chain": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [by(stranger("Web Gate")), stranger("Own Inspection")],
        registers=lambda: stranger("Own Inspection"),
        code=AUTHORITY,
        row=7,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "own inspection": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [by(stranger("Own Inspection")), stranger("Own Inspection")],
        registers=lambda: stranger("Own Inspection"),
        code=AUTHORITY,
        row=2,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "a virus guard by name": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [by(stranger("Avast Web/Mail Shield Root"))],
        code=AUTHORITY,
        row=8,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "a debugging proxy": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [by(stranger("mitmproxy")), stranger("mitmproxy")],
        code=AUTHORITY,
        row=9,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "known to be bad": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [by(stranger("Superfish, Inc."))],
        code=AUTHORITY,
        row=1,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "a hotel's page": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [by(middle(), "login.hotelwifi.net"), middle()],
        code=NAME,
        row=10,
        category="intercepted",
        verdict="not_yet",
        responsible="network",
    ),
    "a hotel's page, told in words": Case(
        served=lambda: [own(), middle()],
        code=NAME,
        sentence="its security certificate is from *.hotelwifi.net.",
        row=10,
        category="intercepted",
        verdict="not_yet",
        responsible="network",
    ),
    "a router's page": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [alone("192.168.1.1")],
        code=AUTHORITY,
        row=10,
        category="intercepted",
        verdict="not_yet",
        responsible="network",
    ),
    "somebody else's certificate": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [by(middle(), "www.stranger.example"), middle()],
        code=NAME,
        row=17,
        category="wrong_domain",
        verdict="no",
        responsible="unknown",
        question="mobile",
    ),
    "broken here too, no chain": Case(
        served=lambda: [expired(), middle()],
        code=DATE,
        row=13,
        category="expired",
        verdict="no",
        responsible="site_owner",
    ),
    "broken here, an address alone": Case(
        served=lambda: [alone()],
        row=13,
        category="self_signed",
        verdict="no",
        responsible="site_owner",
    ),
    "broken here in another way": Case(
        served=lambda: [expired(), middle()],
        code=AUTHORITY,
        row=13,
        category="untrusted_issuer",
        verdict="no",
        responsible="site_owner",
        question="chain",
    ),
    "in order here, a date error": Case(
        served=lambda: [own(), middle()],
        code=DATE,
        row=14,
        category="expired",
        verdict="no",
        responsible="visitor",
        question="clock",
    ),
    "in order here, an unknown issuer": Case(
        served=lambda: [own(), middle()],
        code=AUTHORITY,
        row=14,
        category="untrusted_issuer",
        verdict="no",
        responsible="unknown",
        question="one_site",
    ),
    "in order here, a wrong name": Case(
        served=lambda: [own(), middle()],
        code=NAME,
        row=14,
        category="wrong_domain",
        verdict="no",
        responsible="unknown",
        question="mobile",
    ),
    "in order here, an address alone": Case(
        served=lambda: [own(), middle()],
        row=None,
        category="healthy",
        verdict="nothing_to_skip",
        responsible="nobody",
    ),
    "only the leaf in the paste": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [own()],
        code=AUTHORITY,
        row=4,
        category="your_device",
        verdict="no",
        responsible="visitor",
    ),
    "a wrong clock, the root pasted first": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [root(), middle(), own()],
        code=DATE,
        clock="Mar 12, 2019",
        row=4,
        category="your_device",
        verdict="not_yet",
        responsible="visitor",
    ),
    "made by a stranger, who stands first": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [stranger("Web Gate"), by(stranger("Web Gate"))],
        code=AUTHORITY,
        row=7,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "a copy of the leaf with another signature": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [damaged(own()), middle()],
        code=AUTHORITY,
        row=7,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "an intermediate ran out": Case(
        served=lambda: [own(3, issuer=old_middle()), old_middle()],
        shown=lambda: [own(3, issuer=old_middle()), old_middle()],
        code=DATE,
        row=3,
        category="expired",
        verdict="no",
        responsible="site_owner",
    ),
    "ran out, by an authority that only they trust": Case(
        served=lambda: [by_own_authority(), stranger("Company")],
        shown=lambda: [by_own_authority(), stranger("Company")],
        code=DATE,
        row=3,
        category="expired",
        verdict="no",
        responsible="site_owner",
    ),
    "the same, without a chain": Case(
        served=lambda: [by_own_authority(), stranger("Company")],
        code=DATE,
        row=13,
        category="expired",
        verdict="no",
        responsible="site_owner",
    ),
    "revoked by their browser's list": Case(
        served=lambda: [own(), middle()],
        shown=lambda: [own(), middle()],
        code="NET::ERR_CERT_REVOKED",
        row=17,
        category="revoked",
        verdict="no",
        responsible="site_owner",
    ),
    "a stranger's issuer, printed by a program": Case(
        served=lambda: [own(), middle()],
        text=(
            "wget https://PLACE/\nERROR: cannot verify localhost's certificate, issued by "
            "'CN=FortiGate CA,O=Fortinet':\n  Self-signed certificate encountered."
        ),
        row=8,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "a network that asks for a login": Case(
        served=lambda: [own(), middle()],
        text="You must log in to this network before you can visit https://PLACE/",
        row=14,
        category="intercepted",
        verdict="not_yet",
        responsible="network",
    ),
    "words of an address are no report": Case(
        served=lambda: [own(), middle()],
        text="could you check https://PLACE/expired/certificate/error please",
        row=None,
        category="healthy",
        verdict="nothing_to_skip",
        responsible="nobody",
    ),
    "refused for them alone": Case(
        served=lambda: [own(), middle()],
        text="ERR_CONNECTION_REFUSED https://PLACE/",
        row=14,
        category="unreachable",
        verdict="nothing_to_skip",
        responsible="unknown",
    ),
    "two addresses, and the second fails": Case(
        served=lambda: [own(), middle()],
        text=f"https://PLACE/ and https://127.0.0.1:PORT/ {NAME}",
        row=13,
        category="wrong_domain",
        verdict="no",
        responsible="site_owner",
    ),
    "nobody answers here": Case(
        served=None,
        code=AUTHORITY,
        row=0,
        category="untrusted_issuer",
        verdict="no",
        responsible="site_owner",
    ),
}


def pasted(case: Case, port: int) -> str:
    """What the person sends."""
    place = f"localhost:{port}"
    if case.text:
        return case.text.replace("PLACE", place).replace("PORT", str(port))
    if not case.code:
        return f"https://{place}/"
    chain = [c.der for c in case.shown()]
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


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_two_views_come_to_what_the_table_says(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "root.pem").write_bytes(root().pem)
    keys = [facts(case.registers()).key.spki_sha256] if case.registers else []
    tables = "".join(f'[[registry.inspection_roots]]\nkey_sha256 = "{key}"\n' for key in keys)
    (tmp_path / "config.toml").write_text(tables)
    monkeypatch.chdir(tmp_path)
    with ExitStack() as stack:
        server = on_accept(close) if case.served is None else tls(Tls(chain=case.served()))
        port = stack.enter_context(server)
        text = pasted(case, port)
        main(["explain", "--json", "--allow-private", "--ca", "root.pem", text])
    told = json.loads(capsys.readouterr().out)

    assert (told["comparison"] or {"row": None})["row"] == case.row
    assert told["category"] == case.category
    assert told["verdict"] == case.verdict
    assert told["responsible"] == case.responsible
    assert told["question"] == case.question


@pytest.mark.parametrize(
    ("report", "told"),
    [
        ("NET::ERR_CERT_REVOKED", "cancelled"),
        ("NET::ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN", "not the ID your app expects"),
        ("MOZILLA_PKIX_ERROR_MITM_DETECTED", "in the middle"),
        ("pip: SSLError: certificate verify failed: self-signed certificate in chain", "to pip"),
        ("ERR_CONNECTION_TIMED_OUT", "I reach localhost"),
    ],
    ids=["revoked", "pinned", "intercepted", "a program's", "no connection"],
)
def test_words_where_all_is_well_here_fit_what_was_reported(
    report: str,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "root.pem").write_bytes(root().pem)
    monkeypatch.chdir(tmp_path)
    with tls(Tls(chain=[own(), middle()])) as port:
        text = f"{report} https://localhost:{port}/"
        main(["explain", "--json", "--allow-private", "--ca", "root.pem", text])
    answer = json.loads(capsys.readouterr().out)["answer"]
    assert told in " ".join([answer["headline"], answer["why"], answer["next_step"]])
