from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from core.document import (
    Attachment,
    Box,
    Cell,
    CellAnchor,
    Document,
    Paragraph,
    ParagraphAnchor,
    Table,
)
from core.readers.errors import Unreadable
from core.readers.html import MOST_COLUMNS, parse_html, read_html
from tests.core.readers.making import REPORTS, Grid, grids

SHANGHAI = REPORTS / "real" / "01_shanghai_fgt_2019.html"
PLACE = Path("page.html")


def read(source: str) -> Document:
    return parse_html(PLACE, source)


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph)]


def rows(table: Table) -> list[list[str]]:
    return [[c.text for c in row] for row in table.rows()]


# -- tables --------------------------------------------------------------------------------------


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(grid=grids(), before=grids())
def test_any_table_comes_back_with_its_spans_and_texts(grid: Grid, before: Grid) -> None:
    source = f"<p>一</p>{before.as_html()}<p>二</p>{grid.as_html()}"
    document = read(source)
    for expected, table in zip((before, grid), document.tables, strict=True):
        found = {(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells}
        assert found == {(a.row, a.column, a.rows, a.columns, a.text) for a in expected.areas}
    _check_anchors(document)


def _check_anchors(document: Document) -> None:
    """Counted the plain way: all tables in document order, their own rows, their own cells."""
    tables = list(lxml_html.document_fromstring(document.html).iter("table"))
    for table in document.tables:
        for cell in table.cells:
            assert isinstance(cell.anchor, CellAnchor)
            element = tables[cell.anchor.table]
            own = [r for r in element.iter("tr") if next(r.iterancestors("table")) is element]
            row = own[cell.anchor.row]
            found = [c for c in row if c.tag in ("td", "th")][cell.anchor.cell]
            assert "".join(found.text_content().split()) == "".join(cell.text.split())


spans = st.sampled_from(
    ["", "0", "1", "2", "3", "7", "-1", "x", "2.5", "65535", "99999999999", " 2 ", "100%"]
)


@settings(deadline=None)
@given(
    st.lists(st.lists(st.tuples(spans, spans, st.booleans()), max_size=5), min_size=1, max_size=6)
)
def test_broken_spans_never_overlap_or_reach_out_of_the_table(table: list) -> None:
    source = "<table>" + "".join(
        "<tr>" + "".join(
            f'<{"th" if head else "td"} colspan="{c}" rowspan="{r}">{i}.{j}</td>' for j, (c, r, head) in enumerate(row)
        ) + "</tr>" for i, row in enumerate(table)
    ) + "<tr><td>a<td>b</table>"  # fmt: skip
    found = read(source).tables[0]
    taken = [
        (r, c)
        for cell in found.cells
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.column, cell.column + cell.column_span)
    ]
    assert len(taken) == len(set(taken))
    assert found.row_count == len(table) + 1
    assert found.column_count <= 2 * MOST_COLUMNS
    assert [c.text for c in found.cells] == [
        *(f"{i}.{j}" for i, row in enumerate(table) for j in range(len(row))), "a", "b",
    ]  # fmt: skip


def test_a_rowspan_of_zero_reaches_to_the_end_of_its_group() -> None:
    table = read(
        "<table><thead><tr><td rowspan=9>a<td>b</tr></thead><tbody><tr><td rowspan=0>c<td>d</tr>"
        "<tr><td>e</tr></tbody></table>"
    ).tables[0]
    assert [(c.text, c.row, c.column, c.row_span) for c in table.cells] == [
        ("a", 0, 0, 1), ("b", 0, 1, 1), ("c", 1, 0, 2), ("d", 1, 1, 1), ("e", 2, 1, 1),
    ]  # fmt: skip


def test_an_absurd_colspan_is_as_wide_as_the_table() -> None:
    table = read("<table><tr><td colspan=5000>题<tr><td>甲<td>1<td>2</table>").tables[0]
    assert table.column_count == 3
    assert table.cells[0].column_span == 3


def test_a_cell_says_its_lines() -> None:
    table = read(
        "<table><tr><td><p>本年新<br />\n制作数量</p><p>&nbsp;</p></td><td>&nbsp;</td></tr>"
        "<tr><td> 处理决定\n   数量 </td><td><span>1</span><span>2</span><!-- x -->3</td></tr></table>"
    ).tables[0]
    assert rows(table) == [["本年新\n制作数量", ""], ["处理决定数量", "123"]]


def test_layout_tables_dissolve_and_data_tables_do_not() -> None:
    document = read(
        "<table><tr><td>标题</td><td>侧栏</td></tr><tr><td>上文<table><tr><td>规章<td>1<tr><td>甲<td>2</table>下文"
        "<table><tr><td><table><tr><td>规章<td>3<tr><td>乙<td>4</table></table></td></tr></table>"
        "<table><tr><td>丙<td>5</table>"
    )
    assert [b.text if isinstance(b, Paragraph) else rows(b) for b in document.blocks] == [
        "标题", "侧栏", "上文", [["规章", "1"], ["甲", "2"]], "下文", [["规章", "3"], ["乙", "4"]],
        [["丙", "5"]],
    ]  # fmt: skip
    assert [t.cells[1].anchor for t in document.tables] == [
        CellAnchor(1, 0, 1), CellAnchor(3, 0, 1), CellAnchor(4, 0, 1),
    ]  # fmt: skip


def test_a_small_table_in_a_cell_joins_its_text() -> None:
    table = read(
        "<table><tr><td>规章<td>前<table><tr><td>1<td>2</table>后<tr><td>a<td>b</table>"
    ).tables[0]
    assert rows(table) == [["规章", "前\n1 2\n后"], ["a", "b"]]


def test_an_article_in_a_table_is_paragraphs() -> None:
    article = "<p>2023年，我局主动公开政府信息十条。</p>" * 25
    document = read(f"<table><tr><td>标题<td>2024-01-20<tr><td>{article}<td></table>")
    assert not document.tables
    assert texts(document)[:3] == ["标题", "2024-01-20", "2023年，我局主动公开政府信息十条。"]


def test_one_column_is_no_table() -> None:
    assert texts(read("<table><tr><td>甲<tr><td>一、总体情况<br>正文</table>")) == [
        "甲",
        "一、总体情况",
        "正文",
    ]


def test_cells_without_a_row() -> None:
    table = read("<table><td>a</td><td>b</td><tr><td>c</td><td>d</td></tr></table>").tables[0]
    assert rows(table) == [["a", "b"], ["c", "d"]]


def test_hidden_cells_take_no_place_but_are_counted() -> None:
    table = read(
        "<table><tr><td style='display: none'>x<td>规章<td>1<tr hidden><td>y<td>z<td>w<tr><td>甲<td>2</table>"
    ).tables[0]
    assert [(c.row, c.column, c.text) for c in table.cells] == [
        (0, 0, "规章"), (0, 1, "1"), (2, 0, "甲"), (2, 1, "2"),
    ]  # fmt: skip
    assert table.cells[0].anchor == CellAnchor(0, 0, 1)


# -- text ----------------------------------------------------------------------------------------


def test_blocks_in_reading_order() -> None:
    document = read(
        "前<div>甲<p>乙<b>丙</b></p>丁</div>戊<table><caption>表一</caption><tr><td>规章<td>1</table>尾<br>终"
        "<ul><li>其一<li>其二</ul>"
    )
    assert [b.text if isinstance(b, Paragraph) else "表" for b in document.blocks] == [
        "前", "甲", "乙丙", "丁", "戊", "表一", "表", "尾", "终", "其一", "其二",
    ]  # fmt: skip
    assert [b.anchor for b in document.paragraphs] == [ParagraphAnchor(i) for i in range(10)]


def test_what_is_not_seen_is_not_read() -> None:
    document = read(
        "<title>网页 标题</title><script>var a='<p>x</p>'</script><style>p{}</style><nav>首页<ul><li>公开</ul></nav>"
        "<p style='DISPLAY:none'>藏<p>正<span style='display : none'>藏</span>文<ruby>项<rt>xiàng</rt></ruby></p>"
        "<noscript>无脚本</noscript><select><option>2023</select><div hidden>藏</div><p>\u200b1\u200b2\ufeff</p>"
        "<p>这是年报的正文部分，有二十个字以上才算数。"
    )
    assert texts(document) == ["正文项", "12", "这是年报的正文部分，有二十个字以上才算数。"]
    assert document.title == "网页 标题"


def test_a_menu_that_swallows_the_report_is_no_menu() -> None:
    document = read("<nav>首页<p>正文</p><table><tr><td>规章<td>1<tr><td>甲<td>2</table>")
    assert rows(document.tables[0]) == [["规章", "1"], ["甲", "2"]]


def test_an_article_hidden_until_a_script_runs_is_read() -> None:
    source = "<p>导航</p><div id='zoom' style='display:none'><p>一、总体情况</p><table><tr><td>规章<td>1</table></div>"
    assert texts(read(source)) == ["导航", "一、总体情况"]


def test_headings_are_hinted_at() -> None:
    document = read(
        "<h1>年报</h1><p align=center><strong>一、总体情况</strong></p><p><b>粗</b>细</p>"
        "<p style='font-weight:bold'>二、</p><p><b>一句话。</b></p>"
    )
    assert [b.heading for b in document.paragraphs] == [True, True, False, True, False]


def test_attachments_stand_where_they_stand() -> None:
    document = read(
        "<p>二、主动公开</p><p><img src='/upload/%E8%A1%A8.png'></p><p><img src=x.gif width=16></p>"
        "<p><img src='/ueditor/fileTypeImages/icon_doc.gif'>"
        "<a href='/a/b/1.DOCX?x=1'>附件：年报 .docx</a> <a href='/'>首页</a></p>"
        "<table><tr><td>规章<td><img alt=图><tr><td>甲<td>1</table><p><img src='data:image/png;base64,AAAA'></p>"
    )
    assert document.attachments == (
        Attachment("image", "表.png", 1),
        Attachment("file", "附件：年报 .docx", 1),
        Attachment("image", "图", 2),
        Attachment("image", "未命名图片", 3),
    )
    assert [c.has_image for c in document.tables[0].cells] == [False, True, False, False]


def test_preformatted_text_keeps_its_lines() -> None:
    assert texts(read("<pre>一、总体情况\n  正文\n\n尾</pre>")) == ["一、总体情况", "正文", "尾"]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "gb2312"),
        ("gb18030", "gb2312"),
        ("gb18030", "utf-8"),
        ("gbk", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("big5", "big5"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, declared: str) -> None:
    meta = (
        f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
        if declared
        else ""
    )
    text = "政府信息公開工作年度報告" if encoding == "big5" else "政府信息公开工作年度报告：㎡与〇"
    path = tmp_path / "page.html"
    path.write_bytes(f"<html><head>{meta}</head><body><p>{text}</p></body></html>".encode(encoding))
    document = read_html(path)
    assert texts(document) == [text]
    assert text in document.html


def test_a_few_spoilt_bytes_are_said(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"<p>" + ("年度报告" * 100).encode()[:-1] + b"</p>")
    document = read_html(path)
    assert texts(document) == ["年度报告" * 99 + "年度报\ufffd"]
    assert document.notes == ("有 1 个字符因编码损坏认不出来。",)


# -- pages in bad shape --------------------------------------------------------------------------


def test_tags_never_closed() -> None:
    source = "<p><font size=3><b>标题" * 300 + "<table><tr><td>规章<td>1<tr><td>甲<td>2</table>"
    assert rows(read(source).tables[0]) == [["规章", "1"], ["甲", "2"]]


def test_a_deep_page_is_read_whole_or_refused() -> None:
    """libxml2 2.14 stops at 2048 levels; 2.11, which lxml has on Windows, does not."""
    page = "<div>" * 5000 + "深" + "<table><tr><td>规章<td>1</table>"
    try:
        said = rows(read(page).tables[0])
    except Unreadable as refused:
        said = str(refused)
    assert said == [["规章", "1"]] or "嵌套得太深" in said


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<html><body></body></html>", "没有文字"),
        ("<!doctype html>", "没有"),
        ("<frameset><frame src=a.html></frameset>", "框架"),
        ("<p><img src=scan.jpg></p>", "只有图片"),
    ],
)
def test_pages_without_text(source: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read(source)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            ["<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td colspan=3 rowspan=2>", "<p>", "</p>", "<br>",
             "<b>", "</b>", "<div>", "</div>", "<thead>", "<tbody>", "</tbody>", "<!--", "-->", "字", "7", "&nbsp;",
             "<ul><li>", "<a href=x.doc>", "</a>", "<script>", "</script>", "<h2>", "<caption>", "<form>", "</form>"]
        ),
        max_size=60,
    )
)  # fmt: skip
def test_any_heap_of_tags_is_read_or_refused(tags: list[str]) -> None:
    try:
        document = read("".join(tags))
    except Unreadable:
        return
    assert document.blocks
    for table in document.tables:
        taken = [
            (r, c)
            for cell in table.cells
            for r in range(cell.row, cell.row + cell.row_span)
            for c in range(cell.column, cell.column + cell.column_span)
        ]
        assert len(taken) == len(set(taken))


# -- a real one ----------------------------------------------------------------------------------


@pytest.mark.skipif(not SHANGHAI.exists(), reason="no ../shared/reports here")
def test_shanghai_2019() -> None:
    document = read_html(SHANGHAI)
    _check_anchors(document)
    first, second, third = document.tables
    assert [(t.row_count, t.column_count) for t in document.tables] == [(18, 5), (26, 10), (4, 15)]
    truth = json.loads((SHANGHAI.parent / "truth" / "01_shanghai_fgt_2019.json").read_text("utf-8"))
    values = [[c.text for c in row if c.column >= 3] for row in second.rows()][3:]
    assert [[int(v) if v else None for v in row] for row in values] == truth["t2"]
    assert [int(c.text) if c.text else None for c in third.cells[-15:]] == truth["t3"]
    assert "251000元" in [c.text for c in first.cells]
    chapters = [b.text for b in document.paragraphs if b.text[1] == "、"]
    assert [c[0] for c in chapters] == list("一二三四五六")


def test_a_document_is_made_of_the_common_types() -> None:
    document = read("<table><tr><td>规章<td>1</table>")
    assert isinstance(document.tables[0].cells[0], Cell)
    assert not isinstance(document.tables[0].cells[0].anchor, Box)
    assert document.kind == "html"
