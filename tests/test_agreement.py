"""Agreement between coders: published figures, other implementations, and what has no answer."""

from __future__ import annotations

import io
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policytext.errors import InputError, SchemaError
from policytext.theming.coding.agreement import AGREEMENT, MEASURES, agreement

#: Krippendorff (2011), section D: four observers, twelve units, points for no value.
KRIPPENDORFF = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
#: Fleiss (1971), table 1: how many of six psychiatrists gave 30 patients each of five diagnoses:
#: depression, personality disorder, schizophrenia, neurosis, other.
FLEISS = """
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""


def long(lines: str) -> pd.DataFrame:
    """Make a long table of lines of codes, one a coder; a point is no code."""
    rows = [
        (number, coder, None if code == "." else float(code) if code.isdigit() else code)
        for coder, line in zip("甲乙丙丁戊己", lines.strip().splitlines(), strict=False)
        for number, code in enumerate(line.split())
    ]
    return pd.DataFrame(rows, columns=["unit", "coder", "code"])


def one(table: pd.DataFrame, measure: str, code: str = "(all)", **options) -> float:
    """Give one coefficient."""
    options = {"bootstrap": 0, **options}
    found = agreement(table, measure=measure, **options)
    return found.loc[found["code"] == code, "coefficient"].iloc[0]


def yes_no(**coders: str) -> pd.DataFrame:
    """Make a long table of two codes; one word a code with a digit a unit, a point for none."""
    rows = [
        (number, coder, code, None if digit == "." else int(digit))
        for coder, words in coders.items()
        for code, word in zip(["经济", "社会"], words.split(), strict=False)
        for number, digit in enumerate(word)
    ]
    return pd.DataFrame(rows, columns=["unit", "coder", "code", "value"])


# ---------------------------------------------------------------- by eye


def test_two_coders_by_eye():
    """They agree on three of four; a and b were given 4 times each, so 4·4·2 of 56 pairs differ."""
    table = long("a a b b\na a b a")

    assert one(table, "observed") == 0.75
    assert one(table, "alpha") == pytest.approx(1 - 7 * 1 / (5 * 3))
    # Cohen: 1/2 of all would agree by chance, as 甲 gave each code half of the time.
    assert one(table, "kappa") == pytest.approx(0.5)
    # Fleiss: 5/8 and 3/8 of the codes.
    assert one(table, "fleiss") == pytest.approx((0.75 - 34 / 64) / (1 - 34 / 64))


def test_full_agreement_is_1_and_a_reversal_is_below_0():
    """By every measure of agreement beyond chance."""
    for measure in MEASURES:
        assert one(long("1 2 3\n1 2 3"), measure) == 1
    for measure in ("alpha", "kappa", "fleiss"):
        assert one(long("1 2 1 2\n2 1 2 1"), measure) < 0


def test_each_code_is_measured_against_the_rest():
    """All agree on a; b and c are mistaken for one another."""
    table = long("a a a b c b c\na a a c b b c")

    found = agreement(table, measure="alpha", bootstrap=0).set_index("code")

    assert found.loc["a", "coefficient"] == 1
    assert found.loc["a", "share"] == pytest.approx(6 / 14)
    assert found.loc["b", "coefficient"] == found.loc["c", "coefficient"] < 1
    assert np.isnan(found.loc["(all)", "share"])


def test_several_codes_of_a_unit_are_judged_one_by_one():
    """As if each code were a table of its own; first the mean over the codes."""
    table = yes_no(甲="1100 1010", 乙="1100 1001")

    found = agreement(table, measure=["observed", "kappa"], bootstrap=0)

    assert found["code"].tolist() == ["(mean)", "(mean)", "经济", "经济", "社会", "社会"]
    assert found["coefficient"].tolist() == [0.75, 0.5, 1, 1, 0.5, 0]
    assert found["share"].fillna(-1).tolist() == [-1, -1, 0.5, 0.5, 0.5, 0.5]
    assert found["pair"].tolist() == ["", "甲 / 乙"] * 3


def test_a_code_that_was_not_judged_is_left_out_and_not_taken_for_no():
    """The third unit was judged by one coder, as far as the economy goes."""
    found = agreement(yes_no(甲="110 100", 乙="10. 100"), measure="observed", bootstrap=0)

    assert found["coefficient"].tolist() == [0.75, 0.5, 1]
    assert found["units"].tolist() == [3, 2, 3]


def test_kappa_is_of_each_pair_of_coders():
    """Three coders are three pairs, in the order in which they come."""
    found = agreement(long("a b a b\na b a b\nb a b a"), measure="kappa", bootstrap=0)
    found = found[found["code"] == "(all)"]

    assert found["pair"].tolist() == ["甲 / 乙", "甲 / 丙", "乙 / 丙"]
    assert found["coefficient"].tolist() == [1, -1, -1]
    assert found["coders"].tolist() == [2, 2, 2]


# ---------------------------------------------------------------- published figures


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_alpha_of_krippendorffs_example_with_missing_data(level, published):
    """Krippendorff (2011), section D and E; the last unit has one value only."""
    table = long(KRIPPENDORFF)

    assert one(table, "alpha", level=level) == pytest.approx(published, abs=0.0005)
    found = agreement(table, measure="alpha", level=level, bootstrap=0)
    assert found.loc[0, ["units", "coders"]].tolist() == [11, 4]


def test_alpha_of_krippendorffs_two_observers():
    """Krippendorff (2011), sections A and B: .095 of yes and no, .692 of five codes."""
    assert one(long("0 1 0 0 0 0 0 0 1 0\n1 1 1 0 0 1 0 0 0 0"), "alpha") == pytest.approx(
        0.095, abs=0.0005
    )
    table = long("a a b b d c c c e d d a\nb a b b b c c c e d d d")
    assert one(table, "alpha") == pytest.approx(0.692, abs=0.0005)


def test_fleiss_kappa_of_the_psychiatrists():
    """Fleiss (1971): .430 overall; .245, .245, .520, .471 and .566 for the diagnoses."""
    columns = [
        [code for code, times in enumerate(patient) for _ in range(int(times))]
        for patient in FLEISS.split()
    ]
    table = pd.DataFrame(columns).rename_axis("unit").reset_index()
    table = table.melt("unit", var_name="coder", value_name="code")

    found = agreement(table, measure="fleiss", bootstrap=0)["coefficient"]

    assert found.round(3).tolist() == [0.430, 0.245, 0.245, 0.520, 0.471, 0.566]


def cohen_1960() -> pd.DataFrame:
    """Make the 200 pairs of judgements of Cohen (1960), table 2, in the proportions given."""
    cells = {"11": 88, "12": 10, "13": 2, "21": 14, "22": 40, "23": 6, "31": 18, "32": 10, "33": 12}
    pairs = [pair for pair, times in cells.items() for _ in range(times)]
    return long("\n".join(" ".join(pair[coder] for pair in pairs) for coder in (0, 1)))


def test_kappa_of_cohens_example():
    """Cohen (1960): observed .70, expected .41, kappa .492."""
    assert one(cohen_1960(), "observed") == pytest.approx(0.70)
    assert one(cohen_1960(), "kappa") == pytest.approx(0.492, abs=0.0005)


def test_limits_of_kappa_agree_with_the_analytic_standard_error():
    """Fleiss, Cohen & Everitt (1969), as statsmodels has it: .392 to .592 for Cohen's example."""
    inter_rater = pytest.importorskip("statsmodels.stats.inter_rater")
    known = inter_rater.cohens_kappa(np.array([[88, 10, 2], [14, 40, 6], [18, 10, 12]]))

    found = agreement(cohen_1960(), measure="kappa", bootstrap=4000).loc[0]

    assert found["low"] == pytest.approx(known.kappa_low, abs=0.01)
    assert found["high"] == pytest.approx(known.kappa_upp, abs=0.01)


# ---------------------------------------------------------------- other implementations


def alpha_by_pairs(table: pd.DataFrame, distance) -> float:
    """Compute alpha from all pairs of values, as its definition has it."""
    groups = table.dropna().groupby("unit")["code"]
    units = [list(values) for _, values in groups if len(values) > 1]
    everything = [value for unit in units for value in unit]
    observed = sum(
        2 * sum(distance(a, b) for a, b in combinations(unit, 2)) / (len(unit) - 1)
        for unit in units
    ) / len(everything)
    expected = 2 * sum(distance(a, b) for a, b in combinations(everything, 2))
    expected /= len(everything) * (len(everything) - 1)
    return float("nan") if expected == 0 else 1 - observed / expected


def ordinal_distance(table: pd.DataFrame):
    """Give the distance of two ranks: the values between them, the ends by half, squared."""
    paired = table.dropna()
    paired = paired[paired.groupby("unit")["code"].transform("count") > 1]["code"].tolist()

    def distance(a: float, b: float) -> float:
        low, high = min(a, b), max(a, b)
        between = sum(low <= value <= high for value in paired)
        return (between - (paired.count(a) + paired.count(b)) / 2) ** 2 if a != b else 0.0

    return distance


matrices = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.sampled_from("1234."), min_size=coders, max_size=coders),
        min_size=1,
        max_size=8,
    )
)


@settings(max_examples=60)
@given(matrix=matrices)
def test_alpha_is_what_all_pairs_of_values_give(matrix):
    """Nominal, ordinal and interval, with missing values, by a plain loop."""
    table = long("\n".join(" ".join(line) for line in zip(*matrix, strict=True)))
    if not any(sum(code != "." for code in unit) > 1 for unit in matrix):
        return
    distances = {
        "nominal": lambda a, b: float(a != b),
        "ordinal": ordinal_distance(table),
        "interval": lambda a, b: (a - b) ** 2,
    }
    for level, distance in distances.items():
        found = one(table, "alpha", level=level)
        assert found == pytest.approx(alpha_by_pairs(table, distance), nan_ok=True, abs=1e-9)


@settings(max_examples=40)
@given(pairs=st.lists(st.tuples(st.sampled_from("123"), st.sampled_from("123")), min_size=1))
def test_kappas_are_those_of_scikit_learn(pairs):
    """Cohen's, linear and quadratic; of all three codes, used or not."""
    metrics = pytest.importorskip("sklearn.metrics")
    first, second = zip(*pairs, strict=True)
    table = long(f"{' '.join(first)}\n{' '.join(second)}")
    if len({*first, *second}) == 1:
        assert np.isnan(one(table, "kappa"))
        return
    weights = {"kappa": None, "kappa_linear": "linear", "kappa_quadratic": "quadratic"}
    for measure, weight in weights.items():
        known = metrics.cohen_kappa_score(first, second, labels=list("123"), weights=weight)
        found = one(table, measure, order=[1.0, 2.0, 3.0])
        assert found == pytest.approx(known, abs=1e-12)


@settings(max_examples=40)
@given(st.lists(st.lists(st.sampled_from("123"), min_size=3, max_size=3), min_size=2))
def test_fleiss_kappa_is_that_of_statsmodels(matrix):
    """For three coders who coded everything."""
    inter_rater = pytest.importorskip("statsmodels.stats.inter_rater")
    if len({code for unit in matrix for code in unit}) == 1:
        return
    table = long("\n".join(" ".join(line) for line in zip(*matrix, strict=True)))
    counts, _ = inter_rater.aggregate_raters(np.array(matrix, dtype=int))

    assert one(table, "fleiss") == pytest.approx(inter_rater.fleiss_kappa(counts), abs=1e-12)


# ---------------------------------------------------------------- properties


@settings(max_examples=30)
@given(matrix=matrices, seed=st.integers(0, 99))
def test_the_order_of_rows_and_the_names_of_codes_change_no_figure(matrix, seed):
    """Nor do the names of the coders."""
    table = long("\n".join(" ".join(line) for line in zip(*matrix, strict=True)))
    if not any(sum(code != "." for code in unit) > 1 for unit in matrix):
        return
    names = {1.0: "丁", 2.0: "丙", 3.0: "乙", 4.0: "甲"}
    other = table.sample(frac=1, random_state=seed).assign(
        code=lambda rows: rows["code"].map(names), coder=lambda rows: "某" + rows["coder"]
    )
    for measure in ("observed", "alpha", "fleiss"):
        known = one(table, measure)
        assert one(other, measure) == pytest.approx(known, nan_ok=True, abs=1e-12)
        assert np.isnan(known) or known <= 1 + 1e-12


def test_yes_and_no_are_two_codes():
    """A table of one theme gives what a table of the codes 1 and 0 gives."""
    several = yes_no(甲="110010111", 乙="110110101")
    single = several.assign(code=several["value"]).drop(columns="value")

    for measure in ("observed", "alpha", "fleiss", "kappa"):
        assert one(several, measure, "经济") == one(single, measure)


def test_the_level_of_two_codes_makes_no_difference():
    """One distance is as good as another."""
    table = long("0 1 0 0 1 1\n0 1 1 0 1 0")

    assert len({round(one(table, "alpha", level=level), 12) for level in LEVELS}) == 1


LEVELS = ("nominal", "ordinal", "interval")


def test_same_seed_same_limits_and_the_figure_does_not_depend_on_it():
    """The seed is of the draws alone."""
    table = long(KRIPPENDORFF)
    a, b, c = (agreement(table, seed=seed, bootstrap=200) for seed in (0, 0, 1))

    pd.testing.assert_frame_equal(a, b)
    assert a["coefficient"].tolist() == c["coefficient"].tolist()
    assert a["low"].tolist() != c["low"].tolist()
    first = a.head(2)
    assert ((first["low"] <= first["coefficient"]) & (first["coefficient"] <= first["high"])).all()


def test_passages_of_one_document_are_drawn_together():
    """Where documents are coded well or badly as wholes, the interval is wider than it seemed."""
    random = np.random.default_rng(3)
    truth = random.choice(["a", "b"], 200)
    documents = np.arange(200) // 20
    other = np.where(documents % 2 == 0, truth, random.choice(["a", "b"], 200))
    table = pd.concat(
        pd.DataFrame({"unit": range(200), "coder": name, "code": codes, "document": documents})
        for name, codes in (("甲", truth), ("乙", other))
    )

    alone, together = (agreement(table, cluster=name).loc[1] for name in (None, "document"))

    assert alone["coefficient"] == together["coefficient"]
    assert together["high"] - together["low"] > 1.5 * (alone["high"] - alone["low"])


# ---------------------------------------------------------------- no answer


def test_where_all_gave_one_code_there_was_nothing_to_agree_on():
    """Observed agreement is 1, what lies beyond chance is not defined."""
    found = agreement(long("a a a\na a a"), measure=["observed", "alpha", "fleiss", "kappa"])

    assert found["coefficient"].head(4).fillna(-1).tolist() == [1, -1, -1, -1]
    assert found.loc[1:3, ["low", "high"]].isna().all(axis=None)


def test_limits_are_missing_where_most_draws_tell_nothing():
    """One unit in twenty has the code, so a third of the draws lack it."""
    rare = " ".join("b" + "a" * 19)

    found = agreement(long(f"{rare}\n{rare}"), measure="alpha").loc[0]

    assert found["coefficient"] == 1
    assert np.isnan(found["low"])
    assert np.isnan(found["high"])


def test_one_unit_has_a_figure_and_no_limits():
    """To draw it again tells nothing."""
    found = agreement(long("a\nb"), measure=["observed", "alpha"])

    assert found["coefficient"].head(2).tolist() == [0, 0]
    assert found["low"].isna().all()


def test_a_pair_of_coders_without_a_common_unit_has_no_kappa():
    """There are units for the other pairs."""
    found = agreement(long("a b . .\na b a b\n. . a b"), measure="kappa", bootstrap=0)
    found = found[found["code"] == "(all)"].set_index("pair")

    assert found["units"].to_dict() == {"甲 / 乙": 2, "甲 / 丙": 0, "乙 / 丙": 2}
    assert np.isnan(found.loc["甲 / 丙", "coefficient"])


def test_fleiss_kappa_counts_the_units_that_most_coders_coded():
    """The others are named by the number of units."""
    found = agreement(long("a b a b\na b a .\na a b ."), measure="fleiss", bootstrap=0).loc[0]

    assert found[["units", "coders"]].tolist() == [3, 3]
    assert found["coefficient"] == one(long("a b a\na b a\na a b"), "fleiss")


# ---------------------------------------------------------------- the table


def test_the_table_has_its_columns_and_says_how_it_was_made():
    """Also when read back from a CSV."""
    found = agreement(long(KRIPPENDORFF), measure=MEASURES)

    assert {name: str(kind) for name, kind in found.dtypes.items()} == AGREEMENT
    made = found.attrs["stamp"]
    assert (made["units"], made["coders"], made["seed"]) == (11, ["甲", "乙", "丙", "丁"], 0)
    again = pd.read_csv(io.StringIO(found.to_csv(index=False)), keep_default_na=True)
    assert again["coefficient"].tolist() == pytest.approx(
        found["coefficient"].tolist(), nan_ok=True
    )


def test_codes_stand_in_their_order():
    """Numbers by size, names as they come, or as `order` says."""
    assert agreement(long("3 1\n1 2"), measure="observed")["code"].tolist()[1:] == [
        "1.0", "2.0", "3.0",
    ]  # fmt: skip
    assert agreement(long("b a\na c"), measure="observed")["code"].tolist()[1:] == ["b", "a", "c"]
    found = agreement(long("b a\na b"), measure="observed", order=["a", "b", "c"])
    assert found["code"].tolist()[1:] == ["a", "b", "c"]


def test_names_in_an_order_are_ordinal_as_numbers_are():
    """可以 < 应当 < 必须."""
    names = {1.0: "可以", 2.0: "应当", 3.0: "必须"}
    table = long("1 2 3 3 2 1\n1 3 3 2 2 1")
    named = table.assign(code=table["code"].map(names))

    for options in ({"measure": "alpha", "level": "ordinal"}, {"measure": "kappa_quadratic"}):
        assert one(named, order=list(names.values()), **options) == one(table, **options)


def test_a_table_survives_a_csv():
    """Missing values and yes and no come back as they were."""
    table = yes_no(甲="110 100", 乙="10. 100").astype({"value": "Int64"})
    again = pd.read_csv(io.StringIO(table.to_csv(index=False)))

    pd.testing.assert_frame_equal(agreement(table), agreement(again))


def test_units_may_be_named_by_several_columns():
    """Document and place, as tables of scores have them."""
    table = long("a b a b\na b b b").assign(document="甲", start=lambda rows: rows["unit"] * 7)

    found = agreement(table.drop(columns="unit"), unit=["document", "start"], bootstrap=0)

    assert found.loc[0, ["coefficient", "units"]].tolist() == [0.75, 4]


# ---------------------------------------------------------------- errors


def message(table: pd.DataFrame, **options) -> str:
    """Give the message of the error that a call raises."""
    with pytest.raises((InputError, SchemaError)) as caught:
        agreement(table, **options)
    return str(caught.value)


def test_a_table_of_another_form_is_refused():
    """A column is missing, or `value` holds something else."""
    table = long("a b\na b")

    assert message(table.rename(columns={"coder": "coders"})) == (
        "`table` has no column ['coder']; it has ['unit', 'coders', 'code']. Did you mean "
        "'coders' or 'code'? It must have one row for each unit, coder and code."
    )
    assert message(table.assign(value=[1, 0, 2, 1])) == (
        "Column `value` of `table` must hold 1, 0 or nothing, got 2 in row 3."
    )


def test_rows_without_a_unit_or_coder_are_refused():
    """They would all be one unit."""
    table = long("a b\na b").astype({"unit": float})
    table.loc[2, "unit"] = None

    assert message(table) == "`table` must name the unit in every row, got none in row 3."


def test_two_codes_for_one_unit_are_refused():
    """Unless each is a row of yes or no."""
    table = long("a b\na b")
    table["unit"] = [0, 0, 0, 1]

    assert message(table) == (
        "`table` must give a unit one code, got 'a' and 'b' for '0' by '甲'. Where several may "
        "hold, give a row for each unit and code, with 1 or 0 in a column `value`."
    )
    assert message(yes_no(甲="11", 乙="11").assign(unit=0)) == (
        "`table` must judge a code of a unit once, got '经济' of '0' by '甲' twice."
    )


def test_one_coder_cannot_agree():
    """Nor can two who coded other units, or nothing."""
    assert message(long("a b")) == (
        "`table` must have the codes of two coders or more, got those of ['甲']."
    )
    assert message(long("a .\n. b")) == (
        "`table` must have a unit that two coders judged, got none. The coders' units must have "
        "the same names."
    )
    assert message(long(". .\n. .")) == "`table` must hold at least one code, got none."


def test_order_is_needed_where_codes_are_names():
    """And must have all of them."""
    table = long("a b\na c")

    assert message(table, level="ordinal") == (
        "`level` 'ordinal' must have codes that are numbers or `order`, got ['a', 'b', 'c']."
    )
    assert message(table, measure="kappa_linear") == (
        "'kappa_linear' must have codes that are numbers or `order`, got ['a', 'b', 'c']."
    )
    assert message(table, level="interval", order=["a", "b", "c"]) == (
        "`level` 'interval' must have codes that are numbers, got ['a', 'b', 'c']."
    )
    assert message(table, level="ordinal", order=["a", "b"]) == (
        "`order` must name every code, got none for 'c'."
    )
    assert message(yes_no(甲="10", 乙="11"), level="ordinal") == (
        "`level` 'ordinal' must have one code a unit, got a column of yes and no for each code. "
        "Use level 'nominal' and 'kappa'."
    )


def test_options_that_cannot_be_used_are_refused():
    """In the words of the other functions."""
    table = long("a b\na b")

    assert message(table, measure="alfa") == (
        "`measure` must be one of ['observed', 'alpha', 'fleiss', 'kappa', 'kappa_linear', "
        "'kappa_quadratic'], got 'alfa'. Did you mean 'alpha'?"
    )
    assert message(table, level="ratio") == (
        "`level` must be one of ['nominal', 'ordinal', 'interval'], got 'ratio'."
    )
    assert message(table, bootstrap=20) == (
        "`bootstrap` must be 0, or 100 draws or more for limits that mean something, got 20."
    )
    assert message(table, confidence=95) == "`confidence` must be between 0 and 1, got 95."
    assert message(table.assign(document=[1, 1, 1, 2]), cluster="document") == (
        "A unit must be in one 'document', got 1 and 2 for '1'."
    )
