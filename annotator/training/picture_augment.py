"""Pictures and clips changed at random as another camera, room or body would change them, to learn from.

All pictures of a clip are changed alike, and the same generator gives the same change.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from annotator.errors import UsageError
from annotator.records import FloatArray, ImageArray


@dataclass(frozen=True)
class PictureAugment:
    """How far pictures may be changed; every amount is drawn evenly from minus to plus the number given, 0: not at all.

    `rotation_deg`: degrees about the picture's centre. `zoom`: share of the size (0.1: from 0.9 to 1.1 times). `shift`:
    share of the width and of the height. `shear`: how far a row moves sideways, as share of its distance to the centre.
    `light`: added to every value, as share of white. `contrast`: factor about the clip's mean, 1 plus so much.
    `colour`: factor of each channel by itself, 1 plus so much. `mirror`: left and right are exchanged every other time.
    `speed`: a clip's time runs 1 plus so much as fast, around its middle. What comes in from outside the picture
    repeats its edge, what comes from outside the clip its first or last picture. Raises UsageError for an amount that
    is no number from 0 on, or leaves nothing of the picture (zoom, speed or contrast of 1 and more).
    """

    rotation_deg: float = 0.0
    zoom: float = 0.0
    shift: float = 0.0
    shear: float = 0.0
    light: float = 0.0
    contrast: float = 0.0
    colour: float = 0.0
    mirror: bool = False
    speed: float = 0.0

    def __post_init__(self) -> None:
        for each in fields(self):
            amount = float(getattr(self, each.name))
            if not (0 <= amount < np.inf):
                raise UsageError(f"augmentation: {each.name} is {amount:g}, expected a number from 0 on")
            if each.name in ("zoom", "contrast", "speed") and amount >= 1:
                raise UsageError(f"augmentation: {each.name} is {amount:g}, expected less than 1")

    def __call__(self, clip: ImageArray, random: np.random.Generator) -> ImageArray:
        """A changed copy of `clip`, uint8 [T, H, W, C] with C of 1 to 4; T is 1 for a picture."""
        drawn = random.uniform(-1.0, 1.0, 11)  # always as many, so that one kind of change does not move the others
        turn, zoom, right, down, shear, light, contrast, speed = drawn[:8]
        if self.speed:
            clip = _at_speed(clip, 1 + speed * self.speed)
        if self.rotation_deg or self.zoom or self.shift or self.shear:
            matrix = _matrix(
                clip.shape[1:3],
                np.deg2rad(turn * self.rotation_deg),
                1 + zoom * self.zoom,
                (right * self.shift, down * self.shift),
                shear * self.shear,
            )
            clip = _moved(clip, matrix)
        if self.light or self.contrast or self.colour:
            tints = 1 + self.colour * drawn[8:]
            clip = _lit(clip, 255 * light * self.light, 1 + contrast * self.contrast, tints)
        if self.mirror and random.random() < 0.5:
            clip = clip[:, :, ::-1]
        return np.array(clip)


def _at_speed(clip: ImageArray, factor: float) -> ImageArray:
    """As many pictures, those `factor` as far from the middle."""
    middle = (len(clip) - 1) / 2
    wanted = middle + (np.arange(len(clip)) - middle) * factor
    chosen: ImageArray = clip[np.rint(wanted).astype(np.int64).clip(0, len(clip) - 1)]
    return chosen


def _matrix(size: tuple[int, ...], turn: float, zoom: float, shift: tuple[float, float], shear: float) -> FloatArray:
    """Where a pixel of the old picture comes to lie in the new one, float32 [2, 3]."""
    height, width = size
    centre = np.array([(width - 1) / 2, (height - 1) / 2])
    cos, sin = np.cos(turn), np.sin(turn)
    linear = zoom * np.array([[cos, -sin], [sin, cos]]) @ np.array([[1.0, shear], [0.0, 1.0]])
    offset = centre - linear @ centre + np.array([shift[0] * width, shift[1] * height])
    return np.column_stack([linear, offset]).astype(np.float32)


def _moved(clip: ImageArray, matrix: FloatArray) -> ImageArray:
    import cv2

    size = (clip.shape[2], clip.shape[1])
    moved = [cv2.warpAffine(picture, matrix, size, borderMode=cv2.BORDER_REPLICATE) for picture in clip]
    changed: ImageArray = np.stack(moved).reshape(clip.shape)
    return changed


def _lit(clip: ImageArray, light: float, contrast: float, tints: npt.NDArray[np.float64]) -> ImageArray:
    """Every value v as ((v - mean) * contrast + mean) * tint + light, by way of a table a channel."""
    import cv2

    channels = clip.shape[3]
    mean = float(clip.mean())
    values = (np.arange(256)[:, None] - mean) * contrast + mean
    tints = np.resize(tints, channels) if channels > 1 else np.ones(1)
    table = (values * tints + light).round().clip(0, 255).astype(np.uint8)
    flat = clip.reshape(-1, clip.shape[2], channels)
    changed: ImageArray = cv2.LUT(np.ascontiguousarray(flat), table.reshape(256, 1, channels)).reshape(clip.shape)
    return changed
