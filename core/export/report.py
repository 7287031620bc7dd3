"""What an export did, for the one who asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["ExportReport", "MadeDocx", "NotPlaced"]


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """A correction that could not go into the file. `reason` is a Chinese clause without full stop."""

    address: str
    label: str
    text: str
    reason: str

    def __str__(self) -> str:
        return f"“{self.label}”更正为“{self.text}”没有写入：{self.reason}。"


@dataclass(frozen=True, slots=True)
class MadeDocx:
    """A docx before it is written: its bytes, the addresses whose corrections it carries, those it
    can't carry, and Chinese sentences about what else of the source is not in it."""

    data: bytes
    placed: tuple[str, ...] = ()
    not_placed: tuple[NotPlaced, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written: `path` is the new file, the rest as in MadeDocx."""

    path: Path
    placed: tuple[str, ...] = ()
    not_placed: tuple[NotPlaced, ...] = ()
    notes: tuple[str, ...] = ()
