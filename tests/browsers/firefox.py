"""Firefox, driven by its Marionette protocol: length-prefixed JSON arrays on a local port."""

import json
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.browsers.page import PAGE_WITHOUT_CODE, TIMEOUT_S, BrowserError
from tests.browsers.store import trust

_PROGRAM: Final = "/usr/bin/firefox-esr"
_START_S: Final = 60.0
_PREFERENCES: Final[dict[str, str | int | bool]] = {
    "marionette.port": 0,
    "network.trr.mode": 5,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.prefetch-next": False,
    "network.dns.disablePrefetch": True,
    "app.update.enabled": False,
    "app.normandy.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.region.network.url": "",
    "browser.topsites.contile.enabled": False,
    "browser.newtabpage.activity-stream.feeds.system.topstories": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.server": "data:,",
    "extensions.update.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "dom.push.connection.enabled": False,
    "dom.security.https_only_mode": False,
}
_CODE: Final = re.compile(r"\b(?:SEC_ERROR|SSL_ERROR|MOZILLA_PKIX_ERROR|PR)_[A-Z0-9_]+")
# Error pages are made of web components: the text is in open shadow roots, and a certificate's
# code comes up only when the person asks for more.
_READ: Final = """
const card = document.querySelector("net-error-card");
const more = card?.shadowRoot?.querySelector("#advanced-button");
if (more && !document.asked) { document.asked = true; more.click(); }
const texts = [];
const walk = (node) => {
  if (node.nodeType === 3) { texts.push(node.data); return; }
  if (node.shadowRoot) { walk(node.shadowRoot); }
  node.childNodes.forEach(walk);
};
walk(document.body);
return [document.documentURI, texts.join(" ")];
"""
_RENDERING_S: Final = 1.5


class Firefox:
    """One running browser with one tab."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._stream = connection.makefile("rb")
        self._count = 0
        self._receive()

    def open_tab(self) -> str:
        """Begin the session; gives the browser's version."""
        started = self._call("WebDriver:NewSession", capabilities={"alwaysMatch": {}})
        milliseconds = int(TIMEOUT_S * 1000)
        self._call("WebDriver:SetTimeouts", pageLoad=milliseconds, script=milliseconds)
        return f"Firefox/{started['capabilities']['browserVersion']}"

    def visit(self, url: str) -> str | None:
        """The code on the page that comes up; None where the site opened."""
        self._leave()
        try:
            self._call("WebDriver:Navigate", url=url)
        except TimeoutError:
            self._leave()  # while the server still waits: its end would put an error page up
            return PAGE_WITHOUT_CODE
        except BrowserError:
            return self._read_code()
        return None

    def _leave(self) -> None:
        """Go to an empty page; a load that failed only now shows its error page once more."""
        try:
            self._call("WebDriver:Navigate", url="about:blank")
        except BrowserError:
            self._call("WebDriver:Navigate", url="about:blank")

    def _read_code(self) -> str:
        deadline = time.monotonic() + _RENDERING_S
        found = None
        while not found and time.monotonic() < deadline:
            address, content = self._call("WebDriver:ExecuteScript", script=_READ)["value"]
            if not address.startswith(("about:neterror", "about:certerror")):
                raise BrowserError(f"no error page at {address}")
            found = _CODE.search(content)
        return found.group() if found else PAGE_WITHOUT_CODE

    def _call(self, name: str, **params: Any) -> dict[str, Any]:  # noqa: ANN401 -- the protocol's own
        self._count += 1
        message = json.dumps([0, self._count, name, params]).encode()
        self._connection.sendall(b"%d:%s" % (len(message), message))
        _, _, error, answer = self._receive()
        if error and error["error"] == "timeout":
            raise TimeoutError(error["message"])
        if error:
            raise BrowserError(f"{name}: {error['message']}")
        result: dict[str, Any] = answer
        return result

    def _receive(self) -> Any:  # noqa: ANN401 -- the protocol's own
        length = b""
        while not length.endswith(b":"):
            byte = self._stream.read(1)
            if not byte:
                raise BrowserError("Firefox ended")
            length += byte
        return json.loads(self._stream.read(int(length[:-1])))


@contextmanager
def firefox(home: Path, anchors: tuple[bytes, ...], names: Sequence[str]) -> Iterator[Firefox]:
    """A fresh Firefox that trusts the anchors and finds these names on loopback."""
    profile = home / "profile"
    trust(profile, anchors)
    preferences = {**_PREFERENCES, "network.dns.localDomains": ",".join(names)}
    lines = [
        f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in preferences.items()
    ]
    (profile / "user.js").write_text("\n".join(lines))
    process = subprocess.Popen(
        (_PROGRAM, "--headless", "--marionette", "--no-remote", "--profile", str(profile)),
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        port = _port_of(profile / "MarionetteActivePort")
        with socket.create_connection(("127.0.0.1", port), timeout=3 * TIMEOUT_S) as connection:
            yield Firefox(connection)
    finally:
        process.terminate()
        process.wait(TIMEOUT_S)


def _port_of(file: Path) -> int:
    """Firefox writes the port down once it listens."""
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        if file.exists() and file.read_text().strip():
            return int(file.read_text())
        time.sleep(0.1)
    raise BrowserError(f"Firefox did not start within {_START_S:.0f} s")
