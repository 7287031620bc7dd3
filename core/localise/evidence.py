"""What else is known of a report's figures, beside its identities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

__all__ = ["Evidence", "Statement"]


@dataclass(frozen=True, slots=True)
class Statement:
    """Some other place says what these figures add up to: the text (`不予公开35件`), or last year's
    report (结转下年度). `value` is in the unit of the figures; `source` names the place for the auditor
    (`正文“不予公开35件”`)."""

    addresses: tuple[str, ...]
    value: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """`previous` has last year's figures by address; `confidence` (0…1) how surely a figure was
    recognised, for those that were; `weights` are added to the cost of changing a figure."""

    statements: tuple[Statement, ...] = ()
    previous: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    confidence: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
