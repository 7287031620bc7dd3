"""The documents a report says it was written by, and what it says of its own make-up (FMT-BASIS,
FMT-COUNTSEC)."""

from __future__ import annotations

import re

from core.finding import Finding, Outcome, Severity
from core.formats import official_forms
from core.labels import core_label
from core.rules.context import DocumentContext
from core.rules.headings import NUMERALS, identify
from core.rules.messages import quoted
from core.rules.named import DocumentCheck, NamedRule
from core.rules.prose import Line
from core.rules.report import Report

__all__ = ["BASES", "SECTION_COUNTS"]

BASIS = NamedRule(
    id="FMT-BASIS",
    severity=Severity.INFO,
    title="编制依据",
    says="引用的文件应在报告年度有效、文号正确：2021年度起为国办公开办函〔2021〕30号，2019、2020年度为"
    "国办公开办函〔2019〕60号；2019年度起《条例》为国务院令第711号，此前为第492号",
    source="国办公开办函〔2019〕60号、〔2021〕30号；《条例》",
)
COUNTSEC = NamedRule(
    id="FMT-COUNTSEC",
    severity=Severity.INFO,
    title="所称部分数",
    says="“由N个部分组成”的N与所列的部分数或实际章数一致",
    source="报告自身的说明",
)

_OPEN, _CLOSE = r"[〔\[（(【﹝]\s*", r"\s*[〕\]）)】﹞]\s*"
_NUMBER = re.compile(
    rf"(?P<series>国办公开办函|国办发|国办函|国办公开办)\s*{_OPEN}(?P<year>20\d\d){_CLOSE}第?(?P<number>\d+)\s*号"
)
_DECREE = re.compile(r"(?:国务院令|国令)第?\s*(?P<number>492|711)\s*号")
_REVISED = 2019


def _basis(context: DocumentContext, report: Report) -> None:
    year = context.sheet.title.year
    if year is None:
        report.count(BASIS.id, Outcome.CANNOT_CHECK)
        return
    cited = False
    faults: dict[str, Line] = {}
    for line in context.prose.lines:
        for found in _NUMBER.finditer(line.text):
            notice = (int(found["year"]), int(found["number"]))
            if notice in ((2021, 30), (2019, 60)):
                cited = True
                if fault := _of_notice(found, notice, year):
                    faults.setdefault(fault, line)
        for found in _DECREE.finditer(line.text):
            cited = True
            if found["number"] == "492" and year >= _REVISED:
                fault = "国务院令第492号是2007年公布的《条例》，2019年5月15日起施行的是第711号"
                faults.setdefault(fault, line)
            if found["number"] == "711" and year < _REVISED - 1:
                faults.setdefault(f"国务院令第711号2019年才公布，{year}年度适用第492号", line)
    if not faults:
        report.count(BASIS.id, Outcome.HOLDS if cited else Outcome.CANNOT_CHECK)
        return
    anchors = tuple(dict.fromkeys(line.anchor for line in faults.values()))
    report.add(
        Finding(
            BASIS.id, Severity.INFO, Outcome.BROKEN,
            f"编制依据有误：{'；'.join(faults)}。", anchors=anchors,
        )
    )  # fmt: skip


def _of_notice(found: re.Match[str], notice: tuple[int, int], year: int) -> str:
    said = f"“{found['series']}〔{notice[0]}〕{notice[1]}号”"
    if found["series"] != "国办公开办函":
        return f"{said}应为“国办公开办函〔{notice[0]}〕{notice[1]}号”"
    if notice == (2019, 60) and year >= 2021:
        return f"{year}年度的格式依据是国办公开办函〔2021〕30号，所引{said}已被替代"
    if year < notice[0]:
        return f"{said}晚于报告年度{year}年"
    return ""


_COUNT = re.compile(r"(?:等|共|由|分为|包括|下|以下|以上|分)?(?P<n>[二三四五六七八九十]|\d{1,2})个?(?:大)?(?P<what>部分|方面|章)")  # fmt: skip
_ABOUT_REPORT = re.compile(r"报告|年报")
_MAKE_UP = re.compile(r"组成|构成|部分|方面(?:进行)?(?:报告|汇报|公布)|方面汇报|分为|包括")


def _sections(context: DocumentContext, report: Report) -> None:
    for line in _opening(context):
        for sentence in re.split(r"(?<=[。;；])", line.text):
            found = _COUNT.search(sentence)
            if not (found and _ABOUT_REPORT.search(sentence) and _MAKE_UP.search(sentence)):
                continue
            listed = _listed(sentence[: found.start()]) or _listed(sentence)
            headings = _headings(context)
            if not listed and not headings:
                report.count(COUNTSEC.id, Outcome.CANNOT_CHECK)
                return
            said = _value(found["n"])
            if said in (listed, headings) or (found["what"] == "方面" and not listed):
                report.count(COUNTSEC.id, Outcome.HOLDS)
                return
            parts = [
                f"所列为{listed}个" if listed else "",
                f"正文为{headings}章" if headings else "",
            ]
            report.add(
                Finding(
                    COUNTSEC.id, Severity.INFO, Outcome.BROKEN,
                    f"报告称{quoted(found.group())}，{'，'.join(p for p in parts if p)}。",
                    anchors=(line.anchor,),
                )
            )  # fmt: skip
            return
    report.count(COUNTSEC.id, Outcome.CANNOT_CHECK)


def _opening(context: DocumentContext) -> list[Line]:
    """What comes before the second chapter: reports tell there what they are made of."""
    return list(context.prose.before_chapter(2))[:40]


def _listed(text: str) -> int:
    """How many of the official chapters a sentence names, as its own list of parts; 0 when it names
    too few to be such a list."""
    core = core_label(text)
    best = 0
    for form in official_forms():
        count = 0
        for names in form.chapters:
            stems = {
                re.sub(r"^(?:政府信息公开工作|行政机关|因)|情况$", "", core_label(n)) for n in names
            }
            count += any(s in core for s in stems | {core_label(n) for n in names})
        best = max(best, count)
    return best if best >= 4 else 0


def _headings(context: DocumentContext) -> int:
    """How many chapters the report has, 0 when it breaks off or has hardly any."""
    if context.cut is not None:
        return 0
    form = context.chapters_form
    chapters = context.sheet.chapters
    if form is not None:
        count = len({(h.place, h.chapter.number) for h in identify(chapters, form.chapters)})
    else:
        count = len(chapters)
    return count if count >= 3 else 0


def _value(numeral: str) -> int:
    return int(numeral) if numeral.isdecimal() else NUMERALS.index(numeral)


BASES = DocumentCheck((BASIS,), _basis)
SECTION_COUNTS = DocumentCheck((COUNTSEC,), _sections)
