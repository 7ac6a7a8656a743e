"""policytext models."""

from __future__ import annotations

import click

from policytext.cli.options import FILE


@click.group(epilog="Example: policytext models install pkuseg")
def command() -> None:
    """Install and list the models of segmenters."""


@command.command(epilog="Example: policytext models install pkuseg --from pkuseg-0.0.25-….whl")
@click.argument("name", type=click.Choice(["pkuseg"]))
@click.option(
    "--from", "source", type=FILE, metavar="WHEEL", help="For a machine without a network."
)
def install(name: str, source: str | None) -> None:
    """Fetch a model with pip, check it, and keep it converted."""
    from policytext.segmentation import pkuseg

    path = pkuseg.install(source, report=lambda step: click.echo(f"{step} …", err=True))
    click.echo(path)


@command.command("list", epilog="Example: policytext models list")
def list_models() -> None:
    """Show which models are installed, and where."""
    from policytext.segmentation import pkuseg

    path = pkuseg.model_path()
    state = pkuseg.model_state()
    if state == "installed":
        state = f"{path.stat().st_size / 1e6:.0f} MB"
    click.echo(f"pkuseg 0.0.25 default  {state}  {path}")
