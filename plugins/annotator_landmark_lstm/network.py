"""The network: LSTM(64, relu), Dense(32, relu), Dense(classes, softmax), as the gesture demo it follows has it.

Source: kairess/gesture-recognition (Apache-2.0). One thing is added: angles enter in half turns, not in degrees, by a
fixed first layer. An LSTM with relu multiplies what it is fed again at every step, and degrees up to 180 beside
coordinates of 0..1 made its training a matter of luck. On the recordings of kairess, seeds 0 to 4, the accuracy came to
0.89..1.00 on the validation part and 0.83..1.00 on the test part without this layer, and to 1.00 each time with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from annotator.training import Backend, Split

_HAND_COORDINATES: Final = 84  # 21 joints x (x, y, z, visibility) stand before the angles


def step_scale(feature_set: str, width: int) -> list[float]:
    """What each number of a step is multiplied by on its way in: the angles of `hand99` by 1/180, all else by 1."""
    if feature_set == "hand99":
        return [1.0] * _HAND_COORDINATES + [1 / 180] * (width - _HAND_COORDINATES)
    return [1.0] * width


def build_network(backend: Backend, window: int, scale: Sequence[float], classes: int, *, unroll: bool) -> Any:
    """The untrained network: float32 [N, window, len(scale)] to probabilities [N, classes].

    `scale` is what the numbers of a step are multiplied by first. `unroll` writes the steps out one after another: the
    same sums, as LiteRT wants them to take any number of windows.
    """
    layers = backend.keras.layers
    return backend.keras.Sequential(
        [
            layers.InputLayer(input_shape=(window, len(scale)), name="landmarks"),
            layers.Rescaling(list(scale), name="scale"),
            layers.LSTM(64, activation="relu", unroll=unroll, name="lstm"),
            layers.Dense(32, activation="relu", name="dense"),
            layers.Dense(classes, activation="softmax", name="scores"),
        ],
        name="landmark_lstm",
    )


def fit(
    network: Any,
    split: Split,
    backend: Backend,
    *,
    epochs: int,
    batch: int,
    patience: int,
    tell: Callable[[int, Mapping[str, float]], None],
) -> tuple[int, int]:
    """Trains in place and leaves the best weights in; gives the number of epochs run and the best of them (from 1).

    Best is the highest accuracy on the validation part, and among equals the lowest loss there. `patience` epochs
    without a better one end the training (0: never). `tell` hears of every epoch.
    """
    keras = backend.keras
    network.compile(optimizer=keras.optimizers.Adam(), loss="categorical_crossentropy", metrics=["accuracy"])
    best = _keep_best(keras, patience, tell)
    classes = len(split.class_ids)
    network.fit(
        split.train.clips,
        keras.utils.to_categorical(split.train.labels, classes),
        validation_data=(split.validation.clips, keras.utils.to_categorical(split.validation.labels, classes)),
        epochs=epochs,
        batch_size=batch,
        verbose=0,
        callbacks=[keras.callbacks.ReduceLROnPlateau("val_accuracy", factor=0.5, patience=50, mode="max"), best],
    )
    network.set_weights(best.weights)
    return best.run, best.epoch


def _keep_best(keras: Any, patience: int, tell: Callable[[int, Mapping[str, float]], None]) -> Any:
    class KeepBest(keras.callbacks.Callback):  # type: ignore[misc]
        """Remembers the best weights; a class inside a function because its base comes with TensorFlow."""

        weights: Any = None
        score = (-1.0, 0.0)
        epoch = run = 0

        def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
            figures = {name: float(value) for name, value in (logs or {}).items()}
            self.run = epoch + 1
            score = (figures["val_accuracy"], -figures["val_loss"])
            if self.weights is None or score > self.score:
                self.score, self.epoch, self.weights = score, self.run, self.model.get_weights()
            self.model.stop_training = 0 < patience <= self.run - self.epoch
            tell(self.run, figures)

    return KeepBest()
