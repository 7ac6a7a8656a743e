"""Keywords: the terms that tell a document, section or group from others, or that carry it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext import stamp
from policytext.counting import make_stamp
from policytext.errors import InputError
from policytext.statistics.frequency import read_stopwords
from policytext.statistics.groups import By, Groups, group_name, group_tokens, make_table
from policytext.statistics.options import check_choice, check_numbers
from policytext.statistics.textrank import (
    JIEBA_TAGS,
    has_posseg,
    rank_words,
    read_tagged,
    read_tokens,
)
from policytext.statistics.yake import position_scores

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

    Ints = NDArray[np.integer[Any]]
    Floats = NDArray[np.float64]

__all__ = ["KEYWORDS", "MEASURES", "find_keywords", "keywords"]

#: Columns after the group's, with their types.
KEYWORDS = {"term": "str", "tag": "str", "score": "float64", "rank": "int64", "count": "int64"}
MEASURES = ("tfidf", "textrank", "position", "chi2")

#: English words that jieba leaves out, whatever else is left out.
# fmt: off
_JIEBA_STOPWORDS = frozenset({
    "the", "of", "is", "and", "to", "in", "that", "we", "for", "an", "are", "by", "be", "as", "on",
    "with", "can", "if", "from", "which", "you", "it", "this", "then", "at", "have", "all", "not",
    "one", "has", "or",
})
# fmt: on


class _Scores(NamedTuple):
    """Group, term, tag, score and count of each candidate above 0, in the order of the groups."""

    groups: Ints
    terms: list[str]
    tags: list[str]
    scores: Floats
    counts: Ints


class _Choice(NamedTuple):
    """Which forms may be keywords."""

    stopwords: frozenset[str]
    tags: tuple[str, ...] | None
    min_length: int

    def holds(self, words: Iterable[str], tags: Iterable[str]) -> NDArray[np.bool_]:
        """Tell of each form whether it may be one."""
        return np.array(
            [
                len(word.strip()) >= self.min_length
                and word not in self.stopwords
                and (self.tags is None or tag.startswith(self.tags))
                for word, tag in zip(words, tags, strict=True)
            ],
            dtype=bool,
        )


def keywords(
    tokens: Tokens,
    *,
    by: By = "document",
    measure: str = "tfidf",
    top: int | None = 20,
    idf: str | Tokens = "corpus",
    tagger: str | None = None,
    tags: Iterable[str] | None = None,
    stopwords: Iterable[str] | PathLike[str] | None = None,
    min_length: int = 2,
) -> pd.DataFrame:
    """List the keywords of each document, section or group.

    Parameters
    ----------
    tokens : Tokens
    by : str, iterable, mapping or Series, default "document"
        What has keywords: as for `group_tokens`, "document", "section", a level of headings, a
        column of `corpus.docs`, or a label for each document; None for all tokens together.
    measure : {"tfidf", "textrank", "position", "chi2"}, default "tfidf"
        "tfidf": frequent here and in few groups. "textrank": near words that are near words, as
        jieba defines it. "position": early, frequent, in many sentences and among few different
        neighbours, as YAKE weighs them. "chi2": more frequent here than in all other groups.
    top : int, optional
        Keywords of each group; None for all.
    idf : {"corpus", "jieba"} or Tokens, default "corpus"
        For "tfidf": the inverse document frequency from these groups; from the documents of other
        tokens; or jieba's, which is from news, with jieba's other rules.
    tagger : {"posseg", "dictionary"}, optional
        For "textrank": "posseg" cuts and tags the texts anew as `jieba.posseg` does, so that
        scores are those of `jieba.analyse.textrank`; "dictionary" takes the tokens as they are,
        with the tags of the segmenter's dictionary. By default "posseg" for tokens that a
        `JiebaSegmenter` has cut, else "dictionary"; the stamp names it.
    tags : iterable of str, optional
        Only terms whose part of speech begins with one of these. By default all, for "textrank"
        jieba's: n, ns, v and vn exactly.
    stopwords : iterable of str or path, optional
        Terms to leave out, as for `frequencies`.
    min_length : int, default 2
        Shortest term, in characters.

    Returns
    -------
    DataFrame
        One row per group and keyword, groups in their order, highest `score` first, ties in the
        order of the terms: the column named by `by` ("group" where that is not a name); `term`
        (str); `tag` (str, the part of speech, the most frequent where a term has several; "" where
        the dictionary has none); `score` (float, higher is more of a keyword, without unit; compare
        it within a group only); `rank` (int, from 1 in each group); `count` (int, tokens of the
        group, with "posseg" its words). Only scores above 0 are listed, so a group may have fewer
        rows than `top`, or none. `attrs["stamp"]` says how it was made.

    Raises
    ------
    InputError
        If an option has a value that cannot be used, or there is one group only where groups are
        compared ("chi2", and "tfidf" with `idf="corpus"`).
    ReadError
        If the file of stop words cannot be read.

    Notes
    -----
    "tfidf": count / words of the group * ln((N + 1) / (df + 1)), N groups (documents of the other
    tokens) of which df have the term: 0 for what all have. With `idf="jieba"` as
    `jieba.analyse.extract_tags`: count / candidates * idf, the median idf for unknown words,
    punctuation not left out, some English words always.

    "textrank": words with the wanted tags at most four words apart are linked, once for each time.
    In ten rounds over the words in the order of their characters w(i) becomes 0.15 + 0.85 * sum of
    w(j) * links(i, j) / links(j), and in the end (w - min / 10) / (max - min / 10).

    "position": the features of YAKE that mean something in Chinese (not the capital letters):
    (norm + spread) / (related**2 * early), the inverse of YAKE's S without its first feature.
    early = ln(ln(3 + median number of the term's sentences, from 0)); norm = count / (mean +
    standard deviation of the counts of all candidates); spread = share of the sentences with the
    term; related = 1 + (left + right) * count / highest count of a word, left and right being
    different neighbours / neighbours on that side. Numbers of sentences are within the group's
    part of each document.

    "chi2": Pearson's statistic of the term against all other words, in the group against the
    rest; only where the term is more frequent in the group.

    References
    ----------
    Mihalcea, R. and Tarau, P. (2004). TextRank: bringing order into texts. EMNLP, 404-411.
    Campos, R. et al. (2020). YAKE! Keyword extraction from single documents using multiple local
    features. Information Sciences 509, 257-289. doi:10.1016/j.ins.2019.09.013
    Sparck Jones, K. (1972). A statistical interpretation of term specificity. Journal of
    Documentation 28(1), 11-21. doi:10.1108/eb026526

    Examples
    --------
    >>> import policytext as pt
    >>> texts = {"甲": "改革和发展，改革和创新", "乙": "保护环境和发展"}
    >>> tokens = pt.Corpus.from_texts(texts).segment()
    >>> pt.keywords(tokens)[["document", "term", "count", "rank"]]
      document  term  count  rank
    0        甲    改革      2     1
    1        甲    创新      1     2
    2        乙  保护环境      1     1
    """
    columns, made = find_keywords(
        tokens,
        by=by,
        measure=measure,
        top=top,
        idf=idf,
        tagger=tagger,
        tags=tags,
        stopwords=stopwords,
        min_length=min_length,
    )
    return make_table(columns, KEYWORDS, made)


def find_keywords(
    tokens: Tokens,
    *,
    by: By = "document",
    measure: str = "tfidf",
    top: int | None = 20,
    idf: str | Tokens = "corpus",
    tagger: str | None = None,
    tags: Iterable[str] | None = None,
    stopwords: Iterable[str] | PathLike[str] | None = None,
    min_length: int = 2,
) -> tuple[dict[str, list[Any]], stamp.Stamp]:
    """List keywords as `keywords` does; return plain columns and the stamp."""
    check_choice("measure", measure, MEASURES)
    check_numbers(top=top, min_length=min_length)
    groups = group_tokens(tokens, by)
    stops = read_stopwords(stopwords)
    beginnings = None if tags is None else (tags,) if isinstance(tags, str) else tuple(tags)
    choice = _Choice(stops, beginnings, min_length)
    if measure == "tfidf":
        found, how = _tfidf(groups, choice, idf)
    elif measure == "textrank":
        found, how = _textrank(groups, choice, tagger)
    elif measure == "chi2":
        found, how = _chi2(groups, choice), {}
    else:
        found, how = _position(groups, choice), {}
    made = make_stamp(tokens.corpus, "token", None, tokens) | {
        "measure": measure,
        **how,
        "tags": "all" if beginnings is None else ",".join(sorted(beginnings)),
        "stopwords": stamp.digest(sorted(stops)) if stops else "none",
        "min_length": min_length,
    }
    if measure == "textrank" and beginnings is None:
        made["tags"] = ",".join(sorted(JIEBA_TAGS))
    return _rank(found, groups.labels, group_name(by, KEYWORDS), top), made


def _rank(found: _Scores, labels: list[Any], name: str, top: int | None) -> dict[str, list[Any]]:
    """Order the candidates of each group and keep the first."""
    # Ties to 12 digits are ties: sums taken in another order must not change the list.
    mantissa, exponent = np.frexp(found.scores)
    digits = np.ldexp(np.round(np.ldexp(mantissa, 40)), exponent - 40)
    columns: dict[str, list[Any]] = {name: [], **{column: [] for column in KEYWORDS}}
    bounds = np.searchsorted(found.groups, np.arange(len(labels) + 1))
    for label, begin, end in zip(labels, bounds[:-1], bounds[1:], strict=True):
        inside = np.arange(begin, end)
        if top is not None and len(inside) > top:
            # Only what ties with the last that is listed needs the order of the terms.
            inside = inside[digits[inside] >= np.sort(digits[inside])[-top]]
        order = sorted(inside.tolist(), key=lambda place: (-digits[place], found.terms[place]))
        order = order[:top]
        columns[name] += [label] * len(order)
        columns["term"] += [found.terms[place] for place in order]
        columns["tag"] += [found.tags[place] for place in order]
        columns["score"] += found.scores[order].tolist()
        columns["rank"] += range(1, len(order) + 1)
        columns["count"] += found.counts[order].tolist()
    return columns


# ---------------------------------------------------------------- counts against other groups


def _candidates(
    groups: Groups, choice: _Choice, *, words_only: bool = True
) -> tuple[Ints, Ints, Ints]:
    """Give group, type and count of each pair of which the type may be a keyword."""
    wanted = choice.holds(groups.tokens.types, groups.tokens.tags)
    wanted[0] = False
    if words_only:
        wanted &= groups.tokens.is_word
    group, ids, counts = groups.counts
    kept = wanted[ids]
    return group[kept], ids[kept], counts[kept]


def _scored(groups: Groups, group: Ints, ids: Ints, scores: Floats, counts: Ints) -> _Scores:
    """Name the types."""
    tokens = groups.tokens
    kept = scores > 0
    ids = ids[kept]
    return _Scores(
        group[kept],
        [tokens.types[id] for id in ids],
        [tokens.tags[id] for id in ids],
        scores[kept],
        counts[kept],
    )


def _tfidf(
    groups: Groups, choice: _Choice, idf: str | Tokens
) -> tuple[_Scores, Mapping[str, object]]:
    """Weigh the share of a term by how few groups have it."""
    if not isinstance(idf, str) and not hasattr(idf, "doc_offsets"):
        raise InputError(f"`idf` must be 'corpus', 'jieba' or Tokens, got {type(idf).__name__}.")
    if idf == "jieba":
        # A reader of jieba's lists finds the same rules: its English words, its base.
        types = groups.tokens.types
        english = frozenset(type_ for type_ in types if type_.lower() in _JIEBA_STOPWORDS)
        choice = choice._replace(stopwords=choice.stopwords | english)
        group, ids, counts = _candidates(groups, choice, words_only=False)
        known, median = _jieba_idf()
        weights = np.array([known.get(types[id], median) for id in ids], dtype=np.float64)
        base = np.bincount(group, weights=counts, minlength=len(groups))
        scores = counts * (weights / base[group])
        return _scored(groups, group, ids, scores, counts), {"idf": "jieba"}
    if isinstance(idf, str):
        check_choice("idf", idf, ("corpus", "jieba"))
    group, ids, counts = _candidates(groups, choice)
    n_types = len(groups.tokens.types)
    how: dict[str, object] = {"idf": "ln((N + 1) / (df + 1))"}
    if isinstance(idf, str):
        if len(groups) < 2:
            raise InputError(
                "`idf='corpus'` must have two or more groups to compare, got 1. "
                "Use idf='jieba', or give the tokens of a larger corpus as `idf`."
            )
        n, df = len(groups), np.bincount(ids, minlength=n_types)
    else:
        n = len(idf)
        _, others, _ = group_tokens(idf, "document").counts
        frequency = np.bincount(others, minlength=len(idf.types))
        df = np.array(
            [frequency[idf.index.get(t, 0)] if t in idf.index else 0 for t in groups.tokens.types]
        )
        how["reference"] = stamp.digest(document.text for document in idf.corpus)
    how["N"] = n
    scores = counts / groups.words[group] * np.log((n + 1) / (df[ids] + 1))
    return _scored(groups, group, ids, scores, counts), how


@cache
def _jieba_idf() -> tuple[dict[str, float], float]:
    """Read jieba's table of inverse document frequencies; return its median too."""
    from policytext.segmentation.jieba import _dictionary_file

    path = _dictionary_file().parent / "analyse" / "idf.txt"
    pairs = (line.split(" ") for line in path.read_text(encoding="utf-8").splitlines())
    table = {word: float(value) for word, value in pairs}
    return table, sorted(table.values())[len(table) // 2]


def _chi2(groups: Groups, choice: _Choice) -> _Scores:
    """Compare a group with all others."""
    from policytext.statistics.contingency import MEASURES as CONTINGENCY

    if len(groups) < 2:
        raise InputError(
            "`measure='chi2'` must have two or more groups to compare, got 1. "
            "Choose another `by`, or measure='textrank'."
        )
    group, ids, counts = _candidates(groups, choice)
    total = np.bincount(ids, weights=counts, minlength=len(groups.tokens.types))[ids]
    words, all_words = groups.words[group], groups.words.sum()
    rest, rest_words = total - counts, all_words - words
    scores = CONTINGENCY["chi2"](counts, rest, words - counts, rest_words - rest)
    more = counts * all_words > total * words
    return _scored(groups, group, ids, np.where(more & np.isfinite(scores), scores, 0), counts)


# ---------------------------------------------------------------- places and neighbours


def _textrank(
    groups: Groups, choice: _Choice, tagger: str | None
) -> tuple[_Scores, Mapping[str, object]]:
    """Rank the words of each group as jieba does."""
    if tagger is None:
        tagger = "posseg" if has_posseg(groups) else "dictionary"
    check_choice("tagger", tagger, ("posseg", "dictionary"))
    if tagger == "posseg" and not has_posseg(groups):
        raise InputError(
            "`tagger='posseg'` must have tokens that a JiebaSegmenter has cut, got "
            f"{groups.tokens.segmenter.name!r}. Use tagger='dictionary'."
        )
    reading = read_tagged(groups) if tagger == "posseg" else read_tokens(groups)
    wanted = choice.holds(reading.words, reading.tags)
    wanted &= np.array([w.lower() not in _JIEBA_STOPWORDS for w in reading.words], dtype=bool)
    if choice.tags is None:
        wanted &= np.array([tag in JIEBA_TAGS for tag in reading.tags], dtype=bool)
    group, words, scores = rank_words(reading, wanted, len(groups))
    counted = wanted[reading.ids] & (reading.codes >= 0)
    size = len(reading.words)
    pairs, counts = np.unique(
        reading.codes[counted].astype(np.int64) * size + reading.ids[counted], return_counts=True
    )
    found: dict[tuple[int, str], list[tuple[int, str]]] = {}
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        code, id = divmod(pair, size)
        found.setdefault((code, reading.words[id]), []).append((count, reading.tags[id]))
    rows = [found[key] for key in zip(group.tolist(), words, strict=True)]
    most = [min(row, key=lambda item: (-item[0], item[1]))[1] for row in rows]
    totals = np.array([sum(count for count, _ in row) for row in rows], dtype=np.int64)
    return _Scores(group, words, most, scores, totals), {"tagger": tagger}


def _position(groups: Groups, choice: _Choice) -> _Scores:
    """Weigh terms by their places."""
    group, ids, counts = _candidates(groups, choice)
    return _scored(groups, group, ids, position_scores(groups, group, ids, counts), counts)
