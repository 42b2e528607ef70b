"""When garbage is collected: never while loading, and never among what was loaded."""

import gc


def begin_loading() -> None:
    """Whatever is made while loading stays: collecting finds nothing and costs a sixth of it."""
    gc.disable()


def end_loading() -> None:
    """Garbage is collected again, and never sought among what was loaded."""
    gc.freeze()
    gc.enable()
