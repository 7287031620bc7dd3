"""Reports made for the tests of the PDF reader: the official forms as grids, random figures in
them, and the way from there to a PDF through Qt, Chromium or LibreOffice.

A `Grid` is its own ground truth: what stands in it must come out of the PDF again, cell by cell.
"""

from __future__ import annotations

import html
import os
import random
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from core.document import Document


@dataclass(frozen=True)
class Item:
    """A cell as it is written down: text and spans."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    vertical: bool = False  # narrow group labels, one character a line


@dataclass(frozen=True)
class Grid:
    rows: list[list[Item]]
    widths: list[float]  # of the columns, relative
    header_rows: int = 0
    name: str = ""

    def placed(self) -> dict[tuple[int, int], Item]:
        """Items by the row and column of their top left corner."""
        taken: set[tuple[int, int]] = set()
        out: dict[tuple[int, int], Item] = {}
        for r, row in enumerate(self.rows):
            c = 0
            for item in row:
                while (r, c) in taken:
                    c += 1
                out[r, c] = item
                taken |= {(r + i, c + j) for i in range(item.rowspan) for j in range(item.colspan)}
                c += item.colspan
        return out


Content = str | Grid


@dataclass(frozen=True)
class Report:
    content: list[Content]
    seed: int = 0
    grids: list[Grid] = field(default_factory=list)

    @staticmethod
    def of(*content: Content) -> Report:
        return Report(list(content), grids=[c for c in content if isinstance(c, Grid)])


class Figures:
    """Random figures as reports print them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def __call__(self) -> str:
        r = self.random
        kind = r.random()
        if kind < 0.35:
            return "0"
        if kind < 0.75:
            return str(r.randint(1, 99))
        if kind < 0.93:
            return str(r.randint(100, 99999))
        return r.choice(["", "/", "—", "1,234", "０", str(r.randint(10**6, 10**7))])


def _items(*texts: str) -> list[Item]:
    return [Item(t) for t in texts]


def disclosure_2021(figure: Figures) -> Grid:
    rows = [
        [Item("第二十条第（一）项", 4)],
        _items("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        [Item("规章"), *_items(figure(), figure(), figure())],
        [Item("行政规范性文件"), *_items(figure(), figure(), figure())],
        [Item("第二十条第（五）项", 4)],
        [Item("信息内容"), Item("本年处理决定数量", 3)],
        [Item("行政许可"), Item(figure(), 3)],
        [Item("第二十条第（六）项", 4)],
        [Item("信息内容"), Item("本年处理决定数量", 3)],
        [Item("行政处罚"), Item(figure(), 3)],
        [Item("行政强制"), Item(figure(), 3)],
        [Item("第二十条第（八）项", 4)],
        [Item("信息内容"), Item("本年收费金额（单位：万元）", 3)],
        [Item("行政事业性收费"), Item("96171.6", 3)],
    ]
    return Grid(rows, [1, 1, 1, 1], name="disclosure 2021")


def disclosure_2019(figure: Figures) -> Grid:
    """With the shifting columns of real/01: five grid columns, no row using all of them alike."""
    f = figure
    rows = [
        [Item("第二十条第（一）项", 5)],
        [
            Item("信息内容"),
            Item("本年新制作数量"),
            Item("本年新公开数量", 2),
            Item("对外公开总数量"),
        ],
        [Item("规章"), Item(f()), Item(f(), 2), Item(f())],
        [Item("规范性文件"), Item(f()), Item(f(), 2), Item(f())],
        [Item("第二十条第（五）项", 5)],
        [Item("信息内容"), Item("上一年项目数量"), Item("本年增/减", 2), Item("处理决定数量")],
        [Item("行政许可"), Item(f()), Item("-302", 2), Item(f())],
        [Item("其他对外管理服务事项"), Item(f()), Item("+1", 2), Item(f())],
        [Item("第二十条第（六）项", 5)],
        [Item("信息内容"), Item("上一年项目数量"), Item("本年增/减", 2), Item("处理决定数量")],
        [Item("行政处罚"), Item(f()), Item(f(), 2), Item(f())],
        [Item("行政强制"), Item(f()), Item(f(), 2), Item(f())],
        [Item("第二十条第（八）项", 5)],
        [Item("信息内容"), Item("上一年项目数量"), Item("本年增/减", 3)],
        [Item("行政事业性收费"), Item(f()), Item(f(), 3)],
        [Item("第二十条第（九）项", 5)],
        [Item("信息内容"), Item("采购项目数量", 2), Item("采购总金额", 2)],
        [Item("政府集中采购"), Item(f(), 2), Item("21207.84万元", 2)],
    ]
    return Grid(rows, [1.2, 1.1, 0.5, 0.6, 1.2], name="disclosure 2019")


_GROUPS: list[tuple[str, list[str]]] = [
    ("（一）予以公开", []),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", []),
    (
        "（三）不予公开",
        [
            "1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”",
            "4.保护第三方合法权益", "5.属于三类内部事务信息", "6.属于四类过程性信息",
            "7.属于行政执法案卷", "8.属于行政查询事项",
        ],
    ),
    (
        "（四）无法提供",
        ["1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确"],
    ),
    (
        "（五）不予处理",
        [
            "1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物",
            "4.无正当理由大量反复申请", "5.要求行政机关确认或重新出具已获取信息",
        ],
    ),
]  # fmt: skip
_OTHERWISE = [
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
]


def requests(figure: Figures, *, year: int = 2021, vertical_group: bool = True) -> Grid:
    """表二: 2021's 25 rows or 2019's 23."""

    def figures() -> list[Item]:
        return [Item(figure()) for _ in range(7)]

    groups = [*_GROUPS, ("（六）其他处理", _OTHERWISE if year >= 2021 else []), ("（七）总计", [])]
    outcome_rows = sum(max(1, len(subs)) for _, subs in groups)
    rows = [
        [
            Item("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3),
            Item("申请人情况", 7),
        ],
        [Item("自然人", 1, 2), Item("法人或其他组织", 5), Item("总计", 1, 2)],
        _items("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"),
        [Item("一、本年新收政府信息公开申请数量", 3), *figures()],
        [Item("二、上年结转政府信息公开申请数量", 3), *figures()],
    ]
    first = True
    for label, subs in groups:
        for i, sub in enumerate(subs or [""]):
            row: list[Item] = []
            if first:
                row.append(Item("三、本年度办理结果", 1, outcome_rows, vertical_group))
                first = False
            if not subs:
                row.append(Item(label, 2))
            else:
                if i == 0:
                    row.append(Item(label, 1, len(subs)))
                row.append(Item(sub))
            rows.append(row + figures())
    rows.append([Item("四、结转下年度继续办理", 3), *figures()])
    return Grid(rows, [0.5, 0.9, 2, *[0.65] * 7], header_rows=3, name=f"requests {year}")


def reviews(figure: Figures) -> Grid:
    outcomes = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    rows = [
        [Item("行政复议", 5), Item("行政诉讼", 10)],
        [*[Item(o, 1, 2) for o in outcomes], Item("未经复议直接起诉", 5), Item("复议后起诉", 5)],
        _items(*outcomes, *outcomes),
        [Item(figure()) for _ in range(15)],
    ]
    return Grid(rows, [1] * 15, header_rows=3, name="reviews")


def statistics_2014(figure: Figures) -> Grid:
    labels = """一、主动公开情况|——
（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）|条
其中：主动公开规范性文件数|条
制发规范性文件总数|件
（二）通过不同渠道和方式公开政府信息的情况|——
1.政府公报公开政府信息数|条
2.政府网站公开政府信息数|条
3.政务微博公开政府信息数|条
4.政务微信公开政府信息数|条
5.其他方式公开政府信息数|条
二、回应解读情况|——
（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）|次
（二）通过不同渠道和方式回应解读的情况|——
1.参加或举办新闻发布会总次数|次
其中：主要负责同志参加新闻发布会次数|次
2.政府网站在线访谈次数|次
其中：主要负责同志参加政府网站在线访谈次数|次
3.政策解读稿件发布数|篇
4.微博微信回应事件数|次
5.其他方式回应事件数|次
三、依申请公开情况|——
（一）收到申请数|件
1.当面申请数|件
2.传真申请数|件
3.网络申请数|件
4.信函申请数|件
（二）申请办结数|件
1.按时办结数|件
2.延期办结数|件
（三）申请答复数|件
1.属于已主动公开范围数|件
2.同意公开答复数|件
3.同意部分公开答复数|件
4.不同意公开答复数|件
其中：涉及国家秘密|件
涉及商业秘密|件
涉及个人隐私|件
危及国家安全、公共安全、经济安全和社会稳定|件
不是《条例》所指政府信息|件
法律法规规定的其他情形|件
5.不属于本行政机关公开数|件
6.申请信息不存在数|件
7.告知作出更改补充数|件
8.告知通过其他途径办理数|件
四、行政复议数量|件
（一）维持具体行政行为数|件
（二）被依法纠错数|件
（三）其他情形数|件
五、行政诉讼数量|件
（一）维持具体行政行为或者驳回原告诉讼请求数|件
（二）被依法纠错数|件
（三）其他情形数|件
六、举报投诉数量|件
七、依申请公开信息收取的费用|万元
八、机构建设和保障经费情况|——
（一）政府信息公开工作专门机构数|个
（二）设置政府信息公开查阅点数|个
（三）从事政府信息公开工作人员数|人
1.专职人员数（不包括政府公报及政府网站工作人员数）|人
2.兼职人员数|人
（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）|万元
九、政府信息公开会议和培训情况|——
（一）召开政府信息公开工作会议或专题会议数|次
（二）举办各类培训班数|次
（三）接受培训人员数|人次""".splitlines()
    rows = [_items("统 计 指 标", "单位", "统计数")]
    for line in labels:
        label, unit = line.split("|")
        rows.append(_items(label, unit, "" if unit == "——" else figure()))
    return Grid(rows, [5, 1, 1.2], header_rows=1, name="statistics 2014")


_SENTENCES = (
    "本单位认真落实政府信息公开各项规定，围绕群众关心的事项及时发布信息。",
    "全年通过门户网站发布信息1284条，其中政策文件及解读67条。",
    "健全申请接收、登记、办理、答复各环节的工作规程，依法规范答复。",
    "加强对基层的业务指导，组织培训3次，参训210人次。",
    "定期检查栏目更新情况，对发现的问题逐项整改。",
)


def prose(rng: random.Random, sentences: int) -> str:
    return "".join(rng.choice(_SENTENCES) for _ in range(sentences))


def report(seed: int, form: int, filler: int | None = None) -> Report:
    """A whole report of the year's form; `filler` sentences shift where the pages break."""
    rng = random.Random(seed)
    figure = Figures(seed * 7 + 1)
    n = rng.randint(0, 40) if filler is None else filler
    head: list[Content] = [
        "# 云川县水务局政府信息公开工作年度报告",
        "## 一、总体情况",
        prose(rng, 4),
    ]
    head += [prose(rng, rng.randint(2, 5)) for _ in range(n // 4)]
    if form == 2014:
        grids: list[Grid] = [statistics_2014(figure)]
        return Report.of(*head, "## 附表", grids[0], prose(rng, 2))
    first = disclosure_2021(figure) if form == 2021 else disclosure_2019(figure)
    second = requests(figure, year=form, vertical_group=rng.random() < 0.6)
    return Report.of(
        *head,
        "## 二、主动公开政府信息情况",
        first,
        "## 三、收到和处理政府信息公开申请情况",
        second,
        "## 四、政府信息公开行政复议、行政诉讼情况",
        reviews(figure),
        "## 五、存在的主要问题及改进情况",
        prose(rng, 5),
    )


# --- what was read against what was written ---------------------------------------------------


def compact(text: str) -> str:
    return "".join(text.split())


def differences(document: Document, report: Report, *, exact: bool = True) -> list[str]:
    """Every cell that did not come out as it was put in: place, spans and text. Empty: all did.

    Not `exact`: how many rows a group label spans, and blank cells that were not written, are left
    alone (where a page break leaves holes in the grid there is no telling)."""
    tables = document.tables
    found: list[str] = []
    if len(tables) != len(report.grids):
        sizes = [(t.row_count, t.column_count) for t in tables]
        found.append(f"{len(report.grids)} tables written, {len(tables)} read: {sizes}")
    for table, grid in zip(tables, report.grids, strict=False):
        written = {
            (r, c, i.rowspan if exact else 1, i.colspan): compact(i.text)
            for (r, c), i in grid.placed().items()
        }
        read = {
            (c.row, c.column, c.row_span if exact else 1, c.column_span): compact(c.text)
            for c in table.cells
        }
        found += [
            f"{grid.name} {key}: {written.get(key)!r} written, {read.get(key)!r} read"
            for key in sorted(written.keys() | read.keys())
            if written.get(key) != read.get(key) and (exact or key in written or read.get(key))
        ]
    return found


def cell_count(report: Report) -> int:
    return sum(len(grid.placed()) for grid in report.grids)


# --- to HTML, and through Qt or Chromium to PDF -----------------------------------------------


def _cell_html(item: Item, width: str) -> str:
    spans = f' colspan="{item.colspan}"' if item.colspan > 1 else ""
    spans += f' rowspan="{item.rowspan}"' if item.rowspan > 1 else ""
    text = html.escape(item.text)
    if item.vertical:
        text = "<br>".join(html.escape(c) for c in item.text)
    return f"<td{spans}{width}>{text}</td>"


def to_html(report: Report, css: str = "", table_attributes: str = "", thead: bool = False) -> str:
    parts = [f"<html><head><meta charset='utf-8'><style>{css}</style></head><body>"]
    for content in report.content:
        if isinstance(content, str):
            level = len(content) - len(content.lstrip("#"))
            tag = f"h{level}" if level else "p"
            parts.append(f"<{tag}>{html.escape(content.lstrip('# '))}</{tag}>")
            continue
        parts.append(f'<table width="100%" {table_attributes}>')
        total = sum(content.widths)
        parts.append("<colgroup>")
        parts += [f'<col style="width:{w / total:.1%}">' for w in content.widths]
        parts.append("</colgroup>")
        for r, row in enumerate(content.rows):
            if thead and content.header_rows and r in (0, content.header_rows):
                parts.append("<thead>" if r == 0 else "</thead><tbody>")
            parts.append("<tr>" + "".join(_cell_html(i, "") for i in row) + "</tr>")
        parts.append("</tbody></table>" if thead and content.header_rows else "</table>")
    parts.append("</body></html>")
    return "\n".join(parts)


def qt_pdf(
    source: str,
    target: Path,
    *,
    page: str = "A4",
    margins_mm: tuple[float, float, float, float] = (25, 25, 25, 25),
    font: str = "Noto Serif CJK SC",
    size_pt: float = 11,
    landscape: bool = False,
) -> Path:
    """HTML printed by Qt; needs a QGuiApplication (the `qapp` fixture)."""
    from PySide6.QtCore import QMarginsF
    from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextDocument

    writer = QPdfWriter(str(target))
    writer.setResolution(144)
    layout = QPageLayout(
        QPageSize(getattr(QPageSize.PageSizeId, page)),
        QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait,
        QMarginsF(*margins_mm),
        QPageLayout.Unit.Millimeter,
    )
    writer.setPageLayout(layout)
    document = QTextDocument()
    document.setDefaultFont(QFont(font, round(size_pt)))
    document.setHtml(source)
    document.print_(writer)
    assert target.exists()
    return target


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("no Chromium on this machine")


def libreoffice() -> str:
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    pytest.skip("no LibreOffice on this machine")


def chromium_pdf(source: str, target: Path, *, header: bool = False) -> Path:
    page = target.with_suffix(".html")
    page.write_text(source, encoding="utf-8")
    command = [
        chromium(), "--headless", "--disable-gpu", "--no-sandbox",
        f"--user-data-dir={target.parent / 'chromium-profile'}", f"--print-to-pdf={target}",
    ]  # fmt: skip
    if not header:
        command.append("--no-pdf-header-footer")
    _run([*command, page.as_uri()])
    assert target.exists()
    return target


def libreoffice_pdf(source: Path, folder: Path) -> Path:
    _run(
        [
            libreoffice(), f"-env:UserInstallation={(folder / 'office-profile').as_uri()}",
            "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source),
        ]
    )  # fmt: skip
    target = folder / (source.stem + ".pdf")
    assert target.exists()
    return target


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, timeout=300, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")


def docx(report: Report, target: Path, *, repeat_header: bool = False, allow_split: bool = True,
         margin_cm: float = 2.8, size_pt: float = 12) -> Path:  # fmt: skip
    from docx import Document
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(margin_cm)
    width = 21 - 2 * margin_cm
    for content in report.content:
        if isinstance(content, str):
            level = len(content) - len(content.lstrip("#"))
            text = content.lstrip("# ")
            if level:
                document.add_heading(text, level)
            else:
                paragraph = document.add_paragraph(text)
                paragraph.paragraph_format.first_line_indent = Pt(size_pt * 2)
            continue
        columns = len(content.widths)
        table = document.add_table(len(content.rows), columns, style="Table Grid")
        table.autofit = False
        for column, w in zip(table.columns, content.widths, strict=True):
            column.width = Cm(width * w / sum(content.widths))
            for cell in column.cells:
                cell.width = column.width
        for (r, c), item in content.placed().items():
            cell = table.cell(r, c)
            if item.rowspan > 1 or item.colspan > 1:
                cell = cell.merge(table.cell(r + item.rowspan - 1, c + item.colspan - 1))
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            cell.text = item.text
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(size_pt)
        for r, row in enumerate(table.rows):
            properties = row._tr.get_or_add_trPr()
            if not allow_split:
                properties.append(OxmlElement("w:cantSplit"))
            if repeat_header and r < content.header_rows:
                properties.append(OxmlElement("w:tblHeader"))
    document.save(str(target))
    return target
