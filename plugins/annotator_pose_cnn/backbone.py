"""The networks `pose-cnn` stands on, MobileNetV2 and ResNet50, and where their first weights come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from annotator.errors import BundleError, MissingError
from annotator.training import Backend

BackboneName: TypeAlias = Literal["mobilenet_v2", "resnet50"]

AUTO: Final = "auto"
IMAGENET: Final = "imagenet"
RANDOM: Final = "random"
# Brightness as each was trained on: -1 to 1, or 0 to 255 (which `caffe_colours` changes further).
VALUES: Final[dict[str, tuple[float, float]]] = {"mobilenet_v2": (-1.0, 1.0), "resnet50": (0.0, 255.0)}
_CAFFE_MEAN: Final = (103.939, 116.779, 123.68)  # of ImageNet in blue, green, red: keras.applications.imagenet_utils
# Keras gives MobileNetV2 0.999, for millions of pictures; after a few hundred steps its means would still be nothing.
_MOMENTUM: Final = 0.9


@dataclass(frozen=True)
class Backbone:
    """A network from pictures to numbers [B, F], and what its weights are; `trained` ones are worth keeping frozen."""

    network: Any
    trained: bool
    told: str


def make_backbone(
    backend: Backend, name: BackboneName, shape: tuple[int, int, int], *, alpha: float, weights: str
) -> Backbone:
    """The network with its weights: a file's, ImageNet's, or random ones, as `weights` says.

    "auto" takes ImageNet's where they are in Keras's cache or the network gives them, and random ones where not. Raises
    MissingError for "imagenet" where there are none, BundleError for a file that does not fit.
    """
    build = _builder(backend, name, shape, alpha)
    if weights not in (AUTO, IMAGENET, RANDOM):
        return Backbone(_from_file(build, Path(weights)), True, f"The backbone began with the weights {weights}.")
    if weights != RANDOM:
        try:
            return Backbone(build(IMAGENET), True, "The backbone began with ImageNet's weights (keras.applications).")
        except Exception as error:  # (Keras raises bare Exception where a download fails)
            reason = str(error).strip().splitlines()[0][:200]
            if weights == IMAGENET:
                raise MissingError(
                    f"ImageNet's weights of {name} cannot be had: {reason}", stage="train", hint="--weights FILE"
                ) from error
        told = (
            f"ImageNet's weights could not be had ({reason}); the backbone began with random ones, nothing is frozen."
        )
    else:
        told = "The backbone began with random weights, nothing is frozen."
    network = build(None)
    for layer in network.layers:
        if isinstance(layer, backend.keras.layers.BatchNormalization):
            layer.momentum = _MOMENTUM
    return Backbone(network, False, told)


def caffe_colours(backend: Backend, shape: tuple[int, int, int]) -> Any:
    """A layer that turns red, green, blue of 0 to 255 into blue, green, red less ImageNet's mean, as ResNet50 wants."""
    layer = backend.keras.layers.Conv2D(3, 1, trainable=False, name="caffe_colours")
    layer.build((None, *shape))
    layer.set_weights([np.eye(3, dtype=np.float32)[::-1][None, None], -np.array(_CAFFE_MEAN, np.float32)])
    return layer


def _builder(
    backend: Backend, name: BackboneName, shape: tuple[int, int, int], alpha: float
) -> Callable[[str | None], Any]:
    applications = backend.keras.applications
    if name == "resnet50":
        return lambda weights: applications.ResNet50(
            include_top=False, weights=weights, input_shape=shape, pooling="avg"
        )
    return lambda weights: applications.MobileNetV2(
        include_top=False, weights=weights, input_shape=shape, pooling="avg", alpha=alpha
    )


def _from_file(build: Callable[[str | None], Any], path: Path) -> Any:
    if not path.is_file():
        raise MissingError("there is no such file of weights", path=path, stage="train")
    network = build(None)
    try:
        network.load_weights(str(path))
    except Exception as error:  # (h5py and Keras raise many kinds)
        reason = str(error).strip().splitlines()[0][:200]
        raise BundleError(
            f"these weights do not fit: {reason}", path=path, hint="weights without top, of the same size and alpha"
        ) from error
    return network
