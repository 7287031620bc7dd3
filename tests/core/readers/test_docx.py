from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from core.document import Attachment, CellAnchor, Document, Paragraph, ParagraphAnchor, Table
from core.readers.docx import read_docx
from core.readers.errors import Unreadable
from tests.core.readers.making import (
    REPORTS,
    WORD_MAIN,
    Grid,
    W,
    document_xml,
    docx,
    grids,
    office,
    p,
    relationships,
    tbl,
    tc,
    tr,
    zipped,
)

TEMPLATE = REPORTS / "real" / "00_official_template_F2021.docx"


@pytest.fixture
def read(tmp_path: Path):
    def read(body: str, **files: str | bytes) -> Document:
        path = tmp_path / "report.docx"
        path.write_bytes(docx(body, files))
        return read_docx(path)

    return read


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph)]


def rows(table: Table) -> list[list[str]]:
    return [[c.text for c in row] for row in table.rows()]


# -- tables --------------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(grid=grids(), before=grids())
def test_any_table_comes_back_with_its_spans_and_texts(
    tmp_path: Path, grid: Grid, before: Grid
) -> None:
    path = tmp_path / "grid.docx"
    path.write_bytes(docx(before.as_docx() + p("二、主动公开政府信息情况") + grid.as_docx()))
    document = read_docx(path)
    for expected, table in zip((before, grid), document.tables, strict=True):
        found = {(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells}
        assert found == {(a.row, a.column, a.rows, a.columns, a.text) for a in expected.areas}
        assert not table.ragged
    body = _body(path)
    for table in document.tables:
        for cell in table.cells:
            assert isinstance(cell.anchor, CellAnchor)
            assert _text(_element(body, cell.anchor)) == cell.text


def _body(path: Path) -> etree._Element:
    with zipfile.ZipFile(path) as package:
        return etree.fromstring(package.read("word/document.xml"))[0]


def _element(body: etree._Element, anchor: CellAnchor) -> etree._Element:
    """The w:tc an anchor names, counted the plain way: nothing skipped, nested tables apart."""
    table = list(body.iter(f"{{{W}}}tbl"))[anchor.table]
    own_rows = [
        r for r in table.iter(f"{{{W}}}tr") if next(r.iterancestors(f"{{{W}}}tbl")) is table
    ]
    row = own_rows[anchor.row]
    return [c for c in row.iter(f"{{{W}}}tc") if next(c.iterancestors(f"{{{W}}}tr")) is row][
        anchor.cell
    ]


def _text(element: etree._Element) -> str:
    return "\n".join(
        "".join(
            "\n" if t.tag.endswith("}br") else t.text or ""
            for t in par.iter(f"{{{W}}}t", f"{{{W}}}br")
        )
        for par in element.iter(f"{{{W}}}p")
    )


def test_rows_of_any_width_and_rows_that_begin_or_end_late(read) -> None:
    late = (
        '<w:tr><w:trPr><w:gridBefore w:val="2"/><w:gridAfter w:val="1"/></w:trPr>'
        + tc("科研机构")
        + "</w:tr>"
    )
    table = read(tbl(["甲", "乙", "丙", "丁"], late, ["一"])).tables[0]
    assert [(c.row, c.column, c.text) for c in table.cells][4:] == [
        (1, 2, "科研机构"),
        (2, 0, "一"),
    ]


def test_cells_merged_the_old_way(read) -> None:
    row = tr(
        tc("总计", '<w:hMerge w:val="restart"/>'), tc("", '<w:hMerge w:val="continue"/>'), tc("5")
    )
    cells = read(tbl(row, ["a", "b", "c"])).tables[0].cells
    assert [(c.column, c.column_span, c.text) for c in cells[:2]] == [(0, 2, "总计"), (2, 1, "5")]
    assert cells[1].anchor == CellAnchor(0, 0, 2)


def test_a_merge_that_continues_nothing_is_a_cell(read) -> None:
    table = read(
        tbl(tr(tc("三、", "<w:vMerge/>"), tc("1")), tr(tc("四、", "<w:vMerge/>"), tc("2")))
    ).tables[0]
    assert table.cells[0].row_span == 2
    assert rows(table) == [["三、", "1"], ["2"]]


def test_spans_that_run_into_each_other_are_cut_apart(read) -> None:
    table = read(
        tbl(
            tr(tc("甲"), tc("乙", '<w:vMerge w:val="restart"/>'), tc("丙")),
            tr(tc("丁", '<w:gridSpan w:val="2"/>'), tc("", '<w:gridSpan w:val="9999"/>')),
            tr(tc("戊"), tc("", "<w:vMerge/>"), tc("己")),
        )
    ).tables[0]
    taken = [
        (r, c)
        for cell in table.cells
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.column, cell.column + cell.column_span)
    ]
    assert len(taken) == len(set(taken))
    assert [c.text for c in table.cells] == ["甲", "乙", "丙", "丁", "", "戊", "", "己"]


def test_deleted_rows_are_gone_but_counted(read) -> None:
    gone = "<w:tr><w:trPr><w:del w:id='1'/></w:trPr>" + tc("旧") + tc("1") + "</w:tr>"
    new = "<w:tr><w:trPr><w:ins w:id='2'/></w:trPr>" + tc("新") + tc("2") + "</w:tr>"
    document = read(tbl(["规章", "0"], gone, new))
    assert rows(document.tables[0]) == [["规章", "0"], ["新", "2"]]
    assert document.tables[0].cells[2].anchor == CellAnchor(0, 2, 0)
    assert document.notes == ("文档带有修订标记，已按接受全部修订后的内容读取。",)


def test_a_layout_table_dissolves_in_reading_order(read) -> None:
    inner = tbl(["规章", "1"], ["规范性文件", "2"])
    document = read(
        p("前")
        + tbl(tr(tc(p("标题"))), tr(tc(p("上文") + inner + p("下文"))))
        + tbl(["规章", "3"], ["甲", "4"])
    )
    assert [b.text if isinstance(b, Paragraph) else rows(b) for b in document.blocks] == [
        "前", "标题", "上文", [["规章", "1"], ["规范性文件", "2"]], "下文", [["规章", "3"], ["甲", "4"]],
    ]  # fmt: skip
    assert document.tables[0].cells[1].anchor == CellAnchor(1, 0, 1)
    assert document.tables[1].cells[1].anchor == CellAnchor(2, 0, 1)


def test_a_small_table_inside_a_cell_joins_its_text(read) -> None:
    inner = tbl(["1", "2"])
    table = read(tbl(tr(tc("规章"), tc(p("前") + inner + p("后"))), ["a", "b"])).tables[0]
    assert table.cells[1].text == "前\n1\t2\n后"
    assert table.cells[3].anchor == CellAnchor(0, 1, 1)


def test_a_table_around_an_article_dissolves(read) -> None:
    article = "".join(p("2023年，我局主动公开政府信息十条。" * 12) for _ in range(2))
    document = read(tbl(["标题", ""], tr(tc(article), tc(""))))
    assert not document.tables
    assert len(document.paragraphs) == 3


# -- text ----------------------------------------------------------------------------------------


def test_runs_are_put_together_and_signs_read(read) -> None:
    body = (
        "<w:p><w:r><w:t>1</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>2</w:t></w:r><w:proofErr w:type='x'/>"
        "<w:r><w:tab/><w:t>-</w:t><w:noBreakHyphen/><w:t>3</w:t></w:r></w:p>"
    )
    assert texts(read(body)) == ["12\t--3"]


def test_what_is_not_seen_is_not_read(read) -> None:
    body = (
        "<w:p>"
        "<w:r><w:t>公开</w:t></w:r>"
        "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>12</w:t></w:r></w:ins>"
        "<w:moveFrom><w:r><w:t>搬走</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>条</w:t></w:r></w:moveTo>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>显</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>7</w:t></w:r>"
        "<w:r><w:ruby><w:rt><w:r><w:t>pīn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase>"
        "</w:ruby></w:r>"
        "</w:p>"
    )
    assert texts(read(body)) == ["公开12条显7拼"]


def test_line_breaks_end_lines(read) -> None:
    document = read(
        p("一、总体情况\n2023年，我局……") + tbl(["本年新\n制作数量", "1"], ["规章", "0"])
    )
    assert texts(document) == ["一、总体情况", "2023年，我局……"]
    assert {b.anchor for b in document.paragraphs} == {ParagraphAnchor(0)}
    assert document.tables[0].cells[0].text == "本年新\n制作数量"


def test_anchors_of_paragraphs_count_those_in_tables(read) -> None:
    document = read(p("甲") + p("") + tbl(["1", "2"]) + p("乙"))
    assert [b.anchor for b in document.paragraphs] == [ParagraphAnchor(0), ParagraphAnchor(4)]


def test_content_controls_are_read_and_prompts_are_not(read) -> None:
    filled = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('填了')}</w:sdtContent></w:sdt>"
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('单击此处')}</w:sdtContent></w:sdt>"
    inline = "<w:p><w:sdt><w:sdtContent><w:r><w:t>12</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    cell = f"<w:sdt><w:sdtContent>{tc('5')}</w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtContent>{tr(tc('甲'), cell)}</w:sdtContent></w:sdt>"
    document = read(filled + prompt + inline + tbl(["a", "b"], row))
    assert texts(document) == ["填了", "12"]
    assert rows(document.tables[0]) == [["a", "b"], ["甲", "5"]]
    assert document.tables[0].cells[3].anchor == CellAnchor(0, 1, 1)


@pytest.mark.parametrize("empty_choice", [False, True])
def test_a_text_box_is_read_once(read, empty_choice: bool) -> None:
    box = p("框内") + tbl(["规章", "1"], ["甲", "2"])
    choice = "" if empty_choice else (
        "<w:drawing><wp:anchor><wp:docPr id='1' name='文本框 1'/><a:graphic><a:graphicData><wps:wsp>"
        f"<wps:txbx><w:txbxContent>{box}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic>"
        "</wp:anchor></w:drawing>"
    )  # fmt: skip
    fallback = f"<w:pict><v:shape><v:textbox><w:txbxContent>{box}</w:txbxContent></v:textbox></v:shape></w:pict>"
    document = read(
        "<w:p><w:r><w:t>框外</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'>{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert texts(document) == ["框外", "框内"]
    assert [rows(t) for t in document.tables] == [[["规章", "1"], ["甲", "2"]]]
    assert not document.attachments


def numbering(format_: str, text: str, start: int = 1) -> str:
    return (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">'
        f'<w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="{format_}"/><w:lvlText w:val="{text}"/>'
        '</w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:suff w:val="nothing"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        "</w:lvlOverride></w:num></w:numbering>"
    )


def listed(text: str, depth: int = 0, of: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{of}"/></w:numPr>')


@pytest.mark.parametrize(
    ("format_", "text", "start", "label"),
    [
        ("chineseCounting", "%1、", 9, "九、"),
        ("chineseCountingThousand", "%1、", 19, "十九、"),
        ("decimal", "%1.", 3, "3. "),
        ("decimalEnclosedCircle", "%1", 2, "② "),
        ("upperRoman", "%1.", 14, "XIV. "),
        ("lowerLetter", "%1)", 28, "bb) "),
        ("bullet", "·", 1, ""),
    ],
)
def test_automatic_numbers_stand_before_their_text(
    read, format_: str, text: str, start: int, label: str
) -> None:
    document = read(
        listed("总体情况"),
        **{
            "word/_rels/document.xml.rels": relationships(("n", "numbering", "numbering.xml")),
            "word/numbering.xml": numbering(format_, text, start),
        },
    )
    assert texts(document) == [label + "总体情况"]


def test_lists_count_through_levels_and_start_anew(read) -> None:
    body = (
        listed("甲") + listed("乙", 1) + listed("丙", 1) + listed("丁") + listed("戊", 1) + listed("己", of=2)
        + listed("") + tbl(tr(tc(listed("庚")), tc("0")), ["辛", "1"])
    )  # fmt: skip
    document = read(
        body,
        **{
            "word/_rels/document.xml.rels": relationships(("n", "numbering", "numbering.xml")),
            "word/numbering.xml": numbering("chineseCounting", "%1、"),
        },
    )
    assert texts(document) == ["一、甲", "（一）乙", "（二）丙", "二、丁", "（一）戊", "五、己"]
    assert rows(document.tables[0])[0] == ["四、庚", "0"]


def test_headings_are_hinted_at(read) -> None:
    styles = (
        f'<w:styles xmlns:w="{W}">'
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="x"><w:name w:val="章"/><w:basedOn w:val="1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="o"><w:name w:val="纲"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr>'
        "</w:style>"
        '<w:style w:type="paragraph" w:styleId="ring"><w:name w:val="环"/><w:basedOn w:val="ring"/></w:style>'
        "</w:styles>"
    )
    body = (
        p("一", '<w:pStyle w:val="1"/>')
        + p("二", '<w:pStyle w:val="x"/>')
        + p("三", '<w:pStyle w:val="o"/>')
        + p("四", '<w:outlineLvl w:val="0"/>')
        + p("五、粗体", run="<w:b/>")
        + p("粗体的一句话。", run="<w:b/>")
        + p("正文", '<w:pStyle w:val="ring"/>')
        + p("非粗", run='<w:b w:val="0"/>')
    )
    document = read(
        body,
        **{
            "word/_rels/document.xml.rels": relationships(("s", "styles", "styles.xml")),
            "word/styles.xml": styles,
        },
    )
    assert [b.heading for b in document.paragraphs] == [True] * 5 + [False] * 3


# -- the package ---------------------------------------------------------------------------------


def picture(key: str, name: str) -> str:
    return (
        f"<w:p><w:r><w:drawing><wp:inline><wp:docPr id='1' name='{name}'/><a:graphic><a:graphicData>"
        f"<a:blip r:embed='{key}'/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def test_pictures_and_embedded_files_are_named(read) -> None:
    embedded = (
        "<w:p><w:r><w:object><v:shape><v:imagedata r:id='i'/></v:shape>"
        "<o:OLEObject ProgID='Excel.Sheet.12' r:id='e'/></w:object></w:r></w:p>"
    )
    document = read(
        p("正文")
        + picture("i", "图片 1")
        + embedded
        + tbl(tr(tc(picture("i", "图片 2")), tc("1")), ["a", "b"]),
        **{
            "word/_rels/document.xml.rels": relationships(
                ("i", "image", "media/image1.png"), ("e", "package", "embeddings/表.xlsx")
            )
        },
    )
    assert document.attachments == (
        Attachment("image", "图片 1 image1.png", 1),
        Attachment("file", "Excel.Sheet.12 表.xlsx", 1),
        Attachment("image", "图片 2 image1.png", 1),
    )
    assert [c.has_image for c in document.tables[0].cells] == [True, False, False, False]


def test_the_title_of_the_core_properties(read) -> None:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>某县2023年年报 </dc:title></cp:coreProperties>'
    )
    assert read(p("正文"), **{"docProps/core.xml": core}).title == "某县2023年年报"


def test_strict_ooxml_and_a_main_part_of_another_name(tmp_path: Path) -> None:
    strict = document_xml(p("正文") + tbl(["规章", "1"], ["甲", "2"])).replace(
        W, "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    files = office("main/doc1.xml", strict, WORD_MAIN)
    files["_rels/.rels"] = str(files["_rels/.rels"]).replace(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    path = tmp_path / "strict.docx"
    path.write_bytes(zipped(files))
    document = read_docx(path)
    assert texts(document) == ["正文"]
    assert rows(document.tables[0]) == [["规章", "1"], ["甲", "2"]]


def test_what_python_docx_writes(tmp_path: Path) -> None:
    import docx as python_docx

    made = python_docx.Document()
    made.core_properties.title = "甲县年报"
    made.add_heading("一、总体情况", 1)
    table = made.add_table(3, 4)
    table.cell(0, 0).merge(table.cell(0, 3)).text = "第二十条第（一）项"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "规章"
    table.cell(1, 1).text, table.cell(2, 3).text = "1", "9"
    path = tmp_path / "made.docx"
    made.save(str(path))
    document = read_docx(path)
    assert document.title == "甲县年报"
    assert document.blocks[0] == Paragraph("一、总体情况", ParagraphAnchor(0), True)
    cells = {
        (c.row, c.column): (c.text, c.row_span, c.column_span) for c in document.tables[0].cells
    }
    assert cells[0, 0] == ("第二十条第（一）项", 1, 4)
    assert cells[1, 0] == ("规章", 2, 1)
    assert (cells[1, 1][0], cells[2, 3][0]) == ("1", "9")


def test_a_page_hidden_in_another_file_is_not_passed_over(read) -> None:
    with pytest.raises(Unreadable, match="嵌进去的网页"):
        read("<w:altChunk r:id='x'/>")
    assert read(p("正文") + "<w:altChunk r:id='x'/>").notes == (
        "文档里嵌有另一个文件，那一部分没有读取。",
    )


def test_only_a_picture_is_said_to_be_a_scan(read) -> None:
    with pytest.raises(Unreadable, match="扫描件"):
        read(picture("i", "扫描"))


# -- a real one ----------------------------------------------------------------------------------


@pytest.mark.skipif(not TEMPLATE.exists(), reason="no ../shared/reports here")
def test_the_official_form() -> None:
    document = read_docx(TEMPLATE)
    first, second, third = document.tables
    assert [(t.row_count, t.column_count, len(t.cells)) for t in document.tables] == [
        (14, 4, 30), (28, 10, 215), (4, 15, 34),
    ]  # fmt: skip
    outcome = next(c for c in second.cells if c.text == "三、本年度办理结果")
    assert (outcome.row_span, outcome.column_span) == (22, 1)
    assert sum(not c.text for c in first.cells) == 10
    assert sum(not c.text for c in second.cells) == 25 * 7
    assert [c.text for c in third.cells][-15:] == [""] * 15
    headings = [b.text for b in document.paragraphs if b.heading]
    assert headings[1:] == [
        "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
    ]  # fmt: skip
    body = _body(TEMPLATE)
    for cell in second.cells:
        assert isinstance(cell.anchor, CellAnchor)
        found = _text(_element(body, cell.anchor))
        assert found.split() == cell.text.split()


def test_reading_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(docx(p("正文")))
    before = path.read_bytes()
    read_docx(path)
    assert path.read_bytes() == before
    with zipfile.ZipFile(io.BytesIO(before)) as package:
        assert "word/document.xml" in package.namelist()
