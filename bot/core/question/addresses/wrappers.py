"""Links inside links: what mail filters and portals wrap around the address that is meant."""

import re
from typing import Final

_MAX_DEPTH: Final = 2
_PARTS: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:)?//([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE
)
_ESCAPED: Final = re.compile(r"(?:%[0-9a-f]{2})+", re.IGNORECASE)
_DASHED: Final = re.compile(r"(?:-[0-9A-F]{2})+")
_LINK: Final = re.compile(r"[a-z][a-z0-9+.-]{1,20}:/{1,2}[^/]", re.IGNORECASE)
_NAME: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_NESTED: Final = re.compile(r"/(https?(?::|%3a)(?:/|%2f){1,2}[^/%].*)", re.IGNORECASE | re.DOTALL)

_ARCHIVE: Final = re.compile(
    r"https?://(?:web\.archive\.org|archive\.(?:is|ph|today))/", re.IGNORECASE
)

_IN_QUERY: Final[dict[str, tuple[str, ...]]] = {
    "safelinks.protection.outlook.com": ("url",),
    "safelinks.protection.office365.us": ("url",),
    "statics.teams.cdn.office.net": ("url",),
    "google": ("q", "url", "u"),
    "googleadservices.com": ("adurl",),
    "translate.google.com": ("u",),
    "youtube.com": ("q",),
    "slack-redir.net": ("url",),
    "facebook.com": ("u",),
    "instagram.com": ("u",),
    "t.umblr.com": ("z",),
    "out.reddit.com": ("url",),
    "steamcommunity.com": ("url", "u"),
    "linkedin.com": ("url",),
    "vk.com": ("to",),
    "duckduckgo.com": ("uddg",),
    "exit.sc": ("url",),
    "linkprotect.cudasvc.com": ("a",),
    "url-protection.com": ("o", "u"),
    "urlsand.com": ("u",),
    "urlsand.esvalabs.com": ("u",),
    "clicktime.symantec.com": ("u",),
    "protection.sophos.com": ("d",),
    "mimecast.com": ("domain", "url"),
    "mimecastprotect.com": ("domain", "url"),
    "shared.outlook.inky.com": ("domain",),
    "urldefense.proofpoint.com": ("u",),
    "ssllabs.com": ("d",),
    "sslshopper.com": ("hostname",),
    "href.li": ("",),
    "anonym.to": ("",),
    "outlook.office.com": ("url",),
    "outlook.live.com": ("url",),
    "deref-gmx.net": ("redirecturl",),
    "deref-web.de": ("redirecturl",),
    "trendmicro.com": ("url",),
    "trustwave.com": ("u",),
    "fireeye.com": ("u",),
    "trellix.com": ("u",),
}
"""Last labels of the host, to the parameters that hold what is meant. Read on real links."""

_GOOGLE: Final = re.compile(r"(?:www\.)?google\.(?:[a-z]{2,3}|com?\.[a-z]{2})", re.IGNORECASE)
_PATHS: Final = {
    "google": ("/url", "/imgres"),
    "youtube.com": ("/redirect",),
    "facebook.com": ("/l.php", "/flx/warn"),
    "linkedin.com": ("/redir", "/safety"),
    "steamcommunity.com": ("/linkfilter",),
    "vk.com": ("/away",),
    "duckduckgo.com": ("/l/",),
    "instagram.com": ("/", ""),
    "ssllabs.com": ("/ssltest",),
    "outlook.office.com": ("/mail/safelink",),
    "outlook.live.com": ("/mail/safelink",),
    "trendmicro.com": ("/wis",),
    "fireeye.com": ("/url", "/v1/url"),
    "trellix.com": ("/url", "/v1/url"),
    "urldefense.proofpoint.com": ("/v1", "/v2"),
}
"""Sites of their own right wrap links only here."""

_PROOFPOINT_3: Final = re.compile(r"/v3/__(.+?)(?:__;|__|$)", re.DOTALL)
_AVANAN: Final = re.compile(r"/v2/(?:r\d+/)?___(.+?)___", re.DOTALL)
_IN_PATH: Final = {
    "urldefense.com": _PROOFPOINT_3,
    "urldefense.us": _PROOFPOINT_3,
    "urldefense.proofpoint.com": _PROOFPOINT_3,
    "url.avanan.click": _AVANAN,
    "url.us.m.mimecastprotect.com": re.compile(r"(?!)"),
    "secure-web.cisco.com": re.compile(r"/(https?%3a%2f%2f.+)", re.IGNORECASE | re.DOTALL),
}


def unwrapped(link: str) -> str:
    """The link that is meant, at most two wrappers further in; itself where nothing wraps it."""
    for _ in range(_MAX_DEPTH):
        inner = _inner(link)
        if inner is None:
            break
        link = inner
    return link


def nested(link: str) -> str | None:
    """A whole link at the end of another's path, as checking services take it.

    Archives serve their own copy: what is reached there is the archive.
    """
    if _ARCHIVE.match(link):
        return None
    found = _NESTED.search(link.partition("?")[0].partition("://")[2])
    return _decoded(found[1]) if found else None


def _inner(link: str) -> str | None:
    parts = _PARTS.match(link)
    if not parts:
        return None
    authority, path, query, fragment = (part or "" for part in parts.groups())
    host = authority.rpartition("@")[2].partition(":")[0].lower()
    for name in _candidates(host):
        if name in _IN_PATH and (found := _IN_PATH[name].search(path)):
            return _as_link(_decoded(found[1]))
        if name in _IN_QUERY and path.lower().startswith(_PATHS.get(name, ("",))):
            is_dashed = name == "urldefense.proofpoint.com" and path.startswith("/v2")
            return _parameter(f"{query}&{fragment}", _IN_QUERY[name], is_dashed=is_dashed)
    return None


def _candidates(host: str) -> list[str]:
    """The host and what it lies under, longest first."""
    if _GOOGLE.fullmatch(host):
        return ["google"]
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(max(0, len(labels) - 6), len(labels) - 1)]


def _parameter(query: str, names: tuple[str, ...], *, is_dashed: bool) -> str | None:
    for pair in re.split(r"&amp;|&", query):
        name, equals, value = pair.partition("=") if "" not in names else ("", "=", pair)
        if equals and name.lower() in names:
            if is_dashed:
                value = _DASHED.sub(lambda run: run[0].replace("-", "%"), value).replace("_", "/")
            link = _as_link(_decoded(value))
            if link:
                return link
    return None


def _as_link(text: str) -> str | None:
    if _LINK.match(text):
        return text
    name = _NAME.match(text)
    return f"https://{text}" if name else None


def _decoded(text: str) -> str:
    """Percent signs undone, twice where they were written twice over."""
    for _ in range(2):
        text = _ESCAPED.sub(_bytes, text)
    return text


def _bytes(run: re.Match[str]) -> str:
    return bytes.fromhex(run[0].replace("%", "")).decode("utf-8", "replace")
