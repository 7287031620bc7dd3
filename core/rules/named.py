"""Rules that arithmetic in a form file can't say: what is known of each, and how it is run.

A :class:`NamedRule` is the entry of the rule manual; a check is a function that speaks for one or
several of them. `core.rules.check` lists the checks; a new one is a module and a line there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.finding import Severity

if TYPE_CHECKING:
    from core.rules.context import DocumentContext, SheetContext
    from core.rules.report import Report

__all__ = ["DocumentCheck", "NamedRule", "SheetCheck"]


@dataclass(frozen=True, slots=True)
class NamedRule:
    """A rule of DOMAIN §2 by its id. `severity` is its usual one; `says` restates in Chinese what must
    hold and what lowers or raises the severity; `source` where that stands."""

    id: str
    severity: Severity
    title: str
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class SheetCheck:
    """A check of the figures; runs again at every edit."""

    rules: tuple[NamedRule, ...]
    run: Callable[[SheetContext, Report], None]


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """A check of the text and its structure; runs once for a document."""

    rules: tuple[NamedRule, ...]
    run: Callable[[DocumentContext, Report], None]
