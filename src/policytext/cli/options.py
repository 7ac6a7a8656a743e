"""How the commands share options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

__all__ = ["FILE", "given_options", "together"]

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


def given_options(names: Sequence[str]) -> str:
    """Write those options that the user gave, by the names of their values; "" for none."""
    context = click.get_current_context()
    given = (click.core.ParameterSource.COMMANDLINE, click.core.ParameterSource.ENVIRONMENT)
    return ", ".join(
        option.opts[0]
        for option in context.command.params
        if option.name in names and context.get_parameter_source(option.name) in given
    )
