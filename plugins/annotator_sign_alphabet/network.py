"""The network of `sign-alphabet`."""

from __future__ import annotations

from typing import Any

from annotator.training import Backend


def build_network(
    backend: Backend, shape: tuple[int, int, int], classes: int, *, filters: int, dense: int, dropout: float
) -> Any:
    """The CNN usual for Sign-MNIST: three 3x3 convolutions of `filters`, twice as many, `filters`, each pooled by two.

    Then a dense layer, dropout, softmax. `shape` is (height, width, channels), at least 8 pixels a side.
    """
    layers = backend.keras.layers
    network = backend.keras.Sequential(name="sign_alphabet")
    network.add(layers.Input(shape))
    for width in (filters, 2 * filters, filters):
        network.add(layers.Conv2D(width, 3, padding="same", activation="relu"))
        network.add(layers.MaxPooling2D(2))
    network.add(layers.Flatten())
    network.add(layers.Dense(dense, activation="relu"))
    network.add(layers.Dropout(dropout))
    network.add(layers.Dense(classes, activation="softmax"))
    return network
