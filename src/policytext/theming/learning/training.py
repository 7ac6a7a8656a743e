"""Learning themes from labelled examples: a linear model whose every weight can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from policytext import stamp
from policytext.counting import make_stamp
from policytext.errors import InputError
from policytext.theming.learning.calibration import fit_temperature, hold_out
from policytext.theming.learning.examples import Examples, PerDocument, read_examples, read_texts
from policytext.theming.learning.features import Options, Texts
from policytext.theming.learning.fitting import Fitted, check_options, fit, sklearn_version
from policytext.theming.learning.model import ThemeModel

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

__all__ = ["learning_stamp", "train_themes"]


def train_themes(
    tokens: Tokens,
    labels: PerDocument,
    *,
    groups: PerDocument | None = None,
    scores: pd.DataFrame | None = None,
    context: int = 0,
    smooth: float = 0.0,
    min_groups: int = 2,
    penalty: float = 1.0,
    seed: int = 0,
) -> ThemeModel:
    """Learn themes from documents, sections or sentences that were labelled by hand.

    Parameters
    ----------
    tokens : Tokens
        Each document is a unit; for smaller ones, tokens of `corpus.sections()`, or of a corpus
        with a sentence a document.
    labels : str, iterable, mapping or Series
        The one theme of each unit: a column of `corpus.docs`, a label a document in their order,
        or by their ids. None for a unit that is no example; "" is a class like others, of units
        that a coder found to be of no theme.
    groups : str, iterable, mapping or Series, optional
        The document that each unit is a part of, given likewise. By default that of a section,
        and each other unit on its own. Units of one document are not independent.
    scores : DataFrame, optional
        Scores by a codebook, from `theme_scores`, to learn from beside the terms.
    context : int, default 0
        How many units before and after, of the same group, lend a unit their words, each 0.75
        times as much as the one nearer to it; and with them the numbered headings it stands
        under. For sentences in the order of the text.
    smooth : float, default 0
        How much a unit's probabilities follow those of its neighbours, from 0 to 1, for themes
        that come in runs.
    min_groups : int, default 2
        A term counts if it occurs in the examples of this many groups, so that names of one
        place or project do not.
    penalty : float, default 1
        What large weights cost; more makes a plainer model.
    seed : int, default 0
        Of the folds on which probabilities are calibrated.

    Returns
    -------
    ThemeModel

    Raises
    ------
    InputError
        If there are fewer than two classes, or an option cannot be used.
    SchemaError
        If `scores` lacks a document.
    MissingExtra
        If scikit-learn is not installed.

    Notes
    -----
    Terms are types, with all numbers as one, and pairs of tokens side by side; punctuation
    counts, for a heading has none at its end. A term that a unit has n times and m of N examples
    have weighs (1 + ln n) (ln((1 + N) / (1 + m)) + 1), and a unit's vector is made 1 long, so a
    score does not grow with length; that of the neighbours' and of the headings' words is 0.5
    long. The model is a multinomial logistic regression with classes weighted inversely to
    their frequency: rare ones are found more often, at the price of false alarms. Terms and
    weights are learnt from the examples alone, but units that are no examples lend their
    words to their neighbours.

    With `smooth` s a unit's probabilities are multiplied, by the forward-backward algorithm,
    with (P(b | a) / P(b)) ** s for classes a and b of neighbours. P comes from the examples,
    with five steps from each class added in the shares of the classes.

    Probabilities are raised to 1 / temperature and made to sum to 1; the temperature is that at
    which examples are most likely when a third of the groups is held out in turn (Guo et al.
    2017), between 1/e and e. With one group nothing can be held out and it is 1.

    References
    ----------
    Guo, C., Pleiss, G., Sun, Y. & Weinberger, K. Q. (2017). On calibration of modern neural
    networks. ICML 2017, 1321-1330.
    Salton, G. & Buckley, C. (1988). Term-weighting approaches in automatic text retrieval.
    Information Processing & Management 24(5), 513-523.

    Examples
    --------
    >>> import policytext as pt
    >>> texts = ["给予企业奖励资金。", "发放奖励资金。", "开展人才培训。", "加强人才培训工作。"]
    >>> tokens = pt.Corpus.from_texts(dict(zip("甲乙丙丁", texts))).segment()
    >>> model = pt.train_themes(tokens, ["资金", "资金", "人才", "人才"])
    >>> model.terms("资金", top=1)[["direction", "term"]].values.tolist()
    [['for', '奖励 资金'], ['against', '人才 培训']]
    >>> new = pt.Corpus.from_texts({"戊": "奖励先进企业。"}).segment()
    >>> model.predict(new)["theme"].tolist()
    ['资金']
    """
    version = sklearn_version()
    options = Options(context, float(smooth), min_groups, float(penalty))
    check_options(options)
    texts, examples = read_texts(tokens, groups, scores), read_examples(tokens, labels)
    rows, codes, classes = examples
    fitted = fit(texts, rows, codes, len(classes), options)
    if not fitted.encoder.names:
        raise InputError(
            f"`tokens` must have terms that occur in the examples of {min_groups} groups, got "
            "none. Lower `min_groups`, or give more text."
        )
    held_out = hold_out(texts, rows, codes, len(classes), options, seed)
    temperature = fit_temperature(held_out, codes)
    made = learning_stamp(texts, examples, options, version) | {"seed": seed}
    counts = _count_examples(texts, examples, fitted)
    return ThemeModel(classes, fitted, temperature, made, (held_out, codes), counts)


def learning_stamp(texts: Texts, examples: Examples, options: Options, version: str) -> Stamp:
    """Say what was learnt from, and how."""
    labels = (examples.classes[code] for code in examples.codes)
    pairs = (f"{row}={label}" for row, label in zip(examples.rows, labels, strict=True))
    scores = None if texts.scores is None else texts.scores.tobytes().hex()
    return make_stamp(texts.tokens.corpus, "token", None, texts.tokens) | {
        "examples": len(examples.rows),
        "labels": stamp.digest(pairs),
        "groups": len(np.unique(texts.groups[examples.rows])),
        "scores": "none" if scores is None else stamp.digest([*texts.themes, scores]),
        **options._asdict(),
        "scikit-learn": version,
    }


def _count_examples(texts: Texts, examples: Examples, fitted: Fitted) -> NDArray[np.int64]:
    """Count in how many examples of each class each term occurs: shape (classes, terms)."""
    has_term = (fitted.encode(texts)[examples.rows] != 0).astype(np.int64)
    is_class = np.eye(len(examples.classes), dtype=np.int64)[examples.codes]
    return np.asarray((has_term.T @ is_class).T)
