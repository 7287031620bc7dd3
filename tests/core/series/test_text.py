"""XY-DUP, XY-YEAR and NN-YOY: the texts of two years."""

from __future__ import annotations

import random

import pytest

from core.finding import Severity
from core.rules.prose import Line, prose_of
from core.series import overlap
from tests.core.series.making import audit, of, report, tally

W = Severity.WARNING

FIRST = (
    "围绕重点工程和惠民补贴及时发布信息，对重要政策同步发布图文解读。清理失效文件并标注效力状态，按季度更新权责清单。",
    "畅通申请渠道，指定专人办理，答复前做好合法性审核，全年办结申请12件，没有逾期。",
    "落实先审查后公开的要求，严把内容关和保密关，统一文件公开属性的认定口径，对历史信息分批整理归档。",
    "优化政府网站公开专栏的检索功能，规范政务新媒体的开设和运行维护，在政务服务大厅设置查阅点。",
)
OTHER = (
    "结合乡村建设开设专题，公开村庄规划、补助标准和验收结果，方便农户查询比对。",
    "建立依申请公开案例库，请法律顾问参与疑难件会商，登记、转办、答复各环节留痕。",
    "逐件核对历年文件的公开属性，过时的移入历史栏，重复的合并，错漏的改正。",
    "新媒体账号由三个减为一个，集中力量做好留言回复，平均两天内答复网民。",
)


def years(earlier: tuple[str, ...], later: tuple[str, ...], **more):
    return audit(report(2022, said=earlier), report(2023, said=later, **more))


# ---- XY-DUP


def test_copied_text_with_new_figures_is_copied():
    later = tuple(t.replace("12件", "15件").replace("，", " ，") for t in FIRST)
    (finding,) = of(years(FIRST, later), "XY-DUP")
    assert finding.severity is W
    assert "重复率为" in finding.message
    pairs = [(here.text, there.text) for here, there in finding.passages]
    assert any("全年办结申请15件" in here and "全年办结申请12件" in there for here, there in pairs)
    for here, there in finding.passages:
        assert here.line.text[here.start : here.end] == here.text
        assert here.line.anchor is not None
        assert (
            there.line
            in prose_of(
                finding.earlier.document, finding.earlier.sheet, finding.earlier.sheet.form
            ).lines
        )


def test_a_text_of_its_own_is_not():
    result = years(FIRST, OTHER)
    assert of(result, "XY-DUP") == []
    assert tally(result, "XY-DUP") == (1, 0, 0)


def test_half_of_it_may_stay():
    assert of(years(FIRST, (*FIRST[:1], *OTHER)), "XY-DUP") == []
    assert of(years(FIRST, (*FIRST[:3], OTHER[0])), "XY-DUP")


def test_too_little_text_can_not_be_compared():
    result = audit(report(2022, bodies={1: ("全年公开信息。",), 5: ()}), report(2023))
    assert tally(result, "XY-DUP") == (0, 0, 1)


def lines(*texts: str) -> list[Line]:
    return [Line(t, i, None) for i, t in enumerate(texts)]


def test_the_rate_is_the_share_of_repeated_characters():
    same, own = "一二三四五六七八九十甲乙", "子丑寅卯辰巳午未申酉戌亥"
    found = overlap(lines(own + same), lines("前言。" + same))
    assert (found.length, found.rate) == (24, 0.5)
    ((here, there),) = found.passages
    assert (here.text, there.text) == (same, same)
    assert overlap(lines(same[:9] + own), lines(same)).rate == 0  # nine are too few
    assert overlap([], lines(same)).rate == 0


def test_a_run_ends_with_its_paragraph():
    found = overlap(
        lines("甲乙丙丁戊己庚辛", "壬癸子丑寅卯辰巳"), lines("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳")
    )
    assert found.rate == 0


def test_long_reports_are_compared_at_once():
    """Every character of one is everywhere in the other: the worst case for naive comparison."""
    rng = random.Random(3)
    text = ["".join(rng.choices("政府信息公开", k=400)) for _ in range(60)]
    assert overlap(lines(*text), lines(*reversed(text))).rate == 1


# ---- XY-YEAR

IN = "requests/received/total"


@pytest.mark.parametrize(
    "said", ["2022年收到政府信息公开申请30件。", "上年收到政府信息公开申请30件。"]
)
def test_last_years_figure_as_it_was(said):
    before = report(2022, {IN: 30})
    result = audit(before, report(2023, {IN: 45}, said=(said,)))
    assert of(result, "XY-YEAR") == []
    assert tally(result, "XY-YEAR") == (1, 0, 0)


def test_last_years_figure_changed():
    now = report(2023, {IN: 45}, said=("2022年收到政府信息公开申请36件，2023年收到45件。",))
    (finding,) = of(audit(report(2022, {IN: 30}), now), "XY-YEAR")
    assert finding.severity is W
    assert "2022年收到政府信息公开申请36件" in finding.message
    assert "2022年的报告为30" in finding.message


def test_a_figure_of_an_earlier_year_is_no_matter():
    now = report(2023, said=("2021年收到政府信息公开申请36件。",))
    result = audit(report(2022, {IN: 30}), now)
    assert "XY-YEAR" not in result.checked


# ---- NN-YOY


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ("全年收到政府信息公开申请45件，同比增长50%。", True),
        ("全年收到政府信息公开申请45件，比上年增长50.0%。", True),
        ("全年收到政府信息公开申请45件，较2022年增加15件。", True),
        ("全年收到政府信息公开申请45件，同比增长33.3%。", False),
        ("全年收到政府信息公开申请45件，比上年减少15件。", False),
        ("全年收到政府信息公开申请45件，同比下降50%。", False),
    ],
)
def test_growth(said, holds):
    result = audit(report(2022, {IN: 30}), report(2023, {IN: 45}, said=(said,)))
    assert tally(result, "NN-YOY") == ((1, 0, 0) if holds else (0, 1, 0))
    if not holds:
        (finding,) = of(result, "NN-YOY")
        assert finding.severity is W
        assert "≠" in finding.equation


def test_growth_told_in_the_next_sentence():
    """Seed 004: “…366条。数量相比于2018年提高20.8%。” ⇒ 303 in 2018."""
    said = "2019年本镇全年共主动公开政府信息366条。数量相比于2018年提高20.8%。"
    row = "statistics/disclosed/value"
    fits, other = report(2018, {row: 303}), report(2018, {row: 290})
    now = report(2019, {row: 366}, key="F2014", said=(said,))
    assert tally(audit(fits, now), "NN-YOY") == (1, 0, 0)
    (finding,) = of(audit(other, now), "NN-YOY")
    assert finding.equation == "（366 − 290）÷ 290 = 26.21% ≠ 20.8%"


@pytest.mark.parametrize(
    "said",
    [
        "全年收到政府信息公开申请45件，比2019年增长50%。",  # another year than the last
        "全年收到政府信息公开申请45件，环比增长50%。",
        "全年培训120人次，同比增长20%。",  # no table counts it
    ],
)
def test_other_comparisons_are_no_matter(said):
    result = audit(report(2022, {IN: 30}), report(2023, {IN: 45}, said=(said,)))
    assert of(result, "NN-YOY") == []


def test_growth_from_a_report_that_does_not_say():
    now = report(2023, {IN: 45}, said=("全年收到政府信息公开申请45件，同比增长50%。",))
    result = audit(report(2022, {IN: "三十余"}), now)
    assert tally(result, "NN-YOY") == (0, 0, 1)
