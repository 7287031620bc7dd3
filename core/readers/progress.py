"""How far the reading of a long file has got, told by whoever is deep in it to whoever asked for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

__all__ = ["Progress", "reporting_to", "tell"]


@dataclass(frozen=True, slots=True)
class Progress:
    """`what` is done with the `page`-th page (from 1) `of` so many (0: nobody knows). `str` is what the
    auditor sees: 识别第3页（共12页）."""

    page: int
    of: int
    what: str
    unit: str = "页"

    def __str__(self) -> str:
        whole = f"（共{self.of}{self.unit}）" if self.of else ""
        return f"{self.what}第{self.page}{self.unit}{whole}"


_listener: ContextVar[Callable[[Progress], None] | None] = ContextVar("progress", default=None)


@contextmanager
def reporting_to(listener: Callable[[Progress], None]) -> Iterator[None]:
    """Whatever is read inside the `with` block in this thread tells `listener` how far it is."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(page: int, of: int, what: str, unit: str = "页") -> None:
    """Work on a page begins. Without a listener nothing happens."""
    listener = _listener.get()
    if listener is not None:
        listener(Progress(page, of, what, unit))
