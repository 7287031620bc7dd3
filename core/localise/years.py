"""What last year's report of the same body says of a report's figures, as evidence."""

from __future__ import annotations

from dataclasses import replace

from core.facts import FactSheet
from core.localise.evidence import Evidence, Statement

__all__ = ["with_last_year"]

_OUT, _IN = "requests/carried_forward/", "requests/brought_forward/"


def with_last_year(evidence: Evidence, sheet: FactSheet, previous: FactSheet) -> Evidence:
    """`evidence`, and last year's figures: one left standing is a slip, and 上年结转 has been said by last
    year's 结转下年度 (XY-CARRY). Only the total: an applicant may be classed otherwise (XY-CARRYCOL)."""
    if sheet.form is None:
        return evidence
    known = set(sheet.form.addresses)
    figures = {
        a: f.quantity.value
        for a, f in previous.facts.items()
        if a in known and f.quantity.value is not None
    }
    carried = previous.quantity(_OUT + "total")
    statements = evidence.statements
    if carried is not None and carried.value is not None and _IN + "total" in known:
        said = Statement((_IN + "total",), carried.value, f"上年报告“结转下年度”{carried.value}件")
        statements = (*statements, said)
    return replace(evidence, previous=figures, statements=statements)
