"""Chromium, driven by the DevTools protocol over a pipe (messages end with a zero byte)."""

import json
import os
import re
import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.browsers.page import PAGE_WITHOUT_CODE, TIMEOUT_S, BrowserError
from tests.browsers.store import trust

_PROGRAM: Final = "/usr/bin/chromium"
_HOSTS: Final = "MAP lab.test 127.0.0.1, MAP *.lab.test 127.0.0.1, MAP *.invalid ~NOTFOUND"
_FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-US",
    "--remote-debugging-pipe",
    f"--host-resolver-rules={_HOSTS}",
    "about:blank",
)
_PREFIXED: Final = re.compile(
    r"ERR_CERT_|ERR_CERTIFICATE_TRANSPARENCY_REQUIRED|ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN"
)
_CODE: Final = re.compile(r"\bERR_[A-Z0-9_]+")
_TEXT: Final = "document.documentElement.innerHTML"
_RENDERING_S: Final = 1.5


class Chromium:
    """One running browser with one tab."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads = reads
        self._writes = writes
        self._count = 0
        self._buffer = b""
        self._session = ""

    def open_tab(self) -> str:
        """Open the tab that is used from now on; gives the browser's version."""
        version = self._call("Browser.getVersion")["product"]
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        return str(version)

    def visit(self, url: str) -> str | None:
        """The code on the page that comes up; None where the site opened."""
        try:
            failed = self._call("Page.navigate", url=url).get("errorText", "")
        except TimeoutError:
            self._call("Page.stopLoading")
            return "ERR_TIMED_OUT"
        if not failed:
            return None
        expected = failed.removeprefix("net::")
        if not self._page_names(expected):
            return PAGE_WITHOUT_CODE
        return f"NET::{expected}" if _PREFIXED.match(expected) else expected

    def _page_names(self, code: str) -> bool:
        """The page itself gives that code, once it is drawn."""
        deadline = time.monotonic() + _RENDERING_S
        while time.monotonic() < deadline:
            content = self._call("Runtime.evaluate", expression=_TEXT)["result"].get("value", "")
            if code in _CODE.findall(content):
                return True
        return False

    def _call(self, method: str, **params: Any) -> dict[str, Any]:  # noqa: ANN401 -- the protocol's own
        self._count += 1
        message = {"id": self._count, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._writes, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + TIMEOUT_S
        while True:
            answer = self._receive(deadline)
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result

    def _receive(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            left = max(0.0, deadline - time.monotonic())
            if not select.select([self._reads], [], [], left)[0]:
                raise TimeoutError
            more = os.read(self._reads, 1 << 16)
            if not more:
                raise BrowserError("Chromium ended")
            self._buffer += more
        message, _, self._buffer = self._buffer.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer


@contextmanager
def chromium(home: Path, anchors: tuple[bytes, ...]) -> Iterator[Chromium]:
    """A fresh Chromium under a home of its own that trusts the anchors."""
    trust(home / ".pki" / "nssdb", anchors)
    to_us, from_browser = os.pipe()
    to_browser, from_us = os.pipe()
    # The browser reads descriptor 3 and writes 4; a shell puts ours there.
    shell = f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser}'
    command = ("/bin/bash", "-c", shell, _PROGRAM, f"--user-data-dir={home / 'data'}", *_FLAGS)
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    process = subprocess.Popen(
        command,
        pass_fds=(to_browser, from_browser),
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(to_browser)
    os.close(from_browser)
    try:
        yield Chromium(to_us, from_us)
    finally:
        process.terminate()
        process.wait(TIMEOUT_S)
        os.close(from_us)
        os.close(to_us)
