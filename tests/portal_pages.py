# Markup keeps its long lines.
# ruff: noqa: E501, W291
"""Whole pages as government sites build them, around any document: for the tests of readers."""

from __future__ import annotations

#: What the table around each document says; the labels are those that every layout uses.
FIELDS = {
    "索引号": "甲000/2021-00017",
    "主题分类": "农业、水利\\农田建设",
    "发文机关": "甲省人民政府",
    "成文日期": "2021年03月04日",
    "标题": "甲省人民政府关于建好用好农田的通知",
    "发文字号": "甲政发〔2021〕6号",
    "发布日期": "2021年03月09日",
}

#: A document whose title, number, addressee, items, sign-off and annex tempt a reader to drop them.
BODY = """
<p align="center"><b>甲省人民政府关于建好用好农田的通知</b></p>
<p align="center">甲政发〔2021〕6号</p>
<p>各市、县人民政府，省政府各部门：</p>
<p>为建好用好农田，现就有关事项通知如下。</p>
<p><b>一、明确目标。</b>到2025年，全省建成农田一千万亩，信息来源统一，发布时间统一。</p>
<p>（一）来源清楚</p>
<p>各地要在网站首页公布进度，版权所有单位应当同意转载，<a href="/f/1.html">《农田管理办法》</a>另有规定的除外。</p>
<p>二、加强领导</p>
<p>联系电话：000-1234567</p>
<p>附件：1.农田建设任务表</p>
<p>　　　2.分享到基层的做法</p>
<p align="right">甲省人民政府</p>
<p align="right">2021年3月4日</p>
<p>（此件公开发布）</p>
<table border="1"><tr><td>市</td><td>面积</td></tr><tr><td>乙市</td><td>30</td></tr></table>
"""

_HEAD = """<!DOCTYPE html><html><head><meta charset="utf-8">
<title>{标题}_农田_甲省人民政府网</title><style>.a {{ color: red }}</style>
<script>document.write("<p>全省各地要高度重视。</p>");</script></head>
"""
_NAV = """<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/z">政务公开</a></li>
<li><a href="/f">政务服务</a></li><li><a href="/h">互动交流</a></li></ul></div>"""
_LINKS = (
    "".join(
        f'<li><a href="/{n}.html">甲省人民政府关于印发第{n}个五年农田规划的通知</a><span>2021-0{n}-01</span></li>'
        for n in range(1, 6)
    )
    + "<li><a href='/m'>更多&gt;&gt;</a></li>"
)

_GOV_OLD = (
    _HEAD
    + """<body><table width="1000" align="center"><tr><td>
<table><tr><td><a href="/">首页</a> | <a href="/z">总理</a> | <a href="/f">新闻</a> | <a>政策</a></td></tr></table>
</td></tr><tr><td>当前位置：<a href="/">首页</a> &gt; <a href="/z">政策</a> &gt; 正文</td></tr>
<tr><td><table class="bd1"><tbody>
<tr><td class="zl"><b>索　引　号：</b></td><td>{索引号}</td><td><b>主题分类：</b></td><td>{主题分类}</td></tr>
<tr><td><b>发文机关：</b></td><td>{发文机关}</td><td><b>成文日期：</b></td><td>{成文日期}</td></tr>
<tr><td><b>标　　题：</b></td><td colspan="3">{标题}</td></tr>
<tr><td><b>发文字号：</b></td><td>{发文字号}</td><td><b>发布日期：</b></td><td>{发布日期}</td></tr>
<tr><td><b>主 题 词：</b></td><td colspan="3"></td></tr>
</tbody></table></td></tr>
<tr><td><table><tbody><tr><td class="b12c" id="UCAP-CONTENT">{body}</td></tr><tr><td></td></tr></tbody></table></td></tr>
<tr><td><div class="share">分享到：<a>微博</a> <a>微信</a></div><div>【我要纠错】　责任编辑：张三</div></td></tr>
<tr><td>相关链接<ul>"""
    + _LINKS
    + """</ul></td></tr>
<tr><td align="center">版权所有：甲省人民政府办公厅　网站标识码：0000000001　甲ICP备00000000号</td></tr>
</table></body></html>"""
)

_GOV_NEW = (
    _HEAD
    + """<body><div class="header"><div class="logo">甲省人民政府</div><form><label>搜索</label>
<input value="请输入关键字"><button>搜索</button></form>"""
    + _NAV
    + """</div>
<div class="content"><div class="BreadcrumbNav">首页 &gt; 政策 &gt; 文件库</div>
<div class="pctoubu1"><div class="policyLibraryOverview_header"><table><tbody>
<tr><td class="t1">标　　题：</td><td colspan="3">{标题}</td></tr>
<tr><td>发文机关：</td><td>{发文机关}</td><td>发文字号：</td><td>{发文字号}</td></tr>
<tr><td>来　　源：</td><td>甲省政府办公厅</td><td>主题分类：</td><td>{主题分类}</td></tr>
<tr><td>索 引 号：</td><td>{索引号}</td><td>公文种类：</td><td>通知</td></tr>
<tr><td>成文日期：</td><td>{成文日期}</td><td>发布日期：</td><td>{发布日期}</td></tr>
</tbody></table></div></div>
<div class="pages-title"><h1>{标题}</h1></div>
<div class="pages-date">2021-03-09 17:00<span>来源：甲省政府办公厅</span><span>【字体：<a>大</a> <a>中</a> <a>小</a>】</span>
<span class="print">打印</span></div>
<div class="policyLibraryOverview_content pages_content mhide" id="UCAP-CONTENT"><div class="trs_editor_view">{body}</div></div>
<div class="qrcode"><img src="q.png">扫一扫在手机打开当前页</div>
<div class="related-doc"><h3>相关稿件</h3><ul>"""
    + _LINKS
    + """</ul></div></div>
<footer><p>主办单位：甲省人民政府办公厅　运行维护：甲省大数据局</p><p>地址：乙市丙路1号　邮编：000000</p>
<p>本网站中的信息未经许可，不得转载。</p></footer>
<div class="cookie-notice" style="display: none">我们使用Cookie改进服务。<button>同意</button></div></body></html>"""
)

_PROVINCE_LIST = (
    _HEAD
    + """<body><form id="aspnetForm" action="x">"""
    + _NAV
    + """
<div class="dqwz">您现在的位置：<a href="/">网站首页</a>&gt;<a href="/x">政府信息公开</a>&gt;正文</div>
<div class="xxgk_box"><ul class="xxgk_head">
<li><span>索 引 号：</span>{索引号}</li><li><span>主题分类：</span><a href="/t">{主题分类}</a></li>
<li><span>发文机关：</span>{发文机关}</li><li><span>成文日期：</span>{成文日期}</li>
<li><span>标　　题：</span><em>{标题}</em></li><li><span>发文字号：</span>{发文字号}</li>
<li><span>发布日期：</span>{发布日期}</li><li><span>有 效 性：</span></li></ul></div>
<div class="detail"><h2 class="title">{标题}</h2>
<p class="info">发布时间：2021-03-09 17:00 来源：甲省政府办公厅 浏览次数：<i id="hits"></i>次 字体：[ 大 中 小 ]</p>
<div id="zoom">{body}</div>
<p>上一篇：<a href="/1">甲省人民政府办公厅关于春耕工作的通知</a></p><p>下一篇：<a href="/2">没有了</a></p>
<p>扫一扫在手机打开当前页</p><p><a>【打印】</a> <a>【关闭】</a></p></div>
<aside><h4>热点</h4><p>全省春耕工作会议召开。</p></aside>
<div class="foot"><p>主办：甲省人民政府 承办：甲省人民政府办公厅</p><p>网站标识码：0000000001 甲公网安备00000000000001号</p>
<p>联系电话：000-7654321</p></div></form></body></html>"""
)

_DEFINITIONS = """<html><head><title>{标题} - 政策文件 - 甲省农业农村厅</title>
<meta name="ArticleTitle" content="{标题}"><meta name="PubDate" content="2021-03-09 17:00">
<meta name="ContentSource" content="甲省农业农村厅"></head><body>
<div><a href="/">首页</a><a href="/1">机构</a><a href="/2">新闻</a><a href="/3">公开</a></div>
<div>当前位置：首页 &gt;&gt; 政策</div>
<div><dl><dt>索引号</dt><dd>{索引号}</dd><dt>主题分类</dt><dd>{主题分类}</dd><dt>发文机关</dt><dd>{发文机关}</dd>
<dt>成文日期</dt><dd>{成文日期}</dd><dt>标题</dt><dd>{标题}</dd><dt>发文字号</dt><dd>{发文字号}</dd>
<dt>发布日期</dt><dd>{发布日期}</dd><dt>废止日期</dt><dd></dd></dl></div>
<div><h1>{标题}</h1><div>2021-03-09</div><div>{body}</div><div>附件下载</div></div>
<div>【打印本页】 【关闭窗口】</div>
<div><p>版权所有 甲省农业农村厅 Copyright © 2021</p><p>技术支持：丁公司</p><p>建议使用1024*768分辨率浏览</p></div>
</body></html>""".replace("<div>附件下载</div>", "")

_PAIRS = (
    _HEAD
    + """<body><a name="top"></a>
<div class="topbar"><span>欢迎您！今天是星期二</span> <a href="/l">登录</a> <a href="/r">注册</a></div>"""
    + _NAV
    + """<section><div class="position"><i></i><a href="/">首页</a>/<a href="/z">文件</a>/</div>
<div class="table"><div class="row"><div class="cell label">索引号：</div><div class="cell">{索引号}</div></div>
<div class="row"><div class="cell label">主题分类：</div><div class="cell">{主题分类}</div></div>
<div class="row"><div class="cell label">发文机关：</div><div class="cell">{发文机关}</div></div>
<div class="row"><span>成文日期：</span><span>{成文日期}</span></div>
<div class="row"><span>标题：</span><span>{标题}</span></div>
<div class="row"><label>发文字号：</label><div class="cell">{发文字号}</div></div>
<div class="row"><div>发布日期：</div><div>{发布日期}</div></div>
<div class="row"><div>失效日期：</div><div></div></div></div>
<div class="text"><div class="article-content">{body}</div></div>
<div class="bdsharebuttonbox"><a>分享到微信</a><a>分享到微博</a></div></section>
<div class="sidebar"><h3>要闻</h3><ul>"""
    + _LINKS
    + """</ul></div>
<div class="footer"><a href="/m">网站地图</a> | <a href="/c">联系我们</a><p>主办单位：甲省人民政府</p></div>
<div id="modal" aria-hidden="true"><p>请用微信扫描二维码。</p></div></body></html>"""
)

_PLAIN_LINES = """<HTML><HEAD><TITLE>甲省政府公报</TITLE></HEAD><BODY bgcolor=white>
<CENTER><FONT size=2>位置：<A href="/">首页</A> -&gt; 公报</FONT></CENTER><HR>
<P><B>索引号：</B>{索引号}<BR><B>主题分类：</B>{主题分类}</P>
<P><B>发文机关：</B>{发文机关}　<B>成文日期：</B>{成文日期}</P>
<P><B>标题：</B>{标题}</P><P><B>发文字号：</B>{发文字号}　　<B>发布日期：</B>{发布日期}</P><HR>
{body}<HR>
<P>上一条：<A href="1.htm">甲省人民政府关于春耕的通知</A>
<P>下一条：<A href="2.htm">甲省人民政府关于防汛的通知</A>
<CENTER>主办单位：甲省人民政府办公厅<BR>甲ICP备00000000号</CENTER></BODY></HTML>"""

_ONE_CELL = (
    _HEAD
    + """<body><div id="__layout"><div class="wrap">"""
    + _NAV
    + """<div class="bread">当前位置&nbsp;:&nbsp;<a href="/">首页</a>&nbsp;&gt;&nbsp;<a href="/x">行政规范性文件库</a></div>
<table class="m-detailtb"><tr><td>索引号： {索引号}</td><td>发布机构： 甲省政府办公厅</td></tr>
<tr><td>发文机关： {发文机关}</td><td>主题分类： {主题分类}</td></tr>
<tr><td colspan=2>标&nbsp;&nbsp;题： {标题}</td></tr>
<tr><td>成文日期： {成文日期}</td><td>发文字号： {发文字号}</td></tr>
<tr><td>发布日期： {发布日期}</td><td>有效期：</td></tr></table>
<div class="m-title">{标题}</div><div class="m-info"><span>来源：甲省政府办公厅</span><span>时间：2021-03-09</span></div>
<article><div class="con">{body}</div></article>
<div class="m-near"><div>上一篇：没有了</div><div>下一篇：没有了</div></div>
<div class="m-comment"><h5>评论</h5></div></div>
<div class="copyright">甲省人民政府版权所有</div></div></body></html>"""
)

_BARE_TABLE = """<!doctype html><html><head><meta charset="utf-8"></head><body>
<table border="0" cellpadding="0" class="bd1"><tbody>
 <tr> 
  <td> <table> <tbody>
   <tr> <td width="69"><b>索 引 号:</b> </td> <td width="281"> {索引号} </td> <td><b>主题分类:</b></td> <td> {主题分类} </td> </tr>
   <tr> <td><b>发文机关:</b></td> <td> {发文机关} </td> <td><b>成文日期:</b></td> <td> {成文日期} </td> </tr>
   <tr> <td><b>标　　题:</b></td> <td colspan="3"> {标题} </td> </tr>
   <tr> <td><b>发文字号:</b></td> <td> {发文字号} </td> <td><b>发布日期:</b></td> <td> {发布日期} </td> </tr>
   <tr> <td><b>主 题 词:</b></td> <td colspan="3"> </td> </tr>
  </tbody> </table> </td>
 </tr>
</tbody></table><table><tbody>
 <tr> 
  <td class="b12c" id="UCAP-CONTENT">{body}</td> 
 </tr> 
</tbody></table></body></html>"""

_INSIDE_MAIN = (
    _HEAD
    + """<body>"""
    + _NAV
    + """<div class="TRS_Editor"><table class="head">
<tr><th>索引号</th><td>{索引号}</td><th>主题分类</th><td>{主题分类}</td></tr>
<tr><th>发文机关</th><td>{发文机关}</td><th>成文日期</th><td>{成文日期}</td></tr>
<tr><th>标题</th><td colspan=3>{标题}</td></tr>
<tr><th>发文字号</th><td>{发文字号}</td><th>发布日期</th><td>{发布日期}</td></tr>
<tr><th>审批单位</th><td>甲省委</td><th>密级</th><td>无</td></tr></table>
{body}
<div>责任编辑：李四</div></div><div class="page-foot">甲省人民政府版权所有</div></body></html>"""
)

_LABELS_ABOVE = (
    _HEAD
    + """<body>"""
    + _NAV
    + """<div class="gk"><p>【索引号】 {索引号}</p><p>【主题分类】 {主题分类}</p><p>【发文机关】 {发文机关}</p>
<p>【成文日期】 {成文日期}</p><p>【标题】 {标题}</p><p>【发文字号】 {发文字号}</p><p>【发布日期】 {发布日期}</p></div>
<div class="view TRS_UEDITOR trs_paper_default trs_web">{body}</div>
<div class="foot">主办单位：甲省人民政府 <br>地址：乙市丙路1号 电话：000-1234567</div></body></html>"""
)

PORTALS = {
    "a table above a table": _GOV_OLD,
    "a table in divisions": _GOV_NEW,
    "a list": _PROVINCE_LIST,
    "definitions": _DEFINITIONS,
    "pairs of divisions": _PAIRS,
    "lines in an old page": _PLAIN_LINES,
    "label and value in one cell": _ONE_CELL,
    "a header table and nothing else": _BARE_TABLE,
    "inside the main part": _INSIDE_MAIN,
    "labels in brackets": _LABELS_ABOVE,
}


def portal_page(layout: str, body: str, fields: dict[str, str] = FIELDS) -> str:
    """Put a document into a page of a site."""
    return PORTALS[layout].format(body=body, **fields)
