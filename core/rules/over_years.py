"""The rules over years by their ids (DOMAIN §2.5)."""

from __future__ import annotations

from core.finding import Severity
from core.rules.named import NamedRule

__all__ = ["SERIES_RULES"]

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_FLOW = "表二前后两年的衔接"

CARRY = NamedRule(
    "XY-CARRY", _E, "上年结转衔接", "本年“上年结转”总计 应等于 上年“结转下年度继续办理”总计", _FLOW
)
CARRYCOL = NamedRule(
    "XY-CARRYCOL",
    _W,
    "各类申请人的结转衔接",
    "各类申请人的“上年结转” 应等于 上年该类申请人的“结转下年度继续办理”（申请人可能重新归类，故为警告）",
    _FLOW,
)
VALID = NamedRule(
    "XY-VALID",
    _W,
    "现行有效件数衔接",
    "本年现行有效件数 应等于 上年现行有效件数 + 本年制发件数 − 本年废止件数（清理、机构改革另行说明）",
    "列名“现行有效件数”“本年制发件数”“本年废止件数”",
)
CUM = NamedRule(
    "XY-CUM",
    _W,
    "对外公开总数量衔接",
    "本年对外公开总数量 应等于 上年对外公开总数量 + 本年新公开数量",
    "列名“对外公开总数量”“本年新公开数量”",
)
ITEM = NamedRule(
    "XY-ITEM",
    _W,
    "项目数量衔接",
    "本年“上一年项目数量” 应等于 上年“上一年项目数量” + 上年“本年增/减”",
    "列名“上一年项目数量”“本年增/减”",
)
CUM21 = NamedRule(
    "XY-CUM21",
    _I,
    "2020年度总数量与2021年度现行有效件数",
    "2021年现行有效件数 一般等于 2020年对外公开总数量 + 2021年制发件数 − 2021年废止件数（两年的指标定义不同，仅供参考）",
    "国办公开办函〔2019〕60号、〔2021〕30号",
)
PEND = NamedRule(
    "XY-PEND",
    _I,
    "尚未审结案件的延续",
    "上年尚未审结的案件计入本年时，上年尚未审结 不大于 本年总计",
    "合理性",
)
QUEUE = NamedRule(
    "XY-Q",
    _I,
    "申请办结与收到的延续",
    "统计表没有结转项目：本年办结数 一般不大于 本年收到数 + 上年未办结数（上年收到 − 上年办结）；"
    "2019年度的上年结转在2018年度统计表中没有对应的数，不为0时无法核对",
    "合理性",
)
JUMP = NamedRule(
    "XY-JUMP",
    _W,
    "数据大起大落",
    "主要数据与上年相比（均大于20）不应增至5倍以上或减至五分之一以下，大于50的不应降为0；如属实请说明原因",
    "合理性",
)
SAME = NamedRule(
    "XY-SAME",
    _W,
    "整表与上年相同",
    "各年的数据应据实填报，整张表与上年逐格相同的请核实是否照抄；数不多的为提示",
    "国办公开办函〔2021〕30号 三：数据统得出、报得准、可核查",
)
DUP = NamedRule(
    "XY-DUP",
    _W,
    "文字与上年雷同",
    "第一、五章的文字与上年报告的重复率（连续十字以上相同的部分所占比例，数字不计）不应超过50%",
    "国办公开办函〔2021〕30号 一（五）：不得出现敷衍了事甚至年年雷同现象；宿迁市部门政务公开监测规则",
)
YEAR = NamedRule(
    "XY-YEAR",
    _W,
    "所述上年数据",
    "正文提到的上年数据应与上年报告一致",
    "前后两年报告应一致",
)
YOY = NamedRule(
    "NN-YOY",
    _W,
    "同比增减",
    "正文所说比上年增减的数量、百分比应与按两年数据计算的结果一致",
    "前后两年报告应一致",
)
FUJIAN = NamedRule(
    "TJF-CUM",
    _E,
    "历年累计衔接",
    "本年历年累计 应等于 上年历年累计 + 本年度数",
    "列名“历年累计”（福建省统计表）",
)
DOUBLE = NamedRule(
    "XU-MISSING",
    _W,
    "报告缺失或重复",
    "应报告的单位都应有该年度的报告（缺为警告），同一单位同一年度只应有一份报告（重复为提示）",
    "《条例》第四十九条；国办公开办函〔2021〕30号：逐级汇总相关情况和数据",
)

SERIES_RULES: tuple[NamedRule, ...] = (
    CARRY, CARRYCOL, VALID, CUM, ITEM, CUM21, PEND, QUEUE, JUMP, SAME, DUP, YEAR, YOY, FUJIAN, DOUBLE,
)  # fmt: skip
