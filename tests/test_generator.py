"""The generator itself: its figures agree, its layouts say what they claim, its files hold what
they should. The files are looked into with other libraries than the program's readers."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from docx import Document as read_with_python_docx
from lxml import html as lxml_html

from core.formats import official_forms
from tests.generator import grid as grids
from tests.generator import samples
from tests.generator.checks import FORMS, Specimen, another
from tests.generator.figures import consistent_figures, drawn_addresses, split
from tests.generator.layout import KINDS, Layout, draw_layout
from tests.generator.naive import broken
from tests.generator.printing import print_figures
from tests.generator.report import generate, lay_out
from tests.generator.text import traditional

FORM_KEYS = sorted(FORMS)


@pytest.mark.parametrize("size", ["town", "county", "city"])
@pytest.mark.parametrize("key", FORM_KEYS)
def test_figures_agree(key, size):
    """Every identity holds, for every address the form prints, big and small."""
    form = FORMS[key]
    for seed in range(60):
        figures = consistent_figures(form, random.Random(seed), size=size, extension=seed % 2 == 0)
        assert not broken(form, figures)
        drawn = drawn_addresses(form, extension=seed % 2 == 0)
        assert figures.keys() == {a for a in drawn if form.kind(a) != "empty"}
        assert all(v >= 0 for a, v in figures.items() if form.kind(a) != "change")
        assert all(v == int(v) for a, v in figures.items() if form.kind(a) != "amount")


def test_figures_are_of_all_kinds():
    """Not the same every time: all zeros, mostly zeros, thousands, changes up and down."""
    form = FORMS["F2019"]
    many = [consistent_figures(form, random.Random(s), size="city") for s in range(80)]
    assert any(not any(f.values()) for f in many)
    assert any(max(f.values()) > 10_000 for f in many)
    changes = {f["disclosure/licensing/change"].compare(Decimal(0)) for f in many}
    assert changes == {-1, 0, 1}
    assert len({tuple(f.values()) for f in many}) > 60


@pytest.mark.parametrize("key", FORM_KEYS)
def test_every_rule_can_be_broken_by_one_figure(key):
    """So that the reports with one figure changed put every rule of the form to the test."""
    form = FORMS[key]
    severities = ("error", "warning", "info")
    found = set()
    for seed in range(400):
        rng = random.Random(f"{key} {seed}")
        figures = consistent_figures(form, rng, size=rng.choice(("town", "county")))
        for address in rng.sample(drawn_addresses(form), 8):
            changed = figures | {address: another(figures.get(address), form.kind(address), rng)}
            found |= {(b.rule, b.formula) for b in broken(form, changed, severities)}
    assert found == {(rule.id, rule.formula.source) for rule in form.rules}


def test_naive_checking_sees_what_is_broken():
    form = FORMS["F2021"]
    figures = dict.fromkeys(form.addresses, Decimal(0))
    assert not broken(form, figures)
    wrong = broken(form, figures | {"requests/granted/enterprise": Decimal(3)})
    assert {(b.rule, b.line) for b in wrong} == {("T2-ROW", "granted"), ("T2-OUT", "enterprise")}
    wrong = broken(form, figures | {"requests/concluded_total/total": Decimal(3)})
    assert {b.rule for b in wrong} == {"T2-ROW", "T2-OUT", "T2-BAL"}
    statistics = FORMS["F2014"]
    zeros = {a: Decimal(0) for a in statistics.addresses if statistics.kind(a) != "empty"}
    assert not broken(statistics, zeros)
    assert {
        (b.rule, b.severity)
        for b in broken(statistics, zeros | {"statistics/reconsideration/value": Decimal(1)})
    } == {("TJ-V", "warning")}, "more cases than results: some may be pending"
    assert {
        b.rule for b in broken(statistics, zeros | {"statistics/heading_1/value": Decimal(366)})
    } == {"TJ-DASH"}


def test_split_gives_the_total():
    for total in (0, 1, 7, 500, 501, 123_456):
        for seed in range(20):
            parts = split(total, (8, 1, 0.01, 3), random.Random(seed))
            assert sum(parts) == total
            assert min(parts) >= 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", FORM_KEYS)
def test_each_cell_is_laid_out_once(key, kind):
    """Whatever is cut, shifted or unmerged."""
    for number in range(40):
        specimen = Specimen(key, kind, number, figures_in_text=True)
        laid_out = specimen.laid_out()
        tables = [p.grid for p in laid_out.pieces if p.grid is not None]
        printed = [i for g in tables for row in g.rows for i in row if i.address]
        assert sorted(i.address for i in printed) == sorted(
            drawn_addresses(specimen.form, extension=specimen.report.extension)
        )
        assert all(laid_out.truth[i.address].text == i.text for i in printed)
        assert laid_out == specimen.laid_out(), "the same specimen is always the same report"


def test_layouts_of_all_kinds_are_drawn():
    form = FORMS["F2019"]
    layouts = [draw_layout(k, form, random.Random(f"{k} {s}")) for k in KINDS for s in range(200)]
    for switch, values in {
        "zero": {"0", "", "/", "—", "\u00a0"}, "separator": {"", ",", "，"}, "plus": {"", "+"},
        "amount_unit": {"", "元", " 万元"}, "spans": {"merged", "repeated", "empty"},
        "cut": {"", "headless", "headed"}, "encoding": {"utf-8", "gbk", "gb18030"},
        "style": {"tabs", "pipes", "lines", "bar_after", "bar_between"}, "traditional": {True},
        "blocks": {True}, "shifted": {True}, "total_on_top": {True}, "nested": {True},
        "full_width": {True}, "split_runs": {True}, "furniture": {True}, "breaks": {"\n", " "},
    }.items():  # fmt: skip
        assert values <= {getattr(layout, switch) for layout in layouts}, switch
    lines = [layout for layout in layouts if layout.kind == "text" and layout.style == "lines"]
    assert not any(layout.zero in ("", "\u00a0") for layout in lines), "blanks would leave no trace"


def test_a_table_of_zeros_is_never_left_blank():
    """It would be a table that was not filled in."""
    form = FORMS["F2021"]
    zeros = dict.fromkeys(form.addresses, Decimal(0))
    printed = print_figures(form, zeros, Layout("html", zero=""), extension=True)
    assert {p.text for p in printed.values()} == {"0"}
    one = zeros | {"reviews/reconsideration/total": Decimal(1)}
    printed = print_figures(form, one, Layout("html", zero=""), extension=True)
    assert printed["reviews/reconsideration/upheld"].state == "blank"
    assert printed["requests/received/total"].text == "0"


@pytest.mark.parametrize(
    ("layout", "value", "text"),
    [
        (Layout("html", separator=","), "1234567", "1,234,567"),
        (Layout("html", full_width=True), "120", "１２０"),
        (Layout("html", plus="+"), "302", "+302"),
        (Layout("html", minus="−"), "-302", "−302"),
        (Layout("html", zero="/"), "0", "/"),
    ],
)
def test_figures_are_printed_as_the_layout_says(layout, value, text):
    form = FORMS["F2019"]
    address = "disclosure/licensing/change"
    printed = print_figures(form, {address: Decimal(value)}, layout, extension=True)[address]
    assert printed.text == text
    assert printed.value in (Decimal(value), None)


def test_amounts_carry_their_unit():
    address = "disclosure/procurement/amount"
    for unit, text, value in (
        ("元", "212078400元", "212078400"), (" 万元", "21207.84 万元", "21207.84"), ("", "21207.84", "21207.84"),
    ):  # fmt: skip
        layout = Layout("html", amount_unit=unit)
        figures = {address: Decimal("21207.84")}
        printed = print_figures(FORMS["F2019"], figures, layout, extension=True)[address]
        assert (printed.text, printed.value, printed.unit) == (
            text,
            Decimal(value),
            unit.strip() or None,
        )


def _requests_grid():
    form = FORMS["F2021"]
    printed = print_figures(
        form, consistent_figures(form, random.Random(1)), Layout("docx"), extension=True
    )
    return grids.grid_of(form.table("requests"), printed, lambda table, text: text)


def _covered(grid):
    return {
        (r + i, c + j): item.text
        for r, row in enumerate(grids.placed(grid))
        for c, item in row
        for i in range(item.rows)
        for j in range(item.columns)
    }


def test_grids_stay_whole():
    """No holes and no overlaps after unmerging, cutting, and moving 总计 up."""
    grid = _requests_grid()
    full = {(r, c) for r in range(28) for c in range(10)}
    assert _covered(grid).keys() == full
    assert _covered(grids.total_on_top(grid)).keys() == full
    flat = grids.unmerged(grid, repeated=True)
    assert all(len(row) == 10 for row in flat.rows)
    assert {k: v for k, v in _covered(flat).items() if v} == {
        k: v for k, v in _covered(grid).items() if v
    }
    for place, group in ((4, "first"), (12, "both"), (20, "larger"), (27, "first")):
        first, second = grids.cut(grid, place, headed=True, group=group)
        rows = len(first.rows), len(second.rows)
        assert sum(rows) == 28 + 3
        for part, height in zip((first, second), rows, strict=True):
            assert _covered(part).keys() == {(r, c) for r in range(height) for c in range(10)}


def test_docx_says_what_it_should(tmp_path):
    for number in range(10):
        specimen = Specimen("F2021", "docx", number, figures_in_text=True)
        laid_out = specimen.laid_out()
        document = read_with_python_docx(specimen.write(tmp_path, laid_out))
        found = [t.text for t in document.element.iter("{*}t") if t.text]
        text = "".join(found)
        for printed in laid_out.truth.values():
            assert printed.text.strip() in text
        tables = len(list(document.element.iter("{*}tbl")))
        assert tables == sum(p.grid is not None for p in laid_out.pieces) + specimen.layout.nested


def test_html_cells_are_the_truth(tmp_path):
    for number in range(10):
        specimen = Specimen("F2019", "html", number, figures_in_text=True)
        laid_out = specimen.laid_out()
        page = lxml_html.fromstring(specimen.write(tmp_path, laid_out).read_bytes())
        cells = [
            "".join(cell.itertext())
            for table in page.xpath("//table[@border='1']")
            for cell in table.iter("td", "th")
        ]
        expected = [
            item.text.replace("\n", "")
            for piece in laid_out.pieces
            if piece.grid is not None
            for row in piece.grid.rows
            for item in row
        ]
        assert cells == expected


def test_text_is_converted_like_the_seed():
    said = traditional("政府信息公开年度报告，行政复议、行政诉讼情况" * 5, random.Random(2))
    assert "報(bào)" in said
    assert "復(fù)" in said or "複(fù)" in said
    assert "报" not in said


@pytest.mark.parametrize("key", FORM_KEYS)
def test_text_is_silent_about_figures_when_told_so(key):
    """Reports whose figures are changed must not contradict themselves in the text."""
    form = FORMS[key]
    for seed in range(30):
        report = generate(form, random.Random(seed), figures_in_text=False)
        said = "".join(p for s in report.sections for p in s.paragraphs)
        digits = {c for c in said.replace(str(report.year), "") if c.isdigit()}
        assert not digits, said


def test_long_chapters_are_avoided():
    """30号: chapter one has no more than a thousand characters."""
    for seed in range(60):
        report = generate(FORMS["F2021"], random.Random(seed))
        assert sum(len(p) for p in report.sections[0].paragraphs) <= 1000


def test_samples_are_up_to_date():
    """resources/samples is what the script writes (the PDF depends on the fonts installed)."""
    from core.resources import resource_dir

    folder = resource_dir() / "samples"
    assert sorted(p.name for p in folder.iterdir() if p.is_file()) == sorted(samples.ERRORS)


def test_samples_are_written_the_same_every_time(tmp_path, qapp):
    from core import scan
    from core.resources import resource_dir

    if lacking := scan.missing():  # one of them is a scan
        pytest.skip(lacking)
    for path in samples.write_samples(tmp_path):
        if path.suffix != ".pdf":
            committed = resource_dir() / "samples" / path.name
            assert path.read_bytes() == committed.read_bytes(), f"run make samples: {path.name}"


def test_sample_errors_are_in_the_tables():
    """The errors put into the samples break what samples.ERRORS says they break."""
    laid_out = samples.laid_out_samples()
    rules = {
        name: sorted({b.rule for b in broken(s.report.form, s.report.figures, ("error",))})
        for name, s in laid_out.items()
    }
    assert rules == {
        "qinghe_2024.docx": ["T1-IMPLPREV", "T2-BAL", "T2-OUT", "T2-ROW", "T3-SUM"],
        "qinghe_2024.pdf": ["T2-BAL", "T2-OUT", "T2-ROW", "T3-SUM"],
        "linxi_2019.html": ["T1-CUM", "T1-ITEMNEG", "T2-OUT", "T2-ROW"],
        "shuangqiao_2020.txt": ["T2-BAL", "T3-SUM"],
        "anping_2023.docx": [],
        "yunxi_2024_scan.pdf": ["T2-OUT", "T2-ROW", "T3-SUM"],
    }


def test_the_scan_is_read_from_its_pictures():
    """No figure is wrong that is not marked doubtful; the errors put in are found."""
    from core import scan
    from core.case import Case
    from core.resources import resource_dir

    if lacking := scan.missing():
        pytest.skip(lacking)
    name = "yunxi_2024_scan.pdf"
    sample = samples.laid_out_samples()[name]
    case = Case.open(resource_dir() / "samples" / name)
    facts = case.sheet.facts
    assert facts.keys() == sample.truth.keys()
    assert all(fact.reading is not None for fact in facts.values())
    doubtful = {a for a, f in facts.items() if f.reading and f.reading.doubtful}
    wrong = {a for a, p in sample.truth.items() if facts[a].quantity.value != p.value}
    assert wrong <= doubtful
    assert len(doubtful) < 10
    broken_ = {
        (b.rule, b.addresses) for b in broken(sample.report.form, sample.report.figures, ("error",))
    }
    found = {(f.rule, tuple(sorted(set(f.addresses)))) for f in case.result.findings}
    assert {(rule, a) for rule, a in broken_ if not doubtful & set(a)} <= found


@pytest.mark.parametrize("name", sorted(n for n in samples.ERRORS if not n.endswith("_scan.pdf")))
def test_samples_read_like_real_reports(name):
    """Every figure read, and the findings are those of the errors put in."""
    from core.case import Case
    from core.finding import Severity
    from core.resources import resource_dir

    sample = samples.laid_out_samples()[name]
    case = Case.open(resource_dir() / "samples" / name)
    read = {a: (f.quantity.value, f.quantity.unit) for a, f in case.sheet.facts.items()}
    assert read == {a: (p.value, p.unit) for a, p in sample.truth.items()}
    wrong = broken(sample.report.form, sample.report.figures, ("error",))
    own = {rule.id for rule in sample.report.form.rules}
    errors = [f for f in case.result.findings if f.severity is Severity.ERROR]
    found = {(f.rule, tuple(sorted(set(f.addresses)))) for f in errors if f.rule in own}
    assert found == {(b.rule, b.addresses) for b in wrong}
    for finding in errors:  # the text, too, may disagree with a figure that was changed
        assert finding.rule in own or set(finding.addresses) & samples.ERRORS[name].keys()


def test_all_official_forms_are_covered():
    assert {f.key for f in official_forms() if f.tables} == set(FORMS)
    report = generate(FORMS["F2021"], random.Random(0))
    assert lay_out(report, Layout("docx"), random.Random(0)).report is report
