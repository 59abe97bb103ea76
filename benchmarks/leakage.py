"""What leakage does to a figure: one LSTM, trained on the same signs, split in two ways.

    python -m benchmarks.leakage DATA [--tokens FILE] [--tier words] [--epochs 40] [--repeats 3] [--json FILE]

DATA holds .pose files with truth (see docs/training.md). Every sign is one recording, cut into windows that overlap by
all but one step. A fifth of the signers is set aside, for both. Of the others, once the windows are shuffled, and once
the signers are: a fifth to choose the best epoch by, a fifth to be measured on, the rest to learn from. Both networks
are then asked about the signers that were set aside. Each is the one of `landmark-lstm`, on `holistic258`; figures are
means over draws of signers.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from annotator.datasets import Dataset, Wanted, open_dataset
from annotator.landmarks import FEATURES, Memory
from annotator.training import (
    Batch,
    Recipe,
    fit_classifier,
    load_backend,
    load_recorded,
    make_repeatable,
    plain,
)
from annotator_landmark_lstm.network import build_network, step_scale
from benchmarks.measure import parser, write_json

FEATURE_SET, RATE, WINDOW, BATCH = "holistic258", Fraction(15), 12, 64


def main() -> None:
    options = parser(__doc__, repeats=3)
    options.add_argument("data", type=Path)
    options.add_argument("--tokens", type=Path)
    options.add_argument("--tier", default="words")
    options.add_argument("--epochs", type=int, default=40)
    args = options.parse_args()
    data = open_dataset(args.data, "truth", Wanted(args.tokens, args.tier, "landmarks"))
    clips, labels, signers = cut(data)
    found: dict[str, list[tuple[float, float]]] = {"windows at random": [], "by signer": []}
    for seed in range(args.repeats):
        random = np.random.default_rng(seed)
        who = random.permutation(sorted(set(signers)))
        aside, rest = np.split(who, [max(len(who) // 5, 1)])
        inside = np.flatnonzero(np.isin(signers, rest))
        for name, units, of_each in (
            ("windows at random", random.permutation(inside), np.arange(len(labels))),
            ("by signer", random.permutation(rest), signers),
        ):
            fifth = max(len(units) // 5, 1)
            choose, test, train = (np.isin(of_each, part) for part in np.split(units, [fifth, 2 * fifth]))
            score = trained(clips, labels, train, choose, args.epochs, seed)
            found[name].append((score(test), score(np.isin(signers, aside))))
    figures = {name: [float(value) for value in np.mean(rows, axis=0)] for name, rows in found.items()}
    table = Table("split", "accuracy on what it held back", "on signers set aside", title=f"{len(labels)} windows")
    for name, row in figures.items():
        table.add_row(name, *(f"{value:.3f}" for value in row))
    Console().print(table)
    sizes = {"windows": len(labels), "recordings": len(data.samples), "signers": len(who), "classes": len(data.labels)}
    Console().print(sizes)
    write_json(args.json, means=figures, found=found, sizes=sizes, epochs=args.epochs)


def cut(data: Dataset) -> tuple[Any, Any, Any]:
    """Every window of every sign: features [N, window, F], class indices [N], signers [N]."""
    clips, labels, signers = [], [], []
    index = {label: number for number, label in enumerate(data.labels)}
    for path in sorted({sample.path for sample in data.samples}):
        recorded = load_recorded(path)
        steps, _ = FEATURES[FEATURE_SET].compute(plain(recorded, RATE).landmarks, memory=Memory.of(recorded.video))
        for sample in (sample for sample in data.samples if sample.path == path):
            end_s = recorded.duration_s if sample.end_s is None else sample.end_s
            for first in range(int(sample.start_s * RATE), int(end_s * RATE) - WINDOW + 1):
                clips.append(steps[first : first + WINDOW])
                labels.append(index[sample.label])
                signers.append(sample.group)
    return np.stack(clips), np.array(labels, np.int64), np.array(signers)


def trained(clips: Any, labels: Any, train: Any, choose: Any, epochs: int, seed: int) -> Any:
    """Trains on some windows, keeps the best epoch by others; gives what tells the accuracy on any."""
    backend = load_backend()
    backend.keras.backend.clear_session()
    make_repeatable(backend, seed)
    scale = step_scale(FEATURE_SET, clips.shape[2])
    network = build_network(backend, WINDOW, scale, int(labels.max()) + 1, unroll=False)

    def batches(chosen: Any) -> Iterator[Batch]:
        for at in range(0, len(chosen), BATCH):
            mine = chosen[at : at + BATCH]
            yield clips[mine], labels[mine], np.ones(len(mine), np.float32)

    def lesson(epoch: int) -> Iterator[Batch]:
        return batches(np.random.default_rng([seed, epoch]).permutation(np.flatnonzero(train)))

    exam = list(batches(np.flatnonzero(choose)))
    fit_classifier(network, backend, lesson, exam, Recipe(epochs, seed), lambda *_: None)

    def score(chosen: Any) -> float:
        found = np.asarray(network(clips[chosen], training=False)).argmax(axis=1)
        return float((found == labels[chosen]).mean())

    return score


if __name__ == "__main__":
    main()
