"""Sentences that say there was nothing: 未收到申请, 未发生行政复议, 无上年结转, 未收取费用."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.narrative.scope import unquoted

__all__ = ["Negation", "find_negations"]


@dataclass(frozen=True, slots=True)
class Negation:
    """`kinds` are the keys of what there was none of; `text[start:end]` says so."""

    start: int
    end: int
    kinds: tuple[str, ...]


_END = r"(?=[，。；、：）！.]|$)"
_WITHOUT = r"(?:未曾?|没有?|无|零)"
_GOT = r"(?:有|再|收到|接到|接收到?|受理|收取?|发生|出现|产生|办理|涉及|接受|获得|过|到|有人|通过|提出)*"
_REQUEST = (
    r"(?:依申请公开(?:的)?(?:政府|政务)?(?:信息)?(?:的)?(?:申请)?|(?:要求|申请)(?:获取|公开)(?:政府|政务)?信息(?:公开)?(?:的)?(?:申请)?|"
    r"(?:政府|政务)?信息依申请公开(?:的)?(?:申请)?|(?:政府|政务)?信息依?公开(?:的)?申请|公开(?:政府|政务)?信息(?:的)?申请|(?:政府|政务)?信息(?:的)?申请|依申请)"
)
_WHO = (
    r"(?:任何|公民|法人|自然人|和|或者?|及|以及|其[他它]|组织|单位|个人|企业|群众|市民|社会|公众|申请人|向|对|我[省市县区州旗镇乡街局委办]道?|"
    r"本[省市县区州旗镇乡街局委办]道?|本机关|本单位|提出|提交|递交|发来|的|要求|形式|方式|书面|网络|线上|线下|现场|当面|信函|有关|关于|相关|一[件例]|、|到|通过|渠道)*"
)
_REST = r"(?:的|件|事项|事件|案件|情况|情形|办理|受理|业务|事宜|需求|要求|申请|数量|信息|现象|诉求|工作|答复|类|人)*"
_REQUESTS = re.compile(rf"{_WITHOUT}{_GOT}{_WHO}{_REQUEST}{_REST}{_END}")
_REQUESTS_AFTER = re.compile(
    rf"{_REQUEST}(?:件|数|数量|情况|事项|办理|申请|的)*(?:均|都|共)?(?:为|：|是)?(?:零|无|没有|未发生|未收到)(?:件|申请)?{_END}"
)
_BARE_REQUEST = re.compile(
    rf"(?:未|没有)(?:收到|接到|受理)(?:任何|相关|有关|此类|过)*申请(?:件|事项|情况)?{_END}"
)
# 无正当理由, 未经复议, 未及时: no statements that there was none.
_NOT_NONE = re.compile(
    r"^(?:未|没有?|无)(?:经|审|办结|能|按|及时|依法|依规|予|正当|效|法|论|需|不|力|偿|关|故|锡|线|障|为|公开|主动|纳入|落实|履行|建立|形成|完全|现成)"
)
_REVIEW = r"(?:行政)?复议|(?:行政)?诉讼|行政应诉"
_REVIEW_WORDS = rf"(?:{_REVIEW}|被?申请|提起|引起|引发|导致|产生|发生|被|或者?|和|及|以及|与|、|的|案件|案|情况|情形|事件|事项|类|现象|行为|纠纷|等|申诉|举报|投诉|信访|上访|起诉|问题|而|因此|人民法院|向|之|数量|有关|相关|工作|记录|情事|发生)*"
_REVIEWS = re.compile(
    rf"{_WITHOUT}(?:被|有|再|因|收到|接到|发生|出现|产生|引发|引起|涉及|受理|关于|针对|与|由|存在|过)*[^，。；！？\d]{{0,40}}?(?P<reviews>(?:{_REVIEW}){_REVIEW_WORDS}){_END}"
)
_REVIEWS_AFTER = re.compile(
    rf"(?P<reviews>(?:{_REVIEW}){_REVIEW_WORDS}(?:数量?|案件|情况|总数)*)(?:均|都|也|共|全部)?(?:为|：|是)?(?:零|无|没有|未发生|未出现|没有发生|未产生|不存在)(?:件|起|例|宗|发生|上述情况)?{_END}"
)
_GUARD = re.compile(
    r"败诉|纠错|纠正|撤销|违法|超期|维持|胜诉|责令|变更|不服|不当|不规范|不到位|过错|及时|按时|满意|答辩|出庭|审结"
)
_LAST_YEAR = r"(?:上年度?|上一年度?|去年|20\d\d年度?)"
_NEXT_YEAR = r"(?:下年度?|下一年度?|次年|明年|20\d\d年度?)"
_BROUGHT = re.compile(
    rf"(?:无|没有|未有)(?:从|由)?{_LAST_YEAR}(?:的)?(?:结转|遗留|转入)(?:来|到本年度?)?(?:的)?(?:政府信息公开)?(?:申请|件|情况|事项|办理|数量)*{_END}|"
    rf"{_LAST_YEAR}(?:度)?(?:也|均|亦)?(?:无|没有|未有)(?:政府信息公开)?(?:申请)?结转(?:的)?(?:申请|件|情况|事项)*{_END}|"
    rf"{_LAST_YEAR}结转(?:的)?(?:申请|件|数量|情况)*(?:为)?(?:零|无){_END}"
)
_CARRIED = re.compile(
    rf"(?:无|没有|未有|未)(?:需|需要|有)?(?:结转|转|顺延)(?:至|到|入)?{_NEXT_YEAR}(?:继续)?(?:办理|答复|处理)?(?:的)?(?:政府信息公开)?(?:申请|件|情况|事项)*{_END}|"
    rf"(?:结转|转)(?:至|到|入)?{_NEXT_YEAR}(?:继续)?(?:办理|答复)?(?:的)?(?:申请|件|数量|情况)*(?:为)?(?:零|无){_END}|"
    rf"(?:无|没有){_NEXT_YEAR}(?:度)?结转(?:的)?(?:申请|件|情况|事项)*{_END}"
)
_FEES = re.compile(
    r"(?:均|都|也|暂|从)?(?:未|没有|无|不|零)(?:对|向|因|就)?[^，。；！？\d]{0,24}?(?:收取|收缴|收费|征收|产生|发生|涉及|存在|实行)?[^，。；！？\d]{0,16}?(?:信息处理费|处理费|收费|费用)"
    rf"(?:的|和|及|、|减免|用|情况|情形|行为|问题|事项|现象|收入|收取|通知)*{_END}|"
    r"(?:信息处理费|收费|费用)(?:收取)?(?:情况|金额)?(?:均|都)?(?:为|：)?(?:零|无|0元?|未收取|未发生|没有)"
    rf"{_END}|零收费|(?:全部|均|一律|都)免费"
)
_NOT_FEES = re.compile(r"违规|乱|超标准|擅自|不按|通知|费用减免|减免费用|减免收费")
_NOTHING = re.compile(
    r"^(?:20\d\d年(?:度)?|本年度?|全年|我[省市县区州旗镇乡街局委办]道?|本机关|，)*(?:无|没有|暂无|未产生上述情况|无上述情况|未发生上述情况|未发生|未出现上述情况|无此类情况|无此情况|未涉及|未收到|无该情况)[。；]?$"
)
_HEADINGS = (
    (re.compile(r"支出|经费"), "statistics_special_funds"),
    (re.compile(r"减免"), ""),
    (re.compile(r"收费|费用|处理费"), "no_fee"),
    (re.compile(r"复议|诉讼"), "cases"),
    (re.compile(r"依申请公开|申请情况|收到[^，。]*申请"), "received"),
)


def find_negations(text: str, heading: str) -> Iterator[Negation]:
    """What a passage says there was none of, in reading order within each kind."""
    plain = unquoted(text)
    for pattern in (_REQUESTS, _REQUESTS_AFTER, _BARE_REQUEST):
        for found in pattern.finditer(plain):
            if not _NOT_NONE.match(found.group()) and not re.search(_REVIEW, found.group()):
                yield Negation(*found.span(), ("received",))
    for pattern in (_REVIEWS, _REVIEWS_AFTER):
        for found in pattern.finditer(plain):
            said = found.group()
            if _NOT_NONE.match(said) or _GUARD.search(said):
                continue
            kinds = []
            if "复议" in found["reviews"]:
                kinds.append("reconsideration")
            if re.search(r"诉讼|应诉|起诉", found["reviews"]):
                kinds.append("litigation")
            if re.search(_REQUEST, said[: found.start("reviews") - found.start()]) and re.search(
                rf"{_REQUEST}{_REST}(?:、|和|及)$", said[: found.start("reviews") - found.start()]
            ):
                kinds.append("received")
            yield Negation(*found.span(), tuple(kinds))
    for pattern, key in ((_BROUGHT, "brought_forward"), (_CARRIED, "carried_forward")):
        for found in pattern.finditer(plain):
            yield Negation(*found.span(), (key,))
    for found in _FEES.finditer(plain):
        if not _NOT_FEES.search(found.group()) and not _NOT_NONE.match(found.group()):
            yield Negation(*found.span(), ("no_fee",))
    if heading and (nothing := _NOTHING.match(plain)):
        key = next((k for p, k in _HEADINGS if p.search(heading)), "")
        if key:
            yield Negation(*nothing.span(), (key,))
