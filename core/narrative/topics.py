"""What a stretch of text is about: requests, reviews, documents, what was published, or something else that
is counted the same way (proposals, letters, calls)."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Mention", "mentions", "topic_of"]

_TOPICS = {
    "reviews": r"(?<!直接申请)(?:被)?(?:申请|提起|提出)?(?:行政)?复议(?!后|机关|机构|诉讼)(?:申请|案件)?",
    "after": r"(?:经)?(?:行政)?复议后(?:再)?(?:起诉|提起(?:行政)?诉讼|诉讼)",
    "direct": r"(?:未经(?:行政)?复议)?直接(?:起诉|提起(?:行政)?诉讼|(?:行政)?诉讼)|未经复议(?:的)?(?:行政)?诉讼",
    "litigation": r"(?:被)?(?:提起|起诉)?(?:的)?(?:行政)?(?:诉讼|应诉)(?:案件)?(?!请求)|(?:被|遭)起诉",
    "requests": (
        r"依申请公开(?:的)?(?:政府|政务)?(?:信息)?(?:的)?(?:申请)?|(?:政府|政务)?信息(?:依)?(?:申请)?公开(?:的)?(?:申请|受理)|"
        r"(?:政府|政务)?信息申请|申请(?:获取|要求)?公开(?:的)?(?:政府|政务)?(?:信息)?|公开申请|依申请|"
        r"信访、?举报、?投诉类(?:申请)?|(?<!复议)(?<!诉讼)(?<!许可)(?<!救助)(?<!低保)申请(?!人民法院|强制|材料|表|书|指南|行政复议|复议|听证)"
    ),
    "documents": r"规章(?!制度)|规范性(?:文件|档案)",
    "decisions": r"行政许可|行政处罚|行政强制",
    "fees": r"信息处理费|收取[^，。；]{0,10}费|收费|费用",
    "other": (
        r"提案|建议|议案|信箱|留言|来信|来电|来访|热线|12345|工单|咨询|投诉|举报|信访|诉求|舆情|意见|问卷|网民|评论|"
        r"稿件|解读|发布会|访谈|培训|会议|专栏|栏目|视频|图解|公报|交办|督办|案卷|许可事项|服务事项|政务服务"
    ),
    "disclosed": (
        r"主动公开(?!范围|目录|内容)[^，。；：、\d]{0,12}?(?:信息|文件)?|(?:公开|发布|公布|更新|推送|制作)(?:了|出|的)?(?:各类|各级|有关|本级|重要|政府|政务|政策|工作|党务|最新|、)*(?:信息|动态|文章|文件)|"
        r"信息公开(?=\d|数|总)"
    ),
}  # fmt: skip
_ANY = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _TOPICS.items()))


@dataclass(frozen=True, slots=True)
class Mention:
    topic: str
    start: int
    end: int


def mentions(text: str) -> list[Mention]:
    """What a text names, in reading order."""
    return [Mention(str(m.lastgroup), *m.span()) for m in _ANY.finditer(text)]


def topic_of(text: str) -> str:
    """What a heading announces: the last thing it names, "" for nothing known."""
    found = mentions(text)
    return found[-1].topic if found else ""
