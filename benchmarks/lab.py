"""TLS servers on loopback for the measurements: a small PKI behind nginx, and one silent port.

nginx and not a server of our own, because its share of every figure must be small and steady.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tests.certificates import AUTHORITY, Certified, Recipe, issue

FARM_SIZE: Final = 100
_HOSTS: Final = tuple(f"127.0.1.{number}" for number in range(1, FARM_SIZE + 1))
"""All of 127.0.0.0/8 is loopback on Linux, so a hundred hosts need no hundred ports."""

SILENT_HOST: Final = "127.0.2.1"
_START_LIMIT_S: Final = 10.0

_CONFIG: Final = """\
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_session_tickets off;
{servers}
}}
"""
_SERVER: Final = """\
  server {{
    listen {address} ssl backlog=1024;
    ssl_certificate {stem}.crt;
    ssl_certificate_key {stem}.key;
    location / {{ return 200 "ok"; }}
  }}
"""


class Lab(Struct, frozen=True, kw_only=True):
    """What runs.

    Attributes:
        root: A PEM file with the root, for `--ca` and its like.
        rsa, ecdsa: `localhost` ports that serve an RSA-2048 and a P-256 leaf, intermediate sent.
        farm_port: Port on which each of `farm` serves an RSA-2048 leaf of its own. The silent
            host has the same one, so that programs with one port for all hosts can be compared.
    """

    root: Path
    rsa: int
    ecdsa: int
    farm_port: int

    @property
    def farm(self) -> tuple[str, ...]:
        """Addresses that all answer."""
        return _HOSTS

    @property
    def farm_targets(self) -> list[str]:
        """The farm as `host:port`."""
        return [f"{host}:{self.farm_port}" for host in _HOSTS]

    @property
    def silent_target(self) -> str:
        """A `host:port` that takes connections and says nothing."""
        return f"{SILENT_HOST}:{self.farm_port}"


@contextmanager
def running_lab() -> Iterator[Lab]:
    """Starts everything and ends it again; leaves the program where nginx is missing."""
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if nginx is None:
        sys.exit("nginx is not installed (Debian: nginx-light); nothing can be measured")
    with TemporaryDirectory(prefix="certdesk-lab-") as name, _silent_listener() as port:
        lab = _built(Path(name), port)
        with _served(nginx, Path(name), lab):
            yield lab


@contextmanager
def _silent_listener() -> Iterator[int]:
    """The kernel takes the connections of a listening socket; nobody ever accepts them."""
    with socket.create_server((SILENT_HOST, 0), backlog=512) as listener:
        yield int(listener.getsockname()[1])


def _built(folder: Path, port: int) -> Lab:
    root = issue(replace(AUTHORITY, common_name="Lab Root", key_number=1))
    recipe = replace(AUTHORITY, common_name="Lab Intermediate", key_number=2, path_length=0)
    intermediate = issue(recipe, root)
    (folder / "root.pem").write_bytes(root.pem)
    lab = Lab(root=folder / "root.pem", rsa=_free_port(), ecdsa=_free_port(), farm_port=port)
    leaf = Recipe(names=("localhost", "127.0.0.1"), common_name="localhost", key_number=3)
    keys = {lab.rsa: leaf, lab.ecdsa: replace(leaf, key="secp256r1")}
    chosen = {f"127.0.0.1:{number}": recipe for number, recipe in keys.items()}
    chosen |= {f"{host}:{port}": replace(leaf, names=(host,)) for host in _HOSTS}
    servers = [
        _SERVER.format(address=address, stem=_stored(folder, address, issue(each, intermediate)))
        for address, each in chosen.items()
    ]
    for stem in folder.glob("*.crt"):
        stem.write_bytes(stem.read_bytes() + intermediate.pem)
    config = _CONFIG.format(folder=folder, servers="".join(servers))
    (folder / "nginx.conf").write_text(config, encoding="utf-8")
    return lab


def _stored(folder: Path, address: str, leaf: Certified) -> Path:
    stem = folder / address.replace(":", "-")
    Path(f"{stem}.crt").write_bytes(leaf.pem)
    Path(f"{stem}.key").write_bytes(leaf.key_pem)
    return stem


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def _served(nginx: str, folder: Path, lab: Lab) -> Iterator[None]:
    command = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    command += ["-e", str(folder / "error.log")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as server:
        try:
            _await_start(server, lab)
            yield
        finally:
            server.terminate()
            server.wait(_START_LIMIT_S)


def _await_start(server: subprocess.Popen[bytes], lab: Lab) -> None:
    """All addresses are bound before the first connection is taken."""
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", lab.rsa), _START_LIMIT_S).close()
        except ConnectionRefusedError:
            continue
        return
    said = server.stderr.read().decode(errors="replace") if server.stderr else ""
    sys.exit(f"nginx did not start: {said}")
