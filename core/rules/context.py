"""What a check is given to look at."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.document import Document
from core.facts import FactSheet
from core.formats import Form
from core.narrative import Evaluation, Narrative
from core.narrative.evaluate import Values
from core.rules.arithmetic import Arithmetic
from core.rules.figures import Figures
from core.rules.plan import FormPlan
from core.rules.prose import Prose
from core.rules.truncation import Truncation

__all__ = ["DocumentContext", "SheetContext"]


@dataclass(frozen=True, slots=True)
class SheetContext:
    """The figures of a sheet whose form is known, and what its identities gave; `narrative` is the text
    of its report and `evaluation` that text held against the figures (None: there is no text)."""

    sheet: FactSheet
    form: Form
    plan: FormPlan
    figures: Figures
    arithmetic: Arithmetic
    narrative: Narrative | None = None
    evaluation: Evaluation | None = None

    @property
    def values(self) -> Values:
        """The totals of rows, added up where they are blank."""
        return self.evaluation.values if self.evaluation is not None else Values(self.sheet)


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """A document and its sheet as read. `prescribed` is the form its year asks for (DOMAIN §0), None
    when the year is not known; `cut` says where the file breaks off, None for a whole one; `prose`
    is the text by the chapters of `chapters_form`, `narrative` its sentences and the figures in them."""

    document: Document
    sheet: FactSheet
    prescribed: Form | None
    cut: Truncation | None
    prose: Prose
    narrative: Narrative = field(default_factory=Narrative)

    @property
    def chapters_form(self) -> Form | None:
        return chapters_form(self.sheet, self.prescribed)


def chapters_form(sheet: FactSheet, prescribed: Form | None) -> Form | None:
    """The form whose chapter headings a report is held to."""
    form = sheet.form
    if prescribed is not None and prescribed.chapters:
        return prescribed
    return form if form is not None and form.chapters else None
