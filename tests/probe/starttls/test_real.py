import asyncio
import shutil
import ssl
import subprocess
from functools import partial
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP

from bot.core.target import StartTls
from bot.core.vocabulary import Problem
from tests.certificates import Certified, Recipe
from tests.clear_servers import (
    DIALOGUES,
    ClearServer,
)
from tests.probe.starttls.lab import EXPIRED, GOOD, HOST, PROTOCOLS, ROOT, diagnosed
from tests.trust import leaf


@pytest.mark.parametrize(
    "certified", [pytest.param(GOOD, id="good"), pytest.param(EXPIRED, id="expired")]
)
async def test_a_real_mail_server_is_judged_by_its_certificate(
    certified: Recipe, tmp_path: Path
) -> None:
    mail = partial(SMTP, object(), tls_context=_tls_context(leaf(ROOT, certified), tmp_path))
    server = await asyncio.get_running_loop().create_server(mail, "127.0.0.1", 0)

    async with server:
        diagnosis = await diagnosed(server.sockets[0].getsockname()[1], StartTls.SMTP)

    assert diagnosis.problem is (Problem.EXPIRED if certified is EXPIRED else None)


async def test_a_real_mail_server_without_tls_is_refused() -> None:
    server = await asyncio.get_running_loop().create_server(
        partial(SMTP, object()), "127.0.0.1", 0
    )

    async with server:
        diagnosis = await diagnosed(server.sockets[0].getsockname()[1], StartTls.SMTP)

    assert diagnosis.problem is Problem.STARTTLS_NOT_OFFERED


def _tls_context(certified: Certified, folder: Path) -> ssl.SSLContext:
    file = folder / "leaf.pem"
    file.write_bytes(certified.pem + certified.key_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")
@PROTOCOLS
def test_openssl_understands_our_doubles(protocol: StartTls) -> None:
    server = ClearServer(dialogue=DIALOGUES[protocol], chain=[leaf(ROOT, GOOD)])

    with server.running() as port:
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-brief"]
        if protocol is StartTls.XMPP:
            command += ["-xmpphost", HOST]
        said = subprocess.run(
            [*command, "-starttls", protocol],
            input=b"",
            capture_output=True,
            check=False,
            timeout=20,
        )

    assert b"CONNECTION ESTABLISHED" in said.stderr
    assert len(server.names) == 1
