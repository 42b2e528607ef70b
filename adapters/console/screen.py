"""The terminal to print on, as rich drives it."""

from typing import Never

from rich.console import Console


class Screen(Console):
    """Leaves a closed pipe to whoever runs the program; rich would end it as if for a problem."""

    def on_broken_pipe(self) -> Never:
        """Lets the error through that rich has just caught."""
        raise BrokenPipeError
