"""From a Document to a FactSheet: which table is which, which label is which address.

What could not be bound is kept and said (TableReading, Stray); no figure is guessed.
"""

from core.recognise.recognise import recognise

__all__ = ["recognise"]
