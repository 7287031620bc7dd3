"""How well the text is judged: errors put into consistent reports that are found, by family, and false
alarms in consistent reports told in many phrasings amid near misses.

An error is one figure of one sentence printed otherwise, by a slip of the hand; those whose new figure the
sentence may just as well mean (the year's requests with those carried over) are left out and counted.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from core.document import Document, Paragraph, ParagraphAnchor
from core.facts import Chapter, Fact, FactSheet, Title
from core.finding import Finding, Outcome, Severity
from core.formats import Form, official_forms
from core.narrative import read_text
from core.quantity import parse_quantity
from core.rules import check_document, check_sheet
from core.rules.messages import number
from tests.bench import phrasings as p
from tests.generator.checks import another
from tests.generator.figures import Figures, Size, consistent_figures, split
from tests.generator.prose import Place, draw_place

FORMS = {f.key: f for f in official_forms()}
OWN = ("NT-", "NN-", "XT-", "PL-")
SIZES: tuple[Size, ...] = ("town", "county", "city")
_KEY = re.compile(r"\{(=?)(\w+)\}")
Texts = dict[str, str]


@dataclass(frozen=True)
class Said:
    """A sentence, the rules that would speak of an error in it, and how to put one into it."""

    family: str
    text: str
    rules: tuple[str, ...]
    falsified: Callable[[random.Random], str | None] = field(repr=False, default=lambda rng: None)


def report_of(
    form: Form,
    place: Place,
    year: int,
    figures: Figures,
    sentences: Sequence[str],
    six: str,
    four: str = "",
) -> tuple[Document, FactSheet]:
    """A report in memory: its tables as a sheet, its text in chapters."""
    blocks: list[Paragraph] = []
    chapters: list[Chapter] = []

    def say(text: str, heading: bool = False) -> None:
        blocks.append(Paragraph(text, ParagraphAnchor(len(blocks)), heading))

    say(f"{place.unit}{year}年政府信息公开工作年度报告", True)
    say(
        "本报告根据《中华人民共和国政府信息公开条例》编制，所列数据的统计期限为"
        f"{year}年1月1日至{year}年12月31日。"
    )
    names = [n[0] for n in form.chapters] or [
        "概述",
        "主动公开",
        "依申请公开",
        "收费",
        "复议诉讼",
        "其他",
    ]
    for i, name in enumerate(names, 1):
        chapters.append(Chapter(i, name, len(blocks)))
        say(f"{'一二三四五六'[i - 1]}、{name}", True)
        if i == 1:
            for sentence in sentences:
                say(sentence)
        elif i == 4 and four:
            say(four)
        elif i == 6:
            say(six)
    facts = {
        a: Fact(a, form.label(a), parse_quantity(f"{v:f}", signed=True)) for a, v in figures.items()
    }
    title = Title(f"{place.unit}{year}年政府信息公开工作年度报告", place.unit, year)
    sheet = FactSheet(title, form, form.format, MappingProxyType(facts), chapters=tuple(chapters))
    return Document(Path("report.html"), "html", tuple(blocks)), sheet


def judged(document: Document, sheet: FactSheet) -> list[Finding]:
    """What the rules on the text and across the tables find."""
    narrative = read_text(document, sheet)
    found = [
        *check_document(document, sheet, narrative).findings,
        *check_sheet(sheet, narrative).findings,
    ]
    return [f for f in found if f.rule.startswith(OWN) and f.outcome is Outcome.BROKEN]


# ---------------------------------------------------------------------------------------------------
# The figures a sentence can use


def _spoken(
    form: Form, place: Place, year: int, f: Figures, rng: random.Random
) -> dict[str, Decimal | str]:
    own, whole = place.own, place.whole
    words: dict[str, Decimal | str] = {
        "own": own, "whole": whole if place.government else own, "unit": place.unit, "year": str(year),
        "last": str(year - 1), "next": str(year + 1), "c": rng.choice(("件", "件", "件", "宗", "条", "份")),
    }  # fmt: skip
    if form.key.startswith("F2014"):
        return words | {a.split("/")[1]: v for a, v in f.items() if a.endswith("/value")}
    groups = {g: sum(v for a, v in f.items() if a.startswith(f"requests/{g}") and a.endswith("/total"))
              for g in ("refused_", "unavailable_", "not_processed_", "otherwise")}  # fmt: skip
    words |= {
        "new": f["requests/received/total"], "old": f["requests/brought_forward/total"],
        "done": f["requests/concluded_total/total"], "left": f["requests/carried_forward/total"],
        "both": f["requests/received/total"] + f["requests/brought_forward/total"],
        "granted": f["requests/granted/total"], "partly": f["requests/partly_granted/total"],
        "public": f["requests/granted/total"] + f["requests/partly_granted/total"],
        "refused": Decimal(groups["refused_"]), "unavailable": Decimal(groups["unavailable_"]),
        "not_processed": Decimal(groups["not_processed_"]), "otherwise": Decimal(groups["otherwise"]),
        "people": f["requests/received/natural_person"],
        "bodies": f["requests/received/total"] - f["requests/received/natural_person"],
    }  # fmt: skip
    for short, rows in (("again", ("reconsideration",)), ("direct", ("litigation_direct",)),
                        ("after", ("litigation_after_reconsideration",)),
                        ("suits", ("litigation_direct", "litigation_after_reconsideration"))):  # fmt: skip
        for column in ("upheld", "corrected", "other", "pending", "total"):
            value = sum((f[f"reviews/{r}/{column}"] for r in rows), Decimal(0))
            words[short if column == "total" else f"{short}_{column}"] = value
    if "disclosure/normative_documents/issued" in f:
        words |= {
            k: f[f"disclosure/normative_documents/{k}"] for k in ("issued", "repealed", "in_force")
        }
    else:
        words |= {
            "made": f["disclosure/normative_documents/made"], "shown": f["disclosure/normative_documents/disclosed"],
            "total_shown": f["disclosure/normative_documents/total_disclosed"],
        }  # fmt: skip
    words |= {
        "licences": f["disclosure/licensing/decisions"], "penalties": f["disclosure/penalties/decisions"],
        "forced": f["disclosure/coercive_measures/decisions"],
    }  # fmt: skip
    done, new = Decimal(words["done"]), Decimal(words["new"])
    for part, base, name in (("granted", done, "granted_of_done"), ("refused", done, "refused_of_done"),
                             ("unavailable", done, "unavailable_of_done"), ("people", new, "people_of_new"),
                             ("done", Decimal(words["both"]), "rate")):  # fmt: skip
        if base:
            words[name] = round(Decimal(words[part]) * 100 / base, rng.choice((0, 1, 1, 2)))
    return words


def _said(
    family: str, template: str, words: dict[str, Decimal | str], rules: tuple[str, ...]
) -> Said | None:
    keys = _KEY.findall(template)
    if any(k not in words for _, k in keys):
        return None

    def text(values: dict[str, Decimal | str]) -> str:
        def put(m: re.Match[str]) -> str:
            value = values[m[2]]
            return value if isinstance(value, str) else number(value)

        return _KEY.sub(put, template)

    def falsified(rng: random.Random) -> str | None:
        mutable = [k for same, k in keys if not same and isinstance(words[k], Decimal)]
        if not mutable:
            return None
        key = rng.choice(mutable)
        value = words[key]
        assert isinstance(value, Decimal)
        if key.endswith(("_of_done", "_of_new", "rate")):
            wrong = round(value + rng.choice((-7, -3, 2, 4, 9)), 1)
            if not 0 < wrong <= 100:
                return None
        else:
            wrong = another(value, "count", rng)
        if _also_admitted(key, wrong, words):
            return None
        return text(words | {key: wrong})

    return Said(family, text(words), rules, falsified)


def _also_admitted(key: str, wrong: Decimal, words: dict[str, Decimal | str]) -> bool:
    """Whether the sentence may mean that figure just as well."""

    def at(name: str) -> Decimal:
        return Decimal(words.get(name, 0))

    same = {
        "new": ("new", "both"), "done": ("done",), "people": ("people",), "bodies": ("bodies",),
        "shown": ("shown", "made", "total_shown"), "made": ("made", "shown"),
        "applications_answered": ("applications_concluded",),
    }  # fmt: skip
    admitted = {at(n) for n in same.get(key, ()) if n in words}
    if key == "done":
        admitted |= {at("done") - at("old"), at("done") - at("otherwise"), at("new"), at("both")}
    return wrong in admitted


def _lists(
    place: Place, year: int, rng: random.Random, published: int | None = None
) -> Iterator[Said]:
    """A list of published information; `published` is what the tables say of it."""
    total = rng.randint(60, 4000) if published is None else published
    if total < 20:
        return
    names = rng.sample(p.PART_NAMES, rng.randint(3, 9))
    parts = split(total, [rng.random() + 0.05 for _ in names], rng)
    told = list(zip(names, parts, strict=True))
    if rng.random() < 0.6:
        told[-1] = ("其他", told[-1][1])
    template = rng.choice([t for t in p.LISTS if published is None or "网站" not in t])
    joint = rng.choice(("，", "、", "、"))
    noun = rng.choice(("信息", "", "信息"))

    def text(n: int, items: Sequence[tuple[str, int]]) -> str:
        said = joint.join(f"{name}{noun}{value}条" for name, value in items)
        return template.format(year=year, own=place.own, whole=place.whole, n=n, parts=said)

    def falsified(rng: random.Random) -> str:
        if rng.random() < 0.4:
            return text(int(another(Decimal(total), "count", rng)), told)
        i = rng.randrange(len(told))
        wrong = int(another(Decimal(told[i][1]), "count", rng))
        return text(total, [*told[:i], (told[i][0], wrong), *told[i + 1 :]])

    complete = told[-1][0] == "其他" or not re.search("其中", template)
    family = "list, complete" if complete else "list, 其中 without 其他"
    yield Said(family, text(total, told), ("NN-SUM", "NN-UNIT"), falsified)


def _growths(year: int, rng: random.Random) -> Iterator[Said]:
    before = rng.randint(4, 400)
    now = before + rng.randint(1, before * 2)
    growth = round(Decimal(now - before) * 100 / before, rng.choice((0, 1, 2)))
    words: dict[str, Decimal | str] = {
        "year": str(year), "last": str(year - 1), "now": Decimal(now), "before": Decimal(before), "growth": growth,
    }  # fmt: skip
    template = rng.choice(p.GROWTHS)
    text = _KEY.sub(lambda m: str(words[m[2]]), template)
    wrong = _KEY.sub(lambda m: str(words[m[2]] if m[2] != "growth" else growth + 6), template)
    yield Said("growth", text, ("NN-YOY",), lambda rng: wrong)


def _slips(place: Place, rng: random.Random) -> Iterator[Said]:
    """Slips of writing: one of them."""
    true, wrong, rule = rng.choice(p.SLIPS)
    if rule == "NN-UNITNAME" and not place.government:
        return
    own = {"own": place.own}
    false = wrong.format(**own)
    yield Said(f"slips: {rule}", true.format(**own), (rule,), lambda rng: false)


def sentences_of(
    form: Form, place: Place, year: int, figures: Figures, rng: random.Random
) -> list[Said]:
    """One sentence of every kind that the report can have."""
    words = _spoken(form, place, year, figures, rng)
    made: list[Said | None] = []

    def one(family: str, templates: Sequence[str], rules: tuple[str, ...]) -> None:
        made.append(_said(family, rng.choice(templates), words, rules))

    requests = ("NT-REQ", "NT-ZERO", "NN-SUM", "NT-RATE", "XT-CH2TEXT")
    outcomes = ("NT-OUT", "NN-SUM", "NT-RATE")
    reviews = ("NT-RVLT", "NT-ZERO", "NN-SUM", "XT-CH2TEXT")
    if form.key.startswith("F2014"):
        for family, templates in p.STATISTICS.items():
            rules = ("NT-14", *requests, *outcomes) if family != "reviews" else ("NT-14", *reviews)
            one(f"F2014 {family}", templates, (*rules, "NN-MULT", "NN-SUM"))
        published = int(figures["statistics/disclosed/value"])
        lists = _lists(place, year, rng, published)
        return [s for s in (*made, *lists, *_growths(year, rng)) if s is not None]
    new, both = Decimal(words["new"]), Decimal(words["both"])
    if both:
        told = rng.random()
        if told < 0.5:
            one("requests: flow", p.FLOW, requests)
        else:
            one("requests: received", p.RECEIVED, requests)
            one("requests: concluded", p.CONCLUDED, requests)
            one("requests: brought forward", p.BROUGHT, requests)
            one("requests: carried forward", p.CARRIED, requests)
        one("outcomes: all", p.OUTCOMES, outcomes)
        one("outcomes: some", p.SOME_OUTCOMES, outcomes)
        if new:
            one("applicants", p.APPLICANTS, (*requests, "NT-OUT"))
        if words["old"] == 0 or rng.random() < 0.5:
            one("rates", p.RATES, ("NT-RATE", "NN-RATE100"))
        one("shares", p.SHARES, ("NT-RATE",))
    else:
        one("no requests", p.NO_REQUESTS, ("NT-ZERO",))
    if words["again"] or words["suits"]:
        one("reviews", p.REVIEWS, reviews)
        if words["again"]:
            one("reviews: results", p.RECONSIDERATIONS, reviews)
        if words["suits"]:
            one("suits: results", p.SUITS, reviews)
    else:
        one("no reviews", p.NO_REVIEWS, ("NT-ZERO", "NT-RVLT"))
    documents = p.DOCUMENTS_2021 if "issued" in words else p.DOCUMENTS_2019
    one("documents", documents, ("NT-DOC",))
    one("decisions", p.DECISIONS, ("NT-DOC",))
    more = (*_lists(place, year, rng), *_growths(year, rng), *_slips(place, rng))
    return [s for s in (*made, *more) if s is not None]


# ---------------------------------------------------------------------------------------------------
# Measuring


def _drawn(key: str, i: int) -> tuple[Form, Place, int, Figures, random.Random]:
    rng = random.Random(f"judgement {key} {i}")
    form, size = FORMS[key], SIZES[i % 3]
    place = draw_place(rng, size)
    year = rng.randint(form.years[0], min(form.years[1], 2025))
    return form, place, year, consistent_figures(form, rng, size=size), rng


def clean_reports(count: int) -> Iterator[tuple[str, list[Finding]]]:
    """(what it is, findings of the rules measured here) of consistent reports."""
    for i in range(count):
        key = ("F2021", "F2019", "F2014", "F2021", "F2019")[i % 5]
        form, place, year, figures, rng = _drawn(key, i)
        said = sentences_of(form, place, year, figures, rng)
        told = [s.text for s in said if s.family != "slips: NN-MULT"]  # one total is enough
        told = rng.sample(told, max(3, len(told) * 2 // 3))
        words = {
            "own": place.own, "whole": place.whole, "unit": place.unit, "year": year, "last": year - 1, "next": year + 1,
        }  # fmt: skip
        told += [m.format(**words) for m in rng.sample(p.NEAR_MISSES, 8)]
        rng.shuffle(told)
        free = not figures.get("statistics/fees/value")
        six = rng.choice(p.NO_FEES).format(**words) if free else "没有其他需要报告的事项。"
        yield f"{key} {i} {place.unit}", judged(*report_of(form, place, year, figures, told, six))


def seeded(count: int) -> Iterator[tuple[str, str, bool, bool]]:
    """(family, sentence, whether a finding of its rules came, whether the true sentence had brought one)."""
    for i in range(count):
        key = ("F2021", "F2019", "F2014")[i % 3]
        form, place, year, figures, rng = _drawn(key, 100_000 + i)
        for said in sentences_of(form, place, year, figures, rng):
            wrong = said.falsified(rng)
            if wrong is None or wrong == said.text:
                continue
            six = "没有其他需要报告的事项。"
            before = {
                (f.rule, f.message)
                for f in judged(*report_of(form, place, year, figures, [said.text], six))
            }
            after = judged(*report_of(form, place, year, figures, [wrong], six))
            new = [f for f in after if f.rule in said.rules and (f.rule, f.message) not in before]
            yield said.family, wrong, bool(new), any(r in said.rules for r, _ in before)


def run(quick: bool) -> list[str]:
    """Lines: recall by family, false alarms in consistent reports."""
    lines = ["放进一处错误，找到的比例 (recall on seeded errors)"]
    hits: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for family, _, found, _ in seeded(30 if quick else 400):
        total[family] += 1
        hits[family] += found
    groups = {
        "list sums": lambda f: f == "list, complete",
        "text ties": lambda f: not f.startswith(("list", "growth", "rates", "shares", "slips")),
        "rates, shares, growth": lambda f: f.startswith(("rates", "shares", "growth")),
        "slips of writing, names": lambda f: f.startswith("slips"),
    }
    for name, belongs in groups.items():
        all_, found_ = (
            sum(n for f, n in total.items() if belongs(f)),
            sum(n for f, n in hits.items() if belongs(f)),
        )
        lines.append(f"  {name:<28} {found_:>6}/{all_:<6} {found_ / max(all_, 1):7.1%}")
    lines += [
        f"    {family:<28} {hits[family]:>6}/{n:<6} {hits[family] / n:7.1%}"
        for family, n in sorted(total.items())
    ]
    count = 60 if quick else 1000
    errors = warnings = 0
    rules: Counter[str] = Counter()
    for _, findings in clean_reports(count):
        errors += sum(f.severity is Severity.ERROR for f in findings)
        warnings += sum(f.severity is Severity.WARNING for f in findings)
        rules.update(f"{f.rule} {f.severity}" for f in findings if f.severity is not Severity.INFO)
    lines.append(f"没有错误的报告中的误报 (false alarms in {count} consistent reports)")
    lines.append(
        f"  errors {errors} ({errors / count * 100:.2f} per 100), warnings {warnings} ({warnings / count:.3f} per report)"
    )
    lines += [f"    {rule}: {n}" for rule, n in rules.most_common()]
    return lines
