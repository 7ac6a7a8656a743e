"""Precision, recall and F1 of themes against labels given by hand."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policytext.errors import InputError, SchemaError
from policytext.theming.coding.evaluation import EVALUATION, evaluate_themes, wilson_limits


def single(codes: str) -> pd.DataFrame:
    """Make a table of one theme a unit, a character each; a point for none."""
    listed = [None if code == "." else code for code in codes]
    return pd.DataFrame({"unit": range(len(listed)), "code": listed})


def several(**themes: str) -> pd.DataFrame:
    """Make a table of yes and no by theme, a digit a unit; a point for not judged."""
    rows = [
        (unit, theme, None if digit == "." else int(digit))
        for theme, digits in themes.items()
        for unit, digit in enumerate(digits)
    ]
    return pd.DataFrame(rows, columns=["unit", "code", "value"])


def scores(table: pd.DataFrame) -> dict[str, list[float]]:
    """Give precision, recall and F1 by theme, -1 where they are not defined."""
    rows = table[["theme", "precision", "recall", "f1"]].fillna(-1).to_numpy().tolist()
    return {theme: [round(value, 4) for value in values] for theme, *values in rows}


# ---------------------------------------------------------------- by eye


def test_two_themes_by_eye():
    """One of two passages on the economy was taken for society."""
    found = evaluate_themes(single("经社社社"), single("经经社社"), bootstrap=0)

    assert scores(found) == {
        "经": [1, 0.5, 0.6667],
        "社": [0.6667, 1, 0.8],
        "(macro)": [0.8333, 0.75, 0.7333],
        "(micro)": [0.75, 0.75, 0.75],
        "(weighted)": [0.8333, 0.75, 0.7333],
    }
    cells = ["true_positives", "false_positives", "false_negatives", "true_negatives"]
    assert found[cells].head(2).to_numpy().tolist() == [[1, 0, 1, 2], [2, 1, 0, 1]]
    assert found[cells].tail(3).to_numpy().tolist() == [[3, 1, 1, 3]] * 3


def test_several_themes_of_a_unit():
    """Each theme is judged by itself."""
    found = evaluate_themes(
        several(经济="1100", 社会="1111"), several(经济="1000", 社会="1110"), bootstrap=0
    )

    assert scores(found)["经济"] == [0.5, 1, 0.6667]
    assert scores(found)["社会"] == [0.75, 1, 0.8571]
    assert scores(found)["(micro)"] == [0.6667, 1, 0.8]
    assert scores(found)["(weighted)"] == [0.6875, 1, 0.8095]


def test_a_theme_that_was_never_predicted_has_no_precision_and_an_f1_of_0():
    """It lowers the macro recall and F1, and is absent from the macro precision."""
    found = evaluate_themes(several(甲="11", 乙="00"), several(甲="11", 乙="01"), bootstrap=0)

    assert scores(found)["乙"] == [-1, 0, 0]
    assert scores(found)["(macro)"] == [1, 0.5, 0.5]
    assert found.loc[1, ["precision_low", "precision_high"]].isna().all()


def test_a_theme_that_neither_holds_nor_was_predicted_has_no_figures():
    """And none of the averages has it."""
    found = evaluate_themes(several(甲="11", 乙="00"), several(甲="10", 乙="00"), bootstrap=0)

    assert scores(found)["乙"] == [-1, -1, -1]
    assert scores(found)["(macro)"] == scores(found)["(weighted)"] == scores(found)["甲"]


def test_no_theme_at_all_has_no_averages():
    """Nothing holds and nothing was predicted: all is NaN, and nothing warns."""
    found = evaluate_themes(several(甲="00"), several(甲="00"))

    assert found[["precision", "recall", "f1", "f1_low", "f1_high"]].isna().all(axis=None)


def test_what_gold_did_not_judge_does_not_count():
    """Neither for nor against."""
    found = evaluate_themes(several(甲="1111"), several(甲="10.."), bootstrap=0)

    assert found.loc[0, ["units", "true_positives", "false_positives"]].tolist() == [2, 1, 1]


def test_units_that_nobody_labelled_may_be_predicted():
    """A codebook scores all passages, and people a sample."""
    found = evaluate_themes(single("甲乙甲乙"), single("甲乙"), bootstrap=0)

    assert found.loc[0, "units"] == 2
    assert scores(found)["(macro)"] == [1, 1, 1]


def test_none_of_the_themes_is_no_theme():
    """It is not listed, unless it is asked for; what was wrongly found there counts."""
    found = evaluate_themes(single("甲甲无"), single("甲无无"), bootstrap=0)

    assert list(scores(found)) == ["甲", "(macro)", "(micro)", "(weighted)"]
    assert scores(found)["甲"] == [0.5, 1, 0.6667]
    asked = evaluate_themes(single("甲甲无"), single("甲无无"), themes=["无", "甲"], bootstrap=0)
    assert asked["theme"].tolist()[:2] == ["无", "甲"]


def test_themes_may_be_chosen():
    """In the order asked for; averages are over these."""
    gold = several(甲="10", 乙="10", 丙="11")
    found = evaluate_themes(gold, gold.assign(value=[1, 0, 0, 1, 1, 1]), themes=["丙", "甲"])

    assert list(scores(found)) == ["丙", "甲", "(macro)", "(micro)", "(weighted)"]
    assert scores(found)["(macro)"] == [1, 1, 1]


def test_units_may_be_named_by_document_and_span():
    """As tables of scores have them."""
    gold = single("甲乙").assign(document="文", start=[0, 9], end=[8, 20]).drop(columns="unit")

    found = evaluate_themes(gold, gold, unit=["document", "start", "end"], bootstrap=0)

    assert scores(found)["(micro)"] == [1, 1, 1]


# ---------------------------------------------------------------- other implementations


def compare_with_sklearn(found: pd.DataFrame, truth, said, **options) -> None:
    """Compare all rows of a table; the themes first, then the averages."""
    metrics = pytest.importorskip("sklearn.metrics")
    themes = found.iloc[:-3]
    support = themes["true_positives"] + themes["false_negatives"]
    for average in (None, "macro", "micro", "weighted"):
        known = metrics.precision_recall_fscore_support(
            truth, said, average=average, zero_division=np.nan, **options
        )
        rows = themes if average is None else found[found.theme == f"({average})"]
        for name, values in zip(["precision", "recall", "f1"], known[:3], strict=True):
            expected = np.atleast_1d(values).tolist()
            if average == "weighted" and not support[themes[name].notna()].sum():
                # Without any weight scikit-learn gives the mean without weights, we none.
                expected = [np.nan]
            assert rows[name].tolist() == pytest.approx(expected, nan_ok=True)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from("甲乙丙丁")), min_size=1))
def test_one_theme_a_unit_gives_the_figures_of_scikit_learn(pairs):
    """By theme, macro, micro and weighted."""
    gold, predicted = ("".join(side) for side in zip(*pairs, strict=True))
    themes = sorted({*gold, *predicted})

    found = evaluate_themes(single(predicted), single(gold), themes=themes, bootstrap=0)

    compare_with_sklearn(found, list(gold), list(predicted), labels=themes)


@settings(max_examples=40)
@given(st.lists(st.tuples(*[st.sampled_from("01")] * 6), min_size=1))
def test_several_themes_a_unit_give_the_figures_of_scikit_learn(rows):
    """Three themes, each yes or no."""
    columns = ["".join(column) for column in zip(*rows, strict=True)]
    gold = dict(zip("甲乙丙", columns[:3], strict=True))
    guess = dict(zip("甲乙丙", columns[3:], strict=True))
    truth, said = (
        np.array([[int(digit) for digit in word] for word in side.values()]).T
        for side in (gold, guess)
    )

    found = evaluate_themes(several(**guess), several(**gold), bootstrap=0)

    compare_with_sklearn(found, truth, said)


def test_wilson_limits_are_those_of_statsmodels():
    """Of all shares of up to 12, at three levels."""
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    hits, totals = np.array([(h, n) for n in range(1, 13) for h in range(n + 1)]).T
    for confidence in (0.8, 0.95, 0.99):
        found = wilson_limits(hits, totals, confidence)
        known = proportion.proportion_confint(hits, totals, alpha=1 - confidence, method="wilson")
        np.testing.assert_allclose(found, np.array(known), atol=1e-12)


def test_wilson_limits_of_nothing_are_missing_and_the_ends_exact():
    """0 of 3 may be 0, 3 of 3 may be 1."""
    low, high = wilson_limits(np.array([0, 0, 3]), np.array([0, 3, 3]), 0.95)

    assert np.isnan([low[0], high[0]]).all()
    assert (low[1], high[2]) == (0, 1)
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263 is .2553 to .3662.
    found = wilson_limits(np.array([81]), np.array([263]), 0.95)
    assert [round(float(limit[0]), 4) for limit in found] == [0.2553, 0.3662]


def test_bootstrap_limits_of_f1_are_those_of_a_plain_loop():
    """Other draws of the same units: the limits differ by little."""
    random = np.random.default_rng(5)
    gold = random.random(300) < 0.4
    guess = np.where(random.random(300) < 0.8, gold, ~gold)
    tables = [several(甲="".join("01"[int(value)] for value in side)) for side in (guess, gold)]
    draws = []
    for _ in range(2000):
        drawn = random.integers(0, 300, 300)
        hits = (gold[drawn] & guess[drawn]).sum()
        draws.append(2 * hits / (gold[drawn].sum() + guess[drawn].sum()))

    found = evaluate_themes(*tables, bootstrap=2000).loc[0]

    assert found[["f1_low", "f1_high"]].tolist() == pytest.approx(
        np.quantile(draws, [0.025, 0.975]), abs=0.01
    )


# ---------------------------------------------------------------- properties and the table


def test_limits_hold_the_figures_and_depend_on_the_seed_alone():
    """The same seed gives the same table."""
    random = np.random.default_rng(1)
    gold, guess = ("".join(random.choice(list("甲乙丙"), 80)) for _ in range(2))
    a, b, c = (evaluate_themes(single(guess), single(gold), seed=seed) for seed in (0, 0, 1))

    pd.testing.assert_frame_equal(a, b)
    assert a["f1"].tolist() == c["f1"].tolist()
    assert a["f1_low"].tolist() != c["f1_low"].tolist()
    for name in ("precision", "recall", "f1"):
        assert (a[f"{name}_low"] <= a[name]).all()
        assert (a[name] <= a[f"{name}_high"]).all()


def test_documents_may_be_drawn_in_place_of_passages():
    """Half of the documents are got right and half wrong: the interval is wider."""
    gold = several(甲="1" * 200).assign(document=lambda rows: rows["unit"] // 20)
    guess = gold.assign(value=gold["document"] % 2)

    alone = evaluate_themes(guess, gold).loc[0]
    together = evaluate_themes(guess, gold, cluster="document").loc[0]

    assert alone["f1"] == together["f1"] == pytest.approx(2 / 3)
    assert together["f1_high"] - together["f1_low"] > 2 * (alone["f1_high"] - alone["f1_low"])
    assert together["recall_low"] == alone["recall_low"]


def test_one_document_has_no_limits_of_documents():
    """To draw it again tells nothing; Wilson's limits are there."""
    gold = single("甲乙甲").assign(document="文")

    found = evaluate_themes(gold, gold, cluster="document")

    assert found["f1_low"].isna().all()
    assert found["recall_low"].head(2).notna().all()
    assert found["recall_low"].tail(3).isna().all()


def test_the_table_has_its_columns_and_says_how_it_was_made():
    """Also when its input was read back from a CSV."""
    gold, guess = several(甲="10.1", 乙="0011"), several(甲="1111", 乙="0110")
    found = evaluate_themes(guess, gold)
    again = evaluate_themes(
        *(pd.read_csv(io.StringIO(t.to_csv(index=False))) for t in (guess, gold))
    )

    assert {name: str(kind) for name, kind in found.dtypes.items()} == EVALUATION
    pd.testing.assert_frame_equal(found, again)
    made = found.attrs["stamp"]
    assert (made["units"], made["themes"], made["bootstrap"], made["seed"]) == (4, 2, 1000, 0)


# ---------------------------------------------------------------- errors


def message(predicted: pd.DataFrame, gold: pd.DataFrame, **options) -> str:
    """Give the message of the error that a call raises."""
    with pytest.raises((InputError, SchemaError)) as caught:
        evaluate_themes(predicted, gold, **options)
    return str(caught.value)


def test_units_without_a_theme_are_not_guessed_at():
    """An empty label may mean none of the themes, or that nobody looked."""
    assert message(single("甲乙甲"), single("甲.."), bootstrap=0) == (
        "`gold` must give every unit a theme, got none for 2 units, the first '1'. Drop them if "
        'nobody coded them; write "无" if none of the themes holds.'
    )
    assert message(single("甲."), single("甲甲")) == (
        "`predicted` must judge what `gold` judges, got nothing for '甲' of '1'. "
        'Write "无" where none of the themes holds.'
    )


def test_predictions_must_be_of_the_same_units_and_themes():
    """What is missing is named."""
    assert message(single("甲"), single("甲乙乙")) == (
        "`predicted` must have every unit of `gold`, got none for 2, the first '1'."
    )
    assert message(several(甲="11", 乙="1."), several(甲="11", 乙="11")) == (
        "`predicted` must judge what `gold` judges, got nothing for '乙' of '1'. Write 1 or 0."
    )
    assert message(several(甲="11"), several(甲="11", 乙="11")) == (
        "`predicted` must judge every theme, got nothing for '乙'."
    )
    assert message(several(甲="1"), several(甲="1"), themes=["丙"]) == (
        "`gold` must judge every theme, got nothing for '丙'."
    )


def test_there_must_be_a_theme():
    """Where all units have none there is nothing to find."""
    assert message(single("无"), single("无")) == "`themes` must name at least one theme, got none."


def test_both_tables_must_be_of_one_form():
    """One theme a unit, or yes and no by theme."""
    assert message(single("甲"), several(甲="1")) == (
        "`predicted` and `gold` must both have a column of yes and no for each theme, or neither, "
        "got one in `gold` and none in `predicted`."
    )


def test_labels_of_two_coders_are_not_one_gold():
    """One of them is to be chosen."""
    gold = pd.concat([several(甲="1").assign(coder=name) for name in "李王"])

    assert message(several(甲="1"), gold) == (
        "`gold` must judge a code of a unit once, got '甲' of '0' twice."
    )


def test_a_table_without_its_columns_is_refused():
    """Which table it is, and what it has."""
    assert message(single("甲"), single("甲").rename(columns={"code": "label"})) == (
        "`gold` has no column ['code']; it has ['unit', 'label']. It must have one row for each "
        "unit, coder and code."
    )
