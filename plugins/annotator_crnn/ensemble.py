"""Training the members of an ensemble: each on other parts of the data and from other weights, each resumable.

signers     a  b  c  d  e  f
member 1       x        x          x: left out
member 2    x        x
member 3          x        x
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from annotator.training import Backend, Batch, History, Lesson, Recipe, RunLog, fit_classifier

Heard = Callable[[int, int, Mapping[str, float]], None]
_APART = 1_000_003  # between the seeds of members


def left_out(groups: Sequence[str], members: int, seed: int) -> list[set[str]]:
    """Which groups each member is not trained on: every group is left out by one of them, drawn by `seed`.

    One member is trained on everything, and so is each where there are fewer groups than two.
    """
    if members == 1 or len(groups) < 2:
        return [set() for _ in range(members)]
    drawn = np.random.default_rng(seed).permutation(sorted(groups))
    return [set(map(str, drawn[member::members])) for member in range(members)]


def member_seed(seed: int, member: int) -> int:
    """The seed of a member, counted from 0: the first has the run's own."""
    return seed + member * _APART


def fit_members(
    members: Sequence[Any],
    backend: Backend,
    lessons: Sequence[Lesson],
    exam: Iterable[Batch],
    recipe: Recipe,
    folder: Path,
    tell: Heard,
) -> list[History]:
    """Trains each member in place, one after another; what each needs to go on is kept in `folder`/member-N.

    `tell(member, epoch, figures)` hears of every epoch, members counted from 0.
    """
    histories = []
    for number, (member, lesson) in enumerate(zip(members, lessons, strict=True)):
        own = folder / f"member-{number + 1}"
        own.mkdir(parents=True, exist_ok=True)
        log = RunLog(own, backend)

        def heard(epoch: int, figures: Mapping[str, float], number: int = number, log: RunLog = log) -> None:
            log.add(figures)
            tell(number, epoch, figures)

        seeded = replace(recipe, seed=member_seed(recipe.seed, number))
        histories.append(fit_classifier(member, backend, lesson, exam, seeded, heard, own))
        log.close(histories[-1])
    return histories


def mean_history(histories: Sequence[History]) -> History:
    """The figures of each epoch, averaged over the members that ran it; the best epoch is that of the averages."""
    epochs = []
    for epoch in range(max(history.run for history in histories)):
        run = [history.epochs[epoch] for history in histories if history.run > epoch]
        epochs.append({name: float(np.mean([figures[name] for figures in run])) for name in run[0]})
    best = max(range(len(epochs)), key=lambda epoch: (epochs[epoch]["val_accuracy"], -epochs[epoch]["val_loss"]))
    return History(epochs, best + 1, all(history.stopped for history in histories))
