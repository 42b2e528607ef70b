"""Hosts that error texts name outright, single labels among them."""

import re
from collections.abc import Iterator
from typing import Final

from bot.core.question.spans import Span

_HOST: Final = r"([\w.-]{1,253}+)"
_QUOTED: Final = re.compile(
    r"(?<!\w)(?:host(?: ?name)?|server(?: at)?|web ?site|domain|computer|gateway|site|identity of"
    r"|expected (?:name|cn=)|for name|not valid for|n't valid for|impersonating|pretending to be"
    r"|resolve|connection was to|with|to|address|peer|sni|uri)[ :=]{0,2}(?:is )?"
    r"[\"'`\u2018\u201c\u201e\u00ab]" + _HOST + r"(?::(\d{1,5}))?[\"'\u2019\u201d\u201c\u00bb]",
    re.IGNORECASE,
)
_HOST_IS: Final = re.compile(
    r"(?<![\w-])host\s?=\s?[\"']?" + _HOST + r"[\"']?(?:,?\s{0,2}port\s?=\s?[\"']?(\d{1,5}))?",
    re.IGNORECASE,
)
_UNQUOTED: Final = re.compile(
    r"(?:resolve(?: host(?:name)?)?:? |\b(?:ENOTFOUND|EAI_AGAIN|ECONN[A-Z]{3,8}|ETIMEDOUT"
    r"|EHOSTUNREACH) "
    r"|wanted to match |no name matching |dns name matching |prove that it is |information from "
    r"|attempted to reach |proceed to |failed to connect to |connect to host |connect to "
    r"|connection to |communication to |bind failed: |ping: |hostname |peername: |host: |host "
    r"|tls: hostname \(|certificate for <|cannot verify |lookup |cannot visit |remote computer is "
    r"|monitor(?:ed)? on |verification failed for |sni )"
    + _HOST
    + r"(?:: ?(\d{1,5}))?(?=[:;,)>\n\u2019'\"\[]|\.?$| port \d| on \d| \(| not (?:verified"
    r"|trusted)"
    r"| is not in|'s| found| right now| insecurely|; )",
    re.IGNORECASE | re.MULTILINE,
)
_BEFORE_FAULT: Final = re.compile(
    r"(?<![\w.@/:-])"
    + _HOST
    + r"(?::(\d{1,5}))?(?:['\u2019]s server IP address could| refused to connect"
    r"| took too long to| sent an invalid response| unexpectedly closed the"
    r"| uses an unsupported pro"
    r"| uses an invalid security| didn['\u2019]t (?:send any data|accept your login)"
    r"| normally uses encryption|: name or service not known|: nodename nor servname"
    r"|: no such host|: temporary failure in name)",
    re.IGNORECASE,
)
_NOT_OFFERED: Final = re.compile(
    r"certificate is valid for [^\n\"]{1,3000}?, not " + _HOST, re.IGNORECASE
)
_NO_HOSTS: Final = frozenset(
    {"the", "a", "an", "this", "that", "your", "my", "our", "server", "host", "proxy", "it", "be"}
    | {
        "site",
        "website",
        "peer",
        "remote",
        "database",
        "db",
        "is",
        "was",
        "not",
        "to",
        "port",
        "and",
    }
    | {
        "http",
        "https",
        "ssl",
        "tls",
        "smtp",
        "imap",
        "ldap",
        "error",
        "failed",
        "name",
        "hostname",
    }
    | {
        "internet",
        "network",
        "wifi",
        "vpn",
        "table",
        "time",
        "us",
        "you",
        "me",
        "them",
        "certificate",
    }
    | {
        "match",
        "verify",
        "verification",
        "mismatch",
        "of",
        "or",
        "in",
        "on",
        "for",
        "from",
        "with",
    }
    | {"unknown", "none", "null", "undefined", "localhosts", "any", "mysql", "postgres", "wi-fi"}
    | {
        "key",
        "unreachable",
        "address",
        "down",
        "up",
        "closed",
        "reset",
        "timed",
        "has",
        "does",
        "s",
        "github",
    }
)


def named_hosts(text: str) -> Iterator[Span]:
    """Each host that a program's sentence names, of whatever shape; `x` or `x:port`."""
    for pattern in (_HOST_IS, _QUOTED, _UNQUOTED, _BEFORE_FAULT, _NOT_OFFERED):
        for found in pattern.finditer(text):
            host = found[1].strip(".-")
            port = found[2] if pattern.groups > 1 else None
            if host and host.lower() not in _NO_HOSTS and not host.replace(".", "").isdigit():
                yield Span(found.start(1), found.end(1), f"{host}:{port}" if port else host)
