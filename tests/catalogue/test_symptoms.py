"""Walks the catalogue of error texts: each entry is found by its own example."""

from datetime import date

import pytest

from bot.catalogue.issuers import CatalogueError
from bot.catalogue.symptoms import matcher, parse_symptoms, symptoms
from bot.core.symptoms import Symptom, recognise

_TELLING = [symptom for symptom in symptoms() if symptom.problem]


def _name(symptom: Symptom) -> str:
    return f"{symptom.language or 'codes'}:{symptom.id}"


@pytest.mark.parametrize("symptom", _TELLING, ids=_name)
def test_example_is_recognised_as_what_it_is(symptom: Symptom) -> None:
    found = recognise(symptom.example, matcher())
    assert found.problem is symptom.problem
    assert set(symptom.also) <= set(found.also)
    if symptom.code:
        assert symptom.code in found.codes


@pytest.mark.parametrize("symptom", symptoms(), ids=_name)
def test_example_holds_the_symptom_itself(symptom: Symptom) -> None:
    assert symptom in {hit.symptom for hit in matcher().find(symptom.example)}


@pytest.mark.parametrize("symptom", symptoms(), ids=_name)
def test_example_is_more_than_the_fragment(symptom: Symptom) -> None:
    assert all(symptom.example.strip(" .") != fragment for fragment in symptom.fragments)


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
