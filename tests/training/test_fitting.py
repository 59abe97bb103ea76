"""Fitting epoch by epoch: a run that was stopped and taken up again ends where one that was not ends, to the bit."""

from __future__ import annotations

import resource
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.errors import DatasetError, OutputError
from annotator.training import Backend, Batch, History, Recipe, fit_classifier, load_backend, make_repeatable
from annotator.training.state import STATE_NAME, load_state

pytestmark = pytest.mark.train


class StopError(Exception):
    """What ends a run in its middle."""


@pytest.fixture(scope="module")
def backend(tensorflow: None) -> Backend:
    return load_backend()


def network(backend: Backend, seed: int = 0) -> Any:
    """A small network with all that has a state: dropout, noise, batch normalisation."""
    backend.keras.backend.clear_session()
    make_repeatable(backend, seed)
    layers = backend.keras.layers
    return backend.keras.Sequential(
        [
            layers.InputLayer((4,)),
            layers.GaussianNoise(0.1),
            layers.Dense(16, activation="relu"),
            layers.BatchNormalization(momentum=0.9),
            layers.Dropout(0.3),
            layers.Dense(3, activation="softmax"),
        ]
    )


def samples(seed: int, count: int = 48) -> tuple[Any, Any]:
    random = np.random.default_rng(seed)
    labels = random.integers(0, 3, count)
    return (np.eye(4, dtype=np.float32)[labels] + random.normal(0, 0.7, (count, 4))).astype(np.float32), labels


def lesson(epoch: int) -> Iterator[Batch]:
    inputs, labels = samples(0)
    order = np.random.default_rng(epoch).permutation(len(labels))
    for at in range(0, len(order), 20):
        chosen = order[at : at + 20]
        yield inputs[chosen], labels[chosen], np.ones(len(chosen), np.float32)


def exam() -> list[Batch]:
    inputs, labels = samples(1)
    return [(inputs, labels, np.ones(len(labels), np.float32))]


def fit(
    backend: Backend, recipe: Recipe, state: Path | None = None, stop_after: int = 0
) -> tuple[History, list[Any], list[int]]:
    """Trains anew, or goes on from `state`; gives history, weights, and the epochs that were told."""
    told: list[int] = []

    def tell(epoch: int, figures: Mapping[str, float]) -> None:
        told.append(epoch)
        if epoch == stop_after:
            raise StopError

    net = network(backend, recipe.seed)
    history = fit_classifier(net, backend, lesson, exam(), recipe, tell, state)
    return history, net.get_weights(), told


def same(one: list[Any], other: list[Any]) -> bool:
    return len(one) == len(other) and all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_a_run_taken_up_again_ends_as_one_that_was_not_stopped(backend: Backend, tmp_path: Path) -> None:
    recipe = Recipe(epochs=7, seed=3, learning_rate=0.3, plateau=1)
    whole, weights, _ = fit(backend, recipe)
    for stop in (2, 5):
        with pytest.raises(StopError):
            fit(backend, recipe, tmp_path, stop_after=stop)
    again, resumed, told = fit(backend, recipe, tmp_path)
    assert told == [6, 7]
    assert again == whole
    assert same(resumed, weights)
    assert len({figures["learning_rate"] for figures in whole.epochs}) > 1  # the plateau was part of it


def test_an_annealed_learning_rate_depends_on_the_epoch_alone_and_ends_near_zero(
    backend: Backend, tmp_path: Path
) -> None:
    recipe = Recipe(epochs=4, seed=3, learning_rate=0.3, plateau=1, anneal=True)
    whole, weights, _ = fit(backend, recipe)
    rates = [figures["learning_rate"] for figures in whole.epochs]
    assert rates == pytest.approx([0.3, 0.3 * 0.853553, 0.15, 0.3 * 0.146447], rel=1e-5)
    with pytest.raises(StopError):
        fit(backend, recipe, tmp_path, stop_after=2)
    again, resumed, _ = fit(backend, recipe, tmp_path)
    assert again == whole
    assert same(resumed, weights)


def test_the_same_seed_gives_the_same_weights_and_another_one_others(backend: Backend) -> None:
    recipe = Recipe(epochs=2, seed=1)
    weights = fit(backend, recipe)[1]
    assert same(fit(backend, recipe)[1], weights)
    assert not same(fit(backend, Recipe(epochs=2, seed=2))[1], weights)


def test_the_best_epoch_is_kept_and_a_hopeless_run_is_ended(backend: Backend, tmp_path: Path) -> None:
    history, weights, _ = fit(backend, Recipe(epochs=40, learning_rate=0.3, patience=4), tmp_path)
    assert history.stopped
    assert history.run == history.best_epoch + 4 < 40
    scores = [(figures["val_accuracy"], -figures["val_loss"]) for figures in history.epochs]
    assert scores.index(max(scores)) + 1 == history.best_epoch
    state = load_state(tmp_path)
    assert state is not None
    assert same(list(state.best), weights)
    assert not same(list(state.weights), weights)


def test_a_rare_class_is_learnt_where_weights_make_up_for_it(backend: Backend) -> None:
    random = np.random.default_rng(0)
    labels = np.array([0] * 95 + [1] * 5 + [2] * 5)
    inputs = np.eye(4, dtype=np.float32)[labels] * 0.5 + random.normal(0, 0.5, (len(labels), 4)).astype(np.float32)

    def recall(weights: Any) -> float:
        net = network(backend)
        batch = (inputs, labels, weights[labels])
        recipe = Recipe(epochs=60, learning_rate=0.02)
        fit_classifier(net, backend, lambda _: [batch], [batch], recipe, lambda *_: None)
        found = np.asarray(net(inputs)).argmax(axis=1)
        return float((found == labels)[labels > 0].mean())

    assert recall(np.array([0.3, 6, 6], np.float32)) > recall(np.array([1, 1, 1], np.float32)) + 0.2


def test_a_full_disk_costs_nothing_that_was_learnt(backend: Backend, tmp_path: Path) -> None:
    recipe = Recipe(epochs=5, seed=3)
    whole, weights, _ = fit(backend, recipe)
    with pytest.raises(StopError):
        fit(backend, recipe, tmp_path, stop_after=2)
    kept = (tmp_path / STATE_NAME).read_bytes()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(OutputError, match="--resume") as caught:
            fit(backend, recipe, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.path == tmp_path / STATE_NAME
    assert [path.name for path in tmp_path.iterdir()] == [STATE_NAME]
    assert (tmp_path / STATE_NAME).read_bytes() == kept
    again, resumed, told = fit(backend, recipe, tmp_path)
    assert (told, again) == ([3, 4, 5], whole)
    assert same(resumed, weights)


def test_a_loss_that_is_no_number_is_told_and_keeps_the_state(backend: Backend, tmp_path: Path) -> None:
    with pytest.raises(StopError):
        fit(backend, Recipe(epochs=4), tmp_path, stop_after=1)
    huge = Recipe(epochs=4)

    def broken(epoch: int) -> Iterator[Batch]:
        for inputs, labels, weights in lesson(epoch):
            yield inputs, labels, weights * np.float32(np.inf)

    with pytest.raises(DatasetError, match=r"the loss became nan in epoch 2.*--learning-rate"):
        fit_classifier(network(backend), backend, broken, exam(), huge, lambda *_: None, tmp_path)
    state = load_state(tmp_path)
    assert state is not None
    assert state.history.run == 1


@pytest.mark.parametrize("part", ["training", "validation"])
def test_a_sample_that_holds_nan_is_told(backend: Backend, part: str) -> None:
    inputs, labels = samples(0)
    bad = inputs.copy()
    bad[3, 1] = np.nan
    good, broken = ((x, labels, np.ones(len(labels), np.float32)) for x in (inputs, bad))
    learnt, examined = (broken, good) if part == "training" else (good, broken)
    with pytest.raises(DatasetError, match=f"{part} part holds NaN"):
        fit_classifier(network(backend), backend, lambda _: [learnt], [examined], Recipe(1), lambda *_: None)


def test_nothing_to_learn_from_or_to_choose_by_is_told(backend: Backend) -> None:
    with pytest.raises(DatasetError, match="nothing to train on"):
        fit_classifier(network(backend), backend, lambda _: [], exam(), Recipe(1), lambda *_: None)
    with pytest.raises(DatasetError, match="validation part is empty"):
        fit_classifier(network(backend), backend, lesson, [], Recipe(1), lambda *_: None)


def test_the_state_of_another_network_is_refused(backend: Backend, tmp_path: Path) -> None:
    fit(backend, Recipe(1), tmp_path)
    other = backend.keras.Sequential([backend.keras.layers.InputLayer((4,)), backend.keras.layers.Dense(3)])
    with pytest.raises(DatasetError, match="another network"):
        fit_classifier(other, backend, lesson, exam(), Recipe(2), lambda *_: None, tmp_path)
    (tmp_path / STATE_NAME).write_bytes(b"PK nonsense")
    with pytest.raises(DatasetError, match="cannot be read") as caught:
        fit(backend, Recipe(2), tmp_path)
    assert caught.value.path == tmp_path / STATE_NAME


def test_an_epoch_is_told_of_while_it_runs(backend: Backend) -> None:
    heard: list[tuple[int, int, float]] = []
    fit_classifier(
        network(backend), backend, lesson, exam(), Recipe(2), lambda *_: None, advance=lambda *told: heard.append(told)
    )
    assert {(epoch, batches) for epoch, batches, _ in heard} >= {(1, 3), (2, 3)}
    assert heard == sorted(heard, key=lambda told: told[:2])
    assert all(np.isfinite(loss) for *_, loss in heard)
