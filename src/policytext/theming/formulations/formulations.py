"""New formulations 提法: set phrases whose use begins or jumps at a time, with their evidence."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.counting import make_stamp
from policytext.errors import InputError, nearest
from policytext.statistics.contingency import adjust_p
from policytext.statistics.groups import By, Groups, group_tokens, make_table
from policytext.statistics.options import check_numbers
from policytext.theming.formulations.burst import Bursts, find_bursts
from policytext.theming.formulations.nesting import Found, find_shaped, measure, stand_alone
from policytext.theming.formulations.phrases import Characters, Names, Phrases

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

__all__ = ["FORMULATIONS", "find_formulations", "formulations"]

#: The columns of a row; those of groups have the type of the groups.
FORMULATIONS = {
    "term": "str", "tag": "str", "first": "", "jump": "", "until": "", "count": "int64",
    "count_before": "int64", "count_after": "int64", "per_10k_before": "float64",
    "per_10k_after": "float64", "score": "float64", "p_adjusted": "float64",
    "cohesion": "float64", "entropy_left": "float64", "entropy_right": "float64",
    "doc_freq": "int64", "quoted": "int64", "document": "str", "page": "Int64", "line": "int64",
    "context": "str",
}  # fmt: skip

#: Characters around the first use.
_CONTEXT = 20
#: How many cells of phrases by groups are held at once.
_CELLS = 4_000_000


def formulations(
    tokens: Tokens,
    *,
    by: By = "year",
    at: object = None,
    since: object = None,
    min_count: int = 3,
    min_length: int = 3,
    max_length: int = 20,
    min_cohesion: float = 3.0,
    min_entropy: float = 1.0,
    min_ratio: float = 5.0,
    top: int | None = None,
) -> pd.DataFrame:
    r"""List the set phrases whose use begins or jumps at a time.

    Parameters
    ----------
    tokens : Tokens
    by : str, iterable or mapping, default "year"
        A column of `corpus.docs`, or a label for each document; the groups are taken in the order
        of time, numbers by size and names as they come.
    at : optional
        One group: only what jumps there.
    since : optional
        A group, or for groups that are numbers any number: only what jumps there or later.
    min_count : int, default 3
        Lowest number of occurrences from the jump on.
    min_length, max_length : int, default 3 and 20
        Characters of a phrase. One that stands in quotation marks more often than not, as “三农”,
        may be shorter than the first.
    min_cohesion : float, default 3
        Lowest pointwise mutual information of the weakest split, in bits.
    min_entropy : float, default 1
        Lowest branching entropy on either side, in bits; on the left, none is asked of a phrase
        that follows a verb in half of its occurrences: 构建 + 人类命运共同体.
    min_ratio : float, default 5
        How many times as frequent a phrase must be from the jump on as before, with half an
        occurrence added on both sides.
    top : int, optional
        Only the first so many.

    Returns
    -------
    DataFrame
        One row per phrase, the strongest jump first, ties in the order of the terms: `term`
        (str); `tag` (str, a guess at its part of speech, for lexicons: that of the dictionary,
        else "n" for one that ends with a noun and "l", fixed expression, for others); `first`
        (group in which it first occurs at all, as a plain search has it); `jump` and `until`
        (first and last group of its burst); `count` (int, occurrences of the string in all
        groups); `count_before` (int, in all groups before the jump) and `count_after` (int, from
        `jump` to `until`); `per_10k_before` and `per_10k_after` (float, per 10,000 characters
        without white space); `score` (float, G² of the rise); `p_adjusted` (float, see Notes);
        `cohesion` (float, bits); `entropy_left` and `entropy_right` (float, bits); `doc_freq`
        (int, documents with it); `quoted` (int, occurrences that fill quotation marks);
        `document` (str), `page` (Int64, missing where the file has no pages), `line` (int, in the
        source file) and `context` (str, 20 characters of the paragraph on either side) of the
        first use. Empty with fewer than two groups: nothing is new in the first one.

    Raises
    ------
    InputError
        If an option has a value that cannot be used, or there is no group `at` or `since`.

    Notes
    -----
    *Candidates* are runs of characters that begin and end at words, neither with function words,
    adverbs, numbers or dates (but 四个现代化 and 三个代表 may begin so, and 以……为…… with its
    preposition); or all that stands between quotation marks. No run crosses punctuation or
    figures, so 大众创业、万众创新 is two phrases. All occurrences of the string count.

    *Cohesion* is the pointwise mutual information of the weakest split, *entropy* that of the
    characters on either side; a mark of punctuation is a neighbour of its own. The *burst* is the
    stretch of groups whose rate exceeds that of all before it with the greatest G²; see
    `find_bursts` in `formulations/burst.py`. `p_adjusted` is exact, corrected for the stretches
    that were compared (Bonferroni) and the candidates of sufficient form (Benjamini & Hochberg). It
    takes occurrences for independent, which those of one document are not: read it as a ranking.

    *Nested phrases*: a phrase with three quarters of its new use inside one longer phrase is a
    part of it and left out. A longer one that began in the same group and has less than half of
    it is left out as its elaboration, where the shorter makes up half of its characters; so is a
    verb with a phrase that it governs (推动高质量发展).

    A phrase of the last group with one or two occurrences is not found: repeated use is what
    makes a phrase. Its first use before the first text is not known.

    References
    ----------
    Church, K. W. & Hanks, P. (1990). Word association norms, mutual information, and
    lexicography. Computational Linguistics 16(1), 22-29. Feng, H., Chen, K., Deng, X. & Zheng, W.
    (2004). Accessor variety criteria for Chinese word extraction. Computational Linguistics 30(1),
    75-93. Frantzi, K., Ananiadou, S. & Mima, H. (2000). Automatic recognition of multi-word terms:
    the C-value/NC-value method. International Journal on Digital Libraries 3(2), 115-130. Jin, Z.
    & Tanaka-Ishii, K. (2006). Unsupervised segmentation of Chinese text by use of branching
    entropy. COLING/ACL 2006, 428-435. Kulldorff, M. (1997). A spatial scan statistic.
    Communications in Statistics: Theory and Methods 26(6), 1481-1496.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.datasets.load("work_reports").segment()
    >>> found = pt.formulations(tokens, at=2018, top=1)
    >>> found[["term", "first", "count_before", "count_after"]]
        term  first  count_before  count_after
    0  高质量发展   2018             0           33
    """
    columns, made = find_formulations(
        tokens, by=by, at=at, since=since, min_count=min_count, min_length=min_length,
        max_length=max_length, min_cohesion=min_cohesion, min_entropy=min_entropy,
        min_ratio=min_ratio, top=top,
    )  # fmt: skip
    return make_table(columns, {name: type_ for name, type_ in FORMULATIONS.items() if type_}, made)


def find_formulations(
    tokens: Tokens,
    *,
    by: By = "year",
    at: object = None,
    since: object = None,
    min_count: int = 3,
    min_length: int = 3,
    max_length: int = 20,
    min_cohesion: float = 3.0,
    min_entropy: float = 1.0,
    min_ratio: float = 5.0,
    top: int | None = None,
) -> tuple[dict[str, list[Any]], Stamp]:
    """List formulations as `formulations` does; return plain columns and the stamp."""
    check_numbers(min_count=min_count, top=top)
    check_numbers(least=2, min_length=min_length, max_length=max_length)
    for name, least in (("cohesion", min_cohesion), ("entropy", min_entropy), ("ratio", min_ratio)):
        if not least >= 0:
            raise InputError(f"`min_{name}` must be 0 or more, got {least!r}.")
    groups = group_tokens(tokens, by)
    wanted = _wanted(groups.labels, at, since)
    characters = Characters(groups)
    names = Names(characters.codes, max_length)
    found = find_shaped(characters, names, min_length, max_length, min_count)
    found = measure(characters, names, found, min_cohesion, min_entropy)
    bursts = _bursts(characters, found.phrases, len(groups))
    p_adjusted = adjust_p(bursts.p_value)
    new = (bursts.jump >= 0) & (bursts.after >= min_count) & (_ratio(bursts) >= min_ratio)
    found, bursts, p_adjusted = found.keep(new), bursts.at(new), p_adjusted[new]
    alone = stand_alone(characters, found, bursts) & wanted[bursts.jump]
    rows = sorted(
        np.flatnonzero(alone).tolist(),
        key=lambda n: (-round(float(bursts.g2[n]), 9), found.terms[n]),
    )[:top]
    columns = _columns(groups, characters, found, bursts, p_adjusted, rows)
    options: dict[str, object] = {
        "by": by if isinstance(by, str) else None,
        "at": at,
        "since": since,
        "min_count": min_count,
        "length": f"{min_length}-{max_length}",
        "min_cohesion": min_cohesion,
        "min_entropy": min_entropy,
        "min_ratio": min_ratio,
    }
    made = make_stamp(tokens.corpus, "string", "all", tokens)
    return columns, made | {name: value for name, value in options.items() if value is not None}


def _wanted(labels: list[Any], at: object, since: object) -> Bools:
    """Tell which groups are asked for; one more value stands for no jump."""
    wanted = np.ones(len(labels) + 1, dtype=bool)
    if at is not None:
        wanted[:-1] &= np.arange(len(labels)) == _place("at", at, labels)
    if since is not None:
        if all(isinstance(label, Real) for label in (*labels, since)):
            wanted[:-1] &= np.array(labels) >= since
        else:
            wanted[:-1] &= np.arange(len(labels)) >= _place("since", since, labels)
    return wanted


def _place(name: str, value: object, labels: list[Any]) -> int:
    """Return which group a value names, as a command line writes it too."""
    known = [str(label) for label in labels]
    if str(value) not in known:
        shown = ", ".join(known[:3]) + (" …" if len(known) > 3 else "")
        raise InputError(
            f"`{name}` must be one of the groups, {shown}, got {value!r}."
            f"{nearest(str(value), known)}"
        )
    return known.index(str(value))


# ---------------------------------------------------------------- time


def _bursts(characters: Characters, phrases: Phrases, n_groups: int) -> Bursts:
    """Find the bursts of all phrases, some phrases at a time."""
    n_phrases = len(phrases.length)
    step = max(1, _CELLS // max(n_groups, 1))
    bounds = np.searchsorted(phrases.row, np.arange(0, n_phrases + step, step))
    found = []
    for part, first in enumerate(range(0, max(n_phrases, 1), step)):
        span = slice(*bounds[part : part + 2])
        size = min(step, n_phrases - first)
        cells = (phrases.row[span] - first) * n_groups + characters.group[phrases.begin[span]]
        counts = np.bincount(cells, minlength=size * n_groups).reshape(size, n_groups)
        found.append(find_bursts(counts, characters.sizes))
    return Bursts(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _ratio(bursts: Bursts) -> Floats:
    """Return how many times as frequent phrases are from the jump on, half a one added."""
    rate = (bursts.after + 0.5) / np.maximum(bursts.size_after, 1)
    return np.asarray(rate / ((bursts.before + 0.5) / np.maximum(bursts.size_before, 1)))


# ---------------------------------------------------------------- rows


def _columns(
    groups: Groups,
    characters: Characters,
    found: Found,
    bursts: Bursts,
    p_adjusted: Floats,
    rows: list[int],
) -> dict[str, list[Any]]:
    """Make the columns of the table."""
    phrases, documents = found.phrases, list(groups.tokens.corpus)
    bounds = np.searchsorted(phrases.row, np.arange(len(found.terms) + 1))
    columns: dict[str, list[Any]] = {name: [] for name in FORMULATIONS}
    burst = [bursts.at(n) for n in rows]
    columns["term"] = [found.terms[n] for n in rows]
    columns["jump"] = [groups.labels[b.jump] for b in burst]
    columns["until"] = [groups.labels[b.until] for b in burst]
    columns["count"] = phrases.total[rows].tolist()
    columns["count_before"] = [int(b.before) for b in burst]
    columns["count_after"] = [int(b.after) for b in burst]
    columns["per_10k_before"] = [float(1e4 * b.before / b.size_before) for b in burst]
    columns["per_10k_after"] = [float(1e4 * b.after / b.size_after) for b in burst]
    columns["score"] = bursts.g2[rows].tolist()
    columns["p_adjusted"] = p_adjusted[rows].tolist()
    columns["cohesion"] = found.cohesion[rows].tolist()
    columns["entropy_left"] = found.left[rows].tolist()
    columns["entropy_right"] = found.right[rows].tolist()
    for n in rows:
        begins = phrases.begin[bounds[n] : bounds[n + 1]]
        # They are in the order of the groups, and within a group of the texts.
        begin = int(begins[0])
        end = begin + len(found.terms[n])
        after = begins + len(found.terms[n])
        quoted = characters.quoted_before[begins] & characters.quoted_after[after]
        number = int(characters.document[begin])
        document = documents[number]
        place = document.locate(begin - int(characters.first[number]))
        columns["tag"].append(_tag(groups.tokens, characters, int(phrases.at[n]), found.terms[n]))
        columns["first"].append(groups.labels[characters.group[begin]])
        columns["doc_freq"].append(len(np.unique(characters.document[begins])))
        columns["quoted"].append(int(quoted.sum()))
        columns["document"].append(document.id)
        columns["page"].append(place.page)
        columns["line"].append(place.line)
        columns["context"].append(_context(characters.text, begin, end))
    return columns


def _context(text: str, begin: int, end: int) -> str:
    """Return a phrase with what stands around it in its paragraph."""
    line_end = text.index("\n", end)
    return text[
        max(text.rfind("\n", 0, begin) + 1, begin - _CONTEXT) : min(line_end, end + _CONTEXT)
    ]


def _tag(tokens: Tokens, characters: Characters, at: int, term: str) -> str:
    """Guess the part of speech of a phrase."""
    last = int(tokens.ids[characters.token[at + len(term) - 1]])
    if tokens.types[last] == term and tokens.tags[last]:
        return tokens.tags[last]
    return "n" if tokens.tags[last].startswith(("n", "vn", "an")) else "l"
