"""Pages that programs send their users to; seldom what a person asks about."""

from typing import Final

_NEVER: Final = (
    "curl.se/docs", "curl.haxx.se/docs", "curl.se/libcurl", "curl.haxx.se/libcurl",
    "curl.haxx.se/mail", "urllib3.readthedocs.io", "urllib3.readthedocs.org", "go.microsoft.com",
    "aka.ms", "docs.microsoft.com", "errors.edgesuite.net", "schemas.microsoft.com",
    "schemas.xmlsoap.org", "w3.org/", "xmlns.", "g.co/", "openvpn.net/howto",
    "doc.rust-lang.org/cargo", "getcomposer.org/doc", "docs.ansible.com/", "postgresql.org/docs",
)  # fmt: skip
"""In error texts always, and never asked about for themselves."""

_MANUALS: Final = (
    "support.", "docs.", "doc.", "help.", "learn.microsoft.com", "wiki.", "en.wikipedia.org",
    "developer.mozilla.org", "developers.google.com", "developer.chrome.com",
    "developer.apple.com",
    "chromestatus.com", "stackoverflow.com", "serverfault.com",
    "superuser.com", "unix.stackexchange.com", "askubuntu.com", "nodejs.org/api",
    "nodejs.org/docs",
    "nodejs.org/dist", "pip.pypa.io", "packaging.python.org", "peps.python.org", "git-scm.com",
    "kubernetes.io/docs", "helm.sh/docs", "maven.apache.org", "cwiki.apache.org", "openssl.org",
    "letsencrypt.org", "community.letsencrypt.org", "datatracker.ietf.org",
    "tools.ietf.org", "rfc-editor.org", "rust-lang.github.io", "golang.org", "go.dev",
    "gnutls.org", "gnupg.org", "bundler.io", "guides.rubygems.org", "yarnpkg.com",
    "requests.readthedocs.io", "flutter.dev", "bugs.", "bugzilla.", "issues.",
)  # fmt: skip
"""Beginnings of links without scheme; a site of its own where nothing else is named."""


def is_never_meant(link: str) -> bool:
    """A page that is only ever printed by a program."""
    return _rest(link).startswith(_NEVER)


def is_manual(link: str) -> bool:
    """A page of instructions, not a site's front door."""
    rest = _rest(link)
    return rest.startswith(_MANUALS) and len(rest.partition("/")[2]) > 1


def _rest(link: str) -> str:
    return link.partition("://")[2].lower().removeprefix("www.")
