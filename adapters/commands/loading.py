"""How a command loads: without collecting garbage, and without what others would load for it."""

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


def load_records() -> None:
    """Loads msgspec as where there are no `typing_extensions`, of which it needs none since 3.11.

    Only for what loads no pyOpenSSL, which wants them: it spares six megabytes.
    """
    _load("msgspec", without="typing_extensions")


def load_log() -> None:
    """Loads structlog as where there is no Rich, whose coloured traces we never write.

    Only for what keeps running, which it spares five megabytes.
    """
    _load("structlog", without="rich")


def load_event_loop() -> None:
    """Loads asyncio as on a Python built without `ssl`; we shake hands through pyOpenSSL.

    Only for a brief check, which it spares a twentieth of its start: where issuers are asked too,
    some of them over HTTPS, asyncio needs it.
    """
    _load("asyncio", without="ssl")


def _load(name: str, *, without: str) -> None:
    modules: dict[str, Any] = sys.modules
    if name in modules or without in modules:
        return
    modules[without] = None  # how an import is told that there is no such module
    try:
        __import__(name)
    finally:
        del modules[without]
