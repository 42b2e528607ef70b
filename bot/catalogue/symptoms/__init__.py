"""Loads the texts of errors that are known: one file a language, and those without language."""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain
from typing import Any, Final

from bot.catalogue.files import FOLDER, CatalogueError, demand_keys, read_table
from bot.catalogue.symptoms.numbers import reason_spellings, spellings
from bot.core.symptoms import (
    Kind,
    Matcher,
    Sieve,
    Symptom,
    cleaned,
    glimpse_of,
    possible,
)
from bot.core.vocabulary import Problem

_KEYS: Final = frozenset(
    {"problem", "also", "kind", "code", "number", "reasons", "written", "apart", "fragments"}
    | {"hsts", "names", "clock", "gap", "source", "example"}
)
_SILENT: Final = frozenset({Kind.MODIFIER, Kind.CLIENT, Kind.DENIAL, Kind.OTHER_SENSE})
_ANY_CLIENT: Final = "any"
_WORDS: Final = "words"
"""The table of a file that tells what its fragments may put for a name in braces."""
_GAP: Final = 96
_GAP_OF_WORDS: Final = 24
"""People's own words lose their meaning quickly when they stand apart."""

OTHER_LETTERS: Final = frozenset(
    {"am", "ar", "bg", "bn", "el", "fa", "gu", "he", "hi", "ja", "kn", "ko", "ml", "mr", "ru"}
    | {"sr", "ta", "te", "th", "uk", "ur", "zh-CN", "zh-TW"}  # codespell:ignore te
)
"""Languages of which nothing stands in a text of ASCII, not even with letters lost."""


@cache
def matcher() -> Matcher:
    """All symptoms of all languages as one automaton."""
    return Matcher(chain.from_iterable(_files(frozenset())))


def matcher_for(text: str) -> Matcher:
    """For this text and no other, in a third of the time and of the memory."""
    left_out = OTHER_LETTERS if cleaned(text).isascii() else frozenset()
    glimpse = glimpse_of(text)
    kept = (possible(file, glimpse.may_hold) for file in _files(left_out))
    return Matcher(chain.from_iterable(kept), Sieve)


@cache
def symptoms() -> tuple[Symptom, ...]:
    """All files of this folder together."""
    return tuple(chain.from_iterable(_files(frozenset())))


def _files(left_out: frozenset[str]) -> Iterable[Iterable[Symptom]]:
    for file in sorted(FOLDER.glob("symptoms/*.toml")):
        if file.stem not in left_out:
            yield parse_symptoms(file.name, read_table("symptoms", file.name))


def parse_symptoms(name: str, data: Mapping[str, Any]) -> Iterable[Symptom]:
    """Check and build one file.

    Raises:
        CatalogueError: A key or a kind is not known, nothing would be found, or something is told
            without a problem, an example or a source.
    """
    for client, entries in data.items():
        if isinstance(entries, dict) and client != _WORDS:
            for key, entry in entries.items():
                _check(f"{name}: {client}.{key}", entry, data)
                yield from _forms(f"{client}.{key}", entry, data)


def _forms(name: str, entry: dict[str, Any], data: Mapping[str, Any]) -> Iterable[Symptom]:
    """An error as its words, its code and its number; each is a symptom of its own."""
    kind = Kind(entry.get("kind", Kind.SENTENCE))
    words = {"name": name, "kind": kind, "language": data["language"]}
    coded = {"kind": kind if "kind" in entry else Kind.CODE, "language": ""}
    written = entry.get("written", "")
    spelt = _spelt_out(entry.get("fragments", ()), data.get(_WORDS, {}))
    if fragments := (*spelt, *reason_spellings(entry.get("reasons", ()))):
        yield _symptom(entry, data, words | {"fragments": fragments, "written": written})
    if code := entry.get("code"):
        found = (code.removeprefix("NET::"),)
        shape = {"name": f"{name}.code", "fragments": found, "code": code, "written": written}
        shape["whole"] = "_" not in code or written == "_"
        yield _symptom(entry, data, coded | shape)
    if number := entry.get("number"):
        written = "-" if number.startswith("-") else ""
        shape = {"name": f"{name}.number", "code": number, "written": written}
        yield _symptom(entry, data, coded | shape | {"fragments": spellings(number)})


def _spelt_out(fragments: Iterable[str], words: Mapping[str, list[str]]) -> Iterable[str]:
    """Each fragment once for every word that may stand for a name in braces."""
    for fragment in fragments:
        name = words and fragment.partition("{")[2].partition("}")[0]
        if name:
            chosen = (fragment.replace(f"{{{name}}}", word, 1) for word in words[name])
            yield from _spelt_out(chosen, words)
        else:
            yield fragment


def _symptom(entry: dict[str, Any], data: Mapping[str, Any], shape: dict[str, Any]) -> Symptom:
    name, kind = shape["name"], shape["kind"]
    client = name.partition(".")[0]
    return Symptom(
        id=name,
        kind=kind,
        fragments=shape["fragments"],
        problem=Problem(entry["problem"]) if "problem" in entry else None,
        also=tuple(Problem(problem) for problem in entry.get("also", ())),
        client="" if client == _ANY_CLIENT else client,
        language=shape["language"],
        code=shape.get("code", ""),
        hsts=entry.get("hsts"),
        names=entry.get("names", False),
        clock=entry.get("clock", False),
        gap=entry.get("gap", _GAP_OF_WORDS if kind is Kind.DESCRIBED else _GAP),
        whole=shape.get("whole", False),
        written=shape.get("written", ""),
        apart=entry.get("apart", False),
        source=entry.get("source", data["source"]),
        example=entry["example"],
    )


def _check(place: str, entry: dict[str, Any], data: Mapping[str, Any]) -> None:
    demand_keys(entry, (), place, optional=_KEYS)
    try:
        kind = Kind(entry.get("kind", Kind.SENTENCE))
        for problem in (*entry.get("also", ()), entry.get("problem", Problem.UNCLEAR)):
            Problem(problem)
    except ValueError as error:
        raise CatalogueError(f"{place}: {error}") from error
    if (kind in _SILENT) == ("problem" in entry):
        raise CatalogueError(f"{place}: a problem is told by all kinds but {', '.join(_SILENT)}")
    if not any(entry.get(key) for key in ("fragments", "code", "number", "reasons")):
        raise CatalogueError(f"{place}: has neither code nor fragments")
    if not (entry.get("example") and entry.get("source", data["source"])):
        raise CatalogueError(f"{place}: has no example or no source")
