"""A whole certdesk in a process of its own, and a visitor without a browser."""

import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final, Self

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar

from tests.situations.lab import root

PATIENCE_S: Final = 20.0
TOKEN: Final = "a-technician-s-long-random-token"  # noqa: S105 - of a test alone
DIGEST: Final = hashlib.sha256(TOKEN.encode()).hexdigest()


def free_port() -> int:
    """One that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Certdesk:
    """One installation: its settings and its data stay while it is started and stopped."""

    def __init__(
        self,
        folder: Path,
        more: str = "",
        sites: tuple[int, ...] = (),
        *,
        store: str = "",
        control: int = 0,
    ) -> None:
        """`sites` are ports of local servers that may be looked at; `control` is one of them."""
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.said = ""
        self.status = 0
        anchor = folder / "root.pem"
        anchor.write_bytes(root().pem)
        self.settings = folder / "config.toml"
        self.settings.write_text(
            f'[store]\nurl = "{store or f"sqlite:///{folder}/certdesk.db"}"\n'
            f'[probe]\nallow = ["127.0.0.0/8", "::1/128"]\nallow_from = ["web"]\n'
            f'ca_files = ["{anchor}"]\nports = {list(sites)}\n'
            f'control_host = "{f"localhost:{control}" if control else ""}"\n'
            f"[limits]\nlooks_per_hour = 500\ntickets_per_hour = 50\nopen_tickets = 50\n"
            f"[web]\nport = {self.port}\n{more}",
            encoding="utf-8",
        )

    @property
    def log(self) -> str:
        """What it wrote to its log so far."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def start(self) -> "subprocess.Popen[str]":
        """A process of it that answers."""
        with (self.folder / "log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "adapters.__main__", "run", "-c", str(self.settings)],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                cwd=Path(__file__).parents[2],
            )
        assert process.stdout is not None
        self.said = process.stdout.readline() + process.stdout.readline()
        if "certdesk answers at" not in self.said:
            self.end(process)
            raise AssertionError(self.log)
        return process

    def end(self, process: "subprocess.Popen[str]") -> None:
        """Has to end by itself within ten seconds."""
        assert process.stdout is not None
        process.send_signal(signal.SIGTERM)
        try:
            self.status = process.wait(10)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Until the block ends."""
        process = self.start()
        try:
            yield self
        finally:
            self.end(process)


class Visitor:
    """A page without a browser."""

    def __init__(self, session: ClientSession, page: ClientWebSocketResponse) -> None:
        self.session = session
        self.page = page
        self.cases: dict[str, dict[str, Any]] = {}
        self.heard: list[dict[str, Any]] = []

    async def say(self, text: str, key: str = "", **more: object) -> str:
        """Sends a message; gives its key."""
        key = key or secrets.token_hex(8)
        await self.page.send_json({"type": "say", "key": key, "text": text, **more})
        return key

    async def press(self, action: str, case: str, **more: object) -> str:
        """Presses a button of a case."""
        key = secrets.token_hex(8)
        await self.page.send_json(
            {"type": "press", "key": key, "action": action, "case": case, **more}
        )
        return key

    async def hear(self, kind: str, key: str = "") -> dict[str, Any]:
        """The next message of this kind; whatever comes before is taken in."""
        while True:
            told = json.loads(await self.page.receive_str(timeout=PATIENCE_S))
            self.heard.append(told)
            if told["type"] == "case":
                self.cases[told["case"]["id"]] = told["case"]
            if told["type"] == kind and key in {"", told.get("key", "")}:
                found: dict[str, Any] = told
                return found

    async def answer(self, key: str) -> dict[str, Any]:
        """The reply to a message, and the case it stands in."""
        while True:
            for case in self.cases.values():
                for moment in case["moments"]:
                    if moment.get("message") == f"to:{key}":
                        return {"case": case["id"], **moment["reply"]}
            await self.hear("case")


@asynccontextmanager
async def visiting(desk: Certdesk, jar: CookieJar | None = None) -> AsyncIterator[Visitor]:
    """Somebody with the page open; `jar` keeps who they are."""
    jar = jar if jar is not None else CookieJar(unsafe=True)
    origin = {"Origin": desk.url}
    async with ClientSession(cookie_jar=jar, headers=origin) as session:
        async with session.post(f"{desk.url}/chat/session", json={}) as answer:
            assert answer.status == 200
        async with session.ws_connect(f"{desk.url}/chat/live") as page:
            visitor = Visitor(session, page)
            told = await visitor.hear("all")
            visitor.cases = {case["id"]: case for case in told["cases"]}
            yield visitor
