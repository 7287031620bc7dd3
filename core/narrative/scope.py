"""Whether a sentence speaks of this body's whole reporting year, or of something else: another year, another
body, a running total, filings, a plan (DOMAIN §2.4, §2.8)."""

from __future__ import annotations

import re

from core.narrative.bodies import Body
from core.narrative.numbers import quoted_spans

__all__ = ["elsewhere", "is_change", "unquoted"]

_YEAR = re.compile(
    r"(?P<compared>(?:比|较|与|同|于|对比|结转|承接|转自)的?)?(?:(?P<year>20\d\d)年(?:度)?|(?P<last>(?:去年|上一?年度?|前年|往年|上年同期)))"
)
_CARRIED_YEAR = re.compile(
    r"(?:的|度)?(?:末|底)?[^，。；]{0,8}?(?:结转|转结|转入|转来|顺延|遗留|未办结|延续|跨年)"
)
_PART_OF_YEAR = re.compile(
    r"[上下]半年|[一二三四1-4]季度|第[一二三四]季|前[一二三四五六七八九十\d]+个?月|(?<!\d)(?:[2-9]|1[01])月份|1[-—至到](?:[2-9]|1[01])月|"
    r"截[至止到](?:目前为止)?[^，。；]{0,6}?(?<!\d)(?:[1-9]|1[01])月(?!.{0,3}12月)|新冠肺炎疫情期间|疫情期间|专项行动期间"
)
_RUNNING = re.compile(
    r"历年|历史|(?:成立|开通|运行|上线|建网|建站|实施|施行|启动|开展)以来|(?:条例》?|条例》施行)以来|多年来|(?:五|三|近几|近[一二三四五\d])年来?"
)
_ACCUMULATED = re.compile(r"累计")
_OWN_YEAR = re.compile(r"全年|本年|今年|年内|一年来|20\d\d年")
_FILED = re.compile(r"备案|报备")
_REVIEWER = re.compile(
    r"作为复议机关|(?:受理|审理|审结|办结|办理)(?:的|了)?(?:各类)?行政复议(?:案件|申请)?(?!答复)|行政复议(?:案件|申请)[^，。；]{0,4}(?:受理|审结)"
)
_HELPED = re.compile(r"配合|协助|协查|协办|转办|代(?:上级|省|市)")
_OTHER_CAUSE = re.compile(
    r"因(?:具体行政行为|行政行为|行政处罚|行政许可|行政强制|征收|征地|拆迁|工伤|履职|不履行|不作为)(?!.{0,12}信息公开)[^，。；]{0,10}(?:复议|诉讼|起诉)"
)
_PLANNED = re.compile(
    r"计划|力争|争取|拟(?!稿|定|公开)|目标[为是]|不少于|不低于|要求(?!公开|提供)|应当?(?:达到|不)|标准为|规定的?(?=\d|#)|每(?:年|月|季度|周|日|人|件|名|个)"
)
_CHANGE = re.compile(
    r"(?:(?:同比|环比|(?:比|较|相比于?|对比|与)[^，。；]{0,16}?(?:年|年度|同期|期)相?比?)[^，。；]{0,12}?(?:增|减|多|少|升|降|长|落|提高)[^，。；至到为]{0,4}|"
    r"(?<!新)(?:增加|增长|减少|下降|上升|回落|提高|降低|提升|增幅为?|降幅为?)了?约?|同比[^，。；]{0,4})$"
)
_TO = re.compile(r"(?:增|减|升|降|增加|减少|上升|下降|提高|降低)(?:至|到|为)$")

_OFFICE_WORD = re.compile(
    r"(?:[省市县区州旗盟镇乡]|我[省市县区州旗]|人民)?(?:人民)?政府(?:办公室|办公厅|办)|政府办|府办|[省市县区州旗]本级|本级政府|政务公开办|办公室(?!主任)"
)
_PARTS = re.compile(
    r"(?P<whole>全[省市县区州旗镇乡街])?(?:各|所属|下属|直属|所辖|下辖|基层)级?[^，。；：]{0,10}?(?:乡镇|镇街|部门|单位|县区|市区|区县|市县|乡|镇|街道|县|区|科室|社区|村|站所|委办局|机关)|"
    r"[市县区州旗]直[^，。；：]{0,6}?(?:部门|单位|机关)|(?<!全)[市县区州旗]级(?:各)?(?:部门|单位|机关)"
)
_NAMED = re.compile(
    r"(?P<name>(?:[\u4e00-\u9fff]{1,8}?)(?:局|委员会|委|厅|镇|乡|街道|办事处|管委会|开发区|分局|支队|大队|县|区|市))"
    r"(?=(?:共|全年|今年|本年度?|20\d\d年度?|累计|新|依法|分别|合计|年内|已|主动)*(?:收[到办]|受理|接[到收]|办[理结]|答复|#|被))"
)
_WHOLE = re.compile(
    r"全(?P<level>国|省|自治区|市|县|区|州|旗|镇|乡|街道|街)(?!面|部|程|体|域|文|员|年)"
)
_ORDER = {"国": 5, "省": 4, "自治区": 4, "市": 3, "州": 3, "盟": 3, "县": 2, "区": 2, "旗": 2, "镇": 1, "乡": 1,
          "街道": 1, "街": 1}  # fmt: skip
_LEVEL = {"town": 1, "county": 2, "city": 3, "province": 4, "state": 5, "": 0}


def unquoted(text: str) -> str:
    """`text` with what stands in titles and quotation marks blotted out, its length kept."""
    chars = list(text)
    for start, end in quoted_spans(text):
        for i in range(start, min(end, len(chars))):
            chars[i] = "　"
    return "".join(chars)


def is_change(head: str) -> bool:
    """Whether the figure after `head` is an increase or a decrease, not an amount."""
    return bool(_CHANGE.search(head)) and not _TO.search(head)


def elsewhere(
    before: str,
    clause: str,
    body: Body,
    year: int | None,
    *,
    carried: bool,
    documents: bool = False,
) -> str:
    """Why a figure may not be the tables', "" when nothing speaks against it.

    `before` is its sentence up to the figure, `clause` the clause around it with the figure as `#`, both
    with quotations blotted out. `carried`: it is a stock taken over from last year or left to the next.
    `documents`: it counts documents, whose issuer may be named anywhere in the sentence.
    """
    if _FILED.search(clause):
        return "备案数与发生数口径不同"
    if _HELPED.search(clause.partition("#")[0]):
        return "说的是协助他机关办理的"
    if _OTHER_CAUSE.search(clause):
        return "说的不是因政府信息公开引起的案件"
    if _REVIEWER.search(clause):
        return "说的是作为复议机关办理的案件"
    if not carried and (other := _other_year(before, year)):
        return other
    if _PART_OF_YEAR.search(before):
        return "不是全年的数"
    if _RUNNING.search(before) or (_ACCUMULATED.search(clause) and not _OWN_YEAR.search(before)):
        return "是累计数"
    if _PLANNED.search(clause.partition("#")[0]):
        return "是要求或目标，不是实际数"
    if documents and body.is_region and _OFFICE_WORD.search(before):
        return "说的是政府办公室（本级），与全部口径可能不同"
    return _other_body(before, clause, body)


def _other_year(before: str, year: int | None) -> str:
    if year is None:
        return ""
    last: str = ""
    for found in _YEAR.finditer(before):
        if found["compared"] or _CARRIED_YEAR.match(before, found.end()):
            continue
        after = before[found.end() : found.end() + 2]
        if found["year"]:
            last = "" if int(found["year"]) == year else f"说的是{found['year']}年"
        elif not after.startswith(("比", "相比")):
            last = "说的是上年"
    return last


def _other_body(before: str, clause: str, body: Body) -> str:
    head = clause.partition("#")[0]
    level = _LEVEL[body.level]
    own_order = _ORDER.get(body.own, level)
    wholes = [m["level"] for m in _WHOLE.finditer(before)]
    if wholes:
        order = _ORDER[wholes[-1]]
        if body.kind == "department" or (own_order and order > own_order):
            return f"说的是全{wholes[-1]}"
        if body.kind == "office" and body.level and order == level:
            return ""
    if (parts := _PARTS.search(head)) and not (parts["whole"] and body.is_region):
        return "说的是所属部门或单位"
    if office := _OFFICE_WORD.search(head):
        if body.kind in ("government", "zone") and level >= 2:
            return "说的是政府办公室（本级），与全部口径可能不同"
        if (
            body.unit
            and body.kind != "office"
            and office.group()[0] in _ORDER
            and office.group()[0] != body.own
        ):
            return f"说的是{office.group()}"
    named = list(_NAMED.finditer(_without_own(clause)))
    if named and body.unit and not body.is_self(named[-1]["name"]):
        name = named[-1]["name"]
        if not _is_level_word(name, body):
            return f"说的是{name}"
    return ""


def _without_own(clause: str) -> str:
    return re.sub(r"[我本该全][省市县区州旗镇乡街局委办厅](?:道)?|本机关|本单位", "", clause)


def _is_level_word(name: str, body: Body) -> bool:
    """县, 区政府: the body by its level alone."""
    return len(name) <= 1 or name in (body.own, f"{body.own}政府")
