"""Which language people write: their own words count, pages and programs do not."""

import tomllib
from pathlib import Path

import pytest

from bot.catalogue.languages import languages
from bot.core.question.sentences.language import written_language

WRITTEN = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("tag", WRITTEN)
def test_own_words_tell_the_language(tag: str) -> None:
    found = written_language(WRITTEN[tag], languages())
    assert found is not None
    assert found.tag == tag
    assert found.line


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://nas.lager.example/ NET::ERR_CERT_DATE_INVALID",
        "Hi, why do I get this since today? My colleague can open it.",
        "curl: (60) SSL certificate problem: unable to get local issuer certificate",
        "Dies ist keine sichere Verbindung\nNET::ERR_CERT_INVALID\nErweitert\nNeu laden",
        "La connexion a été réinitialisée\nRecharger\nDétails",
        "const mi = require('os'); let me = mi.es.de(la, el);",
        "Hello, the page says 'Ihre Verbindung ist nicht privat'. What is it?",
        "Danke",
    ],
    ids=["empty", "code", "English", "log", "page de", "page fr", "source", "quoted", "one word"],
)
def test_pages_logs_and_english_do_not(text: str) -> None:
    assert written_language(text, languages()) is None


def test_own_words_above_a_pasted_page_count() -> None:
    pasted = "Your connection is not private\nNET::ERR_CERT_DATE_INVALID\nBack to safety"
    found = written_language(f"Hallo zusammen, was mache ich damit? Danke\n{pasted}", languages())
    assert found is not None
    assert found.tag == "de"
