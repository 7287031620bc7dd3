"""FMT-ART32, FMT-5ASP, FMT-KAOHE, FMT-Q5, FMT-LEN and FMT-FEE: what the chapters must say."""

from __future__ import annotations

import pytest

from core.finding import Severity
from tests.core.rules.making import ARTICLE_32, BODIES, make_document, of, only, structure

W, I = Severity.WARNING, Severity.INFO  # noqa: E741
YEAR_2013 = "清禾县2013年政府信息公开工作年度报告"
PERIOD = "统计期限为2013年1月1日至2013年12月31日。"


# ---- FMT-ART32


def article_32(*texts: str, headings=()):
    return structure(
        make_document("F2014", title=YEAR_2013, opening=(PERIOD, *texts), headings=headings)
    )


def test_all_six_contents():
    assert article_32(ARTICLE_32).checked["FMT-ART32"].holds == 6


def test_headings_count():
    result = article_32(headings=[
        "一、主动公开情况", "二、依申请公开和不予公开情况", "三、收费及减免情况", "四、行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
    ])  # fmt: skip
    assert result.checked["FMT-ART32"].holds == 6


def test_what_is_missing_is_one_warning():
    """Seed 002: 不予公开 and 其他 missing, 减免 not stated."""
    text = (
        "1、主动公开政府信息。2、依申请公开政府信息，受理3件。未发生行政复议和行政诉讼案件，均未实行收费。"
        "存在的问题和改进措施如下。"
    )
    result = article_32(text)
    finding = only(result, "FMT-ART32")
    assert finding.severity is W
    assert "不予公开、其他需要报告的事项（也没有说明减免）" in finding.message
    assert (result.checked["FMT-ART32"].holds, result.checked["FMT-ART32"].broken) == (4, 2)


def test_the_article_is_no_matter_from_2019_on():
    assert "FMT-ART32" not in structure(make_document()).checked


# ---- FMT-5ASP


def first_chapter(*texts: str, key="F2021", year=2023):
    title = f"清禾县{year}年政府信息公开工作年度报告"
    return structure(make_document(key, title=title, bodies={1: texts}))


def test_five_aspects_under_headings_or_in_a_sentence():
    headed = (
        "（一）主动公开情况", "（二）依申请公开情况", "（三）政府信息管理情况", "（四）平台建设情况",
        "（五）监督保障情况",
    )  # fmt: skip
    assert first_chapter(*headed).checked["FMT-5ASP"].holds == 5
    assert first_chapter(*BODIES[1]).checked["FMT-5ASP"].holds == 5


def test_the_aspects_in_other_words():
    """As in real/20 and seed 003."""
    result = first_chapter(
        "我街全年主动公开政府信息306条。", "收到依申请公开信息1条。", "加强信息管理，审核发布。",
        "做好门户网站栏目的更新。", "设立投诉电话，接受监督。",
    )  # fmt: skip
    assert result.checked["FMT-5ASP"].holds == 5


def test_missing_aspects_are_one_warning_and_from_2019_to_2020_information():
    finding = only(first_chapter("全年主动公开信息12条。"), "FMT-5ASP")
    assert finding.severity is W
    assert "依申请公开、政府信息管理、平台建设、监督保障" in finding.message
    finding = only(first_chapter("全年主动公开信息12条。", key="F2019", year=2020), "FMT-5ASP")
    assert finding.severity is I


def test_without_the_chapter_its_aspects_can_not_be_checked():
    headings = ("二、主动公开政府信息情况", "六、其他需要报告的事项")
    result = structure(make_document(headings=headings))
    assert of(result, "FMT-5ASP") == []
    assert result.checked["FMT-5ASP"].cannot_check == 5


# ---- FMT-KAOHE


@pytest.mark.parametrize(
    "unit", ["清禾县", "清禾县人民政府", "清禾县霜桥镇", "清禾县人民政府办公室"]
)
def test_governments_report_their_assessment(unit):
    title = f"{unit}2023年政府信息公开工作年度报告"
    silent = {1: ("主动公开、依申请公开、政府信息管理、平台建设、监督保障情况如下。",)}
    assert only(structure(make_document(title=title, bodies=silent)), "FMT-KAOHE").severity is I
    said = {1: ("主动公开、依申请公开、政府信息管理、平台建设；监督保障纳入全县绩效考核。",)}
    assert structure(make_document(title=title, bodies=said)).checked["FMT-KAOHE"].holds == 1


def test_departments_need_not():
    title = "清禾县水务局2023年政府信息公开工作年度报告"
    assert "FMT-KAOHE" not in structure(make_document(title=title)).checked


# ---- FMT-Q5


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ((), "为空"),
        (("无。",), "只写“无”"),
        (("暂无",), "只写“暂无”"),
        (("存在一些问题，今后加以改进。",), "只有12字"),
        (
            ("一是部分栏目更新不够及时，二是解读形式比较单一，三是队伍不稳定，群众满意度不高。",),
            "没有写改进情况",
        ),
    ],
)
def test_a_fifth_chapter_that_says_too_little(text, says):
    finding = only(structure(make_document(bodies={5: text})), "FMT-Q5")
    assert finding.severity is W
    assert says in finding.message


@pytest.mark.parametrize(
    "text",
    [
        (
            "（一）存在的主要问题",
            "部分栏目更新不够及时，解读的形式比较单一。",
            "（二）改进情况",
            "健全制度，丰富形式。",
        ),
        (
            "公开内容不够全面，深度有待提高。今后，将主要抓好以下工作：广泛开展培训，提高业务水平。",
        ),  # seed 001
    ],
)
def test_problems_and_remedies(text):
    assert structure(make_document(bodies={5: text})).checked["FMT-Q5"].holds == 1


# ---- FMT-LEN


@pytest.mark.parametrize(
    ("count", "severity"), [(900, None), (1000, None), (1001, I), (2000, I), (2001, W)]
)
def test_a_thousand_characters(count, severity):
    usual = "主动公开依申请公开政府信息管理平台建设监督保障"
    text = usual + "公" * (count - len(usual))
    result = first_chapter(text[:600], text[600:])
    assert [f.severity for f in of(result, "FMT-LEN")] == ([severity] if severity else [])


def test_the_length_is_no_matter_before_2021():
    assert "FMT-LEN" not in first_chapter("公" * 3000, key="F2019", year=2020).checked


# ---- FMT-FEE


def fee(*ending: str, key="F2021", year=2023, **more):
    title = f"清禾县{year}年政府信息公开工作年度报告"
    return structure(make_document(key, title=title, ending=ending, **more))


@pytest.mark.parametrize(
    "text",
    [
        "2023年，市政府严格落实《政府信息公开信息处理费管理办法》，全年收取政府信息公开信息处理费3940元。",  # real/04
        "未收取信息处理费。",
        "无收取政府信息公开处理费的情况。",
    ],
)
def test_a_fee_statement(text):
    assert fee(text).checked["FMT-FEE"].holds == 1


@pytest.mark.parametrize("text", ["无。", "没有其他需要报告的事项。", ""])
def test_no_fee_statement_is_doubtful(text):
    finding = only(fee(text), "FMT-FEE")
    assert finding.severity is W
    assert finding.message.startswith("第六章")


@pytest.mark.parametrize(
    "text", ["2023年我单位无信息管理费用情况。", "本年度没有收费。"]
)  # seed 001
def test_a_fee_by_another_name_is_information(text):
    assert only(fee(text), "FMT-FEE").severity is I


def test_a_fee_told_in_another_chapter_is_information():
    bodies = {1: (*BODIES[1], "全年未收取信息处理费。")}
    finding = only(fee("无。", bodies=bodies), "FMT-FEE")
    assert finding.severity is I
    assert "别处" in finding.message


def test_the_duty_began_with_2021():
    """Seed 000 says 无 for 2020."""
    assert "FMT-FEE" not in fee("无。", key="F2019", year=2020).checked
