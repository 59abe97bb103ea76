"""The trainer `landmark-lstm`: landmark recordings in, a model bundle out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from annotator.errors import DatasetError, UsageError
from annotator.landmarks import FEATURES
from annotator.models import (
    Accuracy,
    CreatedWith,
    Decoding,
    LandmarksInput,
    Manifest,
    Output,
    check_target,
    write_bundle,
)
from annotator.tokens import TokenDictionary, load_tokens
from annotator.training import (
    Converted,
    Progress,
    ProgressCallback,
    Recording,
    Split,
    Trainer,
    TrainerOptions,
    TrainingReport,
    command_line,
    convert_keras,
    litert_scores,
    load_backend,
    load_recordings,
    make_repeatable,
    model_card,
    split_by_time,
    window_metrics,
)
from annotator_landmark_lstm.network import build_network, fit, step_scale


class LandmarkLSTMOptions(TrainerOptions, frozen=True, kw_only=True):
    """What `annotator train landmark-lstm` can be told."""

    epochs: Annotated[int, Meta(ge=1, description="passes over the training part, at most")] = 200
    patience: Annotated[int, Meta(ge=0, description="stop after so many epochs without a better one (0: never)")] = 0
    batch: Annotated[int, Meta(ge=1, description="windows to a training step")] = 32
    window: Annotated[int, Meta(ge=1, description="frames to a window")] = 30
    rate: Annotated[str, Meta(description="frames a second of the recordings")] = "30"
    feature_set: Annotated[str, Meta(description="how landmarks become numbers")] = "hand99"
    mirror: Annotated[bool, Meta(description="the recordings were made from a mirrored picture")] = False
    min_usable: Annotated[float, Meta(ge=0, le=1, description="share of a window's frames that must show a hand")] = 0.8


class LandmarkLSTMTrainer(Trainer):
    """Trains the network of `annotator_landmark_lstm.network` on `.npy` recordings, split by time."""

    name = "landmark-lstm"
    options = LandmarkLSTMOptions

    def train(
        self, dataset: Path, output: Path, options: LandmarkLSTMOptions, progress: ProgressCallback
    ) -> TrainingReport:
        """Trains, converts, measures on the held-back part, and writes the bundle; see `Trainer.train`."""
        check_target(output, replace=options.replace)
        progress(Progress("read"))
        recordings = load_recordings(dataset, feature_width(options.feature_set))
        split = split_by_time(recordings, options.window)
        tokens = read_words(options.tokens, split.class_ids)
        weights = train_weights(split, options, progress)
        progress(Progress("write"))
        scores = litert_scores(weights.converted.weights, split.test.clips)
        metrics, confusion = window_metrics(scores, split.test.labels)
        manifest = _manifest(options, split, output.name)
        manifest = msgspec.structs.replace(
            manifest,
            created_with=CreatedWith(command=command_line(type(self), dataset, output, options), seed=options.seed),
            accuracy=Accuracy(dataset=_held_back(dataset, recordings), metrics=metrics, note=_NOTE),
        )
        words = [tokens.text(class_id, "ko") for class_id in split.class_ids]
        bundle = write_bundle(
            output,
            manifest,
            weights=weights.converted.weights,
            tokens=tokens_json(tokens),
            card=model_card(manifest, options.limits, confusion, split.sizes, words),
            replace=options.replace,
        )
        return TrainingReport(
            bundle, metrics, confusion, split.sizes, weights.epochs, weights.best_epoch, weights.converted.difference
        )


@dataclass(frozen=True)
class TrainedWeights:
    """LiteRT weights, the epochs they took, and which of those was the best."""

    converted: Converted
    epochs: int
    best_epoch: int


def train_weights(split: Split, options: LandmarkLSTMOptions, progress: ProgressCallback) -> TrainedWeights:
    """Trains the network on `split.train`, keeps what is best on `split.validation`, and converts it."""
    backend = load_backend()
    backend.keras.backend.clear_session()  # names inside the weights count from the beginning again
    make_repeatable(backend, options.seed)
    window, width = split.train.clips.shape[1:]

    def tell(epoch: int, figures: Mapping[str, float]) -> None:
        progress(Progress("train", epoch, options.epochs, figures))

    scale = step_scale(options.feature_set, width)
    network = build_network(backend, window, scale, len(split.class_ids), unroll=False)
    epochs, best = fit(
        network, split, backend, epochs=options.epochs, batch=options.batch, patience=options.patience, tell=tell
    )
    progress(Progress("convert"))
    unrolled = build_network(backend, window, scale, len(split.class_ids), unroll=True)
    unrolled.set_weights(network.get_weights())
    return TrainedWeights(convert_keras(unrolled, split.validation.clips), epochs, best)


def feature_width(name: str) -> int:
    """How many numbers a step of this feature set holds; raises UsageError for one that does not exist."""
    if name not in FEATURES:
        raise UsageError(f"no feature set is called {name!r}; there are: {', '.join(sorted(FEATURES))}")
    return FEATURES[name].width


def read_words(path: str, class_ids: Sequence[int]) -> TokenDictionary:
    """The dictionary that gives every class a word; never guessed from file names. Raises UsageError, DatasetError."""
    if not path:
        raise UsageError(
            f"a token dictionary must say what the classes {', '.join(map(str, class_ids))} mean",
            hint="--tokens tokens.json",
        )
    tokens = load_tokens(Path(path))
    if missing := tokens.missing(class_ids):
        raise DatasetError(f"classes {', '.join(map(str, missing))} of the recordings have no word in it", path=path)
    return tokens


def tokens_json(tokens: TokenDictionary) -> bytes:
    """A token dictionary as the `tokens.json` of a bundle: `{id: {language: word}}`."""
    content = {str(class_id): dict(tokens.tokens[class_id].texts) for class_id in tokens}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _manifest(options: LandmarkLSTMOptions, split: Split, folder_name: str) -> Manifest:
    return Manifest(
        name=options.name or folder_name,
        version=options.version,
        recognizer=LandmarkLSTMTrainer.name,
        summary=options.summary,
        licence=options.licence,
        trained_on=options.trained_on,
        caution=options.caution,
        default=options.default,
        input=LandmarksInput(
            rate=options.rate,
            window=options.window,
            min_usable=options.min_usable,
            feature_set=options.feature_set,
            feature_width=split.train.clips.shape[2],
            mirror=options.mirror,
        ),
        output=Output(classes=len(split.class_ids), class_ids=split.class_ids),
        decoding=Decoding(policy="vote", parameters={"threshold": 0.9, "count": 3}),
    )


_NOTE = (
    "Every recording was cut in time into train, validation and test, with a gap of a window between them; "
    "these are windows of the test part, which neither training nor the choice of the best epoch has seen."
)


def _held_back(dataset: Path, recordings: Sequence[Recording]) -> str:
    return f"the held-back last part of each of {len(recordings)} recordings in {dataset.name}"
