"""Whether the report uses the form its year asks for, and the title it is to have (FMT-YEARTPL,
FMT-TITLE)."""

from __future__ import annotations

import re

from core.facts import FactSheet
from core.finding import Finding, Outcome, Severity
from core.formats import Form, official_forms
from core.labels import fold
from core.rules.context import DocumentContext
from core.rules.messages import quoted
from core.rules.named import DocumentCheck, NamedRule
from core.rules.report import Report

__all__ = ["TEMPLATE", "TITLES", "TRANSITIONAL_YEAR", "prescribed_form"]

# 国办公开办函〔2019〕60号 §二 encourages the new format for 2019 and lets others be used.
TRANSITIONAL_YEAR = 2019

YEARTPL = NamedRule(
    id="FMT-YEARTPL",
    severity=Severity.ERROR,
    title="格式与年度不符",
    says="各年度的报告应使用当年规定的格式；2019年度为过渡期，用旧格式为警告",
    source="国办公开办函〔2019〕60号、〔2021〕30号",
)
TITLE = NamedRule(
    id="FMT-TITLE",
    severity=Severity.WARNING,
    title="标题",
    says="标题一般为“<单位><年份>年政府信息公开工作年度报告”；缺单位或年份为警告，写法不同为提示",
    source="历年公开的报告",
)

_STANDARD = re.compile(r"^.+?20\d\d年政府信息公开工作年度报告(?!.*年度报告)")
_KIND = re.compile(r"(?:政府)?信息公开(?:工作)?(?:情况)?的?(?:年度工作报告|年度报告|年报|工作报告)")
_YEAR = re.compile(r"(?:20\d\d|[二两][〇○零0OoＯ一二三四五六七八九十]{2,3})年(?:度)?")
_FILLER = re.compile(r"[关于的\W_]|标题|公布|发布|印发")


def prescribed_form(sheet: FactSheet) -> Form | None:
    """The form the report's year asks for: of those in force then the newest, be it official or, for a
    form loaded besides, the report's own."""
    year, form = sheet.title.year, sheet.form
    if year is None:
        return None
    known = (*official_forms(), *((form,) if form is not None else ()))
    in_force = [f for f in known if not f.variant and f.years[0] <= year <= f.years[1]]
    return max(in_force, key=lambda f: f.years[0], default=None)


def _template(context: DocumentContext, report: Report) -> None:
    sheet, prescribed = context.sheet, context.prescribed
    form, year = sheet.form, sheet.title.year
    if year is None or prescribed is None or form is None:
        report.count(YEARTPL.id, Outcome.CANNOT_CHECK)
        return
    if form.format == prescribed.format:
        known = sheet.form_by_labels or not prescribed.tables
        report.count(YEARTPL.id, Outcome.HOLDS if known else Outcome.CANNOT_CHECK)
        return
    if not prescribed.tables and form.variant:
        # Before 2014 provinces had forms of their own (DOMAIN §0, F2008).
        report.count(YEARTPL.id, Outcome.HOLDS)
        return
    outdated = form.years[0] < prescribed.years[0]
    severity = Severity.ERROR if outdated and year != TRANSITIONAL_YEAR else Severity.WARNING
    message = f"{year}年度的报告用的是{form.name}的表格，{_should(prescribed)}。"
    if year == TRANSITIONAL_YEAR and outdated:
        message += "2019年度为过渡期，鼓励使用统一格式，确有困难的可参照，故作提醒。"
    report.add(Finding(YEARTPL.id, severity, Outcome.BROKEN, message))


def _should(prescribed: Form) -> str:
    if not prescribed.tables:
        return "该年度没有全国统一的表格"
    return f"应使用{prescribed.name}（{prescribed.basis}）"


def _title(context: DocumentContext, report: Report) -> None:
    title = context.sheet.title
    text = fold(title.text)
    if not text or "统计表" in text:
        if text or context.cut is not None or context.sheet.form is None:
            report.count(TITLE.id, Outcome.CANNOT_CHECK)
        else:
            report.add(Finding(TITLE.id, Severity.WARNING, Outcome.BROKEN, "没有找到报告的标题。"))
        return
    kind = _KIND.search(text)
    head = text[: kind.end()] if kind else text
    year = _YEAR.search(head)
    rest = _FILLER.sub("", _KIND.sub("", _YEAR.sub("", head)))
    missing = [name for name, there in (("单位", rest), ("年份", year)) if not there]
    anchors = (title.anchor,) if title.anchor else ()
    if missing:
        message = f"标题{quoted(title.text, 50)}中没有{'和'.join(missing)}。"
        report.add(Finding(TITLE.id, Severity.WARNING, Outcome.BROKEN, message, anchors=anchors))
    elif not _STANDARD.match(text):
        message = f"标题{quoted(title.text, 50)}的写法与一般写法“<单位><年份>年政府信息公开工作年度报告”不同。"
        report.add(Finding(TITLE.id, Severity.INFO, Outcome.BROKEN, message, anchors=anchors))
    else:
        report.count(TITLE.id, Outcome.HOLDS)


TEMPLATE = DocumentCheck((YEARTPL,), _template)
TITLES = DocumentCheck((TITLE,), _title)
