"""All checks. `check_sheet` looks at the figures and runs again at every edit; `check_document` looks at
the text and its structure and runs once; `combine` makes one result of both."""

from core.rules.check import check_document, check_sheet, combine

__all__ = ["check_document", "check_sheet", "combine"]
