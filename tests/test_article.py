"""The article "Warning: There is a problem with this website's security certificate", by claim.

What the product says is held against each claim, kept or set right: claims that aged (fees, years,
"it's the website", the way past the warning) must not come back.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from adapters.__main__ import main
from bot.catalogue.cards import cards_of, labels, load_card
from bot.catalogue.wishes import wish_cards
from bot.core.diagnosis.verdicts import usual
from bot.core.message import Intent
from bot.core.vocabulary import Category, Problem, Verdict, category_of
from bot.core.words.card import TEXTS, Card
from tests.certificates import Recipe
from tests.servers import Tls, tls
from tests.situations.lab import DAY, leaf, middle, root

THE_FOUR: Final = (
    Category.EXPIRED,
    Category.MISCONFIGURED,
    Category.SELF_SIGNED,
    Category.WRONG_DOMAIN,
)
WRONG_NAME: Final = (
    "This server could not prove that it is portal.acme.com; its security certificate is from "
    "secure.ithelp.com. This may be caused by a misconfiguration or an attacker intercepting "
    "your connection."
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CERTDESK_CONFIG", raising=False)
    Path("root.pem").write_bytes(root().pem)


def all_cards() -> Iterator[tuple[str, Card]]:
    for category in Category:
        yield from cards_of(category).items()
    yield from wish_cards().items()


def texts(card: Card) -> list[str]:
    return [*(getattr(card, text) for text in TEXTS), *card.variants.values()]


def everything_said() -> str:
    return "\n".join(text for _, card in all_cards() for text in texts(card))


def looked_at(capsys: pytest.CaptureFixture[str], recipe: Recipe, *options: str) -> str:
    """The output of a check of a real server with such a certificate."""
    with tls(Tls(chain=[leaf(recipe), middle()])) as port:
        main(["check", f"localhost:{port}", "--allow-private", "--ca", "root.pem", *options])
    return " ".join(
        capsys.readouterr().out.replace("\N{BOX DRAWINGS LIGHT VERTICAL}", " ").split()
    )


def explained(capsys: pytest.CaptureFixture[str], text: str) -> dict[str, Any]:
    assert main(["explain", "--no-look", "--json", text]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def inspected(
    capsys: pytest.CaptureFixture[str], names: tuple[str, ...], host: str
) -> dict[str, Any]:
    """What is said of a good chain for these names, held to a host."""
    Path("chain.pem").write_bytes(leaf(Recipe(names=names)).pem + middle().pem)
    assert main(["inspect", "chain.pem", "--ca", "root.pem", "--host", host, "--json"]) == 1
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def card_of(told: dict[str, Any]) -> str:
    return "\n".join(str(told["answer"][part]) for part in ("headline", "why", "next_step"))


def test_s1_what_to_do_comes_before_why(capsys: pytest.CaptureFixture[str]) -> None:
    shown = looked_at(capsys, Recipe(ends=-3 * DAY))

    parts = ["Stop here for now", "ran out on", "Next:", "Who fixes it:", "A person to ask:"]
    assert sorted(parts, key=shown.index) == parts


def test_s2_no_card_opens_with_the_sites_fault() -> None:
    for name, card in all_cards():
        assert not re.search(r"(?i)\b(site|website)'s fault|problem with the (web)?site", card.why)
        assert not re.match(r"(?i)(it is|it's) the (web)?site", card.headline), name
    unknown_cause = load_card(Problem.UNCLEAR).why
    assert all(suspect in unknown_cause for suspect in ("the site", "network", "device"))


def test_s3_being_careful_is_said_even_where_nothing_is_wrong() -> None:
    assert "not that the people behind it are honest" in load_card(None).unknown
    assert not re.search(r"(?i)\b(harmless|safely|ignore|don't worry)\b", everything_said())


def test_s4_a_certificate_is_a_sites_id(capsys: pytest.CaptureFixture[str]) -> None:
    told = explained(capsys, "What is a security certificate?")

    assert told["intent"] == Intent.WHAT_IS_CERTIFICATE
    assert "site's ID" in told["answer"]["headline"]


def test_s5_the_licence_has_its_three_parts() -> None:
    simple = wish_cards()[Intent.WHAT_IS_CERTIFICATE].simple

    process, identity, function = "To get", "shows that you are you", "lets you drive"
    assert simple.index(process) < simple.index(identity) < simple.index(function)
    certificate_errors = (
        problem
        for problem in Problem
        if category_of(problem) in {*THE_FOUR, Category.UNTRUSTED_ISSUER, Category.REVOKED}
    )
    for problem in certificate_errors:
        assert re.search(r"(?i)licence|office|clerk|guard", load_card(problem).simple), problem


def test_s6_process_an_issuer_checks_who_controls_the_name() -> None:
    card = wish_cards()[Intent.WHAT_IS_CERTIFICATE]

    assert "controls its name" in card.why
    assert "controls its name" in card.simple


def test_s7_id_the_site_is_the_one_in_the_address_bar() -> None:
    card = wish_cards()[Intent.WHAT_IS_CERTIFICATE]

    assert "the one in the address bar" in card.simple
    assert "honest" in card.unknown


def test_s8_function_private_in_both_directions() -> None:
    simple = wish_cards()[Intent.WHAT_IS_CERTIFICATE].simple

    assert "what you send and what you get" in simple
    assert "encrypted data" not in everything_said()


def test_s9_a_certificate_is_often_free() -> None:
    assert "free" in wish_cards()[Intent.WHAT_IS_CERTIFICATE].simple
    assert "free" in load_card(Problem.EXPIRED).simple
    assert not re.search(r"(?i)\b(fee|buy|bought|purchase\w*|identity test)\b", everything_said())


def test_s10_the_warning_is_big_for_a_reason_and_no_way_past_it_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = explained(capsys, "The Chrome page is so scary, how do I get past this warning?")

    assert told["intent"] == Intent.GET_PAST
    assert "big for a reason" in told["answer"]["why"]
    assert not re.search(r"(?i)\badvanced\b|proceed to|thisisunsafe", everything_said())


def test_s11_going_on_is_for_those_who_are_certain() -> None:
    for problem in (Problem.SELF_SIGNED, Problem.NAME_MISMATCH, Problem.UNTRUSTED_ROOT):
        card = load_card(problem).worded_for("registered")
        assert card.headline == "Only if your IT team says so."
        assert "confirm" in card.next_step


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "There is a problem with this website's security certificate.", id="its title"
        ),
        pytest.param(
            "The security certificate presented by this website was not issued by a trusted "
            "certificate authority. Continue to this website (not recommended).",
            id="its reason",
        ),
    ],
)
def test_s12_internet_explorers_words_are_known_and_its_way_on_is_not_offered(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = explained(capsys, text)

    assert told["category"] == Category.UNTRUSTED_ISSUER
    assert "Internet Explorer" not in everything_said()
    assert "Continue to this website" not in json.dumps(told["answer"])


def test_s13_expired_somebody_forgot_to_renew(capsys: pytest.CaptureFixture[str]) -> None:
    shown = looked_at(capsys, Recipe(ends=-3 * DAY))

    assert "Expired certificate" in shown
    assert "3 days ago" in shown
    assert "forgot to renew" in shown
    assert "past its date" in load_card(Problem.EXPIRED).simple


def test_s14_certificates_last_months_by_design() -> None:
    assert "every few months by design" in load_card(Problem.EXPIRED).simple
    assert "a few months at most" in wish_cards()[Intent.WHAT_IS_CERTIFICATE].why
    assert not re.search(r"(?i)\b(one|three|ten|\d+) years\b", everything_said())


def test_s15_misconfigured_is_the_right_owner_with_another_form_of_the_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = inspected(capsys, ("shop.acme.test",), "mail.acme.test")

    assert told["category"] == Category.MISCONFIGURED
    assert "same owner" in told["answer"]["why"]
    assert "right person's licence" in told["answer"]["simple"]
    assert told["verdict"] == Verdict.NO


@pytest.mark.parametrize(
    ("name", "host"), [("acme.test", "www.acme.test"), ("www.acme.test", "acme.test")]
)
def test_s16_with_and_without_www_are_two_names(
    name: str, host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = inspected(capsys, (name,), host)

    assert told["primary"] == Problem.NAME_VARIANT
    assert "are two names to a browser" in told["answer"]["simple"]


def test_s17_self_signed_is_a_licence_in_crayon(capsys: pytest.CaptureFixture[str]) -> None:
    told = explained(capsys, "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT at shop.acme.com")

    assert told["category"] == Category.SELF_SIGNED
    assert "cardboard and crayon" in told["answer"]["simple"]
    assert "crayon" in wish_cards()[Intent.WHAT_IS_SELF_SIGNED].simple
    assert "anyone can make one" in wish_cards()[Intent.WHAT_IS_SELF_SIGNED].why


def test_s18_self_signed_is_a_no_unless_it_is_expected() -> None:
    assert usual(Problem.SELF_SIGNED).verdict is Verdict.NO
    assert (
        "unless your IT team told you to expect this" in load_card(Problem.SELF_SIGNED).next_step
    )


def test_s19_wrong_domain_is_a_real_id_for_another_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = looked_at(capsys, Recipe(names=("secure.ithelp.test",)))

    assert "Wrong domain" in shown
    assert "secure.ithelp.test" in shown


def test_s20_chromes_sentence_names_what_was_wanted_and_what_was_offered(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = explained(capsys, WRONG_NAME)

    assert told["category"] == Category.WRONG_DOMAIN
    assert told["reported"]["host"] == "portal.acme.com"
    assert told["targets"] == [["portal.acme.com", 443]]
    assert "portal.acme.com" in card_of(told)
    for words in (load_card(Problem.NAME_MISMATCH).why, _told(Problem.NAME_MISMATCH)):
        assert "{names}" in words


def _told(problem: Problem) -> str:
    return load_card(problem).worded_for("told").why


def test_s21_somebody_elses_licence_stay_away() -> None:
    card = load_card(Problem.NAME_MISMATCH)

    assert "somebody else's" in card.simple
    assert "stay away" in card.simple
    assert usual(Problem.NAME_MISMATCH).verdict is Verdict.NO


def test_s22_an_oversight_is_likely_and_never_promised() -> None:
    for problem in (Problem.EXPIRED, Problem.NAME_VARIANT, Problem.KEY_MISMATCH):
        assert "Most likely" in load_card(problem).why
    assert "I can't tell" in load_card(Problem.EXPIRED).unknown
    assert not re.search(r"(?i)usually|most of the time", everything_said())


def test_s23_oversight_or_interception_is_named_as_the_question(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = explained(capsys, WRONG_NAME)

    assert "if it is a slip or a trick" in told["answer"]["why"]
    assert "a slip or a trick" in wish_cards()[Intent.IS_IT_SAFE].why
    assert labels()[Category.INTERCEPTED].label == "Someone in between"


def test_s24_the_site_the_network_and_the_device_are_suspects() -> None:
    unknown = load_card(Problem.NAME_MISMATCH).unknown

    for suspect in ("a wrong setting", "your device", "someone in the way"):
        assert suspect in unknown


def test_s25_the_photo_gives_a_false_site_away_and_its_absence_proves_nothing() -> None:
    assert "The photo doesn't fit" in load_card(Problem.NAME_MISMATCH).simple
    assert "even without a warning someone may spy there" in load_card(None).unknown


def test_s26_in_doubt_the_answer_is_no() -> None:
    doubtful = {
        problem
        for problem in Problem
        if category_of(problem)
        in {*THE_FOUR, Category.UNTRUSTED_ISSUER, Category.REVOKED, Category.UNCLEAR}
    }

    assert {problem: usual(problem).verdict for problem in doubtful} == dict.fromkeys(
        doubtful, Verdict.NO
    )


def test_s27_the_address_is_read_again_letter_by_letter() -> None:
    for problem in (Problem.NAME_MISMATCH, Problem.NAME_VARIANT, Problem.DNS_FAILURE):
        assert load_card(problem).next_step == "Check the address letter by letter."


def test_s28_the_owner_is_reached_by_other_means() -> None:
    for problem in (Problem.EXPIRED, Problem.UNTRUSTED_ROOT, Problem.MALFORMED_CERT):
        step = load_card(problem).next_step
        assert "call the owner" in step
        assert "from a bill, not from the page" in step


def test_s29_a_person_can_always_be_reached_and_is_a_setting(
    capsys: pytest.CaptureFixture[str],
) -> None:
    usual_contact = looked_at(capsys, Recipe(ends=-3 * DAY))
    Path("config.toml").write_text('[contact]\nname = "Desk 7"\nphone = "555-0107"\nemail = ""\n')
    own_contact = looked_at(capsys, Recipe(ends=-3 * DAY))

    assert "ITConnexx: 800-797-0345, info@itconnexx.com" in usual_contact
    assert "Desk 7: 555-0107" in own_contact
    assert "ITConnexx" not in own_contact + everything_said()
