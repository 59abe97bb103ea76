from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.errors import AnnotatorError
from annotator.landmarks import ExtractorConfig, LandmarkCache, open_landmarks, open_pose
from annotator.landmarks import extract_to_file as extract
from annotator.people import find_people, is_somebody_else, performer, see_performer, seeing, spotlight_on
from annotator.records import Landmarks
from annotator.video import probe

from .conftest import IN_THE_CORNER, LEAVES, ONLOOKER, PASSES, SIDE_BY_SIDE, Film

CONFIG = ExtractorConfig(pose=True, hands=0)
ALONE = "[0:v]null"


def same(one: Landmarks, other: Landmarks) -> bool:
    return one.points.tobytes() == other.points.tobytes() and one.present.tobytes() == other.present.tobytes()


def together(batches: list[Landmarks]) -> Landmarks:
    points, present, times_s = (
        np.concatenate([getattr(batch, name) for batch in batches]) for name in ("points", "present", "times_s")
    )
    return Landmarks(points, present, times_s)


def hips(landmarks: Landmarks) -> np.ndarray:
    return landmarks.points[:, [23, 24], 0].mean(axis=1)


@pytest.fixture(scope="session")
def beside(film: Film, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, LandmarkCache, seeing.SeenPerformer]:
    """Somebody who stands still beside the performer: the recording, the cache, and what was seen."""
    path, cache = film("onlooker", ONLOOKER), LandmarkCache(tmp_path_factory.mktemp("cache"))
    return path, cache, see_performer(probe(path), CONFIG, cache)


def test_alone_nothing_changes(film: Film, tmp_path: Path) -> None:
    video, cache = probe(film("alone", ALONE)), LandmarkCache(tmp_path)
    done: list[float] = []
    seen = see_performer(video, CONFIG, cache, done.append)
    assert (seen.note.people, seen.note.sure, seen.note.refocused, seen.note.warnings) == (1, 1.0, False, ())
    assert (seen.from_cache, seen.damage, seen.cache_problem) == (False, None, None)
    assert done[-1] == pytest.approx(6.0)
    assert len(cache.entries()) == 1
    with open_landmarks(video, CONFIG, cache) as reader:
        assert reader.from_cache
        batches = list(reader)
    assert same(seen.landmarks, together(batches))


def test_the_performer_is_followed_and_not_whoever_stands_by(
    beside: tuple[Path, LandmarkCache, seeing.SeenPerformer],
) -> None:
    seen = beside[2]
    assert seen.note.people == 2
    assert "moves more" in seen.note.reasons
    assert seen.note.warnings[0].startswith("2 people are seen: the one who")
    assert seen.landmarks.present[:, :33].all(axis=1).mean() > 0.95
    assert (hips(seen.landmarks) > 240 / 540).all()  # the performer's part of the picture


def test_the_spotlight_gives_the_landmarks_of_either(
    beside: tuple[Path, LandmarkCache, seeing.SeenPerformer], film: Film
) -> None:
    path, cache, seen = beside
    video = probe(path)
    people = find_people(video, CONFIG)
    chosen, _ = performer(people)
    assert chosen is not None
    taken = []
    for number in (chosen, 1 - chosen):
        with open_landmarks(video, CONFIG, cache, spotlight=spotlight_on(people, number)) as reader:
            assert not reader.from_cache
            taken.append(together(list(reader)))
    mine, other = taken
    assert not is_somebody_else(mine, people, chosen)
    assert is_somebody_else(other, people, chosen)
    assert (hips(other) < 240 / 540).all()
    alone = see_performer(probe(film("pasted", "[0:v]crop=300:360:90:0,pad=540:360:240:0")), CONFIG).landmarks
    for landmarks in (seen.landmarks, mine):
        off = np.abs(landmarks.points[:, 11:33, :2] - alone.points[:, 11:33, :2])
        assert np.median(off) < 0.003
        assert np.percentile(off, 95) < 0.02


def test_from_the_cache_it_is_the_same_without_a_decode(
    beside: tuple[Path, LandmarkCache, seeing.SeenPerformer], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> Any:
        raise AssertionError("decoded what was in the cache")

    monkeypatch.setattr(seeing, "open_frames", refuse)
    path, cache, fresh = beside
    again = see_performer(probe(path), CONFIG, cache)
    assert again.from_cache
    assert again.note == fresh.note
    assert same(again.landmarks, fresh.landmarks)


def test_who_is_there_does_not_depend_on_where_landmarks_come_from(
    beside: tuple[Path, LandmarkCache, seeing.SeenPerformer], tmp_path: Path
) -> None:
    path, _, fresh = beside
    video, cache = probe(path), LandmarkCache(tmp_path)
    with open_landmarks(video, CONFIG, cache) as reader:
        list(reader)
    seen = see_performer(video, CONFIG, cache)
    assert seen.note == fresh.note
    assert same(seen.landmarks, fresh.landmarks)


def test_two_alike_are_a_doubt_and_only_one_is_followed(film: Film) -> None:
    seen = see_performer(probe(film("side", SIDE_BY_SIDE)), CONFIG)
    assert seen.note.people == 2
    assert seen.note.sure < 0.3
    assert "may be the wrong one" in seen.note.warnings[0]
    assert seen.landmarks.present[:, 23].mean() > 0.95
    left = hips(seen.landmarks)[seen.landmarks.present[:, 23]] < 0.5
    assert left.all() or not left.any()


def test_while_the_performer_is_away_nobody_else_is_taken(film: Film) -> None:
    seen = see_performer(probe(film("leaves", LEAVES)), CONFIG)
    assert seen.note.people == 2
    assert seen.note.refocused
    there = seen.landmarks.present[:, 23]
    times_s = seen.landmarks.times_s
    assert not there[(times_s > 2.6) & (times_s < 3.9)].any()
    assert there[(times_s < 1.9) | (times_s > 4.8)].mean() > 0.9
    assert (hips(seen.landmarks)[there] > 240 / 540).all()


def test_who_walks_past_in_front_is_told_and_not_followed_any_further(film: Film) -> None:
    seen = see_performer(probe(film("passes", PASSES)), CONFIG)
    assert seen.note.people == 2
    assert any("beside or in front of the performer" in warning for warning in seen.note.warnings)
    alone = see_performer(probe(film("alone", ALONE)), CONFIG).landmarks
    off = np.abs(hips(seen.landmarks) - hips(alone))
    apart = (seen.landmarks.times_s < 1.0) | (seen.landmarks.times_s > 4.5)
    assert (off[apart & seen.landmarks.present[:, 23]] < 0.03).all()
    assert seen.landmarks.present[apart, 23].mean() > 0.9


def test_somebody_small_in_the_corner_changes_no_number(film: Film) -> None:
    video = probe(film("corner", IN_THE_CORNER))
    seen = see_performer(video, CONFIG)
    assert seen.note.people == 2
    assert seen.note.sure > 0.5
    assert not seen.note.refocused
    assert {"larger", "more central"} <= set(seen.note.reasons)
    people = find_people(video, CONFIG)
    chosen, _ = performer(people)
    assert chosen is not None
    assert people.tracks[chosen][0].radius > 2 * min(track[0].radius for track in people.tracks)


def test_nobody_there(make_video: Any, tmp_path: Path) -> None:
    video = probe(make_video(tmp_path / "grey.mp4", "gray:2"))
    seen = see_performer(video, CONFIG)
    assert seen.note.people == 0
    assert not seen.landmarks.present.any()


def test_in_a_pose_file_nobody_is_looked_for(
    beside: tuple[Path, LandmarkCache, seeing.SeenPerformer], tmp_path: Path
) -> None:
    path, cache, _ = beside
    extract(probe(path), CONFIG, tmp_path / "a.pose", cache)
    with open_pose(tmp_path / "a.pose") as file:
        video = file.video
    seen = see_performer(video, CONFIG)
    assert seen.note.people == 1
    assert len(seen.landmarks) == 90


def test_a_video_without_a_picture_is_named(tmp_path: Path, film: Film) -> None:
    whole = film("alone", ALONE).read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(whole)
    video = probe(path)
    path.write_bytes(whole[: len(whole) // 50])
    with pytest.raises(AnnotatorError, match=r"cut\.mp4"):
        see_performer(video, CONFIG)


def test_clearing_the_cache_forgets_who_was_seen(film: Film, tmp_path: Path) -> None:
    cache = LandmarkCache(tmp_path)
    see_performer(probe(film("alone", ALONE)), CONFIG, cache)
    assert len(list(tmp_path.iterdir())) == 2
    assert cache.clear() == 2
    assert not list(tmp_path.iterdir())
