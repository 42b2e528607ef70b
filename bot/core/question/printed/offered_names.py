"""Names on a certificate, and who issued it, as programs print them in English."""

import re
from collections.abc import Iterator
from typing import Final

from bot.core.question.worded import Worded

MAX_NAMES: Final = 100
_LONGEST: Final = 200
"""Characters kept of an issuer's name."""

_NAME: Final = r"(?:\*\.)?[\w-]{1,63}(?:\.[\w-]{1,63}){1,30}\.?|\*|localhost"
_ADDRESS: Final = r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}"
_ONE: Final = (
    r"(?:dns(?:name)?|ip(?: address)?)?[:(]?\s?[\"'<\[(]?"
    rf"({_ADDRESS}|{_NAME})[\"'>)]{{0,3}}"
)
_SEPARATOR: Final = r"(?:\s?[,;|]\s?(?:and |or )?|\s(?:and|or)\s|\s)"
_LIST: Final = re.compile(rf"\s?[\"'\[(<{{]{{0,3}}\s?{_ONE}", re.IGNORECASE)
_NEXT: Final = re.compile(rf"{_SEPARATOR}{{1,2}}{_ONE}", re.IGNORECASE)

_BEFORE_NAMES: Final = Worded(
    r"certificate is (?:from|(?:only )?valid for(?! \d{1,4} [a-z]))(?: the following names?)?:?",
    r"only valid for(?: the following names?)?:?",
    r"identif(?:ying|ies) itself as",
    r"security certificate identifying",
    r"cert(?:ificate)?'s (?:altnames|list):",
    r"subject ?alt(?:ernative)?(?: ?names?)?(?: extension)?(?: are)? ?: ?(?:critical ?)?\[",
    r"alt(?:ernative)?(?: ?names?)?(?: extension)?(?: are)? ?: ?(?:critical ?)?\[",
    r"subject alternative names?:(?: critical)?",
    r"alternative names?: ?\[",
    r"certificate subject name",
    r"certificate common name(?: in certificate)?(?! \(cn\))",
    r"peer common name(?: in certificate)?(?! \(cn\))",
    r"common name(?: in certificate)?(?! \(cn\))",
    r"peer certificate cn=",
    r"server certificate for",
    r"against certificate name",
    r"doesn't match(?: either of)?",
    r"name in the certificate(?: from the remote computer)?(?: is)?:?",
    r"certificate names?:",
    r"valid for names?:",
    r"(?=dns(?:name)?:[\w*])",
)
_NOT_A_NAME: Final = re.compile(
    r"[\w.]*\.(?:c|cc|cpp|go|h|js|py|rb|java|html?|txt|pem|crt)", re.IGNORECASE
)

_REST_OF_LINE: Final = r"[ \t]*([^\n]{1,400})"
_ISSUER_LINE: Final = Worded(
    r"(?<![\w'-])issuer(?: name)?\s?[:=]",
    r"(?<![\w.])i:",
    r"issued by(?:\s{1,3}common name \(cn\):?|:|(?= [\"']?[a-z]{1,12} ?=))",
    after=_REST_OF_LINE,
)
_NEXT_LABEL: Final = re.compile(
    r"\s(?:expires on|current date|pem encoded chain|subject|validity|issued on):?\s.*",
    re.IGNORECASE | re.DOTALL,
)
_ISSUER_IN_SENTENCE: Final = Worded(
    r"not chosen to trust \"([^\"\n]{1,200})\"",
    r"candidate authority certificate \"([^\"\n]{1,200})\"",
    r"issued by \"([^\"\n]{1,200})\"",
    r"you must add (\S[^\n]{0,200}?) to your local trusted store",
)
_SUBJECT_LINE: Final = Worded(
    r"(?<![\w'-])subject(?: name)?\s?[:=]",
    r"(?<![\w.])0 s:",
    r"depth=0 (?=[/A-Z])",
    r"issued to(?:\s{1,3}common name \(cn\))?:?",
    r"common name \(cn\):?",
    after=_REST_OF_LINE,
)
LABELS: Final = (_BEFORE_NAMES, _ISSUER_LINE, _ISSUER_IN_SENTENCE, _SUBJECT_LINE)
"""Without one of these, or a deeper certificate's line, no name is told."""

DEEPER_LINE: Final = "depth=1"
_DEEPER: Final = re.compile(DEEPER_LINE + r" ((?:[A-Z]{1,12} ?= ?|/)[^\n]{1,400})")
_SLASHED: Final = re.compile(r"/(?=[A-Za-z.0-9]{1,20}=)")
_LISTED: Final = re.compile(r"[,;+]\s*(?=[A-Za-z.0-9]{1,30}\s?=)")
_ATTRIBUTES: Final = ("cn", "o", "ou")


def offered_names(text: str, low: str) -> tuple[str, ...]:
    """In lower case, in order of appearance, no doubles; the subject's where no other is told.

    Args:
        text: With ASCII quotes, one space where there were more, lines kept.
        low: The same as `lowered` gives it.
    """
    flat = " ".join(text.split())
    found: dict[str, None] = {}
    at = 0
    for label in _BEFORE_NAMES.finditer(flat, " ".join(low.split())):
        if label.end() >= at and len(found) < MAX_NAMES:
            names, at = _listed(flat, label.end())
            found |= dict.fromkeys(names)
    return tuple(found or dict.fromkeys(_subjects(text, low)))[:MAX_NAMES]


def issuer_told(text: str, low: str) -> str:
    """The issuer's common name, else organisation, else what stands there; "" where none."""
    sentence = _ISSUER_IN_SENTENCE.search(text, low)
    labelled = (m for m in _ISSUER_LINE.finditer(text, low) if _is_label(text, m))
    found = sentence or next(labelled, None) or _DEEPER.search(text)
    told = found[found.lastindex or 0] if found else ""
    return display_name(told)


def _is_label(text: str, found: re.Match[str]) -> bool:
    """Stands at the beginning of a line, behind a subject, or before a distinguished name."""
    line = text[max(0, found.start() - _LONGEST) : found.start()].rpartition("\n")[2]
    return not re.search("[a-z]", line.lower().partition("subject:")[0]) or "=" in found[1]


def display_name(name: str) -> str:
    """The part of a distinguished name that browsers show; hostile text, cut to some length."""
    name = _NEXT_LABEL.sub("", name).strip(" \t\"':,;")
    parts = (_SLASHED if name.startswith("/") else _LISTED).split(name)
    values: dict[str, str] = {}
    for part in parts:
        key, sign, value = part.partition("=")
        if sign:
            values.setdefault(key.strip().lower(), value.strip().strip('"').replace("\\", ""))
    shown = next((values[key] for key in _ATTRIBUTES if values.get(key)), name)
    return shown[:_LONGEST]


def _listed(text: str, start: int) -> tuple[list[str], int]:
    """The names that begin there, one after the other, and where they end."""
    names: list[str] = []
    found = _LIST.match(text, start)
    while found is not None and len(names) < MAX_NAMES:
        if not _NOT_A_NAME.fullmatch(found[1]):
            names.append(found[1].lower().rstrip("."))
        start = found.end()
        found = _NEXT.match(text, start)
    return names, start


def _subjects(text: str, low: str) -> Iterator[str]:
    for found in _SUBJECT_LINE.finditer(text, low):
        name = _LIST.fullmatch(display_name(found[1]))
        if name is not None:
            yield name[1].lower().rstrip(".")
