"""The networks: a MoViNet that sees whole clips, to be trained, and the same one that is fed step by step.

Source: Kondratyuk et al., MoViNets: Mobile Video Networks for Efficient Video Recognition (CVPR 2021), as it stands in
tf-models-official (`official.projects.movinet`, Apache-2.0), in the causal form that can stream. Both forms have the
same weights in the same order and give the same scores.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from annotator.errors import MissingError
from annotator.training import Backend

VARIANTS: Final = ("a0", "a1", "a2", "t0")
_KIND: Final = {
    "causal": True,
    "conv_type": "2plus1d",
    "se_type": "2plus3d",
    "activation": "hard_swish",
    "gating_activation": "hard_sigmoid",
}
F = TypeVar("F", bound=Callable[..., Any])


def clip_network(
    backend: Backend,
    variant: str,
    size: tuple[int, int],
    classes: int,
    *,
    dropout: float = 0.0,
    momentum: float = 0.99,
) -> Any:
    """The untrained network: clips of any length, float32 [N, T, H, W, 3] of 0..1, to probabilities [N, classes].

    `size` is (H, W). `momentum` is that of the running means of batch normalisation. Its attribute `classifier` is the
    MoViNet, which gives logits.
    """

    def build() -> Any:
        classifier = _classifier(backend, variant, (None, None, *size, 3), classes, dropout=dropout, momentum=momentum)
        scores = backend.keras.layers.Activation("softmax", name="scores")(classifier.outputs[0])
        return backend.keras.Model(classifier.inputs[0], scores, name=f"movinet_{variant}"), classifier

    network, classifier = _unconverted(backend, build)()
    network.call = _unconverted(backend, network.call)
    network.classifier = classifier
    return network


def step_network(backend: Backend, variant: str, shape: tuple[int, ...], classes: int) -> Any:
    """The network that is fed `shape`, [step, H, W, 3], at a time: image and states to (logits, states), by name."""

    def build() -> Any:
        return _classifier(backend, variant, (1, *shape), classes, states=True)

    return _unconverted(backend, build)()


def _classifier(
    backend: Backend,
    variant: str,
    shape: tuple[int | None, ...],
    classes: int,
    *,
    states: bool = False,
    dropout: float = 0.0,
    momentum: float = 0.99,
) -> Any:
    movinet, movinet_model = _official()
    spec = backend.keras.layers.InputSpec(shape=list(shape))
    body = movinet.Movinet(
        model_id=variant, input_specs=spec, use_external_states=states, norm_momentum=momentum, **_KIND
    )
    return movinet_model.MovinetClassifier(
        body, classes, input_specs={"image": spec}, dropout_rate=dropout, output_states=states
    )


def _official() -> tuple[Any, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it imports is old
            from official.projects.movinet.modeling import movinet, movinet_model
    except ImportError as error:
        raise MissingError(
            f"MoViNet needs tf-models-official: {error}", stage="train", hint="pip install 'annotator[train]'"
        ) from error
    return movinet, movinet_model


def _unconverted(backend: Backend, function: F) -> F:
    """`function` without AutoGraph, which nothing here needs: building a network takes two thirds of the time."""
    return cast("F", backend.tf.autograph.experimental.do_not_convert(function))
