"""FMT-BASIS and FMT-COUNTSEC: what a report says of its sources and its make-up."""

from __future__ import annotations

import pytest

from core.finding import Severity
from tests.core.rules.making import make_document, of, only, structure

I = Severity.INFO  # noqa: E741


def opened(text: str, year: int = 2023, **more):
    key = "F2021" if year > 2020 else "F2019" if year > 2018 else "F2014"
    title = f"清禾县{year}年政府信息公开工作年度报告"
    return structure(make_document(key, title=title, opening=(text,), **more))


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("按照国办公开办函〔2021〕30号编制。", 2023),
        ("按照国办公开办函[2021]30 号编制。", 2021),
        ("按照国办公开办函〔2019〕60号编制。", 2020),
        ("根据《条例》（国务院令第711号）编制。", 2019),
        ("根据《条例》（国令第711号）编制。", 2024),  # real/04
        ("根据《条例》（国务院令第492号）编制。", 2016),
    ],
)
def test_the_basis_of_the_year(text, year):
    assert opened(text, year).checked["FMT-BASIS"].holds == 1


@pytest.mark.parametrize(
    ("text", "year", "says"),
    [
        ("按照国办公开办函〔2019〕60号编制。", 2022, "已被替代"),  # real/30, 43
        ("按照国办发〔2021〕30号编制。", 2023, "应为“国办公开办函〔2021〕30号”"),
        ("根据《条例》（国务院令第492号）编制。", 2020, "第711号"),
        ("按照国办公开办函〔2021〕30号编制。", 2020, "晚于报告年度"),
        ("根据《条例》（国务院令第711号）编制。", 2016, "第492号"),
    ],
)
def test_a_superseded_or_wrong_basis_is_information(text, year, says):
    finding = only(opened(text, year), "FMT-BASIS")
    assert finding.severity is I
    assert says in finding.message


def test_other_documents_are_no_matter():
    result = opened("根据国办发〔2019〕54号、甘政办发〔2020〕12号编制。")
    assert of(result, "FMT-BASIS") == []
    assert result.checked["FMT-BASIS"].cannot_check == 1


LIST = (
    "总体情况，主动公开政府信息情况，收到和处理政府信息公开申请情况，政府信息公开行政复议、行政诉讼情况，"
    "存在的主要问题及改进情况，其他需要报告的事项"
)


@pytest.mark.parametrize(
    "text",
    [
        f"本报告由{LIST}等六部分组成。",  # real/16
        f"现结合实际，主要从{LIST}等六个方面汇报我镇2023年政府信息公开工作。",  # real/17
        "本报告分为六个部分。",
        "本报告由6个部分构成。",
    ],
)
def test_as_many_as_are_said(text):
    assert opened(text).checked["FMT-COUNTSEC"].holds == 1


@pytest.mark.parametrize(
    "text", [f"本报告由{LIST}七个部分组成。", "本年度报告由四部分组成。"]
)  # real/21, 14
def test_another_number_is_information(text):
    finding = only(opened(text), "FMT-COUNTSEC")
    assert finding.severity is I
    assert "正文为6章" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "报告如下。",
        "年报工作从三个方面着手，成效明显。",
        "本报告由总体情况等部分组成。",
        "公开内容包括机构职能等八个方面。",
    ],
)
def test_other_numbers_are_no_matter(text):
    assert of(opened(text), "FMT-COUNTSEC") == []
