"""Whose report it is: what kind of body, of which level, and what it calls itself in its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.narrative.divisions import Division, divisions

__all__ = ["Body", "body_of"]

Level = Literal["town", "county", "city", "province", "state", ""]
BodyKind = Literal["government", "office", "department", "zone", ""]

_LEVELS: tuple[tuple[Level, str], ...] = (
    ("province", r"(?:省|自治区)$"),
    ("town", r"(?:镇|乡|苏木|街道办事处|街道|办事处)$"),
    ("city", r"(?:市|州|盟|地区)$"),
    ("county", r"(?:县|区|旗)$"),
)
_ZONE = re.compile(
    r"(?:开发区|高新区|园区|新区|示范区|实验区|试验区|度假区|风景区|保税区|合作区|管委会|管理委员会|管理区)$"
)
_OFFICE = re.compile(r"(?:人民政府|政府)?(?:办公室|办公厅|办)$")
_GOVERNMENT = re.compile(r"(?:人民)?政府$")
_DEPARTMENT = re.compile(
    r"(?:局|委员会|委|厅|部|中心|总队|支队|大队|队|院|学校|大学|所|站|银行|公司|总署|署|办|社|馆|会)$"
)
_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
_WORD = re.compile(
    r"[我本](省|市|州|盟|县|区|旗|镇|乡|街道|街|局|委|厅|办|中心|处|队|院|站|所)(?!政府办|委、|委和)"
)


@dataclass(frozen=True, slots=True)
class Body:
    """`level` is that of its region ("" unknown), `own` the last character of the region's kind (县, 区,
    镇 …; 街 for 街道), `whole` how it says "all of it" (全县). `division` is its place in the register of
    administrative divisions (None: not found, or ambiguous), `county` the kind of county it lies in as
    far as its name says (县, 区, 旗, "")."""

    unit: str = ""
    kind: BodyKind = ""
    level: Level = ""
    own: str = ""
    division: Division | None = None
    county: str = ""

    @property
    def whole(self) -> str:
        return f"全{self.own}" if self.own else ""

    @property
    def is_region(self) -> bool:
        """Whether it reports for a region with departments and towns below it."""
        return self.kind in ("government", "zone") and self.level in ("county", "city", "province")

    def is_self(self, name: str) -> bool:
        """Whether a body named in the text is this one."""
        name = name.strip()
        if not name or not self.unit:
            return False
        if name in self.unit or self.unit in name or _bare(name) == _bare(self.unit):
            return True
        # 市人社局 for 市人力资源和社会保障局: its characters in their order
        short = re.sub(r"^[省市县区州旗]", "", name)
        rest = iter(self.unit)
        return len(short) > 1 and short[-1] == self.unit[-1] and all(c in rest for c in short)


def _bare(name: str) -> str:
    return re.sub(
        r"人民政府|街道办事处|办事处|办公室|办公厅|管委会|管理委员会|委员会|街道|[省市县区镇乡]",
        "",
        name,
    )


def body_of(unit: str, texts: Sequence[str]) -> Body:
    """The body from its name, else from what the text calls it (我镇)."""
    name = re.sub(r"[（(].*?[）)]|\s", "", unit)
    if not name:
        return _from_words(texts)
    division = divisions().of_unit(name)
    kind: BodyKind = "government"
    region = name
    if _OFFICE.search(region) and not re.search(r"[局委]办公室$", region):
        office = _OFFICE.sub("", region)
        # 县人民政府办公室 is the government's office; 县政务服务办 is a department.
        if not office or _level(office) or "政府" in region:
            region, kind = office or region, "office"
        else:
            kind = "department"
    region = _GOVERNMENT.sub("", region)
    named = division is not None and region.endswith(division.name)
    if kind == "government" and _ZONE.search(region) and not named:
        return Body(name, "zone", "county", "区", division, _county_kind(name))
    level, own = _level(region), ""
    if level:
        own = _own(region)
    elif kind == "government":
        if region in divisions().short_names or any(
            region + s in divisions().names for s in "县市区省"
        ):
            found = divisions().of_unit(region)
            level = found.level if found else ""
            own = found.name[-1] if found else ""
        elif _DEPARTMENT.search(region):
            kind = "department"
        else:
            return Body(name, "", "", "", division, _county_kind(name))
    if kind == "department":
        own = "办" if kind == "department" and region.endswith("办公室") else region[-1]
        own = "中心" if region.endswith("中心") else own
        inside = re.match(r".*?(?:省|自治区|市|州|盟|县|区|旗|镇|乡|街道)(?=.)", region)
        level = _level(inside.group()) if inside else ""
        if division is not None and division.name in name:
            level = division.level
    elif name.startswith(_MUNICIPALITIES) and region in _MUNICIPALITIES:
        level = "province"
    elif division is not None and level == "city" and division.name == region:
        level = division.level  # a county-level city
    return Body(name, kind, level, own, division, _county_kind(name))


def _level(region: str) -> Level:
    return next((level for level, pattern in _LEVELS if re.search(pattern, region)), "")


def _own(region: str) -> str:
    if region.endswith(("街道", "办事处")):
        return "街"
    return "区" if region.endswith("自治区") else region[-1]


def _county_kind(name: str) -> str:
    found = re.search(r".(自治县|自治旗|县|旗)", name)
    if found:
        return found.group(1)[-1]
    found = re.search(r"..(?<!开发)(?<!高新)(?<!自治)区", name)
    return "区" if found else ""


def _from_words(texts: Sequence[str]) -> Body:
    words = Counter(w for text in texts for w in _WORD.findall(text))
    if not words:
        return Body()
    (word, times), *others = words.most_common(2)
    if times < 2 or (others and others[0][1] * 2 > times):
        return Body()
    word = "街" if word.startswith("街") else word
    levels: dict[str, Level] = {
        "镇": "town", "乡": "town", "街": "town", "县": "county", "区": "county", "旗": "county",
        "市": "city", "州": "city", "盟": "city", "省": "province",
    }  # fmt: skip
    level = levels.get(word, "")
    return Body("", "government" if level else "department", level, word)
