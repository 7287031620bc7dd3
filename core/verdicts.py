"""What an auditor makes of a finding: confirmed, explained, or not a fault.

A verdict follows its finding: it is known by the report's content and by what the finding is about (its
rule, addresses, figures and quoted words), never by a path or a place in a list. So it is there again
when the report is opened again, moved, or read by a later version of the program; and it is not there
once the figure was changed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypedDict

from core.document import Document, Paragraph
from core.finding import Finding

if TYPE_CHECKING:
    from core.case import Case

__all__ = [
    "KnowsItself", "ReportIdentity", "Verdict", "VerdictDict", "VerdictKind", "VerdictOf", "finding_id", "joined_id",
    "report_identity", "verdict_dict",
]  # fmt: skip


class VerdictKind(StrEnum):
    """The values are those of the JSON."""

    CONFIRMED = "confirmed"
    EXPLAINED = "explained"  # there is a reason, and the report may stay as it is
    NOT_A_FAULT = "not_a_fault"  # the program is wrong, or the matter is none

    @property
    def chinese(self) -> str:
        return {"confirmed": "属实", "explained": "已说明", "not_a_fault": "不是问题"}[self.value]


_UNKNOWN = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is the auditor's own words; `at` the time it was given (aware). Raises ValueError, with a
    sentence for the auditor, for an explanation without a reason."""

    kind: VerdictKind
    reason: str = ""
    at: datetime = _UNKNOWN

    def __post_init__(self) -> None:
        if self.kind is VerdictKind.EXPLAINED and not self.reason.strip():
            raise ValueError("标为“已说明”时请写明理由。")

    @classmethod
    def now(cls, kind: VerdictKind, reason: str = "") -> Verdict:
        return cls(kind, reason.strip(), datetime.now(UTC).astimezone().replace(microsecond=0))


VerdictOf = Callable[[Finding], Verdict | None]
"""How exports ask for the verdict on a finding."""


class VerdictDict(TypedDict):
    """The `verdict` of a finding in the JSON, there only when one was given."""

    kind: str
    reason: str
    at: str


def verdict_dict(verdict: Verdict) -> VerdictDict:
    return {
        "kind": verdict.kind.value,
        "reason": verdict.reason,
        "at": verdict.at.isoformat(timespec="seconds"),
    }


@dataclass(frozen=True, slots=True)
class ReportIdentity:
    """A report by its content. `file` is the hash of its bytes ("" when they can't be read any more),
    which holds for every version of the program; `text` that of its words and figures, which holds when
    it was saved or downloaded again. Two identities are one report's when either agrees."""

    file: str
    text: str

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(k for k in (self.file, self.text) if k)


# Counters that go up whenever a page is looked at.
_COUNTERS = re.compile(r"(?:浏览|点击|阅读|访问)(?:次数|量|数)?[:：]?\d*次?")


def report_identity(case: Case) -> ReportIdentity:
    """Reads the file; ask right after it was opened."""
    part = case.document.part
    which = f"#{part.number}" if part is not None else ""
    try:
        file = "f" + hashlib.sha256(case.path.read_bytes()).hexdigest() + which
    except OSError:
        file = ""
    return ReportIdentity(file, "t" + _digest(_texts(case.document)))


def _texts(document: Document) -> Iterable[str]:
    for block in document.blocks:
        cells = [block] if isinstance(block, Paragraph) else block.cells
        for cell in cells:
            flat = _COUNTERS.sub("", re.sub(r"\s", "", cell.text))
            if flat:
                yield flat


class KnowsItself(Protocol):
    """A finding about several reports (core.across.AcrossFinding), which has an id of its own."""

    @property
    def rule(self) -> str: ...
    @property
    def id(self) -> str: ...


def finding_id(case: Case, finding: Finding | KnowsItself) -> str:
    """What a finding is about: the same for the same finding in every run, another once a figure in
    it is another."""
    if not isinstance(finding, Finding):
        return finding.id
    if finding.left is not None and finding.right is not None:
        figures = [f"{finding.left.normalize():f}", f"{finding.right.normalize():f}"]
    else:
        figures = [
            " ".join(q.raw.split()) if (q := case.sheet.quantity(a)) else ""
            for a in finding.addresses
        ]
    quotes = [] if finding.addresses else re.findall(r"“([^”]*)”|(\d+)", finding.message)
    return joined_id(
        finding.rule,
        str(finding.outcome),
        *finding.addresses,
        *figures,
        *("".join(found) for found in quotes),
    )


def joined_id(*parts: str) -> str:
    """One id of several parts, none of which runs into the next."""
    return _digest(parts)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
