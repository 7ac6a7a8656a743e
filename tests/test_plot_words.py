"""Charts of words: where they stand, which are typical, which stand together, how they develop."""

from __future__ import annotations

from itertools import combinations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

import policytext as pt
from policytext.errors import InputError, SchemaError
from policytext.plot.dispersions import dispersion
from policytext.plot.graphs import Graph, arrange, communities
from policytext.plot.keyness import keyness
from policytext.plot.look import COLOURS
from policytext.plot.multiples import multiples
from policytext.plot.networks import network
from policytext.plot.saving import save
from policytext.plot.scatters import scatter

mpl.use("Agg")

CORPUS = pt.Corpus.from_texts(
    {"甲": "改革开放改革创新。一二", "乙": "没有这些。", "丙": "创新。123456改"}
)
KEYNESS = pd.DataFrame(
    {
        "term": ["数字", "创新", "人民", "农业", "招商引资"],
        "score": [30.0, 9.0, 0.0, -4.0, -20.0],
        "count_target": [35, 60, 1200, 4, 0],
        "count_reference": [3, 21, 1200, 9, 57],
        "per_million_target": [4000.0, 7000.0, 9000.0, 400.0, 0.0],
        "per_million_reference": [400.0, 2000.0, 9000.0, 900.0, 6000.0],
        "log_ratio": [3.3, 1.8, 0.0, -1.2, -6.0],
        "log_ratio_low": [1.7, 1.0, -0.1, -2.5, -9.0],
        "log_ratio_high": [5.0, 2.6, 0.1, 0.1, -3.0],
    }
)
EDGES = pd.DataFrame(
    {
        "source": ["改革", "改革", "开放", "数字", "发展"],
        "target": ["开放", "深化", "深化", "经济", "改革"],
        "count": [30, 12, 5, 20, 8],
        "log_dice": [12.0, 11.0, 10.0, 13.0, 9.0],
        "node_count": [100, 100, 40, 25, 64],
        "collocate_count": [40, 30, 30, 50, 100],
    }
)
YEARS = pd.DataFrame(
    {
        "year": np.repeat([2019, 2020, 2021, 2022], 3),
        "term": ["改革", "创新", "人民"] * 4,
        "per_10k_chars": [1.0, 5.0, 2.0, *[None] * 3, 3.5, 0.0, 2.0, 9.0, 1.0, 2.0],
        "documents": np.repeat([1, 0, 1, 1], 3),
    }
)
CHANGES = pd.DataFrame({"term": ["改革"], "year": [2022], "year_before": [2021]})

#: Each chart with a table that it draws.
CHARTS = {
    "dispersion": (lambda table, **options: dispersion(table, CORPUS, **options),
                   pt.evidence(CORPUS, ["改革", "创新"])),
    "keyness": (keyness, KEYNESS),
    "scatter": (scatter, KEYNESS),
    "network": (network, EDGES),
    "multiples": (lambda table, *, ax=None, **options:
                  multiples(table, ax=None if ax is None else [ax] * 3, **options)[0], YEARS),
}  # fmt: skip


@pytest.fixture(params=["as made", "from CSV"])
def copied(request, tmp_path):
    """Give a function that hands a table on as it is, or written to CSV and read again."""

    def copy(table: pd.DataFrame) -> pd.DataFrame:
        if request.param == "as made":
            return table
        table.to_csv(tmp_path / "table.csv", index=False)
        return pd.read_csv(tmp_path / "table.csv")

    return copy


def names(labels) -> list[str]:
    """Give the texts of labels."""
    return [label.get_text() for label in labels]


def message(error: type[Exception], call, *args, **options) -> str:
    """Give the message with which a call fails."""
    with pytest.raises(error) as caught:
        call(*args, **options)
    return str(caught.value)


def extents(ax, texts):
    """Measure texts as they are drawn, without the lines that join them to points."""
    ax.figure.draw_without_rendering()
    return [mpl.text.Text.get_window_extent(text) for text in texts]


def overlapping(ax, texts) -> list[tuple[str, str]]:
    """List the pairs of texts that cover each other."""
    drawn = zip(names(texts), extents(ax, texts), strict=True)
    return [(a, b) for (a, one), (b, other) in combinations(drawn, 2) if one.overlaps(other)]


# ---------------------------------------------------------------- dispersion


def ticks(ax) -> list[list[float]]:
    """Give the positions of the ticks of each row."""
    return [row.get_positions() for row in ax.collections if hasattr(row, "get_positions")]


def test_each_hit_is_a_tick_where_it_stands_in_its_text(copied):
    """A row per document and term; positions are shares of the text; numbers at the right."""
    ax = dispersion(copied(pt.evidence(CORPUS, ["改革", "创新"])), CORPUS)

    # 甲 has 11 characters, 丙 has 10; rows go 甲 改革, 甲 创新, 乙 …
    expected = [[0, 400 / 11], [600 / 11], [], [], [], [0]]
    assert ticks(ax) == [pytest.approx(row) for row in expected]
    assert names(ax.texts) == ["2", "1", "0", "0", "0", "1", "次数"]
    assert names(ax.get_yticklabels()) == ["甲", "乙", "丙"]
    assert names(ax.get_legend().get_texts()) == ["改革", "创新"]
    assert ax.get_xlabel() == "在全文中的位置（%）"
    assert ax.get_xlim() == (-0.5, 100.5)
    assert ax.yaxis_inverted()


def test_terms_of_one_document_have_its_name_above_and_theirs_beside():
    """Six terms in one document are six rows, and no legend is needed."""
    study = pt.datasets.load("study_report")
    terms = ["群众", "信访", "人民", "和谐", "改革", "党"]

    ax = dispersion(pt.evidence(study, terms), study, terms=terms, lang="en")

    assert names(ax.get_yticklabels()) == terms
    assert ax.get_legend() is None
    assert ax.get_title(loc="left") == "study_report"
    assert ax.get_xlabel() == "position in the text (%)"
    assert names(ax.texts)[-1] == "hits"
    assert [len(row) for row in ticks(ax)] == [study[0].text.count(term) for term in terms]


def test_one_term_in_many_documents_is_a_row_each():
    """The term is the title; the documents stand beside their rows."""
    reports = pt.datasets.load("work_reports")

    ax = dispersion(pt.evidence(reports, "创新"), reports)

    assert names(ax.get_yticklabels()) == [document.id for document in reports]
    assert ax.get_title(loc="left") == "创新"
    assert [len(row) for row in ticks(ax)] == [3] * 5 + [11] * 7


def test_terms_without_a_hit_can_be_asked_for():
    """What is not there is a finding, too: an empty row."""
    ax = dispersion(pt.evidence(CORPUS, ["改革"]), CORPUS["甲"], terms=["和谐", "改革"])

    assert names(ax.get_yticklabels()) == ["和谐", "改革"]
    assert names(ax.texts)[:2] == ["0", "2"]


def test_the_documents_with_most_hits_are_kept_in_their_order():
    """`top` counts documents."""
    ax = dispersion(pt.evidence(CORPUS, ["改革", "创新"]), CORPUS, top=2)

    assert names(ax.get_yticklabels()) == ["甲", "丙"]


def test_a_corpus_may_be_given_as_tokens():
    """The texts are the same."""
    found = pt.evidence(CORPUS, ["改革", "创新"])

    assert ticks(dispersion(found, CORPUS.segment())) == ticks(dispersion(found, CORPUS))


def test_rows_of_26_documents_and_two_terms_do_not_touch():
    """Fifty-two rows have their own numbers, which do not cover each other."""
    texts = {f"{1954 + n}": "改革创新" * (n + 1) for n in range(26)}
    corpus = pt.Corpus.from_texts(texts)

    ax = dispersion(pt.evidence(corpus, ["改革", "创新"]), corpus, title="两词")

    assert overlapping(ax, [*ax.texts, *ax.get_yticklabels(), *ax.get_legend().get_texts()]) == []
    title = ax.get_window_extent().y1
    assert title < extents(ax, ax.get_legend().get_texts())[0].y0


def test_evidence_of_another_corpus_is_refused():
    """A document that is not there and a hit behind the end are named."""
    found = pt.evidence(CORPUS, ["改革", "创新"])

    assert message(InputError, dispersion, found, CORPUS["乙"]) == (
        "`corpus` must have all documents of the table, got none named '甲'. "
        "Pass the corpus that the evidence is from."
    )
    assert message(InputError, dispersion, found.assign(start=11), CORPUS) == (
        "A hit must stand in its text, got one at character 11 of '甲', which has 11. "
        "Pass the corpus that the evidence is from."
    )
    assert message(InputError, dispersion, found, CORPUS, terms=[]) == (
        "`terms` must name at least one term, got none."
    )


# ---------------------------------------------------------------- keyness


def test_bars_go_right_for_the_target_and_left_for_the_reference(copied):
    """As long as the scores, the longest on top, each with its term and counts."""
    ax = keyness(copied(KEYNESS), target="后期", reference="前期")

    assert [bar.get_width() for bar in ax.patches] == [30, 9, -20, -4]
    assert [bar.get_y() + bar.get_height() / 2 for bar in ax.patches] == pytest.approx([0, 1, 0, 1])
    assert names(ax.texts) == [
        "数字", "3 / 35", "创新", "21 / 60", "招商引资", "57 / 0", "农业", "9 / 4",
        "后期 →", "← 前期",
    ]  # fmt: skip
    assert ax.get_xlabel() == "关键性得分\n小号数字：前期 / 后期的次数"


def test_log_ratios_have_their_intervals(copied):
    """A line from the low to the high end; one that crosses the middle keeps off the other bar."""
    ax = keyness(copied(KEYNESS), value="log_ratio", lang="en")

    assert [bar.get_width() for bar in ax.patches] == [3.3, 1.8, -6.0, -1.2]
    lines = [(*line.get_xdata(), line.get_ydata()[0]) for line in ax.get_lines()[:-1]]
    assert lines == [(1.7, 5, 0), (1, 2.6, 1), (-9, -3, 0), (-2.5, 0.1, pytest.approx(0.84))]
    assert ax.get_xlabel() == (
        "log ratio (base 2)\nlines: confidence intervals; "
        "small numbers: occurrences in reference / target"
    )


def test_the_level_of_the_interval_is_said_if_the_table_knows_it():
    """The stamp of a table of `policytext.keyness` has it."""
    tokens = pt.datasets.load("work_reports").segment()
    table = pt.keyness(tokens, slice(2018, None), by="year", min_length=2, confidence=0.9)

    ax = keyness(table, value="log_ratio", top=5)

    assert ax.get_xlabel().startswith("对数比（以 2 为底）\n横线：90% 置信区间；小号数字：")


@pytest.mark.parametrize("value", ["score", "log_ratio"])
def test_the_highest_scores_are_chosen_whatever_is_drawn(value):
    """A rare term has a great log ratio and is no key term for that."""
    ax = keyness(KEYNESS, value=value, top=1)

    assert names(ax.texts)[::2][:2] == ["数字", "招商引资"]


@pytest.mark.parametrize("value", ["score", "log_ratio"])
def test_labels_of_bars_lie_within_the_axes_and_apart(value):
    """The limits leave room for long terms, and small numbers stand behind them."""
    table = KEYNESS.assign(term=["深化供给侧结构性改革" * 2, "创新", "人民", "农", "招商引资项目"])

    ax = keyness(table, value=value, target="第十八次代表大会以后", reference="以前")

    assert overlapping(ax, ax.texts) == []
    frame = ax.get_window_extent()
    for extent in extents(ax, ax.texts):
        assert extent.x0 >= frame.x0 - 1
        assert extent.x1 <= frame.x1 + 1


def test_a_table_with_one_side_is_drawn_on_one_side():
    """And only that side is named."""
    ax = keyness(KEYNESS[:2])

    assert [bar.get_width() for bar in ax.patches] == [30, 9]
    assert names(ax.texts)[-1] == "目标文本 →"
    assert ax.get_xlim()[0] == 0


def test_a_table_of_ones_own_needs_no_counts():
    """Without counts there are no small numbers."""
    ax = keyness(KEYNESS[["term", "score"]], lang="en")

    assert names(ax.texts) == ["数字", "创新", "招商引资", "农业", "target →", "← reference"]
    assert ax.get_xlabel() == "keyness score"


def test_what_keyness_cannot_draw_is_named():
    """Options, infinite values, and values that are all 0."""
    assert message(InputError, keyness, KEYNESS, value="g2") == (
        "`value` must be one of ['score', 'log_ratio'], got 'g2'."
    )
    assert message(InputError, keyness, KEYNESS, top=0) == "`top` must be 1 or more, got 0."
    infinite = KEYNESS.assign(log_ratio=float("inf"))
    assert message(InputError, keyness, infinite, value="log_ratio") == (
        "The column 'log_ratio' has a value that is infinite. Leave its row out, or make the "
        'table with zeros="half".'
    )
    assert message(InputError, keyness, KEYNESS.assign(score=0.0)) == (
        "The table has no value other than 0, so there is nothing to draw."
    )


# ---------------------------------------------------------------- scatter


def test_points_stand_at_their_rates(copied):
    """The reference from left to right, the target from bottom to top, by side."""
    ax = scatter(copied(KEYNESS.drop(index=4)), target="后期", reference="前期")

    target, reference, equal = ax.get_lines()
    assert target.get_xydata().tolist() == [[400, 4000], [2000, 7000], [9000, 9000]]
    assert reference.get_xydata().tolist() == [[900, 400]]
    assert target.get_marker() != reference.get_marker()
    assert equal.get_label() == "同样多"
    assert names(ax.get_legend().get_texts()) == ["后期较多", "前期较多", "同样多"]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert ax.get_xlim() == ax.get_ylim()
    assert ax.get_xlabel() == "前期：每百万词次数\n标出区别最大的 4 词"
    assert ax.get_ylabel() == "后期：每百万词次数"
    assert "0" not in names(ax.get_xticklabels())


def test_a_rate_of_zero_has_a_strip_of_its_own():
    """It stands below the lowest rate, where the axis says 0."""
    ax = scatter(KEYNESS, lang="en")

    reference = ax.get_lines()[1].get_xydata()
    tick = dict(zip(names(ax.get_yticklabels()), ax.get_yticks(), strict=True))
    assert reference[0].tolist() == [6000, tick["0"]]
    assert ax.get_ylim()[0] < tick["0"] < 400 / 2
    assert len(ax.patches) == 2
    assert {"500", "1,000", "10,000"} <= set(tick)


def test_the_most_telling_terms_are_named_and_others_are_pale():
    """As many as asked for, from the highest score on, whatever its sign."""
    ax = scatter(KEYNESS, top=2)

    assert names(ax.texts) == ["数字", "招商引资"]
    pale = ax.get_lines()[2]
    assert len(pale.get_xdata()) == 3
    assert pale.get_label() == "区别较小的词"


def test_labels_of_a_real_comparison_do_not_collide():
    """Sixty labels cover no other; those without a place are counted below the axis."""
    tokens = pt.datasets.load("work_reports").segment()
    table = pt.keyness(tokens, slice(2018, None), by="year", min_length=2)

    ax = scatter(table, target="2018—2023", reference="2012—2017")

    assert overlapping(ax, ax.texts) == []
    note = ax.get_xlabel().split("\n")[1]
    assert note == f"标出区别最大的 60 词，其中 {60 - len(ax.texts)} 词没有位置"
    assert len(ax.texts) > 30


def test_labels_are_in_the_same_places_each_time():
    """Nothing is drawn by lot."""
    first, second = ([text.get_position() for text in scatter(KEYNESS).texts] for _ in range(2))

    assert first == second


def test_rates_that_are_none_are_refused():
    """A rate is a finite number of 0 or more."""
    assert message(InputError, scatter, KEYNESS.assign(per_million_target=-1.0)) == (
        "The rates ['per_million_reference', 'per_million_target'] must be finite numbers of 0 "
        "or more."
    )


# ---------------------------------------------------------------- network


def nodes(ax):
    """Give the collection of the nodes."""
    return ax.collections[1]


def test_nodes_and_edges_are_those_of_the_table(copied):
    """A node a term, an edge a row between two of them, wider for a higher measure."""
    ax = network(copied(EDGES))

    assert names(ax.texts) == ["数字", "经济", "改革", "开放", "深化", "发展"]
    edges, drawn = ax.collections
    ordered = EDGES.sort_values("log_dice", ascending=False)
    place = dict(zip(names(ax.texts), drawn.get_offsets().tolist(), strict=True))
    expected = [[place[a], place[b]] for a, b in zip(ordered.source, ordered.target, strict=True)]
    assert np.array(edges.get_segments()) == pytest.approx(np.array(expected))
    widths = list(edges.get_linewidths())
    assert widths == sorted(widths, reverse=True)
    assert (widths[0], widths[-1]) == (4.0, 0.5)


def test_the_area_of_a_node_is_its_count():
    """By the counts of both ends in the table; without them, by those of the edges."""
    sizes = nodes(network(EDGES)).get_sizes()
    counts = np.array([25, 50, 100, 40, 30, 64])
    assert sizes / sizes.max() == pytest.approx(counts / 100)

    plain = nodes(network(EDGES[["source", "target", "count"]], value="count")).get_sizes()
    # 改革 30 + 12 + 8, 开放 30 + 5, 数字 20, 经济 20, 深化 12 + 5, 发展 8.
    assert plain / plain.max() == pytest.approx(np.array([50, 35, 20, 20, 17, 8]) / 50)


def test_the_legend_says_what_sizes_and_widths_are():
    """Two counts and the ends of the measure, in both languages."""
    assert names(network(EDGES).get_legend().get_texts()) == [
        "词频 4", "词频 20", "logDice 9", "logDice 13",
    ]  # fmt: skip
    english = network(EDGES, lang="en", value="count").get_legend()
    assert names(english.get_texts())[1:] == ["count 20", "occurrences 5", "occurrences 30"]


def test_groups_have_colours_and_what_joins_them_is_broken():
    """Words that stand together among themselves share a colour."""
    ax = network(EDGES)

    colours = dict(zip(names(ax.texts), map(tuple, nodes(ax).get_edgecolors()), strict=True))
    assert colours["数字"] == colours["经济"] != colours["改革"]
    plain = network(EDGES, communities=False)
    assert len({tuple(colour) for colour in nodes(plain).get_edgecolors()}) == 1


def test_terms_can_be_highlighted():
    """By a thick rim and a bold label."""
    ax = network(EDGES, highlight="改革")

    bold = [text.get_text() for text in ax.texts if text.get_fontweight() == "bold"]
    assert bold == ["改革"]
    assert max(nodes(ax).get_linewidths()) == nodes(ax).get_linewidths()[2]


def test_labels_and_nodes_of_a_real_network_do_not_cover_each_other():
    """The figure is as large as they need."""
    tokens = pt.datasets.load("work_reports").segment()
    ax = network(pt.collocation_network(tokens, top=60), top=100)

    assert len(ax.texts) > 40
    assert overlapping(ax, ax.texts) == []
    frame = ax.get_window_extent()
    for extent in extents(ax, ax.texts):
        assert frame.x0 <= extent.x0 < extent.x1 <= frame.x1
        assert frame.y0 <= extent.y0 < extent.y1 <= frame.y1
    places = nodes(ax).get_offsets()
    # One unit is a point, so radii and places can be compared.
    scale = np.diff(ax.transData.transform([(0, 0), (1, 0)])[:, 0])[0] * 72 / ax.figure.dpi
    assert scale == pytest.approx(1, abs=0.01)
    radii = np.sqrt(nodes(ax).get_sizes()) / 2
    for a, b in combinations(range(len(places)), 2):
        assert np.hypot(*(places[a] - places[b])) > radii[a] + radii[b]


def test_small_axes_say_how_many_labels_are_missing():
    """Labels of rare terms are left out rather than drawn over others."""
    tokens = pt.datasets.load("work_reports").segment()
    table = pt.collocation_network(tokens, top=60)
    _, given = plt.subplots(figsize=(3, 3))

    ax = network(table, top=60, ax=given)

    drawn = set(table.head(60).source) | set(table.head(60).target)
    assert 0 < len(ax.texts) < len(drawn)
    assert ax.get_xlabel() == f"{len(drawn) - len(ax.texts)} 个词没有标出的位置"
    assert overlapping(ax, ax.texts) == []


def test_the_same_seed_gives_the_same_network():
    """And another seed another."""
    places = [nodes(network(EDGES, seed=seed)).get_offsets() for seed in (0, 0, 1)]

    np.testing.assert_array_equal(places[0], places[1])
    assert np.abs(places[0] - places[2]).max() > 1


@pytest.mark.parametrize("number", [1, 2, 5])
def test_a_network_of_few_edges_is_drawn(number):
    """One edge has two nodes, and a measure with one value a width between."""
    ax = network(EDGES[:number].assign(log_dice=7.0))

    assert set(ax.collections[0].get_linewidths()) == {2.25}
    assert names(ax.get_legend().get_texts())[-1] == "logDice 7"


def test_two_cliques_joined_by_an_edge_are_two_groups():
    """The one with the higher counts is group 0."""
    pairs = [*combinations(range(4), 2), *combinations(range(4, 8), 2), (3, 4)]
    edges = np.array(pairs, dtype=np.intp)
    counts = np.array([1.0] * 4 + [2.0] * 4)
    graph = Graph([*"abcdefgh"], counts, edges, np.ones(13), np.ones(13))

    assert communities(graph).tolist() == [1, 1, 1, 1, 0, 0, 0, 0]


def test_places_keep_to_a_page():
    """Where there is one, with all of each node and its label."""
    edges = np.array([(n, n + 1) for n in range(19)], dtype=np.intp)
    graph = Graph([str(n) for n in range(20)], np.ones(20), edges, np.ones(19), np.ones(19))
    halves = np.full((20, 2), (12.0, 8.0))

    found = arrange(graph, halves, np.zeros((20, 2)), page=(300.0, 200.0))

    assert (found >= halves - 1e-9).all()
    assert (found <= np.array([300.0, 200.0]) - halves + 1e-9).all()
    free = arrange(graph, halves, np.zeros((20, 2)))
    apart = np.abs(free[:, None] - free[None]) + np.eye(20)[..., None] * 100
    assert (apart >= halves * 2 - 1e-3).any(axis=2).all()


def test_what_a_network_cannot_draw_is_named():
    """Terms that are not drawn, infinite values, and words alone."""
    assert message(InputError, network, EDGES, highlight=["改革", "民生"]) == (
        "`highlight` must name terms that are drawn, got ['民生']. Draw more edges with `top`."
    )
    assert message(InputError, network, EDGES.assign(log_dice=float("inf"))) == (
        "The column 'log_dice' has a value that is infinite. Leave its row out."
    )
    alone = pd.DataFrame({"source": ["甲"], "target": ["甲"], "count": [1]})
    assert message(InputError, network, alone) == (
        "The table has no rows, so there is nothing to draw."
    )


# ---------------------------------------------------------------- small multiples


def test_each_term_has_a_panel_with_the_others_behind(copied):
    """Panels in the order of the table, on one scale, with gaps for missing years."""
    panels = multiples(copied(YEARS), columns=2, title="三词", source="测试")

    assert [panel.get_title(loc="left") for panel in panels] == ["改革", "创新", "人民"]
    own, *others = panels[0].get_lines()
    np.testing.assert_array_equal(own.get_ydata(), [1, np.nan, 3.5, 9])
    np.testing.assert_array_equal([line.get_ydata() for line in others],
                                  [[5, np.nan, 0, 1], [2, np.nan, 2, 2]])  # fmt: skip
    assert own.get_color() == COLOURS[0]
    assert own.get_zorder() > others[0].get_zorder()
    assert len({panel.get_ylim() for panel in panels}) == 1
    assert panels[0].get_ylim()[0] == 0
    assert panels[0].get_ylim()[1] > 9
    assert [len(panel.patches) for panel in panels] == [1, 1, 1]
    figure = panels[0].figure
    assert figure.get_suptitle() == "三词"
    assert figure.get_supylabel() == "每万字次数"
    assert figure.get_supxlabel() == "资料来源：测试"


def test_years_stand_below_the_lowest_panel_of_each_column():
    """Also above an empty place; numbers stand at the left only."""
    panels = multiples(YEARS, columns=2, lang="en")

    assert [panel.get_xlabel() for panel in panels] == ["", "year", "year"]
    panels[0].figure.draw_without_rendering()
    shown = [any(t.label1.get_visible() for t in p.yaxis.get_major_ticks()) for p in panels]
    assert shown == [True, False, True]
    assert panels[0].figure.get_supylabel() == "per 10,000 characters"


def test_panels_can_have_scales_of_their_own():
    """Then lines of others would mean nothing, and are not drawn."""
    panels = multiples(YEARS, shared=False)

    assert [len(panel.get_lines()) for panel in panels] == [1, 1, 1]
    assert len({panel.get_ylim()[1] for panel in panels}) == 3


def test_change_points_are_marked_between_their_years():
    """In the panel of their term, with the first year of the new level."""
    panels = multiples(YEARS, changes=CHANGES)

    assert panels[0].get_lines()[-1].get_xdata() == [2021.5, 2021.5]
    assert [names(panel.texts) for panel in panels] == [["2022"], [], []]


def test_years_of_change_points_close_together_do_not_collide():
    """They stand below each other, and not beyond the right edge."""
    table = pd.DataFrame({"year": range(1990, 2024), "term": "改革", "per_10k_chars": 1.0})
    changes = pd.DataFrame({"term": "改革", "year": [2000, 2003, 2014, 2019, 2022]})

    panels = multiples(table, changes=changes.assign(year_before=changes.year - 1))

    assert overlapping(panels[0], panels[0].texts) == []
    edge = panels[0].get_window_extent().x1
    assert all(extent.x1 < edge for extent in extents(panels[0], panels[0].texts))


def test_without_change_points_there_are_no_marks():
    """An empty table of change points is no error."""
    panels = multiples(YEARS, changes=CHANGES[:0])

    assert [len(panel.texts) for panel in panels] == [0, 0, 0]


def test_panels_go_where_they_are_told():
    """Axes of one's own, more than enough."""
    _, given = plt.subplots(2, 2)

    panels = multiples(YEARS, ax=given)

    assert panels.tolist() == given.ravel().tolist()[:3]
    assert len(plt.get_fignums()) == 1
    assert panels[0].get_ylabel() == "每万字次数"
    assert message(InputError, multiples, YEARS, ax=given[0]) == (
        "`ax` must have at least 3 axes, one for each term, got 2."
    )


def test_all_panels_are_saved_with_any_of_them(tmp_path):
    """The file shows the whole figure, with the stamp of the table."""
    table = pt.trend(pt.datasets.load("work_reports"), ["改革", "创新"])
    panels = multiples(table)

    file = save(panels[1], tmp_path / "panels.svg")

    assert table.attrs["stamp"]["texts"] in file.read_text(encoding="utf-8")


def test_columns_must_be_one_or_more():
    """No column is no chart."""
    assert message(InputError, multiples, YEARS, columns=0) == "`columns` must be 1 or more, got 0."


# ---------------------------------------------------------------- all of them


@pytest.mark.parametrize("name", [name for name in CHARTS if name != "multiples"])
def test_a_chart_goes_where_it_is_told(name):
    """With `ax` the chart is drawn there, and no figure is made."""
    draw, table = CHARTS[name]
    _, given = plt.subplots()

    assert draw(table, ax=given) is given
    assert len(plt.get_fignums()) == 1


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_chart_is_drawn_with_our_font_and_no_formula(name, lang, tmp_path):
    """A missing glyph would be a warning, and warnings are errors; a dollar sign is no formula."""
    draw, table = CHARTS[name]
    column = "source" if name == "network" else "term"
    renamed = table.assign(**{column: table[column].replace("改革", "$\\bad$〔2012〕镕_^")})
    if name == "multiples":
        renamed.insert(0, "year", renamed.pop("year"))

    ax = draw(renamed, title="$x$ “改革”——镕", source="$来源_", lang=lang)
    save(ax, tmp_path / "chart.png", dpi=60)

    texts = [text for text in ax.figure.findobj(mpl.text.Text) if text.get_text()]
    assert not any(text.get_parse_math() for text in texts)
    assert {text.get_fontfamily()[0] for text in texts} == {"PolicyText Sans"}


@pytest.mark.parametrize("name", CHARTS)
def test_the_same_chart_twice_is_the_same_file(name, tmp_path):
    """Byte for byte."""
    draw, table = CHARTS[name]
    files = []
    for n in (1, 2):
        files.append(save(draw(table), tmp_path / f"{n}.svg"))
        plt.close("all")

    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize("name", CHARTS)
def test_drawing_changes_neither_settings_nor_table(name):
    """The global rcParams and the table are as they were."""
    draw, table = CHARTS[name]
    before, kept = dict(mpl.rcParams), table.copy()

    draw(table).figure.canvas.draw()

    assert dict(mpl.rcParams) == before
    pd.testing.assert_frame_equal(table, kept)


@pytest.mark.parametrize("name", CHARTS)
def test_another_language_is_refused(name):
    """Before anything is drawn."""
    draw, table = CHARTS[name]

    found = message(InputError, draw, table, lang="fr")

    assert found == "`lang` must be one of ['zh', 'en'], got 'fr'."
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("name", "column"),
    [("dispersion", "start"), ("keyness", "score"), ("scatter", "per_million_target"),
     ("network", "target"), ("multiples", "term")],
)  # fmt: skip
def test_a_table_that_cannot_be_drawn_is_named(name, column):
    """The message says which column is missing, or that there is no row."""
    draw, table = CHARTS[name]

    left = table.drop(columns=column)
    assert message(SchemaError, draw, left).startswith(
        f"The table has no column [{column!r}]; it has {list(left.columns)}. Pass "
    )
    assert message(InputError, draw, table[:0]) == (
        "The table has no rows, so there is nothing to draw."
    )


@pytest.mark.parametrize("name", CHARTS)
def test_one_row_is_enough(name):
    """A chart of one row is drawn."""
    draw, table = CHARTS[name]

    draw(table[:1]).figure.canvas.draw()


def test_the_real_reports_are_drawn_whole(shared, tmp_path):
    """Twenty-six reports of seven decades: every label has a glyph, and none covers another."""
    reports = pt.read(shared / "gov_work_reports")
    tokens = reports.segment()
    table = pt.keyness(tokens, slice(2002, None), by="year", min_length=2)
    edges = pt.collocation_network(tokens, top=100, min_count=30)
    changes = pt.change_points(years := pt.trend(reports, ["改革", "创新", "农业", "人民"]))

    charts = [
        dispersion(pt.evidence(reports, ["改革", "创新"]), reports),
        keyness(table), scatter(table), network(edges), *multiples(years, changes=changes),
    ]  # fmt: skip

    for chart in charts:
        save(chart, tmp_path / "chart.png", dpi=50)
        assert overlapping(chart, chart.texts) == []
