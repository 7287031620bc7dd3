"""What the page itself tells: contact given, a copy from a strange site, tables that lost their layout
(FMT-CONTACT, FMT-MIRROR, FMT-LAYOUT)."""

from __future__ import annotations

import re

from core.document import Document, Paragraph
from core.facts import TablePresence
from core.finding import Finding, Outcome, Severity
from core.labels import simplify
from core.quantity import clean
from core.rules.context import DocumentContext
from core.rules.messages import listing, quoted
from core.rules.named import DocumentCheck, NamedRule
from core.rules.report import Report

__all__ = ["CONTACTS", "LAYOUT", "MIRRORS"]

CONTACT = NamedRule(
    id="FMT-CONTACT",
    severity=Severity.INFO,
    title="联系方式",
    says="报告一般应注明联系电话、地址或电子邮箱；电话号码的位数应合理",
    source="历年公开的报告",
)
MIRROR = NamedRule(
    id="FMT-MIRROR",
    severity=Severity.WARNING,
    title="疑非官方原文",
    says="全文为繁体或带拼音、夹有赌博等垃圾文字或大段“????”的，是转换或篡改过的副本，应以官方网站的原文为准",
    source="核对原件",
)
SHAPE = NamedRule(
    id="FMT-LAYOUT",
    severity=Severity.INFO,
    title="表格排版散乱",
    says="表格的行列、分隔应保持完整；数字粘连、内容缺失的表格无法核对",
    source="核对原件",
)

_PHONE_LABEL = r"(?:联系|咨询|监督|办公)?电\s*话|联系方式|传\s*真|热线"
_PHONE = re.compile(
    r"(?<![\d.\-])(?:\(?(?P<area>0\d{2,3})\)?\s*[-—–―~～ ]?\s*)?(?P<local>[2-8]\d{6,7})(?![\d.])"
    r"|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)(?:400|800)[- ]?\d{3}[- ]?\d{4}(?!\d)"
)
_LABELLED_NUMBER = re.compile(
    rf"(?:{_PHONE_LABEL})\s*[:：]?\s*(?P<number>[\d()（）\-—–― ]{{5,20}}\d)"
)
_MAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_ADDRESS = re.compile(r"(?:联系|办公|通[讯信]|邮寄)?地\s*址\s*[:：为是]")
_THREE_DIGIT_AREAS = ("010", "020", "021", "022", "023", "024", "025", "027", "028", "029")

_SPAM = re.compile(
    r"uedbet|bet365|365bet|\b\w*bet\d{2,}|博彩|娱乐城|真人视讯|百家乐|时时彩|六合彩|葡京|太阳城集团|威尼斯人|体育投注|"
    # not 南亚博览会, 百万博士, 应公开必发布
    r"棋牌游戏|亚博(?!览|会|鳌|物|士)|万博(?!览|会|物|士|文)|必发(?![布展生现放文送至给挥出表])|新宝gg|澳门(?:赌|金沙|银河娱乐)|老虎机|成人视频",
    re.IGNORECASE,
)
# What is fought against is no spam: 打击网络博彩.
_FOUGHT = re.compile(
    r"(?:打击|整治|查处|严查|取缔|清理|治理|严禁|禁止|防范|抵制|涉赌|反赌)[^。；]{0,12}$"
)
_DOMAIN_FOR_PLACE = re.compile(
    r"(?:www\.)?[a-z0-9\-]{3,}\.(?:com|net|cc|vip|org)(?:区|县|市|镇|乡|街道|人民政府)"
)
_QUESTION_MARKS = re.compile(r"\?{4,}")
_PINYIN = re.compile(r"[\u4e00-\u9fff]\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,7}\)")
_SOME, _MANY = 2, 20
_TRADITIONAL_SHARE = 0.08  # of the characters; a simplified text has none


def _contact(context: DocumentContext, report: Report) -> None:
    lines = context.prose.lines
    odd = None
    given: set[str] = set()
    for line in lines:
        if _MAIL.search(line.text):
            given.add("mail")
        if _ADDRESS.search(line.text):
            given.add("address")
        if (labelled := _LABELLED_NUMBER.search(line.text)) and not _PHONE.search(line.text):
            odd = odd or (line, labelled["number"].strip())
        if any(_plausible(m) for m in _PHONE.finditer(line.text) if _is_contact(line.text)):
            given.add("phone")
    if odd is not None and "phone" not in given:
        report.add(
            Finding(
                CONTACT.id, Severity.INFO, Outcome.BROKEN,
                f"联系电话{quoted(odd[1])}的位数不合常规，请核实。", anchors=(odd[0].anchor,),
            )
        )  # fmt: skip
    elif given:
        report.count(CONTACT.id, Outcome.HOLDS)
    elif context.cut is not None:
        report.count(CONTACT.id, Outcome.CANNOT_CHECK)
    else:
        report.add(
            Finding(
                CONTACT.id, Severity.INFO, Outcome.BROKEN,
                "报告没有注明联系电话、地址或电子邮箱。",
            )
        )  # fmt: skip


def _is_contact(text: str) -> bool:
    """Whether a number in a line can be a telephone's: figures of the report are in lines of their
    own, without such words."""
    return bool(re.search(rf"{_PHONE_LABEL}|联系|咨询|疑问|传真|邮", text))


def _plausible(found: re.Match[str]) -> bool:
    area, local = found["area"], found["local"]
    if local is None or area is None:
        return True
    if area.startswith(("01", "02")):
        return area in _THREE_DIGIT_AREAS and len(local) == 8
    return len(area) == 4


def _mirror(context: DocumentContext, report: Report) -> None:
    text = _all_text(context.document)
    signs = []
    if spam := next((m for m in _SPAM.finditer(text) if not _fought(text, m)), None):
        signs.append(f"夹有与报告无关的文字{quoted(spam.group())}")
    if domain := _DOMAIN_FOR_PLACE.search(text):
        signs.append(f"地名处写成网址{quoted(domain.group())}")
    if len(_QUESTION_MARKS.findall(text)) >= _SOME:
        signs.append("有多处“????”")
    if len(_PINYIN.findall(clean(text))) >= _MANY:
        signs.append("文字带有拼音")
    if _traditional_share(text) > _TRADITIONAL_SHARE:
        signs.append("全文为繁体字")
    if not signs:
        report.count(MIRROR.id, Outcome.HOLDS if text.strip() else Outcome.CANNOT_CHECK)
        return
    report.add(
        Finding(
            MIRROR.id, Severity.WARNING, Outcome.BROKEN,
            f"这份文件{'，'.join(signs)}，疑为转换或镜像的副本，请以官方网站的原文为准。",
        )
    )  # fmt: skip


def _fought(text: str, spam: re.Match[str]) -> bool:
    return bool(_FOUGHT.search(text[max(0, spam.start() - 20) : spam.start()]))


def _all_text(document: Document) -> str:
    return "\n".join(
        text
        for b in document.blocks
        for text in ([b.text] if isinstance(b, Paragraph) else [c.text for c in b.cells])
    )


def _traditional_share(text: str) -> float:
    """How many of the Chinese characters another would stand for in a simplified text."""
    sample = "".join(c for c in text if "\u4e00" <= c <= "\u9fff")[:4000]
    if len(sample) < 100:
        return 0.0
    plain = simplify(sample)
    if len(plain) != len(sample):
        return 0.0
    return sum(a != b for a, b in zip(sample, plain, strict=True)) / len(sample)


def _layout(context: DocumentContext, report: Report) -> None:
    sheet, form = context.sheet, context.sheet.form
    if form is None or not sheet.form_by_labels:
        return
    found = [
        (t, sheet.tables[t.key])
        for t in form.tables
        if t.key in sheet.tables and sheet.tables[t.key].presence is not TablePresence.MISSING
    ]
    unread = [t.name for t, r in found if r.presence is TablePresence.UNREADABLE]
    report.count(SHAPE.id, Outcome.HOLDS, len(found) - len(unread))
    if unread:
        report.add(
            Finding(
                SHAPE.id, Severity.INFO, Outcome.BROKEN,
                f"{listing(unread, 4, '张表')}的行列或分隔已散乱，格内数字无法逐格读出，请以原件为准。",
            ),
            len(unread),
        )  # fmt: skip


CONTACTS = DocumentCheck((CONTACT,), _contact)
MIRRORS = DocumentCheck((MIRROR,), _mirror)
LAYOUT = DocumentCheck((SHAPE,), _layout)
