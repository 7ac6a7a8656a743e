"""Cross-validation: codebook, model and both on documents that were held out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import precision_recall_fscore_support

import policytext as pt
from policytext.errors import InputError
from policytext.theming.learning import validation
from policytext.theming.learning.examples import read_examples, read_texts
from policytext.theming.learning.features import Encoder
from policytext.theming.learning.fitting import deal_folds
from policytext.theming.learning.validation import cross_validate_themes

WORDS = {
    "资金": ["给予", "奖励", "资金", "补助", "拨付"],
    "人才": ["组织", "培训", "人才", "学习", "进修"],
    "生态": ["保护", "森林", "河流", "治理", "污染"],
}
COLUMNS = {
    "method": "str", "theme": "str", "over": "str", "few": "bool", "units": "int64",
    "groups": "int64", "precision": "float64", "recall": "float64", "f1": "float64",
    "f1_low": "float64", "f1_high": "float64", "brier": "float64", "calibration_error": "float64",
}  # fmt: skip


def planted(
    documents: int = 12, noise: float = 0.0, seed: int = 0
) -> tuple[pt.Tokens, list[str], list[int]]:
    """Make documents of nine sentences each, three of a theme, some words of another theme."""
    random = np.random.default_rng(seed)
    texts, labels, groups = {}, [], []
    for document in range(documents):
        for number, theme in enumerate([*WORDS] * 3):
            names = [
                random.choice([*WORDS]) if random.random() < noise else theme for _ in range(4)
            ]
            words = [str(random.choice(WORDS[name])) for name in names]
            texts[f"{document}_{number}"] = "，".join(words) + "。"
            labels.append(theme)
            groups.append(document)
    return pt.Corpus.from_texts(texts).segment(), labels, groups


def plain_scores(tokens: pt.Tokens) -> pd.DataFrame:
    """Score by a tiny codebook of two words a theme, counted as strings."""
    rows = {
        document.id: {
            f"主题{name}": float(sum(document.text.count(word) for word in words[:2]))
            for name, words in WORDS.items()
        }
        for document in tokens.corpus
    }
    return pd.DataFrame.from_dict(rows, orient="index")


CLASSES = {f"主题{name}": name for name in WORDS}


def figure(table: pd.DataFrame, method: str, theme: str, over: str = "") -> pd.Series:
    """Return one row."""
    rows = table[(table["method"] == method) & (table["theme"] == theme) & (table["over"] == over)]
    (row,) = (row for _, row in rows.iterrows())
    return row


def test_planted_themes_are_learnt_and_beat_the_majority():
    """Themes of their own words: the model finds all, a codebook of some words finds some."""
    tokens, labels, groups = planted()
    table = cross_validate_themes(
        tokens, labels, groups=groups, scores=plain_scores(tokens), classes=CLASSES, folds=4
    )

    assert {name: str(kind) for name, kind in table.dtypes.items()} == COLUMNS
    assert table["method"].unique().tolist() == ["majority", "codebook", "model", "both"]
    f1 = {m: figure(table, m, "(weighted)", "all")["f1"] for m in table["method"].unique()}
    assert f1["model"] == f1["both"] == 1
    assert f1["majority"] == pytest.approx(1 / 6)
    assert 0.8 < f1["codebook"] < 1
    row = figure(table, "model", "资金")
    assert (row["units"], row["groups"], bool(row["few"])) == (36, 12, False)
    assert (row["f1_low"], row["f1_high"]) == (1, 1)
    assert table.attrs["stamp"]["folds"] == 4


def test_the_figures_are_those_of_scikit_learn(monkeypatch):
    """Precision, recall and F1 of classes and averages, of what each method judged."""
    tokens, labels, groups = planted(noise=0.6)
    judged = {}
    original = validation._judge

    def spy(*given):
        judged.update(original(*given))
        return judged

    monkeypatch.setattr(validation, "_judge", spy)
    table = cross_validate_themes(
        tokens, labels, groups=groups, scores=plain_scores(tokens), classes=CLASSES, folds=4,
        bootstrap=0, calibrate=False,
    )  # fmt: skip
    classes = sorted(WORDS)
    for method, (codes, _) in judged.items():
        found = ["?" if code < 0 else classes[code] for code in codes]
        for theme, average in [(name, None) for name in classes] + [
            ("(macro)", "macro"), ("(weighted)", "weighted"),
        ]:  # fmt: skip
            expected = precision_recall_fscore_support(
                labels, found, labels=classes if average else [theme], average=average,
                zero_division=0,
            )  # fmt: skip
            row = figure(table, method, theme, "all" if average else "")
            shown = row[["precision", "recall", "f1"]].fillna(0).tolist()
            assert shown == pytest.approx([float(np.squeeze(e)) for e in expected[:3]]), method
        right = np.mean([a == b for a, b in zip(found, labels, strict=True)])
        assert figure(table, method, "(accuracy)", "all")["f1"] == pytest.approx(right)
    assert 0.4 < figure(table, "model", "(accuracy)", "all")["f1"] < 0.95


def test_labels_shuffled_within_documents_cannot_be_learnt():
    """Nothing leaks: when labels say nothing of words, the model is at the level of chance."""
    tokens, labels, groups = planted(documents=30)
    random = np.random.default_rng(5)
    shuffled = [
        label
        for first in range(0, len(labels), 9)
        for label in random.permutation(labels[first : first + 9])
    ]
    table = cross_validate_themes(
        tokens, shuffled, groups=groups, folds=5, context=2, smooth=0.5, bootstrap=0,
        calibrate=False,
    )  # fmt: skip

    assert figure(table, "model", "(accuracy)", "all")["f1"] == pytest.approx(1 / 3, abs=0.08)


def test_terms_are_learnt_in_the_training_part_only(monkeypatch):
    """No model is made with a row that it is then to judge, nor with a group of one."""
    tokens, labels, groups = planted()
    seen = []
    original = Encoder.__init__

    def spy(self, texts, rows, options):
        seen.append(set(texts.groups[rows].tolist()))
        original(self, texts, rows, options)
        if len(seen) == 1:
            own = {self.names[n] for n, kind in enumerate(self.kinds) if kind == "word"}
            inside = {w for row in rows for w in tokens[int(row)]}
            assert own <= inside

    monkeypatch.setattr(Encoder, "__init__", spy)
    cross_validate_themes(
        tokens, labels, groups=groups, folds=4, bootstrap=0, calibrate=False, context=1
    )

    assert len(seen) == 4
    held = [set(groups) - part for part in seen]
    assert all(len(part) == 3 for part in held)
    assert set.union(*held) == set(groups)


def test_groups_are_dealt_out_whole_and_evenly():
    """No group in two folds, none empty, and classes in like shares."""
    groups = np.repeat(np.arange(10), 6)
    codes = np.repeat([0, 1] * 5, 6)
    fold_of = deal_folds(groups, codes, 5, 0)

    assert all(len(set(fold_of[groups == group])) == 1 for group in range(10))
    assert [np.bincount(codes[fold_of == fold]).tolist() for fold in range(5)] == [[6, 6]] * 5
    for seed in range(5):
        lopsided = deal_folds(np.array([0] * 90 + [1, 2, 3]), np.zeros(93, dtype=int), 4, seed)
        assert sorted(set(lopsided.tolist())) == [0, 1, 2, 3]


def test_the_same_again_with_the_same_seed():
    tokens, labels, groups = planted(noise=0.5)
    options = {"groups": groups, "folds": 3, "bootstrap": 100, "smooth": 0.2, "context": 1}
    tables = [cross_validate_themes(tokens, labels, seed=7, **options) for _ in range(2)]

    pd.testing.assert_frame_equal(*tables)
    row = figure(tables[0], "model", "(weighted)", "all")
    assert row["f1_low"] < row["f1"] < row["f1_high"]


def test_calibrated_probabilities_hold_what_they_say():
    """Words that mislead half of the time: the calibration error is small, and smaller than raw."""
    tokens, labels, groups = planted(documents=60, noise=0.6)
    rows = {
        calibrate: figure(
            cross_validate_themes(
                tokens, labels, groups=groups, folds=3, bootstrap=0, calibrate=calibrate
            ),
            "model", "(accuracy)", "all",
        )
        for calibrate in (True, False)
    }  # fmt: skip

    assert rows[True]["calibration_error"] < 0.06
    assert rows[True]["calibration_error"] <= rows[False]["calibration_error"]
    assert rows[True]["f1"] == rows[False]["f1"]


def test_a_unit_without_a_hit_is_of_no_theme():
    """The codebook then says "", which is right where that is the label and wrong elsewhere."""
    texts = ["给予奖励", "给予补助", "附件", "此页无正文", "发放"] * 4
    labels = ["资金", "资金", "", "", "资金"] * 4
    tokens = pt.Corpus.from_texts({str(n): t for n, t in enumerate(texts)}).segment()
    scores = pd.DataFrame({"资金": [float("给予" in t) for t in texts]}, index=map(str, range(20)))
    table = cross_validate_themes(
        tokens, labels, groups=[n // 5 for n in range(20)], scores=scores, folds=2, bootstrap=0
    )

    row = figure(table, "codebook", "资金")
    assert (row["precision"], row["recall"]) == (1, pytest.approx(2 / 3))
    row = figure(table, "codebook", "")
    assert (row["precision"], row["recall"]) == (pytest.approx(2 / 3), 1)
    assert figure(table, "codebook", "(macro)", "labelled")["f1"] == pytest.approx(0.8)
    only = [label or None for label in labels]
    labelled = cross_validate_themes(
        tokens, [label if n else "资助" for n, label in enumerate(only)],
        groups=[n // 5 for n in range(20)], scores=scores, folds=2, bootstrap=0, calibrate=False,
    )  # fmt: skip
    row = figure(labelled, "codebook", "(weighted)", "all")
    assert row["units"] == 12
    row = figure(labelled, "codebook", "资助")
    assert (row["units"], row["recall"], row["f1"], bool(row["few"])) == (1, 0, 0, True)
    assert np.isnan(row["precision"])


def test_classes_with_too_few_examples_are_named():
    """Fewer than `few` examples, or in fewer groups than folds; "enough" is without them."""
    tokens, labels, groups = planted()
    labels[0] = "宣传"
    table = cross_validate_themes(
        tokens, labels, groups=groups, folds=4, few=20, bootstrap=0, calibrate=False
    )

    rows = table[(table["method"] == "model") & (table["over"] == "")].set_index("theme")
    assert rows["few"].to_dict() == {"人才": False, "宣传": True, "生态": False, "资金": False}
    assert rows.loc["宣传", ["units", "groups", "f1"]].tolist() == [1, 1, 0]
    enough = figure(table, "model", "(macro)", "enough")
    assert (enough["units"], enough["f1"]) == (107, pytest.approx(rows["f1"].drop("宣传").mean()))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"folds": 13},
            "`folds` must be at most the number of groups with labels, 12, got 13. "
            "Ask for fewer folds.",
        ),
        ({"folds": 1}, "`folds` must be 2 or more, got 1."),
        ({"few": 0}, "`few` must be 1 or more, got 0."),
        (
            {"bootstrap": 5},
            "`bootstrap` must be 0, or 100 draws or more for limits that mean something, got 5.",
        ),
        (
            {"classes": {"主题资": "资金"}},
            "`classes` must map themes of `scores`, got '主题资'. "
            "Did you mean '主题资金' or '主题生态' or '主题人才'?",
        ),
        (
            {"classes": None},
            "`scores` must have a theme for at least one of the labels ['人才', '生态', '资金'], "
            "got ['主题资金', '主题人才', '主题生态']. Name the label of each theme in `classes`.",
        ),
    ],
)
def test_what_cannot_be_measured_is_refused(change, message):
    tokens, labels, groups = planted()
    given = {"groups": groups, "scores": plain_scores(tokens), "classes": CLASSES, "folds": 4}
    with pytest.raises(InputError) as caught:
        cross_validate_themes(tokens, labels, **(given | change))

    assert str(caught.value) == message


@pytest.fixture(scope="module")
def instruments() -> tuple[pt.Tokens, pd.DataFrame]:
    """Give 3,875 sentences of 41 local documents, labelled by hand."""
    from conftest import SHARED

    path = SHARED / "instruments" / "sentences.csv"
    if not path.is_file():
        pytest.skip(f"{path} is absent")
    table = pd.read_csv(path, keep_default_na=False)
    texts = dict(zip(table["sentence_id"], table["sentence"], strict=True))
    return pt.Corpus.from_texts(texts, clean=False).segment(), table


#: Chosen on 21 of the 41 documents; see docs/themes.md.
SETTINGS = {"context": 8, "smooth": 0.2}


def test_instruments_are_found_in_documents_held_out(instruments):
    """Sentences with a label: codebook, model and both by class, in one table, by document."""
    tokens, table = instruments
    labels = [label or None for label in table["label"]]
    classes = {label.split("-")[-1]: label for label in labels if label}
    found = cross_validate_themes(
        tokens, labels, groups=table["document"].tolist(), classes=classes, calibrate=False,
        scores=pt.theme_scores(tokens, codebook="instruments"), **SETTINGS,
    )  # fmt: skip

    def weighted(method: str, over: str) -> float:
        return float(figure(found, method, "(weighted)", over)["f1"])

    # Of the ten classes with 30 examples and ten documents or more, 94% of the sentences.
    assert weighted("model", "enough") >= 0.70
    assert weighted("both", "enough") >= 0.70
    # Of all 19: nine have too few examples to be learnt.
    assert weighted("model", "all") >= 0.66
    assert weighted("both", "all") >= weighted("codebook", "all") > 0.6
    assert weighted("majority", "all") < 0.25
    rows = found[(found["method"] == "model") & (found["over"] == "")]
    assert sorted(rows.loc[rows["few"], "theme"].str.split("-").str[-1]) == sorted(
        [
            "公私合作",
            "技术支持",
            "政府采购",
            "政策宣传",
            "法规管制",
            "海外合作",
            "税收优惠",
            "考核评估",
            "资金来源",
        ]
    )


def test_sentences_without_a_label_make_it_harder(instruments):
    """With none as a twentieth class; some stand in documents that nobody labelled."""
    tokens, table = instruments
    found = cross_validate_themes(
        tokens, table["label"].tolist(), groups=table["document"].tolist(), folds=5,
        calibrate=False, bootstrap=0, **SETTINGS,
    )  # fmt: skip

    assert figure(found, "model", "(weighted)", "all")["f1"] >= 0.59
    assert figure(found, "majority", "(weighted)", "all")["f1"] < 0.2
    assert figure(found, "model", "")["units"] == 1086


def test_probabilities_of_instruments_hold_what_they_say(instruments):
    """Raw ones are far too unsure; calibrated in the training part, they are about right."""
    tokens, table = instruments
    found = cross_validate_themes(
        tokens, [label or None for label in table["label"]], folds=3, bootstrap=0,
        groups=table["document"].tolist(), **SETTINGS,
    )  # fmt: skip

    assert figure(found, "model", "(accuracy)", "all")["calibration_error"] < 0.1


def test_texts_of_41_documents_read_as_examples(instruments):
    """Groups and labels as the file has them."""
    tokens, table = instruments
    examples = read_examples(tokens, [label or None for label in table["label"]])
    texts = read_texts(tokens, table["document"].tolist(), None)

    assert (len(examples.rows), len(examples.classes)) == (2789, 19)
    assert texts.groups.max() + 1 == 41
