"""Weights that remember: some pictures a step in, scores out, and states that go from each step into the next.

step 0   pictures 0..3, states of zeros  ->  scores of 0..3, states
step 1   pictures 4..7, those states     ->  scores of 0..7, states
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from annotator.errors import BundleError
from annotator.models.litert import open_interpreter, quiet_stderr, shape_of
from annotator.records import FloatArray

States: TypeAlias = "list[npt.NDArray[Any]]"


class StatefulModel:
    """LiteRT weights with one signature, in which a state is what is given in and out under the same name.

    What is left is the pictures, float32 [1, step, H, W, channels], and the scores, float32 [1, C]. So the field's
    MoViNet stream models are written, and nothing is guessed from the order of tensors. `step` is how many pictures
    are taken at a time, `step_shape` the shape of one, `classes` is C. States that are all zero mean that nothing has
    been seen. Raises BundleError where the weights are of another kind.
    """

    def __init__(self, path: Path | str, threads: int = 1) -> None:
        self._path = Path(path)
        self._interpreter = open_interpreter(self._path, threads)
        inputs, outputs = self._signature()
        self.names = tuple(sorted(inputs.keys() & outputs.keys()))
        pictures, scores = self._alone(inputs), self._alone(outputs)
        self._inputs, self._outputs = [inputs[name] for name in self.names], [outputs[name] for name in self.names]
        self._check(pictures, scores)
        self._pictures, self._scores = pictures["index"], scores["index"]
        shape = shape_of(pictures)
        self.step, self.step_shape, self.classes = shape[1], shape[2:], shape_of(scores)[1]
        with quiet_stderr():
            self._interpreter.allocate_tensors()

    def begin(self) -> States:
        """The states of something of which nothing has been seen yet."""
        return [np.zeros(detail["shape"], detail["dtype"]) for detail in self._inputs]

    def advance(self, states: States, pictures: FloatArray) -> FloatArray:
        """Scores, float32 [C], of all seen since `begin`, these `pictures`, float32 [step, H, W, channels], included.

        `states` becomes those after them.
        """
        if pictures.shape != (self.step, *self.step_shape):
            raise BundleError(f"was given {pictures.shape}, takes {(self.step, *self.step_shape)}", path=self._path)
        interpreter = self._interpreter
        interpreter.set_tensor(self._pictures, pictures[None])
        for detail, value in zip(self._inputs, states, strict=True):
            interpreter.set_tensor(detail["index"], value)
        interpreter.invoke()
        states[:] = [interpreter.get_tensor(detail["index"]) for detail in self._outputs]
        scores: FloatArray = interpreter.get_tensor(self._scores)[0]
        return scores

    def __call__(self, clips: FloatArray) -> FloatArray:
        """Scores, float32 [B, C], of clips, float32 [B, T, H, W, channels], each from its first picture to its last.

        T is a multiple of `step`.
        """
        if clips.ndim != 5 or clips.shape[1] < 1 or clips.shape[1] % self.step:
            raise BundleError(f"was given {clips.shape}, takes clips of {self.step} pictures a step", path=self._path)
        scores = np.empty((len(clips), self.classes), np.float32)
        for number, clip in enumerate(clips):
            states = self.begin()
            for at in range(0, len(clip), self.step):
                scores[number] = self.advance(states, clip[at : at + self.step])
        return scores

    def _signature(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The inputs and the outputs of the only signature, by name."""
        if len(self._interpreter.get_signature_list()) != 1:
            raise BundleError("has no signature (or several) that says which state goes where", path=self._path)
        runner = self._interpreter.get_signature_runner()
        return runner.get_input_details(), runner.get_output_details()

    def _alone(self, details: dict[str, Any]) -> dict[str, Any]:
        """The only one that is no state."""
        alone = [name for name in details if name not in self.names]
        if len(alone) != 1 or not self.names:
            raise BundleError(
                f"{len(self.names)} of its tensors are given in and out under the same name, and beside them there are "
                f"{', '.join(alone) or 'none'}; expected states, one input of pictures and one output of scores",
                path=self._path,
            )
        found: dict[str, Any] = details[alone[0]]
        return found

    def _check(self, pictures: dict[str, Any], scores: dict[str, Any]) -> None:
        for name, given, back in zip(self.names, self._inputs, self._outputs, strict=True):
            if (
                shape_of(given) != shape_of(back)
                or given["dtype"] != back["dtype"]
                or min(shape_of(given), default=0) < 1
            ):
                raise BundleError(f"the state {name} is {shape_of(given)} in and {shape_of(back)} out", path=self._path)
        shape = shape_of(pictures)
        if len(shape) != 5 or shape[0] != 1 or min(shape) < 1 or pictures["dtype"] != np.float32:
            raise BundleError(f"takes {shape}, expected (1, step, height, width, channels), float32", path=self._path)
        if len(shape_of(scores)) != 2 or shape_of(scores)[0] != 1 or scores["dtype"] != np.float32:
            raise BundleError(f"gives {shape_of(scores)}, expected (1, classes), float32", path=self._path)


@dataclass
class Stream:
    """One video going through a StatefulModel: it takes any number of pictures at a time, the model `step` of them.

    `scores`, float32 [C], are those of all full steps so far (None before the first).
    """

    model: StatefulModel
    scores: FloatArray | None = None
    _states: States = field(default_factory=list, repr=False)
    _waiting: list[FloatArray] = field(default_factory=list, repr=False)
    _last: FloatArray | None = field(default=None, repr=False)

    def feed(self, pictures: FloatArray) -> None:
        """Takes the next pictures, float32 [T, H, W, channels]."""
        if not self._states:
            self._states = self.model.begin()
        if not len(pictures):
            return
        given = np.concatenate([*self._waiting, pictures])
        full = len(given) - len(given) % self.model.step
        for at in range(0, full, self.model.step):
            self.scores = self.model.advance(self._states, given[at : at + self.model.step])
        self._waiting, self._last = [given[full:]], given[-1:]

    def finish(self) -> FloatArray | None:
        """The scores of all; where the last step is not full, the last picture is repeated. None if nothing came."""
        missing = -sum(map(len, self._waiting)) % self.model.step
        if self._last is not None and missing:
            self.feed(np.repeat(self._last, missing, axis=0))
        return self.scores
