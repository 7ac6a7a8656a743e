"""policytext doctor."""

from __future__ import annotations

import platform

import click

from policytext import __version__


@click.command(epilog="Example: policytext doctor")
def command() -> None:
    """Show which kernel, fonts, models and caches are in use."""
    from policytext.plot import fonts
    from policytext.segmentation import jieba, pkuseg, tables

    family = fonts.families()
    model = pkuseg.model_state()
    cache = tables.cache_folder()
    kept = sorted(cache.glob("*.tables"))
    size = sum(file.stat().st_size for file in kept) / 1e6
    repair = "(policytext models install pkuseg)"
    facts = {
        "policytext": f"{__version__}, Python {platform.python_version()}, {platform.platform()}",
        "kernel": "compiled" if jieba.has_kernel() else "none: jieba itself cuts, slowly",
        "jieba dictionary": jieba.JiebaSegmenter().dictionary,
        "pkuseg model": pkuseg.model_path() if model == "installed" else f"{model} {repair}",
        "font": f"{family[0]}, then {', '.join(family[1:])}",
        "cache": f"{cache} ({len(kept)} dictionaries, {size:.0f} MB)",
    }
    for name, value in facts.items():
        click.echo(f"{name:17} {value}")
