"""How a command loads: without collecting garbage, and without a second library for TLS."""

import gc
import sys
from typing import Any, Final

_THRESHOLD: Final = 5000
"""New objects before young garbage is sought; one check makes more than the usual 700."""


def begin_loading() -> None:
    """Whatever is made while loading stays: collecting finds nothing and costs a sixth of it."""
    gc.disable()


def end_loading() -> None:
    """Garbage is collected again, and never sought among what was loaded."""
    gc.freeze()
    gc.set_threshold(_THRESHOLD)
    gc.enable()


def load_log() -> None:
    """Loads structlog as where there is no Rich, whose coloured traces we never write.

    Only for what keeps running, which it spares five megabytes.
    """
    modules: dict[str, Any] = sys.modules
    if "rich" in modules or "structlog" in modules:
        return
    modules["rich"] = None  # as below
    try:
        import structlog  # noqa: F401
    finally:
        del modules["rich"]


def load_event_loop() -> None:
    """Loads asyncio as on a Python built without `ssl`; we shake hands through pyOpenSSL.

    Only for a brief check, which it spares a twentieth of its start: where issuers are asked too,
    some of them over HTTPS, asyncio needs it.
    """
    modules: dict[str, Any] = sys.modules
    if "asyncio" in modules or "ssl" in modules:
        return
    modules["ssl"] = None  # how an import is told that there is no such module
    try:
        import asyncio  # noqa: F401
    finally:
        del modules["ssl"]
