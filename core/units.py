"""Names of the bodies that publish reports: what kind of body, of which level, and which names may be
one body's.

Everything here goes by the name alone, so nothing that is not plain is claimed: kind and level may be
unknown, and names that differ are only ever *offered* as one body's (:func:`similar_units`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache, lru_cache

from core.labels import fold
from core.resources import resource_dir

__all__ = ["Level", "SimilarUnits", "Unit", "UnitKind", "similar_units", "unit_of"]


class UnitKind(StrEnum):
    GOVERNMENT = "government"  # 县级以上人民政府, or the region itself
    OFFICE = "office"  # 政府办公厅（室）
    DEPARTMENT = "department"
    TOWN = "town"
    SUBDISTRICT = "subdistrict"
    ZONE = "zone"  # 开发区、新区 and their 管委会
    VERTICAL = "vertical"  # 实行垂直领导的部门: 税务、海关 …
    UNKNOWN = "unknown"


class Level(IntEnum):
    """Of the government a body is, or belongs to."""

    PROVINCE = 1
    CITY = 2  # 设区的市、自治州、地区、盟
    COUNTY = 3
    TOWN = 4


@dataclass(frozen=True, slots=True)
class Unit:
    """A body by its name. `name` is the name folded (no spaces, simplified), `base` what sets it apart
    when words like 人民政府 and the regions above it are left out, `regions` the regions it names, the
    largest first, its own last. `level` is None where the name does not tell."""

    name: str
    kind: UnitKind
    level: Level | None
    base: str
    regions: tuple[str, ...]

    @property
    def is_government(self) -> bool:
        """Whether the report is one of the 各级人民政府 (条例 Art. 50)."""
        return self.kind in (UnitKind.GOVERNMENT, UnitKind.TOWN)

    @property
    def can_make_regulations(self) -> bool | None:
        """Whether it may make 规章: governments of provinces, 设区的市 and 自治州 (立法法); None where
        the name does not tell."""
        if self.kind is UnitKind.UNKNOWN:
            return None
        # The office publishes the government's figures as its own.
        if self.kind not in (UnitKind.GOVERNMENT, UnitKind.OFFICE):
            return False
        return None if self.level is None else self.level <= Level.CITY


@dataclass(frozen=True, slots=True)
class SimilarUnits:
    """Names that may be one body's, to be put before the auditor; `why` says what makes them alike."""

    names: tuple[str, ...]
    why: str


_PROVINCE = re.compile(r"^(?:.{2,3}省|(?:新疆维吾尔|广西壮族|宁夏回族|内蒙古|西藏)?自治区|新疆|广西|宁夏|内蒙古|西藏)")  # fmt: skip
_PREFECTURE = re.compile(r"^.{2,12}?(?:自治州|(?<=.)州(?=$|人民|政府|[^市县区])|地区|盟)")
_CITY = re.compile(r"^[^县区镇乡旗]{2,5}?市(?![场政容民])")
_COUNTY = re.compile(
    r"^(?:[^镇乡]{1,12}?(?:自治县|自治旗)|[^镇乡市]{1,6}?(?:县|旗|林区|特区|城区|矿区|郊区)|"
    r"[^镇乡市县]{1,5}?区(?!划|域))"
)
_TOWN = re.compile(r"^.{1,10}?(?:镇|乡|苏木)(?!村|镇|企)")
_TOWN_BODY = re.compile(r"^(?:人民政府|政府)?(?:党政(?:综合)?办(?:公室)?|办公室)?$")
_STREET = re.compile(r"^.{1,10}?(?:街道|街)(?:党工委|办事处|办)?$")
_ZONE = re.compile(
    r"(?:开发区|高新区|经开区|高新技术产业园区|实验区|试验区|示范区|先行区|新区|保税区|保税港区|合作区|"
    r"产业园|产业园区|工业园|工业园区|园区|度假区|风景名胜区|风景区|管理区|集聚区|功能区|自贸区|旅游区)$"
)
_COMMITTEE = re.compile(r"(?:党工委|工委)?(?:管理委员会|管委会)$")
_GOVERNMENT = re.compile(r"(?:人民政府|政府|行政公署|行署)$")
_OFFICE = re.compile(r"^(?:(?:人民)?政府|府|行署|行政公署)办(?:公[厅室])?$")
_DEPARTMENT = re.compile(
    r"(?:局|厅|委|委员会|办|办公室|办公厅|部|院|中心|站|队|会|署|行|校|馆|所|司|集团|社)$"
)
_VERTICAL = re.compile(
    r"税务局|海关|气象局|海事局|邮政管理局|金融监管(?:总|分)?局|金融监督管理局|银保监|证监局|外汇管理局|"
    r"国家统计局|调查队$|消防救援|出入境边防|地震局|铁路监督|民航|国家安全局|烟草专卖局|通信管理局"
)
_BRACKETS = re.compile(r"\([^()]*\)$")


@cache
def _places() -> dict[str, frozenset[str]]:
    data = tomllib.loads((resource_dir() / "places.toml").read_text(encoding="utf-8"))
    return {key: frozenset(value.split()) for key, value in data.items()}


@lru_cache(maxsize=4096)
def unit_of(name: str) -> Unit:
    """The body of that name. Never raises; an empty name gives kind UNKNOWN."""
    folded = _BRACKETS.sub("", fold(name)).strip("、.·")
    regions, rest = _regions(folded)
    kind, level, own = _kind(folded, regions, rest)
    return Unit(folded, kind, level, own, tuple(r for r, _ in regions))


def _kind(
    folded: str, regions: list[tuple[str, Level | None]], rest: str
) -> tuple[UnitKind, Level | None, str]:
    level = regions[-1][1] if regions else None
    region = regions[-1][0] if regions else ""
    if not folded:
        return UnitKind.UNKNOWN, None, ""
    if _VERTICAL.search(folded):
        return UnitKind.VERTICAL, level, rest or folded
    body = _GOVERNMENT.sub("", _COMMITTEE.sub("", rest))
    if (_COMMITTEE.search(rest) and body) or _ZONE.search(rest) or _ZONE.search(body):
        return UnitKind.ZONE, level, body
    if _OFFICE.search(rest) and region:
        return UnitKind.OFFICE, level, f"{region}政府办公室"
    street = rest.removeprefix("人民政府")
    if _STREET.search(street):
        return UnitKind.SUBDISTRICT, Level.TOWN, re.sub(r"(?:党工委|办事处|办)$", "", street)
    if (town := _TOWN.match(rest)) and not _TOWN_BODY.sub("", rest[town.end() :]):
        return UnitKind.TOWN, Level.TOWN, town.group()
    if _DEPARTMENT.search(rest) and not _GOVERNMENT.search(rest):
        return UnitKind.DEPARTMENT, level, _department(rest)
    if not body and region:
        return UnitKind.GOVERNMENT, level, region
    return UnitKind.UNKNOWN, level, body or folded


def _department(rest: str) -> str:
    rest = re.sub(r"^人民政府", "", rest)
    rest = re.sub(r"委员会$", "委", rest)
    return re.sub(r"办公[室厅]$", "办", rest)


def _regions(name: str) -> tuple[list[tuple[str, Level | None]], str]:
    """The regions a name begins with, and what follows them. A development zone is no region."""
    places = _places()
    regions: list[tuple[str, Level | None]] = []
    rest = name
    for region in places["municipalities"]:
        if rest.startswith(region):
            regions.append((region, Level.PROVINCE))
            rest = rest[len(region) :]
            break
    else:
        if found := _PROVINCE.match(rest):
            regions.append((found.group(), Level.PROVINCE))
            rest = rest[found.end() :]
        found = _PREFECTURE.match(rest)
        if found and (found.group().endswith("自治州") or not _CITY.match(rest)):
            regions.append((found.group(), Level.CITY))
            rest = rest[found.end() :]
    for _ in range(2):  # 设区的市, then a county-level one
        if found := _CITY.match(rest):
            city = found.group()
            level = (
                Level.CITY
                if city in places["prefecture_cities"]
                else Level.COUNTY
                if city in places["county_cities"] or any(lv == Level.CITY for _, lv in regions)
                else None
            )
            regions.append((city, level))
            rest = rest[found.end() :]
    if (found := _COUNTY.match(rest)) and not (
        _ZONE.search(found.group()) and found.group() not in places["districts"]
    ):
        if regions and regions[-1][1] is None:  # a city with counties below it
            regions[-1] = (regions[-1][0], Level.CITY)
        regions.append((found.group(), Level.COUNTY))
        rest = rest[found.end() :]
    return regions, rest


# ---------------------------------------------------------------------------------------------------
# Names that may be one body's


def similar_units(names: Iterable[str]) -> tuple[SimilarUnits, ...]:
    """Groups of differing names that may be one body's: `清禾县` and `清禾县人民政府`, `五原县和胜乡`
    and `和胜乡`, `发改局` and `发展和改革局` of one county. An offer, never a verdict.

    Names that differ only in spaces, brackets or characters are one name and not offered. A name that
    could be several others' (`和胜乡` of two counties) is offered with each of them.
    """
    units = sorted({unit_of(n).name: n for n in names if fold(n)}.items())
    groups: list[tuple[set[str], str]] = []
    for i, (_, a) in enumerate(units):
        for _, b in units[i + 1 :]:
            why = _alike(unit_of(a), unit_of(b))
            if not why:
                continue
            for members, reason in groups:
                if reason == why and all(
                    _alike(unit_of(m), unit_of(n)) for m in members for n in (a, b) if m != n
                ):
                    members |= {a, b}
                    break
            else:
                groups.append(({a, b}, why))
    return tuple(SimilarUnits(tuple(sorted(m)), why) for m, why in groups)


def _alike(a: Unit, b: Unit) -> str:
    """What makes two names alike, "" if nothing does."""
    kinds = {a.kind, b.kind}
    if not _regions_agree(a, b):
        return ""
    if a.base == b.base and a.kind == b.kind:
        return "只是写法详略不同"
    if kinds == {UnitKind.GOVERNMENT, UnitKind.OFFICE} and a.regions[-1:] == b.regions[-1:]:
        return "一份署政府、一份署政府办公室，可能口径不同"
    if UnitKind.UNKNOWN in kinds and a.base == b.base:
        return "只是写法详略不同"
    if kinds == {UnitKind.DEPARTMENT} and (
        _abbreviates(a.base, b.base) or _abbreviates(b.base, a.base)
    ):
        return "可能是简称或机构改革前后的名称"
    return ""


def _regions_agree(a: Unit, b: Unit) -> bool:
    """Whether no region that one names contradicts the other's: one's list ends like the other's."""
    of_regions = (UnitKind.GOVERNMENT, UnitKind.OFFICE)
    if {a.kind, b.kind} <= set(of_regions) and a.regions[-1:] != b.regions[-1:]:
        return False
    x, y = (u.regions[:-1] if u.kind in of_regions else u.regions for u in (a, b))
    shorter, longer = sorted((x, y), key=len)
    return not shorter or longer[-len(shorter) :] == shorter or longer[: len(shorter)] == shorter


def _abbreviates(short: str, long: str) -> bool:
    """发改局 of 发展和改革局: its characters in order, the same first and last one."""
    if not 3 <= len(short) < len(long) or short[0] != long[0] or short[-1] != long[-1]:
        return False
    rest = iter(long)
    return all(c in rest for c in short)
