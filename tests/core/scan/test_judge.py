"""Two readings to a text with doubts and alternatives; needs no model."""

from __future__ import annotations

import pytest

from core import scan as recognition

if recognition.missing():
    pytest.skip(recognition.missing(), allow_module_level=True)

from core.scan.engine import Character, Line
from core.scan.judge import Doubts, as_figure, figure_like, figure_of, judged, judged_text


def line(text: str, confidence: float = 0.999, **rivals: tuple[str, float]) -> Line:
    """`rivals` by position: _0=("8", 0.3)."""
    count = max(1, len(text))
    return Line(
        tuple(
            Character(c, confidence, (rivals[f"_{i}"],) if f"_{i}" in rivals else (), (i + 0.5) / count)
            for i, c in enumerate(text)
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("seen", "meant"),
    [("O", "0"), ("l2", "12"), ("１２", "12"), ("1，234", "1,234"), ("一", "—"), ("3 5", "35"), ("−7", "-7")],
)  # fmt: skip
def test_lookalikes(seen, meant):
    assert figure_of(seen) == meant
    assert figure_like(seen)


@pytest.mark.parametrize("seen", ["自然人", "1.国家秘密", "总计"])
def test_words_are_no_figures(seen):
    assert not figure_like(seen)


def test_agreed_and_sure():
    text, reading = judged([line("128")], [line("128")], Doubts(digits=(3, 3)))
    assert (text, reading.doubtful, reading.alternatives) == ("128", False, ())
    assert reading.confidence == 0.999


def test_two_readings_differ():
    text, reading = judged([line("38", 0.9)], [line("36", 0.8)], Doubts())
    assert (text, reading.doubtful) == ("38", True)
    assert "36" in reading.alternatives
    assert reading.confidence == 0.9


def test_rivals_are_offered_likeliest_first():
    first = line("15", 0.6, _0=("7", 0.3), _1=("6", 0.05))
    _, reading = judged([first], [first], Doubts())
    assert reading.doubtful
    assert reading.alternatives[:2] == ("75", "16")


def test_what_looks_like_a_digit_counts_for_it():
    """A lone 0 of many fonts is half an O to the model."""
    first, second = line("O", 0.58, _0=("0", 0.4)), line("0", 0.5, _0=("O", 0.47))
    text, reading = judged([first], [second], Doubts(digits=(1, 1)))
    assert (text, reading.doubtful, reading.confidence) == ("0", False, 0.98)
    assert as_figure(line("Ol", 0.5, _0=("0", 0.4), _1=("I", 0.3))).confidence == pytest.approx(0.8)


def test_not_where_another_digit_is_likely_too():
    contested = Line((Character("0", 0.5, (("O", 0.35), ("6", 0.12)), 0.5),))
    assert as_figure(contested).confidence == 0.5
    _, reading = judged([contested], [contested], Doubts())
    assert (reading.doubtful, reading.alternatives) == (True, ("6",))


def test_the_same_other_digit_in_both_readings():
    first, second = line("31", 0.84, _1=("4", 0.11)), line("31", 0.8, _1=("4", 0.14))
    assert judged([first], [second], Doubts())[1].alternatives == ("34",)
    assert not judged([first], [line("31", 0.8, _1=("7", 0.14))], Doubts())[1].doubtful


def test_a_lost_or_doubled_digit_shows_by_its_width():
    text, reading = judged([line("22")], [line("22")], Doubts(digits=(1, 1)))
    assert (text, reading.doubtful) == ("22", True)
    dropped = line("22", 0.999, _1=("", 0.004))
    _, reading = judged([dropped], [dropped], Doubts(digits=(1, 1)))
    assert reading.alternatives == ("2",)


def test_comma_that_hangs():
    seen = [line("89.214", 0.8)]
    assert judged(seen, seen, Doubts(comma=True))[0] == "89,214"
    text, reading = judged(seen, seen, Doubts())
    assert (text, reading.doubtful, reading.alternatives) == ("89.214", True, ("89,214",))
    text, reading = judged([line("12.50")], [line("12.50")], Doubts(comma=False))
    assert (text, reading.doubtful) == ("12.50", False)


def test_stroke_by_its_shape():
    text, reading = judged([line("1", 0.9)], [line("/", 0.7)], Doubts(slash=True))
    assert (text, reading.doubtful, reading.alternatives) == ("/", False, ("1",))
    assert judged([line("7", 0.9)], [line("7", 0.9)], Doubts(slash=True))[1].doubtful
    assert judged([line("一", 0.5)], [line("-", 0.5)], Doubts(dash=True))[0] == "—"


def test_a_one_that_leans_may_be_a_slash():
    seen = [line("1", 0.95)]
    text, reading = judged(seen, seen, Doubts(leans=True))
    assert (text, reading.doubtful, reading.alternatives) == ("1", True, ("/",))
    assert not judged([line("7")], [line("7")], Doubts(leans=True))[1].doubtful


def test_a_short_dash():
    """The model takes it for 二 or a point, where there is much paper around it."""
    text, reading = judged([line("-", 0.97)], [line("二", 0.76)], Doubts(dash=True))
    assert (text, reading.doubtful) == ("—", False)
    assert judged([line("2", 0.3)], [line("-", 0.97)], Doubts(dash=True))[1].doubtful
    assert judged([line("-", 0.3)], [line("二", 0.76)], Doubts(dash=True))[1].doubtful
    assert not judged([line("/", 0.8)], [line("八", 0.9)], Doubts(slash=True))[1].doubtful
    assert judged([line("/", 0.8)], [line("7", 0.9)], Doubts(slash=True))[1].doubtful


def test_ink_that_says_nothing():
    text, reading = judged([Line()], [Line()], Doubts())
    assert (text, reading.doubtful, reading.confidence) == ("", True, 0)
    text, reading = judged_text([Line()])
    assert reading.doubtful


def test_stamp_over_a_figure_asks_for_more():
    seen = [line("38", 0.9)]
    assert not judged(seen, seen, Doubts())[1].doubtful
    assert judged(seen, seen, Doubts(stamped=True))[1].doubtful
    sure = [line("38", 0.99)]
    assert not judged(sure, sure, Doubts(stamped=True))[1].doubtful
    assert judged(sure, sure, Doubts(cut=True))[1].doubtful


def test_figures_of_a_text_count_more_than_its_marks():
    sure = Line(
        (*line("共收到").characters, *line("12", 0.99).characters, *line("。", 0.2).characters)
    )
    assert judged_text([sure]) == ("共收到12。", judged_text([sure])[1])
    assert not judged_text([sure])[1].doubtful
    unsure = Line((*line("共收到").characters, *line("12", 0.6).characters))
    assert judged_text([unsure])[1].doubtful


def test_a_short_word_must_be_sure():
    """What a stamp makes of a figure."""
    assert judged_text([line("元62人", 0.5)])[1].doubtful
    assert not judged_text([line("总计", 0.9)])[1].doubtful
    assert not judged_text([line("未经复议直接起诉", 0.5)])[1].doubtful
