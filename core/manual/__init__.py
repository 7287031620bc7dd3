"""The rule manual: a page for every rule id, generated from the data the program runs on.

`rule_page` gives a page as data, `page_html` as HTML for the window, `export_manual` writes them all.
"""

from core.manual.html import export_manual, manual_html, page_html
from core.manual.pages import RulePage, family_of, rule_ids, rule_page

__all__ = [
    "RulePage",
    "export_manual",
    "family_of",
    "manual_html",
    "page_html",
    "rule_ids",
    "rule_page",
]
