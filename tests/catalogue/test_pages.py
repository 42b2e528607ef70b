import tomllib

import pytest

from bot.catalogue.files import CatalogueError
from bot.catalogue.pages import page_forms, parse_pages

LIST = """
[{name}]
values = ["some words"]
source = "A manual"
date = 2026-11-24
"""
NAMES = ("certificate_phrases", "network_marks", "network_parameters", "login_words")
GOOD = "".join(LIST.format(name=name) for name in NAMES)


def test_the_lists_are_there() -> None:
    forms = page_forms()

    assert forms.certificate_phrases
    assert forms.network_marks
    assert forms.network_parameters
    assert forms.login_words


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("[login_words]", "[other_words]", "lacks login_words"),
        ("values =", "words =", "lacks values"),
        ('"A manual"', '""', "cites no dated source"),
        ("2026-11-24", '"today"', "cites no dated source"),
        ('["some words"]', '["Some words"]', "not in lower case"),
        ('["some words"]', '["some  words"]', "not folded"),
        ('["some words"]', '[""]', "'' is not in lower case"),
        ('["some words"]', '["a", "a"]', "holds something twice"),
    ],
)
def test_a_list_that_is_not_as_it_must_be_is_named(
    before: str, after: str, complaint: str
) -> None:
    with pytest.raises(CatalogueError, match=complaint):
        parse_pages(tomllib.loads(GOOD.replace(before, after)))


def test_the_good_lists_are_good() -> None:
    assert set(parse_pages(tomllib.loads(GOOD))) == set(NAMES)
