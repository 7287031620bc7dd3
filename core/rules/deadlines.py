"""Whether the report was published in time (FMT-DATE, DOMAIN §0.2)."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from core.finding import Finding, Outcome, Severity
from core.rules.context import DocumentContext
from core.rules.named import DocumentCheck, NamedRule
from core.rules.published import PublicationDate, find_publication
from core.rules.report import Report
from core.units import Level, Unit, UnitKind, unit_of

__all__ = ["DEADLINES"]

DATE = NamedRule(
    id="FMT-DATE",
    severity=Severity.WARNING,
    title="公布日期",
    says="2019年度起：部门、乡镇（街道）和政府自身的报告次年1月31日前，县级汇总2月20日前，地市级汇总3月10日前，"
    "省级汇总和垂直领导部门全系统汇总3月31日前；2018年度及以前：次年3月31日前。部门逾期、3月31日后公布政府报告"
    "为错误；乡镇逾期、口径不明（政府自身的报告还是汇总报告）或只有落款日期的为警告",
    source="《条例》第四十九条；国办公开办函〔2019〕60号、〔2021〕30号 二（一）（二）；2018年度及以前：《条例》（2007年）第三十一条",
)

_FIRST_YEAR = 2019  # of the regulations in force now
# Words by which a report speaks of the office that wrote it, and of the whole region.
_OWN = re.compile(r"我办(?!法|理|事|公厅)|本办(?!法|公|理|事)|我室|本室|办公室自身")
_WHOLE = re.compile(r"全(?:县|市|区|省|旗|州|盟)(?!域)|各(?:乡镇|镇街|街道|县区|区县|部门)")


_OFFICIAL = re.compile(r"(?:局|厅|委|办|署)$")


@dataclass(frozen=True, slots=True)
class _Verdict:
    outcome: Outcome
    severity: Severity = Severity.WARNING
    says: str = ""


_HOLDS, _UNKNOWN = _Verdict(Outcome.HOLDS), _Verdict(Outcome.CANNOT_CHECK)


def _check(context: DocumentContext, report: Report) -> None:
    year = context.sheet.title.year
    published = find_publication(context.prose)
    if year is None or published is None or published.date.year <= year:
        report.count(DATE.id, Outcome.CANNOT_CHECK)  # FMT-YEAR speaks of a date within the year
        return
    unit = unit_of(context.sheet.title.unit)
    judged = _judge(unit, year, published, context.prose.whole)
    if judged.outcome is not Outcome.BROKEN:
        report.count(DATE.id, judged.outcome)
        return
    severity, says = judged.severity, judged.says
    if published.date.year > year + 1:
        says += "；日期晚于次年，也可能是网站迁移或重新发布的日期，请核实"
        severity = Severity.WARNING
    elif not published.stated and severity is Severity.ERROR:
        says += "；此日期不是注明的公布日期，请核实"
        severity = Severity.WARNING
    report.add(
        Finding(
            DATE.id, severity, Outcome.BROKEN, f"{published}，{says}。",
            anchors=(published.anchor,),
        )
    )  # fmt: skip


def _judge(unit: Unit, year: int, published: PublicationDate, text: str) -> _Verdict:
    on = published.date
    january = datetime.date(year + 1, 1, 31)
    outer = datetime.date(year + 1, 3, 31)
    if year < _FIRST_YEAR:
        return (
            _HOLDS
            if on <= outer
            else _late(f"晚于《条例》（2007年）规定的{_said(outer)}", Severity.ERROR)
        )
    if on <= january:
        return _HOLDS
    match unit.kind:
        case UnitKind.DEPARTMENT if _OFFICIAL.search(unit.base):
            return _late(f"部门的报告应在{_said(january)}前公布", Severity.ERROR)
        case UnitKind.DEPARTMENT:  # a hospital, a library: perhaps no 行政机关
            return _late(f"部门的报告应在{_said(january)}前公布，请核实该单位是否适用")
        case UnitKind.TOWN | UnitKind.SUBDISTRICT:
            return _late(f"乡镇、街道的报告参照部门，应在{_said(january)}前公布")
        case UnitKind.GOVERNMENT | UnitKind.OFFICE:
            return _of_government(unit, year, on, text)
        case UnitKind.ZONE:
            if on > outer:
                return _late(f"晚于{_said(outer)}")
            return _late(f"晚于{_said(january)}，开发区（管委会）适用哪一期限请核实")
        case UnitKind.VERTICAL if on <= outer:
            return _UNKNOWN  # its own report, or that of the whole system
        case _:
            return _late(f"晚于各类报告的最后期限{_said(outer)}") if on > outer else _UNKNOWN


def _of_government(unit: Unit, year: int, on: datetime.date, text: str) -> _Verdict:
    """A government's report may be its own (31 January) or the 汇总 (later, by level)."""
    outer = datetime.date(year + 1, 3, 31)
    january = _said(datetime.date(year + 1, 1, 31))
    steps = {
        Level.COUNTY: (datetime.date(year + 1, 2, 20), "县级"),
        Level.CITY: (datetime.date(year + 1, 3, 10), "地市级"),
        Level.PROVINCE: (outer, "省级"),
    }
    # XX市 in neither list of cities: held to the later of the two dates it may have.
    step, level = steps.get(unit.level, steps[Level.CITY]) if unit.level else steps[Level.CITY]
    own, whole = _OWN.search(text), _WHOLE.search(text)
    if on > outer:
        return _late(f"晚于法定的{_said(outer)}", Severity.ERROR)
    if unit.kind is UnitKind.OFFICE and not whole:
        return _late(f"政府办公厅（室）自身的报告应在{january}前公布", Severity.ERROR)
    if on > step:
        return _late(f"{level}汇总报告应在{_said(step)}前公布（法定最后期限{_said(outer)}）")
    if own is None and (whole is not None or unit.kind is UnitKind.GOVERNMENT):
        return _HOLDS
    words = f"文中既有“{own.group()}”" if own else "署政府办公厅（室）"
    words += f"又有“{whole.group()}”，" if whole else "，"
    return _late(
        f"作为{level}汇总报告在期限（{_said(step)}）内，作为政府自身的报告则晚于{january}；{words}口径不明，请核实"
    )


def _late(says: str, severity: Severity = Severity.WARNING) -> _Verdict:
    return _Verdict(Outcome.BROKEN, severity, says)


def _said(date: datetime.date) -> str:
    return f"{date.year}年{date.month}月{date.day}日"


DEADLINES = DocumentCheck((DATE,), _check)
