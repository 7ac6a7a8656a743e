"""What reading and structure remark on a document, in Chinese.

The library says it in English, with numbers and quotations in it. Here stands each sentence beside
its Chinese, the holes named; a test compares the sentences with those in the library's source, so
that none is added without its Chinese. What is not known is shown as it is.
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["FRAGMENTS", "SENTENCES", "in_chinese"]

# Holes: n, m, k are numbers; what and kind are one of the fragments below, and part of no other
# text; where, pages, detail and hint may be; all others are carried over as they stand.
_NUMBERS = ("n", "m", "k")
_KNOWN = ("what", "kind")
_SAID = (*_KNOWN, "where", "pages", "detail", "hint")

#: Of texts that were read.
_REMARKS = {
    "The text has exactly 32,767 characters, the most that a cell of a spreadsheet holds: its end "
    "is probably missing.": "正文恰为 32,767 个字符，即电子表格单元格的上限，末尾很可能缺失。",
    "The text ends in {mark}, as if something were left out.": "正文以“{mark}”结束，似有省略。",
    "The text ends in mid-sentence: {end}": "正文在句中中断：{end}",
    "The text ends inside 《: {end}": "正文结束时书名号尚未闭合：{end}",
    "The same text stands in it twice, the second time from character {n} on.":
        "同样的文字出现了两次，第二次从第 {n} 个字符开始。",
    "The text is the same as that of {other}.": "正文与 {other} 相同。",
    "The text has {n} characters, the median of its series is {m}: it may be a part.":
        "正文有 {n} 个字符，而同类文件的中位数为 {m}，可能不完整。",
    "The text is in traditional characters, the others of its series are in simplified ones.":
        "正文为繁体字，而同类的其他文件为简体字。",
    "{title}: an item has lost its number: {begins}…": "{title}：有一项缺了序号：{begins}……",
    "{title}: number {n} where {m} was expected.": "{title}：序号为 {n}，按顺序应为 {m}。",
    "{n} of its {m} characters are in {k} links: the page may be a list of documents and not one.":
        "{m} 个字符中有 {n} 个在 {k} 个链接里：此页可能是文件目录，而不是文件。",
    "The text was cut: a spreadsheet cell holds {n} characters.":
        "正文被截断：电子表格单元格最多容纳 {n} 个字符。",
    "Read without LibreOffice: automatic numbers, if any, are missing, and tracked deletions and "
    "hidden text, if any, are in the text. Install LibreOffice to read them as Word shows them.":
        "读入时没有 LibreOffice：自动编号（如有）缺失，修订中删除的文字与隐藏文字（如有）仍在"
        "正文里。安装 LibreOffice 后可按 Word 所显示的读入。",
    "Text boxes not read: {n} characters.": "未读入文本框：{n} 个字符。",
    "Tracked changes taken as accepted: {n}. Insertions are in the text, deletions are not.":
        "{n} 处修订视为已接受：插入的文字在正文里，删除的不在。",
    "Hidden text left out: {n} characters.": "略去隐藏文字：{n} 个字符。",
    "Table of contents left out: {n} characters.": "略去目录：{n} 个字符。",
    "Embedded files (altChunk, subDoc) not read: {n}.":
        "未读入嵌入的文件（altChunk、subDoc）：{n} 个。",
    "Automatic numbers of the format {form} are written as digits.":
        "格式为 {form} 的自动编号写作阿拉伯数字。",
    "Left out as running heads or feet: {shown}.": "视为页眉页脚而略去：{shown}。",
    "Only pictures, and no text, on {pages}: what they show is left out. Use OCR to get it.":
        "{pages}只有图片而没有文字，其内容未读入。可先做文字识别（OCR）。",
    "The text on {pages} makes no sense, because the fonts do not say which characters they draw. "
    "Use OCR to get it.": "{pages}的文字无法辨认，因为字体没有说明所画的是哪些字。"
        "可先做文字识别（OCR）。",
}  # fmt: skip

#: Of files, or parts of files, that were not.
_REASONS = {
    "{path}: no such file.{hint}": "{path}：没有这个文件。{hint}",
    "{path} is a folder. Name a file in it.": "{path} 是文件夹。请指明其中的文件。",
    "{path} cannot be read: {reason}. Check its permissions.":
        "{path} 无法读取：{reason}。请检查其权限。",
    "{path} is larger than {n} bytes. Split it into documents.":
        "{path} 大于 {n} 字节。请分成各篇文件。",
    "{path} is {what}": "{path} 是{what}",
    "{path} {what}. {hint}": "{path} {what}。{hint}",
    "{path} {what}": "{path} {what}",
    "{path} has a header but no rows. Check that it was saved whole.":
        "{path} 只有表头而没有数据行。请检查是否保存完整。",
    # Archives
    "{path} holds no file that can be read: none ends in {endings}.":
        "{path} 里没有能读的文件：没有一个以 {endings} 结尾。",
    "{path} lies in {n} archives; {m} are allowed. Unpack them and read the files.":
        "{path} 在 {n} 层压缩包里，至多允许 {m} 层。请解压后读取文件。",
    "{path} has more than {n} members, those of archives in it included. Unpack it and read the "
    "folder.": "{path} 连同其中的压缩包有 {n} 个以上的成员。请解压后读取文件夹。",
    "{path} is larger than {n} bytes. Split it.": "{path} 大于 {n} 字节。请拆分。",
    "{path}: the archive holds more than {n} bytes. Unpack it and read the folder.":
        "{path}：压缩包的内容超过 {n} 字节。请解压后读取文件夹。",
    "{path} is no whole {kind}: {detail}. Copy or download it again.":
        "{path} 不是完整的{kind}：{detail}。请重新复制或下载。",
    "{path} is no whole TAR archive: {detail}. Copy or download it again.":
        "{path} 不是完整的 TAR 压缩包：{detail}。请重新复制或下载。",
    "{path} is no whole Parquet file: {detail}. Copy or download it again.":
        "{path} 不是完整的 Parquet 文件：{detail}。请重新复制或下载。",
    "{path} is encrypted. Unpack it with its password.": "{path} 已加密。请用密码解压。",
    "{path} is packed by method {n}, which is not read. Unpack it and read the file.":
        "{path} 的压缩方式 {n} 无法读取。请解压后读取文件。",
    "{path} unpacks to more than {n} times its size, as no text does. If you trust it, unpack it "
    "or save it in another format, and read that.":
        "{path} 解压后大于原来的 {n} 倍，文本不会如此。如可信任，请解压或另存为其他格式后再读。",
    # Text
    "{path} is empty: nothing to read. Check that it was saved or copied whole.":
        "{path} 是空的，没有内容可读。请检查是否保存或复制完整。",
    "{path} is {kind}, not plain text. Save it as .txt and read that.":
        "{path} 是{kind}，不是纯文本。请另存为 .txt 再读。",
    "{path}, line {n}, column {m}: bytes that are not {encoding}. Mend the file, name its "
    "`encoding`, or read it without `strict`.":
        "{path} 第 {n} 行第 {m} 列：不是 {encoding} 的字节。请修正文件，指明其 `encoding`，或不用 "
        "`strict` 读取。",
    "{path}: there is no encoding {encoding}. Use one like 'utf-8', 'gb18030', 'big5'.":
        "{path}：没有 {encoding} 这种编码。可用 'utf-8'、'gb18030'、'big5' 等。",
    "{path} is not text in any encoding tried ({tried}). If it is text, name its `encoding`; if "
    "not, save it as text first.":
        "{path} 不是所试各种编码（{tried}）的文本。如是文本，请指明其 `encoding`；如不是，请先另存"
        "为文本。",
    "{path} is not text: it is full of control characters. Save it as text.":
        "{path} 不是文本：满是控制字符。请另存为文本。",
    "{path} has no text but pictures, links and marks.": "{path} 只有图片、链接与标记，没有文字。",
    # Web pages
    "{path} has {n} characters; a web page may have {m}. Split it, or save its text as .txt.":
        "{path} 有 {n} 个字符，网页至多 {m} 个。请拆分，或将其文字另存为 .txt。",
    "{path} shows no text: its page may be built by scripts or images.":
        "{path} 没有显示文字：网页可能由脚本或图片构成。",
    "{path} shows only frames: {names}. Save and read the pages in them.":
        "{path} 只有框架：{names}。请保存并读取框架里的网页。",
    # Tables
    "{path} has no column {wanted}; it has {names}.{hint} Name it with `text_column`.":
        "{path} 没有 {wanted} 列，只有 {names}。{hint}请用 `text_column` 指明。",
    "{path} has no sheet with a column {wanted}; it has {names}.{hint} Name it with `text_column`.":
        "{path} 没有含 {wanted} 列的工作表，只有 {names}。{hint}请用 `text_column` 指明。",
    "{path} is empty, so row {n} has no text.": "{path} 是空的，第 {n} 行没有文字。",
    "{path}, line {n}: the row has {m} fields, the header {k}. Put fields that hold a {mark} or a "
    "line end in quotes.":
        "{path} 第 {n} 行：该行有 {m} 个字段，表头有 {k} 个。含 {mark} 或换行的字段请加引号。",
    "{where}: {column} is not a string.": "{where}：{column} 不是字符串。",
    "{where}: not a JSON object ({detail}). A .jsonl file has one object a line.":
        "{where}：不是 JSON 对象（{detail}）。.jsonl 文件每行一个对象。",
    "{path}, line {n}: {name} is empty, so there is no text.":
        "{path} 第 {n} 行：{name} 是空的，没有文字。",
    "{path}: the column {column} is of type {type}, not of strings. Name the column that holds the "
    "text with `text_column`.":
        "{path}：{column} 列的类型为 {type}，不是字符串。请用 `text_column` 指明正文所在的列。",
    "{path}: {column} is empty, so there is no text.": "{path}：{column} 是空的，没有文字。",
    "Reading {path} needs pyarrow. Install it with: pip install 'policytext[arrow]'":
        "读取 {path} 需要 pyarrow。请安装：pip install 'policytext[arrow]'",
    # Office documents
    "{path} {what}, which no document does. If you trust it, save it in another format and read "
    "that.": "{path} {what}，正常文件不会如此。如可信任，请另存为其他格式再读。",
    "{path} nests its elements more than {n} deep, which no document does. If you trust it, save "
    "it in another format and read that.":
        "{path} 的元素嵌套超过 {n} 层，正常文件不会如此。如可信任，请另存为其他格式再读。",
    "{path} is damaged: {detail}. Download it again, or open it in Word, Excel or WPS and save it "
    "again.": "{path} 已损坏：{detail}。请重新下载，或用 Word、Excel 或 WPS 打开后重新保存。",
    "{path} is protected by a password. Save it without one.":
        "{path} 有密码保护。请去掉密码后保存。",
    "{path} holds no Word document. Check where it comes from.":
        "{path} 里没有 Word 文档。请核查其来源。",
    "{path} holds no Word document but a {type}. Rename it.":
        "{path} 里不是 Word 文档，而是 {type}。请改名。",
    "{path} has pictures but no text. Recognise their characters (OCR) first and read the result.":
        "{path} 只有图片而没有文字。请先做文字识别（OCR）再读。",
    "{path} has no text.": "{path} 没有文字。",
    "{path} has no text. If it shows pages, recognise their text (OCR) first.":
        "{path} 没有文字。如能看到页面，请先做文字识别（OCR）。",
    "{path} is a web archive without a page. Check where it comes from.":
        "{path} 是没有网页的网页归档。请核查其来源。",
    "Reading {path} needs olefile, which is not installed. Install it with: pip install olefile":
        "读取 {path} 需要 olefile，尚未安装。请安装：pip install olefile",
    # PDF
    "{path} is locked with a password. Save a copy without one and read that.":
        "{path} 有密码锁定。请另存一份无密码的再读。",
    "{path} is not a PDF that can be opened: it is broken or cut short. Get the file again, or "
    "print it anew.": "{path} 不是能打开的 PDF：已损坏或不完整。请重新取得文件，或重新打印。",
    "{path} has {n} pages; at most {m} are read. Split it, for example with: qpdf "
    "--split-pages=1000 in.pdf out.pdf":
        "{path} 有 {n} 页，至多读 {m} 页。请拆分，例如：qpdf --split-pages=1000 in.pdf out.pdf",
    "{path}, page {n}: the page is broken. Print the file anew.":
        "{path} 第 {n} 页已损坏。请重新打印该文件。",
    "{path}, page {n} {what}": "{path} 第 {n} 页{what}",
    "{path} has more than {n} characters. Split it into documents.":
        "{path} 超过 {n} 个字符。请分成各篇文件。",
    "{path} is empty: nothing to read on any page. Check that it was saved or copied whole.":
        "{path} 是空的，各页都没有内容。请检查是否保存或复制完整。",
    "{path} is a scan, without text that could be read ({pages}). Use OCR on it first.":
        "{path} 是扫描件，没有可读的文字（{pages}）。请先做文字识别（OCR）。",
    "{path}: its fonts do not say which characters they draw, so that its text reads {text}. Read "
    "the original document, or use OCR.":
        "{path}：字体没有说明所画的是哪些字，读出来是 {text}。请读原文件，或做文字识别（OCR）。",
}  # fmt: skip

#: What stands in the holes of others.
FRAGMENTS = {
    "page {n}": "第 {n} 页",
    "pages {ranges}": "第 {ranges} 页",
    "{path}, line {n}": "{path} 第 {n} 行",
    " Check the name and the folder.": "请检查名称与文件夹。",
    " Did you mean {names}?": "是否指 {names}？",
    "Install LibreOffice, which converts it, or save it as .docx.":
        "请安装 LibreOffice 以便转换，或另存为 .docx。",
    "ZIP archive": " ZIP 压缩包", "compressed file": "压缩文件",
    "member of its archive": "压缩包成员",
    "a PDF": " PDF", "an RTF file": " RTF 文件", "an image": "图片",
    "a compressed file": "压缩文件",
    "a ZIP archive or a Word, Excel or WPS file": " ZIP 压缩包或 Word、Excel、WPS 文件",
    "an old Word, Excel or WPS file": "旧版 Word、Excel 或 WPS 文件",
    "a workbook that is no .xlsx. Save it as .xlsx or .csv.":
        "非 .xlsx 的工作簿。请另存为 .xlsx 或 .csv。",
    "a presentation. Save its text as .docx or .txt.":
        "演示文稿。请将其文字另存为 .docx 或 .txt。",
    "an OFD document. Print it to a PDF and read that.": " OFD 文件。请打印成 PDF 再读。",
    "is a workbook of Excel 97-2003 or WPS (.xls, .et). Save it as .xlsx.":
        "是 Excel 97-2003 或 WPS 的工作簿（.xls、.et）。请另存为 .xlsx。",
    "is a workbook of Excel 5 (.xls). Save it as .xlsx.":
        "是 Excel 5 的工作簿（.xls）。请另存为 .xlsx。",
    "is a presentation (.ppt, .dps). Save its text as .docx or .txt.":
        "是演示文稿（.ppt、.dps）。请将其文字另存为 .docx 或 .txt。",
    "is in the OpenDocument format": "是 OpenDocument 格式",
    "is in Rich Text Format": "是 RTF 格式",
    "is in the XML format of Word 2003": "是 Word 2003 的 XML 格式",
    "is of a kind that is not known": "的类型无法识别", "is older than Word 97": "早于 Word 97",
    "has {n} characters; at most {m} are read. It is not a page of text.":
        "有 {n} 个字符，至多读 {m} 个；这不是文字页。",
    "has more than {n} parts": "有 {n} 个以上的部分",
    "has more than {n} elements and attributes": "有 {n} 个以上的元素与属性",
    "packs its part {part} by method {n}": "的 {part} 部分用方式 {n} 压缩",
    "has a part, {part}, of more than {n} bytes": "的 {part} 部分超过 {n} 字节",
    "declares entities in its part {part}": "的 {part} 部分声明了实体",
    "its part {part} is not well-formed XML ({error})": "{part} 部分不是正确的 XML（{error}）",
    "its sheet {sheet} has a cell that is none ({error})":
        "工作表 {sheet} 有错误的单元格（{error}）",
    "it names no sheet": "没有工作表",
    "it ends in the middle of a member": "在成员中间结束",
    "a member has no header": "成员缺少文件头",
    "a name of {n} bytes": "有 {n} 字节长的名称",
    "its text is shorter than it says": "文字比所声明的短",
    "its piece table is not where it should be": "文本片段表不在应在的位置",
    "its piece table is cut off": "文本片段表不完整",
    "its piece table contradicts itself": "文本片段表自相矛盾",
    "expected a name in quotes": "应有带引号的名称", "more after the object": "对象之后还有内容",
    "expected {token}": "应有 {token}",
}  # fmt: skip

SENTENCES = {**_REMARKS, **_REASONS}


def in_chinese(said: str) -> str:
    """Say in Chinese what the library says of a document; as it is, where that is not known.

    Examples
    --------
    >>> in_chinese("第三条: number 3 where 2 was expected.")
    '第三条：序号为 3，按顺序应为 2。'
    """
    return _translated(said, SENTENCES)


def _translated(said: str, known: dict[str, str]) -> str:
    """Find the sentence, and put what stood in its holes into those of the Chinese one."""
    for english, chinese in known.items():
        found = _pattern(english).fullmatch(said)
        if found:
            values = {name: _value(name, value) for name, value in found.groupdict().items()}
            return chinese.format(**values)
    return said


def _value(name: str, value: str) -> str:
    """Return what stands in a hole of the Chinese sentence."""
    if name == "ranges":
        return value.replace(" to ", "–").replace(", ", "、")
    return _translated(value, FRAGMENTS) if name in _SAID else value


@cache
def _pattern(english: str) -> re.Pattern[str]:
    """Return what finds a sentence."""
    parts = re.split(r"\{(\w+)\}", english)
    written = [re.escape(parts[0])]
    for name, after in zip(parts[1::2], parts[2::2], strict=True):
        written += [f"(?P<{name}>{_hole(name)})", re.escape(after)]
    return re.compile("".join(written), re.DOTALL)


@cache
def _hole(name: str) -> str:
    """Return what finds the contents of a hole."""
    if name in _NUMBERS:
        return r"-?\d[\d,]*"
    if name not in _KNOWN:
        return ".*?"
    # With every place tried, a path may have spaces in it.
    return "|".join(re.sub(r"\(\?P<\w+>", "(?:", _pattern(each).pattern) for each in FRAGMENTS)
