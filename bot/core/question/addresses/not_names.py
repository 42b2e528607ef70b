"""Dotted words that are no hosts though they end like some: files, code, products, versions."""

import re
from typing import Final

from bot.core.question.addresses.hosts import RESERVED

_FILES: Final = frozenset(
    {"py", "md", "sh", "zip", "mov", "pm", "ps", "mk", "inc", "la", "bz", "cab"}
    | {"pub", "properties", "dot", "lz", "tf", "docs", "java", "map", "prof", "jmp"}
)
"""Top-level domains that are seen more often at the end of a file than of a host."""

_ATTRIBUTES: Final = frozenset(
    {"name", "pid", "next", "read", "open", "target", "call", "save", "select", "events", "date"}
    | {"codes", "parts", "abc", "help", "now"}
)
"""Top-level domains that are seen more often at the end of `event.target` than of a host."""

_SOMETIMES_FILES: Final = frozenset(
    {"pl", "so", "rs", "cc", "app", "ai", "ms", "st", "ml", "vi", "sc", "box"}
)
_FILE_STEMS: Final = frozenset(
    {"main", "setup", "install", "configure", "config", "test", "tests", "script", "build", "run"}
    | {"index", "readme", "changelog", "license", "makefile", "utils", "lib", "mod", "server"}
    | {"client", "handshake", "socket", "ssl", "tls", "x509", "verify", "connection", "update"}
    | {"start", "deploy", "backup", "check", "makecert", "mk-ca-bundle", "notes", "todo"}
)
_CODE: Final = frozenset(
    {"self", "this", "window", "document", "event", "evt", "e", "user", "os", "sys", "node", "req"}
    | {"module", "process", "res", "request", "response", "config", "cfg", "options", "opts"}
    | {"err", "error", "obj", "object", "item", "ctx", "context", "args", "kwargs", "params", "fs"}
    | {"props", "state", "console", "log", "logger", "math", "json", "string", "array", "file"}
    | {"path", "net", "tls", "ssl", "http", "https", "socket", "urllib", "urllib2", "urllib3"}
    | {"requests", "redux", "npm", "python", "ruby", "perl", "php", "x509", "crypto", "certifi"}
    | {"aiohttp", "httpx", "session", "conn", "connection", "cert", "certificate", "root"}
    | {"spring", "data", "result", "std", "core", "settings", "env", "exports", "driver", "date"}
)
"""What attributes hang on (`event.target`, `user.id`)."""

_PACKAGES: Final = frozenset(
    {"com", "org", "net", "io", "edu", "gov", "java", "javax", "jakarta", "jdk", "sun", "system"}
    | {"microsoft", "windows", "android", "androidx", "kotlin", "kotlinx", "scala", "okhttp3"}
    | {"retrofit2", "urllib3", "requests"}
)
"""What names of packages and classes begin with."""

_PRODUCTS: Final = frozenset(
    {"asp.net", "vb.net", "ado.net", "ml.net", "json.net", "log4.net", "paint.net", "socket.io"}
    | {"lucene.net", "quartz.net", "node.app"}
)
_COMMON: Final = frozenset(
    {"com", "org", "net", "edu", "gov", "info", "de", "uk", "fr", "nl", "jp", "eu", "ch", "cn"}
)
_JAVA: Final = frozenset({"java", "javax", "system", "jdk", "sun"})
_REVERSED: Final = frozenset({"com", "org", "net", "io", "edu", "gov"})
_OBJECTS: Final = frozenset({"process", "self", "this", "window", "document", "module", "exports"})
_VERSION_WORD: Final = re.compile(
    r"(?<![a-z])(?:version|ver|v|release|build|firmware|revision|rev|update|driver|sdk|openssl|java"
    r"|jdk|python|chrome|chromium|edge|firefox|safari|windows|macos|ios|android"
    r"|ubuntu|debian|kernel|php|ruby|plugin|extension|patch|sp"
    r"|sections?|chapter|paragraph|rfc \d{2,5},?|extension missing|\u00a7)[.:]?\s?v?\.?\s?$",
    re.IGNORECASE,
)


_IDENTIFIERS: Final = ("2.5.29.", "2.5.4.", "1.3.101.")
"""Beginnings of object identifiers that have four numbers (ITU-T X.500, RFC 8410)."""

_NETWORK: Final = re.compile(r"/\d{1,2}(?![\w./])")
_CALL: Final = re.compile(r"\((?:[\x20-\x2f\x3a-\x7e]|$)")
_BEHIND_PORT: Final = re.compile(r":[\w.-]{1,40}:$")


def is_version(before: str, after: str) -> bool:
    """Four numbers between these are no IP address but a version, or part of a longer number."""
    return bool(
        before[-1:].isalnum()
        or _BEHIND_PORT.search(before)
        or (
            before.endswith(("/", "-", "_", "@", "#", "$", "%", "+", "\\", "~"))
            and not before.endswith("//")
        )
        or (after.startswith(("-", "_", "+", "%")) and after[1:2].isalnum())
        or _NETWORK.match(after)
        or _VERSION_WORD.search(before)
    )


def is_identifier(numbers: str) -> bool:
    """An object identifier of certificates, or a mask of a network."""
    return numbers.startswith((*_IDENTIFIERS, "255."))


def is_never_a_name(host: str, after: str) -> bool:
    """Code, a product, a count, or two sentences."""
    return (
        _is_code(host, after) or _is_glued_sentence(host) or _is_product(host) or _is_count(host)
    )


def _is_code(name: str, after: str) -> bool:
    """A package, class, attribute, call or assignment; `name` has at least two labels."""
    labels = name.split(".")
    last, ending = labels[-1], labels[-1].lower()
    is_index = after.startswith(("::", "=", "[0", "['", '["')) and not after[1:2].isdigit()
    is_call = is_index or (bool(_CALL.match(after)) and ending not in _COMMON)
    is_class = last != ending and not last.isupper() and ending not in _COMMON
    return is_call or is_class or _is_package(labels, ending) or _is_attribute(labels, ending)


def _is_package(labels: list[str], ending: str) -> bool:
    first, *inner, _ = (label.lower() for label in labels)
    if inner:
        return first in _PACKAGES and ending not in _COMMON | RESERVED
    return first in _JAVA or (first in _REVERSED and ending in RESERVED)


def _is_attribute(labels: list[str], ending: str) -> bool:
    first, *inner, _ = labels
    if first.lower() in _OBJECTS and ending not in _COMMON:
        return True
    if inner or ending in _COMMON - {"net", "info"}:
        return False
    has_humps = any(map(str.isupper, first[1:])) and not first.isupper()
    return first.lower() in _CODE or (ending not in _COMMON and ("_" in first or has_humps))


def _is_product(name: str) -> bool:
    """`ASP.NET`, `Paint.NET`, `Socket.IO`; and `Color.RED`, whose ending is a constant."""
    first, _, last = name.rpartition(".")
    is_common = last.lower() in _COMMON - {"net"}
    return name.lower() in _PRODUCTS or (last.isupper() and not first.isupper() and not is_common)


def is_file_or_attribute(name: str, after: str) -> bool:
    """By its ending, and by the company that a doubtful ending keeps."""
    labels = name.split(".")
    stem, ending = labels[0], labels[-1].lower()
    if ending in _ATTRIBUTES:
        return len(labels) == 2  # noqa: PLR2004
    if ending not in _FILES and ending not in _SOMETIMES_FILES:
        return False
    is_line = bool(re.match(r":\d{1,5}(?!\d)", after)) and not after.startswith((":443", ":8443"))
    is_plain = stem.lower() in _FILE_STEMS or "_" in name or name.startswith("lib") or is_line
    if ending in _SOMETIMES_FILES:
        return is_plain or (ending == "app" and not stem.islower())
    has_version = any(
        (label[-1:].isdigit() and "-" in label) or label.isdigit() for label in labels
    )
    return len(labels) == 2 or is_plain or has_version  # noqa: PLR2004


def _is_glued_sentence(name: str) -> bool:
    """`works.It`, `now.no`: a full stop without the space after it."""
    first, _, last = name.rpartition(".")
    return last.istitle() and not first.istitle() and last.lower() not in _COMMON


def _is_count(name: str) -> bool:
    """`5.pm`, `1.st`: a number and an abbreviation."""
    *heads, last = name.split(".")
    return all(map(str.isdigit, heads)) and last.lower() not in _COMMON | RESERVED
