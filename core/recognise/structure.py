"""Title, unit, reporting year and chapter headings of a report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from core.document import Anchor, Document, Paragraph
from core.facts import Chapter, Title
from core.formats import Form
from core.labels import core_label, fold, simplify
from core.quantity import clean

__all__ = ["find_chapters", "find_title", "known_chapter_names", "title_at"]

_KIND = r"(?:政府)?信息公开(?:工作)?(?:情况)?(?:年度工作报告|年度报告|年报|工作报告)"
_UNIT_FIRST = re.compile(rf"^(?P<unit>.*?)(?P<year>20\d\d)年(?:度)?(?:关于)?{_KIND}")
_YEAR_FIRST = re.compile(rf"^(?P<year>20\d\d)年(?:度)?(?P<unit>.*?){_KIND}")
_NO_YEAR = re.compile(rf"^(?P<unit>.{{0,30}}?){_KIND}")
_STATISTICS = re.compile(r"^(?P<unit>.{2,30}?)(?:(?P<year>20\d\d)年(?:度)?)?政府信息公开情况统计表")
_LABELLED = re.compile(r"^(?:标题|名称|称|信息名称|当前位置)[:：]?")
_PERIOD = re.compile(
    r"(?:自|从|为|是)?(20\d\d)年1月1日(?:起)?(?:至|到|—|-|~|止)+(?:(20\d\d)年)?12月31日"
)
_YEAR = re.compile(r"(20\d\d)年")
_PUBLISHER = re.compile(
    r"(?:发布机构|发布单位|发布部门|填报单位(?:\(盖章\))?|填报部门|编制单位|来源|信息来源|公开单位)[::]\s*(\S{2,30})"
)
_ORGANISATION_END = re.compile(
    r"(?:政府|办公室|办公厅|委员会|管委会|局|厅|委|办|院|处|镇|乡|街道|区|县|市|省|中心|站|所|队|会|部|署|行)$"
)
# A line that can be the beginning of a title broken over lines: an organisation's name, a year.
_BROKEN_TITLE = re.compile(
    r"^[^:：、，。•]{2,30}$(?<=年|度|府|室|厅|会|局|委|办|院|处|镇|乡|道|区|县|市|省|部|署)"
)
_HEADING = re.compile(r"^([一二三四五六七八九十]{1,2})\s*[、.,，]\s*(\S.*)$")
# What a table begins with, when it has run into the heading above it (real 24).
_RUN_ON = re.compile(r"(?<=..)(?:第二十条|信息内容|（?\(?本列数据)")
_LOST_NUMBER = re.compile(r"^[、,，]\s*(\S.*)$")
_DIGITS = {c: i for i, c in enumerate("一二三四五六七八九十", 1)}


def find_title(document: Document) -> Title:
    """The report's title, or at least its unit and year from the text (DOMAIN §0.3, FMT-TITLE)."""
    found: list[tuple[int, Title]] = []
    own = fold(_without_inner_spaces(simplify(document.title)))
    for rank, (text, anchor, heading) in enumerate(_title_lines(document)):
        title = _parse(text, anchor)
        if title is None:
            continue
        score = 4 * (title.year is not None) + 2 * bool(title.unit) + heading
        score += bool(own) and anchor is not None and fold(title.text) in own
        score -= rank > 15 or bool(_LISTED.search(text))
        found.append((score, title))
    title = _chosen(found, document)
    if title.year and title.unit:
        return title
    year = title.year or _year_of_text(document)
    unit = title.unit or _publisher(document)
    return Title(title.text, unit, year, title.anchor)


# A link in a list of reports: …年度报告 2024-01-23.
_LISTED = re.compile(r"[\[(（]?20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\])）]?$")


def _chosen(found: list[tuple[int, Title]], document: Document) -> Title:
    """The best of the titles. Where links to other years' reports look as good as it does, it is the last
    one above the first chapter; else the first."""
    top = max((score for score, _ in found), default=0)
    best = [title for score, title in found if score == top]
    if len({t.year for t in best}) < 2:
        return best[0] if best else Title()
    above: list[Title] = []
    for paragraph in document.paragraphs:
        if (heading := _HEADING.match(simplify(paragraph.text))) and heading.group(1) == "一":
            break
        above += [t for t in best if t.anchor == paragraph.anchor]
    return above[-1] if above else best[0]


def _title_lines(document: Document) -> Iterator[tuple[str, Anchor | None, bool]]:
    """Short lines of the beginning, each also joined to the one or two lines after it."""
    lines = [
        (_without_inner_spaces(_LABELLED.sub("", simplify(p.text))), p.anchor, p.heading)
        for p in document.paragraphs[:60]
    ]
    for i, (text, anchor, heading) in enumerate(lines):
        if len(text) > 60:
            # A page run together: its title stands at its beginning.
            if i == 0 and (cut := re.match(rf"^.{{2,40}}?{_KIND}", text)):
                yield cut.group(), anchor, heading
            continue
        yield text, anchor, heading
        following = lines[i + 1][0] if i + 1 < len(lines) else ""
        complete = re.match(r".{2,}20\d\d年", following)
        if _BROKEN_TITLE.search(text) and "信息公开" not in text and not complete:
            for more in (1, 2):
                joined = "".join(t for t, _, _ in lines[i : i + more + 1])
                if len(joined) <= 60:
                    yield joined, anchor, heading
    if document.title:
        yield _without_inner_spaces(simplify(document.title)), None, False


def _without_inner_spaces(text: str) -> str:
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", clean(text))


def _parse(text: str, anchor: Anchor | None) -> Title | None:
    flat = fold(text)
    if len(flat) > 60 or re.search(r"[。；]", flat):
        return None
    for pattern in (_YEAR_FIRST, _UNIT_FIRST, _NO_YEAR, _STATISTICS):
        if found := pattern.match(flat):
            if len(flat) - found.end() > 12 or "、" in found["unit"] or "《" in found["unit"]:
                continue
            year = found.groupdict().get("year")
            unit = re.sub(r"^(?:关于|中共)", "", found["unit"]).removesuffix("关于")
            return Title(text, unit, int(year) if year else None, anchor)
    return None


_WHOLE_TITLE = re.compile(rf"{_KIND}(?:\([^()]{{1,10}}\))?$")


def title_at(line: Paragraph) -> Title | None:
    """The title that a line is, None when it is none or says more than a title does."""
    text = _without_inner_spaces(simplify(line.text))
    if "统计表" in text or not _WHOLE_TITLE.search(fold(text)):
        return None
    return _parse(text, line.anchor)


def _year_of_text(document: Document) -> int | None:
    """The year of the statistic period, else the one the text speaks of most."""
    texts = [re.sub(r"\s", "", simplify(p.text)) for p in document.paragraphs]
    for text in texts:
        if found := _PERIOD.search(text):
            return int(found.group(1))
    years = Counter(
        int(y) for text in texts for y in _YEAR.findall(re.sub(r"《[^》]*》", "", text))
    )
    ranked = years.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _publisher(document: Document) -> str:
    for paragraph in document.paragraphs[:60]:
        if found := _PUBLISHER.search(simplify(paragraph.text)):
            name = found.group(1).strip(" ,，;；")
            if _ORGANISATION_END.search(name):
                return name
    return ""


def known_chapter_names(forms: Iterable[Form]) -> frozenset[str]:
    """The core labels of all official chapter headings."""
    return frozenset(core_label(n) for form in forms for names in form.chapters for n in names)


def find_chapters(
    document: Document, known: Collection[str], in_tables: Collection[int]
) -> tuple[Chapter, ...]:
    """Chapter headings in reading order.

    `known` are official headings (core labels). `in_tables` are the blocks that belong to a table of
    the form: their labels look like headings (三、本年度办理结果).
    A numbered line that is no official heading counts only where its number continues the count.
    """
    chapters: list[Chapter] = []
    expected = 1
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph) or index in in_tables:
            continue
        for number, text in _headings(block, known):
            core = core_label(text)
            official = core in known or any(_close(core, name) for name in known)
            if official or number == expected:
                chapters.append(Chapter(number, text, index, block.anchor))
                expected = (number or expected) + 1
    return tuple(chapters)


def _headings(block: Paragraph, known: Collection[str]) -> Iterator[tuple[int, str]]:
    text = simplify(block.text)
    found = _HEADING.match(text)
    if found and (number := _number(found.group(1))):
        title = re.split(r"[。；;:：]|\s(?=[(（一二])|(?<=.)[(（][一二][)）]", found.group(2))[
            0
        ].strip()
        if run_on := _RUN_ON.search(title):
            title = title[: run_on.start()]
        if len(title) <= 34:
            yield number, title
            return
        if name := next((n for n in known if core_label(title).startswith(n)), None):
            yield number, name
    elif (lost := _LOST_NUMBER.match(text)) and core_label(lost.group(1)) in known:
        yield 0, lost.group(1)
    elif core_label(text) in known and len(text) <= 34:
        yield 0, text
    if len(text) > 60:
        # Headings in the midst of a paragraph that has lost its line breaks.
        flat = re.sub(r"\s", "", text)
        for match in re.finditer(r"(?<=[。!?！？告])([一二三四五六])、([^。；，、]{4,24})", flat):
            for name in known:
                if core_label(match.group(2)).startswith(name):
                    yield _DIGITS[match.group(1)], name
                    break


def _number(text: str) -> int:
    if len(text) == 1:
        return _DIGITS.get(text, 0)
    return 10 + _DIGITS.get(text[1], 0) if text[0] == "十" else 0


def _close(core: str, name: str) -> bool:
    """存在的问题及改进情况 is 存在的主要问题及改进情况: most of the letters in the same order."""
    if not core or abs(len(core) - len(name)) > 12:
        return False
    kept = 0
    for letter in name:
        at = core.find(letter, kept)
        if at >= 0:
            kept = at + 1
    matched = sum(1 for letter in set(name) if letter in core)
    return matched >= 0.85 * len(set(name)) and core[-2:] == name[-2:]
