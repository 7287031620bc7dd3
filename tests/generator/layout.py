"""How one report is written down: all switches, drawn so that they go together.

The values are those met in the wild (DOMAIN §4); the comments say where a combination is left out
and why.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from core.formats import Form

Kind = Literal["docx", "html", "text", "pdf"]
Spans = Literal["merged", "repeated", "empty"]
TextStyle = Literal["tabs", "pipes", "lines", "bar_after", "bar_between"]
KINDS: tuple[Kind, ...] = ("docx", "html", "text", "pdf")
BLANKS = frozenset({"", "\u00a0", "\u3000", " "})
T = TypeVar("T")


@dataclass(frozen=True)
class Layout:
    kind: Kind
    # figures
    zero: str = "0"
    zero_totals: bool = False  # totals keep a plain 0 where `zero` is a blank or a dash
    full_width: bool = False
    separator: str = ""
    plus: str = ""
    minus: str = "-"
    amount_unit: str = ""  # behind the amount of 政府集中采购
    # labels
    brackets: str = "（{}）"
    numbering: str = "."
    quotes: str = "“{}”"
    comma: str = "，"
    breaks: str = ""  # what is put inside some labels: a line break or a space
    other_names: bool = False  # aliases of the form file instead of the official labels
    # tables
    spans: Spans = "merged"
    blocks: bool = False  # 表一 as one table a block
    shifted: bool = False  # 表一 on a grid of one column more, no two rows alike (real/01)
    total_on_top: bool = False  # 总计 in the first head row (seed 003)
    cut: Literal["", "headless", "headed"] = ""  # 表二 as two tables
    cut_at: float = 0.5
    nested: bool = False  # everything inside a layout table
    extra_column: bool = False  # an empty column on the right (real/12)
    units: bool = True  # 统计表: the unit column is filled
    # one kind each
    split_runs: bool = False  # docx: a number over several runs
    furniture: bool = False  # html: navigation, metadata table, footer
    paragraphs: bool = True  # html: <p> inside cells; text: blank lines between paragraphs
    encoding: str = "utf-8"
    newline: str = "\n"
    style: TextStyle = "tabs"
    traditional: bool = False
    page: Literal["A4", "Letter", "B5"] = "A4"
    margin: int = 20  # mm
    font_size: int = 11  # pt
    serif: bool = False
    padded: bool = True  # text: bars for the cells that a merged one swallowed
    filler: int = 0  # paragraphs more, so that pages break elsewhere


def draw_layout(kind: Kind, form: Form, rng: random.Random) -> Layout:
    """A random layout of that kind in which a report on that form can be written."""

    def chance(p: float) -> bool:
        return rng.random() < p

    def one(*choices: T, usual: float = 0.0) -> T:
        """The first one with probability `usual`, else any."""
        return choices[0] if chance(usual) else rng.choice(choices)

    old = {t.key for t in form.tables} == {"statistics"}
    style: TextStyle = one("tabs", "pipes", "lines", "bar_after", "bar_between")
    lines = kind == "text" and style in ("lines", "bar_after", "bar_between")
    blanks: Sequence[str] = ("", "\u00a0", "\u3000") if kind in ("docx", "html") else ("",)
    if kind == "text" and style == "lines":
        blanks = ()  # a blank cell leaves no trace there
    dashes = ("/", "—", "-", "－", "无") if not old else ("/", "无")  # —— stands in its unit column
    zero = one("0", *blanks, *dashes, usual=0.5)
    traditional = kind == "text" and chance(0.2)
    if traditional and zero == "无":
        zero = "0"
    encoding, newline = "utf-8", "\n"
    if kind == "text":
        encoding = one("utf-8", "utf-8-sig", "gb18030", usual=0.5)
        newline = one("\n", "\r\n", usual=0.6)
    elif kind == "html":
        encoding = one("utf-8", "gbk", "gb18030", usual=0.5)
    spans: Sequence[Spans] = ("merged", "repeated", "empty")
    if kind == "pdf" or lines:
        spans = ("merged",)
    elif kind == "text":  # copied tables have no spans; tabs stand for every cell
        spans = ("empty", "repeated") if style == "tabs" else ("merged", "empty")
    # A label can't be broken inside a line of tabs or pipes; PDF breaks them by itself.
    breakable = kind in ("docx", "html") or lines
    unmerging = one(*spans, usual=0.4)
    return Layout(
        kind=kind,
        zero=zero,
        zero_totals=zero != "0" and chance(0.5),
        full_width=chance(0.08),
        separator=one("", ",", "，", usual=0.75),
        plus=one("", "+", "＋"),
        minus=one("-", "−", "－", "–", usual=0.6),
        amount_unit=one("", "万元", " 万元", "元"),
        brackets=one("（{}）", "({})", "( {} )", "（{}） ", usual=0.4),
        numbering=one(".", "、", "．", ". ", usual=0.5),
        quotes=one("“{}”", '"{}"', usual=0.7),
        comma=one("，", ",", "、", usual=0.7),
        breaks=one("", "\n", " ") if breakable else one("", " ", usual=0.7),
        other_names=chance(0.2),
        spans=unmerging,
        blocks=chance(0.3),
        # Without its spans, a shifted row would have a gap that nothing tells from a blank figure.
        shifted=kind == "html" and unmerging == "merged" and chance(0.4),
        total_on_top=chance(0.2),
        cut="" if old else one("", "headless", "headed", usual=0.5),
        cut_at=rng.random(),
        nested=kind in ("docx", "html") and chance(0.2),
        # Beside blanks, an empty column too many could be on either side.
        extra_column=kind == "text" and style == "pipes" and zero not in BLANKS and chance(0.4),
        units=not (kind == "text" and chance(0.3)),
        split_runs=chance(0.4),
        furniture=kind == "html" and chance(0.5),
        paragraphs=chance(0.5),
        encoding=encoding,
        newline=newline,
        style=style,
        traditional=traditional,
        page=one("A4", "Letter", "B5", usual=0.6),
        margin=rng.choice((12, 20, 25, 30)),
        font_size=rng.choice((9, 10, 11, 12)),
        serif=chance(0.5),
        padded=chance(0.7),
        filler=rng.randint(0, 12) if kind == "pdf" else 0,
    )
