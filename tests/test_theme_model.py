"""Learning themes from labelled examples: what the model finds, and whether it can be read."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest

import policytext as pt
from policytext.errors import InputError, MissingExtra, SchemaError
from policytext.theming.learning.calibration import calibration_error
from policytext.theming.learning.examples import read_examples, read_texts
from policytext.theming.learning.features import Encoder, Options
from policytext.theming.learning.fitting import fit
from policytext.theming.learning.training import train_themes

FUNDING = [
    "对新建企业给予资金奖励。", "给予最高五十万元奖励。", "企业获奖的给予资金补助。",
    "对高新企业给予奖励。", "每年给予资金补助。", "给予企业一次性资金奖励。",
]  # fmt: skip
TRAINING = [
    "组织教师参加培训。", "加强人才队伍培训。", "培训技术人才。", "选派教师学习进修。",
    "开展人才技术培训。", "组织人才学习。",
]  # fmt: skip
LABELS = ["资金"] * 6 + ["人才"] * 6


def tokens_of(*texts: str) -> pt.Tokens:
    """Segment a unit a text."""
    return pt.Corpus.from_texts({f"句{n}": text for n, text in enumerate(texts)}).segment()


@pytest.fixture(scope="module")
def tokens() -> pt.Tokens:
    return tokens_of(*FUNDING, *TRAINING)


def test_obvious_themes_are_found_and_their_terms_shown(tokens):
    """Sentences on funds and on training, told apart by the words a reader would name."""
    model = train_themes(tokens, LABELS)
    found = model.predict(tokens_of("对农户给予补助。", "人才培训班开班。"))

    assert found["theme"].tolist() == ["资金", "人才"]
    assert found["second"].tolist() == ["人才", "资金"]
    assert (found["margin"] > 0).all()
    strongest = model.terms("资金", top=6).groupby("direction")["term"].agg(set)
    assert {"给予", "奖励", "资金"} <= strongest["for"]
    assert {"培训", "人才", "学习"} <= strongest["against"]
    assert repr(model) == f"<ThemeModel: 2 themes, 12 examples, {len(model._fitted.weights)} terms>"


def test_the_tables_have_their_columns(tokens):
    """Names and types, also after a round trip through CSV."""
    model = train_themes(tokens, LABELS)
    expected = {
        "predict": {
            "document": "str", "theme": "str", "probability": "float64", "second": "str",
            "margin": "float64",
        },
        "terms": {
            "theme": "str", "direction": "str", "term": "str", "kind": "str",
            "weight": "float64", "units": "int64", "units_theme": "int64",
        },
        "explain": {
            "document": "str", "theme": "str", "term": "str", "kind": "str",
            "value": "float64", "weight": "float64", "contribution": "float64",
        },
        "reliability": {
            "probability_low": "float64", "probability_high": "float64", "units": "int64",
            "probability": "float64", "share_right": "float64",
        },
    }  # fmt: skip
    tables = {
        "predict": model.predict(tokens), "terms": model.terms(),
        "explain": model.explain(tokens), "reliability": model.reliability(),
    }  # fmt: skip

    for name, table in tables.items():
        assert {c: str(t) for c, t in table.dtypes.items()} == expected[name], name
        assert table.attrs["stamp"]["policytext"] == pt.__version__
    stamp = tables["terms"].attrs["stamp"]
    assert {key: stamp[key] for key in ("examples", "groups", "penalty", "context", "seed")} == {
        "examples": 12, "groups": 12, "penalty": 1.0, "context": 0, "seed": 0,
    }  # fmt: skip


def test_the_contributions_of_terms_add_up_to_the_probability(tokens):
    """Exp of the sum for each theme, over that of all, is its probability."""
    model = train_themes(tokens, LABELS)
    new = tokens_of("给予教师培训补助三千元。", "天空很蓝")
    sums = {}
    for theme in model.classes:
        for top in (1, 100):
            rows = model.explain(new, theme=theme, top=top)
            sums[theme, top] = rows.groupby("document", sort=False)["contribution"].sum()
        assert sums[theme, 1].tolist() == pytest.approx(sums[theme, 100].tolist())
    scores = np.column_stack([sums[theme, 1] for theme in model.classes]) / model.temperature
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)

    found = model.probabilities(new)
    assert found.to_numpy() == pytest.approx(shares)
    assert found.sum(axis=1).tolist() == pytest.approx([1, 1])
    first = model.explain(new, theme="资金").iloc[0]
    assert first["contribution"] == pytest.approx(first["value"] * first["weight"])


def test_weights_are_those_of_scikit_learn_on_its_own_tf_idf(tokens):
    """Words and pairs, each weighed by scikit-learn's vectoriser and fitted by its model."""
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    model = train_themes(tokens, LABELS, min_groups=1)
    parts = []
    for size in (1, 2):
        vectoriser = TfidfVectorizer(
            analyzer=lambda words, size=size: [
                " ".join(words[n : n + size]) for n in range(len(words) - size + 1)
            ],
            sublinear_tf=True,
        )
        parts.append(vectoriser.fit_transform(list(tokens)))
    reference = LogisticRegression(class_weight="balanced", max_iter=2000)
    reference.fit(sparse.hstack(parts).tocsr(), LABELS)

    texts = read_texts(tokens, None, None)
    scores = model._fitted.scores(texts)
    decision = reference.decision_function(sparse.hstack(parts).tocsr())
    sign = 1 if reference.classes_[1] == model.classes[1] else -1
    assert scores[:, 1] - scores[:, 0] == pytest.approx(sign * decision, abs=2e-3)


def test_the_words_of_neighbours_and_headings_help_within_a_document_only():
    """A bare item is judged by the words before it, after it and by its heading."""
    texts = ["一、资金奖励", "给予资金。", "具体如下：", "一、人才培训", "组织培训。", "具体如下："]
    labels = ["资金", "资金", "资金", "人才", "人才", "人才"]
    tokens = tokens_of(*texts * 3)
    groups = [n // 3 for n in range(18)]
    model = train_themes(tokens, labels * 3, groups=groups, context=1)

    found = model.predict(tokens, groups=groups)
    assert found["theme"].tolist() == labels * 3
    parts = model.explain(tokens, groups=groups, top=100)
    item = parts[parts["document"] == "句2"]
    assert set(item["kind"]) == {"word", "pair", "before", "heading", "rest", "constant"}
    assert set(item.loc[item["kind"] == "before", "term"]) == {"给予", "资金", "。"} & set(
        item["term"]
    )
    assert "奖励" in item.loc[item["kind"] == "heading", "term"].tolist()
    alone = model.explain(tokens, groups=list(range(18)), top=100)
    assert not alone["kind"].isin(["before", "after", "heading"]).any()


def test_runs_of_one_theme_are_learnt():
    """A sentence that says nothing follows its neighbours; by itself it follows none."""
    run = ["给予资金。", "另行通知。", "给予资金。"], ["组织培训。", "另行通知。", "组织培训。"]
    tokens = tokens_of(*(run[0] + run[1]) * 4)
    labels = (["资金"] * 3 + ["人才"] * 3) * 4
    groups = [n // 3 for n in range(24)]
    plain = train_themes(tokens, labels, groups=groups)
    smooth = train_themes(tokens, labels, groups=groups, smooth=1)

    assert smooth.predict(tokens, groups=groups)["theme"].tolist() == labels
    alone = plain.probabilities(tokens, groups=groups)["资金"].iloc[[1, 4]]
    assert alone.iloc[0] == pytest.approx(alone.iloc[1])


def test_smoothing_is_the_sum_over_all_sequences():
    """Forward and backward, against every sequence of classes of three units written out."""
    from itertools import pairwise, product

    from policytext.theming.learning.chain import learn_chain

    groups = np.array([0, 0, 0, 1])
    chain = learn_chain(groups, np.arange(4), np.array([0, 0, 1, 1]), 2, 0.5)
    own = np.array([[0.7, 0.3], [0.4, 0.6], [0.2, 0.8], [0.9, 0.1]])
    sums = np.zeros((3, 2))
    for path in product(range(2), repeat=3):
        weight = np.prod([own[unit, code] for unit, code in enumerate(path)])
        for a, b in pairwise(path):
            weight *= chain.steps[a, b] ** 0.5
        for unit, code in enumerate(path):
            sums[unit, code] += weight

    found = chain.smooth(own, groups)
    assert found[:3] == pytest.approx(sums / sums.sum(axis=1, keepdims=True))
    assert found[3] == pytest.approx(own[3])
    # Two steps, 0 to 0 and 0 to 1, and five in the shares of the classes, 1/2 each.
    assert chain.steps[0] == pytest.approx([(1 + 2.5) / 7 / 0.5, (1 + 2.5) / 7 / 0.5])


def test_scores_of_a_codebook_are_learnt_from_too(tokens):
    """A column that tells the themes apart is among the strongest terms."""
    scores = pd.DataFrame(
        {"补助": [float(label == "资金") for label in LABELS]},
        index=[document.id for document in tokens.corpus],
    )
    model = train_themes(tokens, LABELS, scores=scores[::-1])

    best = model.terms("资金", top=1).iloc[0]
    assert (best["term"], best["kind"], best["units"], best["units_theme"]) == (
        "补助", "theme", 6, 6,
    )  # fmt: skip
    assert model.predict(tokens, scores=scores)["theme"].tolist() == LABELS
    with pytest.raises(SchemaError) as caught:
        model.predict(tokens)
    assert str(caught.value) == (
        "`scores` must have the columns that the model was trained with, ['补助'], got []. "
        "Pass what `theme_scores` gives with the same codebook."
    )


def test_numbers_are_one_term_and_a_removed_token_is_none():
    """三千 and 3000 apart, but 3000 and 50.5 alike; no pair goes over a paragraph."""
    tokens = tokens_of("补助3000元\n奖励", "补助50.5元\n奖励")
    texts = read_texts(tokens, None, None)
    encoder = Encoder(texts, np.arange(2), Options(0, 0, 2, 1))

    assert set(encoder.names) == {"补助", "#", "元", "奖励", "补助 #", "# 元"}
    assert encoder.encode(texts).toarray()[0] == pytest.approx(encoder.encode(texts).toarray()[1])


def test_a_term_of_one_document_is_not_learnt():
    """嘉兴 occurs in many sentences, but of one document."""
    tokens = tokens_of("嘉兴给予奖励", "嘉兴给予补助", "给予奖励", "组织培训", "组织学习")
    labels, groups = ["资金"] * 3 + ["人才"] * 2, [0, 0, 1, 0, 1]
    names = {
        least: set(train_themes(tokens, labels, groups=groups, min_groups=least).terms()["term"])
        for least in (1, 2)
    }

    assert "嘉兴" in names[1]
    assert "嘉兴" not in names[2]
    assert {"给予", "奖励", "组织"} <= names[2]


def test_what_is_learnt_does_not_depend_on_units_that_are_no_examples(tokens):
    """Terms and weights come from the examples only, whatever else stands in the corpus."""
    labels = [*LABELS, None, None]
    first = train_themes(tokens_of(*FUNDING, *TRAINING, "生态环境", "生态保护"), labels)
    second = train_themes(tokens_of(*FUNDING, *TRAINING, "奖励资金资金", "培训。"), labels)

    pd.testing.assert_frame_equal(first.terms(top=500), second.terms(top=500))
    assert "生态" not in first.terms(top=500)["term"].tolist()


def test_the_same_again_whatever_the_order_of_types():
    """Twice the same, and the same for tokens whose types are numbered otherwise."""
    texts = dict(zip("甲乙丙丁戊己庚辛壬癸子丑", FUNDING + TRAINING, strict=True))
    once = pt.Corpus.from_texts(texts).segment()
    # A document in front that is cut off again changes the numbers of the types.
    moved = pt.Corpus.from_texts({"前": TRAINING[3] + FUNDING[2], **texts}).segment()[1:]
    tables = [train_themes(t, LABELS, seed=3).terms(top=500) for t in (once, once, moved)]

    pd.testing.assert_frame_equal(tables[0], tables[1])
    assert tables[0].drop(columns="weight").equals(tables[2].drop(columns="weight"))
    assert tables[0]["weight"].tolist() == pytest.approx(tables[2]["weight"].tolist())


def test_probabilities_hold_what_they_say():
    """Words that point to a class three times in four: calibrated, they say three quarters."""
    random = np.random.default_rng(1)
    texts, labels = [], []
    for _ in range(400):
        theme = random.random() < 0.5
        word = theme if random.random() < 0.75 else not theme
        texts.append("奖励" if word else "培训")
        labels.append("资金" if theme else "人才")
    model = train_themes(tokens_of(*texts), labels)
    found = model.predict(tokens_of("奖励", "培训"))
    table = model.reliability()

    assert found["probability"].tolist() == pytest.approx([0.75, 0.75], abs=0.05)
    assert table.attrs["stamp"]["calibration_error"] < 0.05
    assert table.attrs["stamp"]["brier"] == pytest.approx(2 * 0.75 * 0.25, abs=0.04)
    assert table["units"].sum() == 400
    error = (0.75 * 0.25 / table["units"]) ** 0.5
    assert ((table["probability"] - table["share_right"]).abs() < 2.5 * error).all()


def test_the_calibration_error_by_hand():
    """Two sure ones of which one is right, and two unsure ones of which both are."""
    found = calibration_error(
        np.array([1.0, 0.95, 0.55, 0.55]), np.array([True, False, True, True])
    )

    assert found == pytest.approx((abs(1.95 - 1) + abs(1.1 - 2)) / 4)


def test_units_that_say_nothing_have_a_probability():
    """A unit of no words has that of the constants alone."""
    tokens = tokens_of(*FUNDING, *TRAINING, "——")
    model = train_themes(tokens, [*LABELS, None])
    parts = model.explain(tokens[12:])

    assert model.predict(tokens)["probability"].iloc[-1] >= 0.5
    assert parts["kind"].tolist() == ["rest", "constant"]
    assert parts["contribution"].iloc[0] == 0


def test_one_document_and_one_example_are_no_crash():
    """With one group nothing is held out; a class of one example is a class."""
    tokens = tokens_of("给予奖励", "组织培训", "给予补助", "保护环境")
    labels = ["资金", "人才", "资金", "生态"]
    model = train_themes(tokens, labels, groups=["甲"] * 4)

    assert model.temperature == 1
    assert model.predict(tokens, groups=["甲"] * 4)["theme"].tolist() == labels
    assert len(model.reliability()) == 0
    assert model.reliability().columns[0] == "probability_low"


def test_many_classes_of_few_examples_are_no_reason_to_warn():
    """Thirty documents of fifteen classes, as official classes of notices are."""
    texts = [f"关于{field}工作的通知" for field in "农林水电路桥医药学校军警税费粮"]
    tokens = tokens_of(*texts * 2)
    labels = [text[2] for text in texts] * 2
    model = train_themes(tokens, labels)

    assert model.predict(tokens)["theme"].tolist() == labels


def test_a_class_that_a_part_lacks_is_never_likely(tokens):
    """In a fold without examples of a class, it has the least probability."""
    texts, examples = read_texts(tokens, None, None), read_examples(tokens, LABELS)
    one = fit(texts, examples.rows[:6], examples.codes[:6], 2, Options(0, 0.5, 2, 1))

    assert (one.probabilities(texts)[:, examples.classes.index("资金")] > 0.99).all()


def test_labels_in_every_form_are_the_same(tokens):
    """A column, a mapping, a Series in another order."""
    ids = [document.id for document in tokens.corpus]
    by_id = dict(zip(ids, LABELS, strict=True))
    series = pd.Series(by_id)[::-1]
    column = tokens.corpus.assign(theme=LABELS).segment()
    expected = train_themes(tokens, LABELS).terms()

    for given, labels in ((tokens, by_id), (tokens, series), (column, "theme")):
        pd.testing.assert_frame_equal(train_themes(given, labels).terms(), expected)


def test_sections_of_a_document_are_of_one_group():
    """`corpus.sections()` says of which document they are."""
    texts = {f"文{n}": "一、资金\n给予奖励。\n二、人才\n组织培训。" for n in range(3)}
    tokens = pt.Corpus.from_texts(texts).sections().segment()
    model = train_themes(tokens, ["资金", "人才"] * 3)

    assert model.stamp["groups"] == 3


@pytest.mark.parametrize(
    ("labels", "options", "message"),
    [
        (
            ["资金"] * 12, {},
            "`labels` must have two classes or more, got ['资金']. "
            "A model tells classes from one another.",
        ),
        (["资金"], {}, "`labels` must have a value for each of the 12 documents, got 1."),
        ({"句99": "资金"}, {}, "`labels` must map ids of documents, got '句99'."),
        (
            "them", {},
            "`labels` must be a column of `corpus.docs`, or a value for each document, got 'them'.",
        ),
        (
            [*LABELS[1:], 0.5], {},
            "`labels` must be strings, or None for no example, got 0.5.",
        ),
        (LABELS, {"smooth": 2}, "`smooth` must be between 0 and 1, got 2.0."),
        (LABELS, {"context": -1}, "`context` must be 0 or more, got -1."),
        (LABELS, {"min_groups": 0}, "`min_groups` must be 1 or more, got 0."),
        (LABELS, {"penalty": 0}, "`penalty` must be a number above 0, got 0.0."),
        (
            LABELS, {"groups": [None, *range(11)]},
            "`groups` must have a value for every document, got none for '句0'.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_learnt_is_refused(tokens, labels, options, message):
    with pytest.raises(InputError) as caught:
        train_themes(tokens, labels, **options)

    assert str(caught.value) == message


def test_examples_that_share_no_term_cannot_be_learnt_from():
    with pytest.raises(InputError) as caught:
        train_themes(tokens_of("给予奖励", "组织培训"), ["资金", "人才"])

    assert str(caught.value) == (
        "`tokens` must have terms that occur in the examples of 2 groups, got none. "
        "Lower `min_groups`, or give more text."
    )


def test_scores_must_be_of_these_documents(tokens):
    ids = [document.id for document in tokens.corpus]
    for table, message in (
        (
            pd.DataFrame({"经济": 1.0}, index=ids[1:]),
            "`scores` must have one row for each document, named by its id; there is none for "
            "'句0'. Pass what `theme_scores` gave.",
        ),
        (
            pd.DataFrame({"经济": 1.0}, index=[*ids, ids[0]]),
            "`scores` must have one row for each document, named by its id; some occur twice. "
            "Pass what `theme_scores` gave.",
        ),
        (
            pd.DataFrame({"经济": float("nan")}, index=ids),
            "`scores` must be numbers, none of them missing or infinite.",
        ),
    ):
        with pytest.raises(SchemaError) as caught:
            train_themes(tokens, LABELS, scores=table)
        assert str(caught.value) == message


def test_an_unknown_theme_is_refused_with_the_nearest(tokens):
    model = train_themes(tokens, LABELS)
    for method in (model.terms, lambda theme: model.explain(tokens, theme=theme)):
        with pytest.raises(InputError) as caught:
            method("资金支持")
        assert str(caught.value) == (
            "`theme` must be one of ['人才', '资金'], got '资金支持'. Did you mean '资金'?"
        )


def test_without_scikit_learn_one_is_told_what_to_install(tokens, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(MissingExtra) as caught:
        train_themes(tokens, LABELS)

    assert str(caught.value) == (
        "Learning themes needs scikit-learn, which is not installed. "
        'Install it with: pip install "policytext[themes]"'
    )
