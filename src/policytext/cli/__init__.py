"""The command line: a thin layer over the public functions, one module a command."""

from __future__ import annotations

import os
import sys
import warnings
from importlib import import_module
from typing import Any

import click

from policytext import __version__
from policytext.errors import InputError, PolicyTextError

__all__ = ["main"]

_COMMANDS = (
    "count", "kwic", "frequencies", "ngrams", "collocations", "keyness", "keywords", "similarity",
    "dispersion", "diversity", "trend", "rising", "formulations", "sections", "themes", "wording",
    "topics", "codebook", "coding", "outline", "metadata", "chart", "cloud", "report", "evaluate",
    "ingest", "models", "demo", "doctor", "completion",
)  # fmt: skip


def _show_warning(message: Warning | str, *_: Any) -> None:
    """Show a warning as one line for the user of a command."""
    click.echo(f"Note: {message}", err=True)


class _LazyGroup(click.Group):
    """Imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"policytext.cli.{name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from policytext.errors import nearest

            hint = nearest(args[0], _COMMANDS) or f" The commands are {', '.join(_COMMANDS)}."
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; every error of ours ends in one line and the right exit status."""
        try:
            with warnings.catch_warnings():
                warnings.showwarning = _show_warning  # type: ignore[assignment]
                return super().invoke(ctx)
        except PolicyTextError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(2 if isinstance(error, InputError) else 1)
        except (BrokenPipeError, click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("POLICYTEXT_DEBUG"):
                raise
            click.echo(
                f"Error: {type(error).__name__}: {error}. This is a fault of policytext; "
                "set POLICYTEXT_DEBUG=1 to see where.",
                err=True,
            )
            ctx.exit(1)


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: policytext count 人民 report.txt",
)
@click.version_option(__version__, prog_name="policytext")
def main() -> None:
    """Analyse Chinese policy documents 政策文本分析.

    Files are .txt, .md, .html, .docx, .pdf, .doc, .wps, tables (.csv, .jsonl, .xlsx, .parquet) or
    archives of these (.zip, .tar.gz), in any Chinese encoding; folders, globs, or - for standard
    input; or a corpus on disk that `policytext ingest` made. Exit status: 0 done, 1 an input
    failed, 2 wrong use.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
