"""Memory of an idle certdesk with Slack, Discord, the web and a database (part of goal 11).

    uv run python -m benchmarks.idle

Resident size in MB, some seconds after everything is connected: on a new file, and on the same
one again. Must stay under 110; the doubles of the tests stand for Slack and Discord.
"""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.adapters.discord.double import Double, discord_double
from tests.adapters.together.test_together import settings
from tests.slack_double.server import Workspace, workspace
from tests.web.running import Certdesk

_MUST_MB: Final = 110.0
_SETTLES_S: Final = 8.0


async def main() -> None:
    async with workspace() as slack, discord_double() as discord:
        with TemporaryDirectory() as folder:
            desk = Certdesk(Path(folder), settings(slack, discord))
            for what in ("a new file", "the same file again"):
                size = await _idle_mb(desk, slack, discord)
                verdict = "met" if size <= _MUST_MB else "MISSED"
                print(f"  idle on {what:<20} {size:6.1f} MB, must {_MUST_MB:.0f}: {verdict}")


async def _idle_mb(desk: Certdesk, slack: Workspace, discord: Double) -> float:
    discord.gateway.ready.clear()
    slack.sockets.clear()
    process = await asyncio.to_thread(desk.start)
    try:
        await discord.until(discord.gateway.ready.is_set, 60)
        await slack.until(lambda: slack.sockets)
        await asyncio.sleep(_SETTLES_S)
        return _resident_mb(process.pid)
    finally:
        await asyncio.to_thread(desk.end, process)


def _resident_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    asyncio.run(main())
