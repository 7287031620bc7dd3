"""Labels → lines, and the texts behind a label → the figures of its line.

The flow of tokens is aligned with the lines of the form in order: labels that repeat (其他, 总计,
（二）被依法纠错数) find their line by their place. Column numbers are never trusted for themselves
(DOMAIN §1.4, §4): the figures of a line are the run of value cells behind its label.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core.document import TextAnchor
from core.formats import FormLine, FormTable
from core.labels import LabelIndex, core_label, is_value
from core.quantity import State, clean, parse_quantity
from core.recognise.tokens import Token, is_figure

__all__ = ["BoundLine", "bind_headed_lines", "bind_lines"]


@dataclass(slots=True)
class BoundLine:
    """A line found in the file. `cells` has one token a figure, or None where they can't be told
    (`raw` then holds what stood there). `extra` are value cells too many."""

    line: FormLine
    label: Token | None
    cells: list[Token] | None
    raw: list[Token] = field(default_factory=list)
    extra: list[Token] = field(default_factory=list)
    strength: float = 0.0

    @property
    def is_read(self) -> bool:
        return self.cells is not None


@dataclass(slots=True)
class _Candidate:
    token: int
    line: int
    strength: float
    values: list[Token]
    weight: float


def bind_lines(tokens: Sequence[Token], index: LabelIndex) -> list[BoundLine]:
    """The labelled lines found in `tokens`, in the form's order."""
    candidates = _candidates(tokens, index)
    chosen = _best_chain(candidates)
    taken_lines = {c.line for c in chosen}
    taken_tokens = {c.token for c in chosen}
    # A unit may have put its rows in another order: take what fits nowhere in the chain but is certain.
    labels = Counter(core_label(line.label) for line in index.lines)
    for c in sorted(candidates, key=lambda c: -c.weight):
        line = index.lines[c.line]
        if (
            c.line not in taken_lines
            and c.token not in taken_tokens
            and c.strength >= 3
            and len(c.values) >= len(line.addresses)
            and labels[core_label(line.label)] == 1
            and len(core_label(line.label)) >= 3
        ):
            chosen.append(c)
            taken_lines.add(c.line)
            taken_tokens.add(c.token)
    chosen.sort(key=lambda c: c.line)
    columns = _head_columns(tokens, index, {c.token for c in chosen})
    starts = _usual_starts(chosen, index)
    return [_bind(c, tokens[c.token], index, columns, starts) for c in chosen]


def _candidates(tokens: Sequence[Token], index: LabelIndex) -> list[_Candidate]:
    matches = [() if is_value(t.text) and not t.glued else index.match(t.text) for t in tokens]
    stops = [
        bool(m) or (not is_value(t.text) and index.is_head(t.text))
        for t, m in zip(tokens, matches, strict=True)
    ]
    found = []
    for i, token in enumerate(tokens):
        for line, strength, last in [(li, st, i) for li, st in matches[i]] + _over_lines(
            tokens, matches, i, index
        ):
            values = _values_after(tokens, stops, last, index.lines[line])
            if not values and token.grid:
                continue  # a proper table has cells for its figures
            weight = strength + _fit(values, len(index.lines[line].addresses))
            found.append(_Candidate(i, line, strength, values, weight))
    return found


def _fit(values: Sequence[Token], wanted: int) -> float:
    """How well value cells suit a line: best when they can be its figures and say something."""
    if len(values) >= wanted and _windows(values, wanted):
        return 6 if any(v.text.strip() for v in values) else 3
    return min(len(values), 2)


def _over_lines(
    tokens: Sequence[Token],
    matches: Sequence[tuple[tuple[int, float], ...]],
    start: int,
    index: LabelIndex,
) -> list[tuple[int, float, int]]:
    """Labels broken over two or three lines of text (real 08, seed 004): what the lines say together,
    and the last of them."""
    found = []
    text = tokens[start].text
    if tokens[start].grid or is_value(text) or any(s >= 3 for _, s in matches[start]):
        return []
    for last in range(start + 1, min(start + 3, len(tokens))):
        more = tokens[last]
        if more.grid or more.glued or not more.text.strip() or is_value(more.text):
            break
        text += more.text
        found += [(line, s, last) for line, s in index.match(text) if s >= 3]
    return found


def _values_after(
    tokens: Sequence[Token], stops: Sequence[bool], start: int, line: FormLine
) -> list[Token]:
    """The run of value cells behind a label: in a grid those of its row, else up to the next label.
    Text between label and values (its second half, a unit) is passed over."""
    label = tokens[start]
    values: list[Token] = []
    for j in range(start + 1, len(tokens)):
        token = tokens[j]
        if stops[j] or (label.grid and (token.block, token.row) != (label.block, label.row)):
            break
        if token.grid != label.grid or token.glued != label.glued:
            break
        if is_figure(token):
            values.append(token)
        elif values or len(token.text) > 60 or j - start > 6:
            break
    if label.row >= 0 and not label.grid:
        # A row on one line is a row; one that a reader gathered from several lines may be cut wrong.
        own = [v for v in values if (v.block, v.row) == (label.block, label.row)]
        on_one_line = all(_text_line(v) == _text_line(label) for v in own)
        if len(own) >= len(line.addresses) and on_one_line:
            values = own
    if line.unit and values:
        first = parse_quantity(values[0].text)
        if (line.unit == "——" and first.state is State.DASH) or (
            first.state is State.UNREADABLE and clean(values[0].text) == line.unit
        ):
            values = values[1:]
    return values


def _best_chain(candidates: list[_Candidate]) -> list[_Candidate]:
    """The heaviest set of candidates whose tokens and lines both rise."""
    order = sorted(candidates, key=lambda c: (c.token, -c.line))
    best: list[tuple[float, int]] = []  # weight of the chain ending here, predecessor
    # Staircase by line: keys strictly rising, weights strictly rising.
    keys: list[int] = []
    weights: list[tuple[float, int]] = []
    for i, c in enumerate(order):
        at = bisect_left(keys, c.line)
        before, previous = weights[at - 1] if at else (0.0, -1)
        total = before + c.weight
        best.append((total, previous))
        if at < len(keys) and keys[at] == c.line:
            if weights[at][0] >= total:
                continue
            weights[at] = (total, i)
        elif at and weights[at - 1][0] >= total:
            continue
        else:
            keys.insert(at, c.line)
            weights.insert(at, (total, i))
        while at + 1 < len(keys) and weights[at + 1][0] <= total:
            del keys[at + 1], weights[at + 1]
    chain: list[_Candidate] = []
    i = max(range(len(best)), key=lambda k: (best[k][0], -k), default=-1)
    while i >= 0:
        chain.append(order[i])
        i = best[i][1]
    return chain[::-1]


def _windows(values: Sequence[Token], wanted: int) -> list[int]:
    """Where `wanted` figures can begin so that all cells outside them are blank."""
    blank = [parse_quantity(v.text).state is State.BLANK for v in values]
    return [
        o for o in range(len(values) - wanted + 1) if all(blank[:o]) and all(blank[o + wanted :])
    ]


def _usual_starts(
    chosen: Sequence[_Candidate], index: LabelIndex
) -> dict[tuple[int, int], Counter[int]]:
    """(block, figures wanted) → where the figures begin in rows that leave no doubt."""
    votes: dict[tuple[int, int], Counter[int]] = {}
    for c in chosen:
        wanted = len(index.lines[c.line].addresses)
        windows = _windows(c.values, wanted)
        if len(windows) == 1:
            key = (c.values[0].block, wanted)
            votes.setdefault(key, Counter())[_start(c.values, windows[0])] += 1
    return votes


def _start(values: Sequence[Token], offset: int) -> int:
    """The column where figures begin, or behind how many blanks, where every cell is a row."""
    return values[offset].column if values[0].row == values[-1].row >= 0 else offset


def _head_columns(
    tokens: Sequence[Token], index: LabelIndex, labels: set[int]
) -> dict[tuple[int, str], int | None]:
    """(block, head) → the grid column under which it stands; None when it stands over several."""
    columns: dict[tuple[int, str], int | None] = {}
    for i, t in enumerate(tokens):
        if t.grid and i not in labels and not is_value(t.text) and index.is_head(t.text):
            key = (t.block, core_label(t.text))
            column = t.column if t.column_span == 1 else None
            columns[key] = column if columns.get(key, column) == column else None
    return columns


def _bind(
    c: _Candidate,
    label: Token,
    index: LabelIndex,
    columns: dict[tuple[int, str], int | None],
    starts: dict[tuple[int, int], Counter[int]],
) -> BoundLine:
    line, values = index.lines[c.line], c.values
    wanted = len(line.addresses)
    bound = BoundLine(line, label, None, values, strength=c.strength)
    if len(values) == wanted:
        bound.cells = values
        return bound
    windows = _windows(values, wanted)
    if len(windows) == 1 or (windows and not any(v.text.strip() for v in values)):
        offset = windows[0]
    elif windows:
        # Blanks before, after and among the figures: the other rows say where figures begin.
        by_heads = _under_heads(values, index.column_heads[c.line], label.block, columns)
        if by_heads is not None:
            bound.cells = by_heads
            return bound
        votes = starts.get((values[0].block, wanted), Counter())
        ranked = sorted(windows, key=lambda o: -votes[_start(values, o)])
        if votes[_start(values, ranked[0])] > votes[_start(values, ranked[1])]:
            offset = ranked[0]
        elif not any(parse_quantity(v.text, signed=True).value for v in values):
            # Nothing but zeros and blanks: the last figure, the total, is the one least left blank.
            offset = next((o for o in windows if values[o + wanted - 1].text.strip()), windows[0])
        else:
            return bound
    else:
        bound.cells = _under_heads(values, index.column_heads[c.line], label.block, columns)
        if bound.cells is not None:
            bound.extra = [v for v in values if v not in bound.cells and v.text.strip()]
        elif wanted == 1 and len(values) > 1:
            # CEL-EXTRA: one figure expected, several there.
            texts = {clean(v.text) for v in values if v.text.strip()}
            bound.cells, bound.extra = (
                ([values[0]], values[1:]) if len(texts) == 1 else (None, values)
            )
        return bound
    bound.cells = values[offset : offset + wanted]
    return bound


def _under_heads(
    values: Sequence[Token],
    heads: Sequence[str],
    block: int,
    columns: dict[tuple[int, str], int | None],
) -> list[Token] | None:
    """The value cells standing under those heads, when every head's column is known."""
    places = [columns.get((block, head)) for head in heads]
    if any(p is None for p in places) or len(set(places)) != len(places):
        return None
    found = []
    for place in places:
        under = [v for v in values if v.column <= (place or 0) < v.column + v.column_span]
        if len(under) != 1:
            return None
        found.append(under[0])
    return found if len(set(map(id, found))) == len(found) else None


def bind_headed_lines(tokens: Sequence[Token], table: FormTable) -> BoundLine | None:
    """The line of `table` that has heads but no label (表三): the first run of value cells behind its
    heads. None when the heads are not there."""
    line = next((li for li in table.lines if not li.label), None)
    if line is None:
        return None
    heads = {core_label(h) for h in table.heads}
    names = {
        core_label(alias): core_label(head)
        for head in table.heads
        for alias in (head, *table.head_aliases.get(head, ()))
    }
    wanted = len(line.addresses)
    seen: set[str] = set()
    best: BoundLine | None = None
    i = 0
    while i < len(tokens):
        token = tokens[i]
        head = names.get(core_label(token.text)) if not is_value(token.text) else None
        if head is not None:
            seen.add(head)
            i += 1
            continue
        if is_figure(token) and len(seen) >= 0.6 * len(heads):
            run = _run(tokens, i)
            if (
                any(parse_quantity(t.text).state is not State.BLANK for t in run)
                or len(run) >= wanted
            ):
                bound = _bind_run(tokens, i, run, line, wanted)
                if bound.is_read:
                    return bound
                if best is None or len(run) > len(best.raw):
                    best = bound
            i += len(run)
            continue
        if not is_value(token.text) and len(token.text) > 12:
            seen = set()
        i += 1
    if best is None and len(seen) >= 0.6 * len(heads):
        return BoundLine(line, None, None)
    return best


def _run(tokens: Sequence[Token], start: int) -> list[Token]:
    """The value cells from `start` to the next text; in a grid those of one table."""
    run = []
    for token in tokens[start:]:
        if not is_figure(token) or (token.grid and token.block != tokens[start].block):
            break
        run.append(token)
    return run


def _table_row(token: Token) -> tuple[int, int]:
    return token.block, token.row


def _text_line(token: Token) -> tuple[int, int]:
    """The line of text a cell stands in: a reader may take lines that begin with a blank for one row."""
    line = token.anchor.line if isinstance(token.anchor, TextAnchor) else token.row
    return token.block, line


def _padding(
    tokens: Sequence[Token], start: int, row_of: Callable[[Token], tuple[int, int]]
) -> tuple[int, int]:
    """Blank cells before and after the heads in the row of the last head before `start`."""
    head = next((t for t in reversed(tokens[:start]) if t.text.strip()), None)
    if head is None or head.row < 0:
        return 0, 0
    texts = [bool(t.text.strip()) for t in tokens if row_of(t) == row_of(head)]
    return texts.index(True), texts[::-1].index(True)


def _bind_run(
    tokens: Sequence[Token], start: int, run: list[Token], line: FormLine, wanted: int
) -> BoundLine:
    """The figures in a run of value cells: a row with as many cells, else a row or the whole run whose
    padding can be told."""
    for row_of in (_table_row, _text_line):
        for row in _grouped(run, row_of):
            if row[0].row >= 0 and len(row) == wanted:
                return BoundLine(line, None, row, run)
    for row_of in (_table_row, _text_line):
        before, after = _padding(tokens, start, row_of)
        for row in (*_grouped(run, row_of), run):
            windows = _windows(row, wanted)
            offset = windows[0] if len(windows) == 1 else before
            if len(windows) == 1 or (before in windows and before + wanted + after == len(row)):
                return BoundLine(line, None, row[offset : offset + wanted], run)
    return BoundLine(line, None, None, run)


def _grouped(run: Sequence[Token], row_of: Callable[[Token], tuple[int, int]]) -> list[list[Token]]:
    rows: dict[tuple[int, int], list[Token]] = {}
    for token in run:
        rows.setdefault(row_of(token), []).append(token)
    return list(rows.values())
