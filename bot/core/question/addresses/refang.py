"""Addresses that were written so that nobody can click on them, made whole again."""

import re
from typing import Final

from bot.core.question.worded import lowered

_SCHEME: Final = re.compile(
    r"(?<![a-z0-9])(?:h(?:xx|\*\*|__|tt|tx|xt)p|meow)(s?)\s?(?:\[:\]|\(:\)|\[:|:\]|:)"
    r"(?:\[//\]|\[/\]\[/\]|/\]/|//\]|//|\\\\)"
    r"|(?<![a-z0-9])h(?:xx|\*\*|__|tt|tx|xt)p(s?)\s?(?:\[://\]|\(://\)|\[:/\]/|://\])",
    re.IGNORECASE,
)
_DOT: Final = re.compile(
    r"(?<=[\w\]])[ ]?(?:[\[({<]{1,2} ?(?:\.|dot|punkt|punto|point) ?[\])}>]{1,2}|\[\.|\.\])[ ]?"
    r"(?=[\w\[])",
    re.IGNORECASE,
)
_DOT_BESIDE: Final = re.compile(r"[\[({<] ?(?:\.|dot|punkt|punto|point)|\.\]", re.IGNORECASE)
"""Stands in all that is no bracket alone; found at a glance."""

_COLON: Final = re.compile(r"(?<=\w)\[:\](?=\d)")
_SLASH: Final = re.compile(r"(?<=\w)\[/\]")
_REGEX_DOT: Final = re.compile(
    r"(?:(?<![\\/:\w.-])|(?<=://))[\w-]{1,63}(?:\\\.[\w-]{1,63}){1,9}(?![\\\w])"
)

_SPOKEN: Final = ("dot", "punkt", "punto", "ponto", "point", "punt", "kropka", "nokta")
_SAID: Final = re.compile(
    rf"(?<![\w.-])([\w-]{{1,63}}) (?:{'|'.join(_SPOKEN)}) "
    rf"((?:[\w-]{{1,63}} (?:{'|'.join(_SPOKEN)}) ){{0,5}})([a-z]{{2,7}})(?![\w-])",
    re.IGNORECASE,
)
_SPACED: Final = re.compile(
    r"(?<![\w-])([\w-]{2,63}(?:\.[\w-]{1,63}){0,5}+)(?: \. ?|\. )"
    r"((?:[\w-]{1,63} ?\. ?){0,5})([a-z]{2,7})(?![\w.-])",
    re.IGNORECASE,
)
_ENDINGS: Final = frozenset(
    {"com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "io", "dev", "eu", "uk"}
    | {"de", "fr", "es", "pl", "nl", "ch", "ru", "ua", "cz", "se", "dk", "fi", "br", "mx", "pt"}
    | {"jp", "cn", "kr", "tw", "au", "nz", "ca", "local", "lan", "example", "test", "рф"}
)
"""Top-level domains that are no words of a sentence ("the red dot in the corner")."""

_ALONE: Final = frozenset({"com", "org", "edu", "gov"})
"""Those that nobody would begin a sentence with."""

_APART: Final = (" . ", *(f"{dot}{ending}" for dot in (" .", ". ") for ending in sorted(_ALONE)))
"""One of these stands in all that is put together; full stops between sentences are none."""

_NO_NAMES: Final = frozenset(
    {"a", "an", "the", "this", "that", "of", "or", "and", "in", "on", "for", "with", "using", "to"}
    | {
        "is",
        "was",
        "any",
        "new",
        "other",
        "another",
        "every",
        "no",
        "some",
        "old",
        "asp",
        "vb",
        "microsoft",
        "our",
        "my",
        "your",
        "are",
        "by",
        "as",
    }
)
_ELLIPSIS: Final = re.compile(r"\.{2,}")
_WRITTEN_LINE_END: Final = re.compile(r"(?<!\S)\S*?\\[nrt]\S*")
_WINDOWS_PATH: Final = re.compile(r"(?:^|\W)[a-z]:\\|^\W?\\\\", re.IGNORECASE)


def refanged(text: str) -> str:
    """`hxxps://a[.]example`, `a(dot)example`, `a dot com` and `a . com` as addresses.

    Words that are spoken or spaced count only before an ending that is no word itself.
    """
    if ".." in text:
        text = _ELLIPSIS.sub(" ", text)
    if "\\" in text:
        text = _WRITTEN_LINE_END.sub(_line_ends, text)
        text = _REGEX_DOT.sub(lambda found: found[0].replace("\\", ""), text)
    if ":" in text and ("/" in text or "\\" in text):
        text = _SCHEME.sub(lambda found: f"http{found[1] or found[2] or ''}://", text)
    if "[" in text or _DOT_BESIDE.search(text):
        text = _SLASH.sub("/", _COLON.sub(":", _DOT.sub(".", text)))
    low = lowered(text)
    if any(f" {dot} " in low for dot in _SPOKEN):
        text = _SAID.sub(_said, text)
    return _SPACED.sub(_spaced, text) if any(dot in low for dot in _APART) else text


def _line_ends(found: re.Match[str]) -> str:
    word = found[0]
    if _WINDOWS_PATH.search(word):
        return word
    return word.replace("\\n", " ").replace("\\r", " ").replace("\\t", " ")


def _said(found: re.Match[str]) -> str:
    first, middle, last = found.groups()
    if last.lower() not in _ENDINGS or first.lower() in _NO_NAMES:
        return found[0]
    return ".".join((first, *middle.split()[::2], last))


def _spaced(found: re.Match[str]) -> str:
    """`a . example . com`; `a. com` only where the ending begins no sentence."""
    first, middle, last = found.groups()
    is_wide = " . " in found[0] or not middle
    ending = last.lower()
    is_ending = ending in _ALONE or (ending in _ENDINGS and last.islower() and " . " in found[0])
    if not (is_wide and is_ending) or first.lower() in _NO_NAMES:
        return found[0]
    return found[0].replace(" ", "")
