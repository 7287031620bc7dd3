"""Figures that agree: a form and a random source → {address: value}.

Every identity of the form of severity error or warning holds in them, and so do the plausibility rules
of DOMAIN §2.1 and §2.3 that a form file can't say (T1-DECSUM, T1-GPUNIT, XT-*, PL-*): parts are
drawn, totals are computed. `naive.broken` proves it at the end of each call.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from core.formats import Form
from tests.generator.naive import broken

Size = Literal["town", "county", "city"]
Figures = dict[str, Decimal]

APPLICANTS = (
    "natural_person",
    "enterprise",
    "research_institute",
    "public_welfare",
    "legal_service",
    "other",
)
_APPLICANT_WEIGHTS = (82, 11, 1, 1, 3, 2)
_NOT_OUTCOMES = ("received", "brought_forward", "concluded_total", "carried_forward")
# Upper bounds by size: requests received, reviews, documents in force, decisions, fees in 万元.
_BOUNDS: dict[Size, dict[str, int]] = {
    "town": {"requests": 12, "reviews": 1, "documents": 15, "decisions": 900, "fees": 30},
    "county": {"requests": 420, "reviews": 24, "documents": 260, "decisions": 60_000, "fees": 9_000},
    "city": {"requests": 14_000, "reviews": 900, "documents": 2_400, "decisions": 4_200_000,
             "fees": 250_000},
}  # fmt: skip


def consistent_figures(
    form: Form, rng: random.Random, *, size: Size = "county", extension: bool = True
) -> Figures:
    """Figures for all addresses of `form` that carry numbers, in the unit of the form.

    The heading rows of the 统计表 (kind "empty") are left out, and with `extension=False` the rows of a
    provincial extension too. One report in eight is zero from end to end.
    """
    nothing = rng.random() < 0.125
    keys = {table.key for table in form.tables}
    if keys == {"statistics"}:
        rows = {a.split("/")[1] for a in form.addresses}
        made = (
            _fujian(rng, size, nothing)
            if "answered_other" in rows
            else _statistics(rng, size, nothing)
        )
    elif keys == {"disclosure", "requests", "reviews"}:
        made = _requests(form, rng, size, nothing)
        made |= _reviews(rng, size, nothing, made["requests/concluded_total/total"])
        if "disclosure/regulations/made" in form.addresses:
            made |= _disclosure_2019(rng, size, nothing)
        else:
            made |= _disclosure_2021(rng, size, nothing)
    else:
        raise ValueError(f"no figures are known for {form.key}")
    figures = {a: made[a] for a in drawn_addresses(form, extension=extension) if a in made}
    assert not broken(form, figures), broken(form, figures)
    return figures


def drawn_addresses(form: Form, *, extension: bool = True) -> tuple[str, ...]:
    """The addresses of the rows that a report prints, heading rows included."""
    lines = (line for table in form.tables for line in table.lines)
    return tuple(a for line in lines if extension or not line.extension for a in line.addresses)


def split(total: int, weights: Sequence[float], rng: random.Random) -> list[int]:
    """`total` cut into whole parts, roughly by weight; the parts add up to it exactly."""
    if total <= 500:
        parts = [0] * len(weights)
        for i in rng.choices(range(len(weights)), weights, k=total):
            parts[i] += 1
        return parts
    drawn = [w * rng.uniform(0.6, 1.4) for w in weights]
    parts = [int(total * d / sum(drawn)) for d in drawn]
    parts[max(range(len(parts)), key=parts.__getitem__)] += total - sum(parts)
    return parts


def _upto(rng: random.Random, bound: float) -> int:
    """A whole number in 0…bound, small ones as likely as big ones."""
    if bound < 1 or rng.random() < 0.12:
        return 0
    return min(int(bound), int(2 ** rng.uniform(0, math.log2(bound + 1))))


def _decimals(made: dict[str, int | Decimal]) -> Figures:
    return {address: Decimal(value) for address, value in made.items()}


def _requests(form: Form, rng: random.Random, size: Size, nothing: bool) -> Figures:
    rows = list(dict.fromkeys(a.split("/")[1] for a in form.table("requests").addresses))
    outcomes = [r for r in rows if r not in _NOT_OUTCOMES]
    other = [r.startswith("otherwise") for r in outcomes]
    received = 0 if nothing else max(_upto(rng, _BOUNDS[size]["requests"]), rng.randint(0, 1))
    brought = _upto(rng, received * 0.15)
    weights = [
        (28 if r == "granted" else 12 if r == "unavailable_not_held" else rng.choice((0, 0.5, 3)))
        + 0.01
        for r in outcomes
    ]
    made: dict[str, int | Decimal] = dict.fromkeys((f"requests/{r}/total" for r in rows), 0)
    new_by, brought_by = (
        split(received, _APPLICANT_WEIGHTS, rng),
        split(brought, _APPLICANT_WEIGHTS, rng),
    )
    for column, new, old in zip(APPLICANTS, new_by, brought_by, strict=True):
        carried = _upto(rng, (new + old) * 0.2)
        results = split(new + old - carried, weights, rng)
        # （六）其他处理 stays below the share that makes supervisors look closer (PL-O6).
        excess = sum(n for n, o in zip(results, other, strict=True) if o) - sum(results) // 8
        for i, is_other in enumerate(other):
            moved = min(results[i], max(excess, 0)) if is_other else 0
            results[i] -= moved
            results[0] += moved
            excess -= moved
        amounts = {
            "received": new, "brought_forward": old, "carried_forward": carried,
            "concluded_total": sum(results), **dict(zip(outcomes, results, strict=True)),
        }  # fmt: skip
        for row, amount in amounts.items():
            made[f"requests/{row}/{column}"] = amount
            made[f"requests/{row}/total"] += amount
    return _decimals(made)


def _reviews(rng: random.Random, size: Size, nothing: bool, concluded: Decimal) -> Figures:
    made: dict[str, int | Decimal] = {}
    bound = 0 if nothing else min(_BOUNDS[size]["reviews"], int(concluded) // 3)
    for row in ("reconsideration", "litigation_direct", "litigation_after_reconsideration"):
        total = _upto(rng, bound)
        parts = split(total, (6, 1, 2, 1), rng)
        for column, part in zip(("upheld", "corrected", "other", "pending"), parts, strict=True):
            made[f"reviews/{row}/{column}"] = part
        made[f"reviews/{row}/total"] = total
        bound = min(bound, total or bound) // 2
    return _decimals(made)


def _documents(rng: random.Random, size: Size, nothing: bool, *, regulations: bool) -> int:
    if nothing or (regulations and size != "city"):  # 规章 are for cities with districts and above
        return 0
    return _upto(rng, _BOUNDS[size]["documents"] / (20 if regulations else 1))


def _disclosure_2021(rng: random.Random, size: Size, nothing: bool) -> Figures:
    made: dict[str, int | Decimal] = {}
    for row in ("regulations", "normative_documents"):
        issued = _documents(rng, size, nothing, regulations=row == "regulations") // 4
        before = _documents(rng, size, nothing, regulations=row == "regulations")
        if size != "town" and row == "normative_documents" and not nothing:
            before += 1
        repealed = _upto(rng, before / 3)
        made |= {
            f"disclosure/{row}/issued": issued,
            f"disclosure/{row}/repealed": repealed,
            f"disclosure/{row}/in_force": before + issued - repealed,
        }
    for row, share in (("licensing", 1.0), ("penalties", 0.2), ("coercive_measures", 0.02)):
        made[f"disclosure/{row}/decisions"] = (
            0 if nothing else _upto(rng, _BOUNDS[size]["decisions"] * share)
        )
    made["disclosure/fees/amount"] = Decimal(0) if nothing else _money(rng, _BOUNDS[size]["fees"])
    return _decimals(made)


def _disclosure_2019(rng: random.Random, size: Size, nothing: bool) -> Figures:
    made: dict[str, int | Decimal] = {}
    for row in ("regulations", "normative_documents"):
        issued = _documents(rng, size, nothing, regulations=row == "regulations") // 4
        disclosed = rng.choice((issued, _upto(rng, issued)))
        before = _documents(rng, size, nothing, regulations=row == "regulations")
        made |= {
            f"disclosure/{row}/made": issued,
            f"disclosure/{row}/disclosed": disclosed,
            f"disclosure/{row}/total_disclosed": disclosed + before,
        }
    for row in ("licensing", "other_services", "penalties", "coercive_measures", "fees"):
        previous = 0 if nothing else _upto(rng, {"town": 200, "county": 5_000, "city": 9_000}[size])
        change = rng.choice((0, _upto(rng, previous / 3), -_upto(rng, previous * 0.8)))
        made |= {f"disclosure/{row}/previous": previous, f"disclosure/{row}/change": change}
        if row == "fees":
            continue
        items = previous + change
        decisions = 0 if nothing else _upto(rng, _BOUNDS[size]["decisions"])
        if decisions == items or (items >= 100 and not decisions):  # T1-DECSUM, T1-DECZERO
            decisions += 0 if not items else 7
        made[f"disclosure/{row}/decisions"] = decisions
    projects = 0 if nothing else _upto(rng, {"town": 9, "county": 240, "city": 2_600}[size])
    amount = sum((_money(rng, 60) + Decimal("0.5") for _ in range(min(projects, 40))), Decimal(0))
    made |= {"disclosure/procurement/projects": projects, "disclosure/procurement/amount": amount}
    if projects > 40:
        made["disclosure/procurement/amount"] = amount * (projects // 40)
    return _decimals(made)


def _money(rng: random.Random, bound: int) -> Decimal:
    """An amount in 万元, with up to four decimals as they come from 元."""
    whole = Decimal(_upto(rng, bound))
    digits = rng.choice((0, 0, 1, 2, 2, 4)) if whole else 0
    return (whole + Decimal(rng.randrange(10**digits)).scaleb(-digits)).normalize() + 0


def _statistics(rng: random.Random, size: Size, nothing: bool) -> Figures:
    scale = 0 if nothing else {"town": 1, "county": 12, "city": 150}[size]
    n: dict[str, int | Decimal] = {}

    def draw(*rows: str, bound: float) -> int:
        for row in rows:
            n[row] = _upto(rng, bound * scale)
        return sum(int(n[row]) for row in rows)

    def parts(total: str, *rows: str, bound: float) -> None:
        n[total] = draw(*rows, bound=bound)

    channels = [
        "channel_gazette",
        "channel_website",
        "channel_weibo",
        "channel_wechat",
        "channel_other",
    ]
    everything = draw(*channels, bound=300)
    widest = max(int(n[c]) for c in channels)
    n["disclosed"] = rng.choice((everything, widest, rng.randint(widest, everything)))
    n["disclosed_normative"] = _upto(rng, min(int(n["disclosed"]), 12 * scale))
    n["normative_issued"] = int(n["disclosed_normative"]) + _upto(rng, 3 * scale)
    for kind in ("response_press_conferences", "response_online_interviews"):
        draw(kind, bound=2)
        n[f"{kind}_by_head"] = rng.randint(0, int(n[kind]))
    draw("response_interpretations", "response_weibo_wechat", "response_other", bound=20)
    n["responses"] = rng.randint(
        0,
        sum(int(n[f"response_{k}"])
            for k in ("press_conferences", "online_interviews", "weibo_wechat", "other")),
    )  # fmt: skip
    grounds = ("state_secret", "trade_secret", "privacy", "security_stability",
               "not_government_information", "other_law")  # fmt: skip
    parts("answered_refused", *(f"refused_{g}" for g in grounds), bound=0.6)
    answers = ("already_public", "granted", "partly_granted", "not_this_body", "nonexistent", "amended",
               "redirected")  # fmt: skip
    parts("applications_answered", *(f"answered_{a}" for a in answers), bound=2)
    n["applications_answered"] += n["answered_refused"]
    concluded = n["applications_concluded"] = int(n["applications_answered"])
    n["applications_concluded_extended"] = _upto(rng, concluded / 5)
    n["applications_concluded_on_time"] = concluded - n["applications_concluded_extended"]
    n["applications"] = concluded + rng.choice((0, 0, _upto(rng, concluded / 10)))
    ways = split(n["applications"], (3, 1, 8, 2), rng)
    for way, part in zip(("in_person", "fax", "online", "letter"), ways, strict=True):
        n[f"applications_{way}"] = part
    n["applications_by_topic"] = n["applications"]
    topics = split(n["applications"], [rng.choice((0.01, 1, 3)) for _ in range(18)], rng)
    for i, part in enumerate(topics, 1):
        n[f"topic_{i:02}"] = part
    for row in ("reconsideration", "litigation"):
        parts(row, *(f"{row}_{k}" for k in ("upheld", "corrected", "other")), bound=0.5)
    draw("complaints", "offices", "reading_points", bound=1)
    n["fees"] = Decimal(_upto(rng, 90 * scale)) * 10 / 10_000  # tariffs go by whole tens of 元
    n["special_funds"] = _money(rng, 6 * scale) if scale else Decimal(0)
    parts("staff", "staff_full_time", "staff_part_time", bound=4)
    draw("meetings", bound=3)
    draw("training_courses", bound=2)
    courses = int(n["training_courses"])
    n["trainees"] = courses * rng.randint(8, 90) + rng.randint(0, 7) if courses else 0
    return _decimals({f"statistics/{row}/value": value for row, value in n.items()})


def _fujian(rng: random.Random, size: Size, nothing: bool) -> Figures:
    scale = 0 if nothing else {"town": 1, "county": 12, "city": 150}[size]
    ways = ("applications_in_person", "applications_online", "applications_letter")
    answers = ("answered_granted", "answered_partly_granted", "answered_refused", "answered_other")
    alone = ("litigation_complaints", "reconsideration", "litigation")

    def column(factor: int) -> dict[str, int | Decimal]:
        made: dict[str, int | Decimal] = {row: _upto(rng, 3 * scale * factor) for row in ways}
        total = sum(int(made[row]) for row in ways)
        made |= {"applications": total, "applications_answered": total}
        made |= zip(answers, split(total, (6, 1, 1, 2), rng), strict=True)
        made |= {row: _upto(rng, scale * factor / 2) for row in alone}
        made["channel_website"] = _upto(rng, 400 * scale * factor)
        made["channel_gazette"] = _upto(rng, 20 * scale * factor)
        made["disclosed"] = made["channel_website"] + _upto(rng, 60 * scale * factor)
        made["fees_waived"] = Decimal(_upto(rng, 20 * scale * factor) * 10)
        return made

    year, before = column(1), column(8)
    return _decimals(
        {f"statistics/{r}/value": v for r, v in year.items()}
        | {f"statistics/{r}/cumulative": year[r] + before[r] for r in year}
    )
