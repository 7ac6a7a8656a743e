"""Charts and word clouds: functions of the tables, returning a matplotlib Axes."""

from __future__ import annotations

from policytext.plot.bars import bar
from policytext.plot.biplots import biplot
from policytext.plot.cloud_panels import wordclouds
from policytext.plot.clouds import wordcloud
from policytext.plot.dispersions import dispersion
from policytext.plot.heatmaps import heatmap
from policytext.plot.interactive import interactive
from policytext.plot.keyness import keyness
from policytext.plot.lines import trend
from policytext.plot.multiples import multiples
from policytext.plot.networks import network
from policytext.plot.outlines import outline
from policytext.plot.saving import save
from policytext.plot.scatters import scatter
from policytext.plot.streams import themes

__all__ = [
    "bar",
    "biplot",
    "dispersion",
    "heatmap",
    "interactive",
    "keyness",
    "multiples",
    "network",
    "outline",
    "save",
    "scatter",
    "themes",
    "trend",
    "wordcloud",
    "wordclouds",
]
