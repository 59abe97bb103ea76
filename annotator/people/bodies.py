"""Where people are in a single picture: MediaPipe's own detector of bodies, asked until it finds nobody more.

The detector is trained to find the one person a picture is of, and tells little of the others. Whoever was found is
therefore painted over, and it is asked again; and since it sees pictures of 224x224, the squares at both ends of a wide
picture are looked at too.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from annotator.errors import MissingError
from annotator.models.litert import open_interpreter, quiet_stderr
from annotator.records import FloatArray, ImageArray

_MODEL: Final = "modules/pose_detection/pose_detection.tflite"
_SIDE: Final = 224
# Cells along a side of the picture, and anchors in each cell, layer by layer (strides 8, 16, and three times 32).
_LAYERS: Final = ((28, 2), (14, 2), (7, 6))
_ANCHORS: Final = 2254
_LEAST_SCORE: Final = (0.5, 0.6)  # in the whole picture, in a part of it
_LEAST_RADIUS: Final = 0.08  # of the picture's height: who is smaller is not taken for the performer by anything
_MOST: Final = 6
_WIDE: Final = 1.25  # width by height from which on parts are looked at
_GREY: Final = 127
# How far a body reaches from its hips, in its radius: what is painted over.
_ASIDE: Final = 0.6
_UPRIGHT: Final = 1.15


@dataclass(frozen=True)
class Body:
    """A person in a picture: the middle of the hips, and how far the body reaches from there; all in pixels.

    `radius` is what MediaPipe takes for half of a person's height, lying or standing. `score`: 0 to 1.
    """

    x: float
    y: float
    radius: float
    score: float

    def box(self, aside: float, upright: float, width: int, height: int) -> tuple[slice, slice]:
        """Rows and columns within `aside` and `upright` radii of the hips, inside a picture."""
        columns = (self.x - aside * self.radius, self.x + aside * self.radius)
        rows = (self.y - upright * self.radius, self.y + upright * self.radius)
        return _inside(rows, height), _inside(columns, width)


class BodyFinder:
    """Finds people in pictures; keeps nothing from one picture to the next.

    The model comes with MediaPipe; raises `MissingError` where it is not there.
    """

    def __init__(self) -> None:
        self._interpreter = open_interpreter(_model_path(), threads=1)
        with quiet_stderr():
            self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        outputs = self._interpreter.get_output_details()
        self._values = next(each["index"] for each in outputs if each["shape"][-1] == 12)
        self._scores = next(each["index"] for each in outputs if each["shape"][-1] == 1)
        self._anchors = _anchors()

    def find(self, image: ImageArray, turn: int = 0) -> list[Body]:
        """The people in a picture, uint8 [H, W, 3], those found with most certainty first in each part of it.

        Besides the whole, one of the squares at the ends of a wide picture is looked at: which one changes with `turn`.
        """
        height, width = image.shape[:2]
        canvas, found = image.copy(), list[Body]()
        for number, (left, side) in enumerate(_parts(width, height, turn)):
            while len(found) < _MOST:
                body = self._best(canvas[:, left : left + side], _LEAST_SCORE[number])
                if body is None or body.radius < _LEAST_RADIUS * height:
                    break
                body = Body(body.x + left, body.y, body.radius, body.score)
                if any(_same(body, other) for other in found):
                    break
                found.append(body)
                canvas[body.box(_ASIDE, _UPRIGHT, width, height)] = _GREY
        return found

    def _best(self, image: ImageArray, least_score: float) -> Body | None:
        """The person the detector is surest of; MediaPipe's own decoding: letterbox, anchors, sigmoid."""
        picture, scale, corner = _letterbox(image)
        self._interpreter.set_tensor(self._input, picture)
        self._interpreter.invoke()
        logits: FloatArray = self._interpreter.get_tensor(self._scores)[0, :, 0]
        best = int(logits.argmax())
        score = float(1 / (1 + np.exp(-np.clip(logits[best], -100.0, 100.0))))
        if score < least_score:
            return None
        values = self._interpreter.get_tensor(self._values)[0, best].reshape(6, 2) + self._anchors[best] * _SIDE
        hips, reach = ((values[point] - corner) / scale for point in (2, 3))
        return Body(float(hips[0]), float(hips[1]), float(np.hypot(*(reach - hips))), score)


def _model_path() -> Path:
    spec = importlib.util.find_spec("mediapipe")
    for folder in spec.submodule_search_locations or () if spec else ():
        path = Path(folder) / _MODEL
        if path.is_file():
            return path
    raise MissingError("MediaPipe's detector of people is not there", stage="people", hint="pip install mediapipe")


def _anchors() -> npt.NDArray[np.float64]:
    """The middles of the cells, in shares of the picture's side, [2254, 2]."""
    layers = []
    for cells, each in _LAYERS:
        rows, columns = np.mgrid[:cells, :cells]
        middles = (np.stack([columns, rows], axis=-1).reshape(-1, 2) + 0.5) / cells
        layers.append(np.repeat(middles, each, axis=0))
    anchors: npt.NDArray[np.float64] = np.concatenate(layers)
    assert len(anchors) == _ANCHORS  # noqa: S101
    return anchors


def _letterbox(image: ImageArray) -> tuple[FloatArray, float, npt.NDArray[np.float64]]:
    """The picture in the middle of a black square, float32 [1, 224, 224, 3] from -1 to 1; its scale and corner."""
    import cv2

    height, width = image.shape[:2]
    scale = _SIDE / max(width, height)
    columns, rows = max(round(width * scale), 1), max(round(height * scale), 1)
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    resized = cv2.resize(np.ascontiguousarray(image), (columns, rows), interpolation=kind)
    left, top = (_SIDE - columns) // 2, (_SIDE - rows) // 2
    square = np.full((1, _SIDE, _SIDE, 3), -1.0, np.float32)
    square[0, top : top + rows, left : left + columns] = resized.astype(np.float32) / 127.5 - 1.0
    return square, scale, np.array([left, top], np.float64)


def _parts(width: int, height: int, turn: int) -> Iterator[tuple[int, int]]:
    """Where a part begins, and how wide it is: first the whole, then a square at one end."""
    yield 0, width
    if width > _WIDE * height:
        yield (0 if turn % 2 == 0 else width - height), height


def _same(one: Body, other: Body) -> bool:
    return float(np.hypot(one.x - other.x, one.y - other.y)) < _ASIDE * min(one.radius, other.radius)


def _inside(ends: tuple[float, float], size: int) -> slice:
    first, last = (min(max(round(end), 0), size) for end in ends)
    return slice(first, last)


def difference(image: ImageArray, before: ImageArray, body: Body) -> float:
    """How much a picture differs from the one before where a body is, 0 to 1 on average."""
    height, width = image.shape[:2]
    where: Any = body.box(_ASIDE, 1.0, width, height)
    one, other = image[where], before[where]
    return float(np.abs(one.astype(np.int16) - other).mean() / 255) if one.size else 0.0
