"""The report: one page that holds texts, tables, charts and a search."""

from __future__ import annotations

import base64
import hashlib
import html as html_module
import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import policytext as pt
from policytext.errors import InputError, MissingExtra, PolicyTextWarning, ReadError
from policytext.reporting.groups import choose_groups
from policytext.reporting.markup import clean_page, json_block, tag
from policytext.reporting.places import Place, lines_link, relative_paths
from policytext.reporting.report import Report, report
from policytext.reporting.tables import Tables
from policytext.reporting.words import LANGUAGES, SCRIPT_WORDS, Words

REPORTS = {
    "2019": "一、改革\n深化改革，扩大开放。\n二、民生\n办好学校，增加收入。",
    "2020": "一、改革\n继续改革。\n二、民生\n办好学校，办好医院。",
    "2021": "一、创新\n科技创新，推动创新。\n二、民生\n办好学校。",
}


@pytest.fixture(scope="module", autouse=True)
def _library() -> None:
    pytest.importorskip("vl_convert")


@pytest.fixture(scope="module")
def small() -> pt.Corpus:
    years = {name: {"year": int(name)} for name in REPORTS}
    return pt.Corpus.from_texts(REPORTS, metadata=years)


@pytest.fixture(scope="module")
def work() -> Report:
    return report(pt.datasets.load("work_reports"))


def data_of(made: Report) -> dict[str, Any]:
    """Read what the page gives to its script."""
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', made.html, re.S)
    assert block is not None
    data: dict[str, Any] = json.loads(block[1])
    return data


def table_of(made: Report, name: str) -> list[list[str]]:
    """Read a table of the page: the texts of its cells."""
    table = re.search(rf'<table id="table-{name}".*?<tbody>(.*?)</tbody>', made.html, re.S)
    assert table is not None
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table[1], re.S)
    return [
        [html_module.unescape(re.sub(r"<[^>]+>", "", each))
         for each in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in rows
    ]  # fmt: skip


def texts_of(made: Report) -> list[str]:
    """Read the texts of the page, a paragraph a line."""
    articles = re.findall(r'<div class="text"[^>]*>(.*?)</div>', made.html, re.S)
    return [
        html_module.unescape("\n".join(re.findall(r"<p[^>]*>(.*?)</p>", article, re.S)))
        for article in articles
    ]


# ------------------------------------------------------------------------------------- the page


def test_the_page_needs_nothing_else(work):
    """No address of another file or server stands where a browser would fetch it."""
    markup = re.sub(r"<script.*?</script>|<style.*?</style>", "", work.html, flags=re.S)

    assert re.findall(r'\b(?:src|action|data|poster|srcset)="[^"]*"', markup) == []
    links = re.findall(r'\bhref="([^"]*)"', markup)
    assert {link[0] for link in links} == {"#", "d"}
    assert [link for link in links if link[0] == "d"] == ["data:,"]
    assert "@import" not in work.html
    assert "url(" not in re.search(r"<style>(.*?)</style>", work.html, re.S)[1]


def test_the_policy_names_exactly_the_scripts_and_styles(work):
    """Whoever changes a script must change its checksum; there is no way round."""
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', work.html)[1]

    def sums(pattern: str) -> list[str]:
        found = re.findall(pattern, work.html, re.S)
        digests = (hashlib.sha256(each.encode()).digest() for each in found)
        return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]

    parts = dict(part.split(" ", 1) for part in policy.split("; "))
    assert parts == {
        "default-src": "'none'",
        "script-src": " ".join(sums(r'<script(?: type="module")?>(.*?)</script>')),
        "style-src": " ".join(sums(r"<style>(.*?)</style>")),
        "img-src": "data:",
        "connect-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert not re.search(r'<[^>]+\s(?:on\w+|style)="', re.sub(r"<script.*?</script>", "",
                         work.html, flags=re.S))  # fmt: skip


def test_the_texts_are_on_the_page_once(work):
    """Each paragraph exactly as in the document."""
    corpus = pt.datasets.load("work_reports")

    assert texts_of(work) == [document.text for document in corpus]
    longest = max(corpus[0].paragraphs, key=len)
    assert work.html.count(longest) == 1


def test_the_same_corpus_gives_the_same_page(small):
    """To the byte."""
    assert report(small).html == report(small).html


def test_the_figures_are_those_of_the_functions(work):
    """Words, terms by year, shares of themes, phrases: nothing is counted in another way."""
    corpus = pt.datasets.load("work_reports")
    tokens = corpus.segment()
    data = data_of(work)

    words = {row["term"]: row for row in pt.frequencies(tokens).to_dict("records")}
    for term, count, _, per_million, doc_freq in table_of(work, "terms"):
        assert int(count.replace(",", "")) == words[term]["count"]
        assert per_million == f"{words[term]['per_million']:,.1f}"
        assert int(doc_freq) == words[term]["doc_freq"]
    shares = pt.themes(tokens, by="year")
    known = shares.set_index(["year", "theme"])["share"]
    themes = list(pt.Codebook.load("policy").themes)
    for year, *cells in table_of(work, "themes"):
        for theme, cell in zip([*themes, ""], cells, strict=True):
            assert cell == f"{100 * known[int(year), theme]:,.1f}"
    assert sum(len(flat) // 3 for flat in data["hits"]) == shares["hits"].sum()
    phrases = pt.formulations(tokens, top=60)
    assert [row[0] for row in table_of(work, "new")] == phrases["term"].tolist()


def test_each_paragraph_tells_its_line_in_the_file(tmp_path):
    """Also where the file has blank lines, and where it breaks lines at a fixed width."""
    path = tmp_path / "2020.txt"
    line = "为了推动改革发展，我们必须坚持人民至上，坚持实事求是，坚持"
    wrapped = f"　　{line[2:]}\n" + f"{line}\n" * 2 + f"{line[:-4]}。\n"
    path.write_text(f"标题\n\n\n{wrapped * 6}　　末段。\n", "utf-8")
    corpus = pt.read(path)
    made = report(corpus)

    labels = re.findall(r'<p data-l="(\d+)"(?: data-b="([^"]*)")?', made.html)

    starts = Place(corpus[0]).starts
    assert [int(label) for label, _ in labels] == [corpus[0].locate(s).line for s in starts]
    joined = [more for _, more in labels if more]
    width = len(line)
    assert joined[0] == f"{width - 2}=5;{2 * width - 2}=6;{3 * width - 2}=7"
    assert len(joined) == 6


def test_a_page_tells_no_folders(tmp_path):
    """Paths are shortened to what the files do not share: a page is sent to others."""
    folder = tmp_path / "kept-apart" / "reports"
    (folder / "old").mkdir(parents=True)
    (folder / "old" / "2019.txt").write_text("深化改革。", "utf-8")
    (folder / "2020.txt").write_text("扩大开放。", "utf-8")
    (folder / "2021.pdf").write_bytes(b"%PDF-1.4 broken")
    with pytest.warns(PolicyTextWarning):
        corpus = pt.read(folder)

    made = report(corpus)

    assert "kept-apart" not in made.html
    assert sorted(row[-1] for row in table_of(made, "documents")) == ["2020.txt", "old/2019.txt"]
    (failed,) = table_of(made, "failures")
    assert failed[0] == "2021.pdf"
    assert "2021.pdf" in failed[1]


def test_what_was_cleaned_is_told(small):
    """Each step with its number of changes; or that nothing was cleaned."""
    raw = "标题\n\n\n　　改 革,开放。\n"

    cleaned = table_of(report(pt.Corpus.from_texts({"甲": raw})), "cleaning")
    as_it_was = report(pt.Corpus.from_texts({"甲": raw}, clean=False))

    assert {row[0] for row in cleaned} >= {"blank_lines", "punctuation"}
    assert "文本未经清理。" in as_it_was.html
    assert texts_of(as_it_was) == [raw]


@pytest.mark.parametrize(
    ("lang", "told", "cleaned"),
    [
        (
            "zh",
            "文本取自磁盘上的语料库；未能入库的文件列在语料库的 _log/failures.csv 中。",
            "文本经过清理；磁盘上的语料库不保存清理所作的改动，要看改动请读入源文件。",
        ),
        (
            "en",
            "The texts come from a corpus on disk; files that could not be read into it are "
            "listed in its _log/failures.csv.",
            "The texts were cleaned; what cleaning changed is not kept on disk. Read the source "
            "files to see it.",
        ),
    ],
)
def test_a_report_of_a_corpus_on_disk_differs_only_in_what_is_said_of_cleaning(
    tmp_path, lang, told, cleaned
):
    """The page is that of the files, but that it names no changes."""
    pytest.importorskip("pyarrow")
    for name, text in REPORTS.items():
        (tmp_path / f"{name}.txt").write_text(text.replace("\n", "\n\n"), encoding="utf-8")
    pt.ingest(tmp_path, tmp_path / "corpus", workers=0)
    files = sorted(tmp_path.glob("*.txt"))

    of_files = report(pt.read(files), lang=lang)
    of_disk = report(pt.scan(tmp_path / "corpus").where(year=slice(2000, None)).read(), lang=lang)

    def parts(made: Report) -> tuple[str, list[str]]:
        """Part the sentences on reading from the rest of the page."""
        head = f"<h3>{Words(lang)('read_head')}</h3>"
        before, after = made.html.split(head)
        said, rest = re.split(r"(?=</section>)", after, maxsplit=1)
        return said, [before, re.sub(r'"cleaning":\{.*?\]\]\},?', "", rest)]

    said, rest = parts(of_disk)
    assert said.startswith(f"<p>{told}</p><p>{cleaned}</p>")
    assert "table-cleaning" not in said
    assert rest == parts(of_files)[1]


def test_a_report_of_some_documents_from_disk_and_some_files_tells_both(tmp_path):
    """The changes that are known are listed; so are characters that could not be decoded."""
    pytest.importorskip("pyarrow")
    (tmp_path / "2019.txt").write_bytes("标题\n\n改革开放".encode() + b"\xff" + "。".encode())
    pt.ingest(tmp_path, tmp_path / "corpus", workers=0)
    stored = pt.scan(tmp_path / "corpus").read()
    made = report(pt.Corpus([*stored, *pt.Corpus.from_texts({"甲": "标题\n\n改 革。"})]))

    steps = {row[0]: row[2:] for row in table_of(made, "cleaning")}

    assert "不保存清理所作的改动" in made.html
    assert steps["blank_lines"] == ["1", "1"]
    assert steps["undecodable"] == ["1", "1"]


def test_what_may_be_wrong_is_told_in_the_language_of_the_page():
    """A text that breaks off, one that stands twice, a number that is missing."""
    whole = "改革开放是基本国策。" * 12
    texts = {"甲": whole, "乙": whole, "丙": "请节约用水，并于月底前把情况",
             "丁": "第一条 甲。\n第三条 乙。\n第四条 丙。"}  # fmt: skip
    corpus = pt.Corpus.from_texts(texts)

    chinese, english = report(corpus), report(corpus, lang="en")

    assert table_of(chinese, "warnings") == [
        ["乙", "正文与 甲 相同。"],
        ["丙", "正文在句中中断：请节约用水，并于月底前把情况"],
        ["丁", "第三条：序号为 3，按顺序应为 2。"],
    ]
    assert table_of(english, "warnings") == [
        ["乙", "The text is the same as that of 甲."],
        ["丙", "The text ends in mid-sentence: 请节约用水，并于月底前把情况"],
        ["丁", "第三条: number 3 where 2 was expected."],
    ]
    listed = data_of(chinese)["tables"]
    assert listed["warnings"]["rows"] == table_of(chinese, "warnings")
    column = listed["documents"]["columns"].index("warnings")
    assert [row[column] for row in listed["documents"]["rows"]] == [
        "", "正文与 甲 相同。", "正文在句中中断：请节约用水，并于月底前把情况", "",
    ]  # fmt: skip


def test_why_a_file_was_not_read_is_told_in_the_language_of_the_page(tmp_path):
    """With its name and its columns as they are."""
    (tmp_path / "甲.txt").write_text("改革。", "utf-8")
    (tmp_path / "b c.csv").write_text("日期,年\n三月,2020\n", "utf-8")
    with pytest.warns(PolicyTextWarning):
        corpus = pt.read(tmp_path)

    (chinese,), (english,) = (
        table_of(report(corpus, lang=lang), "failures") for lang in ("zh", "en")
    )

    assert chinese == [
        "b c.csv", "b c.csv 没有 'text' 列，只有 ['日期', '年']。请用 `text_column` 指明。",
    ]  # fmt: skip
    assert english == [
        "b c.csv", "b c.csv has no column 'text'; it has ['日期', '年']. "
        "Name it with `text_column`.",
    ]  # fmt: skip


def test_one_thing_is_no_plural_in_english():
    """1 document, 2 documents."""
    one = report(pt.Corpus.from_texts({"甲": "改"}), lang="en").html
    two = report(pt.Corpus.from_texts({"甲": "改", "乙": "革"}), lang="en").html

    assert re.findall(r"<dt>(.*?)</dt>", one)[:3] == ["document", "character", "word"]
    assert re.findall(r"<dt>(.*?)</dt>", two)[:3] == ["documents", "characters", "words"]


# -------------------------------------------------------------------------------------- choices


def test_a_page_in_english_has_no_chinese_of_ours(small):
    """Only what comes from the texts and from the codebook is Chinese."""
    made = report(small, lang="en", title="Reports")

    assert '<html lang="en">' in made.html
    shown = re.sub(r"<script.*?</script>|<style.*?</style>", "", made.html, flags=re.S)
    said = set(re.findall(r"[\u4e00-\u9fff]{2,}", re.sub(r"<[^>]+>", " ", shown)))
    texts = "".join(REPORTS.values()) + "".join(pt.Codebook.load("policy").names)
    assert {word for word in said if word not in texts} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_is_there_in_both_languages(lang):
    """Also those that only the script says."""
    words = Words(lang)

    assert all(words.for_script()[name[3:]] for name in SCRIPT_WORDS)
    script = (Path(pt.__file__).parent / "data/report/report.js").read_text("utf-8")
    said = set(re.findall(r"""words\.(\w+)|say\("(\w+)\"""", script))
    asked = {name for pair in said for name in pair if name}
    assert asked <= set(words.for_script())


def test_terms_can_be_named(small):
    """In their order, counted as strings, and the page says who chose them."""
    made = report(small, terms=["学校", "扩大开放"])

    rows = table_of(made, "trend")
    assert [row[0] for row in rows] == ["2019", "2020", "2021"]
    assert [row[1] for row in rows] == ["1", "1", "1"]
    assert [row[3] for row in rows] == ["1", "0", "0"]
    assert "所选词语由使用者指定。" in made.html


def test_texts_can_be_grouped_by_a_column():
    """Two groups are compared with each other; there are no new phrases without time."""
    corpus = pt.datasets.load("work_reports").assign(era=["前期"] * 6 + ["后期"] * 6)

    made = report(corpus, by="era")

    assert [row[0] for row in table_of(made, "themes")] == ["前期", "后期"]
    assert "后期（6 篇）与 前期（6 篇）相比" in made.html
    keyness = pt.keyness(corpus.segment(), "后期", by="era", min_length=2)
    known = keyness.set_index("term")
    for term, side, late, early, *_ in table_of(made, "keyness"):
        counts = known.loc[term, ["count_target", "count_reference"]]
        assert [int(late), int(early)] == counts.tolist()
        assert side == ("后期" if known.loc[term, "score"] > 0 else "前期")
    assert 'id="table-new"' not in made.html


def test_one_document_is_divided_into_its_sections():
    """Terms and themes by section; keywords by TextRank, since there is nothing to compare."""
    corpus = pt.datasets.load("study_report")
    made = report(corpus)

    sections = [section.path for section in corpus[0].outline.outermost()]
    assert [row[0] for row in table_of(made, "trend")] == sections
    assert [row[0] for row in table_of(made, "themes")] == sections
    assert "TextRank" in made.html
    assert made.title == f"{corpus[0].title}：文本分析报告"


@pytest.mark.parametrize(
    "texts",
    [
        {"甲": "改革。"},
        {"甲": "……"},
        {"甲": ""},
        {"甲": "改革。", "乙": ""},
        {"甲": "English only.", "乙": "另一篇。"},
        {"甲": "𠮷祥改革𠮷，改革。\n𠮷发展。"},
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_odd_corpora_have_a_page(texts, lang):
    """One word, no word, no text, no years, characters that a browser counts twice."""
    made = report(pt.Corpus.from_texts(texts), lang=lang)

    assert texts_of(made) == list(texts.values())
    assert len(data_of(made)["edges"]) == len(texts)


def test_charts_draw_as_many_groups_as_one_can_look_at():
    """The first sixty of seventy documents; the tables have all, and the page says so."""
    corpus = pt.Corpus.from_texts({f"甲{n}": "深化改革，办好学校。" for n in range(70)})

    made = report(corpus, terms="改革")

    charts, drawn = data_of(made)["charts"], [f"甲{n}" for n in range(60)]
    assert [row["y"] for row in charts["trend"]["data"]["values"]] == drawn
    assert list(dict.fromkeys(row["x"] for row in charts["stream"]["data"]["values"])) == drawn
    assert len(table_of(made, "trend")) == len(table_of(made, "themes")) == 70
    assert made.html.count("共 70 组，图中只画前 60 组，其余见数据表。") == 2


def test_texts_that_do_not_differ_are_not_compared():
    """There is no word that tells one half from the other, and no empty chart."""
    years = {str(year): {"year": year} for year in (2020, 2021)}
    made = report(pt.Corpus.from_texts(dict.fromkeys(years, "深化改革。" * 9), metadata=years))

    assert "keyness" not in data_of(made)["charts"]


def test_places_are_those_of_a_browser():
    """A character outside the first plane is two of a browser's."""
    document = pt.Corpus.from_texts({"甲": "𠮷祥改革𠮷。\n发展"})["甲"]
    place = Place(document)

    wide = [len(document.text[:n].encode("utf-16-le")) // 2 for n in range(len(document.text) + 1)]

    assert [place[n] for n in range(len(document.text) + 1)] == wide
    assert place.shift(np.arange(len(wide))).tolist() == wide


def test_a_corpus_that_is_segmented_is_not_segmented_again(small):
    """The tokens that are given are those that are counted."""
    tokens = small.segment(lexicon="policy")

    made = report(tokens)

    words = {row["term"]: row["count"] for row in pt.frequencies(tokens).to_dict("records")}
    assert all(words[term] == int(count) for term, count, *_ in table_of(made, "terms"))


# --------------------------------------------------------------------------------- refusals, files


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"lang": "fr"}, "`lang` must be one of ['zh', 'en'], got 'fr'."),
        ({"seed": -1}, "`seed` must be 0 or more, got -1."),
        (
            {"terms": ["改革", " "]},
            "`terms` must be strings on one line that are not empty, got ' '.",
        ),
    ],
)
def test_an_option_that_cannot_be_used_is_refused(small, options, message):
    """Before anything is made."""
    with pytest.raises(InputError) as caught:
        report(small, **options)

    assert str(caught.value) == message


def test_an_empty_corpus_is_refused():
    """There is nothing to report."""
    with pytest.raises(InputError) as caught:
        report(pt.Corpus([]))

    assert str(caught.value) == "`corpus` must have at least one document, got an empty one."


def test_what_is_no_corpus_is_refused():
    """With the type that came."""
    with pytest.raises(InputError) as caught:
        report(["改革"])

    assert str(caught.value) == "`corpus` must be a Corpus or Tokens, got list."


def test_a_column_that_is_missing_is_refused(small):
    """As everywhere."""
    with pytest.raises(InputError, match=r"^`by` must be one of \['document', .*got 'offce'"):
        report(small, by="offce")


def test_without_the_library_the_message_says_what_to_install(small, monkeypatch):
    """The extra has the name of the function."""
    monkeypatch.setitem(sys.modules, "vl_convert", None)

    with pytest.raises(MissingExtra) as caught:
        report(small)

    assert str(caught.value) == (
        "A report needs vl-convert-python for its charts, which is not installed. "
        "Install it with: pip install 'policytext[report]'"
    )


def test_a_page_is_saved_whole_or_not_at_all(small, tmp_path):
    """As given to the function or saved later; a folder that is missing is named."""
    made = report(small, tmp_path / "a.html")
    made.save(tmp_path / "b.html")

    assert (tmp_path / "a.html").read_bytes() == made.html.encode()
    assert (tmp_path / "b.html").read_bytes() == made.html.encode()
    assert re.fullmatch(r"<Report '3 篇文本的分析报告': 1\.\d MB>", repr(made))
    with pytest.raises(ReadError, match="cannot be written: No such file or directory"):
        made.save(tmp_path / "missing" / "c.html")


# --------------------------------------------------------------------------------------- pieces


@pytest.mark.parametrize(
    "odd", ["<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "{{7*7}}",
            "&amp;", "]]>", "\"'", "\u2028\u2029", "a\rb"],
)  # fmt: skip
def test_what_a_document_says_is_text(odd):
    """In elements, in attributes and in data."""
    written = str(tag("p", odd, title=odd))
    block = str(json_block("data", {odd: [odd]}))

    assert html_module.unescape(re.search(r">(.*)<", written, re.S)[1]) == odd
    assert html_module.unescape(re.search(r'title="(.*?)"', written, re.S)[1]) == odd
    assert written.count("<") == 2
    inside = re.search(r'id="data">(.*)</script>$', block, re.S)[1]
    assert not set("<>&\u2028\u2029") & set(inside)
    assert json.loads(inside) == {odd: [odd]}


def test_half_characters_and_nul_are_replaced():
    """What no file can hold does not stop the report."""
    made = report(pt.Corpus.from_texts({"甲": "改\0革。"}, clean=False))

    assert texts_of(made) == ["改\ufffd革。"]
    assert clean_page("甲\ud800乙") == "甲\ufffd乙"


def test_addresses_name_documents_by_ranges():
    """Short where many documents stand side by side."""
    assert lines_link("改革", documents=[3, 0, 1, 2, 7]) == "#q=%E6%94%B9%E9%9D%A9&d=0-3,7"
    assert lines_link(theme=2, documents=[4], span=(5, 9)) == "#k=2&d=4&s=5-9"
    assert lines_link("#&=+ ", word=True) == "#q=%23%26%3D%2B%20&w=1"


def test_paths_lose_what_they_share():
    """One file keeps its name; what is no path stays."""
    assert relative_paths(["/a/b/c.txt"]) == {"/a/b/c.txt": "c.txt"}
    assert relative_paths(["/a/b/c.txt", "/a/d/e.txt", "甲"]) == {
        "/a/b/c.txt": "b/c.txt",
        "/a/d/e.txt": "d/e.txt",
        "甲": "甲",
    }


def test_groups_are_years_documents_or_sections(small):
    """By default what the corpus has; the later half is compared with the earlier."""
    years = choose_groups(small, None)
    assert (years.by, years.is_time, [g.name for g in years.groups]) == (
        "year", True, ["2019", "2020", "2021"],
    )  # fmt: skip
    later, earlier = years.sides()
    assert ([g.label for g in later], [g.label for g in earlier]) == ([2021], [2019, 2020])
    assert choose_groups(small[:1], None).by == "section"
    plain = choose_groups(pt.Corpus.from_texts({"甲": "改革", "乙": "发展"}), None)
    assert (plain.by, plain.is_time, [g.documents for g in plain.groups]) == (
        "document", False, [(0,), (1,)],
    )  # fmt: skip


def test_downloads_hold_what_the_tables_hold():
    """Dates, lists and missing values too."""
    tables = Tables()
    frame = pt.Corpus.from_texts(
        {"甲": "改革"}, metadata={"甲": {"annexes": ("一", "二"), "rate": 1 / 3}}
    ).docs.reset_index()
    tables.add("docs", frame, columns=["id", "annexes", "rate", "date"])

    assert tables.data["docs"] == {
        "columns": ["id", "annexes", "rate", "date"],
        "rows": [["甲", "一；二", 0.333333, None]],
    }


def test_real_reports_stay_small(shared):
    """At most 3 MB beside the texts for the 26 work reports."""
    corpus = pt.read(shared / "gov_work_reports")

    made = report(corpus)

    texts = sum(len(document.text.encode()) for document in corpus)
    assert len(made.html.encode()) - texts < 3_000_000
