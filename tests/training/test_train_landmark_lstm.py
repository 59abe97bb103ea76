"""`annotator train landmark-lstm`: it works on every kind of data, and the same seed gives the same weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from signing_data import write_clip, write_data

from annotator.errors import BundleError, TokenError, UsageError
from annotator.landmarks import open_pose, resample
from annotator.models import Bundle, LiteRtModel
from annotator.plugins import load_plugins
from annotator.records import FloatArray
from annotator.training import Progress, TrainingReport, load_recordings, run_trainer, time_ranges, windows
from annotator_landmark_lstm.recognizer import LandmarkLSTM
from annotator_landmark_lstm.windows import batches, continuous, drawn, in_order, one_sign

TRAINER = load_plugins().trainer("landmark-lstm")
TOKENS = {"0": {"ko": "오다", "en": "come"}, "1": {"ko": "가다", "en": "away"}, "2": {"ko": "돌다", "en": "spin"}}


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("words") / "words.json"
    path.write_text(json.dumps(TOKENS, ensure_ascii=False), "utf-8")
    return str(path)


def train(real: Path, output: Path, tokens: str, seed: int, heard: list[Progress] | None = None) -> TrainingReport:
    options = {"epochs": "3", "seed": str(seed), "tokens": tokens, "mirror": "true", "limits": "A test."}
    tell = heard.append if heard is not None else lambda _: None
    return run_trainer(TRAINER, real / "gestures", output, options, tell)


@pytest.mark.train
@pytest.mark.real
def test_training_works_and_is_repeatable(real: Path, tensorflow: None, tokens: str, tmp_path: Path) -> None:
    heard: list[Progress] = []
    report = train(real, tmp_path / "one", tokens, 5, heard)
    again = train(real, tmp_path / "two", tokens, 5)
    assert report.bundle.weights_sha256 == again.bundle.weights_sha256
    assert report.metrics == again.metrics
    check_report(report)
    check_bundle(report)
    epochs = [step for step in heard if step.stage == "train"]
    assert [step.done for step in epochs] == [1, 2, 3]
    assert {"loss", "accuracy", "val_loss", "val_accuracy"} <= set(epochs[1].values)
    batches_of_first = next(step for step in heard if step.stage == "epoch" and step.total == 0)
    assert 0 < batches_of_first.done <= 20

    model = LiteRtModel(report.bundle.weights)
    for recording in load_recordings(real / "gestures", 99):
        clips = windows(recording, time_ranges(recording, 30)["test"], 30)
        found = np.bincount(model(clips).argmax(axis=1), minlength=3)
        assert tuple(found) == report.confusion[recording.label]


def check_report(report: TrainingReport) -> None:
    assert report.windows == {"train": 621, "validation": 150, "test": 150}
    assert [sum(row) for row in report.confusion] == [50, 50, 50]
    right = sum(report.confusion[i][i] for i in range(3))
    assert report.metrics["window_accuracy"] == pytest.approx(right / 150)
    assert report.conversion_difference < 1e-3
    assert (report.epochs, 1 <= report.best_epoch <= 3) == (3, True)


def check_bundle(report: TrainingReport) -> None:
    bundle = report.bundle
    bundle.verify()
    created = bundle.manifest.created_with
    assert created.seed == 5
    assert created.command.startswith("annotator train landmark-lstm ")
    assert "--epochs 3 --mirror --seed 5 --tokens" in created.command
    assert bundle.manifest.accuracy.metrics == report.metrics
    assert "cut in time" in bundle.manifest.accuracy.note
    card = bundle.file("README.md").read_text("utf-8")
    assert card.splitlines()[:3] == [f"# {bundle.name}", "", "**Limits.** A test."]
    assert "| 돌다 |" in card
    assert "(curves.png)" in card
    assert bundle.file("confusion.png").read_bytes().startswith(b"\x89PNG")
    assert bundle.tokens().text(2, "en") == "spin"
    assert (bundle.manifest.decoding.policy, bundle.manifest.input.min_usable) == ("vote", 0.8)


def test_the_words_of_numbered_recordings_are_never_guessed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    write_labelled(data, 3)
    with pytest.raises(UsageError, match="classes 0, 1, 2"):
        run_trainer(TRAINER, data, tmp_path / "x")
    (tmp_path / "two.json").write_text('{"0": "오다", "1": "가다"}', "utf-8")
    with pytest.raises(TokenError, match="2"):
        run_trainer(TRAINER, data, tmp_path / "x", {"tokens": str(tmp_path / "two.json")})
    assert not (tmp_path / "x").exists()


def test_an_unknown_feature_set_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="hand99"):
        run_trainer(TRAINER, tmp_path, tmp_path / "x", {"feature_set": "hand98"})
    with pytest.raises(UsageError, match="steps a second"):
        run_trainer(TRAINER, tmp_path, tmp_path / "x", {"rate": "fast"})


def write_labelled(folder: Path, classes: int, length: int = 120) -> None:
    """One recording of each class, the label in the last column."""
    folder.mkdir(parents=True)
    random = np.random.default_rng(0)
    for label in range(classes):
        rows = random.normal(label, 0.5, (length, 99))
        np.save(folder / f"r{label}.npy", np.hstack([rows, np.full((length, 1), label)]))


def write_sequences(folder: Path, width: int, files: int = 4) -> None:
    """Folders of sequences of two classes that are easy to tell apart."""
    random = np.random.default_rng(0)
    for label, word in enumerate(["가다", "오다"]):
        (folder / word).mkdir(parents=True)
        for number in range(files):
            np.save(folder / word / f"{number}.npy", random.normal(label, 0.5, (3, 12, width)).astype(np.float32))


@pytest.mark.train
def test_folders_of_sequences_are_learnt_and_the_keras_model_is_kept(tensorflow: None, tmp_path: Path) -> None:
    from annotator.training import convert_keras

    write_sequences(tmp_path / "data", 258)
    options = {"feature_set": "holistic258", "window": 8, "epochs": 4, "keep_keras": True, "learning_rate": 0.01}
    report = run_trainer(TRAINER, tmp_path / "data", tmp_path / "models" / "two", options)
    assert report.metrics["window_accuracy"] == 1.0
    assert sum(report.windows.values()) == 2 * 4 * 3 * 5  # five windows of 8 in 12 steps
    assert report.bundle.manifest.output.class_ids == (0, 1)
    assert "No signer or recording is in two of them" in report.bundle.manifest.accuracy.note
    kept = tmp_path / "models" / "two.training" / "model.keras"
    again = convert_keras(kept)
    given = np.random.default_rng(0).random((4, 8, 258), np.float32)
    (tmp_path / "again.tflite").write_bytes(again.weights)
    np.testing.assert_allclose(
        LiteRtModel(tmp_path / "again.tflite")(given), LiteRtModel(report.bundle.weights)(given), atol=1e-4
    )


@pytest.fixture(scope="module")
def signing(tensorflow: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TrainingReport]:
    """Made-up signers, and a model of their signs that was trained for a moment."""
    folder = tmp_path_factory.mktemp("signing")
    write_data(folder / "data", 5)
    options = {
        "feature_set": "signing", "rate": "15", "window": 9, "epochs": 2, "tier": "words", "every": 4,
        "tokens": str(folder / "data" / "tokens.json"), "version": "2.0", "precision": "float16",
    }  # fmt: skip
    return folder, run_trainer(TRAINER, folder / "data", folder / "model", options)


@pytest.mark.train
def test_continuous_signing_has_an_idle_class_and_a_window_around_every_step(signing: Any) -> None:
    report: TrainingReport = signing[1]
    manifest = report.bundle.manifest
    assert manifest.output.class_ids == (0, 1, 2, 3, 4)
    assert report.bundle.tokens().label(4) == "idle"
    assert (manifest.decoding.policy, manifest.decoding.idle) == ("hysteresis", (4,))
    assert manifest.options == {"edge": "pad", "holes": "keep"}
    assert manifest.input.min_usable == 0.1
    recognizer = LandmarkLSTM(report.bundle)
    assert (recognizer.edge, recognizer.holes, recognizer.window) == ("pad", "keep", 9)
    assert (report.form, manifest.accuracy.metrics["float32_window_accuracy"] > 0) == ("float16", True)
    assert "float16 instead of float32" in manifest.accuracy.note


@pytest.mark.train
def test_what_is_taught_is_what_recognition_sees(signing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The windows of a clip, cut for training, are those the recognizer is fed, in number and to the bit."""
    folder, report = signing
    pose = sorted((folder / "data").rglob("*.pose"))[0]
    recognizer = LandmarkLSTM(report.bundle)
    seen: list[FloatArray] = []
    classify = recognizer.classify
    monkeypatch.setattr(recognizer, "classify", lambda clips: (seen.append(clips.copy()), classify(clips))[1])
    with open_pose(pose) as file:
        session = recognizer.open(file.video)
        for batch in resample(file.batches(), file.rate, recognizer.input.rate):
            list(session.feed(batch))
        list(session.finish())
        taught = taught_windows(report.bundle, pose)
    np.testing.assert_array_equal(np.concatenate(seen), taught)


def taught_windows(bundle: Bundle, pose: Path) -> FloatArray:
    from fractions import Fraction

    from annotator.landmarks import FEATURES, Memory
    from annotator.training import Spans, load_recorded, plain

    clip = load_recorded(pose)
    steps, _ = FEATURES["signing"].compute(plain(clip, Fraction(15)).landmarks, memory=Memory.of(clip.video))
    nothing = Spans(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    sheet = continuous(steps, nothing, 4, 9, rate=15.0, speed=1.0, border_s=0.06)
    assert len(sheet.starts) == len(steps)
    return sheet.windows(np.arange(len(steps)), 9)


def test_windows_of_continuous_signing_are_labelled_by_their_middle() -> None:
    from annotator.training import Spans

    steps = np.arange(30, dtype=np.float32)[:, None]
    spans = Spans(np.array([1]), np.array([1.0]), np.array([2.0]))
    sheet = continuous(steps, spans, 7, 5, rate=10.0, speed=1.0, border_s=0.06)
    # Step 10 is from 1.0 to 1.1 s: its middle is 0.05 s from the border, too near to count; so are 9, 19 and 20.
    assert sorted(set(range(30)) - set((sheet.starts + 2).tolist())) == [9, 10, 19, 20]
    assert dict(zip((sheet.starts + 2).tolist(), sheet.labels.tolist(), strict=True))[11] == 1
    assert set(sheet.labels[(sheet.starts + 2 < 9) | (sheet.starts + 2 > 20)].tolist()) == {7}
    assert sheet.windows(np.array([0]), 5)[0, :, 0].tolist() == [0, 0, 0, 1, 2]


def test_a_clip_of_one_sign_gives_windows_inside_it_alone() -> None:
    steps = np.arange(6, dtype=np.float32)[:, None]
    assert one_sign(steps, 3, 4).windows(np.arange(3), 4)[:, 0, 0].tolist() == [0, 1, 2]
    short = one_sign(steps[:2], 3, 4)
    assert short.windows(np.arange(1), 4)[0, :, 0].tolist() == [0, 1, 1, 1]


def test_epochs_are_other_windows_but_the_same_ones_for_the_same_epoch() -> None:
    sheets = [one_sign(np.random.default_rng(n).random((40, 2), np.float32), n, 5) for n in range(3)]
    first, again, other = (drawn(sheets, 4, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert first.tolist() != other.tolist()
    assert len(first) == 27
    assert len(in_order(sheets)) == 108
    weights = np.array([1, 2, 3], np.float32)
    for clips, labels, counted in batches(sheets, first, 5, 10, weights):
        assert clips.shape[1:] == (5, 2)
        np.testing.assert_array_equal(counted, weights[labels])


@pytest.mark.train
@pytest.mark.parametrize(
    ("name", "value", "says"), [("edge", "bend", "not one of skip"), ("colour", "red", "is not known")]
)
def test_options_of_a_bundle_that_do_not_exist_are_refused(signing: Any, name: str, value: str, says: str) -> None:
    import msgspec

    bundle = signing[1].bundle
    changed = Bundle(bundle.folder, msgspec.structs.replace(bundle.manifest, options={name: value}))
    with pytest.raises(BundleError, match=says) as caught:
        LandmarkLSTM(changed)
    assert caught.value.field == f"options.{name}"


def test_clips_in_class_folders_show_one_sign_each(tmp_path: Path) -> None:
    from annotator.datasets import open_dataset
    from annotator.training import Course, model_classes

    for sign in ("hello", "thanks"):
        (tmp_path / "data" / sign).mkdir(parents=True)
        for who in range(3):
            write_clip(tmp_path, f"{sign}{who}", f"s{who}", [sign], seed=10 * who + len(sign))
            (tmp_path / f"{sign}{who}.pose").rename(tmp_path / "data" / sign / f"{who}.pose")
    trainer, options = TRAINER(), TRAINER.options(feature_set="signing", rate="15", window=9, mirror=True)
    data = open_dataset(tmp_path / "data", wanted=trainer.wanted(tmp_path / "data", options))
    course = Course(data, trainer.parts(data, options), model_classes(data), tmp_path, options, lambda _: None)
    lessons = trainer.lessons(course)
    assert trainer.recognizer_options(course) == {"edge": "repeat"}
    assert trainer.decoding(course).policy == "vote"
    [(clips, labels, weights)] = list(lessons.test)
    assert clips.shape == (lessons.counts["test"], 9, 169)
    assert set(labels.tolist()) == {0, 1}
    assert set(weights.tolist()) == {1.0}
    first, again, other = (np.concatenate([batch[0] for batch in lessons.lesson(epoch)]) for epoch in (1, 1, 2))
    assert first.tobytes() == again.tobytes() != other.tobytes()
