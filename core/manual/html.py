"""The manual as HTML that stands alone: in the window, in a browser, on paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from core.atomic import WriteError, write_bytes
from core.export.errors import ExportError
from core.finding import Outcome
from core.manual.examples import Example
from core.manual.figures import FormulaExample
from core.manual.pages import FormulaPart, RulePage, rule_ids, rule_page, severity_word
from core.rulebook import Rulebook

__all__ = ["export_manual", "manual_html", "page_html"]

# Plain enough for Qt's rich text too.
_STYLE = """
body { font-family: "Noto Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; color: #222; line-height: 1.6;
       max-width: 52em; margin: 1em auto; padding: 0 1em; }
h1 { font-size: 160%; } h2 { font-size: 130%; margin-top: 1.6em; } h3 { font-size: 110%; margin-top: 1.4em; }
table { border-collapse: collapse; margin: 0.3em 0; } td, th { border: 1px solid #bbb; padding: 2px 8px; text-align: left; }
.id { color: #555; } .error { color: #b3261e; } .warning { color: #8a5a00; } .info { color: #1a5fb4; }
.formula { background: #f4f4f4; padding: 4px 8px; } .source { color: #555; } .says { background: #fdf3e7; padding: 4px 8px; }
code { font-family: "Cascadia Mono", Consolas, monospace; }
@media print { section { page-break-inside: avoid; } }
"""
_TITLE = "规则手册"


def page_html(rule: str, rulebook: Rulebook | None = None) -> str:
    """One rule's page. Raises KeyError for an id that is none's."""
    page = rule_page(rule, rulebook)
    return _document(f"{page.id} {page.title}", _section(page, level=2))


def manual_html(rulebook: Rulebook | None = None) -> str:
    """The whole manual: a list of all rules, then their pages; each can be linked to by `#id`."""
    pages = [rule_page(rule, rulebook) for rule in rule_ids(rulebook)]
    named = f"（{escape(rulebook.name)}）" if rulebook is not None and rulebook.name else ""
    body = [
        f"<h1>{_TITLE}{named}</h1>",
        "<p>本手册由程序所用的规则生成：每条规则查什么、公式、成立与不符的例子、依据、程度。例子是用这些规则"
        "实际核对得出的。<b>错误</b>：算术上或规定上不可能；<b>疑点</b>：须由人判断；<b>提示</b>：供参考。</p>",
        _contents(pages),
    ]
    for family, group in groupby(pages, key=lambda p: p.family):
        body.append(f"<h2>{escape(family)}</h2>")
        body += [_section(page, level=3) for page in group]
    return _document(_TITLE, "\n".join(body))


def export_manual(target: Path, rulebook: Rulebook | None = None) -> Path:
    """Write the whole manual to `target` (.html) and return it. Raises ExportError."""
    if target.suffix.lower() not in (".html", ".htm"):
        raise ExportError(f"规则手册的文件名应以 .html 结尾，而不是“{target.name}”。")
    try:
        return write_bytes(target, manual_html(rulebook).encode("utf-8"))
    except WriteError as error:
        raise ExportError(str(error)) from error


def _document(title: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def _contents(pages: Sequence[RulePage]) -> str:
    rows = [
        f'<tr><td><a href="#{escape(p.id)}">{escape(p.id)}</a></td><td>{escape(p.title)}</td>'
        f"<td>{_severity(p)}</td></tr>"
        for p in pages
    ]
    return f"<table><tr><th>编号</th><th>规则</th><th>程度</th></tr>{''.join(rows)}</table>"


def _severity(page: RulePage) -> str:
    if page.off:
        return "已停用"
    word = f'<span class="{page.severity.value}">{severity_word(page.severity)}</span>'
    if page.given is not None and page.given is not page.severity:
        return f'<span class="{page.given.value}">{severity_word(page.given)}</span>（原为{word}）'
    return word


def _section(page: RulePage, *, level: int) -> str:
    parts = [
        f'<section id="{escape(page.id)}">'
        f'<h{level}><a name="{escape(page.id)}"></a><span class="id">{escape(page.id)}</span> '
        f"{escape(page.title)}　{_severity(page)}</h{level}>",
        *(f"<p><b>查什么</b>　{escape(text)}。</p>" for text in page.says),
        *(_formula(part) for part in page.formulas),
    ]
    if page.holds is not None:
        parts.append(_example("成立的例子", page.holds))
    if page.breaks is not None:
        parts.append(_example("不符的例子", page.breaks))
    parts.append(f'<p class="source"><b>依据</b>　{escape("；".join(page.sources))}</p></section>')
    return "\n".join(parts)


def _formula(part: FormulaPart) -> str:
    forms = "、".join(part.forms)
    lowered = f"<p>{escape(part.lowered)} 时为疑点。</p>" if part.lowered else ""
    return (
        f"<p><b>公式</b>（{escape(forms)}，{part.each}）</p>"
        f'<p class="formula">{escape(part.words)}</p>'
        f'<p class="source">规则文件中的写法：<code>{escape(part.source)}</code></p>{lowered}'
        + _figures_example("成立的例子", part.holds)
        + _figures_example("不符的例子", part.breaks)
    )


def _figures_example(title: str, example: FormulaExample) -> str:
    said = f'<p class="says">{escape(example.message)}</p>' if example.message else ""
    return f"<p><b>{title}</b>（{escape(example.where)}）</p>{_table(example.figures)}{said}"


def _example(title: str, example: Example) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in example.lines)
    listed = f"<ul>{lines}</ul>" if lines else ""
    if not lines and not example.figures:
        listed = "<p>符合统一格式的报告。</p>"
    said = ""
    if example.message and example.severity is not None:
        word = severity_word(example.severity)
        if example.outcome is Outcome.CANNOT_CHECK:
            word += "，无法核对"
        said = f'<p class="says"><b>{word}</b>　{escape(example.message)}</p>'
    return f"<p><b>{title}</b></p>{listed}{_table(example.figures)}{said}"


def _table(figures: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f"<tr><td>{escape(k)}</td><td>{escape(v)}</td></tr>" for k, v in figures)
    return f"<table>{rows}</table>" if rows else ""
