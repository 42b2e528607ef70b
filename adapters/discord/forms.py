"""Forms: what is asked for, and what was filled in. They work also after a restart."""

from collections.abc import Iterator, Mapping
from typing import Any

import discord
from discord import ui

from adapters.discord import phrases, pictures
from adapters.discord.keys import Form, form_key
from bot.core.ticket import Impact

_WORDS = 2000
_TITLES = {
    Form.ANSWER: (phrases.ANSWER_TITLE, phrases.ANSWER_LABEL, True),
    Form.NOTE: (phrases.NOTE_TITLE, phrases.NOTE_LABEL, True),
    Form.RESOLVE: (phrases.RESOLVE_TITLE, phrases.RESOLVE_LABEL, False),
}


def ask_form(case: str) -> ui.Modal:
    """For who wants a technician; nothing in it must be filled in."""
    form = _form(phrases.ASK_TITLE, form_key(Form.ASK, case))
    impacts = [
        discord.SelectOption(label=label, value=value) for value, label in phrases.IMPACTS.items()
    ]
    yes_no = [
        discord.SelectOption(label="No", value="no"),
        discord.SelectOption(label="Yes", value="yes"),
    ]
    form.add_item(_chosen(phrases.ASK_IMPACT, "impact", impacts))
    form.add_item(_chosen(phrases.ASK_SECRET, "secret", yes_no))
    form.add_item(_written(phrases.ASK_SAID, "said", is_required=False))
    upload: ui.FileUpload[Any] = ui.FileUpload(
        custom_id=pictures.NAME, required=False, min_values=0, max_values=pictures.MOST
    )
    form.add_item(ui.Label(text=phrases.ASK_PICTURES, component=upload))
    return form


def words_form(kind: Form, ticket: str) -> ui.Modal:
    """For a technician's answer, note or closing words."""
    title, label, is_required = _TITLES[kind]
    form = _form(title, form_key(kind, ticket))
    form.add_item(_written(label, "said", is_required=is_required))
    return form


def filled_in(data: Mapping[str, Any]) -> dict[str, str]:
    """What stands in a form that was sent, by the names of its parts."""
    return {part["custom_id"]: _value(part) for part in _parts(data) if "custom_id" in part}


def impact_of(filled: Mapping[str, str]) -> Impact:
    """Whether they can work; a form is anybody's to fill."""
    said = filled.get("impact", "")
    return Impact(said) if said in set(Impact) else Impact.UNKNOWN


def _form(title: str, custom_id: str) -> ui.Modal:
    form = ui.Modal(title=title, custom_id=custom_id, timeout=None)
    form.stop()  # discord.py would wait for it; we take whatever comes by its id
    return form


def _chosen(label: str, name: str, options: list[discord.SelectOption]) -> ui.Label[Any]:
    chosen: ui.Select[Any] = ui.Select(
        custom_id=name, options=options, required=False, min_values=0
    )
    return ui.Label(text=label, component=chosen)


def _written(label: str, name: str, *, is_required: bool) -> ui.Label[Any]:
    words: ui.TextInput[Any] = ui.TextInput(
        custom_id=name,
        style=discord.TextStyle.paragraph,
        required=is_required,
        max_length=_WORDS,
    )
    return ui.Label(text=label, component=words)


def _parts(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for part in data.get("components", ()):
        inner = part.get("component")
        if inner is not None:
            yield inner
        yield from _parts(part)


def _value(part: Mapping[str, Any]) -> str:
    values = part.get("values")
    if isinstance(values, list):
        return str(values[0]) if values else ""
    return str(part.get("value") or "")
