"""How the commands share options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

__all__ = ["FILE", "given_options", "progress_option", "shown_progress", "together"]

F = TypeVar("F", bound=Callable[..., Any])

#: A name of a file: for a shell to complete; that it can be read is found out on reading.
FILE = click.Path(readable=False)

#: Adds the option that says how progress is shown where parts of a corpus are done.
progress_option = click.option(
    "--progress",
    type=click.Choice(["auto", "line", "json", "none"]),
    default="auto",
    show_default=True,
    help="How to show progress on standard error: a line, or a JSON object a line.",
)


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


def shown_progress(form: Any) -> Callable[[Any], object] | None:
    """Return what shows progress as the option says; None where that is decided on the way."""
    from policytext.scale.progress import show

    if form == "auto":
        return None
    return show(form) if form != "none" else lambda progress: None
