"""`certdesk db upgrade`, as it is typed."""

from pathlib import Path

import pytest

from adapters.__main__ import main
from adapters.commands.desking import queues_of, store_url
from bot.config import Config
from bot.core.ticket import Queue
from bot.desk_settings import DeskSection, Route, StoreSection
from bot.store.store import Store, upgrade_store
from tests.databases import new_database


def test_a_file_is_made_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CERTDESK_STORE__URL", f"sqlite:///{tmp_path / 'certdesk.db'}")

    assert main(["db", "upgrade"]) == 0
    assert "the newest" in capsys.readouterr().out
    assert (tmp_path / "certdesk.db").exists()


def test_a_url_of_no_known_database_is_a_usage_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CERTDESK_STORE__URL", "mysql://desk:hunter2@127.0.0.1/x")

    assert main(["db", "upgrade"]) == 2
    told = capsys.readouterr().err
    assert "got mysql" in told
    assert "hunter2" not in told


def test_a_server_that_is_away_is_a_usage_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CERTDESK_STORE__URL", "postgresql://desk:hunter2@127.0.0.1:1/x")

    assert main(["db", "upgrade"]) == 2
    assert "hunter2" not in capsys.readouterr().err


async def test_an_empty_database_on_a_server_is_brought_up(postgres: str) -> None:
    url = await new_database(postgres)
    await upgrade_store(url)

    async with Store(url) as store:
        assert await store.answers()


def test_without_a_url_the_file_lies_in_the_users_data_folder() -> None:
    assert store_url(Config()).endswith("certdesk/certdesk.db")
    assert store_url(Config(store=StoreSection(url="sqlite:///x.db"))) == "sqlite:///x.db"


@pytest.mark.parametrize(
    ("place", "queues"),
    [
        pytest.param("mail", frozenset(Queue), id="named in the route"),
        pytest.param("slack", frozenset(Queue) - {Queue.SECURITY}, id="not named in it"),
    ],
)
def test_a_route_keeps_a_queue_to_its_places(place: str, queues: frozenset[Queue]) -> None:
    section = DeskSection(routes=(Route(queue=Queue.SECURITY, places=("mail",)),))

    assert queues_of(section, place) == queues
