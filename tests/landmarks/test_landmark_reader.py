from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.errors import LandmarkError, MediaError
from annotator.landmarks import (
    FEATURES,
    ExtractorConfig,
    LandmarkCache,
    LandmarkExtractor,
    LandmarkReader,
    PoseWriter,
    extract_to_file,
    mirror,
    open_landmarks,
    open_pose,
)
from annotator.landmarks import extractor as extractor_module
from annotator.landmarks.transform import without_hands
from annotator.records import LEFT_HAND_POINTS, RIGHT_HAND_POINTS, Frames, Landmarks, Video
from annotator.video import frames, probe

from .landmark_helpers import make, same, together

POOMSAE = Path(__file__).parents[2] / "samples" / "poomsae" / "taegeuk-1.mp4"
Extracted = tuple[LandmarkCache, LandmarkReader, Landmarks]


def refuse_to_decode(*_: object, **__: object) -> Any:
    raise AssertionError("decoded what was in the cache")


@pytest.mark.real
class TestSigner:
    """A person signing, extracted once."""

    def test_hands_are_found_in_a_good_third_of_the_frames(self, extracted: Extracted) -> None:
        _, reader, landmarks = extracted
        assert len(landmarks) == 58
        seen = landmarks.present[:, 33:].any(axis=1).sum()
        assert 18 <= seen <= 28
        assert (reader.from_cache, reader.damage, reader.cache_problem) == (False, None, None)
        assert reader.rate == Fraction(359, 12)
        assert reader.decoded_s == pytest.approx(58 / (359 / 12))
        np.testing.assert_allclose(landmarks.times_s, np.arange(58) / (359 / 12))

    def test_the_signing_hand_is_the_persons_right_one(self, extracted: Extracted) -> None:
        landmarks = extracted[2]
        right, left = landmarks.present[:, RIGHT_HAND_POINTS.start], landmarks.present[:, LEFT_HAND_POINTS.start]
        assert right.sum() > 5 * left.sum()
        assert (landmarks.points[right, RIGHT_HAND_POINTS.start, 3] == 1).all()

    def test_from_the_cache_it_is_the_same_to_the_byte(self, extracted: Extracted, signer: Video) -> None:
        cache, _, fresh = extracted
        with open_landmarks(signer, ExtractorConfig(), cache, refuse_to_decode) as reader:
            again = together(list(reader))
        assert reader.from_cache
        assert (reader.decoded_s, reader.rate) == (extracted[1].decoded_s, extracted[1].rate)
        assert same(again, fresh)
        for features in FEATURES.values():
            assert features.compute(again)[0].tobytes() == features.compute(fresh)[0].tobytes()

    def test_extracting_again_gives_the_same_to_the_byte(self, extracted: Extracted, signer: Video) -> None:
        with (
            frames(signer, rate=signer.frame_rate, max_side=1280) as source,
            LandmarkExtractor(ExtractorConfig(), signer) as extractor,
        ):
            again = together([extractor.feed(batch) for batch in source])
        assert same(again, extracted[2])

    def test_a_mirrored_video_has_mirrored_hands(self, extracted: Extracted, signer: Video) -> None:
        with frames(signer) as source, LandmarkExtractor(ExtractorConfig(), signer) as extractor:
            flipped = [Frames(np.ascontiguousarray(batch.images[:, :, ::-1]), batch.times_s) for batch in source]
            seen = together([extractor.feed(batch) for batch in flipped])
        right, left = seen.present[:, RIGHT_HAND_POINTS.start], seen.present[:, LEFT_HAND_POINTS.start]
        assert left.sum() > 1.5 * right.sum()
        expected = mirror(extracted[2])
        both = seen.present[:, 33:54].all(axis=1) & expected.present[:, 33:54].all(axis=1)
        assert both.sum() >= 10
        wrists = np.abs(seen.points[both, 33, :2] - expected.points[both, 33, :2])
        assert np.median(wrists) < 0.03

    def test_a_pose_file_for_others_holds_the_same(self, extracted: Extracted, signer: Video, tmp_path: Path) -> None:
        done: list[float] = []
        target = tmp_path / "out" / "signer.pose"
        result = extract_to_file(signer, ExtractorConfig(), target, extracted[0], done.append)
        assert (result.path, result.frames, result.from_cache, result.damage) == (target, 58, True, None)
        assert done[-1] == pytest.approx(result.decoded_s)
        with open_pose(target) as file:
            assert file.rate == result.rate
            assert same(together(list(file)), extracted[2])

    def test_given_up_midway_nothing_is_stored(self, signer: Video, tmp_path: Path) -> None:
        cache = LandmarkCache(tmp_path)
        with open_landmarks(signer, ExtractorConfig(complexity=0), cache) as reader:
            next(iter(reader))
        assert not list(tmp_path.iterdir())

    def test_the_body_is_found_beside_the_hands(self, extracted: Extracted, signer: Video) -> None:
        with frames(signer) as source, LandmarkExtractor(ExtractorConfig(pose=True), signer) as extractor:
            seen = together([extractor.feed(batch) for _, batch in zip(range(1), source, strict=False)])
        assert seen.present[:, :33].all()
        np.testing.assert_array_equal(seen.points[:, 33:], extracted[2].points[: len(seen), 33:])
        shoulders = seen.points[:, [12, 11]]  # the person's right one is on the left of the picture
        assert (shoulders[:, 0, 0] < shoulders[:, 1, 0]).all()


def test_the_body_alone_is_the_same_to_the_bit_as_beside_hands(tmp_path: Path) -> None:
    video, cache = probe(POOMSAE), LandmarkCache(tmp_path)
    taken = []
    for config in (ExtractorConfig(pose=True), ExtractorConfig(pose=True, hands=0)):
        with frames(video) as source, LandmarkExtractor(config, video) as extractor:
            taken.append(together([extractor.feed(batch) for _, batch in zip(range(4), source, strict=False)]))
    both, alone = taken
    assert both.present[:, :33].all()
    assert same(without_hands(both), alone)
    assert not alone.present[:, 33:].any()
    writer = cache.writer(video, ExtractorConfig(pose=True, hands=0), video.frame_rate)
    writer.append(alone)
    writer.commit(1.0)
    with open_landmarks(video, ExtractorConfig(pose=True, hands=0), cache, refuse_to_decode) as reader:
        assert same(together(list(reader)), alone)


@pytest.mark.real
def test_a_damaged_video_is_still_damaged_from_the_cache(real: Path, tmp_path: Path) -> None:
    video, cache = probe(real / "media" / "corrupted.mp4"), LandmarkCache(tmp_path)
    told = []
    for _ in range(2):
        with open_landmarks(video, ExtractorConfig(complexity=0), cache) as reader:
            batches = list(reader)
        told.append((reader.decoded_s, reader.damage, sum(map(len, batches))))
    assert reader.from_cache
    assert told[0] == told[1]
    assert told[0][1]


@pytest.mark.real
def test_what_cannot_be_read_at_all_raises_and_stores_nothing(real: Path, tmp_path: Path) -> None:
    path = tmp_path / "broken.mp4"
    path.write_bytes(b"\0" * 1000)
    video, cache = Video(path, 1.0, Fraction(25), 100, 50), LandmarkCache(tmp_path / "cache")
    with pytest.raises(MediaError), open_landmarks(video, ExtractorConfig(), cache) as reader:
        list(reader)
    assert not list(cache.folder.glob("*"))


def test_a_pose_file_is_its_own_landmarks(some_video: Video, tmp_path: Path) -> None:
    path = tmp_path / "a.pose"
    with PoseWriter(path, some_video, Fraction(25)) as writer:
        writer.append(make(50))
    with open_pose(path) as file:
        video, expected = file.video, together(list(file))
    with open_landmarks(video, ExtractorConfig(), None, refuse_to_decode) as reader:
        assert (reader.rate, reader.from_cache) == (Fraction(25), True)
        assert same(together(list(reader)), expected)
    assert (reader.decoded_s, reader.damage) == (2.0, None)


def test_mediapipes_failure_names_the_video(some_video: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def __enter__(self) -> Broken:
            return self

        def __exit__(self, *_: object) -> None: ...

        def process(self, _image: object) -> None:
            raise RuntimeError("the graph has errors\nand many lines")

    monkeypatch.setattr(extractor_module, "_hands", lambda *_: Broken())
    with LandmarkExtractor(ExtractorConfig(), some_video) as extractor, pytest.raises(LandmarkError) as caught:
        extractor.feed(Frames(np.zeros((1, 48, 64, 3), np.uint8), np.zeros(1)))
    assert str(caught.value) == f"{some_video.path}: landmarks: MediaPipe failed: the graph has errors"


def test_no_frames_no_landmarks(some_video: Video) -> None:
    with LandmarkExtractor(ExtractorConfig(complexity=0), some_video) as extractor:
        assert len(extractor.feed(Frames(np.zeros((0, 48, 64, 3), np.uint8), np.zeros(0)))) == 0


def test_what_is_closed_is_not_fed(some_video: Video) -> None:
    with LandmarkExtractor(ExtractorConfig(), some_video) as extractor:
        pass
    with pytest.raises(LandmarkError, match="closed"):
        extractor.feed(Frames(np.zeros((1, 48, 64, 3), np.uint8), np.zeros(1)))
