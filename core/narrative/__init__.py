"""The text of a report: its sentences, the figures in them, and what they speak of (DOMAIN §2.4).

`read_text` reads it once; `evaluate` holds it against a sheet, at every edit again.
"""

from core.narrative.model import Claim, Narrative, TextFigure, Tie, TieState
from core.narrative.read import read_text
from core.narrative.tie import Evaluation, evaluate, tie

__all__ = [
    "Claim", "Evaluation", "Narrative", "TextFigure", "Tie", "TieState", "evaluate", "read_text", "tie",
]  # fmt: skip
