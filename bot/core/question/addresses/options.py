"""What names hosts without asking about them: options, headers, distinguished names, labels."""

import re
from typing import Final

from bot.core.question.addresses.spans import BLANK
from bot.core.question.worded import lowered

_COMMANDS: Final = ("curl", "wget", "http", "https", "xh", "iwr", "fetch")
_COMMAND_LINE: Final = re.compile(rf"^.*\b(?:{'|'.join(_COMMANDS)})\b.*$", re.MULTILINE)
_OPTION: Final = re.compile(
    r"(?<![^\s,\[])(?:-[HeAbdux]|--(?:header|proxy-header|referer|user-agent|cookie|data[\w-]{0,12}"
    r"|user|resolve|connect-to|proxy|preproxy|socks5(?:-hostname)?|noproxy|cacert|cert|key|output"
    r"|interface|dns-servers|doh-url|oauth2-bearer|form|json))(?:=|,?\s{1,4}|(?=[\"']))"
    r"(?:'[^'\n]{0,2000}'|\"[^\"\n]{0,2000}\"|[^\s'\"]{1,2000})"
)
_HEADER_LINE: Final = re.compile(
    r"^\s{0,4}[<>*]?\s?(?:referer|origin|access-control-[\w-]{1,40}|content-security-policy\S{0,20}"
    r"|report-to|nel|set-cookie|cookie|user-agent|via|link(?=\s?:.*;\s?rel)|alt-svc|x-[\w-]{1,40}|reporting-endpoints"
    r"|cross-origin-[\w-]{1,40}|permissions-policy|strict-transport-security)\s?:.*$",
    re.IGNORECASE | re.MULTILINE,
)
_CLIENT_LINE: Final = re.compile(r"^.*\bs_client\b.*$", re.MULTILINE)
_CONNECTED_BY_NAME: Final = re.compile(r"\s-connect\s{1,4}(?![\d.]{7,15}(?![\w.])|\[)\S")
_SERVER_NAME: Final = re.compile(
    r"(?<=\s)-(?:servername|verify_hostname|xmpphost|proxy)\s{1,4}[^\s-]\S{0,253}"
)
"""Of `openssl s_client`: who names a host behind `-connect` looks at that one."""

_HEADERS: Final = re.compile(
    r"(?<!\w)-?headers?[\"']?\s?[=:(]?\s?@?[{(]\s{0,8}[\"']?[\w-]{1,40}[\"']?\s?[=:,][^{}()]{0,500}[})]",
    re.IGNORECASE,
)
_LOOKED_UP_BY: Final = re.compile(
    r"^[ \t]{0,4}(?:default )?(?:server|serveur|servidor)[ \t]{0,3}:[ \t]{1,12}"
    r"\S{1,253}[ \t]{0,8}\n"
    r"[ \t]{0,4}addr\w{0,4}[ \t]{0,3}:[ \t]{1,12}[\d.:a-f]{2,45}(?:#\d{1,5})?",
    re.IGNORECASE | re.MULTILINE,
)
"""The name server that nslookup asked."""

_DISTINGUISHED: Final = re.compile(
    r"^[ \t]{0,6}(?:\d{1,2} s|i|subject|issuer)[ \t]?[:=][ \t]{0,2}"
    r"(?:/[A-Za-z]{1,12}=|[A-Z]{1,12} ?=).*$"
    r"|cert\(0x[0-9a-f]{1,16}\) s: [^>\n\"]{0,500}",
    re.MULTILINE,
)
"""A certificate's subject or issuer, in a line of its own or in Apple's list of a chain."""

_LABEL: Final = re.compile(r"(?<=webhook )\\{0,2}[\"'][^\"'\n]{1,253}[\"']")
"""Kubernetes names its webhooks as if they were hosts."""

_CLIENT_USER_AGENT: Final = re.compile(r"Mozilla/5\.0 \([^)\n]{0,300}\)[^\n\"]{0,300}")

_NO_TARGETS: Final = (
    (_HEADERS, ("header",)),
    (_LOOKED_UP_BY, ("addr",)),
    (_DISTINGUISHED, (":", "=")),
    (_LABEL, ("webhook ",)),
    (_HEADER_LINE, (":",)),
    (_CLIENT_USER_AGENT, ("mozilla/5.0 (",)),
)
"""Each with what stands in all that it finds, in small letters, which is quicker to look for."""


def without_option_values(text: str) -> str:
    """Headers, proxies, credentials and files, blanked where a command or a dump shows them."""
    low = lowered(text)
    if any(command in low for command in _COMMANDS):
        text = _COMMAND_LINE.sub(lambda line: _OPTION.sub(_blank, line[0]), text)
    if "s_client" in low:
        text = _CLIENT_LINE.sub(_without_server_name, text)
    for pattern, marks in _NO_TARGETS:
        if any(mark in low for mark in marks):
            text = pattern.sub(_blank, text)
    return text


def _without_server_name(line: re.Match[str]) -> str:
    return _SERVER_NAME.sub(_blank, line[0]) if _CONNECTED_BY_NAME.search(line[0]) else line[0]


def _blank(found: re.Match[str]) -> str:
    return BLANK * len(found[0])
