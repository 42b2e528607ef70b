from datetime import date

import pytest

from bot.core.words.card import Card, mentioned, render

CARD = Card(
    headline="Stop.",
    why="I checked {host}: it is for {names}.",
    next_step="Wait.",
    who_fixes="You.",
    simple="A licence.",
    unknown="",
    source="RFC 5280",
    date=date(2026, 11, 24),
    variants={
        "why_nameless": "{host} has no name.",
        "next_step_alternative": "Use {alternative}.",
    },
)


def test_facts_are_filled_in() -> None:
    filled = render(CARD, {"host": "a.test", "names": "b.test", "alternative": "c.test"})
    assert filled.why == "I checked a.test: it is for b.test."
    assert filled.variants == {}, "the one that fits has been chosen before"


@pytest.mark.parametrize("hostile", ["{names}", "{host.__class__}", "{", "}}", "{0}", "%s"])
def test_braces_in_a_fact_stay_what_they_are(hostile: str) -> None:
    filled = render(CARD, {"host": hostile, "names": "b.test", "alternative": ""})
    assert filled.why == f"I checked {hostile}: it is for b.test."


def test_a_fact_that_is_missing_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError, match="names"):
        render(CARD, {"host": "a.test"})


def test_a_variant_replaces_its_own_texts_only() -> None:
    other = CARD.worded_for("alternative")
    assert (other.next_step, other.why) == ("Use {alternative}.", CARD.why)
    assert CARD.worded_for("nameless").why == "{host} has no name."


@pytest.mark.parametrize("variant", ["", "private"])
def test_a_variant_that_a_card_lacks_changes_nothing(variant: str) -> None:
    assert CARD.worded_for(variant) == CARD


def test_the_facts_of_a_template_are_found() -> None:
    assert mentioned("{host} and {{braces}} and {names}{host}") == {"host", "names"}


@pytest.mark.parametrize(
    "template", ["{}", "{0}", "{host!s}", "{host:>9}", "{host.x}", "{host[0]}"]
)
def test_anything_but_a_plain_placeholder_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="more than a plain placeholder"):
        mentioned(template)
