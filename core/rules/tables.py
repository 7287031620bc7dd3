"""The tables of the form: there, in the text itself, with the form's rows (FMT-TAB, FMT-TABIMG,
FMT-ROWS)."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher

from core.document import Anchor, Document, OtherFileAnchor, Paragraph, PictureAnchor
from core.facts import FactSheet, Stray, TablePresence
from core.finding import Finding, Outcome, Severity
from core.formats import Form, FormTable
from core.labels import core_label, fold
from core.rules.context import DocumentContext
from core.rules.headings import NUMERALS, identify
from core.rules.messages import listing, quoted
from core.rules.named import DocumentCheck, NamedRule
from core.rules.report import Report
from core.rules.tables_only import is_excerpt
from core.rules.template import TRANSITIONAL_YEAR
from core.rules.truncation import Truncation, absent_lines

__all__ = ["ROWS", "TABLES"]

TAB = NamedRule(
    id="FMT-TAB",
    severity=Severity.ERROR,
    title="表格齐全",
    says="统一格式规定的表格应在报告中；2019年度为过渡期，缺表为警告",
    source="国办公开办函〔2019〕60号、〔2021〕30号 一；国办发〔2014〕32号",
)
TABIMG = NamedRule(
    id="FMT-TABIMG",
    severity=Severity.ERROR,
    title="表格不在正文中",
    says="表格应在正文中，不应只放在附件或图片里",
    source="国办公开办函〔2021〕30号 一",
)
FMT_ROWS = NamedRule(
    id="FMT-ROWS",
    severity=Severity.WARNING,
    title="表格的行列",
    says="行、列应与统一格式一致，不缺、不增、不改；已知的地方增项和不影响含义的写法为提示",
    source="国办公开办函〔2019〕60号、〔2021〕30号附件；国办发〔2014〕32号附表",
)

_FILE = re.compile(
    r"([^\s【】\[\]《》<>“”\"|:：]+\.(?:docx?|xlsx?|pdf|wps|et|rar|zip))(?![a-z])", re.I
)
_NAMED = re.compile(
    r"^\W{0,3}附[件表]\s*\d{0,2}\s*[:：.、]\s*(?P<name>[^。；]{0,40}(?:表|数据|统计)[^。；]{0,12})$"
    r"|(?:表格?|数据|统计)[^。；，]{0,10}(?:详?见|参见)(?:文后|文末)?附[件表]"
)
_ALIKE = 0.6
_TELLING_LABELS = 3


def _tables(context: DocumentContext, report: Report) -> None:
    sheet, wanted = context.sheet, _wanted(context)
    if wanted is None:
        report.count(TAB.id, Outcome.CANNOT_CHECK)
        return
    missing: list[FormTable] = []
    for table in wanted.tables:
        reading = sheet.tables.get(table.key)
        if reading is not None and reading.presence is not TablePresence.MISSING:
            report.count(TAB.id, Outcome.HOLDS)
        elif context.cut is not None and _hides(context.cut, sheet, table):
            report.count(TAB.id, Outcome.CANNOT_CHECK)
        elif _has_labels(context.document, table):
            report.add(_unrecognised(table))
        else:
            missing.append(table)
    _outside(sheet, report)
    if not missing:
        return
    year = sheet.title.year
    transitional = wanted.format == "F2019" and year in (TRANSITIONAL_YEAR, None)
    severity = Severity.WARNING if transitional else Severity.ERROR
    starts = _starts(sheet, wanted, context.document)
    headed = [t for t in missing if t.chapter in starts]
    elsewhere = _elsewhere(context.document, [starts[t.chapter] for t in headed]) if headed else ""
    if elsewhere:
        names = "、".join(t.name for t in headed)
        report.add(
            Finding(
                TABIMG.id, severity, Outcome.BROKEN,
                f"{names}不在正文中，正文只有章节标题，表格似在{elsewhere}里，应在正文中列出；"
                "表内各项勾稽关系无法核对。",
            )
        )  # fmt: skip
    for table in missing:
        message = f"没有{table.name}（{table.heading}）"
        if table in headed:
            message = f"第{NUMERALS[table.chapter]}章“{table.heading}”下没有{table.name}" + (
                f"，似在{elsewhere}里" if elsewhere else ""
            )
        if transitional and year == TRANSITIONAL_YEAR:
            message += "；2019年度为过渡期，鼓励使用统一格式"
        report.add(Finding(TAB.id, severity, Outcome.BROKEN, f"{message}。"))


def _outside(sheet: FactSheet, report: Report) -> None:
    """Tables that could be read, but not in the text: in pictures, or in the file of tables that was
    joined to it."""
    places: dict[str, list[str]] = {}
    for table in sheet.form.tables if sheet.form is not None else ():
        if not table.chapter:
            continue  # the 统计表 is an appendix by its nature
        anchors = [f.anchor for f in sheet.in_table(table.key) if f.anchor is not None]
        if anchors and all(isinstance(a, OtherFileAnchor) for a in anchors):
            first = anchors[0]
            assert isinstance(first, OtherFileAnchor)
            places.setdefault(f"在另一个文件{quoted(first.file, 40)}里", []).append(table.name)
        elif anchors and all(isinstance(a, PictureAnchor) for a in anchors):
            places.setdefault("是图片", []).append(table.name)
    for where, names in places.items():
        report.add(
            Finding(
                TABIMG.id, Severity.WARNING, Outcome.BROKEN,
                f"{'、'.join(names)}{where}，应在正文中以表格列出。",
            )
        )  # fmt: skip


def _has_labels(document: Document, table: FormTable) -> bool:
    """Whether labels of the table stand in the file, each for itself: then it is there, and it is we
    who could not read it."""
    known = {core_label(h) for h in (*table.heads, *(line.label for line in table.lines))}
    met = {core for core in _short_texts(document) if len(core) >= 4 and core in known}
    return len(met) >= _TELLING_LABELS


def _short_texts(document: Document) -> set[str]:
    """The core labels of all cells and short lines."""
    return {
        core_label(text)
        for b in document.blocks
        for text in ([b.text] if isinstance(b, Paragraph) else [c.text for c in b.cells])
        if len(text) <= 60
    }


def _letters(document: Document) -> str:
    texts = (
        text
        for b in document.blocks
        for text in ([b.text] if isinstance(b, Paragraph) else [c.text for c in b.cells])
    )
    return re.sub(r"\W", "", "".join(map(fold, texts)))


def _unrecognised(table: FormTable) -> Finding:
    return Finding(
        TAB.id,
        Severity.WARNING,
        Outcome.CANNOT_CHECK,
        f"文件中有{table.name}（{table.heading}）的标题文字，但未能识别出表格，其中的勾稽关系无法核对，"
        "请查看原件。",
    )


def _wanted(context: DocumentContext) -> Form | None:
    """The form whose tables must be there: the year's, in the shape the report gave it."""
    form, prescribed = context.sheet.form, context.prescribed
    if prescribed is None:
        return form
    if form is not None and {t.key for t in form.tables} == {t.key for t in prescribed.tables}:
        return form
    return prescribed


def _hides(cut: Truncation, sheet: FactSheet, table: FormTable) -> bool:
    return sheet.form is None or cut.hides_table(sheet.form, table.key)


def _starts(sheet: FactSheet, form: Form, document: Document) -> dict[int, tuple[int, int]]:
    """For each chapter met its first block and the one before which the next heading stands."""
    headings = [h for h in identify(sheet.chapters, form.chapters) if h.place]
    bounds = [h.chapter.block for h in headings] + [len(document.blocks)]
    return {h.place: (bounds[i], bounds[i + 1]) for i, h in enumerate(headings)}


def _elsewhere(document: Document, spans: list[tuple[int, int]]) -> str:
    """Where the tables seem to be: a file the report names, or pictures within those chapters."""
    named = [a.name for a in document.attachments if a.kind == "file" and a.name]
    files = [m.group(1) for name in named if (m := _FILE.search(name))] or [
        m.group(1)
        for b in document.blocks
        if isinstance(b, Paragraph) and "附件" in b.text
        for m in _FILE.finditer(b.text[b.text.index("附件") :])
    ]
    images = [a.after_block for a in document.attachments if a.kind == "image"] + [
        i + 1
        for i, b in enumerate(document.blocks)
        if not isinstance(b, Paragraph) and any(c.has_image for c in b.cells)
    ]
    if any(start < i <= end for i in images for start, end in spans):
        return "图片"
    if files:
        return f"附件{quoted(files[0], 40)}"
    for block in document.blocks:  # 附件：数据表（点击下载）, the link itself lost
        if isinstance(block, Paragraph) and (found := _NAMED.search(block.text)):
            name = (found["name"] or "").strip(" ：:“”《》")
            return f"附件{quoted(name, 40)}" if name else "附件"
    return ""


def _rows(context: DocumentContext, report: Report) -> None:
    sheet, form = context.sheet, context.sheet.form
    if form is None or not sheet.form_by_labels:
        return
    _variant(context, form, report)
    for table in form.tables:
        reading = sheet.tables.get(table.key)
        if reading is None or reading.presence is TablePresence.MISSING:
            continue
        doubts: list[str] = []
        notes: list[str] = []
        anchors: list[Anchor] = []
        absent, unread, hidden = _absent(context, table)
        if absent and is_excerpt(context.document, sheet):
            report.add(
                Finding(
                    FMT_ROWS.id, Severity.INFO, Outcome.CANNOT_CHECK,
                    f"图片里没有{table.name}的{len(absent)}行："
                    f"{listing([quoted(n) for n in absent], 5, '行')}，涉及的勾稽关系无法核对。",
                ),
                count=0,
            )  # fmt: skip
        elif absent:
            doubts.append(f"缺少{len(absent)}行：{listing([quoted(n) for n in absent], 5, '行')}")
        if unread:
            report.add(
                Finding(
                    FMT_ROWS.id, Severity.WARNING, Outcome.CANNOT_CHECK,
                    f"{table.name}有{len(unread)}行未能读出："
                    f"{listing([quoted(n) for n in unread], 5, '行')}，"
                    "涉及的勾稽关系无法核对，请查看原件。",
                ),
                count=0,
            )  # fmt: skip
        for kind, word in (("row", "行"), ("column", "列")):
            extra = [s for s in reading.strays if s.kind == kind]
            for known in (False, True):
                some = [s for s in extra if _known(s, table) is known]
                if some:
                    (notes if known else doubts).append(
                        f"增加{len(some)}{word}：{listing([quoted(s.label) for s in some], 5, word)}"
                    )
                    anchors += [s.anchor for s in some if s.anchor]
        for official, printed in reading.renamed:
            harmless = _harmless(official, printed, table)
            (notes if harmless else doubts).append(f"“{official}”写作{quoted(printed, 40)}")
        for severity, said in ((Severity.WARNING, doubts), (Severity.INFO, notes)):
            if said:
                report.add(
                    Finding(
                        FMT_ROWS.id, severity, Outcome.BROKEN,
                        f"{table.name}与统一格式不同：{'；'.join(said)}。",
                        anchors=tuple(anchors),
                    ),
                    count=severity is Severity.WARNING or not doubts,
                )  # fmt: skip
        if not doubts and not notes:
            report.count(FMT_ROWS.id, Outcome.CANNOT_CHECK if hidden or unread else Outcome.HOLDS)


def _variant(context: DocumentContext, form: Form, report: Report) -> None:
    """A variant of the national tables is doubtful, a province's own form is only said."""
    if not form.variant:
        return
    base = context.prescribed
    provincial = base is None or {t.key: t.columns for t in base.tables} != {
        t.key: t.columns for t in form.tables
    }
    if base is None:
        provincial = form.format == "F2014"
    report.add(
        Finding(
            FMT_ROWS.id,
            Severity.INFO if provincial else Severity.WARNING,
            Outcome.BROKEN,
            f"表格为{form.variant}，与统一格式不同"
            + ("。" if provincial else "；按实有的行核对。"),
        )
    )


def _absent(context: DocumentContext, table: FormTable) -> tuple[list[str], list[str], bool]:
    """Labels of the lines without figures: those that are missing, or those that could not be read;
    and whether others may stand after the file's end."""
    lines = absent_lines(context.sheet, table)
    cut, hidden = context.cut, False
    if cut is not None and cut.table is not None and cut.table.key == table.key:
        regular = [line for line in table.lines if not line.extension]
        while lines and regular and lines[-1] is regular[-1]:
            lines.pop()
            regular.pop()
            hidden = True
    if not lines:
        return [], [], hidden
    labels = Counter(core_label(line.label) for line in table.lines)
    there = _short_texts(context.document)
    letters = _letters(context.document)  # labels may be broken over lines
    unread = any(
        labels[core := core_label(line.label)] == 1
        and ((len(core) >= 4 and core in there) or (len(core) >= 8 and core in letters))
        for line in lines
    )
    names = [line.label or table.name for line in lines]
    # Where one line was there and not read, the others can't be called missing either.
    return ([], names, hidden) if unread else (names, [], hidden)


def _known(stray: Stray, table: FormTable) -> bool:
    core = core_label(stray.label)
    return any(core_label(known) in core for known in table.known_extra)


def _harmless(official: str, printed: str, table: FormTable) -> bool:
    """A wording that leaves no doubt which row is meant: one met before, one cut short or explained."""
    core, wanted = core_label(printed), core_label(official)
    aliases = {
        core_label(a) for line in table.lines if line.label == official for a in line.aliases
    } | {core_label(a) for a in table.head_aliases.get(official, ())}
    if core in aliases or core in wanted or wanted in core:
        return True
    return SequenceMatcher(None, core, wanted).ratio() >= _ALIKE


TABLES = DocumentCheck((TAB, TABIMG), _tables)
ROWS = DocumentCheck((FMT_ROWS,), _rows)
