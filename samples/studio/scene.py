"""Where somebody is filmed: the room behind, the light, and what the camera's sensor makes of it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from samples.studio.backdrop import backdrop

Colour = tuple[float, float, float]
Bytes = npt.NDArray[np.uint8]

_BANK = 64  # the noise picture is this much larger than the frame, and each frame takes another corner of it


@dataclass(frozen=True)
class Light:
    """Light from the direction `way` (towards the lamp)."""

    way: Colour
    colour: Colour


@dataclass(frozen=True, eq=False)
class Scene:
    """A room: `background` [H, W, 3], three lights (the first casts shadows), light all around from above and below.

    `reach_m`: how far around what the camera looks at shadows are reckoned.
    """

    background: Bytes
    lights: tuple[Light, Light, Light]
    sky: Colour
    ground: Colour
    exposure: float
    softness: float
    blur: float
    noise: npt.NDArray[np.int8]
    reach_m: float = 0.62

    @staticmethod
    def random(rng: np.random.Generator, width: int, height: int) -> Scene:
        """Some room; the same state of `rng` gives the same one."""
        brightness = float(rng.uniform(1.0, 1.4))
        warmth = float(rng.uniform(-1, 1))
        side = float(rng.choice([-1, 1]))
        white = _white(warmth)
        key = Light(
            (side * rng.uniform(0.35, 0.9), rng.uniform(0.55, 1.0), rng.uniform(0.8, 1.2)),
            _times(white, rng.uniform(0.55, 0.80)),
        )
        fill = Light(
            (-side * rng.uniform(0.6, 1.0), rng.uniform(0.1, 0.4), rng.uniform(0.6, 1.0)),
            _times(_white(warmth * 0.3), rng.uniform(0.16, 0.30)),
        )
        rim = Light(
            (-side * rng.uniform(0.5, 1.0), rng.uniform(0.4, 0.9), -1.0),
            _times(_white(-warmth), rng.uniform(0.10, 0.35)),
        )
        room = backdrop(rng, width, height)
        room = np.clip(room * np.array(white) * (0.55 + 0.45 * brightness), 0, 1)
        noise = rng.normal(0, rng.uniform(0.8, 2.6), (height + _BANK, width + _BANK, 3))
        return Scene(
            background=(room * 255).round().astype(np.uint8),
            lights=(key, fill, rim),
            sky=_times(white, 0.42),
            ground=_times(white, 0.24),
            exposure=brightness,
            softness=float(rng.uniform(0.010, 0.022)),
            blur=float(rng.uniform(0.35, 0.7)),
            noise=np.clip(noise.round(), -127, 127).astype(np.int8),
        )

    def finish(self, image: Bytes, rng: np.random.Generator) -> Bytes:
        """The picture as a camera would have taken it: a trace of blur, a trace of noise."""
        height, width = image.shape[:2]
        top, left = rng.integers(0, _BANK, 2)
        soft = cv2.GaussianBlur(image, (3, 3), self.blur)
        noise = self.noise[top : top + height, left : left + width]
        return np.asarray(cv2.add(soft, noise, dtype=cv2.CV_8U), dtype=np.uint8)


def _white(warmth: float) -> Colour:
    return 1 + 0.07 * warmth, 1.0, 1 - 0.09 * warmth


def _times(colour: Colour, factor: float) -> Colour:
    red, green, blue = colour
    return red * float(factor), green * float(factor), blue * float(factor)
