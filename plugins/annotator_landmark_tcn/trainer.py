"""The trainer `landmark-tcn`: clips with truth in, a model bundle out."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

from annotator.errors import DatasetError, UsageError
from annotator.evaluation import tuned_parameters
from annotator.models import (
    Accuracy,
    Bundle,
    Decoding,
    LandmarksInput,
    Manifest,
    Output,
    check_target,
    write_bundle,
)
from annotator.timeline import check_policy
from annotator.tokens import load_tokens
from annotator.training import (
    Clip,
    Converted,
    GroupSplit,
    Making,
    Progress,
    ProgressCallback,
    Trainer,
    TrainingReport,
    common_entries,
    convert_keras,
    load_backend,
    load_clips,
    make_repeatable,
    model_card,
    refuse_copies,
    split_by_group,
    tokens_json,
    without_landmarks,
)
from annotator_landmark_tcn.data import Classes, Teacher, amounts, find_classes
from annotator_landmark_tcn.judge import judge, segment_metrics
from annotator_landmark_tcn.measure import recognise, step_metrics
from annotator_landmark_tcn.network import Best, Recipe, Shape, build_network, fit
from annotator_landmark_tcn.options import (
    LandmarkTCNOptions,
    decoding_parameters,
    feature_set,
    steps_a_second,
    window_steps,
)

Confusion: TypeAlias = "tuple[tuple[int, ...], ...]"

PARTS: Final = ("train", "validation", "test")


class LandmarkTCNTrainer(Trainer):
    """Trains the network of `annotator_landmark_tcn.network` on clips with truth, split by signer."""

    name = "landmark-tcn"
    options = LandmarkTCNOptions

    def train(
        self, dataset: Path, output: Path, options: LandmarkTCNOptions, progress: ProgressCallback
    ) -> TrainingReport:
        """Trains, converts, measures on held-back signers, and writes the bundle; see `Trainer.train`."""
        check_target(output, replace=options.replace)
        progress(Progress("read"))
        data = read_data(dataset, options)
        weights = train_weights(data, options, progress)
        manifest = _manifest(options, data, common_entries(type(self), dataset, output, options))
        manifest, metrics, confusion = measured(manifest, weights.converted, data, options, progress)
        progress(Progress("write"))
        accuracy = Accuracy(dataset=_held_back(dataset, data), metrics=metrics, note=_note(data))
        manifest = msgspec.structs.replace(manifest, accuracy=accuracy)
        steps = {part: round(seconds(data.clips[part]) * manifest.rate) for part in PARTS}
        card = model_card(
            manifest, options.limits, confusion, steps, data.classes.words, _making(data, weights.converted)
        )
        bundle = _write(output, manifest, weights.converted, data, card, replace=options.replace)
        best = weights.best
        return TrainingReport(
            bundle, metrics, confusion, steps, best.run, best.epoch, weights.converted.difference, tuple(_notes(data))
        )


def measured(
    manifest: Manifest, converted: Converted, data: Data, options: LandmarkTCNOptions, progress: ProgressCallback
) -> tuple[Manifest, dict[str, float], Confusion]:
    """What a bundle of these weights does with clips: tuned on the validation signers, measured on the test signers.

    Gives the manifest with the decoding that was chosen, the figures, and the confusion of the classes by steps.
    """
    classes, decoding = data.classes, manifest.decoding
    parameters = decoding.parameters
    with tempfile.TemporaryDirectory() as folder:
        draft = _write(Path(folder) / "draft", manifest, converted, data, "Not measured yet.")
        if options.tune_decoding:

            def tell(done: int, total: int, score: float) -> None:
                progress(Progress("tune", done, total, {"score": score}))

            chosen_by = recognise(draft, data.clips["validation"])
            parameters = tuned_parameters(lambda tried: judge(chosen_by, classes, tried), parameters, tell)
        progress(Progress("measure"))
        found = recognise(draft, data.clips["test"])
    by_steps, confusion = step_metrics(found, classes, options.border_s)
    figures = {**by_steps, **segment_metrics(judge(found, classes, parameters))}
    decoding = msgspec.structs.replace(decoding, parameters=parameters)
    return msgspec.structs.replace(manifest, decoding=decoding), figures, confusion


@dataclass(frozen=True)
class Data:
    """What is trained on: classes, who is in which part, and the clips of each part."""

    classes: Classes
    split: GroupSplit
    clips: Mapping[str, Sequence[Clip]]
    left_out: int


def read_data(dataset: Path, options: LandmarkTCNOptions) -> Data:
    """Reads clips and words and splits them by signer. Raises DatasetError, UsageError and TokenError."""
    feature_set(options), steps_a_second(options)  # what is wrong with these is said before long work
    if not options.tokens:
        raise UsageError("a token dictionary must say what the signs mean", hint="--tokens tokens.json")
    tokens = load_tokens(Path(options.tokens))
    clips = load_clips(dataset)
    classes = find_classes(clips, options.tier, tokens)
    groups: dict[str, dict[str, float]] = {}
    for clip in clips:
        mine = groups.setdefault(clip.signer, {})
        for token, amount in amounts(clip, options.tier).items():
            mine[token] = mine.get(token, 0.0) + amount
    test = [name.strip() for name in options.test_signers.split(",") if name.strip()]
    split = split_by_group(groups, options.seed, test=test, max_train=options.max_signers)
    parts = {part: [clip for clip in clips if split.part(clip.signer) == part] for part in PARTS}
    refuse_copies((clip.path, part) for part in PARTS for clip in parts[part])
    return Data(classes, split, parts, len(without_landmarks(dataset)))


@dataclass(frozen=True)
class TrainedWeights:
    """LiteRT weights, and how the best epoch was found."""

    converted: Converted
    best: Best


def train_weights(data: Data, options: LandmarkTCNOptions, progress: ProgressCallback) -> TrainedWeights:
    """Trains on the training signers, keeps what is best on the validation signers, and converts it."""
    backend = load_backend()
    backend.keras.backend.clear_session()  # names inside the weights count from the beginning again
    make_repeatable(backend, options.seed)
    features = feature_set(options)
    window = window_steps(options)
    rate = steps_a_second(options)
    teacher = Teacher(data.classes, features, rate, window, options.border_s, options.idle_ratio)
    shape = Shape(features.width, len(data.classes.ids), window, options.filters, options.dropout)
    exam = teacher.exam(data.clips["validation"])
    if not exam.weights.any():
        raise DatasetError("the validation part has no step away from a border")
    network = build_network(backend, shape, window + teacher.length - 1)

    def tell(epoch: int, figures: Mapping[str, float]) -> None:
        progress(Progress("train", epoch, options.epochs, figures))

    def lesson(epoch: int) -> Any:
        return teacher.lesson(data.clips["train"], options.seed, epoch, augment=not options.no_augment)

    recipe = Recipe(options.epochs, options.batch, options.patience, options.seed, options.learning_rate)
    best = fit(network, backend, lesson, exam, recipe, tell)
    progress(Progress("convert"))
    single = build_network(backend, shape, window)
    single.set_weights(network.get_weights())
    return TrainedWeights(convert_keras(single, exam.steps[:256, :window]), best)


def seconds(clips: Sequence[Clip]) -> float:
    """How long clips are together."""
    return sum(clip.duration_s for clip in clips)


def _manifest(options: LandmarkTCNOptions, data: Data, entries: Mapping[str, Any]) -> Manifest:
    features = feature_set(options)
    parameters = decoding_parameters(options)
    idle = data.classes.ids[data.classes.idle]
    check_policy("hysteresis", {**parameters, "idle": [idle]}, data.classes.ids)
    return Manifest(
        **entries,
        input=LandmarksInput(
            rate=options.rate,
            window=window_steps(options),
            min_usable=options.min_usable,
            feature_set=features.name,
            feature_width=features.width,
        ),
        output=Output(classes=len(data.classes.ids), class_ids=data.classes.ids),
        decoding=Decoding(policy="hysteresis", idle=(idle,), parameters=parameters),
    )


def _write(
    folder: Path, manifest: Manifest, converted: Converted, data: Data, card: str, *, replace: bool = False
) -> Bundle:
    tokens = tokens_json(data.classes.tokens)
    return write_bundle(folder, manifest, weights=converted.weights, tokens=tokens, card=card, replace=replace)


def _making(data: Data, converted: Converted) -> Making:
    return Making(
        parts=[f"{part}: {_size(data, part)}" for part in PARTS],
        difference=converted.difference,
        size=len(converted.weights),
    )


def _held_back(dataset: Path, data: Data) -> str:
    who = ", ".join(sorted(data.split.test))
    return f"{_size(data, 'test')} of {dataset.name}, held back ({who})"


def _size(data: Data, part: str) -> str:
    clips = data.clips[part]
    return f"{len({clip.signer for clip in clips})} signers, {len(clips)} clips, {seconds(clips):.0f} seconds"


def _note(data: Data) -> str:
    return (
        f"The data were split by signer: {_size(data, 'train')} to train on, {_size(data, 'validation')} to choose by, "
        f"{_size(data, 'test')} held back; nobody is in two of them. Steps at the border of a sign are not counted."
    )


def _notes(data: Data) -> list[str]:
    notes = [f"{part}: {_size(data, part)}" for part in PARTS]
    if data.left_out:
        notes.append(f"{data.left_out} truth files have no landmarks beside them and were left out")
    return notes
