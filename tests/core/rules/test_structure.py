"""FMT rules: title, chapters, template, tables and their rows, files that break off."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from core.document import Box, Paragraph, ParagraphAnchor, PictureAnchor
from core.facts import Chapter, Stray, TablePresence, TableReading, Title
from core.finding import Outcome, Severity
from core.recognise import recognise
from core.rules import check_document
from tests.core.rules.making import (
    drawn,
    form,
    make_document,
    make_sheet,
    of,
    only,
    structure,
    without_rows,
)

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741
BROKEN, CANNOT = Outcome.BROKEN, Outcome.CANNOT_CHECK
SIX = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
STRUCTURE = (
    "FMT-YEARTPL", "FMT-TITLE", "FMT-CH", "FMT-CHNAME", "FMT-TAB", "FMT-TABIMG", "FMT-ROWS", "CEL-EXTRA",
)  # fmt: skip
STATISTICS_TITLE = "清禾县2019年政府信息公开工作年度报告"


def titled(year: int) -> str:
    return f"清禾县{year}年政府信息公开工作年度报告"


@pytest.mark.parametrize(("key", "year"), [("F2019", 2020), ("F2021", 2021), ("F2021", 2025)])
def test_a_report_in_order_is_silent(key, year):
    result = structure(make_document(key, title=titled(year)))
    assert result.findings == ()
    held = {rule: t.holds for rule, t in result.checked.items()}
    assert {r: n for r, n in held.items() if r in STRUCTURE} == {
        "FMT-YEARTPL": 1,
        "FMT-TITLE": 1,
        "FMT-CH": 6,
        "FMT-CHNAME": 6,
        "FMT-TAB": 3,
        "FMT-ROWS": 3,
        "CEL-EXTRA": 3,
    }


# ---- FMT-TITLE


def title_finding(text: str, **more):
    document = make_document("F2021", title=text, **more)
    sheet = replace(recognise(document), title=Title(text, "", 2023))
    return of(check_document(document, sheet), "FMT-TITLE")


@pytest.mark.parametrize(
    "text",
    [
        "清禾县2023年政府信息公开工作年度报告",
        "清禾县 2023 年政府信息公开工作年度报告",
        "清禾县人民政府办公室2023年政府信息公开工作年度报告",
        "五原縣和勝鄉(xiāng)2021年政府信息公開工作年度報(bào)告",
    ],
)
def test_the_usual_title_is_silent(text):
    assert title_finding(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "卓尼县人民政府2020年度政府信息公开工作年度报告",  # seed 000
        "金安区2013年政府信息公开年报",  # seed 002
        "杨林镇2023年政府信息公开年度报告",  # real/19
        "小关乡2022年信息公开工作年度报告",  # real/26
        "2022年度螅镇政府信息公开工作年度报告",  # real/15
        "清禾县二〇二三年政府信息公开工作年度报告",
    ],
)
def test_another_wording_is_information(text):
    (finding,) = title_finding(text)
    assert (finding.severity, finding.outcome) == (I, BROKEN)
    assert text in finding.message


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("清禾县政府信息公开工作年度报告", "年份"),  # as real/23
        ("2025年政府信息公开工作年度报告", "单位"),  # 石家庄长安区
        ("政府信息公开工作年度报告", "单位和年份"),
    ],
)
def test_a_title_without_unit_or_year_is_doubtful(text, missing):
    (finding,) = title_finding(text)
    assert (finding.severity, finding.outcome) == (W, BROKEN)
    assert f"没有{missing}" in finding.message


def test_no_title_at_all_is_doubtful():
    (finding,) = title_finding("")
    assert finding.severity is W


def test_a_file_that_breaks_off_may_have_lost_its_title():
    document = make_document(
        "F2021", tables=cut_requests(), stop_after="requests", title="", kind="text"
    )
    result = structure(document)
    assert of(result, "FMT-TITLE") == []
    assert result.checked["FMT-TITLE"].cannot_check == 1


# ---- FMT-CH, FMT-CHNAME


def chapters(*headings: str, **more):
    return structure(make_document("F2021", headings=headings, **more))


def test_missing_chapters_are_one_error():
    finding = only(chapters(*SIX[:4]), "FMT-CH")
    assert (finding.severity, finding.outcome) == (E, BROKEN)
    assert finding.message == "缺少“五、存在的主要问题及改进情况”、“六、其他需要报告的事项”。"
    assert chapters(*SIX[:4]).checked["FMT-CH"].broken == 2


def test_missing_chapters_of_the_transitional_year_are_doubtful():
    result = structure(make_document("F2019", headings=SIX[:5], title=titled(2019)))
    assert only(result, "FMT-CH").severity is W
    result = structure(make_document("F2019", headings=SIX[:5], title=titled(2020)))
    assert only(result, "FMT-CH").severity is E


def test_a_chapter_with_words_of_its_own_is_there():
    """Headings of seed 001, seed 003 and real/12."""
    result = chapters(
        "一、工作基本情况", *SIX[1:4], "五、存在的问题及改进情况", "六、其他需要报告的事项"
    )
    assert of(result, "FMT-CH") == []
    finding = only(result, "FMT-CHNAME")
    assert finding.severity is I
    assert "第一章“工作基本情况”（统一格式为“总体情况”）" in finding.message
    assert "第五章“存在的问题及改进情况”" in finding.message
    assert (result.checked["FMT-CHNAME"].holds, result.checked["FMT-CHNAME"].broken) == (4, 2)


@pytest.mark.parametrize(
    "heading",
    [
        "一、本年度政府信息公开工作的总体情况",  # seed 000
        "一、 总体情况",
        "一、總體情況",
    ],
)
def test_words_around_the_name_do_no_harm(heading):
    result = chapters(heading, *SIX[1:])
    assert of(result, "FMT-CHNAME") == of(result, "FMT-CH") == []


def test_the_words_of_the_notices_are_accepted():
    names = [n[-1] for n in form("F2021").chapters]
    result = chapters(*(f"{c}、{n}" for c, n in zip("一二三四五六", names, strict=True)))
    assert result.findings == ()


def test_a_misprint_is_information():
    """real/65."""
    result = chapters(*SIX[:3], "四、政府信息公开行政法复议、行政诉讼情况", *SIX[4:])
    assert [f.rule for f in result.findings] == ["FMT-CHNAME"]


def test_a_chapter_in_the_wrong_place_is_doubtful():
    result = chapters(*SIX[:4], "五、其他需要报告的事项", "六、存在的主要问题及改进情况")
    finding = only(result, "FMT-CH")
    assert finding.severity is W
    assert "次序" in finding.message


def test_a_chapter_told_twice_is_doubtful():
    finding = only(chapters(*SIX[:5], "五、存在的主要问题及改进情况", SIX[5]), "FMT-CH")
    assert finding.severity is W
    assert "不止一次" in finding.message
    assert len(finding.anchors) == 2


def test_a_lost_number_is_doubtful():
    """real/50."""
    finding = only(chapters(SIX[0], "、主动公开政府信息情况", *SIX[2:]), "FMT-CH")
    assert finding.severity is W
    assert "缺少序号" in finding.message
    assert "“二、主动公开政府信息情况”" in finding.message


def test_a_wrong_number_is_doubtful():
    finding = only(chapters(*SIX[:4], SIX[4].replace("五", "四"), SIX[5]), "FMT-CH")
    assert finding.severity is W
    assert "序号" in finding.message


def test_a_table_of_contents_is_not_a_second_set_of_chapters():
    document = make_document("F2021")
    contents = tuple(Paragraph(h, ParagraphAnchor(900 + i)) for i, h in enumerate(SIX))
    blocks = (document.blocks[0], *contents, *document.blocks[1:])
    assert structure(replace(document, blocks=blocks)).findings == ()


def test_a_heading_within_a_paragraph_is_there():
    document = make_document("F2021", headings=SIX[:5])
    sheet = recognise(document)
    inline = Paragraph("今后将继续努力。六、其他需要报告的事项 无", ParagraphAnchor(99))
    result = check_document(replace(document, blocks=(*document.blocks, inline)), sheet)
    assert of(result, "FMT-CH") == []


def test_a_row_of_a_table_is_no_chapter():
    sheet = recognise(make_document("F2021"))
    row = Chapter(4, "结转", sheet.chapters[2].block + 1)
    sheet = replace(sheet, chapters=(*sheet.chapters[:3], row, *sheet.chapters[3:]))
    assert check_document(make_document("F2021"), sheet).findings == ()


def test_chapters_are_no_matter_before_2019():
    result = structure(make_document("F2014", title=titled(2016), headings=["一、概述"]))
    assert "FMT-CH" not in result.checked
    assert "FMT-CHNAME" not in result.checked


def test_chapters_of_ones_own_with_the_old_form_are_information():
    """seed 004."""
    own = ("一、情况概述", SIX[1], "三、依申请公开情况", "四、机构建设和保障经费情况")
    result = structure(make_document("F2014", title=titled(2019), headings=own))
    assert only(result, "FMT-CHNAME").severity is I
    assert "FMT-CH" not in result.checked


# ---- FMT-YEARTPL


@pytest.mark.parametrize(
    ("key", "year", "severity"),
    [
        ("F2019", 2019, None),
        ("F2019", 2020, None),
        ("F2019", 2021, E),
        ("F2019", 2022, E),  # real/15
        ("F2019", 2018, W),
        ("F2021", 2024, None),
        ("F2021", 2020, W),
        ("F2021", 2019, W),
        ("F2021_23rows", 2023, None),
        ("F2014", 2014, None),
        ("F2014", 2018, None),
        ("F2014", 2019, W),  # seed 004
        ("F2014", 2020, E),
        ("F2014", 2013, W),
        ("F2014_fujian", 2013, None),  # a province's own form, before there was a national one
        ("F2014_fujian", 2016, None),
        ("F2014_fujian", 2021, E),
    ],
)
def test_the_form_of_the_year(key, year, severity):
    result = structure(make_document(key, title=titled(year)))
    found = of(result, "FMT-YEARTPL")
    assert [f.severity for f in found] == ([severity] if severity else [])
    assert result.checked["FMT-YEARTPL"].holds == (severity is None)
    if found:
        assert f"{year}年度" in found[0].message


def test_without_a_year_the_template_can_not_be_judged():
    document = make_document("F2019")
    sheet = replace(recognise(document), title=Title("清禾县政府信息公开工作年度报告", "清禾县"))
    result = check_document(document, sheet)
    assert of(result, "FMT-YEARTPL") == []
    assert result.checked["FMT-YEARTPL"].cannot_check == 1


def test_without_tables_the_template_can_not_be_judged():
    document = make_document("F2021", tables=dict.fromkeys(("disclosure", "requests", "reviews")))
    assert structure(document).checked["FMT-YEARTPL"].cannot_check == 1


# ---- FMT-TAB, FMT-TABIMG


def tab(*keys: str, **more):
    return structure(make_document("F2021", tables=dict.fromkeys(keys), **more))


def test_a_missing_table_is_an_error():
    result = tab("reviews")
    finding = only(result, "FMT-TAB")
    assert (finding.severity, finding.outcome) == (E, BROKEN)
    assert finding.message == "第四章“政府信息公开行政复议、行政诉讼情况”下没有表三。"
    assert result.checked["FMT-TAB"].holds == 2
    assert of(result, "FMT-TABIMG") == []


def test_a_table_whose_labels_are_there_is_not_called_missing():
    """Its labels each on a line of its own, but nothing the recogniser could make a table of."""
    document = make_document("F2021", tables={"reviews": None})
    sheet = recognise(document)
    labels = ("结果维持", "結果糾正", "其他结果", "尚未审结", "未经复议直接起诉")
    more = tuple(Paragraph(t, ParagraphAnchor(900 + i)) for i, t in enumerate(labels))
    result = check_document(replace(document, blocks=(*document.blocks, *more)), sheet)
    finding = only(result, "FMT-TAB")
    assert (finding.severity, finding.outcome) == (W, CANNOT)
    spoken = Paragraph("行政复议结果维持0件、结果纠正0件，尚未审结0件。", ParagraphAnchor(900))
    result = check_document(replace(document, blocks=(*document.blocks, spoken)), sheet)
    assert only(result, "FMT-TAB").severity is E


def test_each_missing_table_is_its_own_finding():
    """seed 000."""
    result = tab("disclosure", "requests", "reviews")
    assert [f.message[-4:-1] for f in of(result, "FMT-TAB")] == ["有表一", "有表二", "有表三"]


def test_tables_in_an_attachment():
    """seed 000."""
    ending = ("本单位全年未收取信息处理费。", "附件【2023年政府信息公开年报(清禾县).docx】")
    result = tab("disclosure", "requests", "reviews", ending=ending)
    finding = only(result, "FMT-TABIMG")
    assert (finding.severity, finding.outcome) == (E, BROKEN)
    assert "表一、表二、表三" in finding.message
    assert "附件“2023年政府信息公开年报(清禾县).docx”" in finding.message
    assert all("附件" in f.message for f in of(result, "FMT-TAB"))


def test_tables_in_a_file_the_reader_found():
    result = tab("requests", attachments=[("file", "附件：表二.xlsx", 6)])
    assert "表二.xlsx" in only(result, "FMT-TABIMG").message


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "附件：2023年度政府信息公开工作年度报告数据表（点击下载）",
            "附件“2023年度政府信息公开工作年度报告数据表",
        ),
        ("附表1：主动公开政府信息情况统计表", "附件“主动公开政府信息情况统计表”"),
        ("具体数据详见附件。", "似在附件里"),
    ],
)
def test_tables_in_an_attachment_that_is_only_named(said, told):
    result = tab("disclosure", "requests", "reviews", ending=("未收取信息处理费。", said))
    assert told in only(result, "FMT-TABIMG").message


@pytest.mark.parametrize("said", ["附件：工作大事记", "详见附件。", "表彰先进，见附则。"])
def test_another_attachment_says_nothing_of_tables(said):
    result = tab("disclosure", "requests", "reviews", ending=("未收取信息处理费。", said))
    assert of(result, "FMT-TABIMG") == []


def test_pictures_that_were_read_are_pictures_all_the_same():
    document = make_document("F2021")
    sheet = recognise(document)
    place = PictureAnchor("word/media/image1.png", Box(0, 0, 9, 9))
    facts = {
        a: replace(f, anchor=place) if a.startswith("reviews/") else f
        for a, f in sheet.facts.items()
    }
    result = check_document(document, replace(sheet, facts=MappingProxyType(facts)))
    finding = only(result, "FMT-TABIMG")
    assert (finding.severity, finding.message) == (W, "表三是图片，应在正文中以表格列出。")
    assert of(result, "FMT-TAB") == []


def test_tables_as_pictures():
    result = tab("requests", attachments=[("image", "image3.png", 3)])
    assert "图片" in only(result, "FMT-TABIMG").message


def test_a_picture_elsewhere_is_no_table():
    result = tab("requests", attachments=[("image", "logo.png", 1)])
    assert of(result, "FMT-TABIMG") == []
    assert len(of(result, "FMT-TAB")) == 1


def test_an_attachment_beside_tables_is_no_matter():
    assert tab(ending=("未收取信息处理费。", "附件：清禾县年报.pdf")).findings == ()


def test_2019_is_transitional():
    keys = ("disclosure", "requests", "reviews")
    result = structure(
        make_document(
            "F2019", tables=dict.fromkeys(keys), title=titled(2019), ending=("附件：表.doc",)
        )
    )
    assert {f.severity for f in of(result, "FMT-TAB")} == {W}
    assert only(result, "FMT-TABIMG").severity is W


def test_the_old_form_in_2019_lacks_the_new_tables():
    """seed 004."""
    result = structure(make_document("F2014", title=titled(2019), headings=SIX))
    assert [f.severity for f in of(result, "FMT-TAB")] == [W, W, W]
    assert result.checked["FMT-TAB"].broken == 3


def test_the_tables_of_another_year_are_there():
    """real/15: FMT-YEARTPL says it."""
    result = structure(make_document("F2019", title=titled(2022)))
    assert of(result, "FMT-TAB") == []
    assert [f.rule for f in result.findings] == ["FMT-YEARTPL"]


@pytest.mark.parametrize("year", [2009, 2013])
def test_no_tables_are_asked_for_before_2014(year):
    document = make_document("F2008", title=titled(year), headings=["一、概述", "二、主动公开"])
    result = structure(document)
    assert "FMT-TAB" not in result.checked
    assert result.checked["FMT-YEARTPL"].holds == 1


def test_the_statistics_are_asked_for_from_2014_on():
    document = make_document("F2008", title=titled(2015), headings=["一、概述", "二、主动公开"])
    finding = only(structure(document), "FMT-TAB")
    assert (finding.severity, finding.message) == (E, "没有统计表（政府信息公开情况统计表）。")


# ---- FMT-ROWS


def with_reading(on: str = "F2021", **reading):
    document = make_document(on, title=titled(form(on).years[0]))
    sheet = recognise(document)
    table = reading.pop("key", "disclosure")
    tables = dict(sheet.tables)
    tables[table] = replace(tables[table], **reading)
    return check_document(document, replace(sheet, tables=tables))


def test_a_missing_row_is_doubtful():
    requests = form("F2021").table("requests")
    row = next(c.row for c in requests.cells if c.address == "requests/refused_third_party/other")
    short = without_rows(drawn(requests, {}, 1), [row])
    finding = only(structure(make_document("F2021", tables={"requests": short})), "FMT-ROWS")
    assert (finding.severity, finding.outcome) == (W, BROKEN)
    assert finding.message == "表二与统一格式不同：缺少1行：“4.保护第三方合法权益”。"


def test_a_row_whose_label_is_there_is_not_called_missing():
    """The recogniser made nothing of it."""
    document = make_document("F2021")
    sheet = recognise(document)
    facts = {a: f for a, f in sheet.facts.items() if "refused_third_party" not in a}
    result = check_document(document, replace(sheet, facts=facts))
    finding = only(result, "FMT-ROWS")
    assert (finding.severity, finding.outcome) == (W, CANNOT)
    assert "有1行未能读出：“4.保护第三方合法权益”" in finding.message
    assert result.checked["FMT-ROWS"].cannot_check == 1


def test_a_row_more_is_doubtful_and_a_known_one_information():
    unknown = Stray("row", "便民服务", ("3",), anchor=ParagraphAnchor(7))
    finding = only(with_reading("F2019", strays=(unknown,)), "FMT-ROWS")
    assert finding.severity is W
    assert "增加1行：“便民服务”" in finding.message
    assert finding.anchors == (ParagraphAnchor(7),)
    # real/32, in traditional characters and with its explanation
    hubei = Stray("row", "其他主動公開檔案(含以本單位名義正式簽發的)", ("2", "2", "9"))
    assert only(with_reading("F2019", strays=(hubei,)), "FMT-ROWS").severity is I
    both = with_reading("F2019", strays=(unknown, hubei))
    assert [f.severity for f in of(both, "FMT-ROWS")] == [W, I]
    assert both.checked["FMT-ROWS"].broken == 1


def test_a_column_more_is_doubtful():
    stray = Stray("column", "备注", ())
    assert "增加1列" in only(with_reading(strays=(stray,)), "FMT-ROWS").message


@pytest.mark.parametrize(
    ("key", "official", "printed"),
    [
        ("disclosure", "行政规范性文件", "规范性文件"),  # seed 001
        (
            "requests",
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息申请",  # seed 001
        ),
        (
            "requests",
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            "1.逾期不补正",
        ),
        ("disclosure", "规章", "规章（设区的市、自治州人民政府应提供相关数据）"),  # real/10
    ],
)
def test_a_harmless_wording_is_information(key, official, printed):
    finding = only(with_reading(key=key, renamed=((official, printed),)), "FMT-ROWS")
    assert finding.severity is I
    assert printed[:10] in finding.message


def test_another_name_is_doubtful():
    finding = only(with_reading(renamed=(("行政强制", "行政检查次数"),)), "FMT-ROWS")
    assert finding.severity is W


def test_the_23_row_table_is_doubtful_in_2021():
    result = structure(make_document("F2021_23rows", title=titled(2023)))
    finding = only(result, "FMT-ROWS")
    assert finding.severity is W
    assert "（六）其他处理未分项（23行）" in finding.message


def test_a_provinces_own_form_is_information():
    result = structure(make_document("F2014_fujian", title=titled(2015)))
    assert only(result, "FMT-ROWS").severity is I


def test_the_national_form_without_a_provinces_rows_is_whole():
    table = form("F2014").tables[0]
    extension = {line.addresses[0] for line in table.lines if line.extension}
    rows = [c.row for c in table.cells if c.address in extension]
    short = without_rows(drawn(table, {}, 0), rows)
    result = structure(make_document("F2014", tables={"statistics": short}, title=titled(2016)))
    assert result.findings == ()


# ---- files that break off


def cut_requests():
    """表二 broken off after （一）予以公开."""
    table = form("F2021").table("requests")
    last = next(c.row for c in table.cells if c.address == "requests/granted/total")
    return {"requests": without_rows(drawn(table, {}, 1), range(last + 1, table.row_count))}


def test_what_comes_after_the_break_is_not_called_missing():
    """As real/08, 12, 16, 17, 33."""
    result = structure(
        make_document("F2021", tables=cut_requests(), stop_after="requests", kind="text")
    )
    (finding,) = result.findings
    assert (finding.rule, finding.severity, finding.outcome) == ("FMT-CH", W, CANNOT)
    assert "表二中间中断" in finding.message
    assert result.checked["FMT-CH"].cannot_check == 3
    assert result.checked["FMT-TAB"].cannot_check == 1
    assert result.checked["FMT-ROWS"].cannot_check == 1
    assert all(t.broken == 0 for t in result.checked.values())


def test_what_comes_before_the_break_is_missing():
    document = make_document(
        "F2021",
        tables=cut_requests() | {"disclosure": None},
        headings=("一、总体情况", "二、行政处罚公示情况", SIX[2]),
        stop_after="requests",
        kind="text",
    )
    assert "表一" in only(structure(document), "FMT-TAB").message


@pytest.mark.parametrize(
    "tail",
    [
        "本年处理决定",
        "申請",
        "(二)部分",
        "3.补正后申请内容",
        "五、存在的主",
    ],  # real/20, 27, 16, 15, 25
)
def test_a_label_begun_at_the_end_is_a_break(tail):
    document = make_document(
        "F2021", tables={"reviews": None}, headings=SIX[:3], ending=(tail,), kind="text"
    )
    result = structure(document)
    assert [f.outcome for f in of(result, "FMT-CH")] == [CANNOT]
    assert of(result, "FMT-TAB") == []


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_docx_or_pdf_that_opens_is_whole(kind):
    document = make_document("F2021", tables=cut_requests(), stop_after="requests", kind=kind)
    result = structure(document)
    assert only(result, "FMT-CH").severity is E
    assert "表三" in only(result, "FMT-TAB").message
    assert "缺少" in only(result, "FMT-ROWS").message


def test_a_report_that_goes_on_is_whole():
    document = make_document("F2021", tables=cut_requests(), kind="text")
    finding = only(structure(document), "FMT-ROWS")
    assert (finding.severity, finding.outcome) == (W, BROKEN)
    assert "缺少22行" in finding.message


def test_a_report_that_ends_after_a_whole_table_lacks_its_last_chapters():
    document = make_document("F2021", stop_after="reviews", kind="text")
    assert only(structure(document), "FMT-CH").outcome is BROKEN


def test_a_sheet_without_a_form_is_no_reason_to_fall():
    document = make_document("F2021")
    sheet = replace(make_sheet("F2021"), form=None, format=None, facts={}, tables={}, title=Title())
    result = check_document(document, sheet)
    assert result.findings == ()
    assert result.checked["FMT-TAB"].cannot_check == 1


def test_chapters_may_have_no_place():
    sheet = replace(
        make_sheet("F2021", year=2023), chapters=(Chapter(1, "总体情况", 0), Chapter(0, "附件", 1))
    )
    result = check_document(make_document("F2021"), sheet)
    assert of(result, "FMT-CH") == []  # the headings stand in the text
    assert "“附件”" in only(result, "FMT-CHNAME").message


def test_a_missing_table_has_no_rows_to_speak_of():
    reading = TableReading("reviews", TablePresence.MISSING, missing=("表三",))
    sheet = make_sheet("F2021", without=["reviews"], readings={"reviews": reading})
    result = check_document(make_document("F2021"), sheet)
    assert of(result, "FMT-ROWS") == []
