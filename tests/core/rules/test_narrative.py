"""NT: the text against the tables; one cause, one finding; what lowers the severity."""

from __future__ import annotations

import pytest

from tests.core.narrative.telling import requests, reviews, told

FLOW = requests(received=31, brought_forward=3, concluded_total=29, carried_forward=5, granted=29)
OUTCOMES = requests(
    received=52, concluded_total=52, granted=40, partly_granted=3, unavailable_not_held=4, unavailable_unclear=2,
    not_processed_petition=3,
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "全年收到政府信息公开申请31件，办结29件，结转下年5件。", "共收到34件政府信息公开申请（含上年结转3件）。", "共受理政府信息公开申请31件，上年度结转3件。",
        "办理政府信息公开申请34件。", "答复政府信息公开申请29件。", "答复政府信息公开申请26件，均为本年新收。", "收到政府信息公开申请30余件。",
        "收到申请约31件，均为政府信息公开申请。", "政府信息公开申请中自然人31件，法人或其他组织0件。",
    ],
)  # fmt: skip
def test_requests_that_agree(text):
    found = told(text, FLOW)
    assert found.said() == []
    assert found.tally("NT-REQ")[0] >= 1


def test_seed_003_one_finding_for_one_cause():
    found = told("2021年共受理3件政府信息依公开申请，办结3件，办结率100%。")
    assert found.said() == [("NT-REQ", "error")]
    finding = found.finding("NT-REQ")
    assert (
        finding.message
        == "文中写“2021年共受理3件政府信息依公开申请，办结3件”，收到申请 3件，而表二“本年新收”为 0；"
        "办结申请 3件，而表二“办理结果总计”为 0。请核实后改正其一。"
    )
    assert finding.addresses == ("requests/received/total", "requests/concluded_total/total")
    assert (finding.left, finding.right, finding.difference) == (3, 0, 3)
    assert finding.equation == "3 ≠ 0，差 3"
    assert finding.anchors
    assert found.tally("NT-REQ") == (0, 2, 0)


def test_different_differences_are_different_causes():
    found = told("全年收到政府信息公开申请13件，办结28件。", FLOW)
    assert found.said() == [("NT-REQ", "error")] * 2


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("全年收到政府信息公开申请13件。", "error"),
        ("答复政府信息公开申请92件。", "error"),
        ("上年结转政府信息公开申请8件。", "error"),
        ("结转下年度继续办理的政府信息公开申请15件。", "error"),
        ("全年收到政府信息公开申请60余件。", "warning"),  # a loose figure
        ("全年新收政府信息公开申请中自然人13件。", "error"),
    ],
)
def test_requests_that_disagree(text, severity):
    assert told(text, FLOW).said() == [("NT-REQ", severity)]


def test_both_readings_are_told():
    message = told("全年收到政府信息公开申请13件。", FLOW).finding("NT-REQ").message
    assert "“本年新收”为 31" in message
    assert "“本年新收 + 上年结转”为 31 + 3 = 34，都不相符" in message


def test_a_blank_or_added_up_total_lowers_to_a_warning():
    parts = {"requests/received/natural_person": "821", "requests/received/enterprise": "35"}
    text = "受理政府信息公开申请859件。"
    blank = told(text, parts | {"requests/received/total": ""}, others="0")
    assert blank.said("NT-REQ") == [("NT-REQ", "warning")]
    assert "821" not in blank.finding("NT-REQ").equation
    assert blank.finding("NT-REQ").right == 856
    assert (
        told("受理政府信息公开申请856件。", parts | {"requests/received/total": ""}).said("NT-REQ")
        == []
    )


def test_unreadable_figures_can_not_be_checked():
    found = told("受理政府信息公开申请859件。", {"requests/received/total": "8S9"})
    assert found.said("NT-REQ") == []
    assert found.tally("NT-REQ") == (0, 0, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2020年收到政府信息公开申请77件。", "县公安局收到政府信息公开申请91件。", "各乡镇共收到政府信息公开申请64件。", "县政府办公室收到政府信息公开申请77件。",
        "全省行政机关受理政府信息公开申请35812件。", "自《条例》施行以来，累计受理政府信息公开申请9981件。", "上半年收到政府信息公开申请77件。",
        "政府信息公开申请较上年减少91件。", "办理提案135件，办结135件。", "12345热线受理诉求4218件，办结4200件。", "信息公开类行政复议备案934件。",
    ],
)  # fmt: skip
def test_what_is_left_alone(text):
    assert told(text, FLOW).said() == []


@pytest.mark.parametrize(
    "text",
    [
        "予以公开40件，部分公开3件，无法提供6件，不予处理3件。", "予以公开及部分公开43件、因本机关不掌握相关情况等无法提供6件、信访举报投诉类等不予处理3件。",
        "因本机关不掌握相关信息无法提供4件。", "不予公开0件，其他处理0件。", "补正后申请内容仍不明确2件。",
    ],
)  # fmt: skip
def test_outcomes_that_agree(text):
    found = told(f"办结政府信息公开申请52件。{text}", OUTCOMES)
    assert found.said() == []
    assert found.tally("NT-OUT")[0] >= 1


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("予以公开43件。", ""), ("不予公开3件。", ""), ("因本机关不掌握等原因无法提供4件。", ""), ("部分公开12件。", ""), ("其他处理1件。", ""),
    ],
)  # fmt: skip
def test_outcomes_that_disagree(text, hint):
    assert told(f"办结政府信息公开申请52件，{text}", OUTCOMES).said("NT-OUT") == [
        ("NT-OUT", "error")
    ]


def test_real_01_says_which_figure_was_taken():
    """Totals left blank, as printed; 258 is 自然人 alone, 265 the first item alone."""
    figures = {
        "requests/granted/natural_person": "258", "requests/granted/enterprise": "12", "requests/granted/legal_service": "1",
        "requests/granted/other": "1", "requests/partly_granted/natural_person": "3",
        "requests/unavailable_not_held/natural_person": "252", "requests/unavailable_not_held/enterprise": "12",
        "requests/unavailable_not_held/legal_service": "1", "requests/unavailable_must_be_created/natural_person": "44",
        "requests/unavailable_must_be_created/enterprise": "3", "requests/unavailable_unclear/natural_person": "25",
        "requests/received/total": "859", "requests/brought_forward/total": "18", "requests/concluded_total/total": "805",
        "requests/carried_forward/total": "72",
    }  # fmt: skip
    found = told(
        "受理政府信息公开申请859件，答复805件。予以公开及部分公开258件；因本机关不掌握等原因无法提供265件。",
        figures, key="F2019", others="",
    )  # fmt: skip
    assert found.said("NT-OUT") == [("NT-OUT", "warning")] * 2
    first, second = (f for f in found.result.findings if f.rule == "NT-OUT")
    assert "272 + 3 = 275（258恰为“（一）予以公开·自然人”一格）" in first.message
    assert "265 + 47 + 25 = 337（265恰为“1.本机关不掌握相关政府信息”一项）" in second.message
    assert found.tally("NT-REQ") == (2, 0, 0)


def test_withdrawn_are_at_most_the_others():
    figures = requests(received=9, concluded_total=9, otherwise_other=4, granted=5)
    assert told("申请人撤回政府信息公开申请3件。", figures).said() == []
    found = told("申请人撤回政府信息公开申请6件。", figures)
    assert found.said() == [("NT-OUT", "error")]
    assert found.finding("NT-OUT").equation == "6 > 4，差 2"


REVIEWED = reviews(
    reconsideration=(72, 64, 178, 37),
    litigation_direct=(20, 5, 9, 4),
    litigation_after_reconsideration=(5, 0, 0, 3),
)


@pytest.mark.parametrize(
    "text",
    [
        "行政复议351件，其中结果维持72件，结果纠正64件，其他结果178件，尚未审结37件；行政诉讼46件，其中结果维持25件，尚未审结7件。",
        "被提起行政诉讼46件，未经复议直接起诉38件，复议后起诉8件。", "信息公开类行政复议351件，诉讼46件。", "行政复议、行政诉讼案件共397件。",
        "信息公开类行政复议备案134件、行政诉讼57件备案。",
    ],
)  # fmt: skip
def test_reviews_that_agree(text):
    assert told(text, REVIEWED | requests(received=900, concluded_total=900)).said() == []


@pytest.mark.parametrize(
    "text",
    ["行政复议315件。", "行政诉讼38件。", "行政复议351件，结果维持27件。", "复议后起诉3件。"],
)
def test_reviews_that_disagree(text):
    found = told(text, REVIEWED | requests(received=900, concluded_total=900))
    assert found.said() == [("NT-RVLT", "warning")]
    assert "口径（发生数或备案数）" in found.finding("NT-RVLT").message


DISCLOSED = {
    "disclosure/normative_documents/issued": "4", "disclosure/normative_documents/repealed": "0",
    "disclosure/normative_documents/in_force": "32", "disclosure/licensing/decisions": "13134",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("制定发布规范性文件4件，清理废止文件0件，现行有效文件32件。", 0),
        ("制发规范性文件0件，废止0件，现行有效0件。", 2),  # real 18
        ("行政许可处理决定数量为13134件。", 0),
        ("行政许可处理决定数量为13143件。", 1),
        ("县政府制发规范性文件2件。县政府办公室制发规范性文件2件。", 1),
        ("新制作了《关于奖补措施的通知》等2件规范性文件。", 0),
        ("刊登规范性文件45件，清理规范性文件2985件，审查规范性文件31件。", 0),
    ],
)
def test_documents_and_decisions(text, broken):
    assert told(text, DISCLOSED).said() == [("NT-DOC", "warning")] * broken


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("暂未有依申请公开情况。", "NT-ZERO"), ("本年度未收到任何形式的信息公开申请。", "NT-ZERO"), ("共收到政府信息公开申请0件。", "NT-ZERO"),
        ("无依申请公开事项。", "NT-ZERO"),
    ],
)  # fmt: skip
def test_nothing_told_of_requests(text, rule):
    assert told(text).tally(rule) == (1, 0, 0)
    found = told(text, FLOW)
    assert found.said() == [(rule, "error")]
    assert "“本年新收”为 31" in found.finding(rule).message


def test_nothing_told_of_reviews_is_a_warning():
    text = "未发生因政府信息公开被申请行政复议、提起行政诉讼的情况。"
    assert told(text).said() == []
    assert told(text).tally("NT-ZERO") == (2, 0, 0)
    found = told(text, reviews(reconsideration=(1, 0, 0, 0)) | FLOW)
    assert found.said() == [("NT-ZERO", "warning")]
    assert (
        told("未发生行政复议败诉案件。", reviews(reconsideration=(1, 0, 0, 0)) | FLOW).said() == []
    )


STATISTICS = {
    "statistics/heading_1/value": "366", "statistics/channel_website/value": "76", "statistics/channel_wechat/value": "290",
    "statistics/meetings/value": "4", "statistics/training_courses/value": "2", "statistics/trainees/value": "68",
    "statistics/staff/value": "3", "statistics/staff_full_time/value": "1", "statistics/staff_part_time/value": "2",
    "statistics/special_funds/value": "5", "statistics/reading_points/value": "1", "statistics/offices/value": "1",
}  # fmt: skip


def test_seed_004():
    def of(text: str, heading: str = ""):
        return told(text, STATISTICS, key="F2014", year=2018, unit="上方镇", heading=heading)

    found = of("2018年本镇全年共主动发布政府信息366条。")
    assert found.said("NT-14") == [("NT-14", "warning")]
    assert "366填在了标题行统计表“一、主动公开情况”中" in found.finding("NT-14").message
    funds = of("未产生上述情况。", "（二）政府信息公开事务支出情况")
    assert funds.said("NT-14") == [("NT-14", "warning")]
    assert "为 5万元" in funds.finding("NT-14").message
    points = of("2.公共查阅点。指定镇档案室、镇综合办为全镇公开信息集中查阅中心。")
    assert points.said("NT-14") == [("NT-14", "info")]
    for text, heading in (
        ("在政务微信“上方聚焦”，全年发布的信息数量高达290余条。", ""),
        ("先后召开政府信息公开工作会议4次，就政府信息公开相关内容进行业务培训2次。", ""),
        ("从事政府信息公开工作的全职人员1人，兼职人员2人。", ""),
        ("未产生上述情况。", "（三）依申请公开政府信息收费情况"),
        ("未产生上述情况。", "（四）减免情况"),
        ("指定镇档案室为查阅中心。", ""),
    ):
        assert of(text, heading).said() == []


@pytest.mark.parametrize(
    "text",
    [
        "召开政府信息公开工作会议6次。", "举办政府信息公开培训班12期。", "接受政府信息公开培训86人次。", "政府信息公开专职人员3人。",
        "政府网站公开政府信息67条。", "设置政府信息公开查阅点2个。", "政府信息公开专项经费15万元。",
    ],
)  # fmt: skip
def test_the_statistics_table(text):
    found = told(text, STATISTICS, key="F2014", year=2018)
    assert found.said("NT-14") == [("NT-14", "warning")]


def test_chapters_two_to_four_speak_of_the_table_beneath():
    figures = requests(received=8, concluded_total=8, granted=8)
    found = told(
        "区政府办公室共收到8份政府信息公开申请。", figures, unit="汉阳区人民政府办公室", chapter=3
    )
    assert found.tally("XT-CH2TEXT") == (1, 0, 0)
    assert told("共收到9份政府信息公开申请。", figures, chapter=3).said() == [
        ("XT-CH2TEXT", "error")
    ]
    assert told(
        "未出现申请行政复议。", reviews(reconsideration=(0, 1, 0, 0)) | figures, chapter=4
    ).said() == [("XT-CH2TEXT", "warning")]
    assert told("未出现申请行政复议。", figures, chapter=4).said() == []
