"""Every situation of the lab: a real server, a real look, and what is to be said of it."""

import socket
from datetime import UTC, datetime

import pytest

from bot.catalogue.issuers import distrusts, known_issuers, policy
from bot.catalogue.pages import page_forms
from bot.catalogue.suffixes import suffixes
from bot.core.diagnosis.diagnose import Diagnosis, diagnose
from bot.core.knowledge import Knowledge
from bot.core.target import Target
from bot.core.vocabulary import Problem, Severity
from bot.core.words.report import told_problems
from bot.probe.anchors import load_anchors
from bot.probe.look import Limits, Prober
from bot.probe.resolve import Policy
from bot.probe.upstream import Upstream
from tests.situations import SITUATIONS, Shown, Situation, anchors, shown

AT_TIMES = {
    "ERR_SOCKET_NOT_CONNECTED": "ERR_BAD_SSL_CLIENT_AUTH_CERT",
    "SEC_ERROR_LIBRARY_FAILURE": "SEC_ERROR_INVALID_ARGS",
}
UNCOUNTED = {Problem.NO_SCT, Problem.REVOCATION_NOT_CHECKED, Problem.ADDRESSES_DIFFER}


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    file = tmp_path_factory.mktemp("anchors") / "lab.pem"
    file.write_bytes(b"".join(anchors()))
    return Knowledge(
        store=load_anchors([file]),
        suffixes=suffixes,
        policy=policy,
        issuers=known_issuers,
        distrusts=distrusts,
    )


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda s: s.name)
async def test_the_situation_is_told_as_it_is(situation: Situation, knowledge: Knowledge) -> None:
    diagnosis = await _looked_at(situation, knowledge)

    told = told_problems(diagnosis.findings)
    assert tuple(t.id for t in told if t.severity is not Severity.NOTE) == situation.problems
    notes = {t.id for t in told if t.severity is Severity.NOTE}
    assert notes - UNCOUNTED == set(situation.notes)
    assert Shown(chrome=diagnosis.chromium, firefox=diagnosis.firefox) == _usual(situation.name)


def _usual(name: str) -> Shown:
    """Where a browser shows now this and now that, the one it shows more often."""
    seen = shown(name)
    return Shown(chrome=_one_of_two(seen.chrome), firefox=_one_of_two(seen.firefox))


def _one_of_two(code: str | None) -> str | None:
    return AT_TIMES.get(code, code) if code else None


async def _looked_at(situation: Situation, knowledge: Knowledge) -> Diagnosis:
    upstream = Upstream(knowledge.store, _now)
    prober = Prober(
        Policy(allow_private=True),
        Limits(total_s=2.5),
        lookup=_loopback,
        upstream=upstream,
        page_forms=page_forms,
    )
    host = f"[{situation.host}]" if ":" in situation.host else situation.host
    with situation.server() as port:
        observation = await prober.look(Target.parse(f"{host}:{port}"))
    return diagnose(observation, knowledge, now=_now())


def _now() -> datetime:
    """The certificates are made for this moment."""
    return datetime.now(UTC)  # noqa: TID251


async def _loopback(host: str, port: int) -> list[str]:
    assert port
    if host.endswith(".invalid"):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")
    return ["127.0.0.1"]


def test_every_situation_was_seen_by_both_browsers() -> None:
    names = [situation.name for situation in SITUATIONS]

    assert len(names) == len(set(names))
    assert all(shown(name) for name in names)
