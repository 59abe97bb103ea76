"""A network somebody made, ready to be run: what it tells of itself, and its scores for its own input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from annotator.errors import BundleError
from annotator.records import FloatArray
from annotator.training.importing.describe import Description, Shape, shape_text
from annotator.training.importing.given import Given

_AT_ONCE: Final = 16


@dataclass(frozen=True)
class Network:
    """One input and one row of scores.

    `call` takes and gives TensorFlow tensors (None for LiteRT weights, which are taken as they are, `weights`).
    `shape` is the input's, without the batch; None where any size is taken. `step` is how many pictures a network that
    carries its states from call to call takes at a time, None for one that does not.
    """

    description: Description
    path: Path
    shape: Shape
    classes: int
    call: Callable[[Any], Any] | None = field(default=None, repr=False)
    weights: bytes | None = field(default=None, repr=False)
    step: int | None = None

    def scores(self, examples: FloatArray) -> FloatArray:
        """What the network itself gives for float32 [N, ...] in its own layout; raises BundleError when it fails."""
        assert self.call is not None  # noqa: S101 (LiteRT weights are not compared with themselves)
        try:
            parts = [np.asarray(self.call(examples[at : at + _AT_ONCE])) for at in range(0, len(examples), _AT_ONCE)]
        except Exception as error:
            first_line = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise BundleError(f"cannot be run on {examples.shape}: {first_line}", path=self.path) from error
        scores: FloatArray = np.concatenate(parts).astype(np.float32)
        return scores


def load_network(given: Given) -> Network:
    """Loads what was given; raises BundleError with the reason, MissingError without TensorFlow where it is needed."""
    if given.form == "litert":
        from annotator.training.importing.litert_network import load_litert

        return load_litert(given.path)
    if given.form == "savedmodel":
        from annotator.training.importing.saved_network import load_saved

        return load_saved(given.path)
    from annotator.training.importing.keras_network import load_keras_network

    return load_keras_network(given.path)


def one_port(description: Description, path: Path) -> tuple[Shape, int]:
    """The input's shape without the batch, and the number of classes; raises BundleError for any other network."""
    inputs, outputs = description.inputs, description.outputs
    if len(inputs) != 1 or len(outputs) != 1:
        told = f"{len(inputs)} inputs and {len(outputs)} outputs"
        names = ", ".join(port.name for port in (*inputs, *outputs)[:4])
        raise BundleError(f"has {told} ({names}, ...); one each is wanted", path=path)
    if len(inputs[0].shape) < 2:
        raise BundleError(f"takes {shape_text(inputs[0].shape)}, which has no axis for windows", path=path)
    shape = outputs[0].shape
    if len(shape) == 3:
        raise BundleError(f"gives scores for every step, {shape_text(shape)}; one row a window is wanted", path=path)
    if len(shape) != 2 or shape[1] is None:
        raise BundleError(f"gives {shape_text(shape)}; one row of scores a window is wanted", path=path)
    if shape[1] < 2:
        raise BundleError(
            "gives a single score",
            path=path,
            hint="two classes are wanted: end the network in Dense(2, softmax), or train one that does",
        )
    return inputs[0].shape[1:], shape[1]
