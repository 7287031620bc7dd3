"""The words that decide which kind of thing a figure counts. `#` stands for the figure itself."""

from __future__ import annotations

import re

from core.narrative.numbers import COUNTED, Number
from core.narrative.phrases_statistics import statistics_kind

__all__ = ["kind_of"]

_NEXT = r"(?:下|次|明|翌|后续)(?:一)?(?:个)?年(?:度)?"
_CARRIED = re.compile(
    rf"(?:结转|转结|转接|顺延|延续|延期|延至|转至|转入|留待|跨|转)(?:至|到|入|为|在)?(?:{_NEXT}|以后|20\d\d年度?(?:继续)?(?:办|答|处|$|#))|"
    rf"{_NEXT}(?:度)?(?:继续)?(?:办理|答复|处理)|(?:结转|转)下(?:年|$|#)|结转(?:至|到)?(?:今后|以后)"
)
_CARRIED_TAIL = re.compile(
    rf"^[^，。；、]{{0,24}}?(?:结转|转结|顺延|延续|延期|延至|转至|转入|转|留待|跨)(?:至|到|入)?(?:{_NEXT}|20\d\d年)|^(?:在|于)?{_NEXT}(?:继续)?(?:办理|答复)"
)
_OPEN = re.compile(
    r"(?:正在|尚在|仍在|还在)(?:办理|处理|答复)|在办|未办结|尚未(?:办结|答复)|待办|办理中|未到期"
)
_BROUGHT = re.compile(
    r"(?:上|去|前)(?:一)?(?:个)?年(?:度)?(?:末|底)?[^，。；#]{0,10}?(?:结转|转结|转入|转来|顺延|遗留|未办结|延续|跨年)|"
    r"(?:结转|转结|转接|延续|承接|遗留)(?:自|的|于)?(?:上|去)(?:一)?年(?:度)?|20\d\d年(?:度)?[^，。；#]{0,6}?(?:结转|转结|遗留)(?!(?:到|至|入)?(?:下|20))|"
    r"(?:上|去)年(?:度)?结转"
)
_REASONS: tuple[tuple[str, str], ...] = (
    ("refused_state_secret", r"国家秘密"),
    ("refused_forbidden_by_law", r"(?:法律|法规)[^，。；]{0,8}禁止"),
    ("refused_security_stability", r"三安全一稳定"),
    ("refused_third_party", r"第三方"),
    ("refused_internal_affairs", r"内部事务"),
    ("refused_process_information", r"过程性"),
    ("refused_enforcement_file", r"执法案卷"),
    ("refused_administrative_query", r"行政查询"),
    ("unavailable_must_be_created", r"(?:没有|无)现成|另行制作|需要?(?:加工|制作|汇总)"),
    ("unavailable_unclear", r"(?:补正|更正)后?[^，。；]{0,10}不明确"),
    ("unavailable_not_held", r"不掌握|(?:信息)?不存在"),
    ("not_processed_repeated", r"重复(?:提出|提交)?申请|重复(?:#|$)"),
    ("not_processed_publication", r"公开出版物"),
    ("not_processed_excessive", r"大量(?:、)?反复|反复(?:、)?大量"),
    ("not_processed_reissue", r"(?:确认或|重新)出具"),
    ("not_processed_petition", r"信访|举报|投诉"),
    ("otherwise_not_corrected", r"逾期(?:不|未|没有)?(?:予)?补正|不(?:予)?补正|未补正"),
    ("otherwise_fee_unpaid", r"(?:逾期)?未[^，。；]{0,10}(?:缴|交)[^，。；]{0,4}费"),
)
_REASON = [(key, re.compile(pattern)) for key, pattern in _REASONS]
_GROUP: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (key, re.compile(pattern))
    for key, pattern in (
        ("granted_or_partly", r"公开(?:以?及|和|或者?|与|、)(?:予以|同意)?部分公开"),
        ("partly_granted", r"部分公开|区分处理"),
        ("refused", r"不予?公开|不同意公开|拒绝公开"),
        ("unavailable", r"无法提供|不能提供"),
        ("not_processed", r"不予(?:重复)?处理|不再处理"),
        ("withdrawn", r"撤回|撤销|撤件|撤诉|终止"),
        ("otherwise", r"其他处理|其它处理"),
        ("granted", r"(?:予以|同意|全部|依法|依申请给予)公开|给予公开"),
    )
)
_SHORT_OUTCOME = re.compile(r"^[、，]?(?:其中|已|均)?公开$")
_OTHER_OUTCOME = re.compile(
    r"(?:其他|其它)(?:情形|情况|方式|类型|答复|原因|类)?(?:的)?(?:处理|答复)?(?:共|有|为)?$"
)
_GENERAL = re.compile(r"等(?:原因|情形|情况|因素|方面|理由|类)?")
_EVERYBODY = re.compile(r"公民[、和]?法人|自然人[、和]法人|自然人[^，。；]{0,4}和法人")
_APPLICANTS = tuple(
    (key, re.compile(pattern))
    for key, pattern in (
        (
            "organisations",
            r"法人(?:或|和|及|与|以及|、)?(?:者)?其他组织|法人(?:组织|单位)?(?:申请|提出|提交|的|#|$)|(?:企业|单位)法人",
        ),
        ("enterprise", r"商业企业|企业(?:申请|提出|提交|#|$)"),
        ("research_institute", r"科研机构"),
        ("public_welfare", r"公益组织"),
        ("legal_service", r"法律服务机构"),
        ("natural_person", r"自然人|公民(?:个人)?(?!、|和|法人|代表)|个人申请"),
    )
)
_WAYS = tuple(
    (key, re.compile(pattern))
    for key, pattern in (
        ("applications_in_person", r"当面|现场|上门|当场"),
        ("applications_fax", r"传真"),
        ("applications_online", r"网络|网上|网站|在线|电子邮|邮箱|互联网|平台"),
        ("applications_letter", r"信函|信件|邮寄|邮政|书面|挂号"),
    )
)
_VERBS = re.compile(
    r"(?P<received_new>新收到?|新增|新接[收到]?|新受理|新登记|本年(?:度)?收)|"
    r"(?P<concluded_extended>延期(?:办结|答复|回复))|"
    r"(?P<concluded_on_time>(?:按时|按期|如期|按时限|在?法定(?:期限|时限)内)(?:予以)?(?:办结|答复|办理|回复))|"
    r"(?P<concluded>答复|办结|办复|办毕|回复|办理完毕|办理完成|处理完毕|已办(?!理)|审结)|"
    r"(?P<handled>收办|接办|承办|办理|处理(?!费))|"
    r"(?P<received>应办(?:理|结)?|收到|受理|接收|接受|接到|登记|共收|收取(?!费)|收(?:悉|件))"
)
_DECLINED = re.compile(r"不(?:予)?受理|未(?:予)?受理")
_NOT_A_REQUEST = re.compile(
    r"处理费|收费|申请人(?:满意|咨询)|超期|逾期(?!不|未)|满意|纠错|投诉(?!类|、举报类)|培训|检查|回访|走访|指南|许可事项|服务事项"
)

_RESULTS = tuple(
    (key, re.compile(pattern))
    for key, pattern in (
        (
            "pending",
            r"尚未审结|未审结|未(?:办)?结案?|正在(?:审理|办理|审查|进行)|审理(?:过程)?中|办理(?:过程)?中|待审|待决|未作出",
        ),
        ("upheld", r"维持|驳回|胜诉"),
        ("corrected", r"纠正|纠错|撤销|确认违法|责令|变更|败诉"),
        ("other", r"其他结果|其它结果|其他(?:情形|情况)?(?:#|$)|撤回|终止|调解|和解|不予受理|撤诉"),
        ("settled", r"审结|办结|结案|已结"),
    )
)
_LOOSE_RESULT = re.compile(r"驳回|撤回|终止|调解|和解|不予受理|撤诉|胜诉|败诉|责令|变更|确认违法")

_DOCUMENT_VERBS = re.compile(
    r"(?P<total>公开总数|总数量|累计公开)|(?P<repealed>废止)|(?P<lapsed>失效)|(?P<in_force>现行有效|继续有效|有效(?:的)?|保留)|"
    r"(?P<issued>制发|制定|制订|出台|印发|新发|发文|制作|新增(?!公开)|新制)|(?P<disclosed>公开|公布|发布|上网)"
)
_NOT_DOCUMENTS = re.compile(
    r"审查|审核|评估|解读|修改|修订|转发|收到|学习|查阅|刊登|刊发|草案|征求|征集|其他|类|方面|等$|意见|清理(?!废止)|目录|专栏|栏目|链接|"
    r"党内|部门规范性|上级|省级|国家|重大行政决策|行政决策|涉及|有关|解释|合法性|核查|抽查|汇编|起草|上传"
)
_DOCUMENT = re.compile(
    r"(?P<regulations>规章(?!制度))|(?P<normative_documents>规范性(?:文件|档案))"
)
_DOCUMENT_TAIL = re.compile(
    r"^(?:[省市县区州旗镇乡]|我.|本.)?(?:级|人民)?(?:政府|政府办(?:公室)?)?(?:及[^，。；]{0,8}?)?(?:行政)?(?=规章(?!制度)|规范性(?:文件|档案))"
)
_DECISIONS = re.compile(
    r"(?P<licensing>行政许可)|(?P<penalties>行政处罚)|(?P<coercive_measures>行政强制)"
)
_NOT_DECISIONS = re.compile(
    r"事项|公示|信息|公开|目录|清单|案卷|结果|项目|权力|职权|类|文书|标准|培训|检查|评查|复议|诉讼|双公示|依据|审批|咨询|流程|录入|归集|上传|听证"
)


def kind_of(
    topic: str, head: str, tail: str, lead: str, number: Number, *, previous: str = ""
) -> str:
    """The key of the kind that a figure counts, "" for none.

    `previous` is the kind of the figure before it in the same sentence, whose noun or verb it may share.
    """
    if number.unit == "元" or not number.unit:
        countable = not number.unit
    else:
        countable = number.unit in COUNTED
    if countable and (
        not number.chinese or number.value != 1 or topic in ("requests", "reviews", "litigation")
    ):
        found = ""
        if topic == "requests":
            found = _request(head, tail, previous)
        elif topic in ("reviews", "litigation", "after", "direct"):
            found = _review(topic, head, tail, lead, previous)
        elif topic == "documents":
            found = _document(head, tail, lead, number, previous)
        elif topic == "decisions":
            found = _decision(head, tail, number)
        if found:
            return found
    return statistics_kind(topic, head, tail, lead, number, previous)


def _request(head: str, tail: str, previous: str) -> str:
    if _CARRIED.search(head) or _CARRIED_TAIL.search(tail):
        return "carried_forward"
    if _BROUGHT.search(head):
        return "brought_forward"
    outcome = _outcome(head) or _outcome_behind(tail)
    if outcome:
        return outcome
    if _SHORT_OUTCOME.search(head) and previous:
        return "granted"
    if _DECLINED.search(head):
        return ""
    if _NOT_A_REQUEST.search(head):
        return ""
    if not _EVERYBODY.search(head):
        for key, pattern in _APPLICANTS:
            if pattern.search(head):
                return key
    ways = [key for key, pattern in _WAYS if pattern.search(head)]
    if len(ways) == 1 and not re.search(r"[、和及或]", head.lstrip("、")):
        return ways[0]
    if ways:
        return ""
    verbs = list(_VERBS.finditer(head))
    if verbs:
        return str(verbs[-1].lastgroup)
    if _OPEN.search(head) or _OPEN.match(tail):
        return "carried_forward?"
    if re.search(
        r"申请(?:公开)?(?:件|数|量|数量|总数|总量|信息)?(?:共|为|：|共计|有|总计)*$|依申请公开(?:政府)?(?:信息)?(?:件|数|数量|事项)?(?:共|为|：|有)*$",
        head,
    ):
        return "received?"
    return ""


def _outcome(head: str) -> str:
    groups = [(m.end(), key) for key, p in _GROUP if (m := _last(p, head))]
    reasons = [key for key, p in _REASON if p.search(head)]
    group = max(groups, key=lambda g: g[0])[1] if groups else ""
    if group == "partly_granted" and any(k == "granted_or_partly" for _, k in groups):
        group = "granted_or_partly"
    if (
        group
        and reasons
        and group not in ("withdrawn", "granted", "partly_granted", "granted_or_partly")
    ):
        own = [r for r in reasons if r.startswith(group)]
        if len(own) == 1 and not _GENERAL.search(head) and len(reasons) == 1:
            return f"{group}:{own[0]}"
        return group
    if group:
        return group
    if len(reasons) == 1 and not _GENERAL.search(head):
        return reasons[0]
    if _OTHER_OUTCOME.search(head):
        return "other_outcome"
    return ""


def _outcome_behind(tail: str) -> str:
    """`12件予以公开`, `3件属于国家秘密`."""
    found = re.match(r"(?:申请)?(?:因|为|属于|属|系|依法|被|由于)?(?=[^，。；]{0,16})", tail)
    rest = tail[found.end() :] if found else tail
    for key, pattern in _GROUP:
        if key != "withdrawn" and pattern.match(rest):
            return key
    for key, pattern in _REASON:
        if (m := pattern.search(rest)) and m.start() <= 6 and re.match(r"因|为|属|系|由于", tail):
            return key
    return ""


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return max(pattern.finditer(text), key=re.Match.end, default=None)


def _review(topic: str, head: str, tail: str, lead: str, previous: str) -> str:
    row = {
        "reviews": "reconsideration", "litigation": "litigation", "after": "litigation_after_reconsideration",
        "direct": "litigation_direct",
    }[topic]  # fmt: skip
    if not head.strip("、") and tail:
        result = _result(tail[:14])  # 3件被纠正
    else:
        result = _result(head if head.strip("、") else lead) or _result(tail[:14])
    both = re.search(r"复议[^，。；#]{0,12}(?:、|和|及|与|或)[^，。；#]{0,12}诉讼", head)
    if both:
        return "cases" if not result else ""
    if result:
        return f"{row}_{result}"
    noun = re.search(r"复议|诉讼|应诉|起诉", head) or re.search(
        r"^[^，。；]{0,14}(?:复议|诉讼)", tail
    )
    return row if noun else ""


def _result(text: str) -> str:
    found = [(m.end(), key) for key, p in _RESULTS if (m := _last(p, text))]
    if not found:
        return ""
    best = max(found)[1]
    if best == "settled" and any(k == "pending" for _, k in found):
        return "pending"
    return f"{best}?" if _LOOSE_RESULT.search(text) else best


def _document(head: str, tail: str, lead: str, number: Number, previous: str) -> str:
    if number.unit not in ("件", "份", "个", "部", "项"):
        return ""
    behind = _DOCUMENT_TAIL.match(tail)
    phrase = head + (tail if behind else "")
    nouns = list(_DOCUMENT.finditer(phrase))
    if behind:
        nouns = list(_DOCUMENT.finditer(tail))
        if re.search(r"(?:规章|规范性文件)[^，。；、]", tail):
            return ""
    verbs = list(_DOCUMENT_VERBS.finditer(head))
    if _NOT_DOCUMENTS.search(head):
        return ""
    shared = previous.partition("_")[2] if previous.startswith(("regulations", "normative")) else ""
    if nouns:
        row = str(nouns[-1].lastgroup)
    elif previous.startswith("normative_documents"):
        row = "normative_documents"
    elif previous.startswith("regulations"):
        row = "regulations"
    else:
        return ""
    if previous.startswith(("regulations", "normative")):
        shared = previous.removeprefix("regulations_").removeprefix("normative_documents_")
    if verbs:
        verb = str(verbs[-1].lastgroup)
        if verb == "lapsed":
            return f"{row}_repealed" if "废止" in head else ""
        if verb == "disclosed" and any(v.lastgroup == "issued" for v in verbs):
            verb = "issued"
    elif nouns and shared:
        verb = shared
    else:
        return ""
    return f"{row}_{verb}"


def _decision(head: str, tail: str, number: Number) -> str:
    if number.unit not in ("件", "宗", "起", "例", "份"):
        return ""
    found = list(_DECISIONS.finditer(head))
    if not found:
        behind = _DECISIONS.match(tail)
        if behind is None or _NOT_DECISIONS.search(tail):
            return ""
        found = [behind]
    if len({m.lastgroup for m in found}) > 1 and not re.search(r"\d", head):
        return ""
    if _NOT_DECISIONS.search(head[found[-1].end() :] if found[-1].string is head else head):
        return ""
    if _NOT_DECISIONS.search(head):
        return ""
    return str(found[-1].lastgroup)
