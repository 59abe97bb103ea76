"""The built-in recognizer `landmark-lstm`, come in by the door of plugins, and the model `gestures` it ships with."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from annotator.errors import BundleError, RecognizerError
from annotator.landmarks import FEATURES, mirror, open_pose
from annotator.models import Bundle, FramesInput, ModelStore
from annotator.plugins import load_plugins
from annotator.recognizer import LandmarkInput, Recognizer
from annotator.records import Frames, Landmarks, Prediction, Video
from annotator.training import (
    Recording,
    load_recordings,
    recording_landmarks,
    time_ranges,
    windows,
    write_recording_pose,
)

RATE = Fraction(30)
VIDEO = Video(Path("x.mp4"), 10.0, RATE, 640, 480)
WORDS = {0: "come", 1: "away", 2: "spin"}


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return ModelStore().find("gestures")


@pytest.fixture(scope="module")
def recognizer(bundle: Bundle) -> Recognizer:
    kind = load_plugins().recognizer("landmark-lstm")[1]
    return kind(bundle)


@pytest.fixture(scope="module")
def recordings(real: Path) -> dict[str, Recording]:
    return {WORDS[recording.label]: recording for recording in load_recordings(real / "gestures", 99)}


def changed(bundle: Bundle, **changes: Any) -> Bundle:
    manifest = msgspec.structs.replace(bundle.manifest, **changes)
    return Bundle(bundle.folder, manifest)


def batches(landmarks: Landmarks, size: int) -> Iterable[Landmarks]:
    for at in range(0, len(landmarks), size):
        part = slice(at, at + size)
        yield Landmarks(landmarks.points[part], landmarks.present[part], landmarks.times_s[part])


def recognise(recognizer: Recognizer, landmarks: Iterable[Landmarks]) -> list[Prediction]:
    session = recognizer.open(VIDEO)
    found = [prediction for batch in landmarks for prediction in session.feed(batch)]
    return [*found, *session.finish()]


def made_up(count: int, seed: int = 0) -> Landmarks:
    """A right hand of random joints; tests that need no real gesture use it."""
    rows = np.random.default_rng(seed).random((count, 99), np.float32)
    return recording_landmarks(rows, RATE)


def test_the_plugin_brings_a_recognizer_and_a_trainer() -> None:
    plugins = load_plugins()
    info, _ = plugins.recognizer("landmark-lstm")
    assert info.hooks == ("annotator_recognizers", "annotator_trainers")
    assert "landmark-lstm" in plugins.trainers()


def test_it_asks_for_what_the_manifest_says(recognizer: Recognizer) -> None:
    assert recognizer.input == LandmarkInput(RATE, pose=False, mirror=True)
    assert (recognizer.window, recognizer.stride, recognizer.classes) == (30, 1, 3)


def test_the_bundle_is_sound_and_its_card_begins_with_its_limits(bundle: Bundle) -> None:
    bundle.verify()
    title, _, limits = bundle.file("README.md").read_text("utf-8").splitlines()[:3]
    assert title == "# gestures"
    assert limits.startswith("**Limits.** Three gestures, one person, one recording")
    assert "other people" in limits
    assert bundle.manifest.licence == "Apache-2.0"
    assert "kairess/gesture-recognition" in bundle.manifest.trained_on
    assert bundle.manifest.accuracy.metrics["window_accuracy"] >= 0.95
    assert [bundle.tokens().text(i, "ko") for i in range(3)] == ["오다", "가다", "돌다"]


@pytest.mark.real
@pytest.mark.parametrize("word", WORDS.values())
def test_held_back_recordings_are_recognised_from_pose_files(
    word: str, bundle: Bundle, recognizer: Recognizer, recordings: dict[str, Recording], tmp_path: Path
) -> None:
    """The last part of each recording, which training never saw, as a .pose file of an unmirrored picture."""
    recording = recordings[word]
    held_back = time_ranges(recording, bundle.manifest.window)["test"]
    path = tmp_path / f"{word}.pose"
    write_recording_pose(path, recording.features[held_back.start : held_back.stop], RATE, mirrored=True)
    with open_pose(path) as pose:
        found = recognise(recognizer, (mirror(batch) for batch in pose.batches(17)))
    right = [prediction.scores.argmax() == recording.label for prediction in found]
    assert len(found) == len(held_back) - 29
    assert np.mean(right) >= 0.95


@pytest.mark.real
@pytest.mark.parametrize("word", WORDS.values())
def test_features_of_a_pose_file_are_those_of_the_recording(
    word: str, recordings: dict[str, Recording], tmp_path: Path
) -> None:
    recorded = recordings[word].features
    write_recording_pose(tmp_path / "x.pose", recorded, RATE, mirrored=True)
    with open_pose(tmp_path / "x.pose") as pose:
        [landmarks] = [mirror(batch) for batch in pose.batches(1000)]
    features, usable = FEATURES["hand99"].compute(landmarks)
    assert usable.all()
    np.testing.assert_allclose(features[:, :84], recorded[:, :84], atol=2e-6)  # positions, of a picture's width
    np.testing.assert_allclose(features[:, 84:], recorded[:, 84:], atol=0.01)  # angles, degrees


@pytest.mark.real
def test_the_measured_accuracy_is_what_the_manifest_says(
    bundle: Bundle, recognizer: Any, recordings: dict[str, Recording]
) -> None:
    right = []
    for recording in recordings.values():
        clips = windows(recording, time_ranges(recording, 30)["test"], 30)
        right += list(recognizer.classify(clips).argmax(axis=1) == recording.label)
    assert len(right) == 150
    assert np.mean(right) == pytest.approx(bundle.manifest.accuracy.metrics["window_accuracy"])


@pytest.mark.parametrize("size", [1, 7, 64])
def test_predictions_do_not_depend_on_how_the_video_was_cut(recognizer: Recognizer, size: int) -> None:
    landmarks = made_up(100)
    whole, parts = recognise(recognizer, [landmarks]), recognise(recognizer, batches(landmarks, size))
    assert [(p.start_s, p.end_s, p.scores.tobytes()) for p in whole] == [
        (p.start_s, p.end_s, p.scores.tobytes()) for p in parts
    ]
    assert len(whole) == 71


def test_windows_with_too_few_hands_are_passed_over(recognizer: Recognizer) -> None:
    landmarks = made_up(60)
    landmarks.present[30:] = False
    starts = [round(prediction.start_s * 30) for prediction in recognise(recognizer, [landmarks])]
    assert starts == list(range(7))  # a window may lack 6 of its 30 hands


def test_the_hand_of_one_video_is_forgotten_in_the_next(recognizer: Recognizer) -> None:
    """A chooser that stayed with the left hand of one video would take the left one of the next."""
    both, left_first = made_up(40), made_up(40, seed=1)
    for landmarks in (both, left_first):
        landmarks.points[:, 33:54] = 1 - landmarks.points[:, 54:75]
        landmarks.present[:, 33:54] = True
    left_first.present[:, 54:75] = False
    alone = recognise(recognizer, [both])
    recognise(recognizer, [left_first])
    after = recognise(recognizer, [both])
    assert [p.scores.tobytes() for p in alone] == [p.scores.tobytes() for p in after]


def test_the_hand_is_kept_from_batch_to_batch(recognizer: Recognizer) -> None:
    landmarks = made_up(60)
    landmarks.points[:, 33:54] = landmarks.points[:, 54:75] / 2
    landmarks.present[:, 33:54] = True
    landmarks.present[:20, 54:75] = False  # the left hand alone at first: it is stayed with
    whole, parts = recognise(recognizer, [landmarks]), recognise(recognizer, batches(landmarks, 10))
    assert [p.scores.tobytes() for p in whole] == [p.scores.tobytes() for p in parts]


def test_logits_become_probabilities(bundle: Bundle, recognizer: Any) -> None:
    output = msgspec.structs.replace(bundle.manifest.output, activation="none")
    logits = type(recognizer)(changed(bundle, output=output))
    clips = np.random.default_rng(3).random((40, 30, 99), np.float32)
    plain, soft = recognizer.classify(clips), logits.classify(clips)
    expected = np.exp(plain) / np.exp(plain).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(soft, expected, rtol=1e-5)
    assert logits.classify(clips[:1]).tobytes() == soft[:1].tobytes()


def test_frames_are_refused(recognizer: Any) -> None:
    frames = Frames(np.zeros((1, 4, 4, 3), np.uint8), np.zeros(1))
    with pytest.raises(RecognizerError, match="landmark-lstm: wants landmarks, was fed Frames"):
        list(recognizer.open(VIDEO).feed(frames))


@pytest.mark.parametrize(
    ("field", "input_changes"),
    [
        ("input.feature_set", {"feature_set": "hand98"}),
        ("input.feature_width", {"feature_width": 98}),
        ("input.feature_width", {"feature_set": "holistic258"}),
        ("input.window", {"window": 20}),
        ("input.window", {"feature_set": "holistic258", "feature_width": 258}),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(
    bundle: Bundle, recognizer: Recognizer, field: str, input_changes: dict[str, Any]
) -> None:
    wanted = msgspec.structs.replace(bundle.manifest.input, **input_changes)
    with pytest.raises(BundleError) as caught:
        type(recognizer)(changed(bundle, input=wanted))
    assert caught.value.field == field


def test_a_manifest_of_frames_or_other_classes_is_refused(bundle: Bundle, recognizer: Recognizer) -> None:
    with pytest.raises(BundleError, match=r"input\.kind"):
        type(recognizer)(changed(bundle, input=FramesInput(rate="30", width=8, height=8)))
    output = msgspec.structs.replace(bundle.manifest.output, classes=2, class_ids=(0, 1))
    with pytest.raises(BundleError, match=r"output\.classes"):
        type(recognizer)(changed(bundle, output=output))
