"""The two pages and what they are made of: read once, served from memory."""

import hashlib
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Final

from aiohttp import web

from adapters.web.desk import DeskPages
from adapters.web.security import demand_json
from adapters.web.sessions import welcome

_FOLDER: Final = Path(__file__).parent / "static"
_TYPES: Final = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


class Pages:
    """Serves files from beside this module, and nothing else."""

    def __init__(self, contact: Mapping[str, str], desk: DeskPages, *, is_https: bool) -> None:
        """`contact` stands on the chat page before any script runs."""
        self._contact = dict(contact)
        self._desk = desk
        self._is_https = is_https
        self._files = {path.name: path.read_bytes() for path in sorted(_FOLDER.iterdir())}

    def add_to(self, app: web.Application) -> None:
        """Its routes."""
        app.router.add_get("/", self.chat)
        app.router.add_get("/desk", self.desk)
        app.router.add_get("/static/{name}", self.file)
        app.router.add_post("/chat/session", self.session)

    async def chat(self, request: web.Request) -> web.Response:
        """The chat."""
        page = self._files["chat.html"].decode()
        for key, value in self._contact.items():
            page = page.replace(f"{{{{{key}}}}}", escape(value))
        return _served(request, "chat.html", page.encode())

    async def desk(self, request: web.Request) -> web.Response:
        """The technicians' desk; the page itself holds nothing that is anybody's."""
        self._desk.exchange(request)
        return _served(request, "desk.html", self._files["desk.html"])

    async def file(self, request: web.Request) -> web.Response:
        """A style, a script or a drawing."""
        name = request.match_info["name"]
        if name not in self._files or name.endswith(".html"):
            raise web.HTTPNotFound(text="There is no such file.\n")
        return _served(request, name, self._files[name])

    async def session(self, request: web.Request) -> web.Response:
        """A cookie for who has none; asked for by the page itself.

        A page that was opened by a link from elsewhere comes without the cookie that is there
        (SameSite=Strict), so that it must not be given another one on its way.
        """
        demand_json(request)
        answer = web.json_response({"contact": self._contact})
        welcome(request, answer, is_https=self._is_https)
        return answer


def _served(request: web.Request, name: str, body: bytes) -> web.Response:
    tag = hashlib.sha256(body).hexdigest()[:16]
    headers = {"Cache-Control": "no-cache", "ETag": f'"{tag}"'}
    known = request.if_none_match or ()
    if any(one.value == tag for one in known):
        return web.Response(status=304, headers=headers)
    kind = _TYPES[Path(name).suffix]
    return web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)
