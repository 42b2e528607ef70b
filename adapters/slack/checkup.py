"""Asks Slack whether the tokens are good and the app has what it needs; changes nothing there."""

from aiohttp import ClientError, ClientSession
from msgspec import Struct
from slack_sdk.errors import SlackApiError, SlackClientError

from adapters.slack.calls import web_client
from adapters.slack.manifest import missing_scopes
from adapters.slack.refusals import refusal_of
from bot.slack_settings import SlackMode, SlackSection


class Checkup(Struct, frozen=True, kw_only=True):
    """What Slack said.

    Attributes:
        team: The workspace; "" where Slack did not say.
        missing: Scopes that the app needs and was not given.
        wrong: What keeps it from working; "" where nothing does.
    """

    team: str = ""
    missing: tuple[str, ...] = ()
    wrong: str = ""


async def checkup(section: SlackSection) -> Checkup:
    """One call for each token."""
    async with ClientSession(trust_env=True) as session:
        client = web_client(section, session)
        which = "bot_token"
        try:
            answer = await client.auth_test()
            if section.mode is SlackMode.SOCKET:
                which = "app_token"
                await client.apps_connections_open(app_token=section.app_token)
        except SlackApiError as error:
            return Checkup(wrong=f"[slack] {which}: {refusal_of(error).code or 'no answer'}")
        except (SlackClientError, ClientError, TimeoutError, OSError) as error:
            return Checkup(wrong=f"{section.api_url} does not answer: {type(error).__name__}")
    granted = str(answer.headers.get("x-oauth-scopes", ""))
    scopes = [scope.strip() for scope in granted.split(",")]
    return Checkup(
        team=str(answer.get("team") or answer.get("team_id", "")),
        missing=missing_scopes(section, scopes) if granted else (),
    )
