"""Ports that stand beside an address in words."""

import re
from typing import Final

from bot.core.target import WELL_KNOWN_PORTS

_WORD: Final = (
    r"(?:port|tcp|colon|puerto|porta|porto|poort|portti|\u043f\u043e\u0440\u0442\w{0,2}"
    r"|\u7aef\u53e3|\u30dd\u30fc\u30c8)"
)
_AFTER: Final = re.compile(
    r"[\"'\u2019\u201d)`]{0,2}(?: ?[\[(][0-9a-f.:]{2,45}[\])])?[\s,;(:=-]{0,4}"
    r"(?:(?:on|at|via|using|over|and|with|auf|am|an|sur|le|en|el|sulla|na|\u043d\u0430|por|tcp|the|its)\s){0,3}"
    + _WORD
    + r"(?:\snumber)?\s?[:=#/]?\s?[\"']?(\d{1,5})(?!\d|\.\d)",
    re.IGNORECASE,
)
_ASIAN: Final = re.compile(
    r"\s?[\u7684\u306e]\s?(?:\u7aef\u53e3|\u901a\u8a0a\u57e0|\u9023\u63a5\u57e0|\u30dd\u30fc\u30c8)\s?(\d{1,5})"
    r"|\s?[\u7684\u306e]?\s?(\d{2,5})\s?(?:\u53f7|\u865f|\u756a)?"
    r"\s?(?:\u7aef\u53e3|\u901a\u8a0a\u57e0|\u9023\u63a5\u57e0|\u30dd\u30fc\u30c8)"
    r"|\s?(?:\uc758)?\s?(?:\ud3ec\ud2b8\s?(\d{1,5})|(\d{2,5})\ubc88?\s?\ud3ec\ud2b8)"
)
"""Behind a name in Chinese, Japanese and Korean, the word before the number or behind it."""
_BEFORE: Final = re.compile(
    _WORD + r"\s?[:=#]?\s?(\d{1,5})\)?,?\s(?:on|of|at|for|to|von|auf|de|di|van|\u043d\u0430)\s"
    r"(?:the\s)?(?:host\s|server\s|site\s)?[\"'(]?$",
    re.IGNORECASE,
)
_KEY_BEFORE: Final = re.compile(
    r"\bport[\"']?\s?[:=]\s?[\"']?(\d{1,5})[\"']?[,;\s]{1,9}[\"']?(?:host(?:name)?|server|address)[\"']?"
    r"\s?[:=]\s?[\"']?$",
    re.IGNORECASE,
)
_KEY: Final = re.compile(
    r"[\"']?\s?,\s{0,9}[\"']?(?:\w{1,20}_)?port[\"']?\s?[:=]\s?[\"']?(\d{1,5})(?!\d)",
    re.IGNORECASE,
)
_COMMAND: Final = re.compile(
    r"\b(?:telnet|nc|ncat|netcat|mysql|mariadb|psql|ftp|swaks|tcping|tnc|nmap)\s[^\n]*$",
    re.IGNORECASE,
)
_ARGUMENT: Final = re.compile(r"\s(?:-[pP]\s?)?(\d{2,5})(?=\s|$)")
_COLON: Final = re.compile(r"\.?:(\d{1,5})(?!\w|\.\w)")
_ON: Final = re.compile(
    r"[\"'\u2019\u201d)`]{0,2}\s(?:on|at|via|auf|sur)\s(\d{2,5})(?![\w.:%]|\s?%)"
)
_BRACKETED: Final = re.compile(r"\[[0-9a-f.:]{2,45}\]:(\d{1,5})(?!\d)", re.IGNORECASE)
_LOOSE: Final = re.compile(
    r"[\"']?(?: : ?|: | \(|, ?)(\d{2,5})(?![\w.:]|\s?%)"
    r"|[\"']? (\d{3,5})(?=[.!?]? ?(?:\n|$| (?:ssl|tls|starttls)))"
)
_BEHIND: Final = (
    (_COLON, True), (_BRACKETED, True), (_AFTER, True), (_ASIAN, True), (_KEY, True),
    (_ON, False), (_LOOSE, False),
)  # fmt: skip
"""Forms of a port behind a name, and whether they are sure; others need a likely number."""

_MAX: Final = 65535
_LIKELY: Final = WELL_KNOWN_PORTS | {4443, 8080, 9443, 10443}


def port_beside(before: str, after: str) -> int | None:
    """The port written behind a name, or told in words before or after it."""
    for pattern, is_sure in _BEHIND:
        found = pattern.match(after)
        if found and _is_port(found[found.lastindex or 0], None if is_sure else _LIKELY):
            return int(found[found.lastindex or 0])
    if (argument := _ARGUMENT.match(after)) and _COMMAND.search(before):
        return int(argument[1]) if _is_port(argument[1], None) else None
    told = _BEFORE.search(before) or _KEY_BEFORE.search(before)
    return int(told[1]) if told and _is_port(told[1], None) else None


def _is_port(digits: str, likely: frozenset[int] | None) -> bool:
    return 0 < int(digits) <= _MAX and (likely is None or int(digits) in likely)
