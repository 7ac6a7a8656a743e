"""What documents say of themselves: title, issuer, number, date, addressee, genre, annexes."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.metadata import FIELDS, find_metadata


class Beside(NamedTuple):
    """A value beside its label, as readers give it."""

    value: str
    start: int = 0
    end: int = 0


def values(text: str, **header: str) -> dict[str, object]:
    """Find the metadata of a text, without the spans; dates as they are written in ISO form."""
    found = find_metadata(text, {label: Beside(value) for label, value in header.items()})
    return {
        key: part.value.isoformat() if isinstance(part.value, dt.date) else part.value
        for key, part in found.items()
    }


# Each document is a text, one paragraph a line, and all that it says of itself.
DOCUMENTS: dict[str, tuple[str, dict[str, object]]] = {
    "ministry notice": (
        """教育部关于做好乡村小规模学校
办学条件改善工作的通知
教基〔2021〕7号
各省、自治区、直辖市教育厅（教委），新疆生产建设兵团教育局：
为改善办学条件，现将有关事项通知如下。
一、总体要求
各地要精准施策。
教育部
2021年3月9日""",
        {
            "title": "教育部关于做好乡村小规模学校办学条件改善工作的通知",
            "issuer": "教育部",
            "document_number": "教基〔2021〕7号",
            "date": "2021-03-09",
            "addressee": "各省、自治区、直辖市教育厅（教委），新疆生产建设兵团教育局",
            "genre": "通知",
        },
    ),
    "five ministries, spaces between them": (
        """农业农村部 国家发展改革委 财政部 自然资源部 国家林草局
关于推进果园更新改造的指导意见
农产发[2022]第3号
各省、自治区、直辖市农业农村（农牧）厅（局、委）：
果业是重要产业。
农业农村部　国家发展改革委
财 政 部　自然资源部
国家林草局
二〇二二年六月十五日""",
        {
            "title": "农业农村部 国家发展改革委 财政部 自然资源部 国家林草局"
            "关于推进果园更新改造的指导意见",
            "issuer": "农业农村部、国家发展改革委、财政部、自然资源部、国家林草局",
            "document_number": "农产发〔2022〕第3号",
            "date": "2022-06-15",
            "addressee": "各省、自治区、直辖市农业农村（农牧）厅（局、委）",
            "genre": "意见",
        },
    ),
    "several departments, named only in the signature": (
        """民政部等三部门关于加强社区助餐服务的通知
民发〔2023〕18号
各省、自治区、直辖市民政厅（局）：
现就有关工作通知如下。
民 政 部
财 政 部
国家卫生健康委
2023 年 4 月 20 日""",
        {
            "title": "民政部等三部门关于加强社区助餐服务的通知",
            "issuer": "民政部、财政部、国家卫生健康委",
            "document_number": "民发〔2023〕18号",
            "date": "2023-04-20",
            "addressee": "各省、自治区、直辖市民政厅（局）",
            "genre": "通知",
        },
    ),
    "red head, urgency and number over the title": (
        """000018
特急
青禾省人民政府办公厅文件
青政办发〔2020〕 36 号
青禾省人民政府办公厅
关于印发全省秸秆综合利用实施方案的通知
各市、县（区）人民政府，省政府各部门：
《全省秸秆综合利用实施方案》已经省政府同意，现印发给你们。
青禾省人民政府办公厅
2020年8月3日
（此件公开发布）
全省秸秆综合利用实施方案
为做好秸秆综合利用，制定本方案。
抄送：省委各部门，省军区。
青禾省人民政府办公厅 2020年8月4日印发""",
        {
            "title": "青禾省人民政府办公厅关于印发全省秸秆综合利用实施方案的通知",
            "issuer": "青禾省人民政府办公厅",
            "document_number": "青政办发〔2020〕36号",
            "date": "2020-08-03",
            "addressee": "各市、县（区）人民政府，省政府各部门",
            "genre": "通知",
        },
    ),
    "report to a superior, with 签发人": (
        """南湾县人民政府文件
南政〔2018〕41号 签发人：钱立
南湾县人民政府
关于2018年防汛工作情况的报告
市人民政府：
现将我县防汛工作情况报告如下。
一、基本情况
入汛以来雨量偏多。
特此报告。
南湾县人民政府
2018年9月30日""",
        {
            "title": "南湾县人民政府关于2018年防汛工作情况的报告",
            "issuer": "南湾县人民政府",
            "document_number": "南政〔2018〕41号",
            "date": "2018-09-30",
            "addressee": "市人民政府",
            "genre": "报告",
        },
    ),
    "title without an issuer": (
        """关于开展森林防火检查的通知
临林发（2017）22号
各乡镇林业站，局属各单位：
近期天气干燥，请做好检查。
临溪县林业局
2017.11.8""",
        {
            "title": "关于开展森林防火检查的通知",
            "issuer": "临溪县林业局",
            "document_number": "临林发〔2017〕22号",
            "date": "2017-11-08",
            "addressee": "各乡镇林业站，局属各单位",
            "genre": "通知",
        },
    ),
    "township notice without a number": (
        """关于做好汛期值班的通知
各村（居）委会、镇直各单位：
即日起实行二十四小时值班。
石桥镇人民政府
二Ｏ一六年六月一日""",
        {
            "title": "关于做好汛期值班的通知",
            "issuer": "石桥镇人民政府",
            "date": "2016-06-01",
            "addressee": "各村（居）委会、镇直各单位",
            "genre": "通知",
        },
    ),
    "office named without its place in the title": (
        """省政府办公厅关于加快冷链物流建设的意见
云岭政办发〔2021〕9号
各市、县人民政府，省各委办厅局：
冷链物流事关民生。
云岭省人民政府办公厅
2021年2月18日""",
        {
            "title": "省政府办公厅关于加快冷链物流建设的意见",
            "issuer": "云岭省人民政府办公厅",
            "document_number": "云岭政办发〔2021〕9号",
            "date": "2021-02-18",
            "addressee": "各市、县人民政府，省各委办厅局",
            "genre": "意见",
        },
    ),
    "party and government": (
        """中共中央 国务院
关于加强山区农田水利建设的意见
（2014年12月3日）
水利是农业的命脉。
一、总体要求
坚持因地制宜。""",
        {
            "title": "中共中央 国务院关于加强山区农田水利建设的意见",
            "issuer": "中共中央、国务院",
            "date": "2014-12-03",
            "genre": "意见",
        },
    ),
    "county party committee and government": (
        """中共白河县委　白河县人民政府
关于表彰先进集体的决定
白发〔2019〕6号
各乡镇党委、人民政府，县直各部门：
近年来涌现出一批先进集体。
中共白河县委
白河县人民政府
2019年2月2日""",
        {
            "title": "中共白河县委 白河县人民政府关于表彰先进集体的决定",
            "issuer": "中共白河县委、白河县人民政府",
            "document_number": "白发〔2019〕6号",
            "date": "2019-02-02",
            "addressee": "各乡镇党委、人民政府，县直各部门",
            "genre": "决定",
        },
    ),
    "circular of two general offices": (
        """中共中央办公厅、国务院办公厅关于节庆活动管理的通知
中办发〔2015〕8号
各省、自治区、直辖市党委和人民政府：
近年来节庆活动增多。
中共中央办公厅
国务院办公厅
2015年5月12日""",
        {
            "title": "中共中央办公厅、国务院办公厅关于节庆活动管理的通知",
            "issuer": "中共中央办公厅、国务院办公厅",
            "document_number": "中办发〔2015〕8号",
            "date": "2015-05-12",
            "addressee": "各省、自治区、直辖市党委和人民政府",
            "genre": "通知",
        },
    ),
    "decree of the State Council": (
        """中华人民共和国国务院令
第901号
《水井保护条例》已经国务院第3次常务会议通过，现予公布，自2019年5月1日起施行。
总 理　李 平
2019年3月2日
水井保护条例
第一章　总则
第一条　为了保护水井，制定本条例。
第二条　本条例自2019年5月1日起施行。""",
        {
            "title": "水井保护条例",
            "issuer": "国务院",
            "document_number": "国令第901号",
            "date": "2019-03-02",
            "genre": "条例",
        },
    ),
    "decree of a ministry on one line": (
        """中华人民共和国交通运输部令2020年第4号
《渡口管理办法》已于2020年1月7日经第1次部务会议通过，现予公布。
部长　王田
2020年1月20日
渡口管理办法
（2020年1月20日交通运输部公布）
第一条　为了规范渡口管理，制定本办法。""",
        {
            "title": "渡口管理办法",
            "issuer": "交通运输部",
            "document_number": "交通运输部令2020年第4号",
            "date": "2020-01-20",
            "genre": "办法",
        },
    ),
    "decree of a provincial government": (
        """青禾省人民政府令
第 312 号
《青禾省古树保护办法》已经2018年7月3日省人民政府第11次常务会议审议通过，现予公布。
省长：周原
2018年7月16日
青禾省古树保护办法
第一条 为了保护古树，制定本办法。""",
        {
            "title": "青禾省古树保护办法",
            "issuer": "青禾省人民政府",
            "document_number": "青禾省人民政府令第312号",
            "date": "2018-07-16",
            "genre": "办法",
        },
    ),
    "law by decree of the chairman": (
        """中华人民共和国主席令
第四十八号
《中华人民共和国泉水法》已由第十二届全国人民代表大会常务委员会第二十次会议通过，现予公布。
中华人民共和国主席　陈山
2016年9月3日
中华人民共和国泉水法
（2016年9月3日第十二届全国人民代表大会常务委员会第二十次会议通过）
第一条　为了保护泉水，制定本法。""",
        {
            "title": "中华人民共和国泉水法",
            "issuer": "全国人民代表大会常务委员会",
            "document_number": "主席令第48号",
            "date": "2016-09-03",
            "genre": "法",
        },
    ),
    "law with its history": (
        """中华人民共和国泉水法
1986年3月1日 第六届全国人民代表大会常务委员会第十五次会议通过
2004年8月28日 第十届全国人民代表大会常务委员会《关于修改〈泉水法〉的决定》修正
第一章 总则
第一条 为了保护泉水，制定本法。""",
        {
            "title": "中华人民共和国泉水法",
            "issuer": "全国人民代表大会常务委员会",
            "date": "2004-08-28",
            "genre": "法",
        },
    ),
    "regulation with its history": (
        """水井保护条例
2009年2月20日 中华人民共和国国务院令第555号公布
2009年5月1日 施行
第一条 为了保护水井，制定本条例。""",
        {
            "title": "水井保护条例",
            "issuer": "国务院",
            "document_number": "国令第555号",
            "date": "2009-02-20",
            "genre": "条例",
        },
    ),
    "regulation without history": (
        """水井保护条例
第一章 总 则
第一条 为了保护水井，制定本条例。
第二条 本条例自2009年5月1日起施行。""",
        {"title": "水井保护条例", "genre": "条例"},
    ),
    "local law": (
        """云岭市养犬管理条例
（2019年6月27日云岭市第十五届人民代表大会常务委员会第二十次会议通过
2019年9月26日青禾省第十三届人民代表大会常务委员会第十次会议批准）
目 录
第一章 总则
第二章 登记
第一章 总则
第一条 为了规范养犬，制定本条例。""",
        {
            "title": "云岭市养犬管理条例",
            "issuer": "云岭市人民代表大会常务委员会",
            "date": "2019-09-26",
            "genre": "条例",
        },
    ),
    "judicial interpretation": (
        """最高人民法院
关于审理水事纠纷案件适用法律若干问题的解释
（2020年12月7日最高人民法院审判委员会第1818次会议通过，自2021年1月1日起施行）
法释〔2020〕96号
为正确审理水事纠纷案件，制定本解释。
第一条 水事纠纷由水源地法院管辖。""",
        {
            "title": "最高人民法院关于审理水事纠纷案件适用法律若干问题的解释",
            "issuer": "最高人民法院",
            "document_number": "法释〔2020〕96号",
            "date": "2020-12-07",
            "genre": "解释",
        },
    ),
    "announcement, its number under the office": (
        """国家税务总局公告
2021年第5号
国家税务总局关于简化纳税申报的公告
为便利纳税人，现公告如下：
一、合并申报表。
特此公告。
国家税务总局
2021年3月31日""",
        {
            "title": "国家税务总局关于简化纳税申报的公告",
            "issuer": "国家税务总局",
            "document_number": "国家税务总局公告2021年第5号",
            "date": "2021-03-31",
            "genre": "公告",
        },
    ),
    "announcement, its number under the title": (
        """财政部 税务总局关于渔船用油税收政策的公告
财政部 税务总局公告2022年第17号
现将有关政策公告如下：
一、免征消费税。
财政部 税务总局
2022年5月5日""",
        {
            "title": "财政部 税务总局关于渔船用油税收政策的公告",
            "issuer": "财政部、税务总局",
            "document_number": "财政部 税务总局公告2022年第17号",
            "date": "2022-05-05",
            "genre": "公告",
        },
    ),
    "announcement, its number without a code": (
        """甲市税务局 甲市财政局
关于渔船退税的公告
2020年第16号
现就有关事项公告如下：
一、即日起退税。
甲市税务局 甲市财政局
2020年3月17日""",
        {
            "title": "甲市税务局 甲市财政局关于渔船退税的公告",
            "issuer": "甲市税务局、甲市财政局",
            "document_number": "2020年第16号",
            "date": "2020-03-17",
            "genre": "公告",
        },
    ),
    "announcement, its title in brackets": (
        """中华人民共和国海关总署公告
2019年第87号
（关于暂免征收渔船税款的公告）
为支持渔业，现公告如下：
一、即日起免征。
海关总署
2019年5月21日""",
        {
            "title": "关于暂免征收渔船税款的公告",
            "issuer": "海关总署",
            "document_number": "海关总署公告2019年第87号",
            "date": "2019-05-21",
            "genre": "公告",
        },
    ),
    "decree of three offices, each on its line": (
        """国家发展和改革委员会
财政部
水利部
令
第36号
《水价办法》已经审议通过，现予公布。
国家发展和改革委员会主任：何某
财政部部长：刘某
水利部部长：李某
2020年1月9日
水价办法
第一条 为规范水价，制定本办法。""",
        {
            "title": "水价办法",
            "issuer": "国家发展和改革委员会、财政部、水利部",
            "document_number": "国家发展和改革委员会 财政部 水利部令第36号",
            "date": "2020-01-09",
            "genre": "办法",
        },
    ),
    "interpretation announced, its number after the signature": (
        """中华人民共和国最高人民法院公告
《最高人民法院关于渡口案件的解释》已经通过，现予公布。
最高人民法院
2019年12月26日
法释〔2019〕20号
最高人民法院
关于渡口案件的解释
第一条 渡口包括码头。""",
        {
            "title": "最高人民法院关于渡口案件的解释",
            "issuer": "最高人民法院",
            "document_number": "法释〔2019〕20号",
            "date": "2019-12-26",
            "genre": "解释",
        },
    ),
    "interpretation, its number in the note under the title": (
        """最高人民法院关于渡口案件的解释
（法释〔2015〕5号　2014年12月18日最高人民法院审判委员会第1636次会议通过）
第一条 渡口包括码头。""",
        {
            "title": "最高人民法院关于渡口案件的解释",
            "issuer": "最高人民法院",
            "document_number": "法释〔2015〕5号",
            "date": "2014-12-18",
            "genre": "解释",
        },
    ),
    "regulation, published without a decree": (
        """渡口守则
（1988年9月1日国务院批准 1988年9月10日公安部发布）
第一条 渡工应当守时。""",
        {"title": "渡口守则", "issuer": "公安部", "date": "1988-09-10", "genre": "守则"},
    ),
    "regulation, its decree named beside the date": (
        "渡口条例\n2012年2月1日 国务院令第600号\n第一条 渡工应当守时。",
        {
            "title": "渡口条例",
            "issuer": "国务院",
            "document_number": "国令第600号",
            "date": "2012-02-01",
            "genre": "条例",
        },
    ),
    "body without its title": (
        "甲省人民政府：\n请示收悉。同意设立渡口。\n国务院\n2013年5月20日",
        {"issuer": "国务院", "date": "2013-05-20", "addressee": "甲省人民政府"},
    ),
    "text passed on, the date without an office": (
        """甲省人民政府办公厅转发省水利厅关于山塘意见的通知
甲政办发〔2007〕102号
各市人民政府：
现转发给你们，请认真贯彻执行。
二○○七年十二月五日
关于山塘的意见
省水利厅
山塘要加固。""",
        {
            "title": "甲省人民政府办公厅转发省水利厅关于山塘意见的通知",
            "issuer": "甲省人民政府办公厅",
            "document_number": "甲政办发〔2007〕102号",
            "date": "2007-12-05",
            "addressee": "各市人民政府",
            "genre": "通知",
        },
    ),
    "offices known by short names": (
        "中国银保监会 中央网信办 中国贸促会关于保险的通知\n各保险公司：\n请办理。",
        {
            "title": "中国银保监会 中央网信办 中国贸促会关于保险的通知",
            "issuer": "中国银保监会、中央网信办、中国贸促会",
            "addressee": "各保险公司",
            "genre": "通知",
        },
    ),
    "public notice without addressee": (
        """云岭市公安局关于禁止燃放烟花爆竹的通告
为保障安全，现通告如下：
一、城区禁止燃放。
二、本通告自发布之日起施行。
云岭市公安局
2018年1月15日""",
        {
            "title": "云岭市公安局关于禁止燃放烟花爆竹的通告",
            "issuer": "云岭市公安局",
            "date": "2018-01-15",
            "genre": "通告",
        },
    ),
    "reply to a request": (
        """云岭市人民政府关于同意设立东坡历史街区的批复
云政复〔2021〕12号
东坡区人民政府：
你区《关于设立东坡历史街区的请示》（东政〔2021〕3号）收悉。现批复如下：
一、同意设立东坡历史街区。
云岭市人民政府
2021年7月2日""",
        {
            "title": "云岭市人民政府关于同意设立东坡历史街区的批复",
            "issuer": "云岭市人民政府",
            "document_number": "云政复〔2021〕12号",
            "date": "2021-07-02",
            "addressee": "东坡区人民政府",
            "genre": "批复",
        },
    ),
    "request": (
        """东坡区人民政府关于解决治水资金的请示
东政〔2020〕15号
云岭市人民政府：
我区河道亟待治理，需资金三百万元。
妥否，请批示。
东坡区人民政府
2020年3月12日
（联系人：赵水，电话：1234567）""",
        {
            "title": "东坡区人民政府关于解决治水资金的请示",
            "issuer": "东坡区人民政府",
            "document_number": "东政〔2020〕15号",
            "date": "2020-03-12",
            "addressee": "云岭市人民政府",
            "genre": "请示",
        },
    ),
    "letter": (
        """云岭市水利局关于商请提供水文资料的函
青禾省水文局：
因编制规划需要，商请提供有关资料。
附件：所需资料目录
云岭市水利局
2021年1月6日""",
        {
            "title": "云岭市水利局关于商请提供水文资料的函",
            "issuer": "云岭市水利局",
            "date": "2021-01-06",
            "addressee": "青禾省水文局",
            "genre": "函",
            "annexes": ("所需资料目录",),
        },
    ),
    "reply to a deputy": (
        """关于市十五届人大四次会议第123号建议的答复
云教函〔2020〕31号
尊敬的孙禾代表：
您提出的关于增加校车的建议收悉，现答复如下：
一、已增加校车。
感谢您的关心。
云岭市教育局
2020年8月14日""",
        {
            "title": "关于市十五届人大四次会议第123号建议的答复",
            "issuer": "云岭市教育局",
            "document_number": "云教函〔2020〕31号",
            "date": "2020-08-14",
            "addressee": "孙禾代表",
            "genre": "答复",
        },
    ),
    "minutes": (
        """南湾县人民政府常务会议纪要
〔2020〕第5期
2020年4月3日，县长钱立主持召开常务会议。
一、会议研究了春耕工作。
会议强调，要抓好春耕。
出席：钱立、孙河。""",
        {"title": "南湾县人民政府常务会议纪要", "genre": "纪要"},
    ),
    "circular of praise or blame": (
        """云岭市应急管理局关于两起事故的通报
云应急〔2019〕77号
各县（市、区）应急管理局：
近期发生两起事故，现通报如下。
云岭市应急管理局
2019年10月11日""",
        {
            "title": "云岭市应急管理局关于两起事故的通报",
            "issuer": "云岭市应急管理局",
            "document_number": "云应急〔2019〕77号",
            "date": "2019-10-11",
            "addressee": "各县（市、区）应急管理局",
            "genre": "通报",
        },
    ),
    "telegram": (
        """特急·明电
内部明电
青政办发电〔2021〕3号
青禾省人民政府办公厅关于做好寒潮防范的紧急通知
各市、县人民政府：
近日有寒潮。
青禾省人民政府办公厅
2021年1月5日""",
        {
            "title": "青禾省人民政府办公厅关于做好寒潮防范的紧急通知",
            "issuer": "青禾省人民政府办公厅",
            "document_number": "青政办发电〔2021〕3号",
            "date": "2021-01-05",
            "addressee": "各市、县人民政府",
            "genre": "通知",
        },
    ),
    "work report of a province": (
        """政府工作报告
——2021年1月24日在青禾省第十三届人民代表大会第四次会议上
青禾省省长 周原
各位代表：
现在，我代表省人民政府，向大会报告工作。
一、2020年工作回顾
一年来成绩很大。""",
        {"title": "政府工作报告", "date": "2021-01-24", "genre": "报告"},
    ),
    "work report of a county, wrapped title": (
        """南湾县人民政府
2022年政府工作报告
（2022年1月8日在南湾县第十七届人民代表大会第一次会议上）
县长 钱立
各位代表：
我代表县人民政府报告工作。""",
        {"title": "南湾县人民政府2022年政府工作报告", "date": "2022-01-08", "genre": "报告"},
    ),
    "report to a congress": (
        """坚定信心　团结奋斗
为建设美丽云岭而努力
——在中国共产党云岭市第八次代表大会上的报告
（2016年12月20日）
吴江
同志们：
现在，我代表市委作报告。""",
        {
            "title": "坚定信心团结奋斗为建设美丽云岭而努力",
            "date": "2016-12-20",
            "genre": "报告",
        },
    ),
    "speech": (
        """在全市安全生产电视电话会议上的讲话
郑海
（2019年7月2日）
同志们：
今天召开会议，主要任务是部署工作。""",
        {"title": "在全市安全生产电视电话会议上的讲话", "date": "2019-07-02", "genre": "讲话"},
    ),
    "text that begins with its salutation": (
        """各位代表：
现在，我代表市人民政府向大会报告工作。
一、去年的工作
成绩很大。""",
        {},
    ),
    "budget report": (
        """关于云岭市2020年预算执行情况
和2021年预算草案的报告
——2021年1月12日在云岭市第十五届人民代表大会第五次会议上
云岭市财政局
各位代表：
受市人民政府委托，提出报告。""",
        {
            "title": "关于云岭市2020年预算执行情况和2021年预算草案的报告",
            "date": "2021-01-12",
            "genre": "报告",
        },
    ),
    "forwarded report with a signature of its own": (
        """青禾省人民政府办公厅转发省水利厅
关于加强水库管理意见的通知
青政办〔1998〕40号
各市、县人民政府：
省水利厅《关于加强水库管理的意见》已经省政府同意，现转发给你们。
青禾省人民政府办公厅
一九九八年五月六日
关于加强水库管理的意见
省人民政府：
水库管理有待加强。
省水利厅
一九九八年四月二十日""",
        {
            "title": "青禾省人民政府办公厅转发省水利厅关于加强水库管理意见的通知",
            "issuer": "青禾省人民政府办公厅",
            "document_number": "青政办〔1998〕40号",
            "date": "1998-05-06",
            "addressee": "各市、县人民政府",
            "genre": "通知",
        },
    ),
    "forwarded report, the notice itself without a signature": (
        """青禾省人民政府办公厅转发省水利厅关于加强水库管理意见的通知
青政办〔1998〕40号
各市、县人民政府：
现将省水利厅的意见转发给你们。
关于加强水库管理的意见
水库管理有待加强。
省水利厅
一九九八年四月二十日""",
        {
            "title": "青禾省人民政府办公厅转发省水利厅关于加强水库管理意见的通知",
            "issuer": "青禾省人民政府办公厅",
            "document_number": "青政办〔1998〕40号",
            "addressee": "各市、县人民政府",
            "genre": "通知",
        },
    ),
    "annex list over several lines, annexes with dates": (
        """云岭市财政局关于印发差旅费管理办法的通知
云财行〔2016〕8号
市直各单位：
现印发给你们。
附件：1．云岭市差旅费管理办法
2．差旅费标准表；
3. 报销单（样式）.docx
云岭市财政局
2016年3月3日
附件1
云岭市差旅费管理办法
第一条 为加强管理，制定本办法。
云岭市财政局
2015年12月31日""",
        {
            "title": "云岭市财政局关于印发差旅费管理办法的通知",
            "issuer": "云岭市财政局",
            "document_number": "云财行〔2016〕8号",
            "date": "2016-03-03",
            "addressee": "市直各单位",
            "genre": "通知",
            "annexes": ("云岭市差旅费管理办法", "差旅费标准表", "报销单（样式）"),
        },
    ),
    "annexes known by their headings only": (
        """云岭市财政局关于公布收费目录的通知
市直各单位：
现予公布，详见附件。
云岭市财政局
2016年3月3日
附件1
云岭市行政事业性收费目录
收费项目如下。
附件2
云岭市政府性基金目录
基金项目如下。""",
        {
            "title": "云岭市财政局关于公布收费目录的通知",
            "issuer": "云岭市财政局",
            "date": "2016-03-03",
            "addressee": "市直各单位",
            "genre": "通知",
            "annexes": ("云岭市行政事业性收费目录", "云岭市政府性基金目录"),
        },
    ),
    "letter-spaced title": (
        """关 于 修 订 章 程 的 通 知
各分会：
章程已经修订。
云岭市茶叶协会
2013年3月1日""",
        {
            "title": "关于修订章程的通知",
            "issuer": "云岭市茶叶协会",
            "date": "2013-03-01",
            "addressee": "各分会",
            "genre": "通知",
        },
    ),
    "title twice, first whole and then over two lines": (
        """云岭市人民政府关于加强河道采砂管理的实施意见
发布时间：2019-04-02 10:30 来源：市水利局 浏览次数：33
云岭市人民政府
关于加强河道采砂管理的实施意见
云政发〔2019〕10号
各县（市、区）人民政府：
为加强管理，提出本意见。
云岭市人民政府
2019年3月28日""",
        {
            "title": "云岭市人民政府关于加强河道采砂管理的实施意见",
            "issuer": "云岭市人民政府",
            "document_number": "云政发〔2019〕10号",
            "date": "2019-03-28",
            "addressee": "各县（市、区）人民政府",
            "genre": "意见",
            "released_on": "2019-04-02",
        },
    ),
    "number on the line of the title": (
        """云岭市人民政府关于发展蜂业的意见（云政发〔2012〕5号）
各县人民政府：
蜂业前景广阔。
云岭市人民政府
2012年5月9日""",
        {
            "title": "云岭市人民政府关于发展蜂业的意见",
            "issuer": "云岭市人民政府",
            "document_number": "云政发〔2012〕5号",
            "date": "2012-05-09",
            "addressee": "各县人民政府",
            "genre": "意见",
        },
    ),
    "labels of a portal over the text": (
        """索 引 号：000123/2020-00045 主题分类：农业、水利
发文机关：云岭市人民政府 成文日期：2020年02月03日
标　　题：云岭市人民政府关于春灌工作的通知
发文字号：云政发〔2020〕2号 发布日期：2020年02月10日
主 题 词：
云岭市人民政府
关于春灌工作的通知
各县人民政府：
请做好春灌。""",
        {
            "title": "云岭市人民政府关于春灌工作的通知",
            "issuer": "云岭市人民政府",
            "document_number": "云政发〔2020〕2号",
            "date": "2020-02-03",
            "addressee": "各县人民政府",
            "genre": "通知",
            "index_number": "000123/2020-00045",
            "theme": "农业、水利",
            "released_on": "2020-02-10",
        },
    ),
    "labels with their values on the lines below": (
        """索引号:
6107280000/2024-001005
主题分类:
来源:
发文机构:
云岭县人民政府
发文字号:
云县政发〔2024〕7号
发文日期:
2024年04月06日 16:40
云岭县人民政府工作规则
第一章 总则
一、为规范工作，制定本规则。""",
        {
            "title": "云岭县人民政府工作规则",
            "issuer": "云岭县人民政府",
            "document_number": "云县政发〔2024〕7号",
            "date": "2024-04-06",
            "genre": "规则",
            "index_number": "6107280000/2024-001005",
        },
    ),
    "plan published by itself": (
        """云岭市“十四五”水利发展规划
云岭市水利局
2021年12月
目录
第一章 发展基础
“十三五”期间成绩很大。""",
        {"title": "云岭市“十四五”水利发展规划", "genre": "规划"},
    ),
    "impossible date": (
        """关于清查的通知
各单位：
请清查。
云岭市审计局
2019年2月30日""",
        {
            "title": "关于清查的通知",
            "addressee": "各单位",
            "genre": "通知",
        },
    ),
    "decision of a congress, its date under the title": (
        """中共云岭市委关于全面深化改革的决定
（2014年1月10日中国共产党云岭市第七届委员会第六次全体会议通过）
为贯彻落实精神，作出如下决定。
一、总体要求
（一）坚持方向。""",
        {
            "title": "中共云岭市委关于全面深化改革的决定",
            "issuer": "中共云岭市委",
            "date": "2014-01-10",
            "genre": "决定",
        },
    ),
    "trial rules": (
        """云岭市人民政府办公室关于印发《云岭市
公共停车场管理办法（试行）》的通知
云政办规〔2023〕1号
各县（市、区）人民政府，市直有关单位：
现印发给你们，请遵照执行。
云岭市人民政府办公室
2023年1月9日""",
        {
            "title": "云岭市人民政府办公室关于印发《云岭市公共停车场管理办法（试行）》的通知",
            "issuer": "云岭市人民政府办公室",
            "document_number": "云政办规〔2023〕1号",
            "date": "2023-01-09",
            "addressee": "各县（市、区）人民政府，市直有关单位",
            "genre": "通知",
        },
    ),
    "decision on posts": (
        """云岭市人民政府任免通知
云政任〔2020〕3号
市人民政府决定：
任命王水为市水利局局长。
云岭市人民政府
2020年3月1日""",
        {
            "title": "云岭市人民政府任免通知",
            "issuer": "云岭市人民政府",
            "document_number": "云政任〔2020〕3号",
            "date": "2020-03-01",
            "genre": "通知",
        },
    ),
    "history in parentheses over several lines": (
        """中华人民共和国泉水法
（1982年12月4日第五届全国人民代表大会第五次会议通过
根据2004年3月14日第十届全国人民代表大会第二次会议通过的
《泉水法修正案》修正）
序 言
泉水是生命之源。""",
        {
            "title": "中华人民共和国泉水法",
            "issuer": "全国人民代表大会",
            "date": "2004-03-14",
            "genre": "法",
        },
    ),
    "announcement with its title in parentheses": (
        """海关总署公告2020年第1号（关于进口冻品检验的公告）
为加强检验，现公告如下：
一、进口冻品应当检验。
海关总署
2020年1月2日""",
        {
            "title": "关于进口冻品检验的公告",
            "issuer": "海关总署",
            "document_number": "海关总署公告2020年第1号",
            "date": "2020-01-02",
            "genre": "公告",
        },
    ),
    "announcement without a title": (
        """民政部公告
第512号
根据规定，现将名单予以公布。
民政部
2021年8月1日""",
        {
            "title": "民政部公告",
            "issuer": "民政部",
            "document_number": "民政部公告第512号",
            "date": "2021-08-01",
            "genre": "公告",
        },
    ),
    "date and place of a report without a dash": (
        """2023年青禾省政府工作报告
2023年1月15日在青禾省第十四届人民代表大会第一次会议上
青禾省人民政府省长　周原
各位代表：
现在，我代表省人民政府作报告。""",
        {"title": "2023年青禾省政府工作报告", "date": "2023-01-15", "genre": "报告"},
    ),
    "plain prose": (
        """春天来了，河水涨了。我们一起去看桃花。
山上很热闹。""",
        {},
    ),
    "a list of words": ("桃花\n河水\n大山", {}),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_says_of_itself(name: str):
    """Everything that a document says of itself is found, and nothing that it does not say."""
    text, expected = DOCUMENTS[name]

    assert expected == values(text)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_values_are_what_stands_at_their_spans(name: str):
    """Title, addressee and number read the same at their spans, spaces and line ends aside."""
    text, _ = DOCUMENTS[name]

    for key in ("title", "addressee"):
        part = find_metadata(text).get(key)
        if part is not None:
            assert "".join(str(part.value).split()) == "".join(text[part.start : part.end].split())


def test_labels_around_the_text_win():
    """What the portal's table says is taken before the text; its dates are dates."""
    text, _ = DOCUMENTS["ministry notice"]
    header = {
        "索 引 号：": "000014349/2021-00014",
        "主题分类": "教育",
        "发文机关": "教育部　财政部",
        "成文日期": "2021年03月08日",
        "标　　题": "教育部 财政部关于做好学校工作的函",
        "发文字号": "教基[2021] 8号",
        "发布日期": "2021-03-12 09:00",
        "主 题 词": "学校",
    }

    assert values(text, **header) == {
        "title": "教育部 财政部关于做好学校工作的函",
        "issuer": "教育部、财政部",
        "document_number": "教基〔2021〕8号",
        "date": "2021-03-08",
        "addressee": "各省、自治区、直辖市教育厅（教委），新疆生产建设兵团教育局",
        "genre": "函",
        "index_number": "000014349/2021-00014",
        "theme": "教育",
        "released_on": "2021-03-12",
    }


@pytest.mark.parametrize("placeholder", ["", " ", "无", "暂无", "--", "空"])
def test_placeholders_beside_labels_say_nothing(placeholder: str):
    """A dash beside 文号 leaves the number that the text has."""
    text, expected = DOCUMENTS["ministry notice"]

    assert expected == values(text, 文号=placeholder, 成文日期=placeholder, 索引号=placeholder)


def test_spans_of_labels_count_in_the_source():
    """The origin says which text a span is of."""
    found = find_metadata("正文。", {"发文机关": Beside("甲县人民政府", 120, 126)})

    assert found["issuer"] == ("甲县人民政府", 120, 126, "header")


def test_spans_point_at_what_was_read():
    """Each part of a decree can be found in its text."""
    text, _ = DOCUMENTS["decree of the State Council"]
    spans = {key: text[part.start : part.end] for key, part in find_metadata(text).items()}

    assert spans == {
        "title": "水井保护条例",
        "issuer": "中华人民共和国国务院令",
        "document_number": "中华人民共和国国务院令\n第901号",
        "date": "2019年3月2日",
        "genre": "水井保护条例",
    }


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2019年1月27日", "2019-01-27"),
        ("2019 年 1 月 27 日", "2019-01-27"),
        ("２０１９年１月２７日", "2019-01-27"),
        ("二〇一九年一月二十七日", "2019-01-27"),
        ("二○一九年十月三十一日", "2019-10-31"),
        ("二 〇 〇 四 年 八 月 十 二 日", "2004-08-12"),
        ("一九九六年六月廿九日", "1996-06-29"),
        ("2019-01-27", "2019-01-27"),
        ("2019.1.27", "2019-01-27"),
        ("2019/1/27", "2019-01-27"),
        ("（2019年1月27日）", "2019-01-27"),
        ("2019年2月30日", None),
        ("2019年1月", None),
        ("2019年1月27日印发", None),
        ("自2019年1月27日起", None),
    ],
)
def test_dates_are_read_as_they_are_written(written: str, date: str | None):
    """Han and Arabic digits, wide and spaced ones; no date where the calendar has none."""
    text = f"关于节水的通知\n各单位：\n请节水。\n甲县水利局\n{written}"

    assert date == values(text).get("date")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("国发〔2019〕5号", "国发〔2019〕5号"),
        ("财税[2016]36号", "财税〔2016〕36号"),
        ("京政办发（2018）12号", "京政办发〔2018〕12号"),
        ("京政办发【2018】0012号", "京政办发〔2018〕12号"),
        ("发改价格规﹝２０１９﹞１０００号", "发改价格规〔2019〕1000号"),
        ("（国办函〔2004〕57号）", "国办函〔2004〕57号"),
        ("文号：国办函〔2004〕57号", "国办函〔2004〕57号"),
        ("中国人民银行令〔2019〕第1号", "中国人民银行令〔2019〕第1号"),
        ("〔1996〕甲司字第82号", "〔1996〕甲司字第82号"),
        ("第5次会议", None),
        ("见国发〔2019〕5号文件", None),
    ],
)
def test_numbers_are_written_alike(written: str, number: str | None):
    """Brackets are 〔〕, digits half-width, whatever stands there."""
    text = f"关于节水的通知\n{written}\n各单位：\n请节水。"

    assert number == values(text).get("document_number")


def test_a_number_cited_in_the_body_is_not_the_documents():
    """Only the head is looked at."""
    text = (
        "关于节水的复函\n甲县人民政府：\n"
        "你县来函（甲政函〔2019〕3号）收悉。\n国发〔2000〕36号\n同意。"
    )

    assert "document_number" not in values(text)


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("关于节水的复函", "函"),
        ("甲县人民政府令", "命令"),
        ("节水管理办法（试行）", "办法"),
        ("关于印发《节水办法》的通知", "通知"),
        ("中华人民共和国泉水法", "法"),
        ("中华人民共和国泉水法（2019年修正）", "法"),
        ("节水的方法", None),
        ("一封家书", None),
    ],
)
def test_genre_is_the_last_word_of_the_title(title: str, genre: str | None):
    """The kinds of official documents, of laws and of speeches; none for other words."""
    assert genre == values(f"{title}\n（2019年1月2日）\n正文在此。").get("genre")


def test_real_notices(shared: Path):
    """Title, issuer, number and date of the State Council's notices are exact."""
    import policytext as pt

    with (shared / "notices" / "gold.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    keys = ("title", "issuer", "document_number", "date")
    wrong = [
        (row["file"], key, found.get(key), row[key])
        for row in rows
        for found in [values(pt.read(shared / "notices" / row["file"])[0].text)]
        for key in keys
        if found.get(key) != row[key]
    ]

    assert wrong == []


def test_real_laws(shared: Path):
    """The first line of a law is its title."""
    import policytext as pt

    laws = list(pt.read(shared / "laws" / "*.txt"))

    assert [law.text.split("\n")[0] for law in laws] == [
        values(law.text).get("title") for law in laws
    ]


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            sorted({line for text, _ in DOCUMENTS.values() for line in text.split("\n")})
        ),
        st.text(max_size=20),
    ),
    max_size=25,
)


@given(LINES)
def test_any_lines_give_known_parts_with_spans_inside_the_text(lines: list[str]):
    """Whatever stands in a text, the parts are known ones and stand where they say."""
    text = "\n".join(lines)
    found = find_metadata(text)

    assert set(found) <= set(FIELDS)
    for part in found.values():
        assert 0 <= part.start < part.end <= len(text)
        assert part.value


@given(LINES)
def test_a_title_is_spelled_by_the_text(lines: list[str]):
    """A title holds the characters at its span in their order, spaces aside."""
    text = "\n".join(lines)
    title = find_metadata(text).get("title")

    if title is not None and title.origin == "text":
        spelled = "".join(text[title.start : title.end].split())
        assert "".join(str(title.value).split()) == spelled


def test_time_grows_with_the_head_alone():
    """A long body without a signature is not searched line by line beyond its limit."""
    text, expected = DOCUMENTS["ministry notice"]
    long = text + "\n第一行是表格里的一格" * 200_000

    assert expected == values(long)
