"""What follows from what: one cause once, nothing lost, nothing under what is milder; the cases are in the
words of the checks themselves and of real reports."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.case import Case
from core.consequence import case_consequences, consequences, culprits_of
from core.document import ParagraphAnchor
from core.export.report_json import grouped, payload, report_dict
from core.finding import CellState, Change, CheckResult, Finding, Outcome, Severity, Suggestion
from core.localise import localise
from core.localise.text import text_evidence
from core.rules import check_sheet
from tests.core.rules.making import make_document
from tests.core.test_localise import COUNTY, F2021, sheet_of
from tests.generator.figures import consistent_figures

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"
HERE, THERE = (ParagraphAnchor(1),), (ParagraphAnchor(2),)
ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
BROKEN, CANNOT = Outcome.BROKEN, Outcome.CANNOT_CHECK
_RANK = {(ERROR, BROKEN): 0, (WARNING, BROKEN): 1, (INFO, BROKEN): 3}


def told(case: Case) -> list[tuple[str, str]]:
    """Rule and head's rule of what follows."""
    localisation = localise(case.sheet, case.result, text_evidence(case.ties, case.sheet))
    findings = case.result.findings
    follows = case_consequences(case, localisation)
    return [(findings[c].rule, findings[h].rule) for c, h in follows.items()]


def pairs(*findings: Finding, cells: dict[str, CellState] | None = None) -> dict[int, int]:
    return dict(consequences(CheckResult(findings, {}, cells or {})))


def said(rule: str, message: str, severity: Severity = ERROR, outcome: Outcome = BROKEN) -> Finding:
    return Finding(rule, severity, outcome, message)


# ---- tables that are not there


ELSEWHERE = said(
    "FMT-TABIMG", "表一、表二不在正文中，正文只有章节标题，表格似在图片里，应在正文中列出。"
)
MISSING = [
    said("FMT-TAB", "第二章“主动公开政府信息情况”下没有表一，似在图片里。"),
    said("FMT-TAB", "没有表三（政府信息公开行政复议、行政诉讼情况）。"),
]


def test_tables_in_an_attachment_are_one_cause_and_another_missing_table_is_not():
    assert pairs(*MISSING, ELSEWHERE) == {0: 2}


def test_a_chapter_that_is_missing_takes_its_table_with_it():
    lost = said("FMT-CH", "缺少“四、政府信息公开行政复议、行政诉讼情况”。")
    other = said("FMT-CH", "缺少“二、主动公开政府信息情况”。")
    twice = said("FMT-CH", "“四、政府信息公开行政复议、行政诉讼情况”出现了不止一次。", WARNING)
    assert pairs(lost, *MISSING) == {2: 0}
    assert pairs(other, *MISSING) == {}
    assert pairs(twice, *MISSING) == {}


OLD = "2019年度的报告用的是2014年格式（统计表）的表格，应使用2019年格式（试行）（国办公开办函〔2019〕60号）。"


def test_tables_of_the_form_that_was_not_used():
    template = said("FMT-YEARTPL", OLD, WARNING)
    missing = said("FMT-TAB", "第二章“主动公开政府信息情况”下没有表一。", WARNING)
    assert pairs(missing, template, cells={"statistics/meetings/value": CellState.HOLDS}) == {0: 1}
    # another year's form, and one of its own tables is missing besides
    own = {"disclosure/fees/previous": CellState.HOLDS}
    assert pairs(missing, template, cells=own) == {}
    assert pairs(missing, template) == {}


def test_the_old_notice_goes_with_the_old_form():
    template = said(
        "FMT-YEARTPL", "2022年度的报告用的是2019年格式（试行）的表格，应使用2021年格式。"
    )
    cited = "编制依据有误：2022年度的格式依据是国办公开办函〔2021〕30号，所引“国办公开办函〔2019〕60号”已被替代"
    assert pairs(template, said("FMT-BASIS", f"{cited}。", INFO)) == {1: 0}
    more = f"{cited}；国务院令第492号是2007年公布的《条例》。"
    assert pairs(template, said("FMT-BASIS", more, INFO)) == {}


def test_nothing_stands_under_what_is_milder():
    mild = said("FMT-TABIMG", ELSEWHERE.message, WARNING)
    assert pairs(MISSING[0], mild) == {}


def test_what_a_broken_off_file_left_unread():
    cut = said(
        "FMT-ROWS", "文件在统计表中间中断，其后的内容无法核对，请取得完整的报告。", WARNING, CANNOT
    )
    blank = said(
        "CEL-BLANK", "统计表只读到3格，且均为空白，无法核对，请查看原件。", WARNING, CANNOT
    )
    unfilled = said("CEL-BLANK", "表一的22格全部空白，表格未填写；没有数的格也应填“0”。")
    assert pairs(unfilled, blank, cut) == {1: 2}


# ---- one wrong figure


def test_a_row_and_a_column_of_one_wrong_cell_are_one_cause():
    assert told(Case.open(SAMPLES / "linxi_2019.html")) == [("T2-OUT", "T2-ROW")]


def test_two_causes_stay_apart():
    """Two columns are out of balance by one each, and which way is not certain."""
    case = Case.open(SAMPLES / "qinghe_2024.docx")
    assert told(case) == [("T2-OUT", "T2-ROW")]
    assert [f.rule for f in case.result.findings].count("T2-BAL") == 2


TABLE = "requests/granted/total"
MEND = Suggestion((Change(TABLE, "275", "258"),), "…")


def _of_one_cell() -> tuple[Finding, ...]:
    row = Finding("T2-ROW", ERROR, BROKEN, "…", (TABLE, "x"), suggestions=(MEND,))
    column = Finding("T2-OUT", ERROR, BROKEN, "…", (TABLE, "y", "z"), suggestions=(MEND,))
    text = Finding("NT-OUT", ERROR, BROKEN, "文中写…", (TABLE,), anchors=HERE)
    other = Finding("NT-OUT", ERROR, BROKEN, "文中写…", (TABLE, "v"), anchors=HERE)
    return (text, other, column, row)


def test_the_text_that_agrees_after_the_repair_follows_too():
    text, other, _, row = findings = _of_one_cell()
    result = CheckResult(findings)
    assert dict(consequences(result)) == {}  # no one is certain
    assert culprits_of(row, {TABLE}) == (TABLE,)
    assert culprits_of(text, {TABLE}) == ()
    assert dict(consequences(result, {TABLE})) == {2: 3}
    asked: list[dict[str, str]] = []

    def tried(texts):
        asked.append(dict(texts))
        return CheckResult((other,))

    assert dict(consequences(result, {TABLE}, tried)) == {0: 3, 2: 3}
    assert asked == [{TABLE: "258"}]
    # said of the same sentence with other figures: it is still wrong
    still = Finding("NT-OUT", ERROR, BROKEN, "…", (TABLE, "w"), anchors=HERE)
    assert dict(consequences(result, {TABLE}, lambda _: CheckResult((other, still)))) == {2: 3}


def test_a_remark_on_how_the_cell_is_written_does_not_follow():
    *_, row = _of_one_cell()
    written = Finding("CEL-SEP", INFO, BROKEN, "带有千分位分隔符", (TABLE,))
    assert dict(consequences(CheckResult((row, written)), {TABLE}, lambda _: CheckResult())) == {}


# ---- figures of the text


def tie(left: int, right: int, anchors: tuple[ParagraphAnchor, ...] = HERE) -> Finding:
    return Finding(
        "NT-OUT", WARNING, BROKEN, "文中写…", (f"requests/{right}/total",), left=Decimal(left),
        right=Decimal(right), difference=Decimal(left - right), anchors=anchors,
    )  # fmt: skip


def a_sum(left: int, right: int, parts: str, severity: Severity = WARNING) -> Finding:
    message = (
        f"文中写“答复805件”，所列{parts.count('+') + 1}项 {parts} = {right}，少于总数{left}件。"
    )
    return Finding(
        "NN-SUM", severity, BROKEN, message, left=Decimal(left), right=Decimal(right),
        difference=Decimal(left - right), anchors=HERE,
    )  # fmt: skip


def test_a_sum_of_wrong_parts_follows_when_the_tables_figures_make_it_up():
    """real/01: 89 are missing, 17 in one part and 72 in another."""
    wrong = a_sum(805, 716, "258 + 35 + 265 + 158 + 0")
    assert pairs(wrong, tie(258, 275), tie(265, 337)) == {0: 1}
    assert pairs(wrong, tie(258, 275)) == {}
    assert pairs(wrong, tie(258, 275), tie(265, 337, THERE)) == {}
    assert pairs(wrong, tie(258, 275), tie(265, 336)) == {}
    assert pairs(a_sum(805, 716, "258 + 258 + 200"), tie(258, 347)) == {}  # which of the two?


def test_a_sum_whose_total_is_wrong():
    assert pairs(a_sum(805, 716, "258 + 458"), tie(805, 716)) == {0: 1}


@pytest.mark.parametrize(
    ("part", "right", "said_", "follows"),
    [
        (258, 275, "34.2", True),
        (258, 275, "33.9", False),
        (258, 275, "34", True),
        (35, 36, "34.2", False),
    ],
)
def test_a_percentage_of_a_wrong_figure(part, right, said_, follows):
    share = Finding(
        "NT-RATE", WARNING, BROKEN, "文中写…", (), f"258 ÷ 805 = 32.0% ≠ {said_}%", anchors=HERE
    )
    assert pairs(share, tie(part, right)) == ({0: 1} if follows else {})


def test_a_percentage_that_was_not_rounded_stands_for_itself():
    share = Finding(
        "NT-RATE", INFO, BROKEN, "…四舍五入…", (), "35 ÷ 805 = 4.35% ≠ 4.34%", anchors=HERE
    )
    assert pairs(tie(35, 35), share) == {}


# ---- everything, once


def _drawn(texts: dict[str, str]) -> tuple[CheckResult, dict[int, int], frozenset[str]]:
    sheet = sheet_of({**COUNTY, **texts})
    result = check_sheet(sheet)
    found = localise(sheet, result)
    attached = found.attached(result)
    follows = consequences(
        attached, found.culprits, lambda more: check_sheet(sheet_of({**COUNTY, **texts, **more}))
    )
    return attached, dict(follows), found.culprits


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from([a for a in COUNTY if a.startswith("requests/")]),
        st.integers(0, 300).map(str), min_size=1, max_size=3,
    )
)  # fmt: skip
def test_every_finding_once_and_the_heads_worst_first(texts):
    result, follows, culprits = _drawn(texts)
    heads = [i for i in range(len(result.findings)) if i not in follows]
    assert set(follows.values()) <= set(heads)

    def rank(i: int) -> int:
        finding = result.findings[i]
        return _RANK.get((finding.severity, finding.outcome), 2)

    assert all(rank(h) <= rank(c) for c, h in follows.items())
    assert [rank(h) for h in heads] == sorted(rank(h) for h in heads)
    for child, head in follows.items():
        changed = culprits_of(result.findings[head], culprits)
        assert changed
        # one cause: what follows is about a figure that the head's repair changes
        assert set(changed) & set(result.findings[child].addresses)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6), st.integers(1, 3))
def test_a_second_error_is_never_hidden_under_the_first(seed, number):
    """Errors planted apart from each other: what follows is about the same wrong cell as its head, and
    each wrong cell stands at the top."""
    chance = random.Random(seed)
    base = {a: str(v) for a, v in consistent_figures(F2021, chance).items()}
    planted = {}
    for address in chance.sample(
        [a for a in base if a.startswith(("requests/", "reviews/"))], number
    ):
        value = int(base[address])
        wrong = chance.choice((value + chance.randint(1, 9), value * 10 + 1, int(str(value)[::-1])))
        if wrong != value:
            planted[address] = str(wrong)
    texts = {**base, **planted}
    sheet = sheet_of(texts)
    result = check_sheet(sheet)
    found = localise(sheet, result)
    follows = consequences(
        found.attached(result),
        found.culprits,
        lambda more: check_sheet(sheet_of({**texts, **more})),
    )
    findings = result.findings
    for child, head in follows.items():
        assert planted.keys() & set(findings[child].addresses) & set(findings[head].addresses)
    of_cells = [f for f in findings if f.outcome is BROKEN and planted.keys() & set(f.addresses)]
    heads = [f for i, f in enumerate(findings) if i not in follows]
    for address in planted:
        if any(address in f.addresses for f in of_cells):
            assert any(address in f.addresses for f in heads)


def test_two_wrong_cells_of_a_column_are_two_causes():
    """Each breaks its row; the column they both break follows from one of them."""
    rows = ("granted", "unavailable_not_held")
    one, other = (f"requests/{row}/natural_person" for row in rows)
    result, follows, culprits = _drawn({one: "44", other: "28"})
    assert {one, other} <= culprits
    heads = [f for i, f in enumerate(result.findings) if i not in follows]
    assert [f.rule for f in heads] == ["T2-ROW", "T2-ROW"]
    assert [culprits_of(f, culprits) for f in heads] == [(one,), (other,)]
    assert [result.findings[i].rule for i in follows] == ["T2-OUT"]


def test_the_groups_hold_every_finding_and_the_json_knows_nothing_of_them():
    report = report_dict(Case.open(SAMPLES / "qinghe_2024.docx"))
    groups = grouped(report)
    every = [f for head, below in groups for f in (head, *below)]
    assert sorted(map(id, every)) == sorted(map(id, report["findings"]))
    assert [f["rule"] for head, below in groups for f in below] == ["T2-OUT"]
    assert "follows" in report
    (said_,) = payload([report])["reports"]
    assert "follows" not in said_
    assert said_["findings"] is report["findings"]


def test_a_document_without_its_tables(tmp_path):
    document = make_document(
        "F2021", tables={"disclosure": None, "requests": None, "reviews": None},
        attachments=[("file", "2023年年报.docx", 2)],
    )  # fmt: skip
    assert told(Case(document)) == [("FMT-TAB", "FMT-TABIMG")] * 3


# ---- real reports


@pytest.mark.skipif(not REPORTS.is_dir(), reason="../shared/reports is not here")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("seeds/000_zhuoni_2020.txt", [("FMT-TAB", "FMT-TABIMG")] * 3),
        ("seeds/001_wuyuan_hesheng_2021.txt", []),
        ("seeds/003_longde_2020.txt", []),
        (
            "seeds/004_shangfang_2019.txt",
            [("TJ-CH", "TJ-DASH"), *[("FMT-TAB", "FMT-YEARTPL")] * 3, ("NT-14", "TJ-DASH")],
        ),
        ("real/01_shanghai_fgt_2019.html", [("NN-SUM", "NT-OUT")]),
        ("real/15_jiaxian_mingzhen_2022_wrongtemplate.txt", []),
        ("real/24_suixian_kaifaqu_2019_collapsed.txt", [("FMT-LAYOUT", "CEL-GLUE")]),
        ("real/52_xuanzhou_jichuan_2024_stat.txt", [("CEL-BLANK", "FMT-ROWS")]),
    ],
)
def test_reports(name, expected):
    assert told(Case.open(REPORTS / name)) == expected
