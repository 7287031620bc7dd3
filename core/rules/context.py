"""What a check is given to look at."""

from __future__ import annotations

from dataclasses import dataclass

from core.document import Document
from core.facts import FactSheet
from core.formats import Form
from core.rules.arithmetic import Arithmetic
from core.rules.figures import Figures
from core.rules.plan import FormPlan
from core.rules.prose import Prose
from core.rules.truncation import Truncation

__all__ = ["DocumentContext", "SheetContext"]


@dataclass(frozen=True, slots=True)
class SheetContext:
    """The figures of a sheet whose form is known, and what its identities gave."""

    sheet: FactSheet
    form: Form
    plan: FormPlan
    figures: Figures
    arithmetic: Arithmetic


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """A document and its sheet as read. `prescribed` is the form its year asks for (DOMAIN §0), None
    when the year is not known; `cut` says where the file breaks off, None for a whole one; `prose`
    is the text by the chapters of `chapters_form`."""

    document: Document
    sheet: FactSheet
    prescribed: Form | None
    cut: Truncation | None
    prose: Prose

    @property
    def chapters_form(self) -> Form | None:
        return chapters_form(self.sheet, self.prescribed)


def chapters_form(sheet: FactSheet, prescribed: Form | None) -> Form | None:
    """The form whose chapter headings a report is held to."""
    form = sheet.form
    if prescribed is not None and prescribed.chapters:
        return prescribed
    return form if form is not None and form.chapters else None
