"""One model somebody made -> one bundle: what is missing is asked for, what is written was compared."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from annotator.download import file_sha256
from annotator.errors import BundleError, UsageError
from annotator.models import Bundle, CreatedWith, Decoding, Manifest, Output, check_target, write_bundle
from annotator.training.describing import tokens_json
from annotator.training.importing.answers import Answers, read_answers
from annotator.training.importing.card import import_card
from annotator.training.importing.classes import Classes, find_classes
from annotator.training.importing.examples import read_examples
from annotator.training.importing.given import Given
from annotator.training.importing.layout import Layout, Missing, find_layout, teachable_answers
from annotator.training.importing.network import Network, load_network
from annotator.training.importing.weights import Weights, check_scores, make_weights

_ACTIVATION: Final = Missing("--activation softmax|logits", "whether its scores are probabilities or logits")
_RECOGNIZER: Final = Missing("--recognizer NAME", "which recognizer is to run it, such as landmark-lstm or crnn")
_POLICIES: Final[dict[str, dict[str, Any]]] = {"vote": {"threshold": 0.9, "count": 3}, "hysteresis": {}, "clip": {}}


@dataclass(frozen=True)
class Details:
    """What a bundle says of itself, and where it goes."""

    recognizer: str
    folder: Path
    name: str
    version: str = "1.0.0"
    summary: str = ""
    licence: str = ""
    trained_on: str = ""
    caution: str = ""
    limits: str = ""
    command: str = ""
    replace: bool = False


@dataclass(frozen=True)
class Inspected:
    """What is known of a model: what the file tells, what was said, and which answers are missing."""

    given: Given
    network: Network
    answers: Answers
    layout: Layout | None
    classes: Classes | None
    activation: str
    missing: tuple[Missing, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Imported:
    """The bundle, and the largest difference between the scores before and after, on `examples` windows.

    `difference` is None for LiteRT weights, which are taken as they are.
    """

    bundle: Bundle
    difference: float | None
    examples: int
    random: bool
    words: list[str] = field(default_factory=list)
    order: str = ""


def inspect_model(given: Given, told: dict[str, Any] | None = None, name: str = "model") -> Inspected:
    """Loads a model and finds out what has still to be said; `told` are answers by name (see `Answers`).

    Raises BundleError for what cannot be imported, UsageError where answers contradict the file.
    """
    network = load_network(given)
    known = teachable_answers(network.shape) if given.teachable else {}
    answers = read_answers(told or {}, given.answers, known)
    layout, missing = find_layout(network.shape, answers, step=network.step)
    classes, unnamed = find_classes(network.classes, answers, name, given.labels)
    activation = _activation(network, answers)
    asked = [*unnamed, *missing, *([] if activation else [_ACTIVATION])]
    return Inspected(
        given, network, answers, layout, classes, activation, tuple(asked), _sources(given, known, answers)
    )


def import_model(
    found: Inspected,
    details: Details,
    *,
    examples: Path | None = None,
    accept: Callable[[Bundle], object] = lambda _: None,
) -> Imported:
    """Converts what `inspect_model` found, compares the scores before and after, and writes the bundle.

    `examples` is a `.npy` of windows as the network takes them; without it they are random. `accept` is given the
    bundle before it takes its place, and raises where its recognizer cannot use it. Raises UsageError listing all that
    is missing, BundleError when scores differ by more than 1e-3 or are not what was said, OutputError.
    """
    missing = (*found.missing, *([] if details.recognizer else [_RECOGNIZER]))
    if missing or found.layout is None or found.classes is None:
        raise UsageError(f"the file does not say all; still needed:\n{_listed(missing)}", path=found.given.source)
    check_target(details.folder, replace=details.replace)
    windows = read_examples(examples, found.layout, seed=0)
    weights = make_weights(found.network, found.layout, windows)
    check_scores(weights.scores, found.activation, found.given.source)
    manifest = _manifest(found, found.layout, found.classes, details)
    card = import_card(
        manifest,
        words=found.classes.words,
        order=found.classes.order,
        source=_source_line(found),
        compared=_compared(weights, len(windows), examples is None),
        limits=details.limits,
    )
    parts: dict[str, Any] = {"weights": weights.data, "tokens": tokens_json(found.classes.tokens), "card": card}
    with tempfile.TemporaryDirectory() as draft:
        accept(write_bundle(Path(draft) / "draft", manifest, **parts))
    bundle = write_bundle(details.folder, manifest, **parts, replace=details.replace)
    return Imported(
        bundle, weights.difference, len(windows), examples is None, found.classes.words, found.classes.order
    )


def _activation(network: Network, answers: Answers) -> str:
    """ "softmax" or "none", or "" where it has to be said; raises where the scores are neither."""
    read = network.description.activation
    if read == "sigmoid":
        raise BundleError(
            "gives sigmoid scores, each class for itself; probabilities (softmax) or logits are wanted",
            path=network.path,
            hint="end the network in softmax, or leave the last activation out",
        )
    known = {"softmax": "softmax", "linear": "none"}.get(read, "")
    said = {"softmax": "softmax", "logits": "none", None: ""}[answers.activation]
    if known and said and known != said:
        raise UsageError(f"activation: {answers.activation} was said, the last layer is {read}", path=network.path)
    return said or known


def _manifest(found: Inspected, layout: Layout, classes: Classes, details: Details) -> Manifest:
    policy = found.answers.policy or "vote"
    return Manifest(
        name=details.name,
        version=details.version,
        recognizer=details.recognizer,
        summary=details.summary,
        licence=details.licence,
        trained_on=details.trained_on,
        caution=details.caution,
        created_with=CreatedWith(command=details.command),
        input=layout.input,
        output=Output(
            classes=found.network.classes,
            class_ids=classes.ids,
            activation="softmax" if found.activation == "softmax" else "none",
        ),
        decoding=Decoding(
            policy=policy, idle=classes.idle, parameters={**_POLICIES[policy], **found.answers.parameters}
        ),
        options=found.answers.options,
    )


def _listed(missing: tuple[Missing, ...]) -> str:
    return "\n".join(f"  {answer.option}\n      {answer.about}" for answer in missing)


def _sources(given: Given, known: dict[str, Any], answers: Answers) -> tuple[str, ...]:
    """Where answers came from that nobody typed."""
    told = []
    if given.labels is not None and answers.labels is None:
        told.append(f"the labels: {given.labels.name} beside the model")
    if given.answers is not None:
        told.append(f"answers: {given.answers.name} beside the model")
    if known:
        told.append(f"{', '.join(known)}: as Teachable Machine makes its models")
    return tuple(told)


def _source_line(found: Inspected) -> str:
    path = found.given.path / "saved_model.pb" if found.given.form == "savedmodel" else found.given.path
    return f"{found.given.source.name} ({found.network.description.made_with}; sha256 {file_sha256(path)})"


def _compared(weights: Weights, count: int, random: bool) -> str:
    if weights.difference is None:
        return "The LiteRT weights are those that were given, byte for byte."
    kind = "random" if random else "given"
    return (
        f"Before and after conversion, the scores of {count} {kind} windows differ by {weights.difference:.2g} at most."
    )
