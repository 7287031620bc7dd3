"""What the text of the chapters must report (FMT-ART32, FMT-5ASP, FMT-KAOHE, FMT-Q5, FMT-LEN)."""

from __future__ import annotations

import re

from core.document import Anchor
from core.finding import Finding, Outcome, Severity
from core.rules.context import DocumentContext
from core.rules.messages import quoted
from core.rules.named import DocumentCheck, NamedRule
from core.rules.prose import words
from core.rules.report import Report
from core.units import UnitKind, unit_of

__all__ = ["ARTICLE_32", "ASPECTS", "ASSESSMENT", "LENGTH", "PROBLEMS"]

_FORMAT = "国办公开办函〔2019〕60号、〔2021〕30号"

ART32 = NamedRule(
    id="FMT-ART32",
    severity=Severity.WARNING,
    title="第三十二条的六项内容",
    says="2018年度及以前的报告应有：主动公开；依申请公开和不予公开；收费及减免；行政复议和行政诉讼；主要问题及改进；"
    "其他需要报告的事项",
    source="《条例》（2007年）第三十二条",
)
ASP = NamedRule(
    id="FMT-5ASP",
    severity=Severity.WARNING,
    title="总体情况的五个方面",
    says="第一章应包括主动公开、依申请公开、政府信息管理、平台建设、监督保障；2019、2020年度为提示",
    source=f"{_FORMAT} 一（一）",
)
KAOHE = NamedRule(
    id="FMT-KAOHE",
    severity=Severity.INFO,
    title="考核、评议和责任追究",
    says="各级人民政府的报告应包括工作考核、社会评议和责任追究结果情况",
    source=f"《条例》第五十条；{_FORMAT} 一（一）",
)
Q5 = NamedRule(
    id="FMT-Q5",
    severity=Severity.WARNING,
    title="问题及改进情况",
    says="第五章应写明主要问题及改进情况，不应为空、只写“无”、不足30字或只说问题不说改进",
    source="国办公开办函〔2021〕30号 一（五）：不得出现敷衍了事甚至年年雷同现象",
)
LEN = NamedRule(
    id="FMT-LEN",
    severity=Severity.INFO,
    title="总体情况的篇幅",
    says="第一章篇幅原则上不超过一千字；超过二千字为警告",
    source="国办公开办函〔2021〕30号 一（一）",
)

_FIRST_YEAR = 2019
_SHORTEST, _LONG, _VERY_LONG = 30, 1000, 2000

# Any of a content's words is enough: reports put the six in words and places of their own.
_ARTICLE_32: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("主动公开", (("主动公开", r"主动公开|公开(?:了)?(?:各类)?政府信息\s*\d|信息公开\s*\d"),)),
    ("依申请公开和不予公开", (
        ("依申请公开", r"依申请|公开申请|信息申请"),
        ("不予公开", r"不予公开|不公开的|不同意公开|免予公开|否决公开"),
    )),
    ("收费及减免", (("收费", r"收费|收取.{0,12}费|费用"), ("减免", r"减免|免收|免费"))),
    ("行政复议和行政诉讼", (("行政复议和行政诉讼", r"行政复议|行政诉讼"),)),
    ("主要问题及改进", (("主要问题及改进", r"问题|不足|差距"),)),
    ("其他需要报告的事项", (("其他需要报告的事项", r"其[他它](?:需要|须|需)?(?:要)?(?:报告|说明)?的?(?:有关)?(?:事项|事宜|情况)"),)),
)  # fmt: skip
_LESSER = {"减免"}  # said beside, no content of its own is missing

_ASPECTS: tuple[tuple[str, str], ...] = (
    ("主动公开", r"主动公开|公开(?:各类)?(?:政府|政务)?信息|发布(?:各类)?(?:政府|政务)?信息|信息公开\S{0,6}\d+条"),
    ("依申请公开", r"依申请|公开申请|信息申请|申请公开"),
    ("政府信息管理", r"信息管理|(?:信息|文件|规范性文件|发布)[^。；]{0,16}(?:管理|审查|审核|清理|归档|目录|台账|更新)|保密审查"),
    ("平台建设", r"平台|网站|新媒体|公众号|专栏|微信|专区|查阅点|公开栏"),
    ("监督保障", r"监督|保障|考核|评议|培训|督查|检查|问责|责任|领导小组|组织领导|专人"),
)  # fmt: skip
_ASSESSED = re.compile(r"考核|评议|责任追究|问责|追究责任|追责")
_NOTHING = re.compile(
    r"^(?:\([一二三]\))?(?:本年度|我\S{1,3})?(?:无|没有|暂无|略|见附件|详见附件)$"
)
_REMEDY = re.compile(
    r"改进|改善|整改|下一步|今后|下步|将|措施|加强|加大|提升|提高|完善|优化|健全|强化|深化|推进|进一步|努力|解决|拓宽|规范|丰富|落实"
)


def _article_32(context: DocumentContext, report: Report) -> None:
    sheet = context.sheet
    form = sheet.form
    if form is None or form.format not in ("F2008", "F2014"):
        return
    text = re.sub(r"《[^》]*》", "", _own_prose(context))
    missing, partly, holds = [], [], 0
    for content, parts in _ARTICLE_32:
        absent = [name for name, words_ in parts if not re.search(words_, text)]
        telling = [name for name in absent if name not in _LESSER]
        if telling:
            missing.append(telling[0] if len(telling) < len(parts) else content)
        else:
            holds += 1
            partly += absent
    report.count(ART32.id, Outcome.HOLDS, holds)
    if not missing:
        return
    if context.cut is not None or not text.strip():
        report.count(ART32.id, Outcome.CANNOT_CHECK, len(missing))
        return
    beside = f"（也没有说明{'、'.join(partly)}）" if partly else ""
    report.add(
        Finding(
            ART32.id, Severity.WARNING, Outcome.BROKEN,
            f"《条例》（2007年）第三十二条规定的内容中，报告没有写到：{'、'.join(missing)}{beside}。",
        ),
        len(missing),
    )  # fmt: skip


def _own_prose(context: DocumentContext) -> str:
    """Headings and text without what only names the form's rows: those say nothing of the year."""
    form = context.sheet.form
    labels = {line.label for t in form.tables for line in t.lines} if form else set()
    headings = [c.text for c in context.sheet.chapters]
    return "\n".join(
        [*headings, *(line.text for line in context.prose.lines if line.text not in labels)]
    )


def _aspects(context: DocumentContext, report: Report) -> None:
    text = context.prose.chapter(1)
    if not _is_current(context):
        return
    if text is None or _breaks_off(context, 1):
        report.count(ASP.id, Outcome.CANNOT_CHECK, len(_ASPECTS))
        return
    missing = [name for name, words_ in _ASPECTS if not re.search(words_, text)]
    report.count(ASP.id, Outcome.HOLDS, len(_ASPECTS) - len(missing))
    if missing:
        report.add(
            Finding(
                ASP.id,
                Severity.WARNING if _of_2021(context) else Severity.INFO,
                Outcome.BROKEN,
                f"第一章“总体情况”没有写到{'、'.join(missing)}。",
                anchors=_heading(context, 1),
            ),
            len(missing),
        )


def _assessment(context: DocumentContext, report: Report) -> None:
    unit = unit_of(context.sheet.title.unit)
    governments = unit.is_government or unit.kind is UnitKind.OFFICE
    if not _is_current(context) or not (governments or unit.kind is UnitKind.UNKNOWN):
        return
    if _ASSESSED.search(context.prose.whole):
        report.count(KAOHE.id, Outcome.HOLDS)
    elif not governments or context.cut is not None:
        report.count(KAOHE.id, Outcome.CANNOT_CHECK)
    else:
        report.add(
            Finding(
                KAOHE.id, Severity.INFO, Outcome.BROKEN,
                "政府的报告没有写到工作考核、社会评议和责任追究结果情况。", anchors=_heading(context, 1),
            )
        )  # fmt: skip


def _problems(context: DocumentContext, report: Report) -> None:
    if not _is_current(context):
        return
    text = context.prose.chapter(5)
    if text is None or _breaks_off(context, 5):
        report.count(Q5.id, Outcome.CANNOT_CHECK)
        return
    flat = re.sub(r"[\s。.,，;；]", "", text)
    if not flat:
        fault = "为空"
    elif _NOTHING.match(flat):
        fault = f"只写{quoted(flat)}"
    elif words(text) < _SHORTEST:
        fault = f"只有{words(text)}字：{quoted(text)}"
    elif not _REMEDY.search(text):
        fault = "没有写改进情况"
    else:
        report.count(Q5.id, Outcome.HOLDS)
        return
    report.add(
        Finding(
            Q5.id, Severity.WARNING, Outcome.BROKEN,
            f"第五章“存在的主要问题及改进情况”{fault}。", anchors=_heading(context, 5),
        )
    )  # fmt: skip


def _length(context: DocumentContext, report: Report) -> None:
    if not _of_2021(context):
        return
    text = context.prose.chapter(1)
    if text is None:
        report.count(LEN.id, Outcome.CANNOT_CHECK)
        return
    count = words(text)
    if count <= _LONG:
        report.count(LEN.id, Outcome.CANNOT_CHECK if _breaks_off(context, 1) else Outcome.HOLDS)
        return
    report.add(
        Finding(
            LEN.id,
            Severity.WARNING if count > _VERY_LONG else Severity.INFO,
            Outcome.BROKEN,
            f"第一章“总体情况”约{count}字，篇幅原则上不超过一千字。",
            anchors=_heading(context, 1),
        )
    )


def _is_current(context: DocumentContext) -> bool:
    """Whether the report is one under the regulations of 2019 and in their chapters."""
    year, form = context.sheet.title.year, context.sheet.form
    own_chapters = form is None or bool(form.chapters)
    return (
        own_chapters and context.chapters_form is not None and (year is None or year >= _FIRST_YEAR)
    )


def _of_2021(context: DocumentContext) -> bool:
    form = context.prescribed or context.sheet.form
    return form is not None and form.format == "F2021"


def _breaks_off(context: DocumentContext, place: int) -> bool:
    """Whether the file ends within that chapter or before it."""
    return context.cut is not None and max(context.prose.chapters, default=0) <= place


def _heading(context: DocumentContext, place: int) -> tuple[Anchor, ...]:
    lines = context.prose.chapters.get(place, ())
    return (lines[0].anchor,) if lines else ()


ARTICLE_32 = DocumentCheck((ART32,), _article_32)
ASPECTS = DocumentCheck((ASP,), _aspects)
ASSESSMENT = DocumentCheck((KAOHE,), _assessment)
PROBLEMS = DocumentCheck((Q5,), _problems)
LENGTH = DocumentCheck((LEN,), _length)
