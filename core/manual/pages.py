"""The pages of the rule manual, made of what the program itself runs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from core.finding import Severity
from core.formats import Form, Rule, official_forms
from core.manual.examples import Example, examples_of, has_examples
from core.manual.figures import FormulaExample, formula_examples
from core.manual.words import in_words
from core.rulebook import Rulebook
from core.rules.check import named_rules
from core.rules.named import NamedRule
from core.rules.over_units import ROLLUP_RULES
from core.rules.over_years import SERIES_RULES

__all__ = [
    "FAMILIES",
    "FormulaPart",
    "RulePage",
    "family_of",
    "rule_ids",
    "rule_page",
    "severity_word",
]

# By the beginning of an id; the first that fits.
FAMILIES: tuple[tuple[str, str], ...] = (
    ("T1-", "表一：主动公开政府信息情况"),
    ("T2-", "表二：收到和处理政府信息公开申请情况"),
    ("T3-", "表三：行政复议、行政诉讼情况"),
    ("TJF-", "福建省统计表"),
    ("TJ-", "统计表（2014至2018年度）"),
    ("CEL-", "格内写法"),
    ("XT-", "表与表、表与第六章"),
    ("PL-", "合理性"),
    ("NT-", "文字与表"),
    ("NN-", "文字自身"),
    ("FMT-", "格式与内容"),
    ("XY-", "与上年比较"),
    ("XU-", "汇总与各单位"),
)
_OWN = "自定规则"
_SIDES = {"row": "每行核对一次", "column": "每列核对一次", "table": "全表核对一次"}


@dataclass(frozen=True)
class FormulaPart:
    """A formula of a form file. `forms` are the names of the forms that have it, `words` the formula in
    labels and signs, `source` as it stands in the file; `lowered` says when it is only doubtful."""

    forms: tuple[str, ...]
    title: str
    words: str
    source: str
    each: str
    holds: FormulaExample
    breaks: FormulaExample
    lowered: str = ""


@dataclass(frozen=True)
class RulePage:
    """All about one rule id. `severity` is the usual one, `given` what the auditor's rulebook made of it;
    `holds` and `breaks` are reports, for what no formula says."""

    id: str
    family: str
    title: str
    severity: Severity
    says: tuple[str, ...]
    sources: tuple[str, ...]
    formulas: tuple[FormulaPart, ...] = ()
    holds: Example | None = None
    breaks: Example | None = None
    off: bool = False
    given: Severity | None = None


def severity_word(severity: Severity) -> str:
    return {"error": "错误", "warning": "疑点", "info": "提示"}[severity.value]


def family_of(rule: str) -> str:
    return next((name for start, name in FAMILIES if rule.startswith(start)), _OWN)


def rule_ids(rulebook: Rulebook | None = None) -> tuple[str, ...]:
    """Every rule's id, by family, those of one family in the order they are checked."""
    forms = rulebook.forms if rulebook is not None else official_forms()
    ids = dict.fromkeys((*(r.id for f in forms for r in f.rules), *_named()))
    order = [name for _, name in FAMILIES]
    return tuple(
        sorted(ids, key=lambda i: order.index(f) if (f := family_of(i)) in order else len(order))
    )


def rule_page(rule: str, rulebook: Rulebook | None = None) -> RulePage:
    """The page of a rule. Raises KeyError for an id that is none's, LookupError when an example does
    not come out as it must."""
    if rulebook is None:
        return _official_page(rule)
    page = _page(rule, rulebook.forms)
    policy = rulebook.policy
    return replace(page, off=not policy.allows(rule), given=policy.severities.get(rule))


@cache
def _official_page(rule: str) -> RulePage:
    return _page(rule, official_forms())


def _page(rule: str, forms: Sequence[Form]) -> RulePage:
    of_forms = [(f, r) for f in forms for r in f.rules if r.id == rule]
    named = _named().get(rule)
    if not of_forms and named is None:
        raise KeyError(rule)
    latest = sorted(of_forms, key=lambda fr: (-fr[0].years[0], bool(fr[0].variant)))
    says = [r.says for _, r in latest] + ([named.says] if named else [])
    sources = [r.source for _, r in latest] + ([named.source] if named else [])
    holds, breaks = examples_of(rule) if has_examples(rule) else (None, None)
    return RulePage(
        id=rule,
        family=family_of(rule),
        title=named.title if named and not latest else latest[0][1].title,
        severity=named.severity if named and not latest else latest[0][1].severity,
        says=tuple(dict.fromkeys(says)),
        sources=tuple(dict.fromkeys(sources)),
        formulas=_parts(latest),
        holds=holds,
        breaks=breaks,
    )


def _parts(of_forms: Sequence[tuple[Form, Rule]]) -> tuple[FormulaPart, ...]:
    """A part for each formula; forms whose formulas read the same share one."""
    parts: dict[tuple[str, str], FormulaPart] = {}
    for form, rule in of_forms:
        words = in_words(form, rule)
        key = (words, rule.formula.source)
        if key in parts:
            names = dict.fromkeys((*parts[key].forms, form.name))
            parts[key] = replace(parts[key], forms=tuple(names))
            continue
        holds, breaks = formula_examples(form, rule)
        lowered = ""
        if rule.warning_if is not None:
            lowered = in_words(form, rule, rule.warning_if.source)
        parts[key] = FormulaPart(
            (form.name,), rule.title, words, rule.formula.source, _SIDES[rule.each], holds, breaks, lowered
        )  # fmt: skip
    return tuple(parts.values())


def _named() -> dict[str, NamedRule]:
    across = {rule.id: rule for rule in (*SERIES_RULES, *ROLLUP_RULES)}
    return across | dict(named_rules())
