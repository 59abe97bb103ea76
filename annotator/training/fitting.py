"""Training a network epoch by epoch: the best epoch kept, every epoch saved, and an interrupted run taken up again.

What happens in an epoch depends on the seed and the epoch's number alone (the order of the data, what is augmented how,
what dropout drops), so a run that was killed and resumed ends with the weights of one that was not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import cos, pi
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from annotator.errors import DatasetError
from annotator.records import FloatArray
from annotator.training.backend import Backend
from annotator.training.interrupt import interruptible
from annotator.training.state import History, State, load_state

Labels: TypeAlias = npt.NDArray[np.int64]
Batch: TypeAlias = tuple[npt.NDArray[Any], Labels, FloatArray]
Lesson: TypeAlias = Callable[[int], Iterable[Batch]]
Tell: TypeAlias = Callable[[int, Mapping[str, float]], None]
Advance: TypeAlias = Callable[[int, int, float], None]

_OFTEN_S: Final = 0.25  # between two words on how an epoch goes


@dataclass(frozen=True)
class Recipe:
    """How a network is trained.

    `patience` epochs without a better one end the training (0: never); `plateau` epochs without one multiply the
    learning rate by `factor` (0: never). With `anneal` the learning rate instead falls to zero over the epochs, along
    half a cosine (Loshchilov and Hutter, SGDR, 2017, without restarts). `smoothing` is that of the labels. Networks end
    in probabilities unless `from_logits`.
    """

    epochs: int
    seed: int = 0
    learning_rate: float = 1e-3
    patience: int = 0
    plateau: int = 0
    factor: float = 0.5
    anneal: bool = False
    smoothing: float = 0.0
    from_logits: bool = False

    def annealed(self, epoch: int) -> float:
        """The learning rate of an epoch, from 1, where it falls along half a cosine."""
        return self.learning_rate * (1 + cos(pi * (epoch - 1) / self.epochs)) / 2


def fit_classifier(
    network: Any,
    backend: Backend,
    lesson: Lesson,
    exam: Iterable[Batch],
    recipe: Recipe,
    tell: Tell,
    state: Path | None = None,
    *,
    advance: Advance = lambda *_: None,
) -> History:
    """Trains in place and leaves the best weights in.

    `lesson(epoch)` gives the batches of an epoch: inputs [B, ...], class indices [B], weights [B]; it must give the
    same ones for the same epoch. `exam` is gone through after each epoch and must be iterable again and again. `tell`
    hears of every epoch that is run: loss, accuracy, val_loss, val_accuracy, learning_rate; `advance(epoch, batches,
    loss)` hears now and then within one. With `state`, a folder, everything is saved there after each epoch, and a run
    whose state is found there goes on after its last epoch. Raises DatasetError where the exam is empty or a number is
    none (NaN), OutputError where the state cannot be saved.
    """
    return _Run(network, backend, recipe, state, advance).through(lesson, exam, tell)


class _Run:
    """A training run: the network, its optimizer, the best weights so far."""

    def __init__(self, network: Any, backend: Backend, recipe: Recipe, state: Path | None, advance: Advance) -> None:
        self._network, self._backend, self._recipe, self._state = network, backend, recipe, state
        self._advance = advance
        self._optimizer = backend.keras.optimizers.Adam(recipe.learning_rate)
        self._optimizer.build(network.trainable_variables)
        self._random = _random_generators(network)
        self._step = self._training_step()
        self._scores = backend.tf.function(lambda inputs: network(inputs, training=False), reduce_retracing=True)
        self._best: list[npt.NDArray[Any]] = network.get_weights()
        self._history = History()
        self._check: Callable[[], None] = lambda: None

    def through(self, lesson: Lesson, exam: Iterable[Batch], tell: Tell) -> History:
        self._restore()
        with interruptible() as self._check:
            while self._history.run < self._recipe.epochs and not self._history.stopped:
                epoch = self._history.run + 1
                self._reseed(epoch)
                if self._recipe.anneal:
                    self._optimizer.learning_rate.assign(self._recipe.annealed(epoch))
                figures = self._learn(lesson(epoch), epoch) | self._examined(exam)
                figures["learning_rate"] = float(self._optimizer.learning_rate.numpy())
                self._judge(figures)
                self._save()
                tell(epoch, figures)
        self._network.set_weights(self._best)
        return self._history

    def _training_step(self) -> Any:
        tf, keras, recipe = self._backend.tf, self._backend.keras, self._recipe
        classes = self._network.output_shape[-1]

        @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
        def step(inputs: Any, labels: Any, weights: Any) -> Any:
            wanted = tf.one_hot(labels, classes) * (1 - recipe.smoothing) + recipe.smoothing / classes
            with tf.GradientTape() as tape:
                scores = self._network(tf.cast(inputs, tf.float32), training=True)
                each = keras.losses.categorical_crossentropy(wanted, scores, from_logits=recipe.from_logits)
                loss = tf.reduce_sum(each * weights) / tf.maximum(tf.reduce_sum(weights), 1e-6)
            variables = self._network.trainable_variables
            self._optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
            right = tf.reduce_sum(tf.cast(tf.argmax(scores, 1) == labels, tf.float32))
            return loss, right

        return step

    def _reseed(self, epoch: int) -> None:
        """What dropout and its like drop depends on the seed and the epoch, not on the epochs before."""
        for number, generator in enumerate(self._random):
            generator.reset_from_seed(hash_seed(self._recipe.seed, epoch, number))

    def _learn(self, batches: Iterable[Batch], epoch: int) -> dict[str, float]:
        losses, right, seen, told = [], 0.0, 0, time.monotonic()
        for inputs, labels, weights in batches:
            self._check()
            _refuse_nan(inputs, "training")
            loss, hits = self._step(*map(self._backend.tf.constant, (inputs, labels, weights)))
            losses.append(float(loss))
            if not np.isfinite(losses[-1]):
                raise DatasetError(
                    f"the loss became {losses[-1]} in epoch {epoch}", hint="a lower --learning-rate may help"
                )
            right, seen = right + float(hits), seen + len(labels)
            if time.monotonic() - told > _OFTEN_S:
                told = time.monotonic()
                self._advance(epoch, len(losses), float(np.mean(losses)))
        if not losses:
            raise DatasetError("there is nothing to train on")
        self._advance(epoch, len(losses), float(np.mean(losses)))
        return {"loss": float(np.mean(losses)), "accuracy": right / seen}

    def _examined(self, exam: Iterable[Batch]) -> dict[str, float]:
        loss = right = total = seen = 0.0
        for inputs, labels, weights in exam:
            self._check()
            _refuse_nan(inputs, "validation")
            scores = np.asarray(self._scores(self._backend.tf.constant(inputs.astype(np.float32))), np.float64)
            if self._recipe.from_logits:
                scores = np.exp(scores - scores.max(axis=1, keepdims=True))
                scores /= scores.sum(axis=1, keepdims=True)
            sure = np.maximum(scores[np.arange(len(labels)), labels], 1e-9)
            loss += float((-np.log(sure) * weights).sum())
            right += float(((scores.argmax(axis=1) == labels) * weights).sum())
            total += float(weights.sum())
            seen += len(labels)
        if not seen:
            raise DatasetError("the validation part is empty")
        return {"val_loss": loss / max(total, 1e-9), "val_accuracy": right / max(total, 1e-9)}

    def _judge(self, figures: dict[str, float]) -> None:
        """Keeps the weights where they are the best so far; lowers the learning rate or stops where they are not."""
        history, recipe = self._history, self._recipe
        history.epochs.append(figures)
        best = history.epochs[history.best_epoch - 1] if history.best_epoch else None
        if best is None or _score(figures) > _score(best):
            history.best_epoch, self._best = history.run, self._network.get_weights()
        waited = history.run - history.best_epoch
        if recipe.plateau and not recipe.anneal and waited and waited % recipe.plateau == 0:
            self._optimizer.learning_rate.assign(self._optimizer.learning_rate * recipe.factor)
        history.stopped = 0 < recipe.patience <= waited

    def _save(self) -> None:
        if self._state is None:
            return
        state = State(
            self._history,
            float(self._optimizer.learning_rate.numpy()),
            self._network.get_weights(),
            self._best,
            [variable.numpy() for variable in self._optimizer.variables],
        )
        state.save(self._state)

    def _restore(self) -> None:
        state = load_state(self._state) if self._state is not None else None
        if state is None:
            return
        shapes = [value.shape for value in state.weights]
        if shapes != [value.shape for value in self._best] or len(state.optimizer) != len(self._optimizer.variables):
            raise DatasetError(
                "the interrupted run had another network", path=self._state, hint="begin anew, without --resume"
            )
        self._network.set_weights(state.weights)
        self._best = list(state.best)
        for variable, value in zip(self._optimizer.variables, state.optimizer, strict=True):
            variable.assign(value)
        self._optimizer.learning_rate.assign(state.learning_rate)
        self._history = state.history


def _refuse_nan(inputs: npt.NDArray[Any], part: str) -> None:
    if inputs.dtype.kind == "f" and not np.isfinite(inputs).all():
        raise DatasetError(f"a sample of the {part} part holds NaN or infinity")


def _score(figures: Mapping[str, float]) -> tuple[float, float]:
    return figures["val_accuracy"], -figures["val_loss"]


def hash_seed(*numbers: int) -> int:
    """A seed from several numbers: the same for the same ones, unrelated for others."""
    return int(np.random.default_rng(list(numbers)).integers(2**31))


def _random_generators(network: Any) -> list[Any]:
    """The random generators of all layers that have one (dropout, noise, augmentation), in a fixed order."""
    found = []
    for layer in network.submodules:
        holder = getattr(layer, "_random_generator", None)
        generator = getattr(holder, "_generator", None)
        if generator is not None:
            found.append(generator)
    return found
