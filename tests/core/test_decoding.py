"""Rows of digits that lost their separators (DOMAIN CEL-GLUE)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.case import Case
from core.decoding import decode, splits
from core.facts import FactSheet
from core.finding import CheckResult, Outcome, Severity
from core.quantity import Mark, Quantity, State
from core.rules import check_sheet
from tests.core.rules.making import form, make_sheet

FORM = form("F2021")
COLUMNS = [a.rpartition("/")[2] for a in FORM.addresses if a.startswith("requests/received/")]


def glued(rows: dict[str, str], texts: dict[str, str] | None = None) -> FactSheet:
    """A sheet of zeros whose `rows` (`requests/received`, `reviews`) have run together."""
    sheet = make_sheet("F2021", texts)
    lost = {}
    for row, raw in rows.items():
        quantity = Quantity(State.UNREADABLE, raw, None, None, frozenset({Mark.GLUED}))
        lost |= {a: quantity for a in FORM.addresses if a.startswith(f"{row}/")}
    return decode(sheet.with_quantities(lost))


def row(sheet: FactSheet, name: str) -> list[str | None]:
    quantities = [sheet.facts[a].quantity for a in FORM.addresses if a.startswith(f"{name}/")]
    return [q.raw if q.is_number else None for q in quantities]


def only(result: CheckResult, rule: str):
    (found,) = [f for f in result.findings if f.rule == rule]
    return found


# ---- the ways to cut


def test_a_number_has_no_leading_zero():
    assert list(splits(["100"], 2)) == [("10", "0")]
    assert list(splits(["0012"], 3)) == [("0", "0", "12")]
    assert list(splits(["07"], 1)) == []


def test_a_separator_that_is_left_is_kept():
    assert list(splits(["12", "3"], 3)) == [("1", "2", "3")]
    assert list(splits(["1", "2"], 1)) == []


@pytest.mark.parametrize("texts", [[], ["1a"], ["-12"], ["1.5"], [""]])
def test_only_digits_are_cut(texts):
    assert list(splits(texts, 2)) == []


def test_the_ways_of_a_row_of_the_specification():
    assert len(list(splits(["396442278"], 3))) == 28


@settings(deadline=None)
@given(st.lists(st.integers(0, 9999), min_size=1, max_size=6), st.data())
def test_the_truth_is_among_the_ways_and_no_way_twice(numbers, data):
    cut = sorted(data.draw(st.sets(st.integers(1, len(numbers) - 1)))) if len(numbers) > 1 else []
    bounds = [0, *cut, len(numbers)]
    texts = ["".join(map(str, numbers[a:b])) for a, b in pairwise(bounds)]
    ways = list(splits(texts, len(numbers)))
    assert tuple(map(str, numbers)) in ways
    assert len(set(ways)) == len(ways)
    for way in ways:
        assert "".join(way) == "".join(texts)
        assert all(t == "0" or not t.startswith("0") for t in way)


# ---- what is read


def test_a_sheet_without_such_rows_is_left_alone():
    sheet = make_sheet("F2021")
    assert decode(sheet) is sheet


def test_one_way_is_read_and_every_rule_applies():
    # 7 digits in 7 cells; the sum of the row is wrong, and that is the report's fault
    sheet = glued({"requests/received": "1200002"})
    assert row(sheet, "requests/received") == list("1200002")
    result = check_sheet(sheet)
    broken = only(result, "T2-ROW")
    assert (broken.equation, broken.severity) == ("2 ≠ 1 + 2，差 1", Severity.WARNING)
    assert "请核对原件" in broken.message
    said = only(result, "CEL-GLUE")
    assert (said.severity, said.outcome) == (Severity.WARNING, Outcome.CANNOT_CHECK)
    assert "只有这一种拆法" in said.message
    assert "1、2、0、0、0、0、2" in said.message


def test_a_rule_that_chose_is_no_evidence():
    # real 64 writes 64, 0, 0, 2, 0, 4, 70 so
    sheet = glued({"requests/received": "640020470"})
    assert row(sheet, "requests/received") == ["64", "0", "0", "2", "0", "4", "70"]
    result = check_sheet(sheet)
    tally, plain = result.checked["T2-ROW"], check_sheet(make_sheet("F2021")).checked["T2-ROW"]
    assert (tally.holds, tally.cannot_check) == (plain.holds - 1, plain.cannot_check + 1)
    assert (
        "按T2-ROW从几种拆法中选定，所用的勾稽关系不再作为核对依据"
        in only(result, "CEL-GLUE").message
    )
    # but the other rules are: nothing of it was concluded
    assert result.checked["T2-BAL"].broken > 0
    assert {f.severity for f in result.findings if f.rule == "T2-BAL"} == {Severity.WARNING}


def test_rows_of_which_several_ways_keep_their_sum_choose_each_other():
    # 1|0|0|11|12 and 10|0|1|1|12: the row's own sum allows both, the balance of the columns but one
    received = "001001112"
    ways = [w for w in splits([received], 7) if sum(map(int, w[:-1])) == int(w[-1])]
    assert len(ways) > 1
    alone = glued({"requests/received": received})
    known = {f"requests/carried_forward/{c}": t for c, t in zip(COLUMNS, ways[0], strict=True)}
    sheet = glued({"requests/received": received}, known)
    assert row(sheet, "requests/received") == list(ways[0])
    assert sheet.facts["requests/received/total"].decoded_by == {"T2-ROW", "T2-BAL"}
    result = check_sheet(sheet)
    assert result.checked["T2-BAL"].holds == 0
    assert result.checked["T2-BAL"].cannot_check == 7
    assert row(alone, "requests/received") == [None] * 7  # nothing balances: nothing is chosen


def test_what_stays_open_is_offered_and_nothing_is_computed_with_it():
    sheet = glued({"disclosure/regulations": "555", "disclosure/licences": "396442278"})
    assert row(sheet, "disclosure/regulations") == [None] * 3
    finding = only(check_sheet(sheet), "CEL-GLUE")
    (way,) = finding.suggestions  # 28 are too many to choose from
    assert [c.after for c in way.changes] == ["5", "5", "5"]
    assert way.is_reading


def test_what_no_way_can_mend_is_certain():
    # one row: no cut of it adds up
    sheet = glued({"requests/received": "20000031"})
    broken = only(check_sheet(sheet), "T2-ROW")
    assert (broken.outcome, broken.severity) == (Outcome.BROKEN, Severity.WARNING)
    assert "无论怎样拆分都不能使本式成立" in broken.message
    # several rows: 5 came in, and no cut says that 5 went out
    texts = {"requests/received/natural_person": "5", "requests/received/total": "5"}
    sheet = glued({"requests/carried_forward": "1111111111"}, texts)
    messages = [f.message for f in check_sheet(sheet).findings if f.rule == "T2-BAL"]
    assert any("无论怎样拆分" in m for m in messages)


def test_an_edit_takes_the_place_of_what_was_decoded():
    sheet = glued({"requests/received": "640020470"})
    address = "requests/received/total"
    typed = sheet.with_quantities(
        {address: Quantity(State.NUMBER, "70", sheet.facts[address].quantity.value)}
    )
    assert typed.facts[address].decoded_by == frozenset()


# ---- whole reports without separators


def printed(texts: dict[str, str], join: str) -> str:
    """The text of a report as a page without separators prints it: each row's labels and figures with
    nothing between them, the rows joined by `join`."""
    chapters = [
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
    ]
    parts = ["清禾县2022年政府信息公开工作年度报告", "一、总体情况", "依法公开政府信息。"]
    for heading, table in zip(chapters, FORM.tables, strict=True):
        rows: dict[int, str] = {}
        for cell in table.cells:
            text = texts.get(cell.address, "0") if cell.address else cell.text
            rows[cell.row] = rows.get(cell.row, "") + text
        parts += [heading, join.join(rows.values())]
    return "\n".join(
        [*parts, "五、存在的主要问题及改进情况", "更新不够及时。", "六、其他需要报告的事项"]
    )


@pytest.mark.parametrize("join", ["\n", ""], ids=["a row a line", "a table a line"])
def test_a_report_without_separators(tmp_path, join):
    figures = dict(zip(COLUMNS, ["64", "0", "0", "2", "0", "4", "70"], strict=True))
    texts = {
        f"requests/{row}/{column}": text
        for row in ("received", "granted", "concluded_total")
        for column, text in figures.items()
    }
    path = tmp_path / "report.txt"
    path.write_text(printed(texts, join), encoding="utf-8")
    sheet = Case.open(path).sheet
    read = {a: f.quantity.raw for a, f in sheet.facts.items() if f.quantity.is_number}
    wrong = {a: t for a, t in read.items() if t != texts.get(a, "0")}
    assert wrong == {}
    for table in ("requests", "reviews"):
        assert {a for a in FORM.addresses if a.startswith(f"{table}/")} <= read.keys()
    result = Case.open(path).result
    assert not [f for f in result.findings if f.severity is Severity.ERROR]
    assert result.checked["T2-ROW"].cannot_check == 3
    assert result.checked["T2-BAL"].holds == result.checked["T2-OUT"].holds == 7
