"""Names of offices, and the lists of them that titles and signatures begin and end with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from policytext.metadata.lines import Line, gaps_closed

__all__ = [
    "SURNAMES",
    "Names",
    "agree",
    "as_written",
    "is_office",
    "is_partial",
    "is_signatory",
    "issuers_of_title",
    "offices_of_line",
    "split_offices",
]  # fmt: skip

# Last words of the names of offices. One character will do for the common kinds; those that
# other words end with too (会, 行, 处, 所) are taken with what stands before them.
_OFFICE_END = re.compile(
    r"(?:国务院|政务院|中央|中央纪委|军委|人大|政协|人民政府|政府|公署|[部委局署厅院社]|办公室|[^发实执推举流通进]行"
    r"|(?:委员|代表大|联合|常务|协|学|商|总工|红十字|理事|董事|基金|工作|管委|居委|村委|党委|监事|团委|全体|次|届\S)会"
    r"|全体会议|次会议|工会|[银证保电]监会|保监会|贸促会|爱卫会|安委会|妇联|残联|文联|科协|侨联|记协|作协|工商联|供销社|合作社|兵团|指挥部|小组|专班|街道|办事处|管理处|分会"
    r"|管理所|研究所|服务所|监狱|总队|支队|大队|中队|支部|总支|党组|公司|集团|中心|大学|学院|学校|中学|小学|幼儿园|医院|银行"
    r"|机关|法院|检察院|[省市县区办政公税信贫编台外侨制明融澳龄]办|管理站|总站|气象台|图书馆|博物馆|出版社|农场|林场|交易所|海关|军区|政治部|后勤部)$"
)
# What is no name of its own but the end of one, or a word that ends like a name.
_NOT_ALONE = re.compile(
    r"(?:办公[厅室]|委员会|领导小组|党组|人民政府|政府|支部|小组|全部|内部|外部|干部|上部|中心|公司|中央部|本院|本部|本局|各\S*)$"
)
_SEVERAL = re.compile(
    r"\S{2,20}等(?:\d{1,2}|[一二三四五六七八九十]{1,3})个?(?:部门|部委|单位|机关|部委局|厅局)$"
)
_ACTS = re.compile("关于|印发|转发|批转|发布|公布|颁发")
_ADDRESSES = re.compile("对|给|致")
_NO_NAME = re.compile(
    r"[在的了将为与及《》“”（）()。，；：:！？]|现就|进一步|关于|[印转]发|批转|[召举]开|举办|成立|调整|加强|做好|推进"
)
# 省政府 and 市委 name no place; the signature does.
_NO_PLACE = re.compile(
    "(?:中共)?[省市县区州旗镇乡盟局厅委院校](?:人民)?(?:政府|委|纪委|直|级|人大|政协|党)"
)
_PERSON_TITLE = (
    "(?:总理|主席|委员长|[部省市州县区局署行院会厅乡镇盟旗]长|主任|检察长|书记"
    "|司令员|政委|秘书长|专员)"
)
_SIGNATORY = re.compile(rf"(\S{{2,20}})??{_PERSON_TITLE}[:：]?([一-鿿·]{{2,4}})")
_SEAL = re.compile(r"[（(](?:印章?|盖章|公章|代章|章)[）)]")
SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛范彭郎鲁韦马苗凤方俞任袁柳"
    "史唐费廉岑薛雷贺倪汤滕罗毕郝邬安常于傅齐康伍余顾孟黄穆萧尹姚邵汪祁毛禹狄米贝明戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季"
    "贾路江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍万柯管卢莫房丁邓洪包左石崔吉龚程邢裴陆荣翁荀甄曲封储靳段焦牧车侯全班仇"
    "甘厉武符刘景詹龙叶黎白蒲邰从赖卓屠蒙池乔苍闻党翟谭申冉桑桂牛边尚温庄晏柴瞿阎连习艾向古易廖耿满匡文寇欧沃关游肖"
    "佟岳帅商聂粟鄂回尧英候巴布扎多阿沙塔乌哈买木库洛旺次"
)
#: Longest list of issuers in a title, in characters.
_LIST_MAX = 160


class Names(NamedTuple):
    """Names of offices: as a list, as a title joins them, and where the list stands."""

    names: tuple[str, ...]
    written: str
    start: int
    end: int


def is_office(name: str) -> bool:
    """Tell whether a text looks like the name of an office.

    >>> is_office("湖南省人民政府办公厅"), is_office("办公厅"), is_office("坚持改革")
    (True, False, False)
    """
    if not 2 < len(name) <= 40 or (_NO_NAME.search(name) and not _SEVERAL.fullmatch(name)):
        return name in ("中央",)
    if _SEVERAL.fullmatch(name):
        return True
    return bool(_OFFICE_END.search(name)) and not _NOT_ALONE.fullmatch(name)


def is_signatory(bare: str) -> bool:
    """Tell whether a line names a person who signs with an office: 总理李克强."""
    match = _SIGNATORY.fullmatch(bare) if len(bare) <= 24 else None
    if match is None or _NO_NAME.search(match[1] or ""):
        return False
    return match[2][0] in SURNAMES or "·" in match[2]


def split_offices(text: str) -> tuple[str, ...]:
    """Split a list of offices; empty if a part is no office."""
    names: list[str] = []
    for line in text.split("\n"):
        for part in re.split("[、，,；;]", line):
            names += gaps_closed(_SEAL.sub(" ", part))
    if all(is_office(name) for name in names):
        return tuple(names)
    # Spaces and line ends may also stand inside a name.
    joined = ["".join(part.split()) for part in re.split("[、，,；;]", text) if part.strip()]
    return tuple(joined) if all(is_office(name) for name in joined) else ()


def offices_of_line(line: Line) -> tuple[str, ...]:
    """List the offices that a line of a signature names; none if it holds anything else."""
    if len(line.text) > _LIST_MAX or line.bare[-1:] in "。；：:，":
        return ()
    return split_offices(line.text)


def issuers_of_title(raw: str, start: int) -> Names | None:
    """Read the offices that a title begins with, up to 关于, 印发 or the like.

    `raw` is the title as it stands, line ends included, at `start` in the text.
    """
    places = [i for i, character in enumerate(raw) if not character.isspace()]
    bare = "".join(raw[i] for i in places)
    for act in (_ACTS.search(bare), _ADDRESSES.search(bare, 1)):
        if act is None or not 0 < act.start() <= _LIST_MAX:
            continue
        end = places[act.start() - 1] + 1
        names = split_offices(raw[:end])
        if names:
            return Names(names, as_written(raw[:end], names), start, start + end)
    return None


def as_written(raw: str, names: Sequence[str]) -> str:
    """Join names as a title has them: with 、 where it stands, else with a space."""
    bare = "".join(raw.split())
    written, position = "", 0
    for name in names:
        begin = bare.index(name, position)
        written += (bare[position:begin] or " ") * bool(written) + name
        position = begin + len(name)
    return written


def is_partial(names: Sequence[str]) -> bool:
    """Tell names that say less than a signature would: 省政府, 教育部等五部门."""
    return any(_NO_PLACE.match(name) or _SEVERAL.fullmatch(name) for name in names)


def agree(first: str, second: str) -> bool:
    """Tell whether two names may be one office's, the shorter an abbreviation of the longer.

    >>> agree("国家发展改革委", "国家发展和改革委员会"), agree("国务院办公厅", "国家地震局")
    (True, False)
    """
    short, long = sorted((first, second), key=len)
    rest = iter(long)
    return all(character in rest for character in short)
