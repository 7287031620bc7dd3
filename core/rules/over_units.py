"""The rules of a 汇总 report and its members by their ids (DOMAIN §2.6)."""

from __future__ import annotations

from core.finding import Severity
from core.rules.named import NamedRule
from core.rules.over_years import DOUBLE as MISSING

__all__ = ["COUNT", "LOW", "MISSING", "ROLLUP_RULES", "SUM", "T1", "TEXT"]

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_TOGETHER = "国办公开办函〔2021〕30号：逐级汇总相关情况和数据"

SUM = NamedRule(
    "XU-SUM",
    _W,
    "汇总等于各单位之和",
    "成员齐全时，汇总报告表二、表三的每一格 应等于 各成员报告该格之和（汇总方明确按此口径时为错误）",
    _TOGETHER,
)
LOW = NamedRule(
    "XU-LOW",
    _E,
    "汇总不小于已有单位之和",
    "成员不齐时，汇总报告表二、表三的每一格 不应小于 已有成员报告该格之和",
    _TOGETHER,
)
T1 = NamedRule(
    "XU-T1",
    _W,
    "表一的汇总",
    "汇总报告表一的件数、金额 一般等于 各成员之和，成员不齐时不小于已有成员之和（联合发文、垂直管理部门另行说明）",
    _TOGETHER,
)
TEXT = NamedRule(
    "XU-TEXT",
    _W,
    "文中各单位的数",
    "汇总报告文中所列各单位的申请件数、复议诉讼件数、收费数应与该单位自己的报告一致；所列各单位之和不应多于文中的总数，"
    "全部列出的应等于总数（总数与分项的不符已由 NN-SUM 指出的不重复）",
    _TOGETHER,
)
COUNT = NamedRule(
    "XU-COUNT",
    _I,
    "公开年报份数",
    "汇总报告所说公开的年报份数应等于单位数（成员数，或成员数加本级）",
    "报告应一致",
)

ROLLUP_RULES: tuple[NamedRule, ...] = (SUM, LOW, T1, TEXT, MISSING, COUNT)
