"""The rule manual: every rule has its page, and its examples are what the program really says."""

from __future__ import annotations

import re

import pytest
from lxml import html as lxml_html

from core.export.errors import ExportError
from core.finding import Outcome, Severity
from core.formats import official_forms
from core.manual import export_manual, family_of, manual_html, page_html, rule_ids, rule_page
from core.manual.examples import has_examples
from core.manual.figures import formula_examples
from core.manual.words import in_words
from core.rulebook import load_rulebook
from core.rules.check import named_rules
from core.rules.over_units import ROLLUP_RULES
from core.rules.over_years import SERIES_RULES
from tests.core.test_rulebook import OWN

OF_FORMS = sorted({rule.id for form in official_forms() for rule in form.rules})
NAMED = sorted({*named_rules(), *(r.id for r in (*SERIES_RULES, *ROLLUP_RULES))})
# Rules that only ever say what can't be checked, or that have nothing to count when all is well.
NO_TALLY = {"CEL-GLUE", "CEL-DEDUP", "NN-UNIT", "FMT-TABIMG"}


def test_every_rule_has_a_page():
    assert set(rule_ids()) == {*OF_FORMS, *NAMED}
    assert len(rule_ids()) == len(set(rule_ids()))


@pytest.mark.parametrize("rule", NAMED)
def test_a_named_rule_has_its_examples(rule):
    assert has_examples(rule), f"resources/manual.toml has no [{rule}]"
    page = rule_page(rule)
    assert page.breaks is not None
    assert page.breaks.message.endswith("。")
    assert page.breaks.tally.holds + page.breaks.tally.broken + page.breaks.tally.cannot_check
    assert page.holds is not None
    assert page.holds.message == ""
    assert page.holds.tally.broken == 0
    assert page.holds.tally.holds > 0 or rule in NO_TALLY
    assert page.breaks.outcome is Outcome.BROKEN or rule in ("CEL-GLUE", "CEL-DEDUP", "CEL-OCR", "TJF-CELL", "CEL-BLANK")  # fmt: skip


@pytest.mark.parametrize("rule", OF_FORMS)
def test_a_formula_has_its_examples(rule):
    page = rule_page(rule)
    assert page.formulas
    for part in page.formulas:
        assert part.breaks.message
        assert part.breaks.figures
        assert part.holds.figures
        assert not part.holds.message
        assert part.forms


@pytest.mark.parametrize("form", [f for f in official_forms() if f.tables], ids=lambda f: f.key)
def test_formulas_in_words(form):
    for rule in form.rules:
        words = in_words(form, rule)
        assert not re.search(r"[a-z_]{3,}", words), words
        if rule.warning_if is not None:
            assert not re.search(r"[a-z_]{3,}", in_words(form, rule, rule.warning_if.source))


def test_a_formula_in_words_and_figures():
    form = next(f for f in official_forms() if f.key == "F2021")
    rule = next(r for r in form.rules if r.id == "T1-IMPLPREV")
    assert in_words(form, rule) == "现行有效件数 − 本年制发件数 + 本年废止件数 ≥ 0"
    holds, breaks = formula_examples(form, rule)
    assert breaks.equation in breaks.message
    assert [label for label, _ in holds.figures] == [label for label, _ in breaks.figures]
    assert formula_examples(form, rule) == (holds, breaks)  # the same every time


@pytest.mark.parametrize("rule", rule_ids())
def test_a_page_says_all_that_it_must(rule):
    page = rule_page(rule)
    assert page.title
    assert page.says
    assert page.sources
    text = "".join(lxml_html.fromstring(page_html(rule)).itertext())
    for part in (
        rule,
        page.title,
        "查什么",
        "依据",
        "成立的例子",
        "不符的例子",
        *page.says,
        *page.sources,
    ):
        assert part in text
    for part in page.formulas:
        assert part.words in text
        assert part.breaks.message in text


def test_an_unknown_rule():
    with pytest.raises(KeyError):
        rule_page("T9-NONE")


def test_the_whole_manual():
    page = lxml_html.fromstring(manual_html())
    assert page.xpath("//meta/@charset") == ["utf-8"]
    targets = {href.removeprefix("#") for href in page.xpath("//a/@href")}
    assert targets == set(rule_ids())
    assert targets == set(page.xpath("//section/@id"))
    assert not page.xpath("//script|//link|//img")  # stands alone
    assert len({family_of(r) for r in rule_ids()}) >= 12


def test_export(tmp_path):
    target = export_manual(tmp_path / "规则手册.html")
    assert target.read_text(encoding="utf-8") == manual_html()
    with pytest.raises(ExportError, match="html"):
        export_manual(tmp_path / "规则手册.docx")


def test_the_auditors_own_rules_are_in_it(tmp_path):
    path = tmp_path / "某省.toml"
    path.write_text(
        'name = "某省"\noff = ["FMT-LEN"]\n[severity]\n"XY-DUP" = "error"\n' + OWN, encoding="utf-8"
    )
    book = load_rulebook(path)
    assert "SF-1" in rule_ids(book)
    own = rule_page("SF-1", book)
    assert own.family == "自定规则"
    assert own.formulas[0].breaks.message
    assert rule_page("FMT-LEN", book).off
    assert rule_page("XY-DUP", book).given is Severity.ERROR
    assert rule_page("T2-BAL", book).given is None
    text = "".join(lxml_html.fromstring(manual_html(book)).itertext())
    assert "规则手册（某省）" in text
    assert "已停用" in text
    assert "错误（原为疑点）" in text
