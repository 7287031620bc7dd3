"""Writes resources/samples: reports of invented places for a first look at the program and for tests.

    python -m tests.generator.samples [FOLDER]

The same bytes every time, save for the PDFs', which change with Qt and the fonts that are installed.
`ERRORS` says which figures were changed on purpose, so that tests can expect the findings.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path

from core.formats import Form, official_forms
from core.resources import resource_dir
from tests.generator import samples_prose
from tests.generator.docx import write_docx
from tests.generator.figures import Figures, consistent_figures
from tests.generator.html import write_html
from tests.generator.layout import Layout
from tests.generator.pdf import write_pdf
from tests.generator.prose import Place
from tests.generator.report import GeneratedReport, LaidOut, generate, lay_out
from tests.generator.samples_scan import write_scan
from tests.generator.text import write_text

Changes = Mapping[str, int]

# By file: address → by how much the figure was changed.
ERRORS: dict[str, Changes] = {
    "qinghe_2024.docx": {
        "requests/granted/enterprise": +9,  # T2-ROW of its row, T2-OUT of its column
        "requests/carried_forward/natural_person": +1,  # T2-BAL of two columns; the row still adds up
        "requests/carried_forward/enterprise": -1,
        "reviews/litigation_direct/total": -1,  # T3-SUM
        "disclosure/normative_documents/in_force": -50,  # T1-IMPLPREV
    },
    "qinghe_2024.pdf": {
        "requests/concluded_total/legal_service": +2,  # T2-ROW, T2-OUT, T2-BAL: one cell, three sums
        "requests/refused_internal_affairs/total": +3,  # T2-ROW, T2-OUT
        "reviews/reconsideration/pending": +1,  # T3-SUM
    },
    "linxi_2019.html": {
        "disclosure/normative_documents/total_disclosed": -114,  # T1-CUM
        "disclosure/penalties/change": -400,  # T1-ITEMNEG
        "requests/unavailable_not_held/natural_person": -2,  # T2-ROW, T2-OUT
    },
    "shuangqiao_2020.txt": {
        "requests/carried_forward/natural_person": +1,  # T2-BAL
        "requests/carried_forward/total": +1,  # … and of 总计
        "reviews/reconsideration/total": +1,  # T3-SUM
    },
    "anping_2023.docx": {},
    "yunxi_2024_scan.pdf": {
        "requests/refused_third_party/enterprise": +1,  # T2-ROW of its row, T2-OUT of its column
        "reviews/litigation_direct/upheld": +1,  # T3-SUM
    },
}


def form_named(key: str) -> Form:
    return next(f for f in official_forms() if f.key == key)


def _with_errors(name: str, report: GeneratedReport) -> GeneratedReport:
    wrong = {a: report.figures[a] + d for a, d in ERRORS[name].items()}
    assert all(v >= 0 for a, v in wrong.items() if report.form.kind(a) == "count"), wrong
    return report.with_figures(wrong)


def _county(place: Place, year: int, seed: int, fee: int, street: str) -> GeneratedReport:
    """A report on F2021 with the text of samples_prose."""
    rng = random.Random(seed)
    figures = consistent_figures(form_named("F2021"), rng, size="county")
    figures = _livelier(figures, rng)
    plain = generate(
        form_named("F2021"), rng, place=place, year=year, figures=figures, extension=True
    )
    site = rng.randint(2_000, 3_000)
    text = samples_prose.sections(place, year, figures, fee, site, rng.randint(600, 1_200))
    return GeneratedReport(
        form=plain.form,
        place=place,
        year=year,
        title=f"{place.unit}{year}年政府信息公开工作年度报告",
        date=f"{year + 1}-01-24",
        preamble=samples_prose.opening(place, year, street, seed),
        sections=tuple(text),
        figures=figures,
        extension=True,
        signed=True,
    )


def _livelier(figures: Figures, rng: random.Random) -> Figures:
    """表一 and 表三 as a county of some size has them; what was drawn may have been zero."""
    head = "disclosure/normative_documents"
    issued, repealed = rng.randint(14, 19), rng.randint(2, 4)
    made = {
        f"{head}/issued": issued, f"{head}/repealed": repealed,
        f"{head}/in_force": rng.randint(50, 59),
        "disclosure/licensing/decisions": rng.randint(9_000, 24_000),
        "disclosure/penalties/decisions": rng.randint(800, 2_600),
        "disclosure/coercive_measures/decisions": rng.randint(10, 90),
        "disclosure/fees/amount": Decimal(rng.randint(100_000, 900_000)) / 100,
    }  # fmt: skip
    for row, most in (("reconsideration", 9), ("litigation_direct", 4),
                      ("litigation_after_reconsideration", 3)):  # fmt: skip
        parts = [rng.randint(1, most), rng.randint(0, 2), rng.randint(0, 2), rng.randint(0, 1)]
        columns = ("upheld", "corrected", "other", "pending", "total")
        made |= {
            f"reviews/{row}/{c}": n for c, n in zip(columns, (*parts, sum(parts)), strict=True)
        }
    return figures | {a: Decimal(v) for a, v in made.items()}


def _linxi() -> GeneratedReport:
    form, rng = form_named("F2019"), random.Random(63)
    figures = consistent_figures(form, rng, size="county") | {
        f"disclosure/{a}": Decimal(v)
        for a, v in {
            "normative_documents/made": "14", "normative_documents/disclosed": "14",
            "normative_documents/total_disclosed": "126",
            "licensing/previous": "386", "licensing/change": "-21", "licensing/decisions": "9416",
            "other_services/previous": "817", "other_services/change": "64",
            "other_services/decisions": "30257",
            "penalties/previous": "412", "penalties/change": "-38", "penalties/decisions": "1873",
            "procurement/projects": "63", "procurement/amount": "5120.74",
        }.items()
    }  # fmt: skip
    place = Place("霖溪县", "我县", "全县", "霖溪县人民政府办公室", "市委、市政府", "county")
    return generate(form, rng, place=place, year=2019, figures=figures, extension=True)


def laid_out_samples() -> dict[str, LaidOut]:
    """Every sample by its file name, as it is printed."""
    qinghe = _county(samples_prose.QINGHE, 2024, seed=291, fee=1280, street="和畅路18号")
    anping = _county(samples_prose.ANPING, 2023, seed=23, fee=0, street="文昌街6号")
    yunxi = _county(samples_prose.YUNXI, 2024, seed=101, fee=0, street="同心路3号")
    linxi = _linxi()
    shuangqiao = generate(
        form_named("F2019"), random.Random(5), year=2020, extension=True,
        place=Place("清禾县霜桥镇", "我镇", "全镇", "霜桥镇党政综合办公室", "县委、县政府", "town"),
    )  # fmt: skip
    layouts = {
        "qinghe_2024.docx": (qinghe, Layout("docx")),
        "qinghe_2024.pdf": (qinghe, Layout("pdf", serif=True, font_size=11, margin=25)),
        "linxi_2019.html": (
            linxi,
            Layout(
                "html", plus="+", amount_unit="万元", furniture=True, shifted=True, encoding="gbk"
            ),
        ),
        "shuangqiao_2020.txt": (
            shuangqiao,
            Layout("text", style="tabs", spans="empty", brackets="({})", total_on_top=True),
        ),
        "anping_2023.docx": (anping, Layout("docx", separator=",")),
        "yunxi_2024_scan.pdf": (yunxi, Layout("pdf", serif=True, font_size=12, margin=22)),
    }
    return {
        name: lay_out(_with_errors(name, report), layout, random.Random(name))
        for name, (report, layout) in layouts.items()
    }


def write_samples(folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, sample in laid_out_samples().items():
        target, rng = folder / name, random.Random(name)
        match sample.layout.kind:
            case "docx":
                write_docx(sample, target, rng)
            case "html":
                write_html(sample, target, rng)
            case "text":
                write_text(sample, target, rng)
            case "pdf" if name.endswith("_scan.pdf"):
                write_scan(partial(write_pdf, sample), target)
            case "pdf":
                write_pdf(sample, target)
                _undated(target)
        written.append(target)
    return written


def _undated(pdf: Path) -> None:
    """Qt stamps its PDFs with the time and a random id; a fixed one of the same length instead."""
    data = pdf.read_bytes()
    data = re.sub(rb"\(D:\d{14}", b"(D:20260105090000", data)
    data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", b"2026-01-05T09:00:00", data)
    data = re.sub(rb"(?<=uuid:)[0-9a-f-]{36}", b"00000000-0000-4000-8000-000000000000", data)
    data = re.sub(rb"(?<=<)[0-9a-f]{72}(?=>)", b"0" * 72, data)
    pdf.write_bytes(data)


if __name__ == "__main__":
    wanted = Path(sys.argv[1]) if len(sys.argv) > 1 else resource_dir() / "samples"
    from tests.generator.samples_sets import write_sets

    for path in (*write_samples(wanted), *write_sets(wanted)):
        print(path)
