"""A mistake of ours in one look: that target is told so, and the others get their answers."""

import json
import logging
from datetime import UTC, datetime
from io import StringIO

import pytest

from adapters.console.check import check_all, show_json, working
from bot.catalogue.cards import CatalogueWording
from bot.core.facts import Observation, Unresolved
from bot.core.target import Target
from bot.desk.check import Checked, Checker
from tests.trust import authority, knowledge, store

CONTACT = {"name": "Help desk", "phone": "", "email": "", "hours": ""}


class SlipError(Exception):
    """Stands for whatever we did not think of."""


async def look(target: Target, **_: object) -> Observation:
    if target.host == "slip.test":
        raise SlipError("the sky fell")
    return Observation(target=target, unresolved=Unresolved.NO_SUCH_NAME)


def checker() -> Checker:
    known = knowledge(store(authority("Last Root")))
    now = datetime.now(UTC)  # noqa: TID251 -- any moment will do
    return Checker(look=look, knowledge=known, wording=CatalogueWording(), clock=lambda: now)


async def told(*texts: str, spoilt: str = "") -> tuple[int, list[dict[str, object]]]:
    """The exit status and the lines; showing `spoilt` fails the first time."""
    out, ours = StringIO(), checker()
    show = show_json(CONTACT, out)
    spoils = [spoilt] if spoilt else []

    def show_or_slip(checked: Checked) -> None:
        if checked.asked.host in spoils:
            spoils.clear()
            raise SlipError("a word too long")
        show(checked)

    status = await check_all(texts, working(ours.check, show_or_slip, ours.apologise), 2)
    return status, [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize(
    "spoilt",
    [pytest.param("", id="while looking"), pytest.param("slip.test", id="while showing")],
)
async def test_the_others_get_their_answers(spoilt: str) -> None:
    name = "slip.test" if not spoilt else "shown.test"
    asked = ["one.test", name, "a..b", "two.test"]

    status, lines = await told(*asked, spoilt=spoilt and name)

    assert status == 3
    by_input = {line["target"]["input"]: line for line in lines}  # type: ignore[index]
    assert set(by_input) == set(asked)
    assert by_input["one.test"]["primary"] == by_input["two.test"]["primary"] == "dns_failure"
    assert (by_input[name]["category"], by_input[name]["primary"]) == ("unclear", "unclear")
    assert by_input[name]["target"] == {
        "input": name,
        "host": name,
        "port": 443,
        "starttls": None,
    }


async def test_the_card_and_the_log_share_a_reference(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        _, [line] = await told("https://me:secret@slip.test/private?token=1")

    [record] = caplog.records
    reference = record.getMessage().rpartition(" ")[2]
    assert len(reference) == 8
    assert reference in str(line["answer"])
    assert reference in str(line["problems"])
    assert "SlipError" in str(record.exc_text or record.exc_info)
    assert "secret" not in caplog.text + json.dumps(line)


async def test_what_cannot_be_told_from_a_secret_is_not_repeated() -> None:
    checked = checker().apologise("https://me:secret@", "0a1b2c3d")

    assert (checked.asked.input, checked.asked.host) == ("", None)
    assert "this site" in checked.answer.why
