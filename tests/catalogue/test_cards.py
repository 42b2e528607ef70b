import re
from collections.abc import Iterator
from typing import Final

import pytest
from msgspec.structs import replace

from bot.catalogue.cards import (
    cards_of,
    labels,
    load_card,
    notes,
    openings,
    owner_steps,
    stand_ins,
)
from bot.catalogue.wishes import toolbox, view_cards, wish_cards
from bot.core.diagnosis.verdicts import assess
from bot.core.faults import FAULTS, Fault
from bot.core.findings import Finding
from bot.core.vocabulary import NOTES, Category, Problem, Severity, category_of
from bot.core.words.card import PLACEHOLDERS, TEXTS, VARIANTS, Card, render
from bot.core.words.tell import TAUGHT
from tests.catalogue.reading import grade, sentences, syllables, words

NOTHING: Final = {Problem.NOT_A_CERTIFICATE_PROBLEM, Problem.UNCLEAR}
VALUES: Final = {
    "address": "192.0.2.7",
    "ago": "less than an hour ago",
    "alternative": "example.com",
    "checked": "I read this file for www.example.com.",
    "clock": "3 November 2026",
    "contact_name": "ITConnexx",
    "host": "www.example.com",
    "imitated": "example.com",
    "issuer": "Acme Trust Network Services",
    "names": "shop.example.net and www.example.net",
    "not_after": "3 November 2026",
    "not_before": "26 November 2026",
    "place": "shop.example.net",
    "port": "8443",
    "protocol": "1.0",
    "reference": "0a1b2c3d",
    "until": "in less than an hour",
}
FIRST_CARD: Final = ("headline", "why", "next_step", "who_fixes")
BANNED: Final = (
    r"chains?|CAs?|roots?|intermediates?|TLS|SSL|HSTS|SANs?|CN|MITM|handshake|PKI|certs?|spoofed"
    r"|safe|safely|100|percent|don't worry|harmless|just|advanced|proceed anyway"
    r"|the website's fault"
)
STEPS: Final = (
    "Ask|Call|Check|Close|Come|Go|Install|Keep|Leave|Open|Send|Set|Stay|Tell|Try|Use|Wait"
)
PARTIES: Final = ("site's owner", "IT department", "The network", "You can", "Nobody")
LABELS: Final = {
    "expired": "Expired certificate",
    "misconfigured": "Misconfigured certificate",
    "self_signed": "Self-signed certificate",
    "wrong_domain": "Wrong domain",
    "not_yet_valid": "Not valid yet",
    "untrusted_issuer": "Unknown issuer",
    "revoked": "Revoked certificate",
    "outdated_security": "Outdated security",
    "intercepted": "Someone in between",
    "your_device": "Your device or network",
    "your_certificate": "Your own certificate is needed",
    "lookalike": "Look-alike address",
    "unreachable": "Can't connect",
    "healthy": "No problem seen",
    "unclear": "Not sure yet",
    "not_certificate": "Not a certificate error",
}
SERVERS: Final = frozenset(
    {
        "nginx",
        "apache",
        "iis",
        "caddy",
        "haproxy",
        "cpanel",
        "plesk",
        "cloudflare",
        "aws",
        "azure",
        "synology",
        "printers_and_routers",
        "certbot",
        "acme_sh",
    }
)


def worded() -> Iterator[tuple[str, Card]]:
    """Every card in every wording it can take, filled in."""
    cards = [card for category in Category for card in cards_of(category).items()]
    for name, card in (*cards, *wish_cards().items(), *view_cards().items()):
        used = {variant for variant in VARIANTS for key in card.variants if variant in key}
        for variant in ("", *sorted(used)):
            yield f"{name}-{variant}".rstrip("-"), render(card.worded_for(variant), VALUES)
    yield from taught()


def taught() -> Iterator[tuple[str, Card]]:
    """Cards whose step is to teach a program."""
    told = [load_card(problem).worded_for("told") for problem in TAUGHT - NOTHING]
    for number, card in enumerate((*told, wish_cards()["get_past"])):
        for tool in toolbox():
            whole = replace(card, next_step=tool.next_step)
            yield f"{tool.id}-{number}", render(whole, VALUES)


ALL: Final = dict(worded())
each_card = pytest.mark.parametrize("card", ALL.values(), ids=list(ALL))


def first_card(card: Card) -> str:
    return "\n".join(getattr(card, text) for text in FIRST_CARD)


def test_every_problem_has_a_card_in_the_file_of_its_category() -> None:
    for category in Category:
        problems = {p for p in Problem if category_of(p) is category and p not in NOTES}
        expected = {str(p) for p in problems} or {"healthy"}
        assert set(cards_of(category)) == expected


def test_notes_and_no_problem_share_the_healthy_card() -> None:
    assert load_card(Problem.EXPIRING_SOON) == load_card(None) == load_card(Problem.HSTS)
    assert load_card(Problem.EXPIRED) != load_card(None)


def test_labels_are_those_that_were_promised() -> None:
    assert {str(category): text.label for category, text in labels().items()} == LABELS


@each_card
def test_a_first_card_has_at_most_sixty_words(card: Card) -> None:
    assert len(words(first_card(card))) <= 60


@each_card
def test_a_first_card_needs_six_years_of_school_at_most(card: Card) -> None:
    assert grade(first_card(card)) <= 6


@each_card
def test_the_analogy_needs_six_years_of_school_at_most(card: Card) -> None:
    assert grade(card.simple) <= 6
    assert len(sentences(card.simple)) <= 5


@each_card
def test_no_text_uses_jargon_or_false_comfort(card: Card) -> None:
    told = " ".join(getattr(card, text) for text in TEXTS)
    assert re.findall(rf"(?i)\b(?:{BANNED})\b", told) == []
    assert not set("!%") & set(told)


@each_card
def test_the_words_on_the_screen_stand_in_a_card_once_at_most(card: Card) -> None:
    assert first_card(card).lower().count("security certificate") <= 1


@each_card
def test_a_card_names_one_step_as_one_request(card: Card) -> None:
    assert len(sentences(card.next_step)) == 1
    assert re.match(rf"(?:If [^,]+, )?(?:{STEPS})\b", card.next_step, re.IGNORECASE)
    assert card.next_step.endswith(".")


@each_card
def test_a_card_names_one_party_that_fixes_it(card: Card) -> None:
    assert len(sentences(card.who_fixes)) == 1
    assert sum(party in card.who_fixes for party in PARTIES) == 1


@each_card
def test_no_card_asks_a_question_or_explains_the_way_past_a_warning(card: Card) -> None:
    told = first_card(card)
    assert "?" not in told
    assert not re.search(r"(?i)continue|skip the|go on anyway|exception|bypass", told)


@each_card
def test_every_card_cites_its_source(card: Card) -> None:
    assert len(card.source) > 6
    assert card.date.year >= 2026


RESPONSIBLE: Final = {
    "site_owner": ("site's owner",),
    "it_department": ("IT department",),
    "network": ("The network",),
    "visitor": ("You can",),
    "nobody": ("Nobody",),
    "unknown": PARTIES,
}


@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS if Finding(fault=fault).severity is not Severity.NOTE]
)
def test_the_party_named_is_the_one_held_responsible(fault: Fault) -> None:
    finding = Finding(fault=fault)
    told = load_card(finding.problem).worded_for(finding.wording).who_fixes
    assert any(party in told for party in RESPONSIBLE[assess(finding).responsible])


@pytest.mark.parametrize(
    ("problem", "party"),
    [
        (Problem.CAPTIVE_PORTAL, "The network"),
        (Problem.CLOCK_WRONG, "You can"),
        (Problem.OUTDATED_DEVICE, "You can"),
        (Problem.PIN_MISMATCH, "IT department"),
        (Problem.LOOKALIKE, "IT department"),
        (Problem.CLIENT_CERT_PROBLEM, "IT department"),
        (Problem.ORIGIN_CERTIFICATE, "site's owner"),
        (Problem.REVOKED, "site's owner"),
        (Problem.NOT_ENCRYPTED, "Nobody"),
        (None, "Nobody"),
    ],
)
def test_problems_that_only_a_text_tells_name_their_party(
    problem: Problem | None, party: str
) -> None:
    assert party in load_card(problem).who_fixes


def test_private_hosts_give_away_nothing_by_how_they_fail() -> None:
    failures = [Problem.REFUSED, Problem.TIMEOUT, Problem.RESET]
    told = {
        tuple(getattr(load_card(problem).worded_for("private"), text) for text in TEXTS)
        for problem in failures
    }
    assert len(told) == 1
    assert len({load_card(problem).why for problem in failures}) == 3


def test_the_four_categories_of_the_article_keep_its_pictures() -> None:
    assert "by design" in load_card(Problem.EXPIRED).simple
    assert "crayon" in load_card(Problem.SELF_SIGNED).simple
    assert "somebody else's" in load_card(Problem.NAME_MISMATCH).simple
    assert "www." in load_card(Problem.NAME_VARIANT).simple


def test_a_healthy_card_says_what_it_does_not_prove() -> None:
    card = load_card(None)
    assert card.headline == "No problem seen from here."
    assert "honest" in card.unknown
    assert "date" in card.next_step


def test_every_fact_has_a_stand_in() -> None:
    assert set(stand_ins()) == PLACEHOLDERS
    assert all(stand_ins().values())


def test_a_card_says_what_was_looked_at() -> None:
    told = openings()
    assert set(told) == {"look", "file", "file_for"}
    assert "checked {host}" in told["look"]
    assert all("file" in told[kind] for kind in ("file", "file_for"))


def test_every_note_is_one_sentence_for_it() -> None:
    assert set(notes()) == NOTES
    assert all(len(re.findall(r"\.(?=\s|$)", text)) == 1 for text in notes().values())


def test_owner_steps_cover_the_servers_and_cite_their_sources() -> None:
    steps = [step for problem in Problem for step in owner_steps(problem)]
    assert {step.server for step in steps} == {"", *SERVERS}
    assert all(step.source and step.date.year >= 2026 for step in steps)
    assert all(not re.search("(?i)verify=false|--insecure|curl -k", step.text) for step in steps)


def test_what_an_owner_must_mend_has_general_steps_first() -> None:
    for problem in set(Problem) - NOTES:
        if category_of(problem) in {Category.EXPIRED, Category.MISCONFIGURED}:
            steps = owner_steps(problem)
            assert problem is Problem.DATE_INVALID or steps[0].server == ""
    assert owner_steps(Problem.CLOCK_WRONG) == ()


def test_syllables_are_not_undercounted() -> None:
    counts = {"expired": 2, "security": 4, "certificate": 4, "issuer": 3, "owner": 2, "made": 1}
    assert {word: syllables(word) for word in counts} == counts
