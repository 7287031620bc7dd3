"""A laid-out report as plain text, the way tables come out when a page is copied: layouts (b) to (e) of
DOMAIN §4, and the conversion to traditional characters with pinyin in brackets (seed 001)."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from tests.generator.grid import Grid, unmerged
from tests.generator.report import LaidOut

# Characters of the labels and headings that converted pages annotate, with their readings.
_PINYIN = {
    "動": "dòng", "開": "kāi", "報": "bào", "國": "guó", "務": "wù", "辦": "bàn", "規": "guī",
    "數": "shù", "項": "xiàng", "總": "zǒng", "計": "jì", "請": "qǐng", "處": "chù", "決": "jué",
    "費": "fèi", "業": "yè", "機": "jī", "構": "gòu", "組": "zǔ", "織": "zhī", "屬": "shǔ",
    "類": "lèi", "內": "nèi", "過": "guò", "執": "zhí", "號": "hào", "訴": "sù", "訟": "sòng",
    "復": "fù", "議": "yì", "結": "jié", "轉": "zhuǎn", "續": "xù", "維": "wéi", "審": "shěn",
    "減": "jiǎn", "採": "cǎi", "購": "gòu", "額": "é", "對": "duì", "縣": "xiàn", "鄉": "xiāng",
    "無": "wú", "關": "guān", "現": "xiàn", "製": "zhì", "給": "gěi", "複": "fù", "單": "dān",
}  # fmt: skip


def write_text(laid_out: LaidOut, target: Path, rng: random.Random) -> Path:
    layout = laid_out.layout
    blocks = []
    for piece in laid_out.pieces:
        if piece.grid is None:
            blocks.append(piece.text)
        else:
            blocks.append("\n".join(table_lines(piece.grid, laid_out, rng)))
    text = ("\n\n" if layout.paragraphs else "\n").join(blocks) + "\n"
    if layout.traditional:
        text = traditional(text, rng)
    target.write_bytes(text.replace("\n", layout.newline).encode(layout.encoding))
    return target


def table_lines(grid: Grid, laid_out: LaidOut, rng: random.Random) -> list[str]:
    layout = laid_out.layout
    if layout.style == "tabs":
        return _tabs(grid, layout.spans == "repeated", rng)
    lines: list[str] = []
    keep_empty = layout.style == "pipes" and layout.spans == "empty"
    for row in grid.rows:
        items = [i for i in row if i.text or not i.filler or keep_empty]
        # Cells that a merged one has swallowed come out as bars behind the row.
        swallowed = grid.width - len(items) if layout.padded else 0
        texts = [item.text.strip(" \u00a0\u3000") for item in items]
        match layout.style:
            case "pipes":
                bars = "|" * (1 + swallowed + layout.extra_column)
                lines.append(f"{' | '.join(texts)} {bars}")
            case "lines":
                lines += [x for text in texts if text for x in (*_broken(text, rng), "")]
            case "bar_after":
                lines += [f"{text} |".lstrip() for text in texts]
                if swallowed:
                    lines.append("|" * swallowed)
            case _:
                lines += [x for text in texts for x in ((text, "|") if text else ("|",))]
    return lines


def _broken(text: str, rng: random.Random) -> list[str]:
    lead = rng.choice(("", "", " ", "  "))
    return [lead + part for part in text.split("\n")]


def _tabs(grid: Grid, repeated: bool, rng: random.Random) -> list[str]:
    """Every cell of the grid, those of merged cells too; some rows with a cell more at the end."""
    flat = unmerged(grid, repeated=repeated)
    ragged = rng.random() < 0.4
    return [
        "\t".join(item.text.replace("\n", "") for item in row)
        + ("\t" if ragged and rng.random() < 0.5 else "")
        for row in flat.rows
    ]


@cache
def _converter() -> object:
    from opencc import OpenCC

    return OpenCC("s2t")


def traditional(text: str, rng: random.Random) -> str:
    """In traditional characters, most of the frequent ones followed by their reading in brackets."""
    converted = _converter().convert(text)  # type: ignore[attr-defined]
    return "".join(
        f"{c}({_PINYIN[c]})" if c in _PINYIN and rng.random() < 0.7 else c for c in converted
    )
