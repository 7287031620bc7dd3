"""A laid-out report as a web page: as saved from a government site, with or without its furniture."""

from __future__ import annotations

import random
from html import escape
from pathlib import Path

from tests.generator.grid import Grid
from tests.generator.report import LaidOut, Piece


def write_html(laid_out: LaidOut, target: Path, rng: random.Random) -> Path:
    layout = laid_out.layout
    charset = {"gb18030": "gb2312"}.get(layout.encoding, layout.encoding)
    content = "\n".join(_piece(p, laid_out, rng) for p in laid_out.pieces)
    if layout.nested:
        content = (
            '<table width="980" align="center" border="0"><tbody><tr><td>&nbsp;</td></tr>'
            f"<tr><td>{content}</td></tr></tbody></table>"
        )
    if layout.furniture:
        content = _furniture(content, laid_out)
    declared = rng.choice(
        (
            f'<meta charset="{charset}">',
            f'<meta http-equiv="Content-Type" content="text/html; charset={charset}" />',
        )
    )
    title = escape(laid_out.report.title)
    page = (
        f"<!DOCTYPE html>\n<html><head>{declared}<title>{title}</title>"
        "<style>td { border: 1px solid #000 } .nav { color: #999 }</style>"
        f"<script>var visits = 128; // 访问统计</script></head>\n<body>{content}</body></html>"
    )
    target.write_bytes(page.encode(layout.encoding, errors="xmlcharrefreplace"))
    return target


def _furniture(content: str, laid_out: LaidOut) -> str:
    report = laid_out.report
    rows = (
        ("索引号", f"0113-{report.year + 1}-00{report.year % 90}", "公开方式", "主动公开"),
        ("发布机构", report.place.office, "公开日期", report.date),
        ("主题分类", "政务公开", "有效性", "有效"),
    )
    metadata = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    menu = "".join(
        f"<li><a href='#'>{name}</a></li>" for name in ("首页", "政务公开", "办事服务", "互动交流")
    )
    return (
        f"<div class='nav'><ul>{menu}</ul><p>当前位置：<a href='#'>首页</a> &gt; 政府信息公开年报</p></div>"
        f"<table class='info'><tbody>{metadata}</tbody></table>"
        f"<div class='main' id='zoom'>{content}</div>"
        "<div class='foot'><p>【打印本页】 【关闭窗口】</p><table><tr><td>网站地图</td>"
        "<td>联系我们</td><td>网站标识码：0000000000</td></tr></table></div>"
    )


def _piece(piece: Piece, laid_out: LaidOut, rng: random.Random) -> str:
    if piece.grid is not None:
        return _table(piece.grid, laid_out, rng)
    text = escape(piece.text)
    if piece.kind == "title":
        return rng.choice((f"<h1>{text}</h1>", f"<p style='text-align:center'><b>{text}</b></p>"))
    if piece.kind == "heading":
        return rng.choice((f"<h2>{text}</h2>", f"<p><strong>{text}</strong></p>", f"<p>{text}</p>"))
    if piece.kind == "signature":
        return f"<p style='text-align: right'>{text}</p>"
    if piece.kind == "date":
        return f"<p align='center'>{text}&nbsp;&nbsp;来源：{escape(laid_out.report.place.unit)}</p>"
    indent = rng.choice(("", "&emsp;&emsp;", "&nbsp;&nbsp;&nbsp;&nbsp;"))
    return f"<p>{indent}{text}</p>"


def _table(grid: Grid, laid_out: LaidOut, rng: random.Random) -> str:
    headed = grid.heads and rng.random() < 0.3
    rows = []
    for r, row in enumerate(grid.rows):
        cells = []
        for item in row:
            tag = "th" if headed and r < grid.heads else "td"
            spans = f' colspan="{item.columns}"' if item.columns > 1 else ""
            spans += f' rowspan="{item.rows}"' if item.rows > 1 else ""
            text = escape(item.text).replace("\n", "<br />").replace("\u00a0", "&nbsp;")
            if laid_out.layout.paragraphs and text:
                text = f'<p align="center"><span>{text}</span></p>'
            cells.append(f"<{tag}{spans}>{text}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    if headed:
        rows.insert(grid.heads, "</thead><tbody>")
        rows.insert(0, "<thead>")
    else:
        rows.insert(0, "<tbody>")
    return (
        '<table border="1" cellspacing="0" cellpadding="3">' + "\n".join(rows) + "</tbody></table>"
    )
