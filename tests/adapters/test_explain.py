"""`certdesk explain` as its users and programs meet it: every key, always, of its type."""

import io
import json
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta, Struct
from msgspec.structs import replace

from adapters.__main__ import main
from adapters.console.explain import by_text
from adapters.console.looking import by_look
from bot.catalogue.wishes import CatalogueSpeaking
from bot.core.message import Intent, Question
from bot.core.question.sentences.forms import Forms
from bot.core.target import Target
from bot.core.vocabulary import Category, Problem, Responsible, Risk, Verdict
from bot.desk.early import Sight
from bot.desk.explain import Explainer
from bot.desk.second_look import SecondLook
from tests.adapters.test_contract import Answer, Contact, Report, loopback_for_all
from tests.certificates import Recipe
from tests.core.question.paste.test_pasted import KEYS
from tests.lore import lore
from tests.servers import Tls, tls
from tests.situations.lab import leaf, middle, root
from tests.trust import knowledge, store

Port = Annotated[int, Meta(ge=1, le=65535)]


class Shape(Struct, forbid_unknown_fields=True):
    """An object whose keys are all there, and no others."""


class Reported(Shape):
    client: str | None
    language: str | None
    codes: list[str]
    host: str | None
    certificate_names: list[str]
    issuer: str | None
    not_before: str | None
    not_after: str | None
    clock: str | None
    hsts: bool | None
    chain_sha256: list[str]


class Row(Shape):
    row: int
    name: str


class Explanation(Shape):
    schema: Literal[1]
    id: str | int | float | None
    category: Category
    problem: Problem | None
    also: list[Problem]
    confidence: Annotated[float, Meta(ge=0, le=1)]
    intent: Intent | None
    targets: list[tuple[str, Port]]
    reported: Reported
    shortened: bool
    private_key: bool
    comparison: Row | None
    check: Report | None
    checks: list[Report]
    question: Question | None
    question_text: str | None
    verdict: Verdict | None
    risk: Risk
    responsible: Responsible
    answer: Answer
    aside: str | None
    contact: Contact


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of the developer's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CERTDESK_CONFIG", raising=False)


def explain(capsys: pytest.CaptureFixture[str], *arguments: str) -> Explanation:
    assert main(["explain", "--json", *arguments]) == 0
    out = capsys.readouterr().out
    assert out.isascii()
    return msgspec.json.decode(out, type=Explanation)


def read(capsys: pytest.CaptureFixture[str], text: str) -> Explanation:
    return explain(capsys, "--no-look", "--", text)


@pytest.mark.parametrize(
    ("text", "problem", "intent"),
    [
        ("NET::ERR_CERT_DATE_INVALID", "date_invalid", None),
        ("SEC_ERROR_REVOKED_CERTIFICATE on shop.example.com", "revoked", None),
        ("is shop.example.com down?", "unclear", None),
        ("https://shop.example.com", "unclear", None),
        ("is it safe to pay at shop.example.com", "unclear", "is_it_safe"),
        ("What is a certificate?", "not_a_certificate_problem", "what_is_certificate"),
        ("I want to talk to a human", "not_a_certificate_problem", "wants_person"),
        ("thanks!", "not_a_certificate_problem", "thanks"),
        ("lunch at noon?", "not_a_certificate_problem", "chat"),
        ("", "not_a_certificate_problem", "chat"),
        (
            "how do I get past SEC_ERROR_EXPIRED_CERTIFICATE? is there a way to skip the warning",
            "expired",
            "get_past",
        ),
    ],
)
def test_a_text_gets_its_problem_and_its_intent(
    text: str, problem: str, intent: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    told = read(capsys, text)

    assert (told.problem, told.intent) == (problem, intent)
    assert (told.check, told.checks, told.comparison, told.id) == (None, [], None, None)


@pytest.mark.parametrize(
    ("text", "verdict", "risk", "responsible"),
    [
        ("SEC_ERROR_REVOKED_CERTIFICATE", "no", "danger", "site_owner"),
        ("SEC_ERROR_EXPIRED_CERTIFICATE", "no", "unproven", "site_owner"),
        ("ERR_CONNECTION_REFUSED", "nothing_to_skip", "blocked", "site_owner"),
        ("https://shop.example.com", "no", "unproven", "unknown"),
        ("good morning", None, "none", "nobody"),
    ],
)
def test_the_verdict_is_the_row_of_the_problem(
    text: str,
    verdict: str | None,
    risk: str,
    responsible: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = read(capsys, text)

    assert (told.verdict, told.risk, told.responsible) == (verdict, risk, responsible)


def test_targets_are_pairs_of_host_and_port(capsys: pytest.CaptureFixture[str]) -> None:
    told = read(capsys, "NET::ERR_CERT_AUTHORITY_INVALID at https://Shop.example.com:8443/x")

    assert told.targets == [("shop.example.com", 8443)]
    assert told.reported.host == "shop.example.com"
    assert told.reported.codes == ["NET::ERR_CERT_AUTHORITY_INVALID"]
    assert told.reported.client == "chrome"
    assert "shop.example.com:8443" in told.answer.why


def test_a_question_stands_beside_the_answer_until_all_is_known(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = read(capsys, "SEC_ERROR_EXPIRED_CERTIFICATE")
    assert (told.question, bool(told.question_text)) == ("address", True)

    told = read(capsys, "SEC_ERROR_EXPIRED_CERTIFICATE at shop.example.com")
    assert (told.question, told.question_text) == (None, None)


LINES = (
    b'{"id": "a", "text": "NET::ERR_CERT_DATE_INVALID", "rest": [1]}\n'
    b'{"id": 7, "text": "hello"}\n'
    b"\n"
    b"this is no JSON\n"
    b'{"id": "no text"}\n'
    b'{"id": ["list"], "text": 5}\n'
    b'"NET::ERR_CERT_REVOKED"\n'
    b'\xff\xfe{"id": "garbled"}\n'
)


def test_every_line_gives_an_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lines.jsonl").write_bytes(LINES)

    assert main(["explain", "--no-look", "--json", "--lines", "lines.jsonl"]) == 0

    lines = capsys.readouterr().out.splitlines()
    told = [msgspec.json.decode(line, type=Explanation) for line in lines]
    assert [(one.id, one.problem) for one in told] == [
        ("a", "date_invalid"),
        (7, "not_a_certificate_problem"),
        (None, "not_a_certificate_problem"),
        ("no text", "not_a_certificate_problem"),
        (None, "not_a_certificate_problem"),
        (None, "revoked"),
        (None, "not_a_certificate_problem"),
    ]


def test_standard_input_is_a_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("SEC_ERROR_REVOKED_CERTIFICATE\nshop.test\n"))

    assert explain(capsys, "--no-look", "-").problem == "revoked"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["text", "--lines", "x.jsonl"], "not both"),
        (["--lines", "missing.jsonl"], "cannot read missing.jsonl"),
        (["text", "--ca", "missing.pem"], "--ca"),
        (["text", "--at", "noon"], "--at noon"),
    ],
)
def test_what_cannot_be_started_is_status_2(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", "--no-look", *arguments]) == 2

    assert complaint in capsys.readouterr().err


def test_a_card_reads_as_a_person_would_like_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--no-look", "SEC_ERROR_EXPIRED_CERTIFICATE at shop.example.com"]) == 0

    card = " ".join(capsys.readouterr().out.replace("\N{BOX DRAWINGS LIGHT VERTICAL}", "").split())
    for words in ("Expired certificate: shop.example.com", "ran out", "Next:", "800-797-0345"):
        assert words in card
    assert "It would help to know" not in card


def test_a_wish_to_get_past_an_error_is_answered_beside_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = read(capsys, "SEC_ERROR_REVOKED_CERTIFICATE, how do I bypass the warning?")
    assert (told.problem, told.intent) == ("revoked", "get_past")
    assert "on the other side" in (told.aside or "")

    assert read(capsys, "SEC_ERROR_REVOKED_CERTIFICATE").aside is None
    assert read(capsys, "how do I bypass the warning?").aside is None


def test_who_typed_a_password_beside_an_error_hears_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = read(capsys, "I already typed my password! NET::ERR_CERT_AUTHORITY_INVALID")
    assert told.problem == "untrusted_root"
    assert "call your bank" in (told.aside or "")


def test_a_program_gets_its_steps(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--no-look", "can I use pip --trusted-host index.example.org"]) == 0

    card = capsys.readouterr().out
    assert "Your question" in card
    assert "For whoever runs the program" in card
    assert "global.cert" in card


def test_a_program_is_not_told_what_the_site_has_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "curl: (60) SSL certificate problem: certificate has expired at shop.example.com"
    assert main(["explain", "--no-look", text]) == 0

    assert "For whoever runs" not in capsys.readouterr().out


@pytest.fixture
def anchor(tmp_path: Path) -> str:
    file = tmp_path / "root.pem"
    file.write_bytes(root().pem)
    return str(file)


def test_what_a_text_is_about_is_looked_at(
    anchor: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with tls(Tls(chain=[leaf(), middle()])) as port:
        told = explain(capsys, f"https://localhost:{port}", "--ca", anchor, "--allow-private")

    assert told.problem is None
    assert told.category == "healthy"
    assert told.check is not None
    assert told.check.target.port == port
    assert told.checks == [told.check]


def test_both_views_are_set_against_each_other(
    anchor: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with tls(Tls(chain=[leaf(), middle()])) as port:
        text = f"https://localhost:{port} shows NET::ERR_CERT_COMMON_NAME_INVALID"
        told = explain(capsys, text, "--ca", anchor, "--allow-private")

    assert told.comparison is not None
    assert told.problem is not None
    assert told.verdict == "no"


def test_talk_that_mentions_an_address_is_not_looked_at(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = explain(capsys, "The minutes of the last meeting are on wiki.example.com as usual, ok")

    assert told.problem == "not_a_certificate_problem"
    assert told.checks == []


def test_the_keys_stand_in_the_order_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    main(["explain", "--no-look", "--json", "hello"])

    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert list(found)[:4] == ["schema", "id", "category", "problem"]
    assert set(found) == set(Explanation.__struct_fields__)


def test_a_name_that_imitates_another_is_danger_whatever_its_certificate(
    anchor: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("config.toml").write_text('[registry]\nguard_names = ["ravensbank.test"]\n')
    monkeypatch.setattr(socket, "getaddrinfo", loopback_for_all)

    with tls(Tls(chain=[leaf(Recipe(names=("ravennsbank.test",))), middle()])) as port:
        text = f"is https://ravennsbank.test:{port} the real site of my bank?"
        told = explain(capsys, text, "--ca", anchor, "--allow-private")

    assert (told.problem, told.risk, told.verdict) == ("lookalike", "danger", "no")
    assert told.intent == "is_it_genuine"
    assert "ravennsbank.test" in told.answer.why


async def test_a_mistake_of_ours_costs_one_answer_and_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> Forms:
        raise ZeroDivisionError

    clock = datetime(2026, 11, 24, tzinfo=UTC)
    explainer = Explainer(replace(lore(), forms=broken), CatalogueSpeaking(), lambda: clock)

    told = by_text(explainer, "secret words").told

    assert told.problem is Problem.UNCLEAR
    assert told.answer.next_step.rstrip(".").split()[-1] in caplog.text
    assert "secret" not in told.answer.next_step


async def test_a_look_that_fails_through_us_leaves_the_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def look(target: Target) -> Sight:
        raise ZeroDivisionError(target)

    clock = datetime(2026, 11, 24, tzinfo=UTC)
    explainer = Explainer(lore(), CatalogueSpeaking(), lambda: clock)
    second = SecondLook(explainer, look, knowledge(store()))

    explained = await by_look(second, explainer, "SEC_ERROR_REVOKED_CERTIFICATE at shop.test")

    assert explained.told.problem is Problem.REVOKED
    assert explained.checks == ()
    assert "No look for a text" in caplog.text


def test_a_key_is_refused_and_nothing_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    text = f"{KEYS['pkcs8']} for shop.example.com, NET::ERR_CERT_DATE_INVALID"
    told = explain(capsys, text)

    assert told.private_key
    assert told.checks == []
    assert "replace this key" in told.answer.next_step
    assert KEYS["pkcs8"].splitlines()[1][:20] not in str(told)

    assert main(["explain", "--no-look", text]) == 0
    assert "A private key" in capsys.readouterr().out


def test_many_messages_are_answered_in_their_order(
    anchor: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with tls(Tls(chain=[leaf(), middle()])) as port:
        texts = [f"https://localhost:{port}", "hello", "https://localhost:9", "thanks"] * 6
        lines = (json.dumps({"id": n, "text": text}) for n, text in enumerate(texts))
        Path("many.jsonl").write_text("\n".join(lines))
        arguments = ["--lines", "many.jsonl", "--json", "--ca", anchor, "--allow-private"]
        assert main(["explain", *arguments]) == 0

    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["id"] for one in told] == list(range(len(texts)))
    assert {one["category"] for one in told} == {"healthy", "not_certificate", "unreachable"}
