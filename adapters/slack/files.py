"""Fetches attached text and certificates: from Slack's own hosts, bounded, and only what they are.

Without the right scope Slack answers with its sign-in page and status 200, so neither status nor
name prove anything: type and first bytes have to agree.
"""

import json
from base64 import encodebytes
from collections.abc import Mapping, Sequence
from typing import Any, Final

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout
from msgspec import Struct
from yarl import URL

from adapters.slack.api import Slack

_LOG: Final = structlog.get_logger("certdesk.slack")
_ENDINGS: Final = (".txt", ".log", ".pem", ".crt", ".cer")
_MOST_FILES: Final = 5
_MOST_BYTES: Final = 512 * 1024
_TIMEOUT: Final = ClientTimeout(total=15)
_DER: Final = (b"\x30\x82", b"\x30\x83")
"""How a certificate in DER begins: a SEQUENCE of more than 255 bytes (X.690 section 8.1.3)."""


class Attached(Struct, frozen=True, kw_only=True):
    """What came of a message's files.

    Attributes:
        texts: Names and texts.
        pictures, unread, failed: Names of those that cannot be read, are nothing for us, or could
            not be fetched.
    """

    texts: tuple[tuple[str, str], ...] = ()
    pictures: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


class Files:
    """Fetches with the bot's token, which goes to Slack's hosts alone."""

    def __init__(
        self, session: ClientSession, slack: Slack, token: str, hosts: Sequence[str], api: str
    ) -> None:
        """`hosts` may begin with "*."; `api` is where the Web API is, which counts as Slack's."""
        self._session = session
        self._slack = slack
        self._token = token
        self._hosts = tuple(hosts)
        self._api = URL(api)

    async def fetch(self, files: str) -> Attached:
        """What is in these files, as `events.files_of` gave them."""
        found: dict[str, list[Any]] = {"texts": [], "pictures": [], "unread": [], "failed": []}
        for file in json.loads(files)[:_MOST_FILES] if files else ():
            kind, value = await self._one(file)
            found[kind].append(value)
        return Attached(**{kind: tuple(values) for kind, values in found.items()})

    async def _one(self, file: Mapping[str, Any]) -> tuple[str, Any]:
        if file.get("file_access") == "check_file_info":
            file = await self._slack.file(file.get("id", "")) or file
        name = str(file.get("name", ""))
        if str(file.get("mimetype", "")).startswith("image/"):
            return "pictures", name
        if file.get("mode") == "external" or not name.lower().endswith(_ENDINGS):
            return "unread", name
        content = await self._content(str(file.get("url_private", "")))
        if content is None:
            return "failed", name
        text = text_of(content)
        return ("unread", name) if text is None else ("texts", (name, text))

    async def _content(self, address: str) -> bytes | None:
        """The bytes; None where they cannot be had, with the reason in the log."""
        if not self._is_slacks(address):
            _LOG.warning("slack: a file elsewhere")
            return None
        try:
            async with self._session.get(
                address,
                headers={"Authorization": f"Bearer {self._token}"},
                allow_redirects=False,
                timeout=_TIMEOUT,
            ) as response:
                if response.status != 200 or response.content_type == "text/html":  # noqa: PLR2004
                    _LOG.error("no file", status=response.status, type=response.content_type)
                    return None
                return await _read(response.content.iter_chunked(16_384))
        except (ClientError, TimeoutError, OSError) as error:
            _LOG.warning("no file", error=type(error).__name__)
            return None

    def _is_slacks(self, address: str) -> bool:
        try:
            url = URL(address)
        except ValueError:
            return False
        if url.scheme not in {"https", "http"} or not url.host or url.user or url.password:
            return False
        return url.origin() == self._api.origin() or self._is_listed(url)

    def _is_listed(self, url: URL) -> bool:
        """Plain http only where Slack's API is a plain one of our own."""
        schemes = {"https", self._api.scheme}
        host = url.host or ""
        return url.scheme in schemes and any(_fits(host, known) for known in self._hosts)


def text_of(content: bytes) -> str | None:
    """As if it had been pasted; None for what is neither text nor a certificate."""
    if content.startswith(_DER):
        body = encodebytes(content).decode("ascii")
        return f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n"
    for encoding, mark in (("utf-16", (b"\xff\xfe", b"\xfe\xff")), ("utf-8-sig", (b"",))):
        if content.startswith(mark):
            text = content.decode(encoding, "replace")
            break
    else:  # pragma: no cover - every content starts with nothing
        return None
    start = text.lstrip()[:100].lower()
    is_page = start.startswith(("<!doctype html", "<html"))
    return None if "\0" in text or is_page else text


async def _read(chunks: Any) -> bytes | None:  # noqa: ANN401 - aiohttp's own iterator
    """Whatever size was announced, no more than we take."""
    read = bytearray()
    async for chunk in chunks:
        read += chunk
        if len(read) > _MOST_BYTES:
            _LOG.warning("file too large", most=_MOST_BYTES)
            return None
    return bytes(read)


def _fits(host: str, known: str) -> bool:
    return host.endswith(known[1:]) if known.startswith("*.") else host == known
