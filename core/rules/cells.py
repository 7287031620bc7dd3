"""How single figures are written (DOMAIN §2.2, CEL). A cell is reported once, by its most telling rule;
harmless ways of writing are one finding a table."""

from __future__ import annotations

import re
from decimal import Decimal

from core.facts import TablePresence, TableReading
from core.finding import Finding, Outcome, Severity
from core.formats import FormTable
from core.quantity import Mark, Quantity, State
from core.rules.context import DocumentContext, SheetContext
from core.rules.glued import GLUE, glued_findings
from core.rules.messages import listing, number, quoted
from core.rules.named import DocumentCheck, NamedRule, SheetCheck
from core.rules.report import Report

__all__ = ["CELLS", "EXTRA_CELLS"]

_W, _E, _I = Severity.WARNING, Severity.ERROR, Severity.INFO
_GUIDE = "国办公开办函〔2021〕30号：数据准确、要素齐备"
_LARGEST = Decimal(10**9)
_FULL_WIDTH = re.compile("[０-９．]")  # a full-width sign or comma is no fault of its own
_MONEY = frozenset({"元", "万元", "亿元"})

INT = NamedRule(
    "CEL-INT",
    _E,
    "应填数字",
    "除金额外应填非负整数；填的不是数字时相关勾稽关系无法核对（警告）",
    _GUIDE,
)
DEC = NamedRule("CEL-DEC", _E, "件数带小数", "件、条、次、人等应为整数", _GUIDE)
NEG = NamedRule("CEL-NEG", _E, "负数", "除“本年增/减”外不应为负数", _GUIDE)
UNIT = NamedRule(
    "CEL-UNIT",
    _I,
    "格内带单位",
    "格内只填数字；单位与表头不一致为警告；金额按格内单位换算后核对",
    "表头",
)
SEP = NamedRule(
    "CEL-SEP",
    _I,
    "千分位分隔符",
    "不用千分位分隔符；位置不合常规（如1,23）时不能确定数值，无法核对（警告）",
    _GUIDE,
)
FW = NamedRule("CEL-FW", _I, "全角或中文数字", "数字用半角阿拉伯数字", _GUIDE)
OCR = NamedRule(
    "CEL-OCR",
    _W,
    "数字存疑",
    "数字中夹有字母或符号，或从图片识别而不能确定：不自动改正，请核对原件",
    "核对原件",
)
DEDUP = NamedRule(
    "CEL-DEDUP",
    _W,
    "重复文字被删",
    "提取文字时重复的内容被删去，标题在而数字缺，无法核对",
    "核对原件",
)
EXTRA = NamedRule(
    "CEL-EXTRA", _W, "多出的数", "一行中的数不多于表格的格数；多出的数与本格相同为提示", "表格格式"
)
APPROX = NamedRule("CEL-APPROX", _E, "约数", "统计数应为确数，不用“余”“多”“约”“近”等", _GUIDE)
HUGE = NamedRule("CEL-HUGE", _W, "数值可疑", "大于10亿的数、以0开头的数请核实", "合理性")

_UNREADABLE: tuple[tuple[Mark, NamedRule, Severity, Outcome, str], ...] = (
    (Mark.APPROXIMATE, APPROX, _E, Outcome.BROKEN, "填的是约数{raw}，统计数应为确数。"),
    (Mark.AMBIGUOUS_SEPARATOR, SEP, _W, Outcome.CANNOT_CHECK,
     "所填{raw}的分隔符位置不合常规，不能确定是多少，涉及的勾稽关系无法核对，请核对原件。"),
    (Mark.SEVERAL, EXTRA, _W, Outcome.CANNOT_CHECK,
     "一格内有几个数{raw}，不能确定取哪一个，涉及的勾稽关系无法核对。"),
    (Mark.STRAY, OCR, _W, Outcome.CANNOT_CHECK,
     "所填{raw}带有多余的符号，涉及的勾稽关系无法核对，请核对原件。"),
    (Mark.LOOKALIKE, OCR, _W, Outcome.CANNOT_CHECK,
     "所填{raw}中夹有字母，疑为识别或录入错误，涉及的勾稽关系无法核对，请核对原件。"),
    (Mark.UNIT, INT, _W, Outcome.CANNOT_CHECK,
     "只有单位{raw}而没有数字，涉及的勾稽关系无法核对。"),
)  # fmt: skip


def _check(context: SheetContext, report: Report) -> None:
    for table in context.form.tables:
        _Table(context, table, report).check()


class _Table:
    """The cells of one table, gone through once."""

    def __init__(self, context: SheetContext, table: FormTable, report: Report) -> None:
        self.context, self.table, self.report = context, table, report
        self.numbers = 0
        self.whole_numbers = 0  # cells that must be whole
        self.unsigned = 0
        self.broken: dict[str, int] = {}
        self.together: dict[NamedRule, list[str]] = {}  # one finding a table
        self.lost: dict[Mark, list[str]] = {}
        self.unsure: list[str] = []

    def check(self) -> None:
        plan, quantities = self.context.plan, self.context.figures.quantities
        for address in self.table.addresses:
            quantity = quantities.get(address)
            if quantity is None:
                continue
            if Mark.UNSURE in quantity.marks:
                self.unsure.append(address)
            if quantity.state in (State.BLANK, State.DASH):
                continue
            kind = plan.kinds[address]
            if kind == "empty":
                continue  # TJ-DASH says it
            if quantity.value is None:
                self._unreadable(address, quantity)
                continue
            self.numbers += 1
            self.whole_numbers += kind != "amount"
            self.unsigned += kind != "change"
            if (
                quantity.marks
                or quantity.value < 0
                or quantity.value > _LARGEST
                or quantity.value != quantity.value.to_integral_value()
            ):
                self._number(address, quantity)
        self._lost()
        self._unsure()
        self._together()
        self._tally()

    def _number(self, address: str, quantity: Quantity) -> None:
        value, kind, marks = quantity.value, self.context.plan.kinds[address], quantity.marks
        assert value is not None
        fraction = kind != "amount" and value != value.to_integral_value()
        negative = kind != "change" and value < 0
        if fraction and negative:
            self._cell(INT, _E, address, f"为 {number(value)}，应为非负整数。")
        elif fraction:
            self._cell(DEC, _E, address, f"为 {number(value)}，应为整数。")
        elif negative:
            self._cell(NEG, _E, address, f"为 {number(value)}，不应为负数。")
        if Mark.LEADING_ZEROS in marks:
            self._cell(HUGE, _W, address, f"填为{quoted(quantity.raw)}，以0开头，请核实。")
        elif abs(value) > self._limit(address, quantity):
            self._cell(HUGE, _W, address, f"为 {number(value)}，大于10亿，请核实。")
        if Mark.UNIT in marks:
            self._unit(address, quantity)
        if Mark.SEPARATOR in marks:
            self.together.setdefault(SEP, []).append(address)
        if Mark.CHINESE in marks or (Mark.FULL_WIDTH in marks and _FULL_WIDTH.search(quantity.raw)):
            self.together.setdefault(FW, []).append(address)

    def _limit(self, address: str, quantity: Quantity) -> Decimal:
        """An amount in 元, or one whose unit nobody gives, may well be over 10^9."""
        if self.context.plan.kinds[address] != "amount":
            return _LARGEST
        unit = quantity.unit or self.context.plan.heading_unit[address] or "元"
        return _LARGEST * 10_000 if unit == "元" else _LARGEST

    def _unit(self, address: str, quantity: Quantity) -> None:
        unit = quantity.unit or ""
        heading = self.context.plan.heading_unit[address]
        raw = quoted(quantity.raw)
        if self.context.plan.kinds[address] != "amount":
            if unit in _MONEY:
                self._cell(UNIT, _W, address, f"填{raw}，此格不是金额，单位“{unit}”与表头不符。")
                return
        elif unit not in _MONEY:
            self._cell(UNIT, _W, address, f"填{raw}，此格是金额，单位“{unit}”与表头不符。")
            return
        elif heading and unit != heading:
            shown = number(self.context.figures.values[address])
            self._cell(
                UNIT, _W, address,
                f"填{raw}，表头单位为{heading}，核对时按 {shown} {heading}计算，请核实单位。",
            )  # fmt: skip
            return
        self.together.setdefault(UNIT, []).append(address)

    def _unreadable(self, address: str, quantity: Quantity) -> None:
        for mark in (Mark.DEDUPLICATED, Mark.GLUED):
            if mark in quantity.marks:
                self.lost.setdefault(mark, []).append(address)
                return
        if Mark.UNSURE in quantity.marks:
            return  # said of all of them together
        raw = quoted(quantity.raw)
        for mark, rule, severity, outcome, text in _UNREADABLE:
            if mark in quantity.marks:
                self._cell(rule, severity, address, text.format(raw=raw), outcome)
                return
        self._cell(
            INT, _W, address,
            f"所填{raw}不是数字，涉及的勾稽关系无法核对。", Outcome.CANNOT_CHECK,
        )  # fmt: skip

    def _cell(
        self,
        rule: NamedRule,
        severity: Severity,
        address: str,
        text: str,
        outcome: Outcome = Outcome.BROKEN,
    ) -> None:
        message = f"{self.context.plan.places[address]}{text}"
        self.report.add(Finding(rule.id, severity, outcome, message, (address,)))
        if outcome is Outcome.BROKEN:
            self.broken[rule.id] = self.broken.get(rule.id, 0) + 1

    def _lost(self) -> None:
        """Figures whose cells can't be told apart, or that an extractor threw away."""
        for finding in glued_findings(self.context, self.table, self.lost.get(Mark.GLUED, ())):
            self.report.add(finding)
        reading = self.context.sheet.tables.get(self.table.key)
        unread = not self.lost and _unread(reading, self.context, self.table)
        deduplicated = self.lost.get(Mark.DEDUPLICATED)
        if deduplicated is not None or (unread and "dedup" in _note(reading)):
            rule = DEDUP
            text = "只有行列标题而数字大多缺失，疑为提取文字时删去了重复的内容"
        elif unread:
            rule = GLUE
            text = "各行丢失了格与格之间的分隔或缺数，不能确定各格是多少"
        else:
            return
        self.report.add(
            Finding(
                rule.id, _W, Outcome.CANNOT_CHECK,
                f"{self.table.name}{text}，涉及的勾稽关系无法核对，请取原件核对。",
                tuple(deduplicated or ()),
            )
        )  # fmt: skip

    def _unsure(self) -> None:
        """Figures recognised in a picture that the auditor has to look at."""
        if not self.unsure:
            return
        places, quantities = self.context.plan.places, self.context.figures.quantities
        said = []
        for address in self.unsure:
            raw = quantities[address].raw.strip()
            place = places[address].removeprefix(self.table.name)
            said.append(f"{place}{f'读作{quoted(raw)}' if raw else '读不出'}")
        which = listing(said, 4)
        self.report.add(
            Finding(
                OCR.id, _W, Outcome.CANNOT_CHECK,
                f"{self.table.name}从图片识别，有{len(self.unsure)}格不能确定：{which}，请对照原图核对。",
                tuple(self.unsure),
            )
        )  # fmt: skip

    def _together(self) -> None:
        places, quantities = self.context.plan.places, self.context.figures.quantities
        for rule, addresses in self.together.items():
            raw = quoted(quantities[addresses[0]].raw)
            where = f"{places[addresses[0]]}填{raw}"
            if len(addresses) > 1:
                where = f"{self.table.name}有{len(addresses)}格（如{where.removeprefix(self.table.name)}）"
            text = {
                UNIT.id: "格内带有单位，核对时已去掉；格内宜只填数字。",
                SEP.id: "带有千分位分隔符，核对时已去掉。",
                FW.id: "用了全角或中文数字，核对时已换成阿拉伯数字。",
            }[rule.id]
            if rule is UNIT and any(self.context.plan.kinds[a] == "amount" for a in addresses):
                text = "格内带有单位，核对时按此单位换算。"
            self.report.add(
                Finding(rule.id, _I, Outcome.BROKEN, f"{where}，{text}", tuple(addresses)), 0
            )
            self.broken[rule.id] = self.broken.get(rule.id, 0) + len(addresses)
            self.report.count(rule.id, Outcome.BROKEN, len(addresses))

    def _tally(self) -> None:
        of = {INT: self.numbers, DEC: self.whole_numbers, NEG: self.unsigned}
        for rule in (INT, DEC, NEG, UNIT, SEP, FW, OCR, APPROX, HUGE):
            holds = of.get(rule, self.numbers) - self.broken.get(rule.id, 0)
            self.report.count(rule.id, Outcome.HOLDS, holds)


def _note(reading: TableReading | None) -> str:
    return reading.note if reading else ""


def _unread(reading: TableReading | None, context: SheetContext, table: FormTable) -> bool:
    """Whether a table was found of which nothing could be read, and nobody has typed it in since."""
    if reading is None or reading.presence is not TablePresence.UNREADABLE:
        return False
    return not any(a in context.figures.quantities for a in table.addresses)


def _extra(context: DocumentContext, report: Report) -> None:
    """Values too many beside those of a row (they are no figure of the sheet, so edits don't matter)."""
    sheet = context.sheet
    if sheet.form is None:
        return
    for table in sheet.form.tables:
        reading = sheet.tables.get(table.key)
        if reading is None or reading.presence is not TablePresence.FOUND:
            continue
        strays = [s for s in reading.strays if s.kind == "cell"]
        for stray in strays:
            line = next((li for li in table.lines if stray.address in li.addresses), None)
            own = [q for a in (line.addresses if line else ()) if (q := sheet.quantity(a))]
            raws = {q.raw.strip() for q in own if q.raw.strip()}
            same = set(stray.texts) <= raws and len(raws) == 1
            if not own:  # a figure in the heads
                same = all(t.strip() in ("0", "０", "") for t in stray.texts)
            where = (
                f"“{stray.label or table.row_labels[line.addresses[0].split('/')[1]]}”行"
                if line
                else "表头"
            )
            texts = "、".join(quoted(t) for t in stray.texts)
            report.add(
                Finding(
                    EXTRA.id,
                    _I if same else _W,
                    Outcome.BROKEN,
                    f"{table.name}{where}多出一格{texts}，"
                    + ("与本行所填相同，未计入。" if own and same else
                       "未计入。" if same else "未计入，请核对各格是否错位。"),
                    (stray.address,) if line else (),
                    anchors=(stray.anchor,) if stray.anchor else (),
                )
            )  # fmt: skip
        if not strays:
            report.count(EXTRA.id, Outcome.HOLDS)


CELLS = SheetCheck((INT, DEC, NEG, UNIT, SEP, FW, OCR, GLUE, DEDUP, APPROX, HUGE), _check)
EXTRA_CELLS = DocumentCheck((EXTRA,), _extra)
