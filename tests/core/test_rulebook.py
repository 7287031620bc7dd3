"""An auditor's own rules: off, severities, more rules, more labels; and every mistake by file and line."""

from __future__ import annotations

import pickle
import random

import pytest

from core.case import Case, Edit
from core.finding import CellState, Outcome, Severity
from core.rulebook import Rulebook, RulebookError, load_rulebook, template
from core.rules.policy import Policy
from tests.core.rules.making import drawn, form, make_document
from tests.generator.layout import Layout
from tests.generator.report import generate, lay_out
from tests.generator.samples import form_named
from tests.generator.text import write_text


@pytest.fixture
def load(tmp_path):
    def load_(text: str, encoding: str = "utf-8") -> Rulebook:
        path = tmp_path / "某省.toml"
        path.write_bytes(text.encode(encoding))
        return load_rulebook(path)

    return load_


WRONG = {"requests/granted/total": "3"}
OWN = """
[[rules]]
form = "F2021"
id = "SF-1"
severity = "疑点"
table = "requests"
each = "column"
only = ["total"]
formula = "carried_forward <= received"
title = "结转不多于新收"
says = "结转下年度继续办理 一般不超过 本年新收"
source = "某省要求"
"""


def findings(case: Case, rule: str):
    return [f for f in case.result.findings if f.rule == rule]


# ---- what it does


def test_the_template_changes_nothing(load):
    book = load(template())
    assert (book.policy, book.added, book.name) == (Policy(), (), "")
    document = make_document(texts=WRONG)
    assert Case(document, book).result == Case(document).result


def test_every_line_of_the_template_works(load):
    """Its examples are commented out; put in force, they are right."""
    lines = [
        line[2:] if line.startswith(("# ", "#\n")) and _is_toml(line[2:]) else ""
        for line in template().splitlines()
    ]
    book = load("\n".join(lines))
    assert book.added == ("SF-1",)
    assert book.policy.off == {"FMT-LEN", "NN-APPROX"}
    assert book.policy.severities == {"FMT-FEE": Severity.INFO, "XY-DUP": Severity.ERROR}


def _is_toml(line: str) -> bool:
    return bool(line) and (line[0] in '["' or line.split(" = ")[0].replace("_", "").isascii()) and (
        "=" in line or line.startswith("[")
    ) and not line.startswith(("+", "each  ", "form  "))  # fmt: skip


def test_a_rule_switched_off_says_and_counts_nothing(load):
    document = make_document(texts=WRONG)
    plain = Case(document)
    assert findings(plain, "T2-ROW")
    assert findings(plain, "T2-OUT")
    case = Case(document, load('off = ["T2-ROW"]'))
    assert findings(case, "T2-ROW") == []
    assert "T2-ROW" not in case.result.checked
    assert findings(case, "T2-OUT") == findings(plain, "T2-OUT")


def test_cells_are_lit_by_what_is_left(load):
    case = Case(make_document(texts=WRONG), load('off = ["T2-ROW", "T2-OUT"]'))
    assert case.result.cells["requests/granted/total"] is CellState.UNCHECKED
    assert case.result.cells["requests/granted/natural_person"] is CellState.UNCHECKED
    assert case.result.cells["requests/received/total"] is CellState.HOLDS  # T2-BAL
    case = Case(
        make_document(texts=WRONG), load('[severity]\n"T2-ROW" = "提示"\n"T2-OUT" = "info"')
    )
    assert case.result.cells["requests/granted/total"] is CellState.INFO


def test_named_rules_and_rules_of_the_text(load):
    document = make_document(opening=(), bodies={5: ("无。",)})
    assert {f.rule for f in Case(document).result.findings} >= {"FMT-Q5", "FMT-PERIOD"}
    case = Case(document, load('off = ["FMT-PERIOD"]\n[severity]\n"FMT-Q5" = "error"'))
    assert findings(case, "FMT-PERIOD") == []
    assert [f.severity for f in findings(case, "FMT-Q5")] == [Severity.ERROR]
    assert case.result.findings[0].rule == "FMT-Q5"  # the worst first


def test_edits_are_checked_by_it_too(load):
    case = Case(make_document(), load('off = ["T2-ROW"]'))
    case.set_edits({"requests/granted/total": Edit("3")})
    assert findings(case, "T2-OUT")
    assert findings(case, "T2-ROW") == []
    assert "T2-ROW" not in case.result.checked


def test_findings_that_could_not_be_checked_keep_their_severity(load):
    texts = {"requests/granted/total": "3l"}
    book = load('[severity]\n"CEL-OCR" = "error"')
    (finding,) = findings(Case(make_document(texts=texts), book), "CEL-OCR")
    assert (finding.severity, finding.outcome) == (Severity.WARNING, Outcome.CANNOT_CHECK)


def test_a_rule_of_ones_own(load):
    book = load(OWN)
    assert book.added == ("SF-1",)
    row = "requests/carried_forward/total"
    (finding,) = findings(Case(make_document(texts={row: "4"}), book), "SF-1")
    assert finding.severity is Severity.WARNING
    assert finding.equation == "4 > 0，差 4"
    assert Case(make_document(), book).result.checked["SF-1"].holds == 1
    assert findings(Case(make_document(texts={row: "4"})), "SF-1") == []


def test_it_can_be_switched_off_again(load):
    book = load('off = ["SF-1"]\n' + OWN)
    assert "SF-1" not in Case(make_document(), book).result.checked


def test_it_is_for_the_variants_that_have_its_rows(load):
    book = load(
        OWN + OWN.replace("SF-1", "SF-2").replace("carried_forward <=", "otherwise_other <=")
    )
    ids = {f.key: {r.id for r in f.rules} for f in book.forms}
    assert {"SF-1", "SF-2"} <= ids["F2021"]
    assert "SF-1" in ids["F2021_23rows"]
    assert "SF-2" not in ids["F2021_23rows"]
    assert "SF-1" not in ids["F2019"]


def test_labels_of_ones_own(load):
    table = form("F2021").table("disclosure")
    printed = drawn(table, {"disclosure/licensing/decisions": "7"}, 0)
    cells = tuple(
        type(c)(c.row, c.column, "办理事项证照类", c.anchor, c.row_span, c.column_span)
        if c.text == "行政许可" else c
        for c in printed.cells
    )  # fmt: skip
    document = make_document(tables={"disclosure": type(printed)(cells)})
    address = "disclosure/licensing/decisions"
    assert address not in Case(document).sheet.facts
    book = load('[labels.F2021.disclosure]\nlicensing = ["办理事项证照类"]')
    case = Case(document, book)
    assert case.sheet.facts[address].quantity.value == 7
    assert [f for f in findings(case, "FMT-ROWS") if f.severity is Severity.WARNING] == []


def test_rows_a_province_adds(load):
    book = load('[extra_rows.F2021]\ndisclosure = ["其他主动公开文件"]')
    assert (
        "其他主动公开文件" in next(f for f in book.forms if f.key == "F2021").tables[0].known_extra
    )
    assert (
        "其他主动公开文件"
        in next(f for f in book.forms if f.key == "F2021_23rows").tables[0].known_extra
    )


def test_a_report_opened_with_it(load, tmp_path):
    made = generate(form_named("F2021"), random.Random(4))
    path = tmp_path / "年报.txt"
    write_text(lay_out(made, Layout("text"), random.Random(4)), path, random.Random(4))
    case = Case.open(path, load(OWN))
    assert case.result.checked["SF-1"].holds + case.result.checked["SF-1"].broken == 1


def test_notepad_writes_a_mark_in_front(load):
    assert load('off = ["FMT-LEN"]', "utf-8-sig").policy.off == {"FMT-LEN"}


# ---- what it refuses


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('off = ["FMT-LEN"\n', 2, "TOML 写法有误"),
        ('name = "x"\noff = \n', 2, "TOML 写法有误"),
        ('name = "x"\nofff = ["FMT-LEN"]', 2, "不认识的项 offf，是否为 off"),
        ('# 说明\n\noff = ["FMT-LENG"]', 3, "没有编号为 FMT-LENG 的规则，是否为 FMT-LEN"),
        ('off = "FMT-LEN"', 1, "off 应为字符串列表"),
        ("off = [1]", 1, "off 应为字符串列表"),
        ('name = 3', 1, "name 应为字符串"),
        ('[severity]\n"FMT-FEE" = "info"\n"XY-DOP" = "error"', 3, "XY-DOP 的规则，是否为 XY-DUP"),
        ('[severity]\n"FMT-FEE" = "严重"', 2, "程度应为 error（错误）"),
        ("severity = 3", 1, "severity 应为一个表"),
        ("rules = 3", 1, "应写成 [[rules]]"),
        ("[[rules]]\nid = 'x'", 1, "缺少 form"),
        ("\n[[rules]]\nform = 'F2022'", 3, "没有格式 F2022，是否为"),
        ("[[rules]]\nform = 'F2021'\n", 1, "缺少 id"),
        ("[[rules]]\nform = 'F2021'\nid = 'T2-BAL'", 3, "已有编号为 T2-BAL 的规则"),
        (OWN.replace("received", "recieved"), 2, "表里没有 requests/recieved/total"),
        (OWN.replace("<=", "<=>"), 2, "公式写法不对"),
        (OWN.replace("carried_forward <=", "__import__('os') <="), 2, "不允许的写法"),
        (OWN.replace('title = "结转不多于新收"\n', ""), 2, "缺少 title"),
        (OWN + 'colour = "red"\n', 2, "不认识的项 colour"),
        (OWN + OWN.replace("SF-1", "SF-2").replace('"column"', '"cell"'), 14, "each 应为"),
        ("[labels.F2022.disclosure]\nlicensing = ['证照']", 1, "没有格式 F2022"),
        ("[labels.F2021.disclosures]\nlicensing = ['证照']", 1, "没有表 disclosures，是否为 disclosure"),
        ("[labels.F2021.disclosure]\nlicense = ['证照']", 2, "没有行 license，是否为 licensing"),
        ("[labels.F2021.disclosure]\nlicensing = '证照'", 2, "应为字符串列表"),
        ("[labels.F2021.disclosure]\npenalties = ['行政许可']", 2, "“行政许可”已是“行政许可”一行的写法"),
        ("[labels.F2021.disclosure]\npenalties = ['']", 2, "不能为空"),
        ("[heads.F2021.disclosure]\n'制发' = ['x']", 2, "没有列名 制发"),
        ("[extra_rows.F2021]\ndisclosures = ['x']", 2, "没有表 disclosures"),
        ("labels = 3", 1, "labels 应写成"),
    ],
)  # fmt: skip
def test_mistakes_are_said_with_file_and_line(load, text, line, says):
    with pytest.raises(RulebookError) as caught:
        load(text)
    message = str(caught.value)
    assert message.startswith(f"某省.toml 第{line}行"), message
    assert says in message
    assert message.endswith("。")
    assert message.count("。") == 1


def test_a_file_that_is_not_utf8(load):
    with pytest.raises(RulebookError, match="UTF-8"):
        load('name = "核查要求"', "gbk")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(RulebookError, match="读不了"):
        load_rulebook(tmp_path / "没有.toml")


def test_rules_over_years_and_units():
    from core.rollup import check_rollup
    from core.series import audit_series
    from tests.core.series.making import report

    before = report(2022, {"requests/carried_forward/total": 3})
    now = report(2023, {"requests/granted/total": 3, "disclosure/fees/amount": 2})
    assert {f.rule for f in audit_series([before, now]).findings} == {"XY-CARRY"}
    off = Policy(off=frozenset({"XY-CARRY"}))
    assert audit_series([before, now], policy=off).findings == ()
    assert "XY-CARRY" not in audit_series([before, now], policy=off).checked
    milder = Policy(severities={"XY-CARRY": Severity.INFO, "XU-T1": Severity.ERROR})
    assert [f.severity for f in audit_series([before, now], policy=milder).findings] == [
        Severity.INFO
    ]

    members = [report(2023, unit="清禾县水务局")]
    both = check_rollup(now, members, complete=True, policy=milder).findings
    assert [(f.rule, f.severity) for f in both] == [
        ("XU-T1", Severity.ERROR),
        ("XU-SUM", Severity.WARNING),
    ]
    (left,) = check_rollup(now, members, True, policy=Policy(off=frozenset({"XU-SUM"}))).findings
    assert left.rule == "XU-T1"


# ---- to other processes


def test_it_travels_as_its_text(load):
    book = load('off = ["FMT-LEN"]\n' + OWN)
    assert book.path is not None
    book.path.unlink()
    there = pickle.loads(pickle.dumps(book))
    assert (there.policy, there.added, there.path) == (book.policy, book.added, book.path)
    document = make_document(texts=WRONG)
    assert Case(document, there).result == Case(document, book).result
    with pytest.raises(TypeError):
        pickle.dumps(Rulebook())


# ---- the figures of the text

SAID = {1: ("全年收到政府信息公开申请8件。",)}


def tie_of(case: Case):
    (tie,) = [t for t in case.ties if t.rule == "NT-REQ"]
    return tie


def test_a_figure_of_the_text_follows_its_rule(load):
    document = make_document(bodies=SAID)  # 0 in the table
    plain = tie_of(Case(document))
    assert (plain.state, plain.severity) == ("disagrees", Severity.ERROR)
    lowered = tie_of(Case(document, load('[severity]\n"NT-REQ" = "提示"')))
    assert (lowered.state, lowered.severity) == ("disagrees", Severity.INFO)
    off = tie_of(Case(document, load('off = ["NT-REQ"]')))
    assert (off.state, off.addresses) == ("unsure", plain.addresses)
    assert "已停用" in off.why


def test_nor_is_it_called_right_when_the_rule_is_off(load):
    document = make_document(
        texts={"requests/received/total": "8", "requests/received/natural_person": "8"}, bodies=SAID
    )
    assert tie_of(Case(document)).state == "agrees"
    assert tie_of(Case(document, load('off = ["NT-REQ"]'))).state == "unsure"
