"""A real nginx that wants a certificate of the visitor's own: it says so on a page, after TLS."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.catalogue.pages import page_forms
from bot.core.diagnosis.diagnose import Diagnosis, diagnose
from bot.core.target import Target
from bot.core.vocabulary import Problem
from bot.probe.look import Limits, Prober
from bot.probe.resolve import Policy
from tests.certificates import Recipe
from tests.trust import authority, knowledge, leaf, store

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
START_S = 10.0
ROOT = authority("Nginx Root")
VERSIONS = pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])

pytestmark = pytest.mark.skipif(NGINX is None, reason="needs nginx (Debian: nginx-light)")


@contextmanager
def nginx(folder: Path, *directives: str) -> Iterator[int]:
    """Serves on loopback with these further directives, all its files in the folder."""
    certified = leaf(ROOT, Recipe(names=("localhost",)))
    (folder / "leaf.pem").write_bytes(certified.pem)
    (folder / "leaf.key").write_bytes(certified.key_pem)
    (folder / "visitors.pem").write_bytes(ROOT.pem)
    port = _free_port()
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    lines = f"""
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off; {temporary}
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/leaf.pem; ssl_certificate_key {folder}/leaf.key;
    ssl_client_certificate {folder}/visitors.pem;
    {" ".join(directives)}
    location / {{ default_type text/plain; return 200 "welcome"; }}
  }}
}}
"""
    (folder / "nginx.conf").write_text(lines)
    assert NGINX is not None
    command = (NGINX, "-p", str(folder), "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process, folder)
        yield port
    finally:
        process.terminate()
        process.wait(START_S)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def _wait_for(port: int, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            assert process.poll() is None, (folder / "error.log").read_text()
            assert time.monotonic() < deadline, "nginx does not listen"
        else:
            return


async def _diagnosed(port: int) -> Diagnosis:
    prober = Prober(Policy(allow_private=True), Limits(), page_forms=page_forms)
    observation = await prober.look(Target.parse(f"localhost:{port}"))
    now = datetime.now(UTC)  # noqa: TID251 -- certificates are made for the real clock
    return diagnose(observation, knowledge(store(ROOT)), now=now)


@VERSIONS
async def test_a_demanded_certificate_is_told_by_the_page(version: str, tmp_path: Path) -> None:
    with nginx(tmp_path, f"ssl_protocols {version};", "ssl_verify_client on;") as port:
        diagnosis = await _diagnosed(port)

    assert diagnosis.problem is Problem.CLIENT_CERT_REQUIRED
    assert (diagnosis.chromium, diagnosis.firefox) == (None, None)
    assert diagnosis.primary is not None
    assert "status 400" in diagnosis.primary.evidence


@VERSIONS
async def test_a_certificate_that_may_be_left_out_is_no_problem(
    version: str, tmp_path: Path
) -> None:
    with nginx(tmp_path, f"ssl_protocols {version};", "ssl_verify_client optional;") as port:
        assert (await _diagnosed(port)).problem is None


async def test_a_status_of_its_own_is_understood(tmp_path: Path) -> None:
    own = ("error_page 496 =496 /;", "ssl_verify_client on;")

    with nginx(tmp_path, *own) as port:
        diagnosis = await _diagnosed(port)

    assert diagnosis.problem is Problem.CLIENT_CERT_REQUIRED
    assert diagnosis.primary is not None
    assert "status 496" in diagnosis.primary.evidence
