"""Topics without labels: what a corpus is about when nobody has said so beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np

from policytext.statistics.options import check_numbers
from policytext.theming.topics.material import check_k, prepare
from policytext.theming.topics.models import Embed, fit
from policytext.theming.topics.result import Topics

if TYPE_CHECKING:
    from policytext.tokens import Tokens

__all__ = ["topics"]


def topics(
    tokens: Tokens,
    k: int = 10,
    *,
    method: str = "nmf",
    unit: str = "paragraph",
    min_words: int = 20,
    min_count: int = 5,
    max_share: float = 0.5,
    min_length: int = 2,
    stopwords: Iterable[str] | PathLike[str] | None = None,
    tags: Iterable[str] | None = None,
    embed: Embed | None = None,
    seed: int = 0,
) -> Topics:
    r"""Find topics: groups of terms that stand together, and the text that is about them.

    Parameters
    ----------
    tokens : Tokens
    k : int, default 10
        How many topics; `policytext.topic_numbers` compares several numbers.
    method : {"nmf", "lda", "embedding"}, default "nmf"
        "nmf": non-negative matrix factorisation of TF-IDF, fast, and little dependent on the seed.
        "lda": latent Dirichlet allocation, a model of how counts come about; slower, and with
        another seed it gives other topics. "embedding": k-means on vectors that `embed` makes,
        each unit of one topic.
    unit : {"paragraph", "section", "document"}, default "paragraph"
        What has topics. A paragraph of a policy document is as a rule about one subject, where a
        report as a whole is about all of them; "section" is the text of a heading as far as the
        next heading.
    min_words : int, default 20
        A unit of fewer word tokens is joined to the next one: a heading goes with the text under
        it, short items of a list together. What is left at the end of a section goes with the
        text before it.
    min_count : int, default 5
        Lowest count of a term.
    max_share : float, default 0.5
        Leave out terms that stand in more than this share of the units.
    min_length : int, default 2
        Shortest term, in characters. Set it to 1 for 党 and 粮, and get 要 and 把 too.
    stopwords : iterable of str or path, optional
        Types to leave out. By default all lists that policytext ships: function words, numbers and
        forms of address; they hold no word of policy. An empty list leaves nothing out.
    tags : iterable of str, optional
        Only types whose part of speech in the segmenter's dictionary begins with one of these.
    embed : function, optional
        For "embedding": takes a list of texts, returns an array of shape (n_texts, n_dimensions).
    seed : int, default 0

    Returns
    -------
    Topics
        With the tables `to_pandas()`, `terms()`, `units()` and `over(by)`.

    Raises
    ------
    InputError
        If an option has a value that cannot be used, the text has fewer units or terms than
        topics, or no term is left.
    MissingExtra
        If scikit-learn is not installed.

    Notes
    -----
    Types with digits are no terms. Topics are descriptions and no findings: another `k` gives
    others. Read `units(top=5)` before you believe a label.

    NMF: A ≈ WH by least squares, started from singular vectors (NNDSVD). The rows of A are units,
    made to have length 1, of weights (1 + ln tf) (1 + ln((1 + N) / (1 + df))). LDA: variational
    Bayes, 30 steps over all units, Dirichlet parameters 0.1 for topics in units and 0.01 for terms
    in topics. Embedding: vectors made to have length 1, the best of ten starts; the weight of a
    term in a topic is tf ln(1 + A / f), tf its count there, f in all topics, A the mean number of
    term tokens of a topic.

    References
    ----------
    Blei, D. M., Ng, A. Y. & Jordan, M. I. (2003). Latent Dirichlet allocation. Journal of Machine
    Learning Research 3, 993-1022.
    Boutsidis, C. & Gallopoulos, E. (2008). SVD based initialization: A head start for nonnegative
    matrix factorization. Pattern Recognition 41(4), 1350-1362. doi:10.1016/j.patcog.2007.09.010
    Grootendorst, M. (2022). BERTopic: Neural topic modeling with a class-based TF-IDF procedure.
    arXiv:2203.05794.
    Lee, D. D. & Seung, H. S. (1999). Learning the parts of objects by non-negative matrix
    factorization. Nature 401, 788-791. doi:10.1038/44565

    Examples
    --------
    >>> import policytext as pt
    >>> text = "粮食生产和农民收入。\n学校教育和教师培训。\n" * 5
    >>> tokens = pt.Corpus.from_texts({"甲": text}).segment()
    >>> found = pt.topics(tokens, 2, min_words=1)
    >>> found.to_pandas()[["topic", "label", "share", "units"]].round(2)
       topic       label  share  units
    0      1    培训、学校、教师   0.56      5
    1      2  农民收入、生产、粮食   0.44      5
    """
    check_numbers(least=0, seed=seed)
    material = prepare(
        tokens, method=method, unit=unit, min_words=min_words, min_count=min_count,
        max_share=max_share, min_length=min_length, stopwords=stopwords, tags=tags, embed=embed,
    )  # fmt: skip
    check_k(k, material)
    model = fit(material.method, material.counts, k, seed, material.vectors)
    words = material.units.words
    size = words[material.used] @ model.shares
    # Equal but for rounding is equal, and stays in the order of the model.
    order = np.argsort(-size.round(6), kind="stable")
    shares = np.zeros((len(words), k))
    shares[material.used] = model.shares[:, order]
    weights = np.ascontiguousarray(model.weights[order].T)
    for array in (shares, weights):
        array.flags.writeable = False
    return Topics(
        tokens=material.tokens,
        method=material.method,
        vocabulary=material.terms,
        term_weights=weights,
        unit_shares=shares,
        stamp=material.stamp | {"k": k, "seed": seed, "steps": model.steps},
        _material=material,
    )
