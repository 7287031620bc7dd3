"""The period and the year a report speaks of (FMT-PERIOD, FMT-BLANKPERIOD, FMT-YEAR)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from core.document import Anchor
from core.finding import Finding, Outcome, Severity
from core.rules.context import DocumentContext
from core.rules.messages import listing, quoted
from core.rules.named import DocumentCheck, NamedRule
from core.rules.prose import Line
from core.rules.published import find_publication
from core.rules.report import Report

__all__ = ["PERIODS", "YEARS"]

PERIOD = NamedRule(
    id="FMT-PERIOD",
    severity=Severity.INFO,
    title="统计期限",
    says="报告应写明统计期限为报告年度1月1日至12月31日；没有写明为提示，日期写法有误（缺字、多字）为警告",
    source="DB51/T 2660—2019 2.1；国办公开办函〔2021〕30号 一（二）：数据核定时间点为12月31日",
)
BLANKPERIOD = NamedRule(
    id="FMT-BLANKPERIOD",
    severity=Severity.WARNING,
    title="统计期限漏填",
    says="统计期限的起止日期不应漏填（如“统计期限自至”）",
    source="报告自身的说明",
)
YEAR = NamedRule(
    id="FMT-YEAR",
    severity=Severity.WARNING,
    title="年度一致",
    says="标题年份、统计期限年份、正文所述年份应一致，公布日期应在次年；正文把工作说成别的年度的为警告，"
    "引用以前年度的工作要点为提示",
    source="报告自身各处应一致",
)

_DAY_1 = r"0?1\s*月\s*0?1\s*日"
_DAY_31 = r"12\s*月\s*31\s*日"
_TO = r"\s*(?:起|开始|始)?\s*[,，、]?\s*(?:至|到|截至|截止到?|止|—|–|-|~|～|－)+\s*"
_STATED = re.compile(
    rf"(?:(?P<first>20\d\d)\s*年(?:度)?\s*)?[(（]?{_DAY_1}{_TO}(?:(?:(?P<last>20\d\d)\s*年|当年|同年)\s*)?{_DAY_31}"
)
_YEAR_END = re.compile(rf"(?:统计|数据|期限)[^。；]{{0,24}}?(?P<first>20\d\d)\s*年\s*{_DAY_31}")
_BLANK = re.compile(
    r"(?:统计)?(?:期限|时限|时间段?)[^。；\d]{0,8}?(?:自|从|为|是|[:：])\s*(?:年\s*月\s*日)?\s*(?:起)?\s*[,，]?\s*(?:至|到)\s*(?:年\s*月\s*日)?\s*(?:止|[。,，;；]|$)"
)
# What is left of a date when characters were lost or doubled on the way.
_MALFORMED = (
    re.compile(r"(?<![\d.\-/])20\d{3,6}年(?!级)"),  # 202020年
    re.compile(r"(?<![\d.\-/])20\d{2}(?:1|12|01)月\d{1,2}日"),  # 20231月1日
    re.compile(r"(?<![\d.\-/])20\d{2}\d{1,4}日"),  # 202011日, 20201231日, 2020122日
    re.compile(r"(?<!\d)(?:1月1|12月31)(?=[起止至到—\-~,，。])(?!日)"),  # 12月31止
)


@dataclass(frozen=True, slots=True)
class _Stated:
    first: int | None
    last: int | None
    anchor: Anchor


def _stated(context: DocumentContext) -> _Stated | None:
    for line in context.prose.lines:
        if found := _STATED.search(line.text):
            first = found["first"] or found["last"]
            last = found["last"] or found["first"]
            return _Stated(int(first) if first else None, int(last) if last else None, line.anchor)
    for line in context.prose.lines:
        if found := _YEAR_END.search(line.text):
            return _Stated(int(found["first"]), int(found["first"]), line.anchor)
    return None


def _period(context: DocumentContext, report: Report) -> None:
    lines = context.prose.lines
    blank = next((line for line in lines if _BLANK.search(line.text)), None)
    stated = _stated(context)
    if blank is not None:
        found = _BLANK.search(blank.text)
        assert found is not None
        report.add(
            Finding(
                BLANKPERIOD.id, Severity.WARNING, Outcome.BROKEN,
                f"统计期限的起止日期没有填写：{quoted(found.group(), 40)}。", anchors=(blank.anchor,),
            )
        )  # fmt: skip
    else:
        report.count(BLANKPERIOD.id, Outcome.HOLDS if stated else Outcome.CANNOT_CHECK)
    malformed = list(_malformed(lines))
    crossing = stated is not None and None is not stated.first != stated.last
    if malformed or crossing:
        said = []
        anchors = list(dict.fromkeys(a for _, a in malformed))
        if malformed:
            texts = listing([quoted(t) for t, _ in dict(malformed).items()], 4, "处")
            said.append(f"日期写法有误：{texts}")
        if crossing and stated is not None:
            said.append(f"统计期限自{stated.first}年1月1日至{stated.last}年12月31日，不是一个年度")
            anchors.append(stated.anchor)
        if stated is None and blank is None:
            said.append("报告没有写明统计期限")
        report.add(
            Finding(
                PERIOD.id, Severity.WARNING, Outcome.BROKEN, f"{'；'.join(said)}。",
                anchors=tuple(anchors),
            )
        )  # fmt: skip
    elif stated is not None:
        report.count(PERIOD.id, Outcome.HOLDS)
    elif blank is not None or context.cut is not None or not lines:
        report.count(PERIOD.id, Outcome.CANNOT_CHECK)
    else:
        report.add(
            Finding(
                PERIOD.id, Severity.INFO, Outcome.BROKEN,
                "报告没有写明统计期限（1月1日至12月31日）。",
            )
        )  # fmt: skip


def _malformed(lines: tuple[Line, ...]) -> Iterator[tuple[str, Anchor]]:
    for line in lines:
        for pattern in _MALFORMED:
            for found in pattern.finditer(line.text):
                yield found.group(), line.anchor


# ---------------------------------------------------------------------------------------------------
# The year

_TITLES = re.compile(r"《[^》]*》|[〔\[（(【]\s*20\d\d\s*[〕\]）)】]\s*\d+\s*号|“[^”]{0,30}”")
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")
_WHO = r"(?:我|本|全)(?:省|市|县|区|州|旗|镇|乡|街道|街|局|厅|委|办|院|处|单位|机关|会|中心|站|部门|年)"
_DID = (
    r"(?:共|累计|全年|总计|合计)?(?:主动公开|公开|收到|受理|新收|接收|办结|答复|收取|未收取|没有收取|未收到|没有收到|"
    r"发布|制发|召开|举办|因政府信息公开)"
)
_OWN_YEAR = re.compile(
    rf"(?:^|[。；;\n]|[)）、]|情况)\s*(?P<y>20\d\d)\s*年(?:度)?(?:以来)?\s*[,，]?\s*(?={_WHO}[^。；;]{{0,20}}?{_DID}|{_DID})"
)
# Words that make of another year a comparison, a plan, a beginning or a carry-over.
_OTHERWISE = re.compile(
    r"比|同期|上年|去年|增长|下降|上升|减少|回落|提高|结转|截至|以来|起施行|将|计划|拟|下一步|今后|年底前|前完成|历年|"
    r"此前|自20\d\d|以前|延续|继续"
)
_KEY_POINTS = re.compile(r"(?P<y>20\d\d)\s*年[^《》。；]{0,24}?(?:政务公开|信息公开)[^《》。；]{0,8}?(?:工作)?要点")  # fmt: skip


def _year(context: DocumentContext, report: Report) -> None:
    year = context.sheet.title.year
    if year is None:
        report.count(YEAR.id, Outcome.CANNOT_CHECK)
        return
    broken = False

    def say(severity: Severity, message: str, *anchors: Anchor) -> None:
        nonlocal broken
        report.add(
            Finding(YEAR.id, severity, Outcome.BROKEN, f"{message}。", anchors=anchors),
            0 if broken else 1,
        )
        broken = True

    stated = _stated(context)
    title = _title_year(context)
    if stated and title and stated.first and stated.first == stated.last != title:
        say(
            Severity.WARNING,
            f"标题为{title}年，统计期限为{stated.first}年",
            *(a for a in (context.sheet.title.anchor, stated.anchor) if a),
        )
    published = find_publication(context.prose)
    if published is not None and published.date.year <= year and published.stated:
        say(
            Severity.WARNING,
            f"{published}，早于{year}年度结束，报告年度或公布日期有误",
            published.anchor,
        )
    if not broken and (other := _majority(context, year)):
        say(Severity.WARNING, other)
    if not broken and (wrong := list(_own_years(context, year))):
        texts = "、".join(quoted(text, 40) for text, _ in wrong[:3])
        say(
            Severity.WARNING,
            f"{year}年度的报告把工作说成别的年度：{texts}",
            *dict.fromkeys(a for _, a in wrong),
        )
    if points := list(_key_points(context, year)):
        texts = "、".join(quoted(text, 40) for text, _ in points[:3])
        say(
            Severity.INFO,
            f"{year}年度的报告引用了以前年度的工作要点：{texts}，请核实",
            *dict.fromkeys(a for _, a in points),
        )
    if not broken:
        report.count(YEAR.id, Outcome.HOLDS)


def _title_year(context: DocumentContext) -> int | None:
    """The year printed in the title; the sheet's may come from the text."""
    title = context.sheet.title
    return title.year if title.year is not None and str(title.year) in title.text else None


def _majority(context: DocumentContext, year: int) -> str:
    """What to say when the text before the plans speaks of another year most of the time."""
    texts = (
        _TITLES.sub("", _STATED.sub("", line.text)) for line in context.prose.before_chapter(5)
    )
    years = Counter(int(y) for text in texts for y in _YEAR.findall(text))
    if not years:
        return ""
    other, count = years.most_common(1)[0]
    if other == year or count < 3 or count <= 2 * years[year]:
        return ""
    return f"标题为{year}年，正文多说{other}年（{count}处，{year}年{years[year]}处）"


def _own_years(context: DocumentContext, year: int) -> Iterator[tuple[str, Anchor]]:
    plans = {id(line) for line in context.prose.chapters.get(5, ())}
    for line in context.prose.lines:
        if id(line) in plans or line.block < 0:
            continue
        text = _TITLES.sub("", line.text)
        for found in _OWN_YEAR.finditer(text):
            other = int(found["y"])
            end = re.search(r"[。\n]", text[found.end() :])
            sentence = text[found.start() : found.end() + (end.start() if end else 200)]
            if other != year and abs(other - year) <= 3 and not _OTHERWISE.search(sentence):
                yield re.split("[；;]", sentence.strip("。；;\n）) 、"))[0], line.anchor


def _key_points(context: DocumentContext, year: int) -> Iterator[tuple[str, Anchor]]:
    for line in context.prose.lines:
        for found in _KEY_POINTS.finditer(line.text):
            if int(found["y"]) < year:
                yield found.group(), line.anchor


PERIODS = DocumentCheck((PERIOD, BLANKPERIOD), _period)
YEARS = DocumentCheck((YEAR,), _year)
