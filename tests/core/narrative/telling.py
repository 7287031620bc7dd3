"""A report in memory whose text is given: its sheet from the form, its chapters from the sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from core.document import Document, Paragraph, ParagraphAnchor
from core.facts import Chapter, FactSheet, Title
from core.finding import CheckResult, Finding, Outcome
from core.narrative import Narrative, Tie, evaluate, read_text
from core.rules import check_document, check_sheet, combine
from tests.core.rules.making import form, make_sheet

OWN = ("NT-", "NN-", "XT-", "PL-")
NEW, OLD = "requests/received", "requests/brought_forward"
DONE, LEFT = "requests/concluded_total", "requests/carried_forward"


class Told(NamedTuple):
    """What came of a text: all of `ties` and `result`, and what it was read from."""

    document: Document
    sheet: FactSheet
    narrative: Narrative
    result: CheckResult
    ties: tuple[Tie, ...]

    def said(self, *rules: str) -> list[tuple[str, str]]:
        """(rule, severity) of what is broken, of the rules on the text unless some are named."""
        return [
            (f.rule, str(f.severity))
            for f in self.result.findings
            if f.outcome is Outcome.BROKEN
            and (f.rule in rules if rules else f.rule.startswith(OWN))
        ]

    def finding(self, rule: str) -> Finding:
        (found,) = (f for f in self.result.findings if f.rule == rule)
        return found

    def tally(self, rule: str) -> tuple[int, int, int]:
        t = self.result.checked.get(rule)
        return (t.holds, t.broken, t.cannot_check) if t else (0, 0, 0)


def requests(**rows: int) -> dict[str, str]:
    """Figures of 表二 by row, all of them from natural persons."""
    texts = {}
    for row, value in rows.items():
        texts[f"requests/{row}/natural_person"] = texts[f"requests/{row}/total"] = str(value)
    return texts


def reviews(**rows: tuple[int, int, int, int]) -> dict[str, str]:
    """Figures of 表三: 维持, 纠正, 其他, 尚未审结 of a row, the total added."""
    texts = {}
    for row, values in rows.items():
        columns = zip(("upheld", "corrected", "other", "pending"), values, strict=True)
        texts |= {f"reviews/{row}/{column}": str(value) for column, value in columns}
        texts[f"reviews/{row}/total"] = str(sum(values))
    return texts


def told(
    text: str | Iterable[str],
    figures: Mapping[str, str] | None = None,
    *,
    key: str = "F2021",
    unit: str = "清禾县",
    year: int | None = None,
    chapter: int = 1,
    heading: str = "",
    six: str = "没有其他需要报告的事项。",
    others: str = "0",
    without: Iterable[str] = (),
) -> Told:
    """`text` (paragraphs) in a chapter of a report, `figures` in its tables."""
    chosen = form(key)
    year = year if year is not None else chosen.years[0]
    blocks: list[Paragraph] = []
    chapters: list[Chapter] = []

    def say(line: str, is_heading: bool = False) -> None:
        blocks.append(Paragraph(line, ParagraphAnchor(len(blocks)), is_heading))

    title = f"{unit}{year}年政府信息公开工作年度报告"
    say(title, True)
    names = [n[0] for n in chosen.chapters] or [
        "概述",
        "主动公开",
        "依申请公开",
        "收费",
        "复议诉讼",
        "其他",
    ]
    for number, name in enumerate(names, 1):
        chapters.append(Chapter(number, name, len(blocks)))
        say(f"{'一二三四五六'[number - 1]}、{name}", True)
        if number == chapter:
            if heading:
                say(heading, True)
            for line in [text] if isinstance(text, str) else text:
                say(line)
        elif number == 6:
            say(six)
    # A government has documents in force; all else is 0 unless told.
    if key == "F2021" and others == "0":
        figures = {"disclosure/normative_documents/in_force": "3"} | dict(figures or {})
    sheet = make_sheet(key, figures, others=others, without=without, year=year, chapters=chapters)
    sheet = replace(sheet, title=Title(title, unit, year))
    document = Document(Path("report.html"), "html", tuple(blocks))
    narrative = read_text(document, sheet)
    evaluation = evaluate(narrative, sheet)
    result = combine(
        check_document(document, sheet, narrative), check_sheet(sheet, narrative, evaluation)
    )
    return Told(document, sheet, narrative, result, evaluation.ties)
