"""Noise changes no verdict, and no text takes long or raises."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.catalogue.symptoms import matcher, symptoms
from bot.core.symptoms import Kind, Recognised, recognise

_EXAMPLES = st.sampled_from(
    [s.example for s in symptoms() if s.problem and s.kind in {Kind.SENTENCE, Kind.CODE}]
)
_PREFIXES = st.sampled_from(["> ", "| ", "    ", "# ", "> > ", "* ", "\t"])
_MARKS = st.sampled_from(["*", "_", "`", "**", "```\n", "\u200b", '"', "\u201c", "\u00ab"])
_LOGS = st.sampled_from(
    [
        "2026-11-23 09:38:36,123 [main] ERROR ",
        "Nov 23 09:38:36 vm app[123]: ",
        "\x1b[31m",
        "E/tag: ",
    ]
)


def verdict(text: str) -> Recognised:
    """All but the names, which a line break may tear apart for good."""
    return replace(recognise(text, matcher()), names=())


@pytest.fixture(autouse=True, scope="module")
def _built() -> None:
    """Or the first example would wait for the automaton, and miss its deadline."""
    matcher()


@given(_EXAMPLES, st.integers(min_value=12, max_value=100))
def test_wrapping_at_any_column(example: str, width: int) -> None:
    wrapped = "\n".join(textwrap.wrap(example, width))
    assert verdict(wrapped) == verdict(example)


@given(_EXAMPLES, st.integers(min_value=20, max_value=60), _PREFIXES)
def test_quoting(example: str, width: int, prefix: str) -> None:
    quoted = "\n".join(prefix + line for line in textwrap.wrap(example, width))
    assert verdict(quoted) == verdict(example)


@given(_EXAMPLES, st.sampled_from([str.upper, str.lower, str.title]))
def test_case(example: str, change: type[str]) -> None:
    assert recognise(change(example), matcher()).problem == recognise(example, matcher()).problem


@given(_EXAMPLES, _MARKS)
def test_markup_and_quotes(example: str, mark: str) -> None:
    marked = f"{mark}{example}{mark}"
    assert recognise(marked, matcher()) == recognise(example, matcher())


@given(_EXAMPLES, _LOGS)
def test_log_prefixes(example: str, prefix: str) -> None:
    assert recognise(prefix + example, matcher()).problem == recognise(example, matcher()).problem


@given(st.text(max_size=2000))
@settings(max_examples=200)
def test_any_text_gives_an_answer(text: str) -> None:
    found = recognise(text, matcher())
    assert 0 <= found.confidence <= 1
    assert (found.problem is None) == (found.confidence == 0)
    assert found.problem not in found.also


@given(st.sampled_from([s.fragments[0] for s in symptoms()]), st.text(max_size=3))
@settings(max_examples=30)
def test_a_long_text_is_read_in_one_go(fragment: str, between: str) -> None:
    """Quadratic work would take minutes here."""
    once = fragment.replace("\u2026", " ") + between
    assert recognise(once * (100_000 // max(len(once), 1)), matcher()).confidence >= 0
