"""The real adapter against the double: real Bolt, real sockets, a real desk on a real store."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from msgspec import Struct

from adapters.slack.api import Slack
from adapters.slack.app import SlackApp
from adapters.slack.calls import web_client
from adapters.slack.deliver import SlackPlace
from adapters.slack.voice import Voice
from bot.catalogue.desk import say
from bot.catalogue.places import say_at_place
from bot.catalogue.talk import CatalogueTalk
from bot.config import Contact
from bot.core.desk import CaseView
from bot.core.desk.parcels import Receiver
from bot.core.diagnosis.diagnose import Diagnosis
from bot.slack_settings import SlackMode, SlackSection
from tests.core.compare.scene import HOST, expired_here
from tests.desk.desks import Office, office
from tests.desk.talking import Talk
from tests.slack_double.server import Workspace, workspace
from tests.slack_double.world import APP_TOKEN, BOT_TOKEN, DESK, HELP, SECRET, Json

CONTACT = Contact(name="Raven Desk", phone="555-0100", email="help@raven.example")
GROUP = "S1"


class Running(Struct, frozen=True, kw_only=True):
    """What a test works with."""

    world: Workspace
    here: Office
    app: SlackApp
    talk: Talk


def sentence(name: str) -> str:
    """Of whichever file has it."""
    for source in (say_at_place, say, CatalogueTalk().say):
        try:
            return source(name)
        except KeyError:
            continue
    raise KeyError(name)


def section(world: Workspace, mode: SlackMode) -> SlackSection:
    return SlackSection(
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        signing_secret=SECRET,
        mode=mode,
        api_url=world.api_url,
        technicians_channel=DESK,
        help_channels=(HELP,),
        p1_group=GROUP,
    )


@asynccontextmanager
async def running(
    folder: Path,
    sites: Mapping[str, Diagnosis] | None = None,
    *,
    world: Workspace | None = None,
    mode: SlackMode = SlackMode.SOCKET,
) -> AsyncIterator[Running]:
    """Starts everything; ends it in the order in which a process would be killed."""
    if world is None:
        async with workspace() as made, running(folder, sites, world=made, mode=mode) as started:
            yield started
        return
    settings = section(world, mode)
    talk = Talk(sites if sites is not None else {HOST: expired_here()})
    async with ClientSession() as session:
        once = Slack(web_client(settings, session), lambda: "U0BOT", tries=1)
        read: list[Callable[[str], Any]] = []

        async def case_of(case_id: str) -> CaseView | None:
            view: CaseView | None = await read[0](case_id)
            return view

        place = SlackPlace(once, settings, sentence, case_of)
        url = f"sqlite:///{folder / 'certdesk.db'}"
        receivers = (Receiver(place="slack", is_channel=True),)
        async with office(url, {"slack": place}, receivers=receivers, edits=("slack",)) as here:
            read.append(here.desk.tickets.case)
            voice = Voice(
                conversation=talk.conversation,
                side=talk.side,
                contact=CONTACT,
                say=sentence,
                clock=here.clock,
            )
            app = SlackApp(voice, here.desk, settings, session)
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(app.run()), group.create_task(here.desk.courier.run())]
                try:
                    if mode is SlackMode.SOCKET:
                        await world.until(lambda: world.sockets)
                    yield Running(world=world, here=here, app=app, talk=talk)
                finally:
                    for task in tasks:
                        task.cancel()


def shown(message: Json) -> str:
    """Everything that a message shows, and says."""
    found: list[str] = []

    def walk(value: object) -> None:
        match value:
            case {"text": str(text)}:
                found.append(text)
            case dict():
                for inner in value.values():
                    walk(inner)
            case list():
                for inner in value:
                    walk(inner)
            case _:
                pass

    walk(message["blocks"])
    return "\n".join(found)
