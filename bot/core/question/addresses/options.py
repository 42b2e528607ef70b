"""Values of a command's options that name hosts without asking about them."""

import re
from typing import Final

from bot.core.question.addresses.spans import BLANK

_COMMAND_LINE: Final = re.compile(r"^.*\b(?:curl|wget|https?|xh|iwr|fetch)\b.*$", re.MULTILINE)
_OPTION: Final = re.compile(
    r"(?<![^\s,\[])(?:-[HeAbdux]|--(?:header|proxy-header|referer|user-agent|cookie|data[\w-]{0,12}"
    r"|user|resolve|connect-to|proxy|preproxy|socks5(?:-hostname)?|noproxy|cacert|cert|key|output"
    r"|interface|dns-servers|doh-url|oauth2-bearer|form|json))(?:=|,?\s{1,4}|(?=[\"']))"
    r"(?:'[^'\n]{0,2000}'|\"[^\"\n]{0,2000}\"|[^\s'\"]{1,2000})"
)
_HEADER_LINE: Final = re.compile(
    r"^\s{0,4}[<>*]?\s?(?:referer|origin|access-control-[\w-]{1,40}|content-security-policy\S{0,20}"
    r"|report-to|nel|set-cookie|cookie|user-agent|via|link|alt-svc|x-[\w-]{1,40}|reporting-endpoints"
    r"|cross-origin-[\w-]{1,40}|permissions-policy|strict-transport-security)\s?:.*$",
    re.IGNORECASE | re.MULTILINE,
)
_CLIENT_USER_AGENT: Final = re.compile(r"Mozilla/5\.0 \([^)\n]{0,300}\)[^\n\"]{0,300}")


def without_option_values(text: str) -> str:
    """Headers, proxies, credentials and files, blanked where a command or a dump shows them."""
    text = _COMMAND_LINE.sub(lambda line: _OPTION.sub(_blank, line[0]), text)
    return _CLIENT_USER_AGENT.sub(_blank, _HEADER_LINE.sub(_blank, text))


def _blank(found: re.Match[str]) -> str:
    return BLANK * len(found[0])
