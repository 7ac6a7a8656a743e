"""Analyse Chinese policy documents: count terms with evidence, find themes, follow trends.

>>> import policytext as pt
>>> corpus = pt.datasets.load("work_reports")
>>> len(corpus)
12
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from policytext import datasets as datasets
    from policytext import plot as plot
    from policytext.citations import references as references
    from policytext.corpus import Corpus as Corpus
    from policytext.counting import count as count
    from policytext.counting import evidence as evidence
    from policytext.counting import nesting as nesting
    from policytext.document import Document as Document
    from policytext.evaluation import evaluate_segmentation as evaluate_segmentation
    from policytext.lexicons import Lexicon as Lexicon
    from policytext.reading import read as read
    from policytext.segmentation import segment as segment
    from policytext.segmentation.jieba import JiebaSegmenter as JiebaSegmenter
    from policytext.segmentation.pkuseg import PkusegSegmenter as PkusegSegmenter
    from policytext.statistics.frequency import frequencies as frequencies
    from policytext.statistics.trends import trend as trend
    from policytext.themes.codebook import Codebook as Codebook
    from policytext.themes.scoring import sections as sections
    from policytext.tokens import Tokens as Tokens

#: Where each public name lives. Nothing is imported before it is used: the command line must
#: start at once.
_HOME = {
    "Codebook": "themes.codebook",
    "Corpus": "corpus",
    "Document": "document",
    "JiebaSegmenter": "segmentation.jieba",
    "Lexicon": "lexicons",
    "PkusegSegmenter": "segmentation.pkuseg",
    "Tokens": "tokens",
    "count": "counting",
    "datasets": "",
    "evaluate_segmentation": "evaluation",
    "evidence": "counting",
    "frequencies": "statistics.frequency",
    "nesting": "counting",
    "plot": "",
    "read": "reading",
    "references": "citations",
    "sections": "themes.scoring",
    "segment": "segmentation",
    "trend": "statistics.trends",
}

__all__ = [*_HOME, "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'policytext' has no attribute {name!r}")
    home = _HOME[name]
    value = (
        getattr(import_module(f"policytext.{home}"), name)
        if home
        else import_module(f"policytext.{name}")
    )
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
