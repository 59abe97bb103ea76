"""The network: LSTM(64, relu), Dense(32, relu), Dense(classes, softmax), as the gesture demo it follows has it.

Source: kairess/gesture-recognition (Apache-2.0). One thing is added: angles enter in half turns, not in degrees, by a
fixed first layer. An LSTM with relu multiplies what it is fed again at every step, and degrees up to 180 beside
coordinates of 0..1 made its training a matter of luck. On the recordings of kairess, seeds 0 to 4, the accuracy came to
0.89..1.00 on the validation part and 0.83..1.00 on the test part without this layer, and to 1.00 each time with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from annotator.training import Backend

_HAND_COORDINATES: Final = 84  # 21 joints x (x, y, z, visibility) stand before the angles


def step_scale(feature_set: str, width: int) -> list[float]:
    """What each number of a step is multiplied by on its way in: the angles of `hand99` by 1/180, all else by 1."""
    if feature_set == "hand99":
        return [1.0] * _HAND_COORDINATES + [1 / 180] * (width - _HAND_COORDINATES)
    return [1.0] * width


def build_network(
    backend: Backend,
    window: int,
    scale: Sequence[float],
    classes: int,
    *,
    unroll: bool,
    units: int = 64,
    dropout: float = 0.0,
) -> Any:
    """The untrained network: float32 [N, window, len(scale)] to probabilities [N, classes].

    `scale` is what the numbers of a step are multiplied by first. `unroll` writes the steps out one after another: the
    same sums, as LiteRT wants them to take any number of windows. `units` is the width of the LSTM, `dropout` the share
    of what goes into it and comes out of it that is left out in training.
    """
    layers = backend.keras.layers
    left_out = [layers.Dropout(dropout, name=name) for name in ("drop_steps", "drop")] if dropout else []
    return backend.keras.Sequential(
        [
            layers.InputLayer(input_shape=(window, len(scale)), name="landmarks"),
            layers.Rescaling(list(scale), name="scale"),
            *left_out[:1],
            layers.LSTM(units, activation="relu", unroll=unroll, name="lstm"),
            *left_out[1:],
            layers.Dense(32, activation="relu", name="dense"),
            layers.Dense(classes, activation="softmax", name="scores"),
        ],
        name="landmark_lstm",
    )
