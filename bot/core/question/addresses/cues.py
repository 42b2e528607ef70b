"""What the words before and after an address, in lower case, say of its part in the matter."""

import re
from enum import IntEnum
from typing import Final

from bot.core.question.worded import Worded

NEAR: Final = 80
"""How many characters on either side are looked at; bounds the work on each address."""


class Part(IntEnum):
    """What an address has to do with the matter; the higher, the likelier it is what failed."""

    HELP = 0
    """Where a program sends its user to read."""
    OFFERED = 1
    """A name on the certificate that was served."""
    MANUAL = 2
    """A page of instructions that somebody mentions."""
    RESOLVED = 3
    """An IP address that a name led to."""
    SAID = 4
    """Mentioned by the person or their program."""
    REQUESTED = 5
    """What a command or a program was told to fetch."""
    FAILED = 6
    """Named by an error text as the one that was wanted."""


_OPENING: Final = r"[\s:=]*[\"'\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u300c`<(\[]{0,3}$"

_OFFERED_BEFORE: Final = Worded(
    r"certificate is from|\bvalid for(?: names| the names)?"
    r"|only valid for(?: the following names)?"
    r"|altnames|dns(?: ?name)?|\b(?:cn|ou|o|dc|san|sans|issuer|emailaddress)"
    r"|subject name|common name|issued to|issued by|identifying(?: itself as)?"
    r"|name in the certificate(?: from the remote computer)?(?: is)?"
    r"|either of|authority certificate|common name in certificate"
    r"|any of the subject alternative names"
    r"|server certificate for"
    r"|(?<!in certificate )(?:doesn't|does not|doesn\u2019t|didn't|did not) match"
    r"(?! (?:host|target|the|expected)).{0,4}"
    r"|!=|host name found|certificate is only valid for|certificate names?",
    after=_OPENING,
)
_SUBJECT_BEFORE: Final = Worded(r"\bsubject", after=_OPENING)
_NO_SENTENCE: Final = re.compile(r"\s{0,4}(?:$|[\n,;]|issuer)")
_OFFERED_TOO: Final = re.compile(
    r"^(?:[\s,;\"'\[\]\u2018\u2019\u201c\u201d]|dns:|and|or|\*\.){1,12}$"
)
_WANTED_AFTER_ALL: Final = Worded(
    "\\bnot|n't|n\u2019t", after="(?: valid for(?: the)?(?: name)?)?" + _OPENING
)
_CERTIFICATE_ADDRESS: Final = Worded(
    r"\buri:|\b(?:cps|crl|ocsp|ca issuers|distribution point)[\s:=-]*", after="$"
)

_FAILED_BEFORE: Final = Worded(
    r"prove that it is|information from|attempted to reach|proceed to|cannot visit"
    r"|connection to(?: server at)?|resolve(?: host(?:name)?| proxy)?|enotfound|eai_again"
    r"|econn\w{3,8}|etimedout|ehostunreach|host ?name|host|domain|lookup"
    r"|connect(?:ing|ed|ion|s)? (?:to|with)(?: the)?(?: server| host| proxy| mail server)?(?: at)?"
    r"|communication (?:to|with)|server(?: at)?|web ?site|identity of(?: the)?(?: web ?site"
    r"| server)?"
    r"|pretending to be|impersonating|cannot verify|certificate (?:of|for|provided for)"
    r"|target (?:site|server)|remote computer is|bind failed|gateway|trust|wanted to match"
    r"|no name matching|dns name matching|for name|expected (?:name|cn=)|verification failed for"
    r"|connection was to|security issue with|visit to|issue with|access to|owner of|sni|ping"
    r"|verify|url|in certificate didn't match",
    after=_OPENING,
)
_FAILED_AFTER: Final = re.compile(
    r"[\"'\u2019\u201d`>)]{0,2}(?::\d{1,5})?(?: ?\([\d.:a-f]{3,45}\))?(?:['\u2019]s)?[ ,:]{0,2}"
    r"(?:uses an? (?:unsupported|invalid)|uses security|sent an invalid|refused|took too long"
    r"|server ip|unexpectedly closed|normally uses|is most likely|has a security policy"
    r"|did(?:n't|n\u2019t| not) (?:accept|send)|not trusted|not verified|name or service not known"
    r"|nodename nor servname|temporary failure in name|could not be (?:found|resolved)"
    r"|is not in the cert|found\.|certificate, issued by|has the following errors"
    r"|(?:says|shows|gives|throws|reports|fails with)(?: me)?(?: an?| the)? ?[\"'\u2018\u201c`]?"
    r"(?:net:|err_|ssl_|sec_|mozilla_|pr_|your connection|this connection|certificate (?:err|exp))"
    r"|doesn't adhere|no such host|port \d{1,5} (?:after|failed|timed)|requires a client)",
)
_REQUESTED_BEFORE: Final = Worded(
    r"unable to access|fetch(?:ing)?(?: url)?|for url|with url|\b(?:get|head|post|put|patch"
    r"|delete)"
    r"|request (?:to|for)|download(?:ing|ed)?(?: file)?(?: from)?|for source|err:\d{1,4}"
    r"|(?:get|hit|ign):\d{1,4}|clone|index for|could not (?:load|open|read|find"
    r"|transfer)[^\n]{0,40}"
    r"|failed[^\n]{0,40}|unexpected error occurred|error at|from",
    after=_OPENING,
)
_COMMAND: Final = Worded(
    r"curl|wget|git|pip3?|npm|pnpm|yarn|docker|podman|apt|apt-get|openssl"
    r"|http|https|helm|kubectl|gem|cargo|brew|conda|mvn|iwr|invoke-webrequest|invoke-restmethod"
    r"|nc|telnet|ping|nslookup|dig|host|tracert|traceroute|psql|mysql|ldapsearch|swaks|go get",
    before=r"(?<![^\s$>#|/\\(`'\"])",
    after=r"(?:\.exe)?\s[^\n]*$",
)
_HELP_BEFORE: Final = Worded(
    r"more (?:details|information|info)(?: here| at)?|learn more(?: about[^\n]{0,60})?"
    r"|for (?:more|further|additional) (?:details|information|info|help)[^\n]{0,40}|documentation"
    r"(?: at| here)?|read more(?: at| about[^\n]{0,40})?|refer to|see also|please (?:see|read)"
    r"|details,? see|for (?:help|details)[^\n]{0,30}|troubleshoot(?:ing)?[^\n]{0,30}|docs",
    after=r"[\s:,.]*(?:at|see|visit|here|go to)?[\s:]*[<(\[\"']{0,2}$",
)
_RESOLVED_BEFORE: Final = re.compile(
    r"(?:trying|resolving[^\n]{0,80}|connecting to[^\n]{0,60}|ipv[46]|\bip|ip address|peeraddr"
    r"|remote ?addr\w{0,4}|dial tcp|->|connected to|econn\w{3,8}|etimedout|ehostunreach"
    r"|address(?:es)?)[\s:=]*[\[(]{0,2}$|\w[\"'\u201d\u2019]? ?[\[(]$"
    r"|connect call failed \([\"']$",
)


def part_of_name(before: str, after: str) -> Part:
    """The part of a host name between these words."""
    if _WANTED_AFTER_ALL.search(before, before):
        return Part.FAILED
    if _is_offered(before, after):
        return Part.OFFERED
    if _FAILED_BEFORE.search(before, before) or _FAILED_AFTER.match(after):
        return Part.FAILED
    return Part.REQUESTED if _is_in_command(before) else Part.SAID


def _is_offered(before: str, after: str) -> bool:
    """The certificate's; the subject of a mail goes on to say what is wrong."""
    if _SUBJECT_BEFORE.search(before, before):
        return bool(_NO_SENTENCE.match(after))
    return bool(_OFFERED_BEFORE.search(before, before)) and not _FAILED_AFTER.match(after)


def part_of_link(before: str, after: str) -> Part:
    """The part of a link between these words."""
    if _HELP_BEFORE.search(before, before) or _CERTIFICATE_ADDRESS.search(before, before):
        return Part.HELP
    if _REQUESTED_BEFORE.search(before, before) or _is_in_command(before):
        return Part.REQUESTED
    part = part_of_name(before, after)
    return part if part is not Part.OFFERED else Part.SAID


def part_of_ip(before: str) -> Part:
    """The part of an IP address after these words."""
    return Part.RESOLVED if is_resolved(before) else Part.SAID


def is_resolved(before: str) -> bool:
    """These words say what a name led to."""
    return bool(_RESOLVED_BEFORE.search(before))


def continues_offer(between: str) -> bool:
    """Nothing but the joints of a list since the last name of the certificate."""
    return bool(_OFFERED_TOO.fullmatch(between))


def _is_in_command(before: str) -> bool:
    line = before.rpartition("\n")[2]
    return bool(_COMMAND.search(line, line))
