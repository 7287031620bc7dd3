"""The form files: complete as DOMAIN §1 says, and strictly verified."""

from pathlib import Path

import pytest

from core.formats import FormError, form_for_year, load_form, official_forms

FORMS = {form.key: form for form in official_forms()}


@pytest.mark.parametrize(
    ("key", "table", "lines", "figures"),
    [
        ("F2021", "disclosure", 6, 10),
        ("F2021", "requests", 25, 25 * 7),
        ("F2021", "reviews", 1, 15),
        ("F2021_23rows", "requests", 23, 23 * 7),
        ("F2019", "disclosure", 8, 22),
        ("F2019", "requests", 23, 23 * 7),
        ("F2019", "reviews", 1, 15),
        ("F2014", "statistics", 65 + 19, 65 + 19),
        ("F2014_fujian", "statistics", 16, 32),
    ],
)
def test_tables_have_the_size_of_the_official_form(key, table, lines, figures):
    form = FORMS[key].table(table)
    assert (len(form.lines), len(form.addresses)) == (lines, figures)


def test_f2021_has_44_checks():
    """DOMAIN §2.1: T2-ROW 25 + T2-OUT 7 + T2-BAL 7 + T3-SUM 3 + T1 2."""
    counts = {rule.id: len(rule.instances) for rule in FORMS["F2021"].rules}
    assert counts == {"T2-ROW": 25, "T2-OUT": 7, "T2-BAL": 7, "T3-SUM": 3, "T1-IMPLPREV": 2}


def test_outcome_sum_takes_every_outcome_row_once():
    form = FORMS["F2021"]
    rule = next(r for r in form.rules if r.id == "T2-OUT")
    rows = {a.split("/")[1] for a in form.table("requests").addresses}
    assert set(rule.formula.names) == rows - {"received", "brought_forward", "carried_forward"}


def test_forms_by_year():
    years = {2008: "F2008", 2013: "F2008", 2014: "F2014", 2018: "F2014", 2019: "F2019", 2020: "F2019", 2021: "F2021", 2030: "F2021"}  # fmt: skip
    for year, key in years.items():
        form = form_for_year(official_forms(), year)
        assert form is not None
        assert form.key == key
    assert form_for_year(official_forms(), 1999) is None


@pytest.mark.parametrize("key", FORMS)
def test_every_figure_has_a_label_of_its_own(key):
    labels = [FORMS[key].label(a) for a in FORMS[key].addresses]
    repeated = {x for x in labels if labels.count(x) > 1}
    # The 2014 form prints 被依法纠错数 and 其他情形数 under both 行政复议 and 行政诉讼.
    assert all("数" in x for x in repeated) if key == "F2014" else not repeated


GOOD = """
format = "F2030"
name = "试"
years = [2030, 2031]
[[tables]]
key = "t"
name = "表一"
heading = "情况"
columns = ["a", "b", "total"]
grid = [["项目", "甲", "乙", "合计"], ["一", "@one"], ["二", "@two"]]
[[rules]]
id = "X-1"
severity = "error"
table = "t"
each = "row"
formula = "total = a + b"
title = "合计"
says = "合计 应等于 甲 + 乙"
source = "列名"
"""


def _load(tmp_path: Path, text: str):
    path = tmp_path / "F2030.toml"
    path.write_text(text, encoding="utf-8")
    return load_form(path)


def test_a_small_form_loads(tmp_path):
    form = _load(tmp_path, GOOD)
    assert form.addresses == (
        "t/one/a",
        "t/one/b",
        "t/one/total",
        "t/two/a",
        "t/two/b",
        "t/two/total",
    )
    assert form.label("t/two/b") == "表一 二·乙"
    assert [i.where for i in form.rules[0].instances] == ["表一“一”", "表一“二”"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('name = "试"', 'name = "试"\nnmae = "x"', "nmae"),
        ('name = "试"\n', "", "缺少 name"),
        ("years = [2030, 2031]", "years = [2031, 2030]", "years"),
        ('["二", "@two"]', '["二", "@one"]', "两次"),
        ('["二", "@two"]', '["二", "@two/a", "@two/b"]', "没有填满"),
        ('["二", "@two"]', '["二 →2", "@two"]', "没有填满"),
        ('["一", "@one"]', '["一 ↓3", "@one"]', "伸出表外"),
        ('"@two"', '"@Two"', "地址"),
        ('"@two"', '"@two/c"', "地址|columns"),
        ("a + b", "a + c", "没有 t/one/c"),
        ("total = a + b", "total = a + b = 1", "公式"),
        ('each = "row"', 'each = "rows"', "each"),
        ('severity = "error"', 'severity = "fatal"', "severity"),
        ('table = "t"', 'table = "u"', "没有表 u"),
        ('each = "row"', 'each = "row"\nonly = ["three"]', "three"),
        ('source = "列名"', 'source = "列名"\n[[tables', "F2030.toml"),
    ],
)
def test_a_faulty_form_is_refused_by_name_and_place(tmp_path, old, new, says):
    assert old in GOOD
    with pytest.raises(FormError, match=says) as error:
        _load(tmp_path, GOOD.replace(old, new))
    assert "F2030.toml" in str(error.value)
