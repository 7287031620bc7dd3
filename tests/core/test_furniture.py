"""What stands around a report on a saved page: other tables, links, spam. The report is read and judged
as it is without them."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from core.case import Case
from tests.core.test_parts import laid_out
from tests.generator.html import write_html
from tests.generator.report import LaidOut

FORMS = {"F2021": 2024, "F2019": 2020, "F2014": 2016}
Around = Callable[[str], str]


def table(*rows: tuple[object, ...], head: str = "") -> str:
    made = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    caption = f"<tr><td colspan='{len(rows[0])}'>{head}</td></tr>" if head else ""
    return f"<table border='1'>{caption}{made}</table>"


CALENDAR = table(
    tuple("日一二三四五六"),
    *(tuple(7 * r + c - 2 if 0 < 7 * r + c - 2 < 32 else "" for c in range(7)) for r in range(5)),
    head="2025年1月",
)
TARIFF = table(
    ("计费方式", "数量", "金额"), ("按件计收", "10件以下", "不收费"),
    ("按件计收", "11—30件（含30件）的部分", "100元/件"), ("按量计收", "31—100页（含100页）", "10元/页"),
    head="信息处理费收费标准",
)  # fmt: skip
SITE = table(
    ("独立用户访问总量（单位：个）", 182733, "网站总访问量（单位：次）", 903312),
    ("信息发布（单位：条）", "总数", 5210, ""), ("收到留言数量（单位：条）", 210, "办结留言数量", 210),
    head="政府网站工作年度报表",
)  # fmt: skip
ENFORCEMENT = table(
    ("序号", "部门", "行政许可", "行政处罚", "行政强制"), (1, "县公安局", 3120, 880, 12),
    (2, "县市场监管局", 2210, 301, 3), ("", "合计", 5330, 1181, 15), head="行政执法统计年报",
)  # fmt: skip
BY_KIND = table(
    ("行政执法事项", "数量"), ("行政许可", 5732), ("行政处罚", 1201), ("行政强制", 15),
    ("行政事业性收费", "18.2"),
)  # fmt: skip
REVIEWS = table(
    ("案件类型", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计"), ("全部行政复议", 51, 8, 3, 9, 71),
    ("全部行政诉讼", 21, 2, 1, 4, 28),
)  # fmt: skip
EARLIER = table(
    ("年度", "主动公开数", "收到申请数", "行政复议", "行政诉讼"), (2021, 3012, 88, 2, 1),
    (2022, 3310, 91, 3, 0),
)  # fmt: skip
COLUMNS = table(
    ("栏目", "信息数", "排名"), ("通知公告", 812, 1), ("人事信息", 77, 2), ("财政资金", 301, 3)
)
FOOT = (
    "<p>上一篇：清禾县2013年政府信息公开工作年度报告</p><p>【字体：大 中 小】【打印】【关闭】 浏览次数：1288次</p>"
    "<p>主办：清禾县人民政府办公室　网站标识码：3208000001　公安备案 32080000000012号</p>"
)


def links(unit: str = "清禾县") -> str:
    years = "".join(
        f"<li><a href='{y}.html'>{unit}{y}年政府信息公开工作年度报告</a><span>{y + 1}-01-23</span></li>"
        for y in (2013, 2012, 2011, 2010, 2009)
    )
    menu = "".join(
        f"<li><a href='{i}.html'>{name}</a></li>"
        for i, name in enumerate(("首页", "政府信息公开指南", "政府信息公开年报", "依申请公开"))
    )
    return f"<div><ul>{menu}</ul><ul>{years}</ul></div>"


def amid(content: str, inserted: str) -> str:
    """Before a chapter."""
    at = content.index("三、")
    return content[: content.rindex("<", 0, at)] + inserted + content[content.rindex("<", 0, at) :]


def in_layout(content: str) -> str:
    """An old page, held together by tables."""
    return (
        f"<table width='1000'><tr><td width='200'>{links()}{CALENDAR}</td><td>{content}</td></tr>"
        f"<tr><td colspan='2'>{FOOT}</td></tr></table>"
    )


AROUND: dict[str, Around] = {
    "links": lambda c: links() + c + FOOT,
    "calendar": lambda c: CALENDAR + c,
    "tariff": lambda c: amid(c, TARIFF),
    "site": lambda c: SITE + c,
    "site behind": lambda c: c + SITE,
    "enforcement": lambda c: ENFORCEMENT + c,
    "enforcement behind": lambda c: c + ENFORCEMENT,
    "by kind": lambda c: BY_KIND + c,
    "by kind behind": lambda c: c + BY_KIND,
    "reviews": lambda c: REVIEWS + c,
    "reviews behind": lambda c: c + REVIEWS,
    "earlier years": lambda c: amid(c, EARLIER),
    "columns": lambda c: COLUMNS + c,
    "columns behind": lambda c: c + COLUMNS,
    "layout": in_layout,
    "everything": lambda c: (
        links() + CALENDAR + in_layout(amid(c, EARLIER)) + SITE + COLUMNS + FOOT
    ),
}


@cache
def page(form: str) -> tuple[LaidOut, str]:
    import tempfile

    laid = laid_out(2, "html", form, FORMS[form])
    with tempfile.TemporaryDirectory() as folder:
        path = write_html(laid, Path(folder) / "a.html", random.Random(0))
        return laid, path.read_text(encoding=laid.layout.encoding)


def opened(form: str, around: Around, folder: Path) -> Case:
    _, text = page(form)
    start, end = text.index("<body>") + 6, text.rindex("</body>")
    path = folder / "年报.html"
    path.write_text(text[:start] + around(text[start:end]) + text[end:], encoding="utf-8")
    (case,) = Case.open_all(path)
    return case


def said(case: Case) -> set[tuple[str, str]]:
    return {(f.rule, f.message) for f in case.result.findings}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("around", AROUND)
def test_the_report_is_found_among_it(form, around, tmp_path):
    case = opened(form, AROUND[around], tmp_path)
    laid, _ = page(form)
    assert case.sheet.title.text == laid.report.title
    assert {a: f.quantity.value for a, f in case.sheet.facts.items()} == {
        a: p.value for a, p in laid.truth.items()
    }
    assert said(case) == said(opened(form, lambda c: c, tmp_path))


SPAM: dict[str, Around] = {
    "title": lambda c: "<p>uedbet官网-uedbet体育登录</p>" + c,
    "links": lambda c: c + "<ul><li>万博manbetx</li><li>老虎机游戏平台</li><li>必发888</li></ul>",
    "in sentences": lambda c: c.replace(
        "</p>", "<span style='font-size:0'>葡京娱乐城</span></p>", 3
    ),
    "table": lambda c: c + table(("真人视讯", "百家乐", 8888), ("体育投注", 2024, 1)),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("spam", SPAM)
def test_a_page_with_spam_is_called_a_copy_and_read_all_the_same(form, spam, tmp_path):
    case = opened(form, SPAM[spam], tmp_path)
    laid, _ = page(form)
    assert {a: f.quantity.value for a, f in case.sheet.facts.items()} == {
        a: p.value for a, p in laid.truth.items()
    }
    more = said(case) - said(opened(form, lambda c: c, tmp_path))
    assert [rule for rule, _ in more] == ["FMT-MIRROR"]


def test_a_link_in_a_list_is_not_the_title_of_plain_text(tmp_path):
    """A page copied as text: the links stand first."""
    from tests.generator.text import write_text

    laid = laid_out(3, "text")
    path = write_text(laid, tmp_path / "a.txt", random.Random(0))
    text = path.read_bytes().decode(laid.layout.encoding)
    listed = "".join(f"清禾县{y}年政府信息公开工作年度报告\r\n" for y in (2023, 2022, 2021))
    path.write_bytes((listed + text).encode(laid.layout.encoding))
    assert Case.open(path).sheet.title.text == laid.report.title
