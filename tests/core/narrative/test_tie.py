"""Ties: every figure of the text that speaks of the tables, its place, its state, and edits."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.case import Case, Edit
from core.document import Paragraph
from core.narrative import TieState, evaluate, tie
from core.narrative.passages import normalised
from tests.core.narrative.telling import DONE, LEFT, NEW, OLD, requests, told

TEXT = "全年共受理政府信息公开申请31件，答复29件（含上年度结转申请3件，另有5件顺延到下年度答复）；2022年收到77件。"
FIGURES = requests(
    received=31, brought_forward=3, concluded_total=29, carried_forward=5, granted=29
)


def states(found) -> list[tuple[str, str, str]]:
    return [(t.figure.text, str(t.state), t.rule) for t in found.ties]


def test_every_tied_figure_has_its_place_and_its_cells():
    found = told(TEXT, FIGURES, year=2023)
    assert states(found) == [
        ("31件", "agrees", "NT-REQ"), ("29件", "agrees", "NT-REQ"), ("3件", "agrees", "NT-REQ"), ("5件", "agrees", "NT-REQ"),
        ("77件", "unsure", "NT-REQ"),
    ]  # fmt: skip
    assert [t.addresses for t in found.ties[:4]] == [
        (f"{row}/total",) for row in (NEW, DONE, OLD, LEFT)
    ]
    assert found.ties[-1].why == "说的是2022年"
    for each in found.ties:
        block = found.document.blocks[each.figure.block]
        assert isinstance(block, Paragraph)
        assert normalised(block.text[each.figure.start : each.figure.end]) == each.figure.text
    assert tie(found.document, found.sheet) == found.ties


def test_a_reading_with_the_requests_carried_over_is_tried():
    found = told("全年共收到政府信息公开申请34件。", FIGURES)
    assert states(found) == [("34件", "agrees", "NT-REQ")]
    assert found.ties[0].addresses == (f"{NEW}/total", f"{OLD}/total")
    assert states(told("全年新收政府信息公开申请34件。", FIGURES)) == [
        ("34件", "disagrees", "NT-REQ")
    ]


def test_a_total_and_its_list_are_two_ties():
    found = told(
        "答复政府信息公开申请29件，其中予以公开20件，部分公开5件，不予公开1件，无法提供1件，不予处理1件，其他处理0件。",
        FIGURES,
    )
    assert [(t.rule, t.state) for t in found.ties if t.figure.text == "29件"] == [
        ("NT-REQ", TieState.AGREES), ("NN-SUM", TieState.DISAGREES),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("without", "others", "why"),
    [
        (("requests",), "0", "表中的数缺失或读不出，无法核对"),
        ((), "", "表中的数缺失或读不出，无法核对"),
    ],
)
def test_tables_that_are_not_there_or_left_empty(without, others, why):
    found = told("收到政府信息公开申请31件。", without=without, others=others)
    assert [(t.state, t.why) for t in found.ties] == [(TieState.UNSURE, why)]
    assert found.said("NT-REQ") == []
    assert found.tally("NT-REQ") == (0, 0, 1)


def test_what_the_form_has_no_row_for():
    found = told("收到政府信息公开申请2件，其中网络申请2件。", requests(received=2))
    assert [(t.figure.text, t.state, t.why) for t in found.ties[1:2]] == [
        ("2件", TieState.AGREES, "各项之和")
    ] or found.ties[-1].why == "表中没有对应的格"


def test_edits_move_the_ties(tmp_path: Path):
    rows = "".join(
        f"<tr><td>{label}</td>" + "".join(f"<td>{v}</td>" for v in values) + "</tr>"
        for label, values in (
            ("一、本年新收政府信息公开申请数量", (3, 0, 0, 0, 0, 0, 3)),
            ("二、上年结转政府信息公开申请数量", (0, 0, 0, 0, 0, 0, 0)),
            ("四、结转下年度继续办理", (3, 0, 0, 0, 0, 0, 3)),
        )
    )
    path = tmp_path / "report.html"
    path.write_text(
        "<meta charset=utf-8><h1>清禾县2023年政府信息公开工作年度报告</h1><p>一、总体情况</p>"
        "<p>2023年共收到政府信息公开申请4件。</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>"
        "<table><tr><td>（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td><td>自然人</td><td>商业企业</td><td>科研机构</td>"
        f"<td>社会公益组织</td><td>法律服务机构</td><td>其他</td><td>总计</td></tr>{rows}</table>",
        encoding="utf-8",
    )
    case = Case.open(path)
    assert [t.state for t in case.ties] == [TieState.DISAGREES]
    moved = case.set_edits({f"{NEW}/total": Edit("4"), f"{NEW}/natural_person": Edit("4")})
    assert [t.state for t in case.ties] == [TieState.AGREES]
    assert "NT-REQ" in {f.rule for f in moved.before.findings}
    assert "NT-REQ" not in {f.rule for f in moved.after.findings}
    case.set_edits({f"{NEW}/total": None, f"{NEW}/natural_person": None})
    assert [t.state for t in case.ties] == [TieState.DISAGREES]
    assert evaluate(case.narrative, case.sheet).ties == case.ties
