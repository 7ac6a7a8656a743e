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
    from policytext.reporting.report import Report as Report
    from policytext.reporting.report import report as report
    from policytext.scale.ingest import Ingested as Ingested
    from policytext.scale.ingest import ingest as ingest
    from policytext.scale.scan import Scan as Scan
    from policytext.scale.scan import scan as scan
    from policytext.segmentation import segment as segment
    from policytext.segmentation.jieba import JiebaSegmenter as JiebaSegmenter
    from policytext.segmentation.pkuseg import PkusegSegmenter as PkusegSegmenter
    from policytext.statistics.collocation import collocations as collocations
    from policytext.statistics.concordance import kwic as kwic
    from policytext.statistics.concordance_files import write_kwic as write_kwic
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
    from policytext.theming.codebooks.checking import check_codebook as check_codebook
    from policytext.theming.codebooks.codebook import Codebook as Codebook
    from policytext.theming.codebooks.codebook import Term as Term
    from policytext.theming.codebooks.codebook import Theme as Theme
    from policytext.theming.codebooks.drafting import draft_codebook as draft_codebook
    from policytext.theming.codebooks.drafting import draft_terms as draft_terms
    from policytext.theming.coding.agreement import agreement as agreement
    from policytext.theming.coding.by_codebook import code_themes as code_themes
    from policytext.theming.coding.evaluation import evaluate_themes as evaluate_themes
    from policytext.theming.coding.reading import read_coding_sheet as read_coding_sheet
    from policytext.theming.coding.saving import save_coding_sheet as save_coding_sheet
    from policytext.theming.coding.sheet import coding_sheet as coding_sheet
    from policytext.theming.formulations.candidates import lexicon_candidates as lexicon_candidates
    from policytext.theming.formulations.formulations import formulations as formulations
    from policytext.theming.learning.model import ThemeModel as ThemeModel
    from policytext.theming.learning.training import train_themes as train_themes
    from policytext.theming.scoring.passages import passages as passages
    from policytext.theming.scoring.sections import sections as sections
    from policytext.theming.scoring.shares import themes as themes
    from policytext.theming.scoring.tables import theme_evidence as theme_evidence
    from policytext.theming.scoring.tables import theme_scores as theme_scores
    from policytext.theming.scoring.tables import theme_units as theme_units
    from policytext.theming.scoring.wording import wording as wording
    from policytext.theming.topics.numbers import topic_numbers as topic_numbers
    from policytext.theming.topics.result import Topics as Topics
    from policytext.theming.topics.topics import topics as topics
    from policytext.tokens import Tokens as Tokens

#: Where each public name lives. Nothing is imported before it is used: the command line must
#: start at once.
_HOME = {
    "Codebook": "theming.codebooks.codebook",
    "Corpus": "corpus",
    "Document": "document",
    "Ingested": "scale.ingest",
    "JiebaSegmenter": "segmentation.jieba",
    "Lexicon": "lexicons",
    "PkusegSegmenter": "segmentation.pkuseg",
    "Report": "reporting.report",
    "Scan": "scale.scan",
    "Term": "theming.codebooks.codebook",
    "Theme": "theming.codebooks.codebook",
    "ThemeModel": "theming.learning.model",
    "Tokens": "tokens",
    "Topics": "theming.topics.result",
    "agreement": "theming.coding.agreement",
    "born": "statistics.rising",
    "change_points": "statistics.turning",
    "check_codebook": "theming.codebooks.checking",
    "cluster": "statistics.similarity",
    "clusters": "statistics.ngrams",
    "code_themes": "theming.coding.by_codebook",
    "coding_sheet": "theming.coding.sheet",
    "collocation_network": "statistics.network",
    "collocations": "statistics.collocation",
    "consecutive": "statistics.network",
    "correspondence": "statistics.correspondence",
    "count": "counting",
    "cross_validate_themes": "theming.learning.validation",
    "datasets": "",
    "dispersion": "statistics.dispersion",
    "diversity": "statistics.diversity",
    "draft_codebook": "theming.codebooks.drafting",
    "draft_terms": "theming.codebooks.drafting",
    "evaluate_segmentation": "evaluation",
    "evaluate_themes": "theming.coding.evaluation",
    "evidence": "counting",
    "formulations": "theming.formulations.formulations",
    "frequencies": "statistics.frequency",
    "gone": "statistics.rising",
    "ingest": "scale.ingest",
    "key_keyness": "statistics.key_keyness",
    "keyness": "statistics.keyness",
    "keywords": "statistics.keywords",
    "kwic": "statistics.concordance",
    "kwic_html": "statistics.concordance_views",
    "kwic_text": "statistics.concordance_views",
    "lexicon_candidates": "theming.formulations.candidates",
    "nesting": "counting",
    "ngrams": "statistics.ngrams",
    "passages": "theming.scoring.passages",
    "plot": "",
    "positions": "statistics.positions",
    "read": "reading",
    "read_coding_sheet": "theming.coding.reading",
    "references": "citations",
    "report": "reporting.report",
    "rising": "statistics.rising",
    "save_coding_sheet": "theming.coding.saving",
    "save_kwic": "statistics.concordance_views",
    "scan": "scale.scan",
    "sections": "theming.scoring.sections",
    "segment": "segmentation",
    "similarity": "statistics.similarity",
    "style": "statistics.style",
    "theme_evidence": "theming.scoring.tables",
    "theme_scores": "theming.scoring.tables",
    "theme_units": "theming.scoring.tables",
    "themes": "theming.scoring.shares",
    "topic_numbers": "theming.topics.numbers",
    "topics": "theming.topics.topics",
    "train_themes": "theming.learning.training",
    "trend": "statistics.trends",
    "trend_test": "statistics.trend_tests",
    "wording": "theming.scoring.wording",
    "write_kwic": "statistics.concordance_files",
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
