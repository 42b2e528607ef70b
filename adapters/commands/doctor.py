"""`certdesk doctor`: what is set up, what is missing, and how to mend it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from adapters.commands.options import add_config

if TYPE_CHECKING:
    import argparse

_SIGNS: Final = {"well": "ok     ", "missing": "--     ", "broken": "MEND   "}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Says what may stand after `doctor`."""
    add_config(parser)
    parser.set_defaults(ca=[], at=None, tls_only=True)


def run(options: argparse.Namespace) -> int:
    """Looks at everything; 1 if something has to be mended before `certdesk run` works."""
    import asyncio

    from adapters.commands.examining import examine
    from adapters.commands.loading import end_loading
    from adapters.commands.settings import config_of

    config = config_of(options)
    end_loading()
    found = asyncio.run(examine(options, config))
    for one in found:
        sys.stdout.write(f"{_SIGNS[one.state]}{one.what}: {one.text}\n")
        if one.mend:
            sys.stdout.write(f"       {one.mend}\n")
    return int(any(one.state == "broken" for one in found))
