"""How fast a window of hand landmarks is scored, against what the usual tutorial does.

    python -m benchmarks.lstm_window [--windows 640] [--repeats 5] [--json FILE]      (needs the extra `train`)

One network (that of `landmark-lstm`, with random weights), one set of random windows of 30 frames x 99 features. Ours:
`LiteRtModel`, any number of windows, filled up to batches of 32. Peers: the bare LiteRT interpreter, in the same
batches and one window at a time, and `keras.Model.predict`, one window at a time as live demos call it, and all at
once. Every contender must give the same scores (within 1e-3); they take turns, and all run on one thread.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from annotator.models import LiteRtModel
from annotator.models.litert import quiet_stderr
from annotator.records import FloatArray
from annotator.training import convert_keras, load_backend, make_repeatable
from annotator_landmark_lstm.network import build_network, step_scale

BATCH = 32
SLOW_WINDOWS = 32  # `predict` one window at a time: so many are enough to measure 30 ms each

Contender = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True)
class Result:
    """One contender: how many windows it scored a repeat, and milliseconds a window for each repeat."""

    name: str
    windows: int
    ms: list[float] = field(default_factory=list)

    @property
    def median_ms(self) -> float:
        return statistics.median(self.ms)


def bare_interpreter(path: Path, batch: int) -> Contender:
    """The interpreter itself, in batches of `batch`: what LiteRT can do at most, and at one window a call."""
    from ai_edge_litert.interpreter import Interpreter

    with quiet_stderr():
        interpreter = Interpreter(model_path=str(path), num_threads=1)
        at = interpreter.get_input_details()[0]["index"]
        interpreter.resize_tensor_input(at, [batch, 30, 99])
        interpreter.allocate_tensors()
    out = interpreter.get_output_details()[0]["index"]

    def run(clips: FloatArray) -> FloatArray:
        scores = []
        for start in range(0, len(clips), batch):
            interpreter.set_tensor(at, clips[start : start + batch])
            interpreter.invoke()
            scores.append(interpreter.get_tensor(out))
        return np.concatenate(scores)

    return run


def predict_one_by_one(network: Any) -> Contender:
    return lambda clips: np.concatenate([network.predict(clip[None], verbose=0) for clip in clips])


def predict_at_once(network: Any) -> Contender:
    return lambda clips: np.asarray(network.predict(clips, batch_size=BATCH, verbose=0))


def made_up_windows(count: int) -> FloatArray:
    """Windows of the range of hand features: positions 0..1, angles 0..180 degrees."""
    clips = np.random.default_rng(0).random((count, 30, 99), np.float32)
    clips[..., 84:] *= 180
    return clips


@contextmanager
def contenders(examples: FloatArray) -> Iterator[tuple[dict[str, tuple[Contender, bool]], str]]:
    """Each contender by name, whether it is one of the slow ones; and the version of TensorFlow."""
    backend = load_backend()
    make_repeatable(backend, 0)
    scale = step_scale("hand99", 99)
    network = build_network(backend, 30, scale, 3, unroll=False)
    unrolled = build_network(backend, 30, scale, 3, unroll=True)
    unrolled.set_weights(network.get_weights())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weights.tflite"
        path.write_bytes(convert_keras(unrolled, examples).weights)
        yield (
            {
                "annotator, batches of 32": (LiteRtModel(path, batch_size=BATCH), False),
                "bare LiteRT, batches of 32": (bare_interpreter(path, BATCH), False),
                "bare LiteRT, one a call": (bare_interpreter(path, 1), False),
                "keras predict, all at once": (predict_at_once(network), False),
                "keras predict, one a call": (predict_one_by_one(network), True),
            },
            backend.tf.__version__,
        )


def measure(runs: dict[str, tuple[Contender, bool]], clips: FloatArray, repeats: int) -> list[Result]:
    """Runs every contender `repeats` times, in turns that change who is first, after one unmeasured run."""
    expected = next(iter(runs.values()))[0](clips)
    given = {name: clips[:SLOW_WINDOWS] if slow else clips for name, (_, slow) in runs.items()}
    results = [Result(name, len(given[name])) for name in runs]
    for name, (run, _) in runs.items():
        np.testing.assert_allclose(run(given[name]), expected[: len(given[name])], atol=1e-3, err_msg=name)
    for turn in range(repeats):
        for result in results if turn % 2 == 0 else reversed(results):
            start = time.perf_counter()
            runs[result.name][0](given[result.name])
            result.ms.append(1000 * (time.perf_counter() - start) / result.windows)
    return results


def table(results: list[Result]) -> Table:
    ours = results[0].median_ms
    shown = Table("contender", "windows", "ms each", "least to most", "times ours", title="LSTM 30 x 99")
    for result in results:
        spread = f"{min(result.ms):.4f} to {max(result.ms):.4f}"
        ratio = f"{result.median_ms / ours:.2f}"
        shown.add_row(result.name, str(result.windows), f"{result.median_ms:.4f}", spread, ratio)
    return shown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--windows", type=int, default=640, help="windows to score (a multiple of 32)")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    clips = made_up_windows(-(-arguments.windows // BATCH) * BATCH)
    with contenders(clips) as (runs, tensorflow):
        results = measure(runs, clips, arguments.repeats)
    Console().print(table(results))
    if arguments.json:
        machine = {"python": platform.python_version(), "tensorflow": tensorflow, "cores": os.cpu_count()}
        rows = [{**asdict(result), "median_ms": result.median_ms} for result in results]
        arguments.json.write_text(json.dumps({"machine": machine, "results": rows}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
