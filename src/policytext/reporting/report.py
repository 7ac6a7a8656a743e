"""`report`: one page that holds a whole analysis."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING

from policytext.files import written_whole
from policytext.statistics.options import check_choice, check_numbers

if TYPE_CHECKING:
    from policytext.corpus import Corpus
    from policytext.reporting.words import Words
    from policytext.theming.codebooks.codebook import Codebook
    from policytext.tokens import Tokens

__all__ = ["NEEDED", "Report", "report"]

#: The beginning of the message where the charting library is missing.
NEEDED = "A report needs vl-convert-python for its charts"


class Report:
    """A page that holds a whole analysis.

    Attributes
    ----------
    title : str
        The title of the page.
    html : str
        The whole page, which needs nothing else.
    """

    def __init__(self, title: str, html: str) -> None:
        self.title = title
        self.html = html

    def save(self, path: str | PathLike[str]) -> None:
        """Write the page to a file, whole or not at all.

        Raises
        ------
        ReadError
            If the folder does not exist or cannot be written to.
        """
        with written_whole(path) as temporary:
            temporary.write_text(self.html, encoding="utf-8", newline="\n")

    def __repr__(self) -> str:
        return f"<Report {self.title!r}: {len(self.html.encode()) / 1e6:.1f} MB>"


def report(
    corpus: Corpus | Tokens,
    path: str | PathLike[str] | None = None,
    *,
    lang: str = "zh",
    terms: str | Iterable[str] | None = None,
    by: str | None = None,
    codebook: str | PathLike[str] | Codebook = "policy",
    title: str | None = None,
    seed: int = 0,
) -> Report:
    r"""Put a whole analysis on one page, to open in a browser, print or send by mail.

    The page tells what was read and cleaned, lists metadata and outlines, frequent words and
    keywords, terms over time, themes by section and time, what sets the later half of the texts
    apart, and new phrases; it holds the texts, in which any string can be searched for, and leads
    from each number to the lines it counts. It needs no network.

    Parameters
    ----------
    corpus : Corpus or Tokens
        A corpus is segmented with jieba.
    path : path, optional
        Where to save the page.
    lang : {"zh", "en"}, default "zh"
        The language of the page; the texts stay as they are.
    terms : str or iterable of str, optional
        Terms to follow, counted as strings. By default the four most frequent content words and
        the four that rise most steadily; the eight most frequent where there are no years.
    by : str, optional
        The column of `corpus.docs` by which texts are grouped. By default "year" where documents
        are of two years or more, else "document", and "section" for one document.
    codebook : str, path or Codebook, default "policy"
        Where themes are looked up.
    title : str, optional
        The title of the page.
    seed : int, default 0
        For whatever draws at random; the same corpus, options and seed give the same page.

    Returns
    -------
    Report
        The page, with `html` and `save`.

    Raises
    ------
    InputError
        If the corpus has no documents, there is no such column, or an option has a value that
        cannot be used.
    ReadError
        If the codebook cannot be read or the file not be written.
    MissingExtra
        If vl-convert-python is not installed, which holds the charting library.

    Notes
    -----
    What a document says is text on this page and nothing else: all of it is escaped, and the
    page's content security policy lets only the scripts run that policytext put there. Paths of
    files are shortened to what they do not share.

    Examples
    --------
    >>> import policytext as pt
    >>> corpus = pt.Corpus.from_texts({"2023": "深化改革。", "2024": "深化改革，扩大开放。"})
    >>> page = pt.report(corpus, title="改革")
    >>> page.title
    '改革'
    >>> page.save("report.html")  # doctest: +SKIP
    """
    from policytext.plot.vega import load_library
    from policytext.reporting.analysis import analyse
    from policytext.reporting.page import build_page
    from policytext.reporting.words import LANGUAGES, Words

    check_choice("lang", lang, LANGUAGES)
    check_numbers(least=0, seed=seed)
    library = load_library(NEEDED)
    analysis = analyse(corpus, terms=terms, by=by, codebook=codebook, seed=seed)
    words = Words(lang)
    name = title or _default_title(analysis.corpus, words)
    options = {"lang": lang, "terms": list(analysis.terms) if analysis.chosen else None, "by": by}
    made = Report(name, build_page(analysis, words, name, library.result(), options))
    if path is not None:
        made.save(path)
    return made


def _default_title(corpus: Corpus, words: Words) -> str:
    """Name the page after its document, or after how many there are."""
    if len(corpus) == 1:
        return words("title_one", name=corpus[0].title or corpus[0].id)
    return words("title_many", n=len(corpus))
