"""How the commands share options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["FILE", "together"]

F = TypeVar("F", bound=Callable[..., Any])

#: A name of a file: for a shell to complete; that it can be read is found out on reading.
FILE = click.Path(readable=False)


def together(*options: Callable[[Any], Any]) -> Callable[[F], F]:
    """Make one decorator of the options of a command, in the order in which its help shows them."""

    def decorate(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate
