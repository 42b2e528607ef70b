"""The whole program, started as people start it, against a Discord on loopback."""

from pathlib import Path

import pytest

from adapters.discord.invite import PERMISSIONS, application_of, invite_link
from tests.adapters.discord import world
from tests.adapters.discord.double import Double
from tests.adapters.discord.house import House, text_of
from tests.adapters.discord.world import ANN, APP, DESK, TEA
from tests.web.running import Certdesk

REPORT = "NET::ERR_CERT_DATE_INVALID"


def settings(double: Double) -> str:
    return (
        f'[discord]\ntoken = "{world.TOKEN}"\napi_url = "{double.url}/api"\n'
        f'gateway_url = "{double.gateway.url}"\ntechnicians_channel = "{DESK}"\n'
        f"technicians_role = {world.ROLE}\n"
    )


async def test_the_running_program_answers_and_brings_in_a_technician(
    double: Double, tmp_path: Path
) -> None:
    certdesk = Certdesk(tmp_path, settings(double))
    channel = double.direct_with(ANN)
    with certdesk.running():
        here = House(double)
        await double.until(double.gateway.ready.is_set, 20)
        await here.write(channel, REPORT)
        card = await here.posted(channel)
        asked = await here.press(card, "Ask a technician", channel=channel)
        await double.until(lambda: asked in double.callbacks)
        told = await here.answered(await here.submit(asked, said="I must pay"))
        ticket = await here.posted(DESK)

    double.gateway.ready.clear()
    with certdesk.running():
        await double.until(double.gateway.ready.is_set, 20)
        await here.answered(await here.press(ticket, "Take it", author=TEA, channel=DESK))
        await here.write(int(ticket["id"]), "Renew it.", author=TEA)
        answer = await here.posted(channel, 2)

    assert "#1" in text_of(told)
    assert "Renew it." in answer["content"]
    assert len(double.sent(DESK)) == 1
    assert world.TOKEN not in certdesk.log


def test_the_invitation_names_the_bot_and_the_rights_it_needs() -> None:
    link = invite_link(world.TOKEN)

    assert f"client_id={APP}" in link
    assert f"permissions={PERMISSIONS.value}" in link
    assert "scope=bot+applications.commands" in link


@pytest.mark.parametrize("token", ["", "x", "abc.def.ghi", "\u00e9.a.b"])
def test_what_is_no_token_has_no_invitation(token: str) -> None:
    assert application_of(token) == 0
    assert invite_link(token) == ""
