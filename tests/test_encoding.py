import random
import re

import pytest

import policytext as pt
from policytext.errors import ReadError
from policytext.readers.encoding import decode

#: Original texts in several genres, none of them official.
GENRES = {
    "recipe": "红烧豆腐的做法：豆腐切块，下锅煎到两面金黄，放入葱姜和少许酱油，加一碗水，"
    "小火煮十分钟，最后撒一点香菜就可以出锅了。喜欢吃辣的可以再放两个干辣椒。",
    "news": "昨天下午，城东的一家书店迎来了第一百位读者。店主说，开店三个月以来，"
    "来看书的多是附近学校的学生，周末人更多，有时连坐的地方都没有。",
    "poem": "清晨的雾气漫过小河\n老船静静停在岸边\n一只白鹭忽然飞起\n把沉睡的村庄叫醒\n"
    "炊烟慢慢升上天空\n孩子背着书包出门\n露水打湿了他的鞋\n他却唱着歌往前走",
    "numbers": "年份,产量(吨),增长(%)\n2015,10234,3.5\n2016,10890,6.4\n2017,11345,4.2\n"
    "2018,11920,5.1\n2019,12410,4.1\n2020,12002,-3.3\n合计,68801,\n",
    "English": "The committee met on 3 May 2019 and agreed on a plan. 会议决定成立工作小组，"
    "负责方案的落实。The next meeting is in June.",
    "names": "龚鑫鑫 薛懿轩 覃浩淼 司徒婉婷 阮霆锋 滕飏 管彤 鲍晨曦 佟丽娅 冼星河 麦琬琰 苗圃 "
    "逄先知 郗鉴 卞之琳 晏殊 柴可欣 窦骁 彭楚粤 翟墨轩 尹珺 谌龙 阚泽 宓羲 缪荃孙 尉迟恭 滕飏",
    "medicines": "阿莫西林克拉维酸钾、头孢呋辛酯、盐酸氨溴索、瑞舒伐他汀钙、吲哚美辛栓、"
    "炉甘石洗剂、淫羊藿、菟丝子、巴戟天、茯苓、薏苡仁、鳖甲、蟾酥、蜈蚣、蝉蜕、镧、铈、镨、钕、钐、铕、钆、铽",
    "classical": "余尝登高望远，见群山逶迤，云霭苍茫，乃喟然叹曰：逝者已矣，来者犹可追乎？"
    "于是援琴而歌，其声呜咽，闻者莫不潸然。客问曰：子何悲之甚也？余对曰：非悲也，盖有所感尔。",
    "headings": "一、总体要求\n（一）指导思想\n（二）基本原则\n二、主要任务\n（一）夯实基础\n"
    "1．培育龙头企业\n2．壮大产业集群\n三、保障措施\n（一）强化组织\n附件：责任分工表\n",
    "contents": "目录\n总则…………………………………1\n第一章　机构……………………………5\n"
    "第二章　职责……………………………12\n第三章　程序……………………………23\n",
    "page": '<td width="120" align="center">单位</td><td>数量</td>\n<p style="text-indent:2em">'
    '<span style="font-family:仿宋_GB2312;font-size:16pt">现通知如下：</span></p>\n',
    "program": "# 读取文件\ndef read(path):\n    with open(path) as f:\n"
    "        return f.read()  # 返回字符串\n",
}
TRADITIONAL = (
    "本校圖書館將於下月一日起延長開放時間，週一至週五由上午八時至晚上十時，週末至下午六時。"
    "同學借閱圖書以十冊為限，期限為三十天，逾期未還者須繳納罰款。為維護安靜的閱讀環境，"
    "館內請勿交談，手機請轉為靜音，飲料與食物不得攜入。如有問題，請向櫃檯的工作人員查詢。"
    "電腦室於每日下午開放，學生憑學生證登記後可以使用，每次以兩個小時為限，列印須自備紙張。"
    "新書展覽將在一樓大廳舉行，歡迎全體師生參觀，並對本館的服務提出寶貴的意見和建議。"
)
TRADITIONAL_GENRES = {
    "notice": TRADITIONAL,
    "names": "歐陽曉峰、鄭嘉慧、羅啟銳、鍾楚紅、葉蒨文、關錦鵬、譚詠麟、鄺美雲、龔如心、鄒凱光、"
    "蔡瀾、黃霑、許鞍華、嚴浩、顏聯武、盧冠廷、陳潔儀、彭羚、簡慕華、劉嘉玲、鮑起靜、",
    "news": "氣象署表示，颱風外圍環流影響，花蓮、臺東山區慎防豪雨。捷運綠線預計明年底通車，"
    "票價另行公告。鄉親紛紛搶購鳳梨酥，排隊人潮綿延數百公尺。",
    "headings": "壹、計畫緣起\n貳、計畫目標\n一、短期目標\n二、長期目標\n參、執行方式\n"
    "（一）辦理說明會\n（二）受理申請\n肆、預期效益\n伍、經費需求\n附件一、經費概算表\n",
}
REPORTS = [document.text for name in pt.datasets.names() for document in pt.datasets.load(name)]
ENCODINGS = ["utf-8", "utf-8-sig", "gbk", "gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be"]


def excerpts(encoding, size, count=200):
    """Take pieces of texts at random places, such as the encoding can write."""
    chance = random.Random(f"{encoding}{size}")
    texts = [TRADITIONAL * 2] if encoding == "big5" else REPORTS
    for _ in range(count):
        text = chance.choice(texts)
        start = chance.randrange(len(text) - size)
        yield text[start : start + size].encode(encoding, "ignore").decode(encoding)


def detected(data):
    """Name the encoding found, None if none was."""
    try:
        return decode(data, "甲.txt").encoding
    except ReadError:
        return None


@pytest.mark.parametrize("size", [60, 120])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_encoding_of_a_short_text_is_found(encoding, size):
    """Sixty characters from anywhere in a text are enough in 99 of 100 cases."""
    texts = list(excerpts(encoding, size))
    right = sum(decode(text.encode(encoding), "甲.txt").text == text for text in texts)

    assert right >= 0.99 * len(texts)


def pieces(text, size=60, count=60):
    """Take pieces of a text, repeated, at random places; each has some Han characters."""
    chance = random.Random(text)
    text = text * (2 + 2 * size // len(text))
    starts = (chance.randrange(len(text) - size) for _ in range(count))
    found = (text[start : start + size] for start in starts)
    return [piece for piece in found if re.search("[\u4e00-\u9fff]{2}", piece)]


@pytest.mark.parametrize("encoding", [e for e in ENCODINGS if e != "big5"])
@pytest.mark.parametrize("genre", GENRES)
def test_the_encoding_of_any_genre_is_found(genre, encoding):
    """Names, medicines, tables of numbers, web pages and programs are read as well as prose."""
    texts = [GENRES[genre], *pieces(GENRES[genre])]

    assert [decode(text.encode(encoding), "甲.txt").text for text in texts] == texts


@pytest.mark.parametrize("genre", TRADITIONAL_GENRES)
def test_big5_of_any_genre_is_found(genre):
    """The traditional texts of Taiwan and Hong Kong are told from GBK."""
    texts = pieces(TRADITIONAL_GENRES[genre])

    assert [decode(text.encode("big5"), "甲.txt").text for text in texts] == texts


def test_real_texts_are_read_in_any_encoding(shared):
    """Of pieces of 60 characters from every real text 99 of 100 are read, in each encoding."""
    texts = [path.read_text("utf-8") for path in sorted(shared.glob("*/*.txt"))]
    for encoding in (e for e in ENCODINGS if e != "big5"):
        found = [
            decode(piece.encode(encoding, "ignore"), "甲.txt").text
            == piece.encode(encoding, "ignore").decode(encoding)
            for text in texts
            for piece in pieces(text, count=10)
        ]
        assert sum(found) >= 0.99 * len(found), encoding


def test_characters_that_only_microsofts_big5_has_are_read():
    """裏 and 恒 are in the Big5 of Windows and Hong Kong, not in the standard."""
    source = decode(f"{TRADITIONAL}書在館裏，恒溫保存。".encode("cp950"), "甲.txt")

    assert (source.text[len(TRADITIONAL) :], source.encoding) == ("書在館裏，恒溫保存。", "cp950")


def test_user_defined_characters_of_gbk_are_kept():
    """A character of an office's own is a private one of Unicode, and no damage."""
    source = decode(GENRES["news"].encode("gbk") + b"\xaa\xa1\xa1\xa3", "甲.txt")

    assert (source.text[-2:], source.replaced) == ("\ue000。", ())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be"])
def test_half_a_character_at_the_end_is_replaced(encoding):
    """A file cut in the middle of a character is read up to it."""
    source = decode(TRADITIONAL.encode(encoding)[:-1], "甲.txt")

    assert (source.text, source.encoding) == (f"{TRADITIONAL[:-1]}\ufffd", encoding)
    assert source.replaced == (len(TRADITIONAL) - 1,)


def test_an_encoding_declared_wrongly_is_not_believed():
    """A page that says utf-8 and is GBK is read as GBK, however late its Chinese begins."""
    page = f"<meta charset=utf-8><script>{'var a;' * 10_000}</script><p>{GENRES['news']}</p>"

    assert decode(page.encode("gbk"), "甲.html").text == page


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16"])
def test_traditional_characters_are_read(encoding):
    """A notice in traditional characters is read in the encodings of either side of the strait."""
    assert decode(TRADITIONAL.encode(encoding), "甲.txt").text == TRADITIONAL


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gbk", "gb18030"),
        ("gb2312", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-32", "utf-32"),
    ],
)
def test_the_encoding_found_is_named(encoding, name):
    """The name is one that Python knows; GBK and GB2312 are part of GB18030."""
    source = decode(GENRES["news"].encode(encoding), "甲.txt")

    assert (source.encoding, source.text, source.replaced) == (name, GENRES["news"], ())


# ---------------------------------------------------------------- damaged files


def damaged(encoding, size, count, byte=0xFF):
    """Give excerpts with one byte that is `byte`, by default one that stands in no text."""
    chance = random.Random(size)
    for text in excerpts(encoding, size, count):
        data = bytearray(text.encode(encoding))
        data[chance.randrange(len(data))] = chance.randrange(256) if byte is None else byte
        yield bytes(data)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_one_damaged_byte_does_not_hide_the_encoding(encoding):
    """A file with a bad byte is still told in 99 of 100 cases, as well as charset-normalizer."""
    from charset_normalizer import from_bytes

    files = [*damaged(encoding, 60, 50), *damaged(encoding, 120, 50)]
    ours = sum(detected(data) == encoding for data in files)
    theirs = sum(
        best is not None and best.encoding.replace("_", "-") in (encoding, "gbk", "cp950")
        for best in (from_bytes(data).best() for data in files[::5])
    )

    assert ours >= 99
    assert ours >= 5 * theirs


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_a_byte_changed_into_any_other_does_not_hide_the_encoding(encoding):
    """The bad byte may be one that occurs in texts, which shifts the pairs of GBK unseen."""
    files = [*damaged(encoding, 200, 100, None), *damaged(encoding, 300, 100, None)]

    # A changed byte may make one of the characters that only Microsoft's Big5 has.
    names = {encoding, "cp950", "big5hkscs"} if encoding == "big5" else {encoding}
    assert sum(detected(data) in names for data in files) >= 198


def test_a_damaged_byte_is_replaced_and_its_place_reported():
    """U+FFFD stands for what cannot be read, and the source says where."""
    data = "我们的改革\n开放".encode() + b"\xff" + "和发展".encode()
    source = decode(data, "甲.txt")

    assert source.text == "我们的改革\n开放\ufffd和发展"
    assert source.replaced == (8,)
    assert source.locate(8)[:2] == (2, 3)


@pytest.mark.parametrize("encoding", ["gbk", "big5"])
@pytest.mark.parametrize("half", [0, 1])
def test_a_damaged_byte_garbles_no_other_character(encoding, half):
    """Whichever half of a character is damaged, the characters after it are read as before."""
    text = TRADITIONAL if encoding == "big5" else GENRES["recipe"]
    data = bytearray(text.encode(encoding))
    data[2 * 30 + half] = 0xFF
    source = decode(bytes(data), "甲.txt")

    assert (source.text, source.replaced) == (f"{text[:30]}\ufffd{text[31:]}", (30,))


def test_a_damaged_byte_between_latin_letters_takes_none_with_it():
    """The byte alone is replaced where what follows reads well."""
    data = GENRES["news"].encode("gbk") + b"GD\xffP"

    assert decode(data, "甲.txt").text == GENRES["news"] + "GD\ufffdP"


def test_strict_reading_names_the_place_of_a_damaged_byte():
    """With `strict` such a file is refused, with line, column and ways out."""
    with pytest.raises(ReadError) as caught:
        decode("改革\n开放".encode() + b"\xff", "甲.txt", strict=True)

    assert str(caught.value) == (
        "甲.txt, line 2, column 3: bytes that are not utf-8. "
        "Mend the file, name its `encoding`, or read it without `strict`."
    )


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-8-sig"])
@pytest.mark.parametrize("named", [False, True])
def test_a_replacement_character_of_the_file_is_no_damage(encoding, named):
    """U+FFFD that a conversion before has left stands in the file and was not put there."""
    text = GENRES["news"][:40] + "\ufffd" + GENRES["news"][40:]
    data = text.encode(encoding)
    name = encoding if named else None

    assert decode(data, "甲.txt", name, strict=True).text == text
    cut = decode(data[:-1], "甲.txt", name)
    assert (cut.text, cut.replaced) == (f"{text[:-1]}\ufffd", (len(text) - 1,))


def test_strict_reading_of_a_whole_file_is_no_different():
    """Nothing is refused where nothing is damaged."""
    assert decode("改革".encode(), "甲.txt", strict=True).text == "改革"


# ---------------------------------------------------------------- named encodings and refusals


def test_a_named_encoding_is_used():
    """Where the user names the encoding nothing is guessed."""
    source = decode("的".encode("big5"), "甲.txt", "big5")

    assert (source.text, source.encoding) == ("的", "big5")


def test_a_name_of_no_encoding_is_told():
    """The message shows the name and some that exist."""
    with pytest.raises(ReadError) as caught:
        decode(b"abc", "甲.txt", "gbk2")

    assert str(caught.value) == (
        "甲.txt: there is no encoding 'gbk2'. Use one like 'utf-8', 'gb18030', 'big5'."
    )


@pytest.mark.parametrize(
    "data", [b"", b" \r\n\t", b"\0\0", "\ufeff".encode(), "　\n".encode("gbk")]
)
def test_a_file_without_characters_is_empty(data):
    """No bytes, white space or a byte order mark alone are nothing to read."""
    with pytest.raises(ReadError) as caught:
        decode(data, "甲.txt")

    assert str(caught.value) == (
        "甲.txt is empty: nothing to read. Check that it was saved or copied whole."
    )


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive or a Word, Excel or WPS file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Word, Excel or WPS file"),
        (b"{\\rtf1\\ansi", "an RTF file"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"\xff\xd8\xff\xe0", "an image"),
        (b"GIF89a", "an image"),
        (b"\x1f\x8b\x08", "a compressed file"),
        (b"BZh91AY&SY", "a compressed file"),
        (b"Rar!\x1a\x07", "a compressed file"),
    ],
)
def test_a_file_of_another_kind_is_named(head, kind):
    """A file that is no text is told by how it begins, whatever its name."""
    with pytest.raises(ReadError) as caught:
        decode(head + bytes(range(256)), "甲.txt")

    assert str(caught.value) == f"甲.txt is {kind}, not plain text. Save it as .txt and read that."


def test_bytes_that_are_no_text_are_refused():
    """Noise is text in no encoding."""
    with pytest.raises(ReadError) as caught:
        decode(random.Random(1).randbytes(5000), "甲.txt")

    assert str(caught.value) == (
        "甲.txt is not text in any encoding tried (utf-8, gb18030, big5, utf-16-le, utf-16-be). "
        "If it is text, name its `encoding`; if not, save it as text first."
    )


def test_control_characters_are_refused():
    """What decodes as UTF-8 but is full of control characters is no text."""
    with pytest.raises(ReadError) as caught:
        decode(b"\x01\x02\x03ab" * 100, "甲.txt")

    assert str(caught.value) == (
        "甲.txt is not text: it is full of control characters. Save it as text."
    )
