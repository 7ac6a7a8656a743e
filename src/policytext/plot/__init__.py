"""Charts and word clouds: functions of the tables, returning a matplotlib Axes."""

from __future__ import annotations

from policytext.plot.charts import bar, heatmap, trend
from policytext.plot.clouds import wordcloud
from policytext.plot.saving import save

__all__ = ["bar", "heatmap", "save", "trend", "wordcloud"]
