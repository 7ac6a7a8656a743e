"""The words of the page, in Chinese and in English."""

from __future__ import annotations

__all__ = ["LANGUAGES", "SCRIPT_WORDS", "Words"]

LANGUAGES = ("zh", "en")

_WORDS: dict[str, tuple[str, str]] = {
    # The page
    "title_many": ("{n} 篇文本的分析报告", "Analysis of {n} texts"),
    "title_one": ("{name}：文本分析报告", "{name}: text analysis"),
    "skip": ("跳到正文", "Skip to the contents"),
    "contents": ("目录", "Contents"),
    "noscript": (
        "此页的图、检索与下载需要 JavaScript；表格与原文不需要，均在下面。",
        "Charts, search and downloads need JavaScript; the tables and texts below do not.",
    ),
    # Sections
    "overview": ("概览", "Overview"),
    "documents": ("文件", "Documents"),
    "outline": ("结构", "Outline"),
    "terms": ("词语", "Words"),
    "trend": ("走势", "Over time"),
    "across": ("分布", "Across"),
    "themes": ("主题", "Themes"),
    "keyness": ("对比", "Comparison"),
    "new": ("新提法", "New phrases"),
    "lines": ("检索", "Search"),
    "texts": ("原文", "Texts"),
    "methods": ("方法", "Methods"),
    # Overview
    "n_documents": ("篇文件", "documents"),
    "n_chars": ("字", "characters"),
    "n_words": ("词", "words"),
    "n_sections": ("个章节", "sections"),
    "period": ("年份", "years"),
    "how_to_read": (
        "凡带下划线的数字都可点开，看到它所数的每一行原文；原文每段左边是源文件的行号。表中的列可排序，"
        "每张表可下载为 CSV。",
        "Every underlined number leads to the lines it counts; beside each paragraph of the texts "
        "stands its line in the source file. Columns can be sorted, and each table can be "
        "downloaded as CSV.",
    ),
    "read_head": ("读入与清理", "Reading and cleaning"),
    "all_read": ("全部文件均已读入。", "All files were read."),
    "read_from_disk": (
        "文本取自磁盘上的语料库；未能入库的文件列在语料库的 _log/failures.csv 中。",
        "The texts come from a corpus on disk; files that could not be read into it are listed in "
        "its _log/failures.csv.",
    ),
    "failures": ("未能读入的文件", "Files that could not be read"),
    "skipped": ("未读入的其他类型的文件：", "Files of other kinds, not read: "),
    "cleaning": ("清理步骤", "Steps of cleaning"),
    "cleaning_off": ("文本未经清理。", "The texts were not cleaned."),
    "cleaning_not_kept": (
        "文本经过清理；磁盘上的语料库不保存清理所作的改动，要看改动请读入源文件。",
        "The texts were cleaned; what cleaning changed is not kept on disk. Read the source files "
        "to see it.",
    ),
    "warnings": ("需要留意的文件", "Documents to look at"),
    "no_warnings": ("未发现可疑的文本。", "No text looks cut, doubled or mixed."),
    # Outline
    "outline_note": (
        "长条为各节占全文的比例，右列为该节得分最高的两个主题，点击数字可见所据的词句。",
        "The bar is a section's share of its document; on the right the two themes with the "
        "highest scores in it. Each number leads to the hits behind it.",
    ),
    "no_outline": ("无编号标题", "no numbered headings"),
    "sections_of": ("{name} 的章节", "Sections of {name}"),
    # Terms
    "terms_table": ("最常用的词", "Most frequent words"),
    "terms_note": (
        "两个字及以上的词；虚词、代词、数词、时间词与称谓已略去（停用词表 function、numbers、"
        "address 及词性），不影响每百万词的比率。次数以 {segmenter} 的分词为准。",
        "Words of two characters or more; function words, pronouns, numerals, dates and forms of "
        "address are left out (stop lists function, numbers, address, and parts of speech), which "
        "changes no rate. Counts depend on the "
        "segmentation, here by {segmenter}.",
    ),
    "keywords_table": ("各文件的关键词", "Keywords of each document"),
    "keywords_tfidf": (
        "TF-IDF：本文件多用而其他文件少用的词。",
        "TF-IDF: frequent here, in few other documents.",
    ),
    "keywords_textrank": (
        "TextRank：与许多词相邻的词。只有一篇文件，故不作比较。",
        "TextRank: words near many words. There is one document, so nothing is compared.",
    ),
    "drawn": (
        "共 {n} 组，图中只画前 {m} 组，其余见数据表。",
        "There are {n} groups; charts draw the first {m}, the tables have all. ",
    ),
    # Trend
    "trend_table": ("词语的次数与比率", "Counts and rates of terms"),
    "trend_note": (
        "按字符计数，与在文本编辑器里查找相同；比率为每万字次数。",
        "Counted as strings, as the search of an editor does; rates are per 10,000 characters. ",
    ),
    "trend_years": (
        "指向图中的点可见 95% 泊松区间（下载的表中亦有）；缺文件的年份留空。",
        "Point at a mark for its 95% Poisson interval, which the download has too; years without "
        "a document are gaps. ",
    ),
    "trend_chosen": ("所选词语由使用者指定。", "The terms were chosen by the user."),
    "trend_default": (
        "所选为最常用的实词与上升最稳的实词（Mann-Kendall 检验）。",
        "The terms are the most frequent content words and those that rise most steadily "
        "(Mann-Kendall test).",
    ),
    "trend_aria": (
        "折线图：{terms} 每万字次数的变化，数据见下表。",
        "Line chart: occurrences of {terms} per 10,000 characters; the data are in the table.",
    ),
    "across_aria": (
        "热力图：{terms} 在各组中的每万字次数，数据见下表。",
        "Heatmap: occurrences of {terms} per 10,000 characters in each group; the data are in the "
        "table.",
    ),
    "show_terms": ("显示的词语", "Terms shown"),
    # Themes
    "themes_note": (
        "主题取自编码表 {codebook}。比例为一组文本中谈及该主题的篇幅："
        "每段的字数按得分分给其中的主题。",
        "Themes are those of the codebook {codebook}. A share is how much of the text has the "
        "theme: the characters of each paragraph are divided among its themes by their scores.",
    ),
    "themes_vocabulary": (
        "编码表的用词以今天为准，早年的文本比例偏低，可能只是因为用词不同。",
        "The codebook's words are of today: an early text may have low shares because it says "
        "things in other words.",
    ),
    "themes_stream": ("各主题所占篇幅", "Share of the text by theme"),
    "themes_heat": ("主题的得分密度", "Density of themes"),
    "themes_heat_note": (
        "颜色为得分（每千字的词句数，重复者递减），可比较同一主题在各处的轻重。",
        "Colour is the score (hits per 1,000 characters, repetitions counting less); compare "
        "each theme with itself.",
    ),
    "themes_table": ("各主题所占篇幅（%）", "Share of the text by theme (%)"),
    "no_theme": ("无主题", "no theme"),
    "themes_sections": ("各节的主题", "Themes of each section"),
    "themes_sections_note": (
        "数为得分，点击可见所据的词句；颜色愈浓得分愈高。",
        "Numbers are scores and lead to the hits behind them; a stronger colour is a higher score.",
    ),
    "themes_aria": (
        "面积图：各主题所占篇幅的变化，数据见下表。",
        "Area chart: share of the text by theme; the data are in the table.",
    ),
    "heat_aria": (
        "热力图：各主题在各组中的得分，数据见下表。",
        "Heatmap: scores of the themes in each group; the data are in the table.",
    ),
    # Keyness
    "keyness_table": ("两组用词的差异", "Words that tell the two sides apart"),
    "keyness_sides": ("{target}（{n} 篇）与 {reference}（{m} 篇）相比。",
                      "{target} (documents: {n}) compared with {reference} (documents: {m}). "),
    "keyness_note": (
        "按 G² 选出两边各若干词；长条为对数比（1 为两倍，2 为四倍）及其 95% 区间。"
        "同一文件里的词并不独立，故显著性偏高，应看对数比与文件数。",
        "Chosen by G² on either side; bars are log ratios (1 is twice as frequent, 2 four times) "
        "with 95% intervals. Words of one document are not independent, so significance is "
        "overstated: read the log ratio and the number of documents.",
    ),
    "keyness_aria": (
        "双向条形图：{target} 与 {reference} 各自的特征词，数据见下表。",
        "Two-sided bars: words typical of {target} and of {reference}; the data are in the table.",
    ),
    # Formulations
    "new_table": ("新出现或骤增的提法", "Phrases that begin or jump"),
    "new_note": (
        "由字串而非分词得出；“起用”为在这些文本中首次出现的年份，“骤增”为使用明显增多之时。"
        "首组文本无从判断新旧。",
        "Found as strings, not as tokens. “First” is the first use in these texts, “jump” the "
        "beginning of its strongest rise. Nothing can be new in the first group.",
    ),
    # Lines
    "search_label": ("检索词", "Search for"),
    "search_hint": ("任意字词", "any characters"),
    "whole_word": ("整词", "Whole words"),
    "whole_hint": ("只数分词中自成一词的", "only where the segmentation has it as a word"),
    "sort_label": ("排序", "Sort by"),
    "scope_label": ("范围", "In"),
    "lines_table": ("检索结果", "Lines found"),
    "lines_per": ("各文件次数", "Occurrences in each document"),
    # Texts
    "line_note": ("段首数字为源文件的行号。", "Numbers are lines of the source file."),
    # Methods
    "how_made": ("各表的方法与设置", "How each table was made"),
    "versions": ("版本", "Versions"),
    "repeat": ("重做此报告", "To repeat this report"),
    "cite": ("如何引用", "How to cite"),
    "cite_text": (
        "The policytext authors. policytext（{version} 版）[软件]。并注明所用的分词器、停用词表"
        "与编码表及其版本（见上表）；文本集的校验码为 {texts}。",
        "The policytext authors. policytext (version {version}) [software]. State the segmenter, "
        "stop lists and codebook with their versions (see the table above); the checksum of the "
        "texts is {texts}.",
    ),
    "chart_library": (
        "图由 Vega {vega}、Vega-Lite {lite}、Vega-Embed {embed} 绘制"
        "（BSD 3-Clause，许可证见本页源码）；本页不访问网络。",
        "Charts by Vega {vega}, Vega-Lite {lite} and Vega-Embed {embed} (BSD 3-Clause; the "
        "licence is in this page's source). This page makes no network request.",
    ),
    "table_head": ("表", "table"),
    "function_head": ("函数", "function"),
    "stamp_head": ("设置", "options"),
    "data": ("数据表", "Data"),
    # Columns
    "id": ("编号", "id"),
    "title": ("标题", "title"),
    "issuer": ("发文机关", "issuer"),
    "document_number": ("发文字号", "number"),
    "date": ("成文日期", "date"),
    "addressee": ("主送机关", "addressee"),
    "genre": ("文种", "genre"),
    "annexes": ("附件", "annexes"),
    "year": ("年份", "year"),
    "chars": ("字数", "characters"),
    "paragraphs": ("段数", "paragraphs"),
    "path": ("源文件", "file"),
    "index_number": ("索引号", "index number"),
    "released_on": ("发布日期", "released"),
    "reason": ("原因", "reason"),
    "step": ("步骤", "step"),
    "changes": ("改动", "changes"),
    "what": ("作用", "what it does"),
    "section": ("章节", "section"),
    "line": ("行", "line"),
    "share_of_document": ("占全文", "share"),
    "leading": ("主要主题", "leading themes"),
    "term": ("词语", "term"),
    "count": ("次数", "count"),
    "per_million": ("每百万词", "per million words"),
    "per_10k_chars": ("每万字", "per 10,000 characters"),
    "doc_freq": ("文件数", "documents"),
    "document": ("文件", "document"),
    "keywords": ("关键词", "keywords"),
    "interval": ("区间", "interval"),
    "theme": ("主题", "theme"),
    "share": ("比例", "share"),
    "score": ("得分", "score"),
    "hits": ("词句数", "hits"),
    "side": ("偏向", "side"),
    "count_target": ("{target} 次数", "count, {target}"),
    "count_reference": ("{reference} 次数", "count, {reference}"),
    "g2": ("G²", "G²"),
    "log_ratio": ("对数比", "log ratio"),
    "p_adjusted": ("校正 p", "adjusted p"),
    "first": ("起用", "first"),
    "jump": ("骤增", "jump"),
    "count_before": ("此前次数", "count before"),
    "count_after": ("此后次数", "count after"),
    "first_line": ("首次用例", "first use"),
    "left": ("左文", "left"),
    "match": ("检索词", "match"),
    "right": ("右文", "right"),
    "warning": ("说明", "warning"),
    # What the script says
    "js_found": ("{n} 处，见于 {d} 篇", "{n} occurrences in {d} documents"),
    "js_found_in_one": ("{n} 处，见于 1 篇", "{n} occurrences in 1 document"),
    "js_found_once": ("1 处，见于 1 篇", "1 occurrence in 1 document"),
    "js_none": ("没有找到", "Nothing found"),
    "js_theme": ("主题", "theme"),
    "js_some": ("选定的 {n} 篇", "{n} chosen documents"),
    "js_part": ("其中一节", "one section"),
    "js_page": ("第 {p} / {n} 页", "Page {p} of {n}"),
    "js_previous": ("上一页", "Previous"),
    "js_next": ("下一页", "Next"),
    "js_more": ("显示全部 {n} 行", "Show all {n} rows"),
    "js_fewer": ("只显示前 {n} 行", "Show the first {n} rows"),
    "js_csv": ("下载 CSV", "Download CSV"),
    "js_order_document": ("文件顺序", "document"),
    "js_order_left": ("左文", "left context"),
    "js_order_right": ("右文", "right context"),
    "js_marked": ("标出：{q}（{n} 处）", "Marked: {q} ({n})"),
    "js_to_lines": ("在检索中查看", "show in the search"),
    "js_rate": ("每万字 {r}", "{r} per 10,000 characters"),
    "js_section": ("章节", "section"),
    "js_head_of_text": ("（文首）", "(before the first heading)"),
    "js_head_document": ("文件:行", "document:line"),
    "js_head_left": ("左文", "left"),
    "js_head_match": ("检索词", "match"),
    "js_head_right": ("右文", "right"),
    "js_all_documents": ("全部文件", "all documents"),
    "js_choose_document": ("文件", "Document"),
    "js_previous_text": ("上一篇", "Previous document"),
    "js_next_text": ("下一篇", "Next document"),
    "js_mark_themes": ("标出主题", "Mark themes"),
    "js_print": ("打印", "Print"),
    "js_print_texts": ("打印时附上全部原文", "Print the full texts too"),
    "js_whole_note": ("按字符为 {n} 处", "{n} as characters"),
}  # fmt: skip

#: What each step of cleaning does.
_STEPS: dict[str, tuple[str, str]] = {
    "line_ends": ("统一换行符", "one kind of line end"),
    "invisible": ("去除零宽与控制字符", "zero-width and control characters removed"),
    "licence": ("去除文末的许可证说明", "licence box at the end removed"),
    "furniture": (
        "去除页码及网页的页眉页脚文字",
        "page numbers and a web page's own lines removed",
    ),
    "rejoin": ("接合被截断的行", "lines cut at a fixed width joined"),
    "blank_lines": ("去除空行与缩进，一段一行", "blank lines and indents removed"),
    "indents": ("按缩进分段", "paragraphs begun at indents"),
    "doubled_title": ("去除重复的标题", "doubled title removed"),
    "width": ("统一全角与半角", "full and half width made uniform"),
    "punctuation": ("中文旁的标点改为全角", "punctuation beside Chinese made Chinese"),
    "spaces": ("去除字间空格", "spaces inside Chinese text closed up"),
    "simplify": ("繁体转为简体", "traditional characters made simplified"),
    "undecodable": ("无法解码的字符", "characters that could not be decoded"),
}

#: Words that the script of the page uses, without their prefix.
SCRIPT_WORDS = tuple(name for name in _WORDS if name.startswith("js_"))


class Words:
    """The words of one language.

    Examples
    --------
    >>> Words("zh")("title_many", n=3)
    '3 篇文本的分析报告'
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._place = LANGUAGES.index(lang)

    def __call__(self, word: str, **values: object) -> str:
        """Return a word or sentence, with values in it; a name without a word is itself."""
        said = _WORDS[word][self._place] if word in _WORDS else word
        return said.format(**values) if values else said

    def counted(self, word: str, n: int) -> str:
        """Return the noun for so many, which in English is another for one."""
        said = self(word)
        return said.removesuffix("s") if n == 1 and self.lang == "en" else said

    def step(self, name: str) -> str:
        """Say what a step of cleaning does."""
        return _STEPS[name][self._place] if name in _STEPS else ""

    def for_script(self) -> dict[str, str]:
        """List what the script of the page says."""
        return {name[3:]: self(name) for name in SCRIPT_WORDS}
