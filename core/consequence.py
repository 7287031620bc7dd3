"""Which findings follow from others: one cause is told once, and what comes of it stands under it.

Nothing is left out and nothing is judged milder by it. A finding follows from another only where the
figures or the words of both say so; in doubt it stands for itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from core.finding import Change, CheckResult, Finding, Outcome, Severity
from core.formats import official_forms

if TYPE_CHECKING:
    from core.case import Case
    from core.localise import Localisation

__all__ = ["Tried", "case_consequences", "consequences", "culprits_of"]

Tried = Callable[[Mapping[str, str]], CheckResult]
"""The result as it would be with these texts in the cells, by address."""

_Pair = tuple[int, int]  # what follows, and from what
_TIED = frozenset(
    ("NT-REQ", "NT-OUT", "NT-RVLT", "NT-DOC", "NT-ZERO", "NT-14", "XT-CH2TEXT")
)  # figures of the text against a table
_RATES = frozenset(("NT-RATE", "NN-RATE100"))


def case_consequences(case: Case, localisation: Localisation) -> Mapping[int, int]:
    """:func:`consequences` of a case as it stands."""
    return consequences(
        localisation.attached(case.result),
        localisation.culprits,
        lambda texts: case.tried(texts)[1],
    )


def consequences(
    result: CheckResult, culprits: Collection[str] = (), tried: Tried | None = None
) -> Mapping[int, int]:
    """For each finding that follows from another the index of that other (its head), both in
    `result.findings`. A head follows from nothing and is at least as bad as what stands under it.

    (a) The table that is missing, under the finding that all tables are in an attachment, that another
    year's form was used, or that its chapter is missing; what a file that breaks off left unread.
    (b) Identities with the same wrong cells, which are those of their one best suggestion and all among
    `culprits` (addresses that core.localise is certain of), and what the text says otherwise, if it
    agrees after that change; `tried` is needed for the latter. The suggestions are those in the findings.
    (c) A sum or a percentage of the text whose own figures are said to be wrong against a table, if it
    comes out with the table's figures.
    """
    heads: dict[int, int] = {}
    for find in (_of_structure, _of_text):
        _join(heads, result, find(result))
    _join(heads, result, _of_repairs(result, culprits, tried))
    return MappingProxyType({child: _root(heads, child) for child in sorted(heads)})


def culprits_of(finding: Finding, culprits: Collection[str]) -> tuple[str, ...]:
    """The cells that the finding comes from: its own among those that its best suggestion changes, or all
    of them where figures only stand in each other's place; () where core.localise is not certain."""
    if finding.outcome is not Outcome.BROKEN or not finding.suggestions:
        return ()
    changes = finding.suggestions[0].changes
    if not all(c.address in culprits for c in changes):
        return ()
    if _misplaced(changes):
        return tuple(c.address for c in changes)
    return tuple(c.address for c in changes if c.address in finding.addresses)


def _join(heads: dict[int, int], result: CheckResult, pairs: Iterator[_Pair]) -> None:
    """What was said first stays, and nothing goes under what is milder or comes of it."""
    for child, head in pairs:
        findings = result.findings
        if child in heads or _rank(findings[head]) > _rank(findings[child]):
            continue
        if _root(heads, head) != child:
            heads[child] = head


def _root(heads: Mapping[int, int], index: int) -> int:
    while index in heads:
        index = heads[index]
    return index


def _rank(finding: Finding) -> int:
    """0 for the worst, in the order of the lists: what can't be checked stands before information."""
    if finding.outcome is Outcome.CANNOT_CHECK:
        return 2
    return {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 3}[finding.severity]


# -- (b) one wrong figure ----------------------------------------------------------------------------


def _of_repairs(
    result: CheckResult, culprits: Collection[str], tried: Tried | None
) -> Iterator[_Pair]:
    findings = result.findings
    groups: dict[tuple[Change, ...], list[int]] = {}
    for i, finding in enumerate(findings):
        if culprits_of(finding, culprits):
            groups.setdefault(finding.suggestions[0].changes, []).append(i)
    for changes, members in groups.items():
        heads: list[int] = []
        # the shorter sum tells more: a row rather than the twenty lines of a column
        for i in sorted(members, key=lambda i: (_rank(findings[i]), len(findings[i].addresses), i)):
            head = _head(findings[i], heads, changes, findings)
            if head is None:
                heads.append(i)
            else:
                yield i, head
        changed = {c.address for c in changes}
        said = [
            (i, head)
            for i, f in enumerate(findings)
            if f.rule in _TIED | _RATES and f.outcome is Outcome.BROKEN
            if changed & set(f.addresses)
            if (head := _head(f, heads, changes, findings)) is not None
        ]
        if said and tried is not None:
            after = tried({c.address: c.after for c in changes})
            yield from ((i, head) for i, head in said if _settled(findings[i], result, after))


def _head(
    finding: Finding, heads: list[int], changes: tuple[Change, ...], findings: tuple[Finding, ...]
) -> int | None:
    """The first of the heads whose wrong cells are all among its own. (Two cells of a column may be wrong,
    each with a row: then there are two causes, and the column follows from either.)"""
    if _misplaced(changes):
        return heads[0] if heads else None
    changed = {c.address for c in changes}
    own = changed & set(finding.addresses)
    return next((h for h in heads if changed & set(findings[h].addresses) <= own), None)


def _misplaced(changes: tuple[Change, ...]) -> bool:
    """Whether a figure was put in another's place, or two in each other's: one slip, in several cells. Small
    figures are found in any other place by chance."""
    before, after = (
        sorted(t.strip() or "0" for t in texts)
        for texts in ((c.before for c in changes), (c.after for c in changes))
    )
    return len(changes) > 1 and before == after and any(len(text) > 1 for text in before)


def _settled(finding: Finding, before: CheckResult, after: CheckResult) -> bool:
    """Whether it is gone, and not just worded with other figures."""
    was, now = (
        Counter((f.rule, f.anchors) for f in r.findings if f.rule == finding.rule)
        for r in (before, after)
    )
    still = any(
        (f.rule, f.addresses, f.anchors) == (finding.rule, finding.addresses, finding.anchors)
        for f in after.findings
    )
    key = (finding.rule, finding.anchors)
    return not still and now[key] < was[key]


# -- (c) one wrong figure of the text ----------------------------------------------------------------

_PARTS = re.compile(r"所列\d+项 (?P<parts>.+?) = ")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SHARE = re.compile(
    r"(?P<part>\d+(?:\.\d+)?) ÷ (?P<base>\d+(?:\.\d+)?) = .* ≠ (?P<said>\d+(?:\.\d+)?)%"
)


def _of_text(result: CheckResult) -> Iterator[_Pair]:
    findings = result.findings
    ties = [
        i
        for i, f in enumerate(findings)
        if f.rule in _TIED and f.left is not None and f.right is not None and f.anchors
    ]
    for i, finding in enumerate(findings):
        if finding.outcome is not Outcome.BROKEN or finding.severity is Severity.INFO:
            continue  # a percentage that was not rounded is wrong whatever its figures
        near = [t for t in ties if set(findings[t].anchors) & set(finding.anchors)]
        explain = None
        if finding.rule == "NN-SUM":
            explain = _explains_sum
        elif finding.rule in _RATES:
            explain = _explains_share
        if explain is None or not near:
            continue
        used = explain(finding, [findings[t] for t in near])
        if used:
            yield i, min((near[n] for n in used), key=lambda t: (_rank(findings[t]), t))


def _explains_sum(finding: Finding, ties: list[Finding]) -> list[int]:
    """Which of the ties are about figures of the sum, if it comes out with the table's figures."""
    found = _PARTS.search(finding.message)
    if found is None or finding.left is None or finding.right is None:
        return []
    parts = Counter(map(Decimal, _NUMBER.findall(found["parts"])))
    whole, made = finding.left, finding.right
    used = []
    for n, tie in enumerate(ties):
        assert tie.left is not None
        assert tie.right is not None
        if parts[tie.left] == 1:
            made += tie.right - tie.left
        elif tie.left == finding.left and not parts[tie.left]:
            whole += tie.right - tie.left
        else:
            continue
        used.append(n)
    return used if whole == made else []


def _explains_share(finding: Finding, ties: list[Finding]) -> list[int]:
    found = _SHARE.search(finding.equation)
    if found is None:
        return []
    part, base, said = (Decimal(found[name]) for name in ("part", "base", "said"))
    used = []
    for n, tie in enumerate(ties):
        assert tie.left is not None
        assert tie.right is not None
        if tie.left == part != base:
            part = tie.right
        elif tie.left == base != part:
            base = tie.right
        else:
            continue
        used.append(n)
    try:
        made = (part * 100 / base).quantize(said, ROUND_HALF_UP)
    except (InvalidOperation, ZeroDivisionError):
        return []
    return used if made == said else []


# -- (a) one fault of the structure ------------------------------------------------------------------

_BROKEN_OFF = re.compile(r"文件在(?P<table>[^“”]+)中间中断")
_SCATTERED = re.compile(r"(?P<table>[^、]+)的行列或分隔已散乱")
_NAMED_TABLE = re.compile(r"没有(?P<table>[^（，。；]+)(?:（(?P<chapter>[^）]+)）)?")


_STRUCTURE = frozenset(("FMT-TABIMG", "FMT-CH", "FMT-YEARTPL", "FMT-ROWS", "CEL-GLUE", "CEL-DEDUP"))


def _of_structure(result: CheckResult) -> Iterator[_Pair]:
    findings = result.findings
    for head, of in enumerate(findings):
        if of.rule not in _STRUCTURE:
            continue
        for child, finding in enumerate(findings):
            if child != head and _follows(finding, of, result):
                yield child, head


def _follows(finding: Finding, of: Finding, result: CheckResult) -> bool:
    broken = of.outcome is Outcome.BROKEN
    missing = _missing_table(finding)
    if of.rule == "FMT-TABIMG" and broken:
        return missing is not None and missing["table"] in _listed(of, "不在正文中")
    if of.rule == "FMT-CH" and broken:
        # a missing chapter's table; where the chapter is there, the finding begins with it
        return (
            missing is not None
            and missing["chapter"] is not None
            and of.message.startswith("缺少")
            and missing["chapter"] in of.message
        )
    if of.rule == "FMT-YEARTPL" and broken:
        if missing is not None:
            own = {_table_names().get(a.partition("/")[0]) for a in result.cells}
            return bool(own) and not own & {None, missing["table"]}
        return _of_old_notice(finding, of)
    if of.outcome is not Outcome.CANNOT_CHECK:
        return False
    if (cut := _BROKEN_OFF.match(of.message)) is not None:
        return (
            finding.rule == "CEL-BLANK"
            and finding.outcome is Outcome.CANNOT_CHECK
            and finding.message.startswith(f"{cut['table']}只读到")
        )
    if of.rule in ("CEL-GLUE", "CEL-DEDUP"):
        scattered = _SCATTERED.match(finding.message)
        return (
            finding.rule == "FMT-LAYOUT"
            and scattered is not None
            and of.message.startswith(scattered["table"])
        )
    return False


def _missing_table(finding: Finding) -> re.Match[str] | None:
    """The table that a finding says is missing, with the chapter it names it by."""
    if finding.rule != "FMT-TAB" or finding.outcome is not Outcome.BROKEN:
        return None
    return _NAMED_TABLE.search(finding.message)


def _listed(finding: Finding, until: str) -> list[str]:
    before, found, _ = finding.message.partition(until)
    return before.split("、") if found else []


def _of_old_notice(finding: Finding, of: Finding) -> bool:
    """Whether it says that the notice of the outdated form is cited, and nothing more."""
    return (
        finding.rule == "FMT-BASIS"
        and "已被替代" in finding.message
        and "；" not in finding.message
        and "2019年格式" in of.message
    )


@cache
def _table_names() -> Mapping[str, str]:
    """The names of the official forms' tables, by the head of their addresses."""
    return {table.key: table.name for form in official_forms() for table in form.tables}
