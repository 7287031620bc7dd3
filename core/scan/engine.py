"""The recogniser: RapidOCR's two PP-OCR models on onnxruntime, behind two functions.

`find_lines` says where lines of text are, `read` what is written in pictures of single lines. RapidOCR's
public call gives one mean confidence a line and pads every line to a width made for sentences, so the
recognition model is driven here, through the session that RapidOCR has set up: per time step
it gives the probability of every character, from which each character's own confidence and its rivals are
taken. What is used of RapidOCR beyond its public interface stands in `_Models.load` and nowhere else.

Nothing is downloaded: both models come with the rapidocr wheel.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Character", "Line", "find_lines", "read", "use_threads"]

Grey = NDArray[np.uint8]
Quad = NDArray[np.float32]  # 4×2, clockwise from the top left

_DETECTION, _RECOGNITION = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
HEIGHT = 48  # rows of pixels the recognition model takes
STEP = 8  # columns of pixels for each of its time steps
_BATCH = 6_000  # columns of pixels a run: bounds the memory, 150 kB a time step
_MOST_COLUMNS = 3_200  # a longer line is squeezed
_RIVAL = 0.02  # from this probability on a character is worth keeping as a rival
_RIVALS = 3

_threads = 0


@dataclass(frozen=True, slots=True)
class Character:
    """One character of a line: its probability, its rivals' (likeliest first; "" for none at all), and
    where it stands, as a share of the line's width."""

    text: str
    confidence: float
    rivals: tuple[tuple[str, float], ...]
    at: float


@dataclass(frozen=True, slots=True)
class Line:
    """`near` are characters that were not read but that the model thought of: (share of the width,
    character, probability)."""

    characters: tuple[Character, ...] = ()
    near: tuple[tuple[float, str, float], ...] = ()

    @property
    def text(self) -> str:
        return "".join(c.text for c in self.characters)

    @property
    def confidence(self) -> float:
        """Of its least certain character; 0 where nothing was read."""
        return min((c.confidence for c in self.characters if c.text != " "), default=0.0)


def use_threads(count: int) -> None:
    """How many threads recognition may use in this process (0: one for each core). Only before the
    first page: the sessions keep what they were made with."""
    global _threads
    _threads = count


@dataclass(frozen=True)
class _Models:
    detector: Any  # rapidocr's TextDetector: picture → boxes
    session: Any  # the recognition model: float32 N×3×48×W → N×(W/8)×characters
    characters: tuple[str, ...]

    @classmethod
    def load(cls) -> _Models:
        import rapidocr

        parameters = {
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Det.limit_side_len": 32,  # find_lines chooses the size itself
            "Det.limit_type": "min",
        }
        rapid: Any = rapidocr.RapidOCR(params=parameters)
        # RapidOCR takes sessions that are ready, but not through its parameters.
        rapid.cfg._set_flag("allow_objects", True)
        models = Path(rapidocr.__file__).parent / "models"
        rapid.cfg.Det.session = _session(models / _DETECTION)
        rapid.cfg.Rec.session = _session(models / _RECOGNITION)
        recogniser = rapid._load_rec_model()
        return cls(
            detector=rapid._load_det_model(),
            session=recogniser.session,
            characters=tuple(recogniser.postprocess_op.character),
        )


def _session(model: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = _threads or os.cpu_count() or 1
    options.enable_cpu_mem_arena = False  # it would keep what the longest line took
    # Threads that wait by spinning take the core that another page's process could use: a quarter of the time.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


@cache
def _models() -> _Models:
    return _Models.load()


def find_lines(image: Grey, scale: float) -> list[Quad]:
    """The lines of text on a grey picture, as quadrilaterals in its pixels. It is looked at shrunk to
    `scale`: the detector works best where characters are some 15 to 40 pixels high."""
    height, width = image.shape
    size = (max(32, round(width * scale)), max(32, round(height * scale)))
    shrunk = cv2.resize(
        image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    )
    found = _models().detector(cv2.cvtColor(shrunk, cv2.COLOR_GRAY2BGR))
    if found.boxes is None:
        return []
    back = np.array([width / size[0], height / size[1]], np.float32)
    return [np.asarray(box, np.float32) * back for box in found.boxes]


def read(pictures: Sequence[Grey]) -> list[Line]:
    """What is written on each picture of one line of text (dark on light, grey, any size)."""
    ready = [_fitted(p) for p in pictures]
    lines: list[Line] = [Line()] * len(ready)
    order = sorted(range(len(ready)), key=lambda i: ready[i].shape[1])
    for batch in _batches(order, [p.shape[1] for p in ready]):
        width = max(ready[i].shape[1] for i in batch)
        block = np.zeros((len(batch), 3, HEIGHT, width), np.float32)
        for row, i in enumerate(batch):
            block[row, :, :, : ready[i].shape[1]] = ready[i]
        for row, i in zip(_models().session(block), batch, strict=True):
            steps = -(-ready[i].shape[1] // STEP)
            lines[i] = _decode(row, steps, ready[i].shape[1] / STEP)
    return lines


def _fitted(picture: Grey) -> NDArray[np.float32]:
    height, width = picture.shape
    columns = min(_MOST_COLUMNS, max(STEP * 2, round(width * HEIGHT / height)))
    shrink = height > HEIGHT
    scaled = cv2.resize(picture, (columns, HEIGHT), interpolation=cv2.INTER_AREA if shrink else cv2.INTER_CUBIC)  # fmt: skip
    return scaled.astype(np.float32) / 127.5 - 1


def _batches(order: Iterable[int], widths: Sequence[int]) -> Iterable[list[int]]:
    """Neighbours in width together, so that little is padded."""
    batch: list[int] = []
    for i in order:
        if batch and (
            widths[i] * (len(batch) + 1) > _BATCH or widths[i] > widths[batch[0]] * 1.3 + 64
        ):
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _decode(steps_by_character: NDArray[np.float32], steps: int, width: float) -> Line:
    """Greedy CTC: the likeliest character of each step, repeats and the empty one (index 0) dropped. A
    character that spans several steps has the confidence of its best one."""
    table = _models().characters
    scores = steps_by_character
    best = scores.argmax(axis=1)
    characters: list[Character] = []
    near: list[tuple[float, str, float]] = []
    start = 0
    while start < len(best):
        end = start + 1
        while end < len(best) and best[end] == best[start]:
            end += 1
        if best[start]:
            at = start + int(scores[start:end, best[start]].argmax())
            top = np.argpartition(scores[at], -_RIVALS - 1)[-_RIVALS - 1 :]
            rivals = sorted(
                ((float(scores[at, c]), table[c] if c else "") for c in top
                 if c != best[start] and scores[at, c] >= _RIVAL),
                reverse=True,
            )  # fmt: skip
            characters.append(
                Character(
                    text=table[best[start]],
                    confidence=float(scores[at, best[start]]),
                    rivals=tuple((text, share) for share, text in rivals),
                    at=min(1.0, (at + 0.5) / width),
                )
            )
        else:
            for step in range(start, min(end, steps)):
                second = int(scores[step, 1:].argmax()) + 1
                if scores[step, second] >= _RIVAL:
                    near.append(((step + 0.5) / width, table[second], float(scores[step, second])))
        start = end
    while characters and characters[-1].text == " ":
        characters.pop()
    return Line(tuple(characters), tuple(near))
