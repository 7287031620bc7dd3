"""The text of a report, written by us: no word of it is out of a real one.

What it says in figures is what the tables say. With `figures=None` it says nothing in figures, so that a
figure changed in a table contradicts only the tables.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.generator.figures import Figures, Size, split


@dataclass(frozen=True)
class Place:
    """An invented body: `unit` as in the title, `own` (我县), `whole` (全县), `office` (who answers the
    telephone), `above` (whose instructions it follows)."""

    unit: str
    own: str
    whole: str
    office: str
    above: str
    size: Size
    government: bool = True


_COUNTIES = ("清禾县", "霖溪县", "安坪县", "云浠县", "栖梧县", "砚川县", "白蘅县", "青箬县")
_TOWNS = ("霜桥镇", "梧陂镇", "榆荫乡", "稻香浦镇", "石楠镇", "竹篁乡", "柳汀镇", "麦垄乡")
_CITIES = ("岚泽市", "澜屿市", "松萝市")
_BUREAUS = ("水务局", "农业农村局", "民政局", "交通运输局", "教育和体育局")


def draw_place(rng: random.Random, size: Size) -> Place:
    county, city = rng.choice(_COUNTIES), rng.choice(_CITIES)
    if size == "city":
        return Place(
            rng.choice((city, f"{city}人民政府")),
            "我市",
            "全市",
            f"{city}人民政府办公室",
            "省委、省政府",
            size,
        )
    if size == "town":
        town = rng.choice(_TOWNS)
        level = town[-1]
        unit = rng.choice((f"{county}{town}", f"{town}人民政府", town))
        return Place(
            unit, f"我{level}", f"全{level}", f"{town}党政综合办公室", "县委、县政府", size
        )
    if rng.random() < 0.4:
        bureau = county + rng.choice(_BUREAUS)
        return Place(
            bureau, "我局", "全局", f"{bureau}办公室", "县委、县政府", size, government=False
        )
    unit = rng.choice((county, f"{county}人民政府"))
    return Place(unit, "我县", "全县", f"{county}人民政府办公室", "市委、市政府", size)


@dataclass(frozen=True)
class Section:
    """A heading ("" for what stands above the first) and its paragraphs; `（一）…` are sub-headings."""

    heading: str
    paragraphs: tuple[str, ...]


def _items(rng: random.Random, *choices: str) -> str:
    """`一是…。二是…。三是…。` of some of them."""
    picked = rng.sample(choices, rng.randint(2, len(choices)))
    return "".join(f"{n}是{text}。" for n, text in zip("一二三四五", picked, strict=False))


def preamble(place: Place, year: int, basis: str, rng: random.Random) -> tuple[str, ...]:
    law = "《中华人民共和国政府信息公开条例》（以下简称《条例》）"
    cited = rng.choice(("", f"和{basis}要求"))
    opening = rng.choice((
        f"本报告依据{law}{cited}编制。",
        f"根据{law}{cited}，现公布{place.unit}{year}年政府信息公开工作年度报告。",
    ))  # fmt: skip
    period = rng.choice((
        f"本报告所列数据的统计期限为{year}年1月1日至{year}年12月31日。",
        f"报告中的数据统计期限自{year}年1月1日起，至{year}年12月31日止。",
    ))  # fmt: skip
    number = f"0399-{rng.randint(6_000_000, 8_999_999)}"
    contact = rng.choice((
        f"对本报告有疑问的，请与{place.office}联系（地址：和畅路{rng.randint(1, 180)}号，邮编：{rng.randint(310_000, 399_999)}，电话：{number}，电子邮箱：gkb@report.example）。",
        f"联系单位：{place.office}；联系地址：和畅路{rng.randint(1, 180)}号；联系电话：{number}；电子邮箱：gkb@report.example。",
    ))  # fmt: skip
    return (opening + period, contact) if rng.random() < 0.5 else (opening + period + contact,)


def _requests_told(place: Place, year: int, f: Figures, rng: random.Random) -> str:
    new, old, done, out = (
        int(f[f"requests/{row}/total"])
        for row in ("received", "brought_forward", "concluded_total", "carried_forward")
    )
    people = int(f["requests/received/natural_person"])
    if new == 0:
        return rng.choice((
            f"{year}年，{place.own}未收到政府信息公开申请，无上年结转的申请。",
            "全年未收到政府信息公开申请，上年也没有结转。",
        ))  # fmt: skip
    over = f"，结转下年度继续办理{out}件" if out else "，无结转下年度继续办理的申请"
    if rng.random() < 0.5:
        before = f"，上年结转{old}件" if old else "，无上年结转"
        return f"{year}年，{place.own}新收政府信息公开申请{new}件{before}，全年办结{done}件{over}。"
    who = f"（其中自然人{people}件，法人或其他组织{new - people}件）" if 0 < people < new else ""
    before = f"，连同上年结转的{old}件" if old else ""
    return f"全年共收到政府信息公开申请{new}件{who}{before}，办结{done}件{over}。"


def _reviews_told(f: Figures, rng: random.Random) -> str:
    again = int(f["reviews/reconsideration/total"])
    suits = int(
        f["reviews/litigation_direct/total"] + f["reviews/litigation_after_reconsideration/total"]
    )
    first = (
        f"因政府信息公开工作被申请行政复议{again}件"
        if again
        else "未发生因政府信息公开工作被申请行政复议的情况"
    )
    second = f"被提起行政诉讼{suits}件" if suits else "未发生行政诉讼"
    return f"{first}，{second}。"


def _documents_told(f: Figures) -> str:
    head = "disclosure/normative_documents"
    if f"{head}/issued" in f:
        made, gone, valid = (int(f[f"{head}/{c}"]) for c in ("issued", "repealed", "in_force"))
        return f"全年制发行政规范性文件{made}件，废止{gone}件，现行有效{valid}件。"
    made, shown = int(f[f"{head}/made"]), int(f[f"{head}/disclosed"])
    return f"全年新制作规范性文件{made}件，新公开{shown}件。"


def _disclosed_told(place: Place, year: int, rng: random.Random) -> str:
    everything = rng.randint(40, 400) * {"town": 1, "county": 12, "city": 60}[place.size]
    site, media = split(everything, (3, 2), rng)
    return f"{year}年，{place.own}主动公开政府信息{everything}条，其中政府网站公开{site}条，政务新媒体公开{media}条。"


def chapters(
    place: Place, year: int, figures: Figures | None, headings: tuple[str, ...], rng: random.Random
) -> list[Section]:
    """The six chapters of F2019 and F2021; the tables stand behind those of chapters 2 to 4."""
    f = figures
    asked = rng.choice((
        "完善申请的接收、登记、办理、审核、答复、归档流程，依法规范办理每一件申请。",
        "畅通申请渠道，指定专人办理，答复前做好合法性审核。",
    ))  # fmt: skip
    judged = (
        "规章制度执行情况纳入年度考核"
        if not place.government
        else "将政府信息公开纳入年度工作考核，组织社会评议，全年没有需要追究责任的情形"
    )
    aspects = [
        ("主动公开", (_disclosed_told(place, year, rng) + _documents_told(f) if f else "") + _items(
            rng, "围绕重点工程、惠民补贴、安全生产等群众关心的事项及时发布信息", "对重要政策同步发布图文解读", "及时清理失效文件并标注效力状态", "按季度更新权责清单")),
        ("依申请公开", (_requests_told(place, year, f, rng) + _reviews_told(f, rng) if f else "") + asked),
        ("政府信息管理", _items(rng, "落实先审查后公开的要求，严把内容关和保密关", "统一文件公开属性的认定口径", "对历史信息分批整理归档", "建立信息更新台账")),
        ("平台建设", _items(rng, "优化政府网站公开专栏的检索功能", "规范政务新媒体的开设和运行维护", "在政务服务大厅设置查阅点，配备自助终端", "做好无障碍浏览改造")),
        ("监督保障", f"{judged}。" + _items(rng, "明确分管负责人和专职工作人员", "开展业务培训和交流", "定期抽查栏目更新情况，发现问题限期整改")),
    ]  # fmt: skip
    opening = rng.choice((
        f"{year}年，{place.own}认真落实{place.above}部署，坚持以公开促落实、强监管、优服务。",
        f"一年来，{place.own}把政府信息公开作为改进作风、服务群众的重要抓手，各项工作平稳推进。",
    ))  # fmt: skip
    if rng.random() < 0.6:
        first = [opening]
        for number, (name, text) in zip("一二三四五", aspects, strict=True):
            first += (
                [f"（{number}）{name}情况", text]
                if rng.random() < 0.5
                else [f"（{number}）{name}。{text}"]
            )
    else:
        first = [opening, *(f"{name}方面：{text}" for name, text in aspects)]
    problems = _items(
        rng,
        "部分栏目内容更新不够及时",
        "政策解读的形式比较单一",
        "少数工作人员对依申请公开的程序掌握不够熟练",
        "群众获取信息的渠道还不够便捷",
    )
    remedies = _items(
        rng,
        "健全栏目巡查制度，逐月通报更新情况",
        "丰富解读形式，多用图解和短视频",
        "分期组织业务培训，提高办理申请的能力",
        "拓宽公开渠道，方便群众查询",
    )
    fifth = (
        [f"存在的主要问题：{problems}", f"改进情况：{remedies}"]
        if rng.random() < 0.5
        else [
            f"{place.own}政府信息公开工作还存在一些不足：{problems}针对这些问题，采取以下改进措施：{remedies}"
        ]
    )
    told = (
        ["", "", "", "", "", ""]
        if f is None
        else ["", "", "", _reviews_told(f, rng) if rng.random() < 0.3 else "", "", ""]
    )
    bodies = [first, [], [], [told[3]] if told[3] else [], fifth, [_fee(place, year, f, rng)]]
    return [Section(h, tuple(b)) for h, b in zip(headings, bodies, strict=True)]


def _fee(place: Place, year: int, f: Figures | None, rng: random.Random) -> str:
    most = int(f.get("disclosure/fees/amount", 0) * 1000) if f else 0  # in tens of 元
    requests = int(f["requests/received/total"]) if f else 0
    if most and requests > 30 and rng.random() < 0.4:
        return f"{year}年，{place.own}依据《政府信息公开信息处理费管理办法》收取信息处理费{min(most, rng.randint(10, 400)) * 10}元。"
    return rng.choice((
        f"{year}年，{place.own}未收取信息处理费。除此之外，没有其他需要报告的事项。",
        "本年度没有向申请人发出收费通知，未收取信息处理费。",
    ))  # fmt: skip


def article_32(
    place: Place, year: int, figures: Figures | None, rng: random.Random
) -> list[Section]:
    """The contents of Article 32 of the regulations of 2007, as sections of a report of 2014 to 2018."""
    told = {} if figures is None else {
        a.split("/")[1]: int(v) for a, v in figures.items() if a.endswith("/value")
    }  # fmt: skip
    open_, asked, judged, held = "", "", "", ""
    if told:
        open_ = f"{year}年，{place.own}共主动公开政府信息{told['disclosed']}条。"
        if told["applications"]:
            asked = f"全年共收到政府信息公开申请{told['applications']}件，答复{told['applications_answered']}件。"
        else:
            asked = "全年未收到政府信息公开申请。"
        parts = [
            f"行政复议{told['reconsideration']}件" if told["reconsideration"] else "",
            f"行政诉讼{told['litigation']}件" if told["litigation"] else "",
        ]
        judged = (
            f"{year}年，因政府信息公开发生{'、'.join(p for p in parts if p)}。"
            if any(parts)
            else f"{year}年，未发生因政府信息公开申请行政复议、提起行政诉讼的情况。"
        )
        if "meetings" in told:
            held = f"全年召开政府信息公开工作会议{told['meetings']}次，举办培训班{told['training_courses']}次。"
    if figures is None:
        fee = "依申请公开政府信息的收费和减免情况见附表。"
    elif figures.get("statistics/fees/value") or figures.get("statistics/fees_waived/value"):
        fee = "依申请提供政府信息，按规定收取检索、复制、邮寄等成本费用，减免情况见附表。"
    else:
        fee = f"{year}年，{place.own}没有向申请人收取费用，也没有费用减免。"
    texts = [
        ("概述", f"{place.own}按照{place.above}部署，健全公开目录，完善工作机制。{held}"),
        ("主动公开政府信息的情况", open_ + _items(rng, "公开机构职能、领导分工和办事指南", "公开财政预算、决算和专项资金", "公开重大建设项目的审批和进展")),
        ("依申请公开政府信息和不予公开政府信息的情况", asked + "对依法不予公开的信息，均向申请人说明理由和依据。"),
        ("政府信息公开的收费及减免情况", fee),
        ("因政府信息公开申请行政复议、提起行政诉讼的情况", judged or "行政复议和行政诉讼的情况见附表。"),
        ("政府信息公开工作存在的主要问题及改进情况", "主要问题：" + _items(rng, "公开内容与群众期待有差距", "基层工作人员变动较多") + "改进情况：" + _items(rng, "细化公开目录", "加强业务培训")),
        ("其他需要报告的事项", "没有其他需要报告的事项。"),
    ]  # fmt: skip
    return [
        Section(f"{n}、{name}", (text,))
        for n, (name, text) in zip("一二三四五六七", texts, strict=True)
    ]


def fillers(count: int, rng: random.Random) -> list[str]:
    """Paragraphs that say nothing in particular, no two alike."""
    return [f"{month}月，{rng.choice(_FILLERS)}" for month in range(1, count + 1)]


_FILLERS = (
    "逐项对照公开目录补充完善信息，做到应公开尽公开。",
    "对群众来电来访中反映集中的事项，在公开专栏予以说明，并解释相关政策，同时安排专人跟踪办理，办理进展按时反馈。",
    "检查信息发布审核程序执行情况，落实专人校对，确保发布内容准确、完整。",
    "修订公开指南，调整公开目录，方便公众查询和获取。",
)
