"""Phrases that the 统计表 of 2014–2018 counts: what was published, meetings, staff, money."""

from __future__ import annotations

import re

from core.narrative.numbers import Number

__all__ = ["CHANNEL", "statistics_kind"]

_INFORMATION = frozenset("条件篇个份")
_PUBLISHED = re.compile(
    r"(?:主动)?(?:公开|发布|公布|更新|推送)(?:的|了|各类|各级|有关|本级|政府|政务|、)*(?:信息|文件)(?:的)?(?:数量|总数|总量|数)?(?:共计|总计|累计|共|为|达到?|高达|有|合计|：)*$"
)
_PUBLISHED_BEHIND = re.compile(r"(?:主动)?(?:公开|发布|公布)(?:了|各类|共计|共|累计|总计)*$")
CHANNEL = (
    ("channel_gazette", re.compile(r"政府公报|公报")),
    ("channel_weibo", re.compile(r"微博")),
    ("channel_wechat", re.compile(r"微信|公众号")),
    ("channel_website", re.compile(r"网站|门户网|政府网|网上公开|信息公开网|公开平台")),
    (
        "channel_other",
        re.compile(
            r"其[他它](?:方式|渠道|形式|途径|媒体|载体)|宣传栏|公开栏|公示栏|电子屏|显示屏|报纸|报刊|广播|电视|新闻媒体|今日头条|抖音|客户端"
        ),
    ),
)
_MEDIUM = re.compile(r"新媒体|账号|平台|客户端|抖音|快手|视频号|屏|宣传栏|手册|短信|热线|媒体")
_ABOUT_DISCLOSURE = re.compile(r"信息公开|政务公开|公开工作")
_SUBSET = re.compile(
    r"其[他它]|应主动|(?<!各)类|领域|方面|其中|重点|涉及|有关|关于|专栏|栏目|动态|解读|目录"
)


def statistics_kind(
    topic: str, head: str, tail: str, lead: str, number: Number, previous: str
) -> str:
    """The key of the kind, "" for none. A trailing `?` says that the words are not quite plain; `previous`
    is the kind of the figure before it in the sentence."""
    unit = number.unit
    if previous.startswith("statistics_"):
        lead = f"信息公开{lead}"  # said once for all of them
    if unit in _INFORMATION:
        return _published(topic, head, tail, lead, number)
    if unit in ("次", "场", "期"):
        return _occasion(head, tail, lead)
    if unit in ("人", "名", "位", "人次"):
        return _people(head, tail, lead, unit)
    if unit == "处" or (unit == "个" and "查阅" in head):
        return (
            "statistics_reading_points"
            if re.search(r"查阅(?:点|场所|中心|室)", head + tail)
            else ""
        )
    if unit == "元":
        return _money(head, lead)
    return ""


def _published(topic: str, head: str, tail: str, lead: str, number: Number) -> str:
    if re.search(r"查阅(?:点|场所|中心|室)", head + tail) and number.unit == "个":
        return "statistics_reading_points"
    if re.search(r"解读", head) and re.search(
        r"(?:解读|稿件|材料|文件|信息|文章)(?:共|数|了|稿件)*$", head
    ):
        return "statistics_response_interpretations?"
    if re.search(r"(?:热点|舆情)[^，。；]{0,12}$", head) and "回应" in head:
        return "statistics_responses?"
    if re.search(r"举报|投诉", head) and topic == "other":
        return "statistics_complaints?"
    if number.unit not in ("条", "件", "篇"):
        return ""
    about = _nearest(lead)
    channels = [key for key, pattern in CHANNEL if pattern.search(about)]
    published = _PUBLISHED.search(head) or (
        _PUBLISHED_BEHIND.search(head) and re.match(r"(?:各类|的)?(?:政府|政务)?信息$", tail)
    )
    if len(channels) == 1:
        if re.search(r"[、和及与]", _names(about)):
            return ""
        if (
            published
            or re.search(r"(?:公开|发布|推送|信息)(?:数|数量|了)?(?:共|高达|达|为)*$", head)
            or re.search(
                r"(?:网站|微博|微信|公众号|公报|方式|渠道)(?:公开|发布)?(?:政府|政务)?(?:信息)?(?:数)?(?:共|为)*$",
                head,
            )
        ):
            # A site publishes news besides government information.
            loose = channels[0] == "channel_website" and not re.search(
                r"公开|政府信息|政务信息", head
            )
            return f"statistics_{channels[0]}{'?' if loose else ''}"
        return ""
    if channels or not published or _SUBSET.search(head) or _MEDIUM.search(about):
        return ""
    plain = re.search(r"主动|共|总|政府信息|政务信息", head)
    return "statistics_disclosed" if plain else "statistics_disclosed?"


def _nearest(lead: str) -> str:
    """The last clause of a lead that names a channel, the lead's last clause where none does."""
    clauses = re.split(r"[，；：。]", lead)
    for clause in reversed(clauses):
        if any(pattern.search(clause) for _, pattern in CHANNEL):
            return clause
    return clauses[-1]


def _names(lead: str) -> str:
    """The part of a lead that names its channels."""
    spans = [m.span() for _, pattern in CHANNEL for m in pattern.finditer(lead)]
    return lead[min(a for a, _ in spans) : max(b for _, b in spans) + 1] if spans else ""


def _occasion(head: str, tail: str, lead: str) -> str:
    loose = "" if _ABOUT_DISCLOSURE.search(lead + tail) else "?"
    if re.search(r"新闻发布会", head + tail):
        return "statistics_response_press_conferences?"
    if re.search(r"访谈", head + tail):
        return "statistics_response_online_interviews?"
    if re.search(r"(?:热点|舆情)", head) and "回应" in head:
        return (
            "statistics_responses"
            if re.search(r"公众|关注|舆情", head)
            else "statistics_responses?"
        )
    if re.search(r"(?:微博|微信)[^，。；]{0,6}回应", head):
        return "statistics_response_weibo_wechat"
    if re.search(r"参加", head):
        return ""
    if re.search(r"培训", head) or re.match(r"[^，。；]{0,14}培训", tail):
        return f"statistics_training_courses{loose}"
    if re.search(r"(?:会议|专题会|推进会|工作会|例会|会)$", head) or re.match(
        r"[^，。；]{0,14}(?:会议|专题会|推进会|工作会)", tail
    ):
        return f"statistics_meetings{loose}"
    return ""


def _people(head: str, tail: str, lead: str, unit: str) -> str:
    loose = "" if _ABOUT_DISCLOSURE.search(lead + tail) else "?"
    if re.search(r"培训|参训|受训", lead) and unit in ("人", "名", "人次"):
        return f"statistics_trainees{'?' if unit != '人次' else loose}"
    where = head + tail
    if unit == "人次":
        return ""
    if re.search(r"专兼职", where):
        return "statistics_staff?"
    if re.search(r"兼职", where):
        return f"statistics_staff_part_time{'?' if not re.search(r'公开|专职|全职', lead) else ''}"
    if re.search(r"(?:专职|全职)", where):
        return f"statistics_staff_full_time{loose}"
    if re.search(r"工作人员", where):
        return "statistics_staff?"
    return ""


def _money(head: str, lead: str) -> str:
    if re.search(r"减免", head):
        return ""
    if re.search(r"经费|投入|支出", head):
        return "statistics_special_funds" + ("" if re.search(r"公开", head) else "?")
    if re.search(r"收费|收取|费用", head):
        return "statistics_fees"
    return ""
