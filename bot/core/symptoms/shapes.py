"""What a known error text is, and what a text was recognised as. Values only."""

from enum import StrEnum

from msgspec import Struct

from bot.core.vocabulary import Problem


class Kind(StrEnum):
    """What a known text is worth as evidence.

    `SENTENCE` and `CODE` name the cause, unless the symptom leaves a choice (`also`).
    `ELSEWHERE`: looks like a certificate error and is none, or nothing was reached at all.
    `DESCRIBED`: a person's own words. `GENERIC`: something failed, no reason is given.
    `HEADING`: stands above every error of a program. `MODIFIER` and `CLIENT` are never the
    problem: they tell a fact, or which program speaks. `DENIAL` takes the meaning from what
    stands inside it ("... date is valid"). `OTHER_SENSE` tells of certificates of another kind
    and silences what is `DESCRIBED` near it; these two count only as whole words.
    """

    SENTENCE = "sentence"
    CODE = "code"
    ELSEWHERE = "elsewhere"
    DESCRIBED = "described"
    GENERIC = "generic"
    HEADING = "heading"
    MODIFIER = "modifier"
    CLIENT = "client"
    DENIAL = "denial"
    OTHER_SENSE = "other_sense"


class Symptom(Struct, frozen=True, kw_only=True):
    """One thing that a program prints, known by its shortest tell-tale fragments.

    Attributes:
        id: "client.name", one of its kind within a language.
        fragments: Any one is enough. "…" stands for a gap (a host, a date) of at most `gap`.
        problem: None for what tells no problem.
        also: What else the text may mean, the likeliest first.
        client: The program; "" where many say it.
        language: A BCP 47 tag; "" for what is the same in all languages.
        code: In the program's own spelling; "" where the fragments are words.
        hsts: What the text says of HSTS; None where it says nothing.
        names: The names on the certificate follow the fragment, or stand in its gap.
        clock: The program's own idea of the present follows the fragment.
        gap: In letters and digits (bytes of UTF-8), from one part of a fragment to the next.
        whole: Must not stand within a longer word.
        written: A mark ("_", "-") that must stand in the text itself, where the letters and digits
            alone are ordinary words ("cert has expired") or numbers.
        apart: Must be set off by marks, as what a program prints of its library's words: in a
            sentence ("uses a self-signed certificate") it would tell no error.
        example: A text in our own words that holds a fragment.
    """

    id: str
    kind: Kind
    fragments: tuple[str, ...]
    problem: Problem | None = None
    also: tuple[Problem, ...] = ()
    client: str = ""
    language: str = ""
    code: str = ""
    hsts: bool | None = None
    names: bool = False
    clock: bool = False
    gap: int = 96
    whole: bool = False
    written: str = ""
    apart: bool = False
    source: str = ""
    example: str = ""


def is_dated(symptom: Symptom) -> bool:
    """A day stands behind such a sentence, or in its gap; English ones are read by labels."""
    is_foreign = symptom.language not in {"", "en"}
    return is_foreign and symptom.problem in {Problem.EXPIRED, Problem.NOT_YET_VALID}


class Recognised(Struct, frozen=True, kw_only=True):
    """What a text comes to.

    Attributes:
        problem: None where the text tells no error at all.
        also: Further problems it speaks of, then those between which it leaves the choice.
        confidence: From 0 to 1.
        client: As the catalogue names it; "" where unknown.
        language: Of the program's words, a BCP 47 tag; "" where only codes were known.
        codes: Canonical spelling, in order of appearance, no doubles.
        hsts: None where the text says nothing of it.
        names: Those that the certificate was said to be for, lower case.
        clocks: Fragments that stand in the text, one of which the program's clock follows.
        ends: Fragments of sentences in other languages than English, after one of which, or in
            the gap of which, the certificate's last day may stand.
        begins: The same of its first day.
        specific: A code or a sentence decided that names a cause, not a heading or a guess.
        printed: A program's own words for a failure stand in the text, more than a heading.
    """

    problem: Problem | None = None
    also: tuple[Problem, ...] = ()
    confidence: float = 0.0
    client: str = ""
    language: str = ""
    codes: tuple[str, ...] = ()
    hsts: bool | None = None
    names: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    specific: bool = False
    printed: bool = False
