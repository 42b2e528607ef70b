"""Loads the texts of errors that are known: one file a language, and those without language."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from bot.catalogue.files import FOLDER, read_table
from bot.catalogue.issuers import CatalogueError
from bot.core.symptoms import Kind, Matcher, Symptom
from bot.core.vocabulary import Problem

_KEYS: Final = frozenset(
    {"problem", "also", "kind", "code", "fragments", "hsts", "gap", "source", "example"}
)
_SILENT: Final = frozenset({Kind.MODIFIER, Kind.CLIENT, Kind.DENIAL, Kind.OTHER_SENSE})
_ANY_CLIENT: Final = "any"


@cache
def matcher() -> Matcher:
    """All symptoms of all languages as one automaton."""
    return Matcher(symptoms())


@cache
def symptoms() -> tuple[Symptom, ...]:
    """All files of this folder together."""
    found: list[Symptom] = []
    for file in sorted(FOLDER.glob("symptoms/*.toml")):
        found.extend(parse_symptoms(file.name, read_table("symptoms", file.name)))
    return tuple(found)


def parse_symptoms(name: str, data: Mapping[str, Any]) -> Iterable[Symptom]:
    """Check and build one file.

    Raises:
        CatalogueError: A key or a kind is not known, nothing would be found, or something is told
            without a problem, an example or a source.
    """
    language, source = data["language"], data["source"]
    for client, entries in data.items():
        if not isinstance(entries, dict):
            continue
        for key, entry in entries.items():
            place = f"{name}: {client}.{key}"
            given = {"client": client, "language": language, "source": source, **entry}
            yield _symptom(place, f"{client}.{key}", given)


def _symptom(place: str, name: str, entry: dict[str, Any]) -> Symptom:
    code = entry.get("code", "")
    try:
        kind = Kind(entry.get("kind", Kind.CODE if code else Kind.SENTENCE))
        problem = Problem(entry["problem"]) if "problem" in entry else None
        also = tuple(Problem(problem) for problem in entry.get("also", ()))
    except ValueError as error:
        raise CatalogueError(f"{place}: {error}") from error
    _check(place, entry, silent=kind in _SILENT)
    return Symptom(
        id=name,
        kind=kind,
        fragments=tuple(entry.get("fragments") or (code,)),
        problem=problem,
        also=also,
        client="" if entry["client"] == _ANY_CLIENT else entry["client"],
        language=entry["language"],
        code=code,
        hsts=entry.get("hsts"),
        gap=entry.get("gap", 24 if kind is Kind.DESCRIBED else 96),
        whole_words=kind in {Kind.DESCRIBED, Kind.OTHER_SENSE},
        source=entry["source"],
        example=entry["example"],
    )


def _check(place: str, entry: dict[str, Any], *, silent: bool) -> None:
    if unknown := set(entry) - _KEYS - {"client", "language"}:
        raise CatalogueError(f"{place}: does not know {', '.join(sorted(unknown))}")
    if silent == ("problem" in entry):
        raise CatalogueError(f"{place}: a problem is told by all kinds but {', '.join(_SILENT)}")
    if not (entry.get("fragments") or entry.get("code")):
        raise CatalogueError(f"{place}: has neither code nor fragments")
    if not (entry.get("example") and entry["source"]):
        raise CatalogueError(f"{place}: has no example or no source")
