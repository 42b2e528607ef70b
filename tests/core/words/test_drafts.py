import tomllib

import pytest

from bot.catalogue.drafts import draft_forms, parse_drafts
from bot.catalogue.files import CatalogueError
from bot.core.message import Enquiry, Reported
from bot.core.vocabulary import Problem
from bot.core.words.drafts import Draft, Letter, network_draft, owner_draft
from tests.core.compare.scene import HOST, NOW, expired_here, healthy, made, pasted
from tests.trust import facts


def letter(recipient: str) -> Letter:
    return Letter(form=draft_forms()[recipient], host=HOST, sender="Raven Desk", now=NOW)


def to_owner() -> Draft:
    return owner_draft(letter("owner"), expired_here(), "Expired certificate", ("Renew it.",))


def to_network(enquiry: Enquiry) -> Draft:
    return network_draft(letter("network"), enquiry, healthy())


def test_the_owner_is_told_what_was_seen_and_what_helps() -> None:
    draft = to_owner()

    assert HOST in draft.subject
    assert "Expired certificate" in draft.body
    assert "- Renew it." in draft.body
    assert "issuer" in draft.body
    assert "Raven Desk" in draft.body


def test_who_sends_it_is_warned_of_numbers_on_the_page() -> None:
    advice = to_owner().advice

    assert "bill" in advice
    assert "Don't use one from the page" in advice


def test_the_network_is_shown_both_certificates() -> None:
    forged = made(None, number=30)
    body = to_network(pasted(Problem.UNTRUSTED_ROOT, forged)).body

    assert facts(forged).sha256 in body
    assert healthy().judged.chain[0].sha256 in body


def test_the_network_is_told_what_a_program_said_where_no_chain_was_pasted() -> None:
    said = Enquiry(reported=Reported(issuer="SecureNet {0} Gateway", codes=("X",)))

    assert "issuer SecureNet {0} Gateway, error X" in to_network(said).body


def test_nothing_known_is_said_to_be_nothing() -> None:
    assert "not known" in to_network(Enquiry()).body


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        (
            '[owner]\nadvice="a"\nsubject="{weather}"\nbody="b"\nsource="s"\ndate=2026-11-24',
            "weather",
        ),
        ('[owner]\nadvice="a"\nsubject="b"\nbody="c"', "no dated source"),
    ],
)
def test_a_letter_that_is_not_as_it_must_be_is_named(table: str, complaint: str) -> None:
    with pytest.raises(CatalogueError, match=complaint):
        parse_drafts(tomllib.loads(table))
