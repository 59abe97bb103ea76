"""The networks: pictures one by one through convolutions, what they show in order through a GRU, then the classes.

"original" is the network as its authors gave it. Nothing in it makes a picture smaller but the borders that seven
unpadded 3x3 convolutions lose, so its GRU is fed every pixel that is left: of a picture 70 wide and 50 high
36 x 56 x 16 = 32,256 numbers. It is kept to be compared with. (Which of 70 and 50 is the width was not handed down;
pictures of cameras are wider than high, 70:50 is near 4:3, and the GRU is as wide either way.)

"pooled", the default, halves the picture in its first convolutions, normalises what goes on, and hands the GRU averages
over the fields of a coarse grid instead of pixels: where in the picture a hand is decides what it means, so one average
of the whole picture would not do. Beside each picture it is fed what changed: the picture less the mean of its clip, in
which walls and clothes are gone and what moves is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal, TypeAlias

from annotator.training import Backend

Variant: TypeAlias = Literal["pooled", "original"]
ORIGINAL_FILTERS: Final = (16, 32, 16, 8, 8, 16, 16)
POOLED_FILTERS: Final = (16, 32, 48, 64)
_HALVED: Final = 3  # convolutions that halve the picture
_GRID: Final = (3, 4)  # rows, columns


def build_network(
    backend: Backend, variant: Variant, shape: Sequence[int], classes: int, *, members: int = 1, dropout: float = 0.0
) -> Any:
    """The untrained network: float32 [N, window, H, W, 3] to probabilities [N, classes].

    Of several `members` the probabilities are averaged; `network_members` gives them. The GRU's steps are written out
    one after another: the same sums, as LiteRT wants them to take any number of windows. `dropout` is of "pooled".
    """
    build = build_original if variant == "original" else build_pooled
    built = [build(backend, shape, classes, dropout, f"{variant}{number}") for number in range(1, members + 1)]
    if members == 1:
        return built[0]
    layers = backend.keras.layers
    clips = layers.Input(tuple(shape), name="clips")
    scores = layers.Average(name="average")([member(clips) for member in built])
    return backend.keras.Model(clips, scores, name=f"{variant}_ensemble")


def network_members(network: Any) -> list[Any]:
    """The networks whose probabilities a network of `build_network` averages; of one alone itself."""
    members = [layer for layer in network.layers if hasattr(layer, "layers")]
    return members or [network]


def build_original(backend: Backend, shape: Sequence[int], classes: int, _dropout: float, name: str) -> Any:
    """The given network."""
    layers = backend.keras.layers
    clips = layers.Input(tuple(shape), name="clips")
    steps = clips
    for number, filters in enumerate(ORIGINAL_FILTERS, start=1):
        steps = layers.TimeDistributed(layers.Conv2D(filters, 3, activation="swish"), name=f"conv{number}")(steps)
    steps = layers.TimeDistributed(layers.Flatten(), name="flat")(steps)
    found = layers.GRU(64, unroll=True, name="gru")(steps)
    found = layers.Dense(32, activation="swish", name="dense1")(found)
    found = layers.Dense(64, activation="swish", name="dense2")(found)
    scores = layers.Dense(classes, activation="softmax", name="scores")(found)
    return backend.keras.Model(clips, scores, name=name)


def build_pooled(backend: Backend, shape: Sequence[int], classes: int, dropout: float, name: str) -> Any:
    """The network that trains."""
    layers = backend.keras.layers
    clips = layers.Input(tuple(shape), name="clips")
    steps = _with_changes(layers, clips, shape)
    for number, filters in enumerate(POOLED_FILTERS, start=1):
        stride = 2 if number <= _HALVED else 1
        conv = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)
        steps = layers.TimeDistributed(conv, name=f"conv{number}")(steps)
        steps = layers.TimeDistributed(layers.BatchNormalization(momentum=0.9), name=f"norm{number}")(steps)
        steps = layers.Activation("swish", name=f"swish{number}")(steps)
    rows, columns = steps.shape[2] // _GRID[0], steps.shape[3] // _GRID[1]
    steps = layers.TimeDistributed(layers.AveragePooling2D((max(rows, 1), max(columns, 1))), name="grid")(steps)
    steps = layers.TimeDistributed(layers.Flatten(), name="flat")(steps)
    steps = layers.Dropout(dropout, name="drop1")(steps)
    steps = layers.Dense(64, activation="swish", name="dense")(steps)
    found = layers.GRU(64, unroll=True, name="gru")(steps)
    found = layers.Dropout(dropout, name="drop2")(found)
    scores = layers.Dense(classes, activation="softmax", name="scores")(found)
    return backend.keras.Model(clips, scores, name=name)


def _with_changes(layers: Any, clips: Any, shape: Sequence[int]) -> Any:
    """Beside each picture what it has more, or less, than the mean of its clip: [N, window, H, W, 6]."""
    window, height, width, channels = shape
    flat = layers.Reshape((window, height * width * channels), name="pixels")(clips)
    mean = layers.Reshape((1, height, width, channels), name="mean")(
        layers.GlobalAveragePooling1D(name="over_time")(flat)
    )
    changes = layers.Subtract(name="changes")([clips, mean])
    return layers.Concatenate(name="with_changes")([clips, changes])
