"""Walks the catalogue of error texts: each entry is found by its own example."""

from datetime import date

import pytest

from bot.catalogue.files import CatalogueError
from bot.catalogue.symptoms import matcher, parse_symptoms, symptoms
from bot.catalogue.symptoms.numbers import spellings
from bot.core.symptoms import Kind, Symptom, recognise
from bot.core.symptoms.matcher import GAP
from bot.core.symptoms.skeleton import skeleton


def _name(symptom: Symptom) -> str:
    return f"{symptom.language or 'codes'}:{symptom.id}"


def _told(symptom: Symptom) -> bool:
    found = recognise(symptom.example, matcher())
    return found.problem is symptom.problem and set(symptom.also) <= set(found.also)


def test_examples_are_recognised_as_what_they_are_and_nothing_else() -> None:
    telling = [symptom for symptom in symptoms() if symptom.problem]
    assert [_name(symptom) for symptom in telling if not _told(symptom)] == []


def test_examples_of_codes_tell_the_code() -> None:
    coded = [symptom for symptom in symptoms() if symptom.code]
    silent = [s for s in coded if s.code not in recognise(s.example, matcher()).codes]
    assert [_name(symptom) for symptom in silent] == []


def test_every_symptom_but_another_sense_stands_in_its_example() -> None:
    strange = [
        _name(symptom)
        for symptom in symptoms()
        if symptom.kind is not Kind.OTHER_SENSE
        and _name(symptom)
        not in [_name(hit.symptom) for hit in matcher().find(skeleton(symptom.example))]
    ]
    assert strange == []


def test_every_example_is_more_than_the_fragment() -> None:
    bare = [
        _name(symptom)
        for symptom in symptoms()
        if skeleton(symptom.example).bones in {skeleton(f).bones for f in symptom.fragments}
    ]
    assert bare == []


def test_no_part_of_a_fragment_is_empty_or_so_short_that_it_stands_everywhere() -> None:
    short = [
        (_name(symptom), fragment)
        for symptom in symptoms()
        for fragment in symptom.fragments
        for part in fragment.split(GAP)
        if len(skeleton(part).bones) < 3
    ]
    assert short == []


def test_ids_are_unique_within_a_language() -> None:
    names = [_name(symptom) for symptom in symptoms()]
    assert len(names) == len(set(names))


_SOUND = {"fragments": ["abc"], "problem": "expired", "example": "so abc it is"}


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (_SOUND | {"colour": "red"}, "colour"),
        (_SOUND | {"problem": "rust"}, "rust"),
        (_SOUND | {"kind": "rumour"}, "rumour"),
        (_SOUND | {"kind": "denial"}, "told by all kinds but"),
        (_SOUND | {"fragments": []}, "neither code nor fragments"),
        (_SOUND | {"example": ""}, "no example"),
        ({key: _SOUND[key] for key in ("fragments", "example")}, "told by all kinds but"),
    ],
    ids=["key", "problem", "kind", "denial that tells", "no fragment", "no example", "tells none"],
)
def test_refuses_what_would_be_found_wrongly(entry: dict[str, object], fault: str) -> None:
    data = {
        "language": "en",
        "source": "RFC 5280",
        "date": date(2026, 11, 24),
        "any": {"name": entry},
    }
    with pytest.raises(CatalogueError, match=fault):
        list(parse_symptoms("xx.toml", data))


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("0x800B0109", ("800B0109", "2148204809", "2146762487")),
        (
            "0x80090325",
            ("0x80090325", "error 80090325", "code 80090325", "2148074277", "2146893019"),
        ),
    ],
    ids=["letters show that it is hexadecimal", "digits alone need the 0x or a word"],
)
def test_windows_numbers_are_known_in_hexadecimal_and_decimal(
    number: str, printed: tuple[str, ...]
) -> None:
    assert spellings(number) == printed
