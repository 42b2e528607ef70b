"""`certdesk slack-manifest`: what to paste where Slack asks for an app's manifest."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from adapters.commands import UsageError
from adapters.commands.options import add_config

if TYPE_CHECKING:
    import argparse


def add_options(parser: argparse.ArgumentParser) -> None:
    """Says what may stand after `slack-manifest`."""
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    """Prints it as JSON."""
    import json

    from adapters.commands.settings import config_of
    from adapters.slack.manifest import manifest
    from bot.slack_settings import SlackMode

    config = config_of(options)
    if config.slack.mode is SlackMode.HTTP and not config.web.public_url:
        raise UsageError(
            '[slack] mode = "http" needs the address that Slack reaches: set [web] public_url, '
            'such as "https://help.example.com"'
        )
    json.dump(manifest(config.slack, config.web.public_url), sys.stdout, indent=2)
    sys.stdout.write("\n")
    return 0
