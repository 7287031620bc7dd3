"""Which slip makes one figure of another."""

from __future__ import annotations

import pytest

from core.localise.slips import WEIGHTS, Slip, slip_between


@pytest.mark.parametrize(
    ("printed", "right", "slip"),
    [
        (12, 21, Slip.TRANSPOSED),
        (1324, 1234, Slip.TRANSPOSED),
        (3214, 1234, Slip.OTHER),  # not neighbours
        (77, 77, Slip.OTHER),
        (124, 1234, Slip.DROPPED),
        (1234, 12234, Slip.DROPPED),
        (12234, 1234, Slip.DOUBLED),
        (33, 3, Slip.DOUBLED),
        (150, 15, Slip.ZERO_EXTRA),
        (1005, 105, Slip.ZERO_EXTRA),
        (15, 150, Slip.ZERO_MISSING),
        (15, 105, Slip.ZERO_MISSING),
        (15, 1500, Slip.ZERO_MISSING),
        (3000, 3, Slip.ZERO_EXTRA),
        (17, 11, Slip.MISREAD),
        (38, 33, Slip.MISREAD),
        (160, 100, Slip.MISREAD),
        (5, 6, Slip.MISREAD),
        (5, 9, Slip.OTHER),  # a single digit explains nothing
        (15, 19, Slip.WRONG_DIGIT),
        (154, 14, Slip.EXTRA_DIGIT),
        (-8, 8, Slip.SIGN),
        (8, -8, Slip.SIGN),
        (-12, 21, Slip.OTHER),
        (-12, -21, Slip.TRANSPOSED),
        (0, 7, Slip.OTHER),
        (10, 0, Slip.OTHER),
    ],
)
def test_slip(printed: int, right: int, slip: Slip) -> None:
    assert slip_between(printed, right)[0] is slip


def test_words_name_the_digits() -> None:
    assert slip_between(17, 11)[1] == "的数字“1”误作“7”"
    assert slip_between(124, 1234)[1] == "漏了一位数字“3”"
    assert slip_between(15, 1500)[1] == "少写了2个0"


def test_every_slip_has_a_weight_and_a_reason() -> None:
    assert set(WEIGHTS) == set(Slip)
    assert all(w.reason for w in WEIGHTS.values())
