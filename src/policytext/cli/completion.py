"""policytext completion."""

from __future__ import annotations

import click


@click.command(epilog="""Example: policytext completion bash >> ~/.bashrc""")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that lets a shell complete commands and options."""
    from click.shell_completion import get_completion_class

    completion = get_completion_class(shell)
    assert completion is not None
    root = ctx.find_root().command
    click.echo(completion(root, {}, "policytext", "_POLICYTEXT_COMPLETE").source())
