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
    from policytext.statistics.collocation import collocations as collocations
    from policytext.statistics.concordance import kwic as kwic
    from policytext.statistics.concordance_views import kwic_html as kwic_html
    from policytext.statistics.concordance_views import kwic_text as kwic_text
    from policytext.statistics.concordance_views import save_kwic as save_kwic
    from policytext.statistics.correspondence import correspondence as correspondence
    from policytext.statistics.dispersion import dispersion as dispersion
    from policytext.statistics.diversity import diversity as diversity
    from policytext.statistics.frequency import frequencies as frequencies
    from policytext.statistics.key_keyness import key_keyness as key_keyness
    from policytext.statistics.keyness import keyness as keyness
    from policytext.statistics.keywords import keywords as keywords
    from policytext.statistics.network import collocation_network as collocation_network
    from policytext.statistics.network import consecutive as consecutive
    from policytext.statistics.ngrams import clusters as clusters
    from policytext.statistics.ngrams import ngrams as ngrams
    from policytext.statistics.positions import positions as positions
    from policytext.statistics.rising import born as born
    from policytext.statistics.rising import gone as gone
    from policytext.statistics.rising import rising as rising
    from policytext.statistics.similarity import cluster as cluster
    from policytext.statistics.similarity import similarity as similarity
    from policytext.statistics.style import style as style
    from policytext.statistics.trend_tests import trend_test as trend_test
    from policytext.statistics.trends import trend as trend
    from policytext.statistics.turning import change_points as change_points
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
    "born": "statistics.rising",
    "change_points": "statistics.turning",
    "cluster": "statistics.similarity",
    "clusters": "statistics.ngrams",
    "collocation_network": "statistics.network",
    "collocations": "statistics.collocation",
    "consecutive": "statistics.network",
    "correspondence": "statistics.correspondence",
    "count": "counting",
    "datasets": "",
    "dispersion": "statistics.dispersion",
    "diversity": "statistics.diversity",
    "evaluate_segmentation": "evaluation",
    "evidence": "counting",
    "frequencies": "statistics.frequency",
    "gone": "statistics.rising",
    "key_keyness": "statistics.key_keyness",
    "keyness": "statistics.keyness",
    "keywords": "statistics.keywords",
    "kwic": "statistics.concordance",
    "kwic_html": "statistics.concordance_views",
    "kwic_text": "statistics.concordance_views",
    "nesting": "counting",
    "ngrams": "statistics.ngrams",
    "plot": "",
    "positions": "statistics.positions",
    "read": "reading",
    "references": "citations",
    "rising": "statistics.rising",
    "save_kwic": "statistics.concordance_views",
    "sections": "themes.scoring",
    "segment": "segmentation",
    "similarity": "statistics.similarity",
    "style": "statistics.style",
    "trend": "statistics.trends",
    "trend_test": "statistics.trend_tests",
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
