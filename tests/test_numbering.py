import pytest

from policytext.numbering import Marker, parse_marker, to_han, to_int


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十一", 11),
        ("二十", 20),
        ("二十一", 21),
        ("九十九", 99),
        ("一百", 100),
        ("一百零三", 103),
        ("一百二十", 120),
        ("二〇", 20),
        ("一〇一", 101),
        ("一千二百六十", 1260),
        ("7", 7),
        ("１２", 12),
    ],
)
def test_numbers_are_read(number, value):
    """Chinese numbers are read with their units, Arabic ones in either width."""
    assert to_int(number) == value


@pytest.mark.parametrize(
    ("line", "marker"),
    [
        ("一、总体要求", Marker("一、", 1, 2)),
        ("十二、保障措施", Marker("一、", 12, 3)),
        ("二十一、附则", Marker("一、", 21, 4)),
        ("三.工作任务", Marker("一、", 3, 2)),
        ("三．工作任务", Marker("一、", 3, 2)),
        ("四、　加强领导", Marker("一、", 4, 3)),
        ("（一）健全制度", Marker("（一）", 1, 3)),
        ("(二)健全制度", Marker("（一）", 2, 3)),
        ("（ 三 ）健全制度", Marker("（一）", 3, 5)),
        ("（四）、健全制度", Marker("（一）", 4, 4)),
        ("1、摸清底数", Marker("1、", 1, 2)),
        ("2.摸清底数", Marker("1、", 2, 2)),
        ("3．摸清底数", Marker("1、", 3, 2)),
        ("4. 摸清底数", Marker("1、", 4, 3)),
        ("５、摸清底数", Marker("1、", 5, 2)),
        ("１２．摸清底数", Marker("1、", 12, 3)),
        ("（1）登记", Marker("（1）", 1, 3)),
        ("(10)登记", Marker("（1）", 10, 4)),
        ("（３）登记", Marker("（1）", 3, 3)),
        ("1、2012年工作回顾", Marker("1、", 1, 2)),
        ("1.2012年工作回顾", Marker("1、", 1, 2)),
        ("一、十四年伟大实践", Marker("一、", 1, 2)),
        ("一、一季度情况", Marker("一、", 1, 2)),
        ("1）登记", Marker("（1）", 1, 2)),
        ("① 登记", Marker("①", 1, 2)),
        ("㈢登记", Marker("（一）", 3, 1)),
        ("⑵登记", Marker("（1）", 2, 1)),
        ("⒒登记", Marker("1、", 11, 1)),
    ],
)
def test_the_number_of_a_heading_is_read(line, marker):
    """A line that begins with a number of the hierarchy gives its level, value and length."""
    assert parse_marker(line) == marker


@pytest.mark.parametrize(
    "line",
    [
        "一、二产业协调发展",
        "二、三季度增速回升",
        "一、二、三产业融合",
        "一、二三产业融合",
        "1、2月份",
        "3.5%的增速",
        "3.5个百分点",
        "2012.5",
        "10.1万人",
        "１.５倍",
        "2012年工作",
        "1978、1992年",
        "一是加强领导",
        "一心一意谋发展",
        "（一般公共预算）",
        "（2012）",
        "第一、统一思想",
        "第三章 监督",
        "各位代表：",
        "",
    ],
)
def test_other_beginnings_are_no_numbers(line):
    """Lists of numbers, decimals, years and words that begin with a number open no section."""
    assert parse_marker(line) is None


@pytest.mark.parametrize("number", range(1, 100))
def test_a_number_is_read_as_it_was_written(number):
    """To 99, which no heading passes."""
    assert to_int(to_han(number)) == number
