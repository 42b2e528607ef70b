"""Hosts that error texts name outright, single labels among them."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from bot.core.question.addresses.spans import Span
from bot.core.question.worded import Worded

_HOST: Final = r"([\w.-]{1,253}+)"
_END: Final = r"[\s:;,)>'\"\u2019\u201d\[]|(?m:$)"

_PHRASES: Final = (
    (
        (
            r"(?:not|to) resolve: |resolve host(?:name)?:? |\b(?:enotfound|eai_again) "
            r"|\b(?:econn[a-z]{3,8}|etimedout|ehostunreach) |wanted to match "
            r"|prove that it is |attempted to reach |did not continue to |peername: "
            r"|error occurred during a connection to |cannot verify server: "
            r"|requested remote computer is |tls sni "
            r"|ssl connection failed for |firefox to connect securely to "
            r"|tls: hostname \(|bind failed: |certificate presented by "
            r"|certificate (?:that )?is(?:n.t| not) valid for (?:the name )?"
            r"|spotted a (?:potentially serious )?security issue with |name of the target site "
        ),
        _END,
    ),
    (
        r"connect(?:ion|ing|ed)? (?:to|with) (?:host |server at )?|connect to host ",
        r":\d| port \d",
    ),
    (r"(?:proceed|continue) to ", r" \((?:unsafe|risky|not rec)"),
    (r"information from ", r" \(for"),
    (r"cannot visit ", r" right now"),
    (r"host: ", r" is not in"),
    (r"used for this connection \(", r":\d"),
    (r"for target=", r"[\s,;(]|(?m:$)"),
    (r"host(?:name)? ", r" (?:not verified|is unreachable|could not be)|: no such|: name or"),
    (r"cannot verify ", r"['\u2019]s? certificate"),
    (r"to connect to ", r" insecurely"),
    (r"lookup ", r" on \S|: no such|: i/o|: server|: temporary"),
    (r"certificate for <", r">"),
    (r"verification failed for ", r"[:;,)>'\"\[]|(?m:$)"),
    (r"certificate provided for ", r" "),
    (r"certificate for ", r" (?:expired on|will not be valid until)"),
    (r"firefox (?:does not|doesn.t) trust ", r" because"),
    (r"the owner of ", r" has(?:n.t set| configured their)"),
    (r"with the server ", r" because"),
    (r"gateway ", r": the server"),
    (r"identity of ", r" cannot"),
    (r"communication to ", r" not permitted"),
    (r"activity on ", r" is being"),
    (r"connection to ", r" (?:is not secure|can.t be established)"),
    (r"loading ", r" using outdated"),
)
"""What programs write before and behind the host that was wanted."""

_IN_PHRASES: Final = Worded(
    *(f"(?:{before}){_HOST}(?={after})" for before, after in _PHRASES), before="(?<![a-z])"
)
_BEFORE_ADDRESS: Final = Worded(
    rf"(?:from|for|to) {_HOST}(?=\[[\d.:a-f]{{3,45}}\])", before="(?<![a-z])"
)
_QUOTED: Final = Worded(
    r"host(?: ?name)?|server(?: at)?|web ?site|domain|computer|gateway|site|identity of"
    r"|expected (?:name|cn=)|for name|not valid for|impersonating|pretending to be"
    r"|(?:not|to) resolve|connect\w{0,4} (?:to|with)|connection was to|sni"
    r"|certificate(?: signer)? of|common name do not match",
    before=r"(?<!\w)",
    after=r"[ :=]{0,2}(?:is )?[\"'`\u2018\u201c\u201e\u00ab]"
    + _HOST
    + r"(?::\d{1,5})?[\"'\u2019\u201d\u201c\u00bb]",
)
_HOST_IS: Final = Worded(
    r"host(?:\s?=\s?[\"']" + _HOST + r"[\"']|=([\w-]{1,63}+)(?=[\s;,&]|$))",
    before=r"(?<![\w-])",
)
_FAULTS: Final = (
    "'s server ip address could|\u2019s server ip address could"
    r"| refused to connect"
    r"| took too long to respond| sent an invalid response| unexpectedly closed the"
    r"| uses an unsupported pro| uses an invalid security| uses security technology"
    r"| uses a certificate from one of| didn['\u2019]t (?:send any data|accept your login)"
    r"| normally uses encryption| is most likely a safe site| has a security policy called"
    r"| doesn['\u2019]t adhere to sec|: name or service not known|: nodename nor servname"
    r"|: no such host|: temporary failure in name"
)
_FAULT: Final = Worded(_FAULTS)
_BEFORE_FAULT: Final = re.compile(
    rf"(?<![\w.@/:-]){_HOST}(?=(?::\d{{1,5}})?(?:{_FAULTS}))", re.IGNORECASE
)
_NOT_OFFERED: Final = Worded(r"certificate is valid for [^\n\"]{1,3000}?, not " + _HOST)
_WORDS: Final = """
    the a an this that your my our his her their its it he she they we you us me them who which
    what site website page server host hostname name proxy peer remote database db client browser
    chrome firefox edge safari app application program router laptop phone computer printer pc
    machine device internet network wifi wi-fi vpn port table address http https ssl tls smtp imap
    ldap error failed certificate cert signature connection is was be been not no to and or of in
    on at for from with by as any all one unknown none null undefined key match mismatch verify
    verification unreachable down up closed reset timed has have does do s google github mysql
    postgres time because if when while tcp udp line exit code listen listening default errno step
"""
"""Words that stand where a host could, in prose."""

_NO_HOSTS: Final = frozenset(_WORDS.split())


def is_word(text: str) -> bool:
    """A word of a sentence rather than a single label."""
    return text.lower() in _NO_HOSTS


def named_hosts(text: str, low: str) -> Iterator[Span]:
    """Each host that a program's sentence names, of whatever shape; `low` is `lowered`."""
    for found in chain(
        _HOST_IS.finditer(text, low),
        _QUOTED.finditer(text, low),
        _IN_PHRASES.finditer(text, low),
        _BEFORE_ADDRESS.finditer(text, low) if "[" in text else (),
        _BEFORE_FAULT.finditer(text) if _FAULT.may_stand_in(low) else (),
        _NOT_OFFERED.finditer(text, low),
    ):
        group = found.lastindex or 0
        host = found[group].strip(".-")
        if host and not is_word(host) and not host.replace(".", "").isdigit():
            start = found.start(group) + found[group].find(host)
            yield Span(start, start + len(host), host)
