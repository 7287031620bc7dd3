"""The official forms, loaded from `resources/formats/*.toml` and strictly verified.

One file is one complete form: its tables as they are drawn, the addresses of its figures, the other
names its labels are met under, and its arithmetic. A new year's form is a new file and no code.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from core.formats.form_file import FormError, extended, load_form, load_forms
from core.formats.model import Form, FormCell, FormLine, FormTable, Kind, Rule, RuleInstance
from core.resources import resource_dir

__all__ = [
    "Form", "FormCell", "FormError", "FormLine", "FormTable", "Kind", "Rule", "RuleInstance",
    "extended", "form_for_year", "load_form", "load_forms", "official_forms",
]  # fmt: skip


@cache
def official_forms() -> tuple[Form, ...]:
    """The forms that ship with the program."""
    return load_forms(resource_dir() / "formats")


def form_for_year(forms: Iterable[Form], year: int) -> Form | None:
    """The form a report on `year` is to use (DOMAIN §0): the newest in force; never a variant."""
    in_force = [f for f in forms if f.years[0] <= year <= f.years[1] and not f.variant]
    return max(in_force, key=lambda f: f.years[0], default=None)
