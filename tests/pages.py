"""Pages and log lines as people paste them, built round a code, a host, a date, a chain."""

import base64
import html
import json
import quopri
import textwrap
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

Break = Callable[[str], str]


def pem(der: bytes, label: str = "CERTIFICATE", width: int = 64) -> str:
    """One block; the label as RFC 7468 or somebody else writes it."""
    body = "\n".join(textwrap.wrap(base64.b64encode(der).decode(), width))
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----"


class Page(Struct, frozen=True, kw_only=True):
    """What a browser's page was about.

    Attributes:
        sentence: What the page says in words about the cause; "" where it is folded away.
        clock: As the page prints it; so with `expires`.
    """

    code: str
    host: str
    chain: Sequence[bytes] = ()
    sentence: str = ""
    issuer: str = "Some Authority"
    expires: str = "Nov 4, 2026"
    clock: str = "Nov 24, 2026"


def chrome(page: Page) -> str:
    """Chrome's, with the block that a click on the code opens."""
    told = page.sentence or "Proceed"
    return "\n\n".join(
        (
            "Your connection is not private",
            f"{page.code}",
            f"Subject: {page.host}",
            f"Issuer: {page.issuer}",
            f"Expires on: {page.expires}",
            f"Current date: {page.clock}",
            "PEM encoded chain:\n" + "\n".join(map(pem, page.chain)),
            "ReloadHide advanced",
            told,
        )
    )


def firefox(page: Page, *, hsts: bool = False) -> str:
    """Firefox's, as its button copies it."""
    return "\n\n".join(
        (
            f"https://{page.host}/",
            page.sentence or page.code,
            f"HTTP Strict Transport Security: {str(hsts).lower()}\nHTTP Public Key Pinning: false",
            "Certificate chain:",
            "\n".join(map(pem, page.chain)),
        )
    )


def s_client(page: Page) -> str:
    """What `openssl s_client -showcerts` prints."""
    certificates = "\n".join(
        f" {n} s:CN = {page.host}\n   i:O = Lab, CN = {page.issuer}\n{pem(der)}"
        for n, der in enumerate(page.chain)
    )
    return f"CONNECTED(00000003)\n---\nCertificate chain\n{certificates}\n---\n{page.code}\n"


def go_expired(now: datetime, ended: datetime) -> str:
    """Go's, with both dates."""
    return (
        "x509: certificate has expired or is not yet valid: current time "
        f"{now:%Y-%m-%dT%H:%M:%SZ} is after {ended:%Y-%m-%dT%H:%M:%SZ}"
    )


def _each_line(prefix: str) -> Break:
    return lambda text: "\n".join(prefix + line for line in text.split("\n"))


def _columns(width: int) -> Break:
    return lambda text: "\n".join(
        textwrap.fill(line, width, break_on_hyphens=False) for line in text.split("\n")
    )


def _container(text: str) -> str:
    return "\n".join(
        json.dumps({"log": f"{line}\n", "stream": "stderr", "time": "2026-11-24T10:00:00.5Z"})
        for line in text.split("\n")
    )


BREAKS: Final[dict[str, Break]] = {
    "as it is": lambda text: text,
    "quoted in a mail": _each_line("> "),
    "quoted twice": _each_line("> > "),
    "beside a bar": _each_line("| "),
    "indented": _each_line("    "),
    "in a program's log": _each_line("2026-11-24T10:00:00.123Z INFO [main] ssl.Context: "),
    "in the system's log": _each_line("Nov 24 10:00:00 web-1 nginx[1234]: *77 "),
    "in a container's log": _container,
    "in JSON": json.dumps,
    "in JSON in JSON": lambda text: json.dumps(json.dumps(text)),
    "in JSON with CRLF": lambda text: json.dumps(text.replace("\n", "\r\n")),
    "in JSON for pages": lambda text: json.dumps(text).replace("+", "\\u002B"),
    "with CRLF": lambda text: text.replace("\n", "\r\n"),
    "joined by spaces": lambda text: text.replace("\n", " "),
    "joined by nothing": lambda text: text.replace("\n", ""),
    "data beside the mark": lambda text: text.replace("-----\nM", "-----M"),
    "em dashes": lambda text: text.replace("-----", "\u2014"),
    "em and en dashes": lambda text: text.replace("-----", "\u2014\u2014\u2013"),
    "two dashes": lambda text: text.replace("-----", "--"),
    "no dashes": lambda text: text.replace("-----", ""),
    "X509": lambda text: text.replace(" CERTIFICATE-", " X509 CERTIFICATE-"),
    "TRUSTED": lambda text: text.replace(" CERTIFICATE-", " TRUSTED CERTIFICATE-"),
    "quoted-printable": lambda text: quopri.encodestring(text.encode()).decode(),
    "line breaks of HTML": lambda text: html.escape(text).replace("\n", "<br>\n"),
    "paragraphs of HTML": lambda text: f"<p>{text}</p>".replace("\n", "</p><p>"),
    "characters of HTML": lambda text: text.replace("+", "&#43;").replace("/", "&#x2F;"),
    "in a program": lambda text: "\n".join(f"'{line}\\n' +" for line in text.split("\n")),
    "in a fence": lambda text: f"```\n{text}\n```",
    "40 columns": _columns(40),
    "20 columns": _columns(20),
    "12 columns": _columns(12),
    "33 columns, quoted": lambda text: _each_line("> ")(_columns(33)(text)),
}
"""What chats, mails, logs and programs do to a text, by what did it."""
