"""Recognising an error in a message, beside the automaton alone (goal 10).

    uv run python -m benchmarks.recognise

The floor is ahocorasick-rs with all our fragments, on the raw message and no more: neither case
nor accents nor line breaks levelled, nothing weighed. Chat is read most often; a page counts.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from ahocorasick_rs import AhoCorasick

from benchmarks.rounds import Cost, Goal, in_turn, own_cost
from bot.catalogue.symptoms import matcher, symptoms
from bot.core.symptoms import recognise
from bot.core.symptoms.matcher import GAP

_KB: Final = 1024
_PASTE: Final = 100_000
_GOAL: Final = Goal("10", must=10, aim=4)

_PAGE: Final = """\
Privacy error
Your connection is not private
Attackers might be trying to steal your information from wiki.example.net. Learn more
NET::ERR_CERT_COMMON_NAME_INVALID
Subject: *.hotel.example
Issuer: Example CA
This server could not prove that it is wiki.example.net; its security certificate is from hotel.
Proceed to wiki.example.net (unsafe)
"""
_CHAT: Final = (
    "Morning! The new projector in room 12 is installed, please don't move the cables. "
    "Whoever borrowed the label printer: we need it back before the auditors come on Friday. "
    "Lunch is at half past twelve, and the certificate for the fire drill hangs in the kitchen. "
)
_ABROAD: Final = (
    "Liebe Kolleginnen und Kollegen, die Übergabe der Schlüssel für die neuen Räume ist am "
    "Dienstag; bitte bringt eure Ausweise mit. Wer früher da ist, kann schon Kaffee kochen. "
)


def main() -> None:
    fragments = {fragment for symptom in symptoms() for fragment in symptom.fragments}
    parts = sorted({part.strip() for fragment in fragments for part in fragment.split(GAP)})
    automaton = AhoCorasick(parts)
    known = matcher()
    messages = {
        "page": (_PAGE + _CHAT * 4)[:_KB],
        "chat": (_CHAT * 5)[:_KB],
        "German chat": (_ABROAD * 7)[:_KB],
        "paste of pages": (_PAGE * 300)[:_PASTE],
        "paste of chat": (_CHAT * 500)[:_PASTE],
    }
    sides: dict[str, Callable[[], Cost]] = {}
    for name, text in messages.items():
        repeat = 1_000_000 // len(text)
        floor = partial(automaton.find_matches_as_indexes, text, overlapping=True)
        sides[name] = _repeated(partial(recognise, text, known), repeat)
        sides[f"{name}, automaton alone"] = _repeated(floor, repeat)
    measured = in_turn(sides)
    print(f"  {len(symptoms())} symptoms, {len(parts)} patterns")
    measured.print_sides()
    for name in messages:
        measured.print_ratio(_GOAL, name, f"{name}, automaton alone", cpu=True)


def _repeated(work: Callable[[], object], repeat: int) -> Callable[[], Cost]:
    def side() -> Cost:
        return own_cost(lambda: [work() for _ in range(repeat)], repeat)

    return side


if __name__ == "__main__":
    main()
