"""The six chapters: present, in order, in the words of the format (FMT-CH, FMT-CHNAME)."""

from __future__ import annotations

from core.document import Anchor
from core.finding import Finding, Outcome, Severity
from core.formats import Form
from core.labels import core_label
from core.rules.context import DocumentContext
from core.rules.headings import NUMERALS, Heading, identify, stands_in_text
from core.rules.messages import quoted
from core.rules.named import DocumentCheck, NamedRule
from core.rules.report import Report
from core.rules.template import TRANSITIONAL_YEAR

__all__ = ["CHAPTERS", "CHAPTER_NAMES"]

CH = NamedRule(
    id="FMT-CH",
    severity=Severity.ERROR,
    title="章节齐全",
    says="统一格式的六章应齐全（缺为错误，2019年度为警告）、按序、不重复、有序号（警告）",
    source="国办公开办函〔2019〕60号、〔2021〕30号 一",
)
CHNAME = NamedRule(
    id="FMT-CHNAME",
    severity=Severity.INFO,
    title="章节名称",
    says="各章标题与统一格式或通知中的写法一致",
    source="国办公开办函〔2019〕60号、〔2021〕30号 一",
)


def _chapters(context: DocumentContext, report: Report) -> None:
    form = context.sheet.form
    if form is None or not form.chapters:
        return
    headings = identify(context.sheet.chapters, form.chapters)
    there = {h.place for h in headings} - {0}
    missing = [
        i
        for i, names in enumerate(form.chapters, 1)
        if i not in there and not stands_in_text(context.document, i, names)
    ]
    last = max(there, default=0)
    hidden = [i for i in missing if context.cut is not None and i > last]
    missing = [i for i in missing if i not in hidden]
    faults = _faults(headings, form)
    if missing:
        transitional = form.format == "F2019" and context.sheet.title.year in (
            TRANSITIONAL_YEAR,
            None,
        )
        report.add(
            Finding(
                CH.id,
                Severity.WARNING if transitional else Severity.ERROR,
                Outcome.BROKEN,
                f"缺少{_names(form, missing)}。",
            ),
            len(missing),
        )
    for message, anchors, places in faults:
        report.add(
            Finding(CH.id, Severity.WARNING, Outcome.BROKEN, message, anchors=anchors), len(places)
        )
    report.count(CH.id, Outcome.CANNOT_CHECK, len(hidden))
    at_fault = {p for _, _, places in faults for p in places}
    report.count(
        CH.id, Outcome.HOLDS, len(form.chapters) - len(missing) - len(hidden) - len(at_fault)
    )


Fault = tuple[str, tuple[Anchor, ...], set[int]]


def _faults(headings: tuple[Heading, ...], form: Form) -> list[Fault]:
    """Chapters told twice, in the wrong place, or with a number missing or wrong."""
    known = [h for h in headings if h.place]
    faults: list[Fault] = []
    numbered = {h.place for h in known if h.chapter.number}
    known = [h for h in known if h.chapter.number or h.place not in numbered]
    twice = {h.place for h in known if sum(o.place == h.place for o in known) > 1}
    if twice:
        faults.append(
            (f"{_names(form, sorted(twice))}出现了不止一次。", _anchors(known, twice), twice)
        )
    once = [h for i, h in enumerate(known) if h.place not in {o.place for o in known[:i]}]
    order = [h.place for h in once]
    if order != sorted(order):
        moved = {
            p for i, p in enumerate(order) if p < max(order[:i], default=0)
        }  # those behind a later chapter
        faults.append((
            f"章节次序与统一格式不同：{_names(form, sorted(moved))}排在了后面的章节之后。",
            _anchors(once, moved), moved - twice,
        ))  # fmt: skip
    lost = {h.place for h in once if not h.chapter.number}
    if lost:
        faults.append(
            (f"{_names(form, sorted(lost))}的标题缺少序号。", _anchors(once, lost), lost - twice)
        )
    wrong = [h for h in once if h.worded and h.chapter.number not in (0, h.place)]
    if wrong and order == sorted(order):
        said = "、".join(
            f"“{_numeral(h.chapter.number)}、{h.chapter.text}”应为第{_numeral(h.place)}章"
            for h in wrong
        )
        places = {h.place for h in wrong}
        faults.append(
            (f"章节序号与统一格式不同：{said}。", _anchors(wrong, places), places - twice)
        )
    return faults


def _chapter_names(context: DocumentContext, report: Report) -> None:
    form = context.chapters_form
    chapters = context.sheet.chapters
    if form is None or not chapters:
        return
    headings = identify(chapters, form.chapters)
    own = context.sheet.form is None or not context.sheet.form.chapters
    seen: set[int] = set()
    other: list[str] = []
    anchors: list[Anchor] = []
    holds = broken = 0
    for h in headings:
        if h.place and h.place in seen:
            continue
        seen.add(h.place)
        if h.place and h.worded:
            holds += 1
            continue
        if (
            context.cut is not None
            and h is headings[-1]
            and context.cut.text.endswith(h.chapter.text[-4:])
        ):
            continue  # the file breaks off within this heading
        if not h.place and _is_of_a_table(h.chapter.text, context):
            continue
        said = f"第{_numeral(h.chapter.number)}章{quoted(h.chapter.text)}"
        if h.place and not own:
            said += f"（统一格式为“{form.chapters[h.place - 1][0]}”）"
        broken += 1
        other.append(said)
        if h.chapter.anchor:
            anchors.append(h.chapter.anchor)
    if own and other:
        message = f"报告自拟{len(headings)}章，与统一格式的{len(form.chapters)}章不同：{'、'.join(other)}。"
    elif other:
        message = f"章节标题与统一格式不同：{'、'.join(other)}。"
    report.count(CHNAME.id, Outcome.HOLDS, holds)
    if other:
        report.add(
            Finding(CHNAME.id, Severity.INFO, Outcome.BROKEN, message, anchors=tuple(anchors)),
            broken,
        )


def _is_of_a_table(text: str, context: DocumentContext) -> bool:
    """Whether a numbered line is a row's label (四、结转下年度继续办理), be it cut short."""
    form, core = context.sheet.form, core_label(text)
    if form is None or len(core) < 2:
        return False
    lines = [line for table in form.tables for line in table.lines]
    labels = {n for line in lines for n in (line.label, *line.aliases, *line.groups)}
    return any(core_label(label).startswith(core) for label in labels)


def _numeral(number: int) -> str:
    if number > 10:
        return f"十{NUMERALS[number - 10]}" if number < 20 else str(number)
    return NUMERALS[number] if number else "？"


def _names(form: Form, places: list[int]) -> str:
    return "、".join(f"“{_numeral(i)}、{form.chapters[i - 1][0]}”" for i in places)


def _anchors(headings: list[Heading], places: set[int]) -> tuple[Anchor, ...]:
    return tuple(h.chapter.anchor for h in headings if h.place in places and h.chapter.anchor)


CHAPTERS = DocumentCheck((CH,), _chapters)
CHAPTER_NAMES = DocumentCheck((CHNAME,), _chapter_names)
