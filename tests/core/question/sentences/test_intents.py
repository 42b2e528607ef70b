import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.intents import intent_forms, read_intents
from bot.catalogue.phrasebook import phrasebook
from bot.core.message import Intent
from bot.core.question.sentences.forms import FormError, Forms
from bot.core.question.sentences.intents import (
    ABOUT_ADDRESS,
    ASKS_HOW,
    OTHER_SAFETY,
    OWN_HINT,
    SETTLED,
    SHARED_LINK,
    SWITCHES_OFF,
    Spoken,
)
from bot.core.question.sentences.words import ADDRESS, Vocabulary, words_of
from bot.core.target import Target
from tests.core.question.sentences.wishes import SAID


def wish(text: str, *hosts: str) -> Spoken:
    return Spoken(text, [Target.parse(host) for host in hosts], intent_forms(), phrasebook())


def meant(text: str, *hosts: str) -> Intent:
    found = wish(text, *hosts)
    return found.question or found.small_talk


@pytest.mark.parametrize(
    ("text", "intent"), [(text, intent) for intent, texts in SAID.items() for text in texts]
)
def test_what_is_wished_for_is_understood(text: str, intent: Intent) -> None:
    understood = meant(text)
    assert understood is intent or (intent is Intent.CHAT and understood is Intent.THANKS)


@pytest.mark.parametrize(
    ("example", "means"),
    [(text, table["means"]) for table in read_intents()["form"] for text in table["examples"]],
)
def test_every_form_knows_its_examples(example: str, means: str) -> None:
    hosts = re.findall(r"(?:[a-z0-9-]+\.)+(?:com|net|org|example)", example)
    assert means in intent_forms().meant_by(marked(example, hosts))


def marked(text: str, hosts: Sequence[str]) -> list[str]:
    for host in hosts:
        text = text.replace(host, ADDRESS)
    return words_of(text)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("I already typed my password, let me talk to a person", True),
        ("I entered my card number on that page, is it safe to go on?", True),
        ("should I type my password there?", False),
        ("I want to talk to a person", False),
    ],
)
def test_a_secret_that_was_typed_is_heard_beside_other_wishes(text: str, *, typed: bool) -> None:
    assert wish(text).says_typed is typed


@pytest.mark.parametrize(
    ("text", "is_about"),
    [
        ("shop.test", True),
        ("hi, shop.test please", True),
        ("Could somebody from the support team take a look at shop.test for me?", True),
        (
            "Since Monday morning we can no longer reach the portal at shop.test in the office",
            True,
        ),
        ("is shop.test down, or is it only me and my old computer at home", True),
        ("The minutes of yesterday's meeting are now available under shop.test for all", False),
        ("Minutes: shop.test", False),
        ("We renewed the certificate of shop.test last week and everything is fine", False),
        ("Customers complain that shop.test is not trusted by their old phones", True),
        ("why is it that nobody in our office can't log in at shop.test since Monday", True),
        ("shop.test works on my phone, but not on the PC that I have at work", True),
        ("check out this article on shop.test, funny", False),
        ("I suggest that you get an account at shop.test if you have none so far", False),
    ],
)
def test_an_address_is_asked_about_or_only_mentioned(text: str, *, is_about: bool) -> None:
    assert wish(text, "shop.test").is_about_address is is_about


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("is shop.test real?", Intent.IS_IT_GENUINE),
        ("Is it safe to pay at https://shop.test/cart?", Intent.IS_IT_SAFE),
        ("can i trust SHOP.TEST?", Intent.IS_IT_SAFE),
        ("does shop.test belong to the bank", Intent.IS_IT_GENUINE),
    ],
)
def test_a_question_about_an_address_is_understood(text: str, intent: Intent) -> None:
    assert meant(text, "shop.test") is intent


@pytest.mark.parametrize(
    "noisy",
    [
        "HOW DO I GET PAST THIS WARNING",
        "how  do\ti\nget past\nthis   warning ?!",
        "hey!! how do i get past this *warning*…",
        "how do i get past this warnin",
        "How do I get past this certifcate warning?",
    ],
)
def test_case_spacing_and_a_slip_of_the_finger_change_nothing(noisy: str) -> None:
    assert meant(noisy) is Intent.GET_PAST


def test_a_person_is_heard_before_all_else() -> None:
    text = "What is a certificate? Is it safe to continue? How do I bypass it? A person please."
    assert meant(text) is Intent.WANTS_PERSON


def test_what_a_program_hints_at_is_no_wish_of_its_user() -> None:
    assert meant("curl: (60) ... you can use the -k (or --insecure) option.") is Intent.CHAT
    assert meant("curl: (60) so I use -k now") is Intent.GET_PAST


def test_a_sentence_ends_where_it_ends() -> None:
    assert meant("What is a. Certificate") is Intent.CHAT


@given(st.text(max_size=400))
def test_any_text_means_something(text: str) -> None:
    assert isinstance(meant(text), Intent)


@pytest.mark.parametrize(
    "unit", ["is it ", "how do i get past the ", "what is a a a ", "@", "a.a "]
)
def test_long_texts_are_read_where_people_write(unit: str) -> None:
    """Quadratic work would take minutes here."""
    assert isinstance(meant(unit * (400_000 // len(unit))), Intent)


def test_a_form_is_a_row_of_words_groups_and_gaps() -> None:
    forms = Forms({"asking": ["can i", "may i"]}, [("go", "^ <asking> <asking>* ... go there? $")])
    says = {
        "Can I go?": True,
        "may i can i please just go there": True,
        "but may i go": False,
        "can i go home": False,
        "can i one two three four five six seven go": False,
        "can i. go": False,
    }
    assert {text: "go" in forms.meant(text) for text in says} == says


@pytest.mark.parametrize(
    ("form", "complaint"),
    [("... go", "any word"), ("<rain> go", "no known group"), ("<asking>?", "any word")],
)
def test_a_form_that_cannot_be_read_is_refused(form: str, complaint: str) -> None:
    with pytest.raises(FormError, match=complaint):
        Forms({"asking": ["can i"]}, [("go", form)])


def test_words_are_compared_without_case_accents_and_apostrophes() -> None:
    assert words_of("Don\u2019t  l\u00e4ch\u00e9r, x. \u8c22\u8c22") == [
        "dont",
        "lacher",
        "x",
        ".",
        "\u8c22",
        "\u8c22",
    ]


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("certifcate", "certificate"),
        ("certificatte", "certificate"),
        ("certifiacte", "certificate"),
        ("certifikate", "certificate"),
        ("cert", "cert"),
        ("verification", "verification"),
        ("x" * 50_000, "x" * 50_000),
    ],
)
def test_a_long_word_is_known_by_all_but_one_letter(typed: str, mended: str) -> None:
    assert Vocabulary(["certificate", "cart"]).mended(typed) == mended


def test_forms_know_no_meaning_but_intents() -> None:
    assert {table["means"] for table in read_intents()["form"]} == {
        *(intent for intent in Intent if intent is not Intent.CHAT),
        ABOUT_ADDRESS,
        OTHER_SAFETY,
        ASKS_HOW,
        OWN_HINT,
        SETTLED,
        SHARED_LINK,
        SWITCHES_OFF,
    }
