"""What is said of a figure that was recognised in a picture."""

from __future__ import annotations

from core.facts import Fact

__all__ = ["doubt_words"]

_CLEAR = 0.95


def doubt_words(fact: Fact | None, with_others: bool = True) -> str:
    """`从图片识别，不能确定（把握62%），也可能是“37”、“81”`; "" for a figure that was read surely."""
    if fact is None or fact.reading is None or not fact.reading.doubtful:
        return ""
    confidence = fact.reading.confidence
    # where the letters are clear, the doubt is about something else (a stamp, a rule, another pass)
    sure = f"（把握{confidence:.0%}）" if fact.quantity.raw.strip() and confidence < _CLEAR else ""
    others = "、".join(f"“{t}”" if t else "空白" for t in fact.reading.alternatives[:3])
    return f"从图片识别，不能确定{sure}" + (f"，也可能是{others}" if others and with_others else "")
