"""Sample reports that belong together, in folders of resources/samples: one county over the years
(`years`), and a county's 汇总 with its four members (`rollup`).

Each report agrees with itself but where it says so here; between them are the errors of `EXPECTED`.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from tests.generator import samples_prose
from tests.generator.docx import write_docx
from tests.generator.figures import APPLICANTS, Figures, consistent_figures
from tests.generator.html import write_html
from tests.generator.layout import Layout
from tests.generator.prose import Place, Section
from tests.generator.report import GeneratedReport, LaidOut, generate, lay_out

YANCHUAN = Place("砚川县", "我县", "全县", "砚川县人民政府办公室", "市委、市政府", "county")
BAIHENG = Place("白蘅县", "我县", "全县", "白蘅县人民政府办公室", "市委、市政府", "county")
# 2022's report bears the longer name: the program asks whether it is the same county.
LONGER = replace(YANCHUAN, unit="砚川县人民政府")

EXPECTED: dict[str, list[tuple[str, int, int]]] = {
    "years": [("XY-CARRY", 7, 6)],
    "rollup": [("XU-SUM", 26, 27), ("XU-SUM", 48, 47), ("XU-TEXT", 6, 9)],
}
"""By folder: rule, what stands there, what should by the other reports."""

_MEMBERS = {
    "water": Place("白蘅县水务局", "我局", "全局", "白蘅县水务局办公室", "县委、县政府", "county", False),
    "civil_affairs": Place("白蘅县民政局", "我局", "全局", "白蘅县民政局办公室", "县委、县政府", "county", False),
    "shinan": Place("白蘅县石楠镇", "我镇", "全镇", "石楠镇党政综合办公室", "县委、县政府", "town"),
    "office": Place("白蘅县人民政府办公室", "我办", "全办", "白蘅县人民政府办公室", "市委、市政府", "county", False),
}  # fmt: skip

# By row: what each kind of applicant has, those left out being 0.
Rows = Mapping[str, Mapping[str, int]]


def _requests(rows: Rows) -> Figures:
    """表二 of these rows: totals, 办理结果总计 and 结转下年度 are worked out."""
    made: dict[str, int] = {}
    outcomes = [r for r in rows if r not in ("received", "brought_forward")]
    for column in APPLICANTS:
        own = {row: rows[row].get(column, 0) for row in rows}
        own["concluded_total"] = sum(own[r] for r in outcomes)
        own["carried_forward"] = (
            own["received"] + own.get("brought_forward", 0) - own["concluded_total"]
        )
        assert own["carried_forward"] >= 0
        made |= {f"requests/{row}/{column}": value for row, value in own.items()}
    for row in {a.split("/")[1] for a in made}:
        made[f"requests/{row}/total"] = sum(made[f"requests/{row}/{c}"] for c in APPLICANTS)
    return {a: Decimal(v) for a, v in made.items()}


def _figures(rows: Rows, disclosure: Mapping[str, str], upheld: int = 0) -> Figures:
    """All figures of F2021; those not given are 0."""
    from tests.generator.samples import form_named

    drawn = consistent_figures(form_named("F2021"), random.Random(1), size="town")
    zero = dict.fromkeys(drawn, Decimal(0))
    reviews = {"reviews/reconsideration/upheld": upheld, "reviews/reconsideration/total": upheld}
    return (
        zero
        | _requests(rows)
        | {f"disclosure/{a}": Decimal(v) for a, v in disclosure.items()}
        | {a: Decimal(v) for a, v in reviews.items()}
    )


def _people(n: int, enterprises: int = 0) -> dict[str, int]:
    return {"natural_person": n, "enterprise": enterprises}


def _disclosure(issued: int, repealed: int, in_force: int, licences: int, fines: int) -> dict[str, str]:  # fmt: skip
    head = "normative_documents"
    return {
        f"{head}/issued": str(issued), f"{head}/repealed": str(repealed), f"{head}/in_force": str(in_force),
        "licensing/decisions": str(licences), "penalties/decisions": str(fines),
    }  # fmt: skip


def _report(place: Place, year: int, figures: Figures, seed: int) -> GeneratedReport:
    from tests.generator.samples import form_named

    made = generate(
        form_named("F2021"), random.Random(seed), place=place, year=year, figures=figures,
        extension=False,
    )  # fmt: skip
    return replace(made, date=f"{year + 1}-01-22", signed=True)


def _told(report: GeneratedReport, site: int, media: int, more: str = "") -> GeneratedReport:
    """With the text of samples_prose; `more` stands behind what it says of the requests."""
    text = samples_prose.sections(report.place, report.year, report.figures, 0, site, media)
    first = list(text[0].paragraphs)
    at = next(i for i, p in enumerate(first) if "政府信息公开申请" in p)
    first[at] += more
    return replace(report, sections=(Section(text[0].heading, tuple(first)), *text[1:]))


def _years() -> dict[str, tuple[GeneratedReport, Layout]]:
    of_2022 = _figures(
        {"received": _people(49, 4), "brought_forward": _people(2),
         "granted": _people(22, 3), "partly_granted": _people(6), "unavailable_not_held": _people(15, 1),
         "not_processed_petition": _people(4)},
        _disclosure(7, 3, 64, 6_120, 742), 2,
    )  # fmt: skip
    of_2023 = _figures(
        {"received": _people(58, 6), "brought_forward": _people(4),
         "granted": _people(27, 4), "partly_granted": _people(8), "unavailable_not_held": _people(17, 1),
         "not_processed_petition": _people(5)},
        _disclosure(9, 2, 71, 6_480, 705), 3,
    )  # fmt: skip
    # It takes over 7 requests, 6 of them people's, where the year before left 6, 5 of them people's.
    of_2024 = _figures(
        {"received": _people(63, 5), "brought_forward": _people(6, 1),
         "granted": _people(31, 4), "partly_granted": _people(9), "unavailable_not_held": _people(20, 1),
         "otherwise_not_corrected": _people(3)},
        _disclosure(6, 4, 73, 6_905, 688), 1,
    )  # fmt: skip
    return {
        "yanchuan_2022.docx": (_report(LONGER, 2022, of_2022, 2202), Layout("docx")),
        "yanchuan_2023.docx": (_told(_report(YANCHUAN, 2023, of_2023, 7), 1_842, 615), Layout("docx")),
        "yanchuan_2024.html": (_report(YANCHUAN, 2024, of_2024, 2411), Layout("html", furniture=True)),
    }  # fmt: skip


def _rollup() -> dict[str, tuple[GeneratedReport, Layout]]:
    of = {
        "water": _figures(
            {"received": _people(36, 5), "brought_forward": _people(2),
             "granted": _people(16, 3), "partly_granted": _people(5), "unavailable_not_held": _people(14, 1)},
            _disclosure(1, 0, 6, 1_204, 31), 1,
        ),
        "civil_affairs": _figures(
            {"received": _people(22), "granted": _people(11), "partly_granted": _people(2),
             "unavailable_not_held": _people(4), "not_processed_petition": _people(3)},
            _disclosure(2, 1, 9, 318, 0),
        ),
        "shinan": _figures(
            {"received": _people(8, 1), "granted": _people(5, 1), "unavailable_not_held": _people(3)},
            _disclosure(0, 0, 4, 126, 12),
        ),
        "office": _figures(
            {"received": _people(19, 2), "granted": _people(9, 2), "partly_granted": _people(4),
             "unavailable_not_held": _people(5), "otherwise_other": _people(1)},
            _disclosure(5, 2, 38, 0, 0), 1,
        ),
    }  # fmt: skip
    whole = {a: sum((f.get(a, Decimal(0)) for f in of.values()), Decimal(0)) for f in of.values() for a in f}  # fmt: skip
    # The county added up a draft of 民政局's, which counted one request as answered with the information.
    for row, by in (("granted", 1), ("unavailable_not_held", -1)):
        for column in ("natural_person", "total"):
            whole[f"requests/{row}/{column}"] += by
    received = {key: int(f["requests/received/total"]) for key, f in of.items()}
    received["shinan"] -= 3  # a slip of the text
    said = (
        f"按承办单位统计，全县新收政府信息公开申请{int(whole['requests/received/total'])}件，其中县水务局{received['water']}件、"
        f"县民政局{received['civil_affairs']}件、石楠镇{received['shinan']}件、县政府办公室{received['office']}件。"
    )
    county = _told(_report(BAIHENG, 2024, whole, 11), 2_310, 748, said)
    made = {"baiheng_2024.docx": (county, Layout("docx"))}
    for i, (key, place) in enumerate(_MEMBERS.items()):
        html = key == "civil_affairs"
        layout = Layout("html", paragraphs=True) if html else Layout("docx")
        name = f"{key}_2024.{'html' if html else 'docx'}"
        made[name] = (_report(place, 2024, of[key], 40 + i), layout)
    return made


def laid_out_sets() -> dict[str, dict[str, LaidOut]]:
    """The sets by folder, their reports by file name, as they are printed."""
    return {
        folder: {
            name: lay_out(report, layout, random.Random(name))
            for name, (report, layout) in made.items()
        }
        for folder, made in (("years", _years()), ("rollup", _rollup()))
    }


def write_sets(folder: Path) -> list[Path]:
    """Write the sets into folders below `folder`."""
    written = []
    for name, reports in laid_out_sets().items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for file, laid_out in reports.items():
            target, rng = folder / name / file, random.Random(file)
            write = write_docx if laid_out.layout.kind == "docx" else write_html
            write(laid_out, target, rng)
            written.append(target)
    return written
