"""Similarity, clusters and correspondence analysis, against scipy and published figures."""

from __future__ import annotations

import builtins
import io
from math import log, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError, MissingExtra, SchemaError
from policytext.statistics.correspondence import correspondence, decompose
from policytext.statistics.similarity import MERGES, cluster, find_similarity, similarity

distance = pytest.importorskip("scipy.spatial.distance")
hierarchy = pytest.importorskip("scipy.cluster.hierarchy")

MEASURES = ["cosine", "jaccard", "jensen_shannon"]
#: Greenacre (1984): staff by smoking (none, light, medium, heavy).
SMOKING = {
    "SM": [4, 2, 3, 2],
    "JM": [4, 3, 7, 4],
    "SE": [25, 10, 12, 4],
    "JE": [18, 24, 33, 13],
    "SC": [10, 6, 7, 2],
}


class Spaces:
    """Cuts at spaces: texts whose words are plain to see."""

    name = "spaces"
    dictionary = "none"

    def cut(self, text):
        return text.split(" ")

    def tags(self, types):
        return [""] * len(types)


def tokens_of(*texts: str, **metadata) -> pt.Tokens:
    corpus = pt.Corpus.from_texts(dict(zip("甲乙丙丁戊", texts, strict=False)), clean=False)
    return (corpus.assign(**metadata) if metadata else corpus).segment(Spaces())


@pytest.fixture(scope="module")
def reports() -> pt.Tokens:
    return pt.datasets.load("work_reports").segment()


def counts_of(tokens: pt.Tokens) -> np.ndarray:
    """Count words by documents in plain Python."""
    words = sorted({w for text in tokens for w in text if any(c.isalnum() for c in w)})
    return np.array([[text.count(word) for word in words] for text in tokens], dtype=float)


# ---------------------------------------------------------------- similarity


def test_similarity_by_eye():
    """甲 and 乙 share one of three words; punctuation is no word."""
    tokens = tokens_of("改革 发展 。", "改革 开放 。", "环境 。")

    assert similarity(tokens, measure="jaccard").to_numpy().tolist() == [
        pytest.approx([1, 1 / 3, 0]),
        pytest.approx([1 / 3, 1, 0]),
        pytest.approx([0, 0, 1]),
    ]
    assert similarity(tokens).iloc[0].tolist() == pytest.approx([1, 1 / 2, 0])
    # Half of each distribution is shared, so the divergence is half a bit.
    assert similarity(tokens, measure="jensen_shannon").iloc[0].tolist() == pytest.approx(
        [0, sqrt(1 / 2), 1]
    )


TEXTS = st.lists(
    st.lists(st.sampled_from(["改", "革", "发", "展", "新"]), min_size=1, max_size=12),
    min_size=1,
    max_size=5,
)


@given(TEXTS)
def test_measures_are_scipys(texts):
    """Every pair, on counts; the square is symmetric and lies between 0 and 1."""
    tokens = tokens_of(*map(" ".join, texts))
    counts = counts_of(tokens)
    tables = {measure: similarity(tokens, measure=measure).to_numpy() for measure in MEASURES}

    for i, x in enumerate(counts):
        for j, y in enumerate(counts):
            assert tables["cosine"][i, j] == pytest.approx(1 - distance.cosine(x, y))
            assert tables["jaccard"][i, j] == pytest.approx(1 - distance.jaccard(x > 0, y > 0))
            theirs = distance.jensenshannon(x, y, base=2)
            # scipy's rounding can leave a root of some 1e-17 for two that are equal.
            assert tables["jensen_shannon"][i, j] == pytest.approx(np.nan_to_num(theirs), abs=1e-7)
    for table in tables.values():
        assert (table == table.T).all()
        assert (table >= 0).all()
        assert (table <= 1).all()


def test_measures_are_scipys_on_the_reports(reports):
    """Real texts, to 1e-12."""
    counts = counts_of(reports)

    for measure, theirs in (
        ("cosine", 1 - distance.squareform(distance.pdist(counts, "cosine"))),
        ("jaccard", 1 - distance.squareform(distance.pdist(counts > 0, "jaccard"))),
    ):
        assert np.allclose(similarity(reports, measure=measure), theirs, atol=1e-12, rtol=0)
    ours = similarity(reports, measure="jensen_shannon").to_numpy()
    assert ours[0, 5] == pytest.approx(distance.jensenshannon(counts[0], counts[5], base=2))
    assert ours[7, 2] == pytest.approx(distance.jensenshannon(counts[7], counts[2], base=2))


def test_weights_by_eye():
    """What all have does not count with tfidf; shares change neither cosine nor Jaccard."""
    tokens = tokens_of("改革 创新", "改革 创新 环境", "改革 生态")
    values = similarity(tokens, weight="tfidf").to_numpy()

    x = np.array([log(4 / 3) / 2, 0])
    y = np.array([log(4 / 3) / 3, log(4 / 2) / 3])
    assert values[0, 1] == pytest.approx(x @ y / np.linalg.norm(x) / np.linalg.norm(y))
    assert values[0, 2] == 0
    for measure in MEASURES:
        by_count = similarity(tokens, measure=measure)
        assert np.allclose(by_count, similarity(tokens, measure=measure, weight="relative"))


def test_terms_and_counts_choose_what_is_compared():
    """By the terms named; or by those that are frequent enough in all groups together."""
    tokens = tokens_of("改革 发展", "改革 开放")

    assert similarity(tokens, terms=["改革"]).iloc[0, 1] == 1
    assert similarity(tokens, terms="发展")["乙"].isna().all()
    assert similarity(tokens, min_count=2).iloc[0, 1] == 1
    stamps = [similarity(tokens, terms=t).attrs["stamp"]["terms"] for t in (None, ["改革"])]
    assert stamps[0] == "words"
    assert stamps[1] != "words"


@pytest.mark.parametrize("measure", MEASURES)
def test_a_group_without_words_cannot_be_compared(measure):
    """NaN, also with itself; and one document is a table of one."""
    table = similarity(tokens_of("改革", "。 。"), measure=measure)
    assert table["乙"].isna().all()
    assert table.loc["乙"].isna().all()
    assert table.loc["甲", "甲"] == (0 if measure == "jensen_shannon" else 1)

    assert similarity(tokens_of("改革 发展"), measure=measure).shape == (1, 1)
    assert similarity(tokens_of("。", "。"), measure=measure).isna().all(axis=None)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_square_is_labelled_by_the_groups(reports, measure):
    """Years as rows and columns; a CSV copy says the same; rows for the command line too."""
    table = similarity(reports, by="year", measure=measure)

    assert table.index.name == "year"
    assert list(table.index) == list(table.columns) == list(range(2012, 2024))
    assert (table.dtypes == "float64").all()
    copy = pd.read_csv(io.StringIO(table.to_csv()), index_col=0)
    assert np.allclose(copy, table)
    rows, made = find_similarity(reports, by="year", measure=measure)
    assert made == table.attrs["stamp"]
    assert made["kind"] == ("distance" if measure == "jensen_shannon" else "similarity")
    assert [row["year"] for row in rows] == list(table.index)
    assert [row["2015"] for row in rows] == table[2015].tolist()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"measure": "cosin"},
            "`measure` must be one of ['cosine', 'jaccard', 'jensen_shannon'], got 'cosin'. "
            "Did you mean 'cosine'?",
        ),
        ({"weight": "raw"}, "`weight` must be one of ['count', 'relative', 'tfidf'], got 'raw'."),
        ({"min_count": 0}, "`min_count` must be 1 or more, got 0."),
        ({"terms": []}, "`terms` must name at least one term, got none."),
        (
            {"terms": ["改革发展"]},
            "`terms` must be tokens of the corpus, got '改革发展'. Did you mean '改革' or '发展'?",
        ),
    ],
)
def test_a_value_that_cannot_be_used_is_named(options, message):
    """What must hold, what came, what to do."""
    with pytest.raises(InputError) as caught:
        similarity(tokens_of("改革 发展"), **options)

    assert str(caught.value) == message


# ---------------------------------------------------------------- clusters


def test_clusters_by_eye():
    """The two that share most are joined first."""
    merges = cluster(similarity(tokens_of("改革 发展", "环境", "改革 开放"), measure="jaccard"))

    assert merges["size"].tolist() == [2, 3]
    assert {merges["left_label"][0], merges["right_label"][0]} == {"甲", "丙"}
    assert merges["height"].tolist() == pytest.approx([2 / 3, 1])
    assert merges.attrs["order"].index("乙") in (0, 2)


@pytest.mark.parametrize("method", ["average", "complete", "single", "ward", "weighted"])
@pytest.mark.parametrize("measure", MEASURES)
def test_clusters_are_scipys(reports, measure, method):
    """The first four columns are its linkage matrix, of distances."""
    table = similarity(reports, measure=measure)
    merges = cluster(table, method=method)

    values = table.to_numpy()
    if measure != "jensen_shannon":
        values = np.clip(1 - values, 0, None)
        values = np.sqrt(2 * values) if method == "ward" else values
    condensed = values[np.triu_indices(len(values), 1)]
    theirs = hierarchy.linkage(condensed, method)
    assert np.allclose(merges["height"], theirs[:, 2])
    linkage = merges.iloc[:, :4].to_numpy(float)
    assert hierarchy.is_valid_linkage(linkage)
    tree = hierarchy.dendrogram(linkage, labels=merges.attrs["labels"], no_plot=True)
    assert tree["ivl"] == merges.attrs["order"]
    assert sorted(merges.attrs["order"]) == sorted(table.index)
    assert merges.attrs["stamp"]["method"] == method
    assert merges.dtypes.astype(str).to_dict() == MERGES


def test_ward_takes_the_cosine_as_a_euclidean_distance(reports):
    """It is that of vectors of length 1, so scipy finds the same from the vectors."""
    counts = counts_of(reports)
    unit = counts / np.linalg.norm(counts, axis=1, keepdims=True)

    heights = cluster(similarity(reports), method="ward")["height"]
    assert np.allclose(heights, hierarchy.linkage(unit, "ward")[:, 2])


def test_one_group_has_no_merges():
    """An empty table with the columns, and an order of one."""
    merges = cluster(similarity(tokens_of("改革")))

    assert list(merges.columns) == list(MERGES)
    assert merges.dtypes.astype(str).to_dict() == MERGES
    assert len(merges) == 0
    assert merges.attrs["order"] == ["甲"]


def test_a_copy_of_the_table_clusters_alike(reports):
    """From CSV, where labels are texts and the stamp is lost."""
    table = similarity(reports, measure="jensen_shannon")
    copy = pd.read_csv(io.StringIO(table.to_csv()), index_col=0, dtype={"document": "str"})

    assert np.allclose(cluster(copy)["height"], cluster(table)["height"])


def square(*rows: list[float], columns: str = "甲乙") -> pd.DataFrame:
    return pd.DataFrame(rows, index=list("甲乙"), columns=list(columns))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            square([1, 0], [0, 1], columns="丙丁"),
            "The table must have the same labels as rows and columns, got ['甲', '乙'] and "
            "['丙', '丁']. Pass what `similarity` returns.",
        ),
        (
            square([1, np.nan], [np.nan, np.nan]),
            "The table must have no missing values, got some for ['乙']. "
            "Leave those groups out: table.drop(index=..., columns=...).",
        ),
        (
            square([1, 0.2], [0.5, 1]),
            "The table must be symmetric. Pass what `similarity` returns.",
        ),
        (
            square([3, 0.5], [0.5, 2]),
            "The table must have 1 (similarities) or 0 (distances) on its diagonal, got "
            "[3.0, 2.0].",
        ),
    ],
)
def test_a_table_that_is_no_comparison_is_refused(table, message):
    """Labels, missing values, symmetry and the diagonal."""
    with pytest.raises(SchemaError) as caught:
        cluster(table)

    assert str(caught.value) == message


def test_an_unknown_method_is_named():
    """With those there are."""
    with pytest.raises(InputError) as caught:
        cluster(square([1, 0.2], [0.2, 1]), method="wards")

    assert str(caught.value) == (
        "`method` must be one of ['average', 'complete', 'single', 'ward', 'weighted'], "
        "got 'wards'. Did you mean 'ward'?"
    )


def test_without_scipy_the_extra_is_named(monkeypatch):
    """Similarities need nothing; clusters name what to install."""
    real = builtins.__import__

    def without(name, *rest, **options):
        if name.startswith("scipy"):
            raise ImportError(name)
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    table = similarity(tokens_of("改革", "发展"))
    with pytest.raises(MissingExtra) as caught:
        cluster(table)
    assert str(caught.value) == (
        "`cluster` needs scipy, which is not installed. "
        'Install it with: pip install "policytext[statistics]"'
    )


# ---------------------------------------------------------------- correspondence analysis


#: What R's package ca prints for `ca(smoke)`: standard coordinates, masses, row inertias.
CA_AXES = [0.074759, 0.010017, 0.000414]
CA_ROWS = [
    [-0.240539, 0.947105, -1.391973, 0.851989, -0.735456],
    [-1.935708, -2.430958, -0.106508, 0.576944, 0.788435],
]
CA_COLUMNS = [
    [-1.438471, 0.363746, 0.718017, 1.074445],
    [-0.304659, 1.409433, 0.073528, -1.975960],
]
CA_ROW_MASSES = [0.056995, 0.093264, 0.264249, 0.455959, 0.129534]
CA_ROW_INERTIAS = [0.002673, 0.011881, 0.038314, 0.026269, 0.006053]


def test_inertias_of_the_smoking_data():
    """Greenacre's data have inertias 0.0748, 0.0100 and 0.0004: 87.76, 11.76 and 0.49 per cent."""
    found = decompose(list(SMOKING.values()))

    assert found.inertias.round(6).tolist() == CA_AXES
    shares = 100 * found.inertias / found.inertias.sum()
    assert shares.round(2).tolist() == [87.76, 11.76, 0.49]
    assert found.row_masses.round(6).tolist() == CA_ROW_MASSES
    own = found.row_masses * (found.rows**2).sum(axis=1)
    assert own.round(6).tolist() == CA_ROW_INERTIAS


def test_coordinates_of_the_smoking_data():
    """Those of R's package ca, turned so that the group farthest out is positive."""
    found = decompose(list(SMOKING.values()))

    for axis, (rows, columns) in enumerate(zip(CA_ROWS, CA_COLUMNS, strict=True)):
        turned = -1  # none smokers, and heavy ones, are the farthest out
        standard = np.sqrt(found.inertias[axis])
        assert (found.rows[:, axis] / standard).round(6).tolist() == pytest.approx(
            [turned * x for x in rows]
        )
        assert (found.columns[:, axis] / standard).round(6).tolist() == pytest.approx(
            [turned * x for x in columns]
        )


def test_tokens_give_the_table_that_is_analysed():
    """The smoking data as texts: a document for each kind of smoker, a word for each staff."""
    words = dict(zip(SMOKING, ["高管", "初管", "高员", "初员", "文秘"], strict=True))
    texts = [
        " ".join(word for staff, word in words.items() for _ in range(SMOKING[staff][n]))
        for n in range(4)
    ]
    table = correspondence(tokens_of(*texts), list(words.values()), by="document")

    assert list(table.columns) == [
        "kind", "label", "count", "mass", "inertia", "dim_1", "dim_2",
        "contribution_1", "contribution_2", "quality",
    ]  # fmt: skip
    assert table["kind"].tolist() == ["term"] * 5 + ["group"] * 4
    assert table["label"].tolist() == [*words.values(), *"甲乙丙丁"]
    assert table["count"].tolist() == [11, 18, 51, 88, 25, 61, 45, 62, 25]
    found = decompose(list(SMOKING.values()))
    assert np.allclose(table["dim_1"], np.concatenate([found.rows[:, 0], found.columns[:, 0]]))
    assert table.attrs["inertia"]["axes"] == pytest.approx(found.inertias.tolist())
    inertias = np.array(CA_ROW_INERTIAS) / sum(CA_ROW_INERTIAS)
    assert np.allclose(table["inertia"][:5], inertias, atol=1e-5)
    # A contribution is mass times the square of the standard coordinate.
    contributions = np.array(CA_ROW_MASSES) * np.square(CA_ROWS[0])
    assert np.allclose(table["contribution_1"][:5], contributions, atol=1e-5)


@given(
    st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=6).filter(
        lambda rows: np.array(rows).sum() > 0
    )
)
def test_inertia_is_chi2_and_points_are_centred(rows):
    """Total inertia is chi2 / N; weighted coordinates sum to 0, their squares to the inertia."""
    counts = np.array(rows, dtype=float)
    found = decompose(counts)

    counts = counts[counts.any(axis=1)][:, counts.any(axis=0)]
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    chi2 = ((counts - expected) ** 2 / expected).sum()
    assert found.inertias.sum() == pytest.approx(chi2 / counts.sum(), abs=1e-12)
    for masses, points in (
        (found.row_masses, found.rows), (found.column_masses, found.columns)
    ):  # fmt: skip
        there = masses > 0
        assert np.isnan(points[~there]).all()
        assert np.allclose(masses[there] @ points[there], 0)
        assert np.allclose(masses[there] @ points[there] ** 2, found.inertias)


def test_contributions_of_each_kind_sum_to_one(reports):
    """Terms to 1 for each axis, groups to 1; the shares of inertia too."""
    table = correspondence(reports, dimensions=3, top=40)

    sums = table.groupby("kind")[
        ["mass", "inertia", "contribution_1", "contribution_2", "contribution_3"]
    ].sum()
    assert np.allclose(sums, 1)
    assert (table["kind"] == "term").sum() == 40
    assert table["quality"].between(0, 1).all()
    assert table["label"].iloc[-12:].tolist() == [str(year) for year in range(2012, 2024)]
    terms = table[table["kind"] == "term"]
    frequent = pt.frequencies(reports, min_length=2, top=40)
    assert terms["label"].tolist() == frequent["term"].tolist()
    assert terms["count"].tolist() == frequent["count"].tolist()


def test_points_and_axes_that_are_not_there():
    """A group without tokens is NaN, and so is an axis too many; equal groups have no inertia."""
    table = correspondence(tokens_of("改革 发展 发展", "改革", "。"), by="document", min_length=1)
    assert table["dim_2"].isna().all()
    assert table["contribution_2"].isna().all()
    empty = table[table["label"] == "丙"].iloc[0]
    assert np.isnan(empty["dim_1"])
    assert empty["mass"] == 0
    assert empty["count"] == 0

    alike = correspondence(tokens_of("改革", "改革 改革"), by="document")
    assert alike[["dim_1", "inertia", "quality"]].isna().all(axis=None)
    assert alike.attrs["inertia"] == {"total": 0.0, "axes": [], "shares": []}

    nothing = correspondence(tokens_of("。", "。"), by="document")
    assert nothing["kind"].tolist() == ["group", "group"]
    assert nothing["mass"].tolist() == [0, 0]


def test_a_mistake_is_named():
    """An axis of none, and a term that is not there."""
    with pytest.raises(InputError) as caught:
        correspondence(tokens_of("改革"), by="document", dimensions=0)
    assert str(caught.value) == "`dimensions` must be 1 or more, got 0."
    with pytest.raises(InputError) as caught:
        correspondence(tokens_of("改革"), ["改进"], by="document")
    assert str(caught.value) == (
        "`terms` must be tokens of the corpus, got '改进'. Did you mean '改革'?"
    )
