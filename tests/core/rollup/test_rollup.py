"""XU: a county's 汇总 and its four members."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from core.case import Case, Edit
from core.finding import Outcome, Severity
from core.rollup import check_rollup, guess_rollup
from tests.core.series.making import report

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741
NAMES = ("清禾县水务局", "清禾县民政局", "清禾县霜桥镇", "清禾县人民政府办公室")
GRANTED = "requests/granted"
# received = granted = concluded, by member: 自然人, 商业企业
REQUESTS = {
    "清禾县水务局": (40, 2),
    "清禾县民政局": (31, 0),
    "清禾县霜桥镇": (7, 1),
    "清禾县人民政府办公室": (60, 5),
}
FEES = {
    "清禾县水务局": "12.5",
    "清禾县民政局": "0.3",
    "清禾县霜桥镇": "0",
    "清禾县人民政府办公室": "0",
}


def figures(people: int, bodies: int, fee: str, documents: int = 1) -> dict[str, object]:
    made: dict[str, object] = {
        "disclosure/fees/amount": fee,
        "disclosure/normative_documents/in_force": documents,
    }
    for row in ("received", "granted", "concluded_total"):
        made[f"requests/{row}/natural_person"] = people
        made[f"requests/{row}/enterprise"] = bodies
        made[f"requests/{row}/total"] = people + bodies
    return made


def member(name: str, year: int = 2023, **more) -> Case:
    return report(year, figures(*REQUESTS[name], FEES[name]), unit=name, **more)


def county(changes: dict[str, object] | None = None, **more) -> Case:
    people, bodies = (sum(r[i] for r in REQUESTS.values()) for i in (0, 1))
    fee = sum(map(Decimal, FEES.values()))
    return report(2023, figures(people, bodies, str(fee), 4) | dict(changes or {}), **more)


@pytest.fixture
def members():
    return [member(n) for n in NAMES]


def of(result, rule):
    return [f for f in result.findings if f.rule == rule]


def tally(result, rule):
    t = result.checked[rule]
    return t.holds, t.broken, t.cannot_check


# ---- XU-SUM


def test_everything_adds_up(members):
    result = check_rollup(county(), members, complete=True)
    assert result.findings == ()
    assert tally(result, "XU-SUM") == (190, 0, 0)
    assert tally(result, "XU-T1") == (10, 0, 0)
    assert "XU-LOW" not in result.checked


def test_a_difference_opens_to_the_members_that_make_it_up(members):
    total = county({f"{GRANTED}/natural_person": 146, f"{GRANTED}/total": 154})
    result = check_rollup(total, members, complete=True)
    (finding,) = of(result, "XU-SUM")
    assert finding.severity is W
    assert finding.equation == "154 ≠ 42 + 31 + 8 + 65，差 8"
    assert (finding.left, finding.right, finding.difference) == (154, 146, 8)
    assert finding.message.startswith("表二“（一）予以公开”汇总与4个成员之和不符：总计 154 ≠")
    assert "清禾县水务局 42" in finding.message
    first, second = finding.differences
    assert (first.address, second.address) == (f"{GRANTED}/total", f"{GRANTED}/natural_person")
    assert [(p.member.sheet.title.unit, p.value) for p in first.parts] == [
        (n, sum(REQUESTS[n])) for n in NAMES
    ]
    assert first.difference == 8
    assert [f.case for f in finding.figures][:2] == [total, members[0]]


def test_strict_makes_it_an_error(members):
    total = county({f"{GRANTED}/total": 147})
    assert of(check_rollup(total, members, complete=True, strict=True), "XU-SUM")[0].severity is E


def test_a_correction_is_looked_at(members):
    total = county({f"{GRANTED}/total": 147})
    total.set_edits({f"{GRANTED}/total": Edit("146")})
    assert check_rollup(total, members, complete=True).findings == ()


def test_unreadable_can_not_be_checked(members):
    members[1] = report(2023, figures(31, 0, "0.3") | {f"{GRANTED}/total": "3l"}, unit=NAMES[1])
    result = check_rollup(county(), members, complete=True)
    assert of(result, "XU-SUM") == []
    assert tally(result, "XU-SUM") == (189, 0, 1)
    low = check_rollup(county({f"{GRANTED}/total": 100}), members, complete=True)
    assert of(low, "XU-SUM")  # smaller already than what can be read


# ---- XU-LOW


def test_an_incomplete_list_may_add_up_to_less(members):
    result = check_rollup(county(), members[:3], complete=False)
    assert result.findings == ()
    assert tally(result, "XU-LOW") == (190, 0, 0)


def test_but_not_to_more(members):
    result = check_rollup(county({f"{GRANTED}/total": 70}), members[:3], complete=False)
    (finding,) = of(result, "XU-LOW")
    assert finding.severity is E
    assert finding.equation == "70 < 42 + 31 + 8，差 11"


def test_a_doubtful_figure_is_no_error(members):
    members[0] = report(2023, figures(40, 2, "12.5") | {f"{GRANTED}/total": "042"}, unit=NAMES[0])
    result = check_rollup(county({f"{GRANTED}/total": 70}), members[:3], complete=False)
    assert of(result, "XU-LOW")[0].severity is W


# ---- XU-T1


def test_disclosure_adds_up_or_is_doubtful(members):
    total = county(
        {"disclosure/normative_documents/in_force": 31, "disclosure/fees/amount": "12.4"}
    )
    found = of(check_rollup(total, members, complete=True), "XU-T1")
    assert [f.severity for f in found] == [W, W]
    assert {f.equation for f in found} == {"31 ≠ 1 + 1 + 1 + 1，差 27", "12.4 ≠ 12.5 + 0.3，差 0.4"}
    found = of(check_rollup(total, members, complete=False), "XU-T1")
    assert [f.equation for f in found] == ["12.4 < 12.5 + 0.3，差 0.4"]


# ---- XU-MISSING


def test_a_body_without_a_report(members):
    result = check_rollup(county(), members[:3], complete=True, expected=NAMES)
    (finding,) = of(result, "XU-MISSING")
    assert finding.severity is W
    assert "清禾县人民政府办公室" in finding.message
    assert tally(result, "XU-MISSING") == (3, 1, 0)
    assert "XU-SUM" not in result.checked  # the list is not complete then


def test_another_writing_of_a_name_is_asked_about(members):
    result = check_rollup(county(), members, complete=True, expected=["霜桥镇人民政府", *NAMES[:2]])
    (finding,) = of(result, "XU-MISSING")
    assert finding.outcome is Outcome.CANNOT_CHECK
    assert "霜桥镇人民政府（是否即清禾县霜桥镇）" in finding.message


def test_copies_count_once_and_contradictions_not_at_all(members):
    result = check_rollup(county(), [*members, member(NAMES[0])], complete=True)
    (finding,) = of(result, "XU-MISSING")
    assert (finding.severity, len(result.members)) == (I, 4)
    assert of(result, "XU-SUM") == []

    other = report(2023, figures(41, 2, "12.5"), unit=NAMES[0])
    result = check_rollup(county(), [*members, other], complete=True)
    assert len(result.members) == 3
    assert len(result.left_out) == 2
    assert "先确定" in of(result, "XU-MISSING")[0].message


def test_reports_of_another_year_or_form_are_left_out(members):
    strangers = [member(NAMES[0], 2022), report(2023, unit="清禾县档案馆", key="F2019")]
    result = check_rollup(county(), [*members[1:], *strangers], complete=True)
    (finding,) = of(result, "XU-MISSING")
    assert finding.severity is W
    assert "清禾县水务局（年度为2022）" in finding.message
    assert [c for c, _ in result.left_out] == strangers


# ---- XU-TEXT, XU-COUNT


def test_units_named_in_the_text(members):
    said = "全县收到政府信息公开申请146件，其中水务局42件、民政局31件、霜桥镇8件，政府办公室65件。"
    result = check_rollup(county(said=(said,)), members, complete=True)
    assert of(result, "XU-TEXT") == []
    assert result.checked["XU-TEXT"].holds >= 3
    said = said.replace("民政局31件", "民政局37件")
    (finding,) = of(check_rollup(county(said=(said,)), members, complete=True), "XU-TEXT")
    assert finding.severity is W
    assert "写清禾县民政局37件，该单位自己的报告为31件" in finding.message


def test_fees_named_in_the_text(members):
    """宿迁: 420 + 290 + 1500 + …"""
    members[0] = report(
        2023, figures(40, 2, "12.5"), unit=NAMES[0], ending=("全年收取信息处理费420元。",)
    )
    members[1] = report(
        2023, figures(31, 0, "0.3"), unit=NAMES[1], ending=("全年收取信息处理费290元。",)
    )
    said = "全县收取信息处理费710元，其中水务局420元、民政局290元。"
    assert check_rollup(county(said=(said,)), members, True).checked["XU-TEXT"].holds == 3
    said = "全县收取信息处理费730元，其中水务局420元、民政局310元。"
    (finding,) = of(check_rollup(county(said=(said,)), members, True), "XU-TEXT")
    assert "290元" in finding.message


@pytest.mark.parametrize(
    "said",
    ["水务局开展检查12件次。", "水务局受理投诉9件。", "全县公开信息，水务局50条、民政局40条。"],
)
def test_other_figures_of_a_unit_are_no_matter(members, said):
    assert of(check_rollup(county(said=(said,)), members, complete=True), "XU-TEXT") == []


def with_fees(members, *fees: int) -> None:
    for i, fee in enumerate(fees):
        name = NAMES[i]
        members[i] = report(
            2023, figures(*REQUESTS[name], FEES[name]), unit=name,
            ending=(f"全年收取信息处理费{fee}元。",),
        )  # fmt: skip


def text_of(members, said: str, complete=True, **more):
    result = check_rollup(county(said=(said,), **more), members, complete=complete)
    return of(result, "XU-TEXT"), tally(result, "XU-TEXT") if "XU-TEXT" in result.checked else ()


def test_fees_that_do_not_add_up(members):
    """宿迁: 420 + 290 + … = 2950; NN-SUM leaves money alone."""
    with_fees(members, 420, 290)
    found, _ = text_of(
        members, "全县收取信息处理费730元，其中水务局420元、民政局290元。", complete=False
    )
    assert found == []  # of others, who knows
    said = "全县收取信息处理费700元，其中水务局420元、民政局290元。"
    (finding,), counted = text_of(members, said)
    assert (finding.severity, finding.left, finding.right) == (W, 700, 710)
    assert "420 + 290 = 710，多 10（水务局420元、民政局290元）" in finding.message
    assert counted == (2, 1, 0)
    said = "全县收取信息处理费730元，分别为水务局420元、民政局290元。"
    (finding,), _ = text_of(members, said)
    assert "少 20" in finding.message
    assert text_of(members, "水务局收取信息处理费420元，民政局290元，合计710元。") == (
        [],
        (3, 0, 0),
    )
    assert text_of(members, "水务局收取信息处理费420元，民政局290元，合计790元。")[1] == (2, 1, 0)


def test_paid_cases_are_not_those_asked(members):
    with_fees(members, 420, 290)
    said = "对25件申请收取信息处理费2950元，其中水务局1件420元、民政局2件290元、泗水县22件2240元。"
    assert text_of(members, said) == ([], (4, 0, 0))  # 25 and 2950 come out
    said = said.replace("2240", "2140").replace("其中", "分别为")
    (finding,), _ = text_of(members, said)
    assert "420 + 290 + 2140 = 2850，少 100" in finding.message


EVERYONE = "全县新收政府信息公开申请146件，其中水务局42件、民政局31件、霜桥镇8件，政府办公室65件。"


@pytest.mark.parametrize(
    "said",
    [
        EVERYONE,
        EVERYONE.replace("，其中", "。其中，"),
        EVERYONE.replace("42件", "42件，占28.8%").replace("31件", "31件，占21.2%"),
        "全县新收政府信息公开申请146件（水务局42件、民政局31件、霜桥镇8件、政府办公室65件）。",
        "全县新收政府信息公开申请146件，其中县直部门73件（水务局42件、民政局31件），霜桥镇8件，其他单位65件。",
    ],
)
def test_lists_in_many_forms(members, said):
    found, counted = text_of(members, said)
    assert found == []
    assert counted[0] >= 3
    assert counted[1] == 0


@pytest.mark.parametrize(
    ("said", "tally_"),
    [
        ("水务局、民政局和霜桥镇分别收到政府信息公开申请42件、31件和8件。", (3, 0, 0)),
        ("水务局、民政局和霜桥镇分别收到政府信息公开申请42件、31件和9件。", (2, 1, 0)),
        ("全县新收政府信息公开申请146件，其中水务局、民政局分别为42件、31件。", (2, 0, 0)),
        ("全县新收政府信息公开申请146件，水务局、民政局分别收到42件、31件。", (2, 0, 0)),
        ("全县新收政府信息公开申请60件，其中水务局、民政局分别为42件、31件。", (2, 1, 0)),
    ],
)
def test_names_first_and_figures_after(members, said, tally_):
    assert text_of(members, said)[1] == tally_


def test_more_figures_than_names_are_not_dealt_out(members):
    said = "水务局、民政局分别收到政府信息公开申请42件、31件、8件。"
    assert text_of(members, said) == ([], ())
    said = "水务局、民政局分别召开申请工作会议2次、3次，受理投诉9件、8件。"
    assert text_of(members, said) == ([], ())


def test_a_slip_is_told_with_what_would_mend_it(members):
    (finding,), _ = text_of(members, EVERYONE.replace("民政局31件", "民政局37件"))
    assert "改为31件后各单位之和恰为146件" in finding.message
    assert (finding.left, finding.right) == (37, 31)
    assert finding.members == (members[1],)


def test_what_the_report_itself_is_blamed_for_is_not_told_again(members):
    said = EVERYONE.replace("146件", "140件")
    total = county(said=(said,))
    assert [f.left for f in total.result.findings if f.rule == "NN-SUM"] == [140]
    result = check_rollup(total, members, complete=True)
    assert of(result, "XU-TEXT") == []
    assert tally(result, "XU-TEXT")[1] == 1


def test_outcomes_of_units(members):
    said = "全县对政府信息公开申请予以公开146件，其中水务局42件、民政局31件、霜桥镇8件、政府办公室65件。"
    assert text_of(members, said) == ([], (5, 0, 0))
    said = "全县对政府信息公开申请不予公开3件，其中水务局2件、民政局1件。"
    found, _ = text_of(members, said)
    assert [(f.left, f.right) for f in found] == [(2, 0), (1, 0)]
    assert text_of(members, said.replace("不予公开", "补正"))[0] == []
    assert text_of(members, said.replace("不予公开", "延期答复"))[0] == []


def test_some_of_many(members):
    said = "全县新收政府信息公开申请146件，其中水务局42件、民政局31件等。"
    assert text_of(members, said) == ([], (2, 0, 0))
    said = "全县新收政府信息公开申请146件，其中水务局42件、网络申请31件、民政局31件。"
    assert text_of(members, said) == ([], (2, 0, 0))


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ("政府信息公开年报5条。", True),
        ("公开年度报告4份。", True),
        ("政府信息公开年报40条。", False),
    ],  # seed 003
)
def test_the_number_of_reports(members, said, holds):
    result = check_rollup(county(said=(said,)), members, complete=True)
    assert tally(result, "XU-COUNT") == ((1, 0, 0) if holds else (0, 1, 0))
    if not holds:
        assert of(result, "XU-COUNT")[0].severity is I
        some = check_rollup(county(said=(said,)), members, complete=False)
        assert tally(some, "XU-COUNT") == (0, 0, 1)


# ---- the frame


def test_the_frame(members):
    frame = check_rollup(county({f"{GRANTED}/total": 150}), members, complete=True).frame()
    assert list(frame.columns) == ["项目", *NAMES, "成员合计", "汇总", "差"]
    row = frame.loc[f"{GRANTED}/total"]
    assert [row[n] for n in NAMES] == [42, 31, 8, 65]
    assert (row["成员合计"], row["汇总"], row["差"]) == (146, 150, 4)
    assert frame.loc["disclosure/fees/amount", "成员合计"] == Decimal("12.8")
    assert (frame["差"] != 0).sum() == 1


def test_the_frame_of_unreadable_figures(members):
    members[0] = report(2023, {f"{GRANTED}/total": "4l"}, unit=NAMES[0])
    frame = check_rollup(county({f"{GRANTED}/total": "1?46"}), members, complete=True).frame()
    row = frame.loc[f"{GRANTED}/total"]
    assert row[NAMES[0]] is None
    assert row["差"] is None
    assert row["成员合计"] == 104


# ---- guessing


def at(case: Case, path: str) -> Case:
    case.document = replace(case.document, path=Path(path))
    return case


def test_members_by_name(members):
    other = report(2023, unit="霖溪县水务局")
    last = member(NAMES[0], 2022)
    (guess,) = guess_rollup([*members, other, last, total := county()])
    assert guess.total is total
    assert list(guess.members) == members
    assert "4个单位的名称以“清禾县”开头" in guess.why


def test_members_by_folder():
    names = ("水务局", "霜桥镇", "民政局")
    members = [at(report(2023, unit=n), f"/r/清禾/{n}/年报.docx") for n in names]
    total = at(report(2023, unit="清禾县人民政府"), "/r/清禾/汇总.docx")
    elsewhere = at(report(2023, unit="农业局"), "/r/霖溪/农业局.docx")
    foreign = at(report(2023, unit="霖溪县民政局"), "/r/清禾/混入.docx")
    (guess,) = guess_rollup([*members, total, elsewhere, foreign])
    assert list(guess.members) == members
    assert "同一文件夹" in guess.why


def test_two_counties_in_a_folder_are_no_ones_members():
    cases = [
        at(report(2023, unit=n), f"/r/{n}.docx") for n in ("清禾县", "霖溪县", "水务局", "民政局")
    ]
    assert guess_rollup(cases) == []


def test_a_city_and_its_counties():
    names = ("清禾县", "霖溪县", "宿迁市教育局")
    cases = [at(report(2023, unit=n), f"/r/{n}.docx") for n in ("宿迁市", *names)]
    (guess,) = guess_rollup(cases)
    assert [c.sheet.title.unit for c in guess.members] == list(names)
