"""Walks the languages that people write in."""

import pytest

from bot.catalogue.files import CatalogueError
from bot.catalogue.languages import languages, parse_languages
from bot.core.question.sentences.language import written_language

_SOUND = {"name": "German", "line": "Auf Englisch.", "words": ["ich"]}


def test_every_line_is_of_its_own_language_or_of_none() -> None:
    lines = {language.tag: language.line for language in languages() if language.line}
    told = {tag: written_language(line, languages()) for tag, line in lines.items()}
    assert [tag for tag, found in told.items() if found and found.tag != tag] == []


def test_english_comes_first_and_has_no_line() -> None:
    assert languages()[0].tag == "en"
    assert [language.tag for language in languages() if not language.line] == ["en"]


def test_every_language_is_known_by_enough_words() -> None:
    few = [x.tag for x in languages() if len(x.words) + len(x.parts) < 12]
    assert few == []


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (_SOUND | {"colour": "red"}, "has unknown colour"),
        (_SOUND | {"line": ""}, "no name or no line"),
        (_SOUND | {"name": ""}, "no name or no line"),
        (_SOUND | {"words": []}, "nothing to be known by"),
    ],
    ids=["key", "line", "name", "words"],
)
def test_refuses_what_could_not_be_used(table: dict[str, object], fault: str) -> None:
    with pytest.raises(CatalogueError, match=fault):
        parse_languages({"de": table})
