"""The tables of two years that follow each other (XY-CARRY … XY-SAME, TJF-CUM)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.across import Numbers
from core.finding import Outcome, Severity
from core.rules import over_years as rules
from core.rules.cross_table import T3_RATIO
from core.rules.messages import listing, number
from core.series.findings import Report

__all__ = ["check_tables"]

_COLUMNS = ("natural_person", "enterprise", "research_institute", "public_welfare", "legal_service", "other")  # fmt: skip
_IN, _OUT = "requests/brought_forward", "requests/carried_forward"
_DOCUMENTS = ("regulations", "normative_documents")
_ITEMS = ("licensing", "other_services", "penalties", "coercive_measures", "fees")
_CASES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
_APPLICATIONS = ("requests/received/total", "statistics/applications/value")

# What a jump of is told: the figure, and what stands for it on other forms.
_MAIN: tuple[tuple[str, ...], ...] = (
    _APPLICATIONS,
    ("requests/concluded_total/total", "statistics/applications_concluded/value"),
    ("disclosure/normative_documents/issued", "disclosure/normative_documents/made"),
    ("disclosure/normative_documents/in_force",),
    ("disclosure/licensing/decisions",),
    ("disclosure/penalties/decisions",),
    ("disclosure/coercive_measures/decisions",),
    ("disclosure/other_services/decisions",),
    ("disclosure/fees/amount",),
    ("disclosure/procurement/amount",),
    *((f"reviews/{row}/total",) for row in _CASES),
    ("statistics/disclosed/value",),
    ("statistics/channel_website/value",),
    ("statistics/channel_wechat/value",),
    ("statistics/channel_weibo/value",),
    ("statistics/responses/value",),
    ("statistics/trainees/value",),
    ("statistics/special_funds/value",),
)
_TIMES, _SMALL, _GONE = 5, 20, 50
_TELLING_SUM, _TELLING_KINDS = 20, 3


@dataclass(frozen=True, slots=True)
class _Term:
    """A signed figure of a year."""

    of: Numbers
    address: str
    sign: int = 1

    @property
    def value(self) -> Decimal | None:
        return self.of.get(self.address)


def check_tables(before: Numbers, now: Numbers, report: Report) -> None:
    """All rules about the tables of the year before and this one."""
    modern = before.has(f"{_OUT}/total") and now.has(f"{_IN}/total")
    if modern:
        _carried(before, now, report)
    _documents(before, now, report)
    if before.format == now.format == "F2019":
        for row in _ITEMS:
            head = f"disclosure/{row}"
            _equal(
                rules.ITEM.id, Severity.WARNING, report, f"{_row(now, head)}的项目数量",
                _Term(now, f"{head}/previous"),
                [_Term(before, f"{head}/previous"), _Term(before, f"{head}/change")],
            )  # fmt: skip
    if modern:
        for row in _CASES:
            _pending(before, now, f"reviews/{row}", report)
        _reviews(before, now, report)
    _queue(before, now, report)
    _fujian(before, now, report)
    _jumps(before, now, report)
    _same(before, now, report)


def _carried(before: Numbers, now: Numbers, report: Report) -> None:
    total = _Term(now, f"{_IN}/total"), _Term(before, f"{_OUT}/total")
    pairs = [(_Term(now, f"{_IN}/{c}"), _Term(before, f"{_OUT}/{c}")) for c in _COLUMNS]
    known = [(a, b) for a, b in pairs if a.value is not None and b.value is not None]
    differ = [(a, b) for a, b in known if a.value != b.value]
    report.count(rules.CARRYCOL.id, Outcome.CANNOT_CHECK, len(pairs) - len(known))
    report.count(rules.CARRYCOL.id, Outcome.HOLDS, len(known) - len(differ))
    columns = "、".join(
        f"{a.of.label(a.address).partition('·')[2]} {_shown(a)} ≠ {_shown(b)}" for a, b in differ
    )
    more = f"。其中{columns}" if columns else ""
    place = "上年结转与上年报告的结转下年度继续办理"
    broken = _equal(
        rules.CARRY.id, _certain(Severity.ERROR, *total), report, place, total[0], [total[1]],
        more=more, beside=[t for pair in differ for t in pair],
    )  # fmt: skip
    if not differ:
        return
    if broken:  # one cause: told with the total
        report.count(rules.CARRYCOL.id, Outcome.BROKEN, len(differ))
        return
    report.add(
        rules.CARRYCOL.id, Severity.WARNING,
        f"{now.year}年各类申请人的上年结转与{before.year}年报告的结转下年度继续办理不一致："
        f"{columns}（总计相符，请核实申请人归类）。",
        [t for pair in differ for t in pair], count=len(differ),
    )  # fmt: skip


def _documents(before: Numbers, now: Numbers, report: Report) -> None:
    for row in _DOCUMENTS:
        head = f"disclosure/{row}"
        name = _row(now, head)
        made = [_Term(now, f"{head}/issued"), _Term(now, f"{head}/repealed", -1)]
        if before.format == now.format == "F2021":
            _equal(
                rules.VALID.id, Severity.WARNING, report, f"{name}现行有效件数",
                _Term(now, f"{head}/in_force"), [_Term(before, f"{head}/in_force"), *made],
                more="。请核实有无清理或机构改革",
            )  # fmt: skip
        elif before.format == now.format == "F2019":
            _equal(
                rules.CUM.id, Severity.WARNING, report, f"{name}对外公开总数量",
                _Term(now, f"{head}/total_disclosed"),
                [_Term(before, f"{head}/total_disclosed"), _Term(now, f"{head}/disclosed")],
            )  # fmt: skip
        elif (before.format, now.format) == ("F2019", "F2021"):
            _equal(
                rules.CUM21.id, Severity.INFO, report, f"{name}现行有效件数与上年对外公开总数量",
                _Term(now, f"{head}/in_force"), [_Term(before, f"{head}/total_disclosed"), *made],
                more="。两年的指标定义不同，仅供参考",
            )  # fmt: skip


def _equal(
    rule: str,
    severity: Severity,
    report: Report,
    place: str,
    left: _Term,
    right: Sequence[_Term],
    *,
    more: str = "",
    beside: Sequence[_Term] = (),
) -> bool:
    """left = the sum of right; whether that is broken."""
    terms = [left, *right]
    total, values = left.value, [t.value for t in right]
    if total is None or any(v is None for v in values):
        report.count(rule, Outcome.CANNOT_CHECK)
        return False
    added = sum(
        (t.sign * v for t, v in zip(right, values, strict=True) if v is not None), Decimal(0)
    )
    if total == added:
        report.count(rule, Outcome.HOLDS)
        return False
    said = _signed(right)
    equation = f"{number(total)} ≠ {said}，差 {number(abs(total - added))}"
    report.add(
        rule, _certain(severity, *terms),
        f"{left.of.year}年{place}不衔接：{equation}"
        f"（{'、'.join(f'{t.of.year}年{t.of.label(t.address)} {_shown(t)}' for t in terms)}）{more}。",
        [*terms, *(t for t in beside if t not in terms)], equation=equation, left=total, right=added,
    )  # fmt: skip
    return True


def _signed(terms: Sequence[_Term]) -> str:
    text = ""
    for t in terms:
        value = t.sign * (t.value or Decimal(0))
        minus = value < 0 or (not value and t.sign < 0)
        sign = "−" if minus else "+"
        text += (
            f" {sign} {number(abs(value))}"
            if text
            else (sign if minus else "") + number(abs(value))
        )
    return text


def _shown(term: _Term) -> str:
    return term.of.told(term.address)


def _certain(severity: Severity, *terms: _Term) -> Severity:
    doubtful = any(t.of.doubtful(t.address) for t in terms)
    return Severity.WARNING if doubtful and severity is Severity.ERROR else severity


def _row(numbers: Numbers, head: str) -> str:
    """`表一“行政许可”` for disclosure/licensing."""
    key, _, row = head.partition("/")
    tables = numbers.form.tables if numbers.form is not None else ()
    table = next((t for t in tables if t.key == key), None)
    if table is None:
        return head
    return f"{table.name}“{table.row_labels.get(row, row)}”"


def _pending(before: Numbers, now: Numbers, head: str, report: Report) -> None:
    pending, total = _Term(before, f"{head}/pending"), _Term(now, f"{head}/total")
    if pending.value is None or total.value is None:
        report.count(rules.PEND.id, Outcome.CANNOT_CHECK)
    elif pending.value <= total.value:
        report.count(rules.PEND.id, Outcome.HOLDS)
    else:
        report.add(
            rules.PEND.id, Severity.INFO,
            f"{_row(now, head)}：{before.year}年尚未审结 {_shown(pending)} 件，{now.year}年总计只有 "
            f"{_shown(total)} 件，请核实上年未审结的案件在本年是否计入。",
            [pending, total], left=pending.value, right=total.value,
        )  # fmt: skip


def _reviews(before: Numbers, now: Numbers, report: Report) -> None:
    """What XT-T3-RATIO can't tell within one report: cases against what was concluded in both years."""
    cases = [_Term(now, f"reviews/{row}/total") for row in _CASES[:2]]
    done = [_Term(n, "requests/concluded_total/total") for n in (now, before)]
    sums = [[t.value for t in terms] for terms in (cases, done)]
    if any(v is None for values in sums for v in values):
        report.count(T3_RATIO.id, Outcome.CANNOT_CHECK)
        return
    brought, concluded = (sum((v for v in vs if v is not None), Decimal(0)) for vs in sums)
    if brought <= concluded:
        report.count(T3_RATIO.id, Outcome.HOLDS)
        return
    equation = f"{_signed(cases)} > {_signed(done)}，差 {number(brought - concluded)}"
    report.add(
        T3_RATIO.id, Severity.INFO,
        f"{now.year}年行政复议与未经复议直接起诉之和，多于本年与上年办结的申请之和：{equation}，请核实。",
        [*cases, *done], equation=equation, left=brought, right=concluded,
    )  # fmt: skip


def _queue(before: Numbers, now: Numbers, report: Report) -> None:
    received, concluded = "statistics/applications/value", "statistics/applications_concluded/value"
    if not before.has(received):
        return
    if now.has(f"{_IN}/total"):
        carried = _Term(now, f"{_IN}/total")
        if carried.value == 0:
            return
        report.add(
            rules.QUEUE.id, Severity.INFO,
            f"{now.year}年上年结转 {_shown(carried)} 件，{before.year}年的统计表没有结转项目，无法核对。",
            [carried], outcome=Outcome.CANNOT_CHECK,
        )  # fmt: skip
        return
    terms = [
        _Term(now, concluded), _Term(now, received), _Term(before, received), _Term(before, concluded, -1),
    ]  # fmt: skip
    done, asked, asked_before, done_before = (t.value for t in terms)
    if done is None or asked is None or asked_before is None or done_before is None:
        if now.has(concluded):
            report.count(rules.QUEUE.id, Outcome.CANNOT_CHECK)
        return
    limit = asked + max(asked_before - done_before, Decimal(0))
    if done <= limit:
        report.count(rules.QUEUE.id, Outcome.HOLDS)
        return
    equation = f"{number(done)} > {_signed(terms[1:])}，差 {number(done - limit)}"
    report.add(
        rules.QUEUE.id, Severity.INFO,
        f"{now.year}年申请办结数多于本年收到数与上年未办结数之和：{equation}。",
        terms, equation=equation, left=done, right=limit,
    )  # fmt: skip


def _fujian(before: Numbers, now: Numbers, report: Report) -> None:
    form = now.form
    if form is None or before.form is None:
        return
    for address in form.addresses:
        if address.endswith("/cumulative") and before.has(address):
            year = address.removesuffix("/cumulative") + "/value"
            name = f"{_row(now, address.rpartition('/')[0])}历年累计"
            _equal(
                rules.FUJIAN.id, Severity.ERROR, report, name,
                _Term(now, address), [_Term(before, address), _Term(now, year)],
            )  # fmt: skip


def _jumps(before: Numbers, now: Numbers, report: Report) -> None:
    jumped: list[tuple[_Term, _Term]] = []
    for names in _MAIN:
        old = next((_Term(before, a) for a in names if before.has(a)), None)
        new = next((_Term(now, a) for a in names if now.has(a)), None)
        if old is None or new is None:
            continue
        if old.value is None or new.value is None:
            report.count(rules.JUMP.id, Outcome.CANNOT_CHECK)
        elif _is_jump(old.value, new.value):
            jumped.append((old, new))
        else:
            report.count(rules.JUMP.id, Outcome.HOLDS)
    if jumped:
        said = listing(
            [f"{_bare(new)} {_shown(old)} → {_shown(new)}" for old, new in jumped], 6, "项"
        )
        report.add(
            rules.JUMP.id, Severity.WARNING,
            f"{now.year}年与{before.year}年相比大起大落：{said}，请核实。",
            [t for pair in jumped for t in pair], count=len(jumped),
        )  # fmt: skip


def _bare(term: _Term) -> str:
    table, _, rest = term.of.label(term.address).partition(" ")
    return f"{table}{rest.replace('·', '')}"


def _is_jump(old: Decimal, new: Decimal) -> bool:
    if not new:
        return old > _GONE
    if old <= _SMALL or new <= _SMALL:
        return False
    return new >= _TIMES * old or old >= _TIMES * new


def _same(before: Numbers, now: Numbers, report: Report) -> None:
    if now.form is None or before.form is None:
        return
    for table in now.form.tables:
        if table.key not in ("disclosure", "requests", "statistics"):
            continue
        addresses = [a for a in table.addresses if table.kinds[a] != "empty"]
        if not all(before.has(a) for a in addresses):
            continue
        old, new = [before.get(a) for a in addresses], [now.get(a) for a in addresses]
        known = {v for v in new if v is not None}
        if not known or all(v is None for v in old):
            report.count(rules.SAME.id, Outcome.CANNOT_CHECK)
            continue
        filled = {v for v in known if v}
        if old != new or not filled:
            report.count(rules.SAME.id, Outcome.HOLDS)
            continue
        telling = len(filled) >= _TELLING_KINDS and sum(filled) >= _TELLING_SUM
        shown = [_Term(n, a) for a in addresses if now.get(a) for n in (before, now)]
        report.add(
            rules.SAME.id,
            Severity.WARNING if telling else Severity.INFO,
            f"{now.year}年{table.name}与{before.year}年逐格相同（{len(shown) // 2}格有数，如"
            f"{listing([f'{_bare(t)} {_shown(t)}' for t in shown[1::2][:3]], 3)}），请核实是否照抄上年"
            + ("。" if telling else "（数不多，也可能是巧合）。"),
            shown,
        )
