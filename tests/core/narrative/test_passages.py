"""Passages: comparable text whose every character leads back to its place, tables left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from core.document import Cell, CellAnchor, Document, Paragraph, ParagraphAnchor, Table, TextAnchor
from core.facts import Chapter
from core.narrative.passages import normalised, passages
from tests.core.rules.making import make_sheet


def document(*texts: str, kind: str = "html") -> Document:
    blocks = tuple(Paragraph(t, ParagraphAnchor(i)) for i, t in enumerate(texts))
    return Document(Path("r.html"), kind, blocks)


def read(*texts: str, chapters=()):
    sheet = replace(make_sheet("F2021"), chapters=tuple(chapters))
    return document(*texts), passages(document(*texts), sheet)


def test_traditional_text_pinyin_and_spaces():
    assert normalised("依申請(qǐng)公開 3 件,占 5 %") == "依申请公开3件，占5%"
    assert normalised("共１２３４条；“政务\u3000公开”") == "共1234条；“政务公开”"
    assert normalised("12 34") == "12 34"


def test_every_figure_leads_back_to_its_place():
    text = "2021年，和勝鄉(xiāng)收到 申請(qǐng) ３ 件，辦結(jié)3件。"
    source, (passage,) = read(text)
    for wanted in ("3件，", "办结3件"):
        at = passage.text.index(wanted)
        block, start, end = passage.place(at, at + len(wanted))
        assert block == 0
        assert normalised(source.blocks[0].text[start:end]) == wanted


def test_a_sentence_cut_by_a_page_break_is_one_passage():
    source, (passage,) = read(
        "其中，政务动态信息1600余条，政策解读类18条，政府开放日信息40条，政府信息",
        "公开年报40条，其他类1365条。",
    )
    at = passage.text.index("公开年报40条")
    assert passage.place(at, at + 7) == (1, 0, 7)
    assert "政府信息公开年报40条" in passage.text
    assert passage.place(at - 2, at + 7)[0] == 0
    assert len(source.blocks) == 2


def test_headings_are_no_passages_and_say_what_follows():
    _, found = read(
        "一、总体情况", "（二）依申请公开情况", "全年收到12件。", "五、存在的主要问题及改进情况", "无。",
        chapters=(Chapter(1, "总体情况", 0), Chapter(5, "存在的主要问题及改进情况", 3)),
    )  # fmt: skip
    assert [(p.text, p.heading, p.chapter) for p in found] == [
        ("全年收到12件。", "（二）依申请公开情况", 1), ("无。", "五、存在的主要问题及改进情况", 5),
    ]  # fmt: skip


def test_tables_are_left_out_be_they_lines_of_text():
    sheet = make_sheet("F2021")
    facts = dict(sheet.facts)
    lines = [a for a in facts if a.startswith("reviews/")]
    for i, address in enumerate(lines):
        facts[address] = replace(facts[address], anchor=ParagraphAnchor(i + 1))
    sheet = replace(sheet, facts=MappingProxyType(facts))
    blocks = [Paragraph("行政复议3件。", ParagraphAnchor(0))]
    blocks += [Paragraph("7件", ParagraphAnchor(i + 1)) for i in range(len(lines))]
    blocks.append(Table((Cell(0, 0, "申请9件。", CellAnchor(0, 0, 0)),)))
    blocks.append(Paragraph("行政诉讼2件。", ParagraphAnchor(99)))
    found = passages(Document(Path("r"), "html", tuple(blocks)), sheet)
    assert [p.text for p in found] == ["行政复议3件。", "行政诉讼2件。"]


def test_a_table_run_together_with_the_prose_is_cut_out():
    text = "全年收到申请1件。指标名称 2014年度 主动公开文件数 2543 78967 附件下载"
    sheet = make_sheet("F2014_fujian")
    facts = dict(sheet.facts)
    start = text.index("2543")
    facts["statistics/disclosed/value"] = replace(
        facts["statistics/disclosed/value"], anchor=TextAnchor(0, start, start + 4)
    )
    facts["statistics/disclosed/cumulative"] = replace(
        facts["statistics/disclosed/cumulative"], anchor=TextAnchor(0, start + 5, start + 10)
    )
    block = Paragraph(text, TextAnchor(0, 0, len(text)))
    source = Document(Path("r.txt"), "text", (block,), text=text)
    (passage,) = passages(source, replace(sheet, facts=MappingProxyType(facts)))
    assert "申请1件" in passage.text
    assert "2543" not in passage.text
    assert "78967" not in passage.text
