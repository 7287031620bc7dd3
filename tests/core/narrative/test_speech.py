"""What each figure of a sentence speaks of; the sentences are short ones of real reports."""

from __future__ import annotations

import pytest

from core.narrative.bodies import body_of
from tests.core.narrative.telling import told


def kinds(
    text: str, *, unit: str = "清禾县", year: int = 2023, heading: str = "", key: str = "F2021"
) -> list[tuple[str, str]]:
    """(figure, kind) of the figures that are plainly something."""
    narrative = told(text, key=key, unit=unit, year=year, heading=heading).narrative
    return [(narrative.figure(s).text, s.kind) for s in narrative.spoken if s.kind and not s.doubt]


def doubts(text: str, *, unit: str = "清禾县", year: int = 2023, key: str = "F2021") -> list[str]:
    narrative = told(text, unit=unit, year=year, key=key).narrative
    return [s.doubt for s in narrative.spoken if s.kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年共受理3件政府信息依公开申请，办结3件，办结率100%。", [("3件", "received"), ("3件", "concluded")]),
        (
            "共受理政府信息公开申请859件，申请数量较去年回落12.3%；答复政府信息公开申请805件（含上年度结转申请18件，另有72件申请按照《条例》顺延到下年度答复）。",
            [("859件", "received"), ("805件", "concluded"), ("18件", "brought_forward"), ("72件", "carried_forward")],
        ),
        (
            "全县共收到依申请件927件，上年结转34件，办结930件，31件结转到2024年度继续办理。",
            [("927件", "received"), ("34件", "brought_forward"), ("930件", "concluded"), ("31件", "carried_forward")],
        ),
        ("全年新收到政府信息公开申请259宗，办结254宗，转下年办理10宗。", [("259宗", "received_new"), ("254宗", "concluded"), ("10宗", "carried_forward")]),
        ("全年新收政府信息公开申请数量0件，上年结转政府信息公开申请数量0件。", [("0件", "received_new"), ("0件", "brought_forward")]),
        ("受理依申请公开件255件，办结255件，其中予以公开71件、部分公开5件、不予公开28件。",
         [("255件", "received"), ("255件", "concluded"), ("71件", "granted"), ("5件", "partly_granted"), ("28件", "refused")]),
        ("收到8份政府信息公开申请。其中，予以公开2件，属于四类过程性信息1件，本县不掌握相关政府信息2件，其他1件（申请人自主撤销）。",
         [("8份", "received"), ("2件", "granted"), ("1件", "refused_process_information"), ("2件", "unavailable_not_held"), ("1件", "other_outcome")]),
        ("收到并答复政府信息公开申请45件。不予公开（属于三类内部事务信息）1件，无法提供（没有现成信息需另行制作）2件。",
         [("45件", "concluded"), ("1件", "refused_internal_affairs"), ("2件", "unavailable_must_be_created")]),
        ("共收到依申请公开0件，公开0件，不予公开0件，因政府信息依申请公开引起行政复议0件，行政诉讼0件",
         [("0件", "received"), ("0件", "granted"), ("0件", "refused"), ("0件", "reconsideration"), ("0件", "litigation")]),
        ("受理依申请信息公开21件，包括信函申请2件、网络申请19件。", [("21件", "received"), ("2件", "applications_letter"), ("19件", "applications_online")]),
        ("予以公开及部分公开258件；不予公开35件；因本机关不掌握等原因无法提供265件；不予处理158件；其他处理0件。",
         [("258件", "granted_or_partly"), ("35件", "refused"), ("265件", "unavailable"), ("158件", "not_processed"), ("0件", "otherwise")]),
        ("因本机关不掌握相关信息无法提供的政府信息公开申请12件。", [("12件", "unavailable:unavailable_not_held")]),
        ("收到自然人申请政府信息公开12件，法人或其他组织申请3件。", [("12件", "natural_person"), ("3件", "organisations")]),
        ("政府信息公开申请12件予以公开，3件因属于国家秘密不予公开。", [("12件", "granted"), ("3件", "refused_state_secret")]),
        ("申请人主动撤回政府信息公开申请4件。", [("4件", "withdrawn")]),
        ("政府信息公开申请按时办结25件，延期办结3件。", [("25件", "concluded_on_time"), ("3件", "concluded_extended")]),
    ],
)  # fmt: skip
def test_requests(text, expected):
    assert kinds(text, heading="（二）依申请公开情况") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("政府信息公开行政复议351件，其中结果维持72件，结果纠正64件，其他结果178件，尚未审结37件；政府信息公开行政诉讼46件，其中结果维持25件。",
         [("351件", "reconsideration"), ("72件", "reconsideration_upheld"), ("64件", "reconsideration_corrected"), ("178件", "reconsideration_other"),
          ("37件", "reconsideration_pending"), ("46件", "litigation"), ("25件", "litigation_upheld")]),
        ("信息公开类行政复议7件，诉讼9件。", [("7件", "reconsideration"), ("9件", "litigation")]),
        ("全年共收到行政复议1件，维持结果1件，尚未办结0件；未经复议直接诉讼0件，复议后诉讼0件。",
         [("1件", "reconsideration"), ("1件", "reconsideration_upheld"), ("0件", "reconsideration_pending"), ("0件", "litigation_direct"),
          ("0件", "litigation_after_reconsideration")]),
        ("共有2件政府信息公开行政复议、1件政府信息公开行政诉讼。", [("2件", "reconsideration"), ("1件", "litigation")]),
        ("行政复议3件，其中2件维持，1件被纠正。", [("3件", "reconsideration"), ("2件", "reconsideration_upheld"), ("1件", "reconsideration_corrected")]),
        ("行政复议、行政诉讼案件共5件。", [("5件", "cases")]),
    ],
)  # fmt: skip
def test_reviews(text, expected):
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("制定发布规范性文件4件，清理废止文件0件，现行有效文件20件。",
         [("4件", "normative_documents_issued"), ("0件", "normative_documents_repealed"), ("20件", "normative_documents_in_force")]),
        ("全年新增公开规章1件、政策性文件11件", [("1件", "regulations_disclosed")]),
        ("主动公开规章13件，行政规范性文件60件，市政府其他文件162件。", [("13件", "regulations_disclosed"), ("60件", "normative_documents_disclosed")]),
        ("年内出台6件行政规范性文件。", [("6件", "normative_documents_issued")]),
        ("作出行政许可决定12件、行政处罚决定3件。", [("12件", "licensing"), ("3件", "penalties")]),
        ("行政许可处理决定数量为13134件，行政处罚事项4件。", [("13134件", "licensing")]),
        ("刊登政府规章、规范性文件等112件，部门规范性文件45件。", []),
        ("其中规范性文件类2条。", []),
        ("行政规范性文件合法性审查31件。", []),
        ("清理规范性文件2985件。", []),
        ("公开行政处罚信息812条。", []),
        ("梳理行政许可事项48项。", []),
        ("新制作了《关于奖补措施的通知》等8件规范性文件。", []),
    ],
)  # fmt: skip
def test_disclosure(text, expected):
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("先后召开政府信息公开工作会议4次，就政府信息公开相关内容进行业务培训2次。", [("4次", "statistics_meetings"), ("2次", "statistics_training_courses")]),
        ("特别是在政务微信“上方聚焦”，全年发布的信息数量高达290余条。", [("290余条", "statistics_channel_wechat")]),
        ("2018年本镇全年共主动发布政府信息366条。", [("366条", "statistics_disclosed")]),
        ("从事政府信息公开工作的全职人员1人，兼职人员2人。", [("1人", "statistics_staff_full_time"), ("2人", "statistics_staff_part_time")]),
        ("接受政府信息公开培训68人次。", [("68人次", "statistics_trainees")]),
        ("设置政府信息公开查阅点3个。", [("3个", "statistics_reading_points")]),
        ("截至年底主动公开各类政府信息共计210条。", [("210条", "statistics_disclosed")]),
        ("通过政府网站、微信公众号公开信息210条。", []),
        ("其他应主动公开的信息946条。", []),
        ("参加上级培训3次。", []),
    ],
)  # fmt: skip
def test_statistics(text, expected):
    assert kinds(text, key="F2014", year=2018, unit="上方镇") == expected


@pytest.mark.parametrize(
    "text",
    [
        "全年办理人大代表建议、政协委员提案35件，办结35件。", "收到248条网民留言，办结留言230条，公开答复4条。", "12345热线受理诉求4218件，办结4200件。",
        "共收到公开电子信箱交办件35件，办结35件。", "申请数量同比增长37.5%。", "政府信息公开申请较上年减少91件。", "共受理12345工单47件，已全部办结。",
        "依申请公开答复示范文本共16种。", "对申请的答复，20个工作日内完成。", "不服的可以在6个月内提起行政诉讼。", "政府信息公开申请不予受理4件。",
    ],
)  # fmt: skip
def test_what_no_table_counts(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2022年共收到政府信息公开申请77件。", "说的是2022年"),
        ("去年收到政府信息公开申请77件。", "说的是上年"),
        ("2018年收到政府信息公开申请303件，办结300件。", "说的是2018年"),
        ("上半年收到政府信息公开申请77件。", "不是全年的数"),
        ("一季度受理政府信息公开申请7件。", "不是全年的数"),
        ("自《条例》施行以来，累计受理政府信息公开申请9981件。", "是累计数"),
        ("信息公开类行政复议备案134件。", "备案数与发生数口径不同"),
        ("力争办结政府信息公开申请100件。", "是要求或目标，不是实际数"),
        ("县公安局收到政府信息公开申请91件。", "说的是县公安局"),
        ("各乡镇共收到政府信息公开申请64件。", "说的是所属部门或单位"),
        ("县直各部门收到政府信息公开申请64件。", "说的是所属部门或单位"),
        ("县政府办公室收到政府信息公开申请77件。", "说的是政府办公室（本级），与全部口径可能不同"),
        ("全省行政机关受理政府信息公开申请35812件。", "说的是全省"),
        ("全市共受理政府信息公开申请3581件。", "说的是全市"),
        ("配合市政府办公室协查答复政府信息公开申请6件。", "说的是协助他机关办理的"),
        ("县司法局作为复议机关受理行政复议案件91件。", "说的是作为复议机关办理的案件"),
        ("因具体行政行为被提起行政诉讼2起。", "说的不是因政府信息公开引起的案件"),
    ],
)  # fmt: skip
def test_what_is_left_alone(text, why):
    assert doubts(text)
    assert set(doubts(text)) == {why}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("全市共受理政府信息公开申请3119件。", "淮安市人民政府"),
        ("市政府办公厅代表市政府共受理政府信息公开申请859件。", "上海市人民政府办公厅"),
        ("区政府办公室共收到8份政府信息公开申请。", "汉阳区人民政府办公室"),
        ("市人社局收到政府信息公开申请45件。", "沈阳市人力资源和社会保障局"),
        ("我局受理政府信息公开申请12件。", "遵义市人力资源和社会保障局"),
        ("棠景街道办事处收到政府信息公开申请1件。", "广州市白云区人民政府棠景街道办事处"),
        ("全县各级各部门共收到政府信息公开申请12件。", "卓尼县人民政府"),
        ("隆德县受理政府信息公开申请12件。", "隆德县"),
        ("与2022年相比，2023年收到政府信息公开申请12件。", "隆德县"),
        ("本年度新收申请322件，加上上年度结转的12件，共办结330件。", "隆德县"),
        ("2022年结转政府信息公开申请3件，办结12件。", "隆德县"),
        ("全年累计答复政府信息公开申请12件。", "隆德县"),
    ],
)  # fmt: skip
def test_what_is_this_body_s_own(text, unit):
    assert set(doubts(text, unit=unit)) == {""}


@pytest.mark.parametrize(
    ("unit", "kind", "level", "own"),
    [
        ("卓尼县人民政府", "government", "county", "县"), ("五原县和胜乡", "government", "town", "乡"), ("金安区", "government", "county", "区"),
        ("上海市人民政府办公厅", "office", "province", "市"), ("淮安市人民政府", "government", "city", "市"), ("桐乡市", "government", "county", "市"),
        ("广州市白云区人民政府棠景街道办事处", "government", "town", "街"), ("随县经济开发区", "zone", "county", "区"), ("上海市浦东新区", "government", "county", "区"),
        ("武汉市生态环境局", "department", "city", "局"), ("内蒙古自治区", "government", "province", "区"), ("教育部", "department", "", "部"),
        ("红桥区政务服务办公室", "department", "county", "办"), ("清禾县人民政府办公室", "office", "county", "县"),
    ],
)  # fmt: skip
def test_bodies(unit, kind, level, own):
    body = body_of(unit, [])
    assert (body.kind, body.level, body.own) == (kind, level, own)


def test_a_body_without_a_name_is_known_by_its_words():
    body = body_of("", ["现结合我镇实际，主要汇报我镇2023年政府信息公开工作。"])
    assert (body.kind, body.level, body.own) == ("government", "town", "镇")
    assert body_of("", ["我镇", "我局"]).level == ""
    assert body_of("", ["按照区委、区政府有关要求"]).kind == ""
