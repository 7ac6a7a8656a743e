"""Charts and word clouds: functions of the tables, returning a matplotlib Axes."""

from __future__ import annotations

from policytext.plot.bars import bar
from policytext.plot.clouds import wordcloud
from policytext.plot.heatmaps import heatmap
from policytext.plot.lines import trend
from policytext.plot.saving import save

__all__ = ["bar", "heatmap", "save", "trend", "wordcloud"]
