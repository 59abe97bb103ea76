"""The network: a small temporal convolutional network that says for every step what is being signed there.

No convolution pads. What a window of steps gives is therefore what the same steps give in the middle of a longer
sequence: training runs over whole sequences and shares what neighbouring windows have in common, and recognition takes
the same weights window by window. Window 25, dilations 1, 2, 4:

    steps    25 -> 23 -> 19 -> 11 -> mean of the 11, beside the middle one -> classes
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from annotator.records import FloatArray
from annotator.training import Backend
from annotator_landmark_tcn.steps import Sequences

# What is normal is learnt from the last ten or so training steps: the data sets here are small, Keras' hundred is many.
_MOMENTUM: Final = 0.9


@dataclass(frozen=True)
class Shape:
    """How the network is built: features a step, classes, steps in a window (odd), filters, and dropout."""

    width: int
    classes: int
    window: int
    filters: int = 96
    dropout: float = 0.3

    @property
    def dilations(self) -> tuple[int, ...]:
        """1, 2, 4, ... as long as they leave about half of the window to the mean over it."""
        found: list[int] = []
        while sum(found) + 2 ** len(found) <= 0.3 * self.window:
            found.append(2 ** len(found))
        return tuple(found)


def build_network(backend: Backend, shape: Shape, steps: int) -> Any:
    """The untrained network over `steps` steps: float32 [N, steps, width] to [N, steps - window + 1, classes].

    Over exactly one window it gives [N, classes]. The weights do not depend on `steps`.
    """
    layers = backend.keras.layers
    given = layers.Input((steps, shape.width), name="features")
    found = _unit(layers, layers.Conv1D(shape.filters, 1, use_bias=False, name="project"))(given)
    found = layers.Dropout(shape.dropout)(found)
    for dilation in shape.dilations:
        found = _block(layers, shape, dilation, found)
    rest = shape.window - 2 * sum(shape.dilations)
    mean = layers.AveragePooling1D(rest, strides=1)(found)
    middle = layers.Cropping1D((rest // 2, rest // 2))(found)
    both = layers.Dropout(shape.dropout)(layers.Concatenate()([middle, mean]))
    scores = layers.Dense(shape.classes, activation="softmax", name="scores")(both)
    if steps == shape.window:
        scores = layers.Reshape((shape.classes,))(scores)
    return backend.keras.Model(given, scores, name="landmark_tcn")


def _unit(layers: Any, convolution: Any) -> Callable[[Any], Any]:
    normal, rectify = layers.BatchNormalization(momentum=_MOMENTUM), layers.ReLU()
    return lambda given: rectify(normal(convolution(given)))


def _block(layers: Any, shape: Shape, dilation: int, given: Any) -> Any:
    """Two convolutions beside a way around them; `dilation` steps shorter at both ends."""
    wide = layers.Conv1D(shape.filters, 3, dilation_rate=dilation, use_bias=False)
    found = layers.Dropout(shape.dropout)(_unit(layers, wide)(given))
    found = layers.BatchNormalization(momentum=_MOMENTUM)(layers.Conv1D(shape.filters, 1, use_bias=False)(found))
    return layers.ReLU()(layers.Add()([found, layers.Cropping1D((dilation, dilation))(given)]))


@dataclass(frozen=True)
class Recipe:
    """How the network is trained."""

    epochs: int
    batch: int
    patience: int
    seed: int
    rate: float = 2e-3
    decay: float = 1e-2
    smoothing: float = 0.05


@dataclass
class Best:
    """The weights that were best, by what, and when."""

    weights: Any = None
    score: tuple[float, float] = (-1.0, 0.0)
    epoch: int = 0
    run: int = 0


def fit(
    network: Any,
    backend: Backend,
    training: Callable[[int], Sequences],
    validation: Sequences,
    recipe: Recipe,
    tell: Callable[[int, Mapping[str, float]], None],
) -> Best:
    """Trains in place and leaves the best weights in; `training` gives the sequences of an epoch (from 1).

    Best is the highest macro F1 over the steps of the validation part, and among equals the lowest loss there.
    `patience` epochs without a better one end the training (0: never). `tell` hears of every epoch.
    """
    best = Best()
    step, optimizer = _training_step(network, backend, recipe)
    order = np.random.default_rng(recipe.seed)
    for epoch in range(1, recipe.epochs + 1):
        optimizer.learning_rate.assign(_learning_rate(epoch, recipe))
        data = training(epoch)
        shuffled = order.permutation(len(data))
        losses = []
        for at in range(0, len(shuffled), recipe.batch):
            rows = shuffled[at : at + recipe.batch]
            piece = data.steps[rows], data.labels[rows], data.weights[rows]
            losses.append(float(step(*map(backend.tf.constant, piece))))
        figures = {"loss": float(np.mean(losses)), **figures_of(predict(network, validation.steps), validation)}
        best.run = epoch
        score = (figures["val_f1"], -figures["val_loss"])
        if best.weights is None or score > best.score:
            best.score, best.epoch, best.weights = score, epoch, network.get_weights()
        tell(epoch, figures)
        if 0 < recipe.patience <= epoch - best.epoch:
            break
    network.set_weights(best.weights)
    return best


def _learning_rate(epoch: int, recipe: Recipe) -> float:
    """Half a cosine from the full rate to nearly nothing, after a first epoch at a third of it."""
    if epoch == 1:
        return recipe.rate / 3
    return recipe.rate * (0.02 + 0.98 * (1 + math.cos(math.pi * (epoch - 1) / recipe.epochs)) / 2)


def _training_step(network: Any, backend: Backend, recipe: Recipe) -> tuple[Callable[..., Any], Any]:
    tf, keras = backend.tf, backend.keras
    optimizer = keras.optimizers.AdamW(recipe.rate, weight_decay=recipe.decay)
    classes = network.output_shape[-1]

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def step(steps: Any, labels: Any, weights: Any) -> Any:
        wanted = tf.one_hot(labels, classes) * (1 - recipe.smoothing) + recipe.smoothing / classes
        with tf.GradientTape() as tape:
            each = keras.losses.categorical_crossentropy(wanted, network(steps, training=True))
            loss = tf.reduce_sum(each * weights) / (tf.reduce_sum(weights) + 1e-6)
        variables = network.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        return loss

    return step, optimizer


def predict(network: Any, sequences: FloatArray, batch: int = 64) -> FloatArray:
    """The scores [N, L, C] of sequences [N, S, width], in batches."""
    parts = [np.asarray(network(sequences[at : at + batch], training=False)) for at in range(0, len(sequences), batch)]
    scores: FloatArray = np.concatenate(parts).astype(np.float32)
    return scores


def figures_of(scores: FloatArray, data: Sequences) -> dict[str, float]:
    """Loss, accuracy and macro F1 (over the classes that occur) of scores [N, L, C] at the steps that count."""
    counts = data.weights > 0
    truth, found = data.labels[counts], scores[counts]
    sure = found[np.arange(len(truth)), truth]
    best = found.argmax(axis=1)
    right = np.bincount(truth[best == truth], minlength=scores.shape[2])
    all_true, all_found = (np.bincount(each, minlength=scores.shape[2]) for each in (truth, best))
    occurs = all_true > 0
    f1 = 2 * right / np.maximum(all_true + all_found, 1)
    return {
        "val_loss": float(-np.log(np.maximum(sure, 1e-9)).mean()),
        "val_accuracy": float((best == truth).mean()),
        "val_f1": float(f1[occurs].mean()),
    }
