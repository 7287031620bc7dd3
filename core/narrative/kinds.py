"""What a figure of the text may speak of, and which figures of the tables it may then equal (DOMAIN §2.4).

A reading is a sum of rows; the first reading is the plainest. A row is its 总计; where that is blank, its
parts across applicants are added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.formats import Form

__all__ = ["Cell", "Family", "Kind", "Reading", "Relation", "kind", "readings_of"]


class Family(StrEnum):
    """What a kind belongs to; decides the rule."""

    REQUESTS = "requests"
    OUTCOMES = "outcomes"
    REVIEWS = "reviews"
    DISCLOSURE = "disclosure"
    STATISTICS = "statistics"


class Relation(StrEnum):
    EQUALS = "="
    AT_MOST = "≤"


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a table: its address, and the figures it is the total of (in 表二)."""

    address: str
    parts: tuple[str, ...] = ()
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing a figure can mean: `name` says what (本年新收 + 上年结转)."""

    name: str
    cells: tuple[Cell, ...]

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(c.address for c in self.cells)


@dataclass(frozen=True, slots=True)
class Kind:
    """`key`, `family`; `name` for messages; `sums` are the readings as (name, rows with signs), tried in
    order; those whose rows a form lacks fall away. `dimension` says which parts may stand in one list."""

    key: str
    family: Family
    name: str
    sums: tuple[tuple[str, str], ...]
    dimension: str = ""
    relation: Relation = Relation.EQUALS


_COLUMNS = (
    "natural_person",
    "enterprise",
    "research_institute",
    "public_welfare",
    "legal_service",
    "other",
)
_OTHERS = _COLUMNS[1:]

_R, _O, _V = Family.REQUESTS, Family.OUTCOMES, Family.REVIEWS
_D, _S = Family.DISCLOSURE, Family.STATISTICS
_NEW, _OLD, _DONE, _LEFT = (
    "requests/received", "requests/brought_forward", "requests/concluded_total", "requests/carried_forward",
)  # fmt: skip


def _applicants(name: str, columns: Iterable[str]) -> tuple[tuple[str, str], ...]:
    def at(row: str) -> str:
        return " ".join(f"+{row}/{c}" for c in columns)

    return (
        (f"本年新收·{name}", at(_NEW)),
        (f"本年新收与上年结转之和·{name}", f"{at(_NEW)} {at(_OLD)}"),
        (f"办理结果总计·{name}", at(_DONE)),
    )


def _row(key: str, family: Family, name: str, row: str, dimension: str = "") -> Kind:
    return Kind(key, family, name, ((name, f"+{row}"),), dimension)


_GROUPS = {
    "granted": ("予以公开", "+requests/granted"),
    "partly_granted": ("部分公开", "+requests/partly_granted"),
    "granted_or_partly": ("予以公开与部分公开", "+requests/granted +requests/partly_granted"),
    "refused": ("不予公开", "+requests/refused_*"),
    "unavailable": ("无法提供", "+requests/unavailable_*"),
    "not_processed": ("不予处理", "+requests/not_processed_*"),
    "otherwise": ("其他处理", "+requests/otherwise*"),
}
_ROWS = {
    "refused_state_secret": "属于国家秘密", "refused_forbidden_by_law": "其他法律行政法规禁止公开",
    "refused_security_stability": "危及“三安全一稳定”", "refused_third_party": "保护第三方合法权益",
    "refused_internal_affairs": "属于三类内部事务信息", "refused_process_information": "属于四类过程性信息",
    "refused_enforcement_file": "属于行政执法案卷", "refused_administrative_query": "属于行政查询事项",
    "unavailable_not_held": "本机关不掌握相关政府信息", "unavailable_must_be_created": "没有现成信息需要另行制作",
    "unavailable_unclear": "补正后申请内容仍不明确", "not_processed_petition": "信访举报投诉类申请",
    "not_processed_repeated": "重复申请", "not_processed_publication": "要求提供公开出版物",
    "not_processed_excessive": "无正当理由大量反复申请", "not_processed_reissue": "要求确认或重新出具已获取信息",
    "otherwise_not_corrected": "逾期不补正", "otherwise_fee_unpaid": "逾期未缴费",
}  # fmt: skip
# The same outcomes in the 统计表, where it has them.
_ANSWERED = {
    "granted": "+statistics/answered_granted",
    "partly_granted": "+statistics/answered_partly_granted",
    "granted_or_partly": "+statistics/answered_granted +statistics/answered_partly_granted",
    "refused": "+statistics/answered_refused",
    "unavailable_not_held": "+statistics/answered_nonexistent",
}


def _outcomes() -> Iterable[Kind]:
    for key, (name, rows) in _GROUPS.items():
        sums = [(name, rows)]
        if key in _ANSWERED:
            sums.append((name, _ANSWERED[key]))
        yield Kind(key, _O, name, tuple(sums), "outcome")
    for key, name in _ROWS.items():
        group = key.partition("_")[0]
        group = {"not": "not_processed"}.get(group, group)
        own = (name, f"+requests/{key}")
        sums = [own, *([(name, _ANSWERED[key])] if key in _ANSWERED else [])]
        yield Kind(key, _O, name, tuple(sums), f"outcome {group}")
        # "因…无法提供": the reason alone, or the whole group.
        group_name, rows = _GROUPS[group]
        yield Kind(f"{group}:{key}", _O, group_name, (own, (group_name, rows)), "outcome")


def _results(row: str, name: str, heads: tuple[str, ...]) -> Iterable[Kind]:
    def at(column: str) -> str:
        return " ".join(f"+reviews/{h}/{column}" for h in heads)

    old = f"+statistics/{row}"
    yield Kind(row, _V, name, ((f"{name}总计", at("total")), (f"{name}数量", old)))
    parts = {
        "upheld": "结果维持",
        "corrected": "结果纠正",
        "other": "其他结果",
        "pending": "尚未审结",
    }
    for column, label in parts.items():
        sums = [(f"{name}·{label}", at(column))]
        if column != "pending":
            sums.append((f"{name}·{label}", f"{old}_{column}"))
        yield Kind(f"{row}_{column}", _V, f"{name}{label}", tuple(sums), "result")
    settled = f"{at('total')} {at('pending').replace('+', '-')}"
    yield Kind(
        f"{row}_settled", _V, f"{name}已审结", ((f"{name}总计减尚未审结", settled),), "settled"
    )


def _all() -> Iterable[Kind]:
    answered = (
        ("申请办结数", "+statistics/applications_concluded"),
        ("申请答复数", "+statistics/applications_answered"),
    )
    applied = ("收到申请数", "+statistics/applications")
    new = ("本年新收", f"+{_NEW}")
    both = ("本年新收 + 上年结转", f"+{_NEW} +{_OLD}")
    yield Kind("received_new", _R, "新收申请", (new, applied))
    yield Kind("received", _R, "收到申请", (new, both, applied))
    done = ("办理结果总计", f"+{_DONE}")
    # Withdrawn requests are under 其他处理; some count only what came in during the year.
    concluded = (
        done,
        ("办理结果总计 − 其他处理", f"+{_DONE} -requests/otherwise*"),
        ("办理结果总计 − 上年结转", f"+{_DONE} -{_OLD}"),
        ("办理结果总计 − 其他", f"+{_DONE} -requests/otherwise_other"),
        *answered,
    )
    yield Kind("concluded", _R, "办结申请", concluded)
    yield Kind("handled", _R, "办理申请", (done, both, new, *answered, applied))
    on_time = ("按时办结数", "+statistics/applications_concluded_on_time")
    yield Kind("concluded_on_time", _R, "按时办结", (on_time, *concluded), "term")
    extended = (("延期办结数", "+statistics/applications_concluded_extended"),)
    yield Kind("concluded_extended", _R, "延期办结", extended, "term")
    yield _row("brought_forward", _R, "上年结转", _OLD)
    yield _row("carried_forward", _R, "结转下年度", _LEFT)
    yield Kind("natural_person", _R, "自然人申请", _applicants("自然人", _COLUMNS[:1]), "applicant")
    organisations = _applicants("法人或其他组织", _OTHERS)
    yield Kind("organisations", _R, "法人或其他组织申请", organisations, "applicant")
    for column, name in zip(
        _OTHERS, ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"), strict=True
    ):
        yield Kind(column, _R, f"{name}申请", _applicants(name, (column,)), "applicant part")
    for way, name in (
        ("in_person", "当面申请"), ("fax", "传真申请"), ("online", "网络申请"), ("letter", "信函申请"),
    ):  # fmt: skip
        yield _row(f"applications_{way}", _R, name, f"statistics/applications_{way}", "way")
    yield from _outcomes()
    yield Kind(
        "withdrawn", _O, "撤回申请",
        (("其他处理·其他", "+requests/otherwise_other"), ("其他处理", "+requests/otherwise")),
        relation=Relation.AT_MOST,
    )  # fmt: skip
    other = (
        ("其他处理", "+requests/otherwise*"),
        ("其他处理·其他", "+requests/otherwise_other"),
        ("不予处理与其他处理", "+requests/not_processed_* +requests/otherwise*"),
        ("其他类型答复数", "+statistics/answered_other"),
    )
    yield Kind("other_outcome", _O, "其他情形", other, "outcome")
    direct, after = "litigation_direct", "litigation_after_reconsideration"
    yield from _results("reconsideration", "行政复议", ("reconsideration",))
    yield from _results("litigation", "行政诉讼", (direct, after))
    yield from _results(direct, "未经复议直接起诉", (direct,))
    yield from _results(after, "复议后起诉", (after,))
    cases = " ".join(f"+reviews/{r}/total" for r in ("reconsideration", direct, after))
    yield Kind(
        "cases", _V, "行政复议、行政诉讼",
        (("行政复议、行政诉讼总计", cases), ("行政复议、行政诉讼数量", "+statistics/reconsideration +statistics/litigation")),
    )  # fmt: skip
    yield from _disclosure()
    yield from _statistics()


def _disclosure() -> Iterable[Kind]:
    for row, name in (("regulations", "规章"), ("normative_documents", "行政规范性文件")):
        head = f"+disclosure/{row}"
        old = (
            [("制发规范性文件总数", "+statistics/normative_issued")]
            if row == "normative_documents"
            else []
        )
        issued = [(f"{name}·本年制发", f"{head}/issued"), (f"{name}·本年新制作", f"{head}/made")]
        shown = [(f"{name}·本年新公开", f"{head}/disclosed")]
        total = [(f"{name}·对外公开总数", f"{head}/total_disclosed")]
        valid = [(f"{name}·现行有效", f"{head}/in_force")]
        seen = (
            [("主动公开规范性文件数", "+statistics/disclosed_normative")]
            if row == "normative_documents"
            else []
        )
        yield Kind(f"{row}_issued", _D, f"制发{name}", (*issued, *shown, *old))
        yield Kind(
            f"{row}_disclosed", _D, f"公开{name}", (*shown, *issued, *total, *valid, *seen, *old)
        )
        gone = ((f"{name}·本年废止", f"{head}/repealed"),)
        yield Kind(f"{row}_repealed", _D, f"废止{name}", gone)
        yield Kind(f"{row}_total", _D, f"累计公开{name}", tuple(total))
        yield Kind(f"{row}_in_force", _D, f"现行有效{name}", (*valid, *total))
    for row, name in (
        ("licensing", "行政许可"),
        ("penalties", "行政处罚"),
        ("coercive_measures", "行政强制"),
    ):
        yield _row(row, _D, name, f"disclosure/{row}/decisions")


def _statistics() -> Iterable[Kind]:
    for row, name, dimension in (
        ("disclosed", "主动公开政府信息数", ""), ("channel_gazette", "政府公报公开数", "channel"),
        ("channel_website", "政府网站公开数", "channel"), ("channel_weibo", "政务微博公开数", "channel"),
        ("channel_wechat", "政务微信公开数", "channel"), ("channel_other", "其他方式公开数", "channel"),
        ("responses", "回应公众关注热点或重大舆情数", ""), ("response_press_conferences", "新闻发布会次数", ""),
        ("response_online_interviews", "在线访谈次数", ""), ("response_interpretations", "政策解读稿件发布数", ""),
        ("response_weibo_wechat", "微博微信回应事件数", ""), ("complaints", "举报投诉数量", ""),
        ("fees", "依申请公开信息收取的费用", ""), ("offices", "专门机构数", ""),
        ("reading_points", "政府信息公开查阅点数", ""), ("staff", "从事政府信息公开工作人员数", ""),
        ("staff_full_time", "专职人员数", "staff"), ("staff_part_time", "兼职人员数", "staff"),
        ("special_funds", "政府信息公开专项经费", ""), ("meetings", "召开工作会议或专题会议数", ""),
        ("training_courses", "举办各类培训班数", ""), ("trainees", "接受培训人员数", ""),
    ):  # fmt: skip
        yield _row(f"statistics_{row}", _S, name, f"statistics/{row}", dimension)


_KINDS: Mapping[str, Kind] = {k.key: k for k in _all()}


def kind(key: str) -> Kind:
    """The kind of that key. Raises KeyError."""
    return _KINDS[key]


def readings_of(form: Form | None, key: str) -> tuple[Reading, ...]:
    """The readings that a form has the rows for."""
    if form is None:
        return ()
    rows = _rows(form)
    found = []
    for name, terms in _KINDS[key].sums:
        cells: list[Cell] = []
        for term in terms.split():
            own = _cells(term, rows)
            if not own and not term.endswith("*"):
                break
            cells += own
        else:
            if cells and any(c.sign > 0 for c in cells):
                found.append(Reading(name, tuple(cells)))
    return tuple(found)


def _rows(form: Form) -> dict[str, tuple[str, ...]]:
    rows: dict[str, list[str]] = {}
    for address in form.addresses:
        rows.setdefault(address.rpartition("/")[0], []).append(address)
    return {row: tuple(addresses) for row, addresses in rows.items()}


def _cells(term: str, rows: Mapping[str, tuple[str, ...]]) -> list[Cell]:
    sign, path = (-1 if term[0] == "-" else 1), term[1:]
    if path.count("/") == 2:
        row = rows.get(path.rpartition("/")[0], ())
        return [Cell(path, sign=sign)] if path in row else []
    if path.endswith("*"):
        names = [r for r in rows if r.startswith(path[:-1])]
    else:
        names = [path] if path in rows else []
    cells = []
    for name in names:
        addresses = rows[name]
        total = f"{name}/total"
        if total in addresses:
            cells.append(Cell(total, tuple(a for a in addresses if a != total), sign))
        else:  # the 统计表: the figure of the year
            cells.append(Cell(f"{name}/value", sign=sign))
    return cells
