"""Reads sections of settings from a TOML file and the environment, whatever sections there are.

The only module that knows how settings are written; what they mean is `bot.config`'s.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import rtoml
from msgspec import DecodeError, Struct, ValidationError, convert
from msgspec.json import decode


class Secret(str):
    """A text that opens something: printing the settings does not show it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret(…)" if self else "Secret('')"


class InvalidSettingError(ValueError):
    """A section's own word that a value has the right type and still cannot be used."""

    def __init__(self, key: str, expected: str) -> None:
        super().__init__(f"{key}: expected {expected}")
        self.key = key
        self.expected = expected


class ConfigError(ValueError):
    """Settings that cannot be used; the text says where, which key, and what was expected.

    Attributes:
        where: A file or an environment variable.
        key: Like "probe.timeout_s"; empty where the file as a whole is at fault.
    """

    def __init__(self, where: str, key: str, expected: str) -> None:
        super().__init__(": ".join(part for part in (where, key, expected) if part))
        self.where = where
        self.key = key
        self.expected = expected


class Layout(Struct, frozen=True, kw_only=True):
    """Which sections there are and where they are looked for.

    Attributes:
        prefix: Of the environment variables; PREFIX + SECTION__KEY.
        file_variable: Names the file where no path is given.
        default_file: Read if it exists where nothing names a file.
        sections: Records by name; every field needs a default.
    """

    prefix: str
    file_variable: str
    default_file: Path
    sections: Mapping[str, type]


class _Value(Struct, frozen=True, kw_only=True):
    """What stands somewhere for one key.

    Attributes:
        folder: Relative paths start here.
        is_text: From the environment, where everything is text.
    """

    where: str
    path: str
    raw: object
    folder: Path
    is_text: bool


_Values = Mapping[tuple[str, str], _Value]


def read(
    layout: Layout, path: Path | None, environ: Mapping[str, str]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The sections by name, and the file and variables they come from (none: all defaults)."""
    file = path or _named_file(layout, environ)
    from_file = dict(_from_file(layout, file)) if file else {}
    from_environment = dict(_from_environment(layout, environ))
    values = from_file | from_environment
    sections = {name: _section(name, kind, values) for name, kind in layout.sections.items()}
    files = (str(file),) if file else ()
    return sections, (*files, *sorted(value.where for value in from_environment.values()))


def _named_file(layout: Layout, environ: Mapping[str, str]) -> Path | None:
    if named := environ.get(layout.file_variable):
        return Path(named)
    return layout.default_file if layout.default_file.exists() else None


def _from_file(layout: Layout, file: Path) -> Iterator[tuple[tuple[str, str], _Value]]:
    where = str(file)
    for section, table in _tables(file).items():
        _demand_known(where, section, section, layout.sections)
        if not isinstance(table, dict):
            raise ConfigError(where, section, f"expected a table, written [{section}]")
        for key, raw in table.items():
            path = f"{section}.{key}"
            _demand_known(where, path, key, get_type_hints(layout.sections[section]))
            value = _Value(where=where, path=path, raw=raw, folder=file.parent, is_text=False)
            yield (section, key), value


def _tables(file: Path) -> dict[str, Any]:
    try:
        # Windows' Notepad puts a byte order mark in front, which TOML does not know.
        return rtoml.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(str(file), "", f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(str(file), "", f"expected UTF-8 text: {error.reason}") from error
    except rtoml.TomlParsingError as error:
        raise ConfigError(str(file), "", f"expected TOML: {error}") from error


def _from_environment(
    layout: Layout, environ: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], _Value]]:
    for variable, text in environ.items():
        if not variable.startswith(layout.prefix) or variable == layout.file_variable:
            continue
        section, separator, key = variable.removeprefix(layout.prefix).lower().partition("__")
        if not separator:
            _demand_no_misspelling(layout, variable)
            continue
        path = f"{section}.{key}"
        _demand_known(variable, section, section, layout.sections)
        _demand_known(variable, path, key, get_type_hints(layout.sections[section]))
        value = _Value(where=variable, path=path, raw=text, folder=Path(), is_text=True)
        yield (section, key), value


def _demand_no_misspelling(layout: Layout, variable: str) -> None:
    """A name without "__" may be another's: Kubernetes gives every pod X_PORT for a service x."""
    for section, kind in layout.sections.items():
        for key in get_type_hints(kind):
            if variable == f"{layout.prefix}{section}_{key}".upper():
                meant = f"{layout.prefix}{section}__{key}".upper()
                raise ConfigError(variable, "", f"unknown; did you mean {meant}?")


def _demand_known(where: str, path: str, name: str, names: Iterable[str]) -> None:
    known = tuple(names)
    if name in known:
        return
    from difflib import get_close_matches  # noqa: PLC0415 - only for who misspelt a key

    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    raise ConfigError(where, path, f"unknown; {hint}")


def _section(name: str, kind: type, values: _Values) -> object:
    hints = get_type_hints(kind)
    given = {
        key: _typed(values[name, key], hint)
        for key, hint in hints.items()
        if (name, key) in values
    }
    try:
        return kind(**given)
    except InvalidSettingError as error:
        where = _where(values, name, error.key)
        raise ConfigError(where, f"{name}.{error.key}", f"expected {error.expected}") from error


def _where(values: _Values, section: str, key: str) -> str:
    """Where the key stands; one that is missing, where the rest of its section does."""
    here = [value.where for (name, _), value in values.items() if name == section]
    return values[section, key].where if (section, key) in values else next(iter(here), "settings")


def _typed(value: _Value, hint: Any) -> object:  # noqa: ANN401 - the type of any field
    def build(kind: type, raw: object) -> object:
        if kind is Secret:
            if not isinstance(raw, str):
                raise TypeError("Expected `str`")
            return Secret(raw)
        if not isinstance(raw, str) or not raw:
            raise TypeError("Expected a path")
        return value.folder / Path(raw).expanduser()

    raw = _parsed(value, get_origin(hint)) if value.is_text else value.raw
    _demand_known_inside(value, raw, hint)
    try:
        return convert(raw, hint, strict=not value.is_text, dec_hook=build)
    except ValidationError as error:
        expected = str(error).replace("$", value.path)
        raise ConfigError(value.where, value.path, expected[0].lower() + expected[1:]) from error


def _demand_known_inside(value: _Value, raw: object, hint: Any) -> None:  # noqa: ANN401 - as above
    """Tables in a list: the converter passes over keys that a record doesn't have."""
    kind = next(iter(get_args(hint)), None)
    if not (isinstance(kind, type) and issubclass(kind, Struct)) or not isinstance(raw, list):
        return
    for number, table in enumerate(raw):
        for key in table if isinstance(table, dict) else ():
            path = f"{value.path}[{number}].{key}"
            _demand_known(value.where, path, key, get_type_hints(kind))


def _parsed(value: _Value, origin: object) -> object:
    """Lists and tables in a variable; everything else is left to the converter."""
    text = str(value.raw).strip()
    if origin is tuple and not text.startswith("["):
        return [item.strip() for item in text.split(",") if item.strip()]
    if origin not in {tuple, dict}:
        return value.raw
    try:
        return decode(text)
    except DecodeError as error:
        name = "list" if origin is tuple else "object"
        raise ConfigError(value.where, value.path, f"expected a JSON {name}: {error}") from error
