"""Weights on LiteRT: batches of windows in, scores out, and the same window always gets the same scores to the bit."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from annotator.errors import BundleError
from annotator.records import FloatArray

if TYPE_CHECKING:
    from ai_edge_litert.interpreter import Interpreter

Shape: TypeAlias = "tuple[int, ...]"

ANY: Final = -1  # the batch axis of a model that takes any number of windows
BATCH_SIZE: Final = 32
_CHATTER: Final = (b"INFO: ", b"WARNING: ")


class LiteRtModel:
    """One model with one input [B, ...] and one output [B, C], float32.

    Every call runs the model with the same number of windows, `batch_size` (the model's own where its file fixes one),
    the last batch filled up with zeros: the scores of a window then cannot depend on how many others it came with,
    and nothing is allocated anew. Files are byte-identical between an interrupted and an uninterrupted run only so.
    """

    def __init__(self, path: Path | str, threads: int = 1, batch_size: int = BATCH_SIZE) -> None:
        self._path = Path(path)
        self._interpreter = open_interpreter(self._path, threads)
        inputs, outputs = self._interpreter.get_input_details(), self._interpreter.get_output_details()
        if len(inputs) != 1 or len(outputs) != 1:
            raise BundleError(f"has {len(inputs)} inputs and {len(outputs)} outputs, expected one each", path=path)
        self._input, self._output = inputs[0], outputs[0]
        if self._input["dtype"] != np.float32 or self._output["dtype"] != np.float32:
            raise BundleError("takes or gives something else than float32", path=path)
        self.input_shape = shape_of(self._input)
        self.output_shape = shape_of(self._output)
        self.batch_size = batch_size if self.input_shape[0] == ANY else self.input_shape[0]
        self._allocate()
        self._padded = np.zeros((self.batch_size, *self.input_shape[1:]), np.float32)

    def __call__(self, batch: FloatArray) -> FloatArray:
        """Scores float32 [B, ...] as float32 [B, C]; B may be anything, 0 too."""
        if batch.shape[1:] != self.input_shape[1:] or batch.ndim == 0:
            takes = ", ".join(map(str, ("B", *self.input_shape[1:])))
            raise BundleError(f"was given {batch.shape}, takes ({takes})", path=self._path)
        scores = np.empty((len(batch), *self.output_shape[1:]), np.float32)
        for start in range(0, len(batch), self.batch_size):
            part = batch[start : start + self.batch_size]
            scores[start : start + len(part)] = self._run(part)
        return scores

    def _run(self, part: FloatArray) -> FloatArray:
        self._padded[: len(part)] = part
        self._padded[len(part) :] = 0
        self._interpreter.set_tensor(self._input["index"], self._padded)
        self._interpreter.invoke()
        scores: FloatArray = self._interpreter.get_tensor(self._output["index"])
        return scores[: len(part)]

    def _allocate(self) -> None:
        with quiet_stderr():
            if self.input_shape[0] == ANY:
                whole = [self.batch_size, *self.input_shape[1:]]
                self._interpreter.resize_tensor_input(self._input["index"], whole, strict=True)
            try:
                self._interpreter.allocate_tensors()
            except (RuntimeError, ValueError) as error:
                raise BundleError(f"cannot be prepared by LiteRT: {_last_line(error)}", path=self._path) from error


def weight_shapes(path: Path | str) -> tuple[list[Shape], list[Shape]]:
    """The shapes of all inputs and of all outputs of a LiteRT file; -1 stands for any number."""
    interpreter = open_interpreter(Path(path), threads=1)
    return (
        [shape_of(detail) for detail in interpreter.get_input_details()],
        [shape_of(detail) for detail in interpreter.get_output_details()],
    )


def open_interpreter(path: Path, threads: int) -> Interpreter:
    """An interpreter of a LiteRT file, its tensors not allocated yet; raises BundleError where it cannot be read."""
    with quiet_stderr():
        from ai_edge_litert.interpreter import Interpreter

        try:
            return Interpreter(model_path=str(path), num_threads=threads)
        except (RuntimeError, ValueError) as error:
            raise BundleError(f"LiteRT cannot read it: {_last_line(error)}", path=path) from error


def shape_of(detail: dict[str, Any]) -> Shape:
    """The shape of a tensor by its details; -1 stands for any number."""
    signature = detail["shape_signature"]
    return tuple(int(size) for size in (signature if len(signature) else detail["shape"]))


def _last_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[-1] if lines else type(error).__name__


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Keeps what LiteRT's C++ says in passing ("INFO: Created TensorFlow Lite XNNPACK delegate ...") off the terminal.

    Everything else that is written to file descriptor 2 meanwhile is passed on afterwards.
    """
    with suppress(Exception):
        sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # there is no stderr
        yield
        return
    with tempfile.TemporaryFile() as said:
        try:
            os.dup2(said.fileno(), 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            said.seek(0)
            _pass_on(said.read())


def _pass_on(said: bytes) -> None:
    for line in said.splitlines(keepends=True):
        if not line.startswith(_CHATTER):
            os.write(2, line)
