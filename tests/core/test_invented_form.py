"""A form nobody has seen is a new TOML file and no code."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from core.finding import Outcome, Severity
from core.formats import FormError, load_forms, official_forms
from core.quantity import State
from core.readers import read
from core.recognise import recognise
from core.rules import check_document, check_sheet, combine

INVENTED = """
format = "F2030"
name = "2030年格式"
basis = "测试用的格式"
years = [2030, 9999]
markers = ["算法推荐公开件数", "当日办结数"]
chapters = [["总体情况"], ["智能公开情况"], ["申请办理情况"]]

[[tables]]
key = "channels"
name = "表甲"
heading = "智能公开情况"
chapter = 2
columns = ["pushed", "opened"]
grid = [
  ["公开方式", "算法推荐公开件数", "公众查看件数"],
  ["门户网站", "@website"],
  ["移动终端", "@mobile"],
  ["合计", "@all_channels"],
]

[[tables]]
key = "handling"
name = "表乙"
heading = "申请办理情况"
chapter = 3
columns = ["person", "body", "total"]
unit_column = 1
grid = [
  ["事项 ↓2", "单位 ↓2", "申请人 →2", "合计 ↓2"],
  ["个人", "机构"],
  ["收到申请数", "件", "@received"],
  ["当日办结数", "件", "@same_day"],
  ["退回费用", "元", "@refunded"],
]

[tables.kinds]
amount = ["refunded"]

[tables.aliases]
received = ["收到的申请数"]

[[rules]]
id = "N1-SUM"
severity = "error"
table = "channels"
each = "column"
formula = "all_channels = website + mobile"
title = "各方式合计"
says = "合计 应等于 门户网站 + 移动终端"
source = "行名“合计”"

[[rules]]
id = "N2-ROW"
severity = "error"
table = "handling"
each = "row"
formula = "total = person + body"
title = "各行合计"
says = "合计 应等于 个人 + 机构"
source = "列名“合计”"

[[rules]]
id = "N2-DAY"
severity = "warning"
table = "handling"
each = "column"
only = ["total"]
formula = "same_day <= received"
title = "当日办结不多于收到"
says = "当日办结数 一般不超过 收到申请数"
source = "行名"
"""

FIGURES = {
    "channels/website/pushed": "1,204", "channels/website/opened": "880",
    "channels/mobile/pushed": "96", "channels/mobile/opened": "40",
    "channels/all_channels/pushed": "1300", "channels/all_channels/opened": "920",
    "handling/received/person": "12", "handling/received/body": "3", "handling/received/total": "15",
    "handling/same_day/person": "9", "handling/same_day/body": "2", "handling/same_day/total": "11",
    "handling/refunded/person": "20.5", "handling/refunded/body": "—", "handling/refunded/total": "20.5",
}  # fmt: skip


@pytest.fixture
def forms(tmp_path):
    folder = tmp_path / "formats"
    folder.mkdir()
    (folder / "F2030.toml").write_text(INVENTED, encoding="utf-8")
    return (*official_forms(), *load_forms(folder))


def report_html(path: Path, cells: dict[str, str]) -> Path:
    def row(*texts: str) -> str:
        return "<tr>" + "".join(f"<td>{t}</td>" for t in texts) + "</tr>"

    def of(table: str, line: str, *columns: str) -> list[str]:
        return [cells[f"{table}/{line}/{c}"] for c in columns]

    channel = ("pushed", "opened")
    handled = ("person", "body", "total")
    path.write_text(
        "<meta charset=utf-8><h1>清禾县2031年政府信息公开工作年度报告</h1>"
        "<p>一、总体情况</p><p>各项工作平稳推进。</p><p>二、智能公开情况</p><table border=1>"
        + row("公开方式", "算法推荐公开件数", "公众查看件数")
        + row("门户网站", *of("channels", "website", *channel))
        + row("移动终端", *of("channels", "mobile", *channel))
        + row("合计", *of("channels", "all_channels", *channel))
        + "</table><p>三、申请办理情况</p><table border=1>"
        "<tr><td rowspan=2>事项</td><td rowspan=2>单位</td><td colspan=2>申请人</td>"
        "<td rowspan=2>合计</td></tr><tr><td>个人</td><td>机构</td></tr>"
        + row("收到的申请数", "件", *of("handling", "received", *handled))
        + row("当日办结数", "件", *of("handling", "same_day", *handled))
        + row("退回费用", "元", *of("handling", "refunded", *handled))
        + "</table>",
        encoding="utf-8",
    )
    return path


def audit(path: Path, forms):
    document = read(path)
    sheet = recognise(document, forms=forms)
    return sheet, combine(check_document(document, sheet), check_sheet(sheet))


def test_its_figures_are_read_and_its_rules_hold(tmp_path, forms):
    sheet, result = audit(report_html(tmp_path / "report.html", FIGURES), forms)

    assert (sheet.format, sheet.form.key, sheet.title.year) == ("F2030", "F2030", 2031)
    assert {a: f.quantity.raw for a, f in sheet.facts.items()} == FIGURES
    assert sheet.facts["channels/website/pushed"].quantity.value == Decimal(1204)
    assert sheet.facts["handling/refunded/body"].quantity.state is State.DASH
    assert sheet.facts["handling/received/total"].label == "表乙 收到申请数·合计"
    held = {
        rule: tally.holds for rule, tally in result.checked.items() if rule.startswith(("N1", "N2"))
    }
    assert held == {"N1-SUM": 2, "N2-ROW": 3, "N2-DAY": 1}
    assert [f for f in result.findings if f.severity is Severity.ERROR] == []


def test_a_wrong_figure_breaks_its_rules(tmp_path, forms):
    wrong = FIGURES | {"handling/same_day/total": "17"}
    _, result = audit(report_html(tmp_path / "report.html", wrong), forms)

    broken = {
        f.rule: f for f in result.findings if f.outcome is Outcome.BROKEN and f.rule[0] == "N"
    }
    assert broken.keys() == {"N2-ROW", "N2-DAY"}
    assert set(broken["N2-ROW"].addresses) == {
        f"handling/same_day/{c}" for c in ("person", "body", "total")
    }
    assert (broken["N2-ROW"].left, broken["N2-ROW"].right) == (17, 11)
    assert broken["N2-DAY"].severity is Severity.WARNING


def test_the_official_forms_are_not_taken_for_it(tmp_path, forms):
    """An official report is still recognised with the invented form among the choices."""
    blank = Path(__file__).parents[2] / "resources" / "samples" / "anping_2023.docx"
    if not zipfile.is_zipfile(blank):
        pytest.skip("resources/samples has not been made yet")
    assert recognise(read(blank), forms=forms).form.key == "F2021"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('formula = "total = person + body"', 'formula = "total = person + bodies"', "bodies"),
        ('["移动终端", "@mobile"],', '["移动终端", "@website"],', "出现两次"),
        ('chapter = 2', 'chapters = 2', "chapters"),
        ('["个人", "机构"],', '["个人"],', "没有填满"),
    ],
)  # fmt: skip
def test_a_mistake_in_it_is_named(tmp_path, before, after, says):
    (tmp_path / "F2030.toml").write_text(INVENTED.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(FormError, match=says) as error:
        load_forms(tmp_path)
    assert "F2030.toml" in str(error.value)
