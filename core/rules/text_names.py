"""Whose text it is (DOMAIN §2.4, NN-UNITNAME and NN-FOREIGN): names of other bodies, places of other
provinces, words of another level."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.finding import Finding, Outcome, Severity
from core.narrative.bodies import Body
from core.narrative.divisions import divisions, short_name
from core.narrative.model import Narrative
from core.narrative.passages import Passage
from core.narrative.scope import unquoted
from core.rules.context import DocumentContext
from core.rules.messages import listing, quoted
from core.rules.named import DocumentCheck, NamedRule
from core.rules.report import Report

__all__ = ["NAMES"]

UNITNAME = NamedRule(
    id="NN-UNITNAME",
    severity=Severity.WARNING,
    title="他单位的称谓",
    says="文中的自称应与本单位相符：县的报告不称“全区”，乡镇的报告不称“办事处”，部门和乡镇不写“向市政府提出的申请”",
    source="历年公开的报告",
)
FOREIGN = NamedRule(
    id="NN-FOREIGN",
    severity=Severity.WARNING,
    title="外地的名称",
    says="文中不应出现外省、外县的机关和媒体的名称，不应以“全市”为主语报告本区县的数",
    source="历年公开的报告",
)

_ORDER = {"省": 4, "市": 3, "州": 3, "盟": 3, "县": 2, "区": 2, "旗": 2, "镇": 1, "乡": 1, "街": 1}
_LEVEL_ORDER = {"town": 1, "county": 2, "city": 3, "province": 4}
_AUTONOMOUS = ("15", "45", "54", "64", "65")  # 自治区: "全区" is the whole of it
_SELF = re.compile(
    r"(?P<word>[我本])(?P<own>街道|省|市|州|盟|县|区|旗|镇|乡|街)(?!道办|政府办公室主办|[域内外长委]|容|场|民)"
)
_WHOLE = re.compile(
    r"(?P<word>全)(?P<own>街道|市|州|盟|县|区|旗|镇|乡|街)(?!域|面|程|部|文|体|过程)"
)
_DEPARTMENT = re.compile(r"(?<!自)[我本](?P<own>局|委(?!托|员|会|培|组织)|厅|中心)(?!部)")
_AGENCY = re.compile(
    r"(?<!街道)(?<!各)(?<!驻)(?<!人大)(?<!乡镇、)(?:[我本]?办事处(?=年报|办事|党工委|工作|政务|信息|主任|认真|高度|积极|严格|结合|按照|坚持)|分管副主任|办事处分管)"
)
_TO_ABOVE = re.compile(
    r"向(?P<own>省|市|州|县|区)(?:人民)?政府(?:及[^，。；]{0,12}?)?(?:提出|申请|提交)"
)


def _check(context: DocumentContext, report: Report) -> None:
    narrative = context.narrative
    body = narrative.body
    if not body.level and not body.kind:
        report.count(UNITNAME.id, Outcome.CANNOT_CHECK)
    else:
        _say(
            UNITNAME,
            _other_names(narrative),
            f"本报告的单位是{_name(body)}，文中却写",
            narrative,
            report,
        )
    if body.division is None and not body.level:
        report.count(FOREIGN.id, Outcome.CANNOT_CHECK)
    else:
        _say(
            FOREIGN,
            _foreign(narrative),
            f"本报告的单位是{_name(body)}，文中出现",
            narrative,
            report,
        )


def _name(body: Body) -> str:
    return f"“{body.unit}”" if body.unit else f"某{body.own}" if body.own else "本单位"


def _say(
    rule: NamedRule,
    found: Iterator[tuple[Passage, int, int]],
    before: str,
    narrative: Narrative,
    report: Report,
) -> None:
    every = list(found)
    if not every:
        report.count(rule.id, Outcome.HOLDS)
        return
    shown = dict.fromkeys(quoted(_clause(p, a, b), 40) for p, a, b in every)
    report.add(
        Finding(
            rule.id,
            Severity.WARNING,
            Outcome.BROKEN,
            f"{before}{listing(shown, 4, '处')}，请核实是否误用他单位的文字。",
            anchors=narrative.anchors_of(dict.fromkeys(p.blocks[a] for p, a, _ in every)),
        )
    )


def _clause(passage: Passage, start: int, end: int) -> str:
    text = passage.text
    first = max(text.rfind(c, 0, start) for c in "，。；：、！？（") + 1
    last = min((i for c in "，。；：、！？）" if (i := text.find(c, end)) >= 0), default=len(text))
    return text[max(first, start - 14) : min(last, end + 16)]


def _other_names(narrative: Narrative) -> Iterator[tuple[Passage, int, int]]:
    body = narrative.body
    order = _LEVEL_ORDER.get(body.level, 0)
    autonomous = _is_autonomous(narrative)
    regional = body.kind in ("government", "office") and bool(order)
    for passage in narrative.passages:
        plain = unquoted(passage.text)
        if regional:
            for pattern in (_SELF, _WHOLE):
                for found in pattern.finditer(plain):
                    own = "街" if found["own"] == "街道" else found["own"]
                    other = _ORDER[own]
                    if own == body.own or other > order or (own == "区" and autonomous):
                        continue
                    if other < order and found["word"] == "全":
                        continue  # 各乡镇对全镇…: about the towns
                    if own in ("市", "州", "盟") and body.own in ("市", "州", "盟"):
                        continue
                    if body.own == "旗" or own == "旗":
                        continue
                    yield passage, *found.span()
            for found in _DEPARTMENT.finditer(plain):
                if body.kind == "government":
                    yield passage, *found.span()
        if body.level == "town" and body.own in ("镇", "乡"):
            for found in _AGENCY.finditer(plain):
                yield passage, *found.span()
        if body.kind == "department":
            for found in _SELF.finditer(plain):
                if found["own"] in ("镇", "乡", "街道") and body.level != "town":
                    yield passage, *found.span()
            if body.own in ("局", "委", "厅"):
                for found in _DEPARTMENT.finditer(plain):
                    if found["own"] in ("局", "委", "厅") and found["own"] != _own_word(body):
                        yield passage, *found.span()
        below = body.kind == "department" or (regional and order)
        for found in _TO_ABOVE.finditer(plain):
            if below and (body.kind == "department" or _ORDER[found["own"]] > order):
                yield passage, *found.span()


def _own_word(body: Body) -> str:
    return "委" if body.unit.endswith("委员会") else body.own


def _is_autonomous(narrative: Narrative) -> bool:
    division = narrative.body.division
    if division is not None:
        return division.code.startswith(_AUTONOMOUS)
    return any("自治区" in p.text for p in narrative.passages)


_OWNER = re.compile(r"^(?:人民政府|政府|门户网|政务|信息公开|融媒|发布[“”、，。发推]|各|全)")
_VISIT = re.compile(
    r"赴|前往|对口|帮扶|协作|考察|交流|借鉴|参观|调研|招商|援|结对|挂职|案例|经验|转发|参加|培训|邀请|比赛|荣获|印发|通知|意见|法院|仲裁|检察|大学|接待|来我|跨省|跨域|通办|合作|省内通办"
)
_MEDIA = re.compile(
    r"[《“](?:今日|新|美丽|魅力|幸福|微|爱)?(?P<name>[\u4e00-\u9fff]{2,4}?)(?:日报|发布|融媒|新闻|TV|电视台|时报)?[》”]"
)
_STATISTIC = re.compile(
    r"全(?P<own>省|市|州|县)(?:各级?(?:各)?(?:部门|单位|行政机关)*|共|累计|全年|20\d\d年|总计|合计|，)*(?:主动公开|公开|收到|受理|新收|发布|制作)[^，。；]{0,16}?\d+(?:\.\d+)?[万余]*[件条宗]"
)


def _foreign(narrative: Narrative) -> Iterator[tuple[Passage, int, int]]:
    body, register = narrative.body, divisions()
    order = _LEVEL_ORDER.get(body.level, 0)
    home = body.division
    for passage in narrative.passages:
        plain = unquoted(passage.text)
        if body.kind in ("government", "office") and order:
            for found in _STATISTIC.finditer(plain):
                if _ORDER[found["own"]] > order and found["own"] != body.own:
                    yield passage, *found.span()
        if home is None:
            continue
        for at, name in register.found_in(plain):
            end = at + len(name)
            # 和县政府 is "and the county's government" more often than the county called 和.
            if len(name) < 3 or not _OWNER.match(plain[end : end + 6]) or _at_home(name, body):
                continue
            clause = _clause(passage, at, end)
            around = plain[max(0, at - 24) : end + 24]
            if not _VISIT.search(clause) and not _VISIT.search(around):
                yield passage, at, end
        for found in _MEDIA.finditer(passage.text):
            own = register.short_names.get(found["name"], ())
            marked = found.group().startswith("《今日") or re.search(
                r"(?:发布|融媒|日报)[》”]$", found.group()
            )
            if marked and own and not any(_is_home(d.code, home.code) for d in own):
                yield passage, *found.span()


def _is_home(code: str, home: str) -> bool:
    return code.startswith(home) or home.startswith(code)


def _at_home(name: str, body: Body) -> bool:
    """Whether a division of that name lies on the way from the province down, or below the body; or has
    a name that the body's own name begins like."""
    assert body.division is not None
    register = divisions()
    if name in body.unit or short_name(register.names[name][0]) in body.unit:
        return True
    return any(_is_home(d.code, body.division.code) for d in register.names[name])


NAMES = DocumentCheck((UNITNAME, FOREIGN), _check)
