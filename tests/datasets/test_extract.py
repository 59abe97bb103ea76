"""Extraction, end to end by the real command line: what comes out is a data set again, exact, and whole."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.datasets import Dataset, Extract, Sample, Wanted, extract_dataset, open_dataset, read_array
from annotator.errors import CollisionError, UsageError
from annotator.landmarks import BODY_AND_HANDS, FEATURES, PoseWriter, open_pose
from annotator.records import LANDMARK_POINTS, Landmarks, Video
from annotator.tokens import parse_tokens
from annotator.truth import Truth, TruthSegment, load_truth
from annotator.video import frames, probe

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SAMPLES = Path(__file__).parents[2] / "samples" / "signing"
SCHOOL = '{"3": {"label": "house", "ko": "집"}, "7": {"label": "school", "ko": "학교"}}'
TOKENS = '{"10": {"label": "dark", "ko": "어둠"}, "20": {"label": "light", "ko": "빛"}}'


def told(folder: Path, name: str, *spans: tuple[str, float, float], signer: str = "", length_s: float = 4.0) -> None:
    """A truth file."""
    segments = tuple(TruthSegment("words", token, start_s, end_s) for token, start_s, end_s in spans)
    Truth(video=f"{name}.mp4", duration_s=length_s, signer=signer, segments=segments).save(
        folder / f"{name}.truth.json"
    )


@pytest.fixture(scope="module")
def films(make_video: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two films at 25 a second: dark for a second, light for two, dark for one."""
    folder = tmp_path_factory.mktemp("films")
    (folder / "tokens.json").write_text(TOKENS, "utf-8")
    for name, signer in (("하나", "kim"), ("two", "lee")):
        make_video(folder / f"{name}.mp4", "black:1,white:2,black:1")
        told(folder, name, ("dark", 0.0, 1.0), ("light", 1.0, 3.0), ("dark", 3.02, 3.5), signer=signer)
    return folder


def listed(folder: Path) -> list[dict[str, str]]:
    with (folder / "list.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pictures_of(path: Path) -> np.ndarray[Any, Any]:
    with frames(probe(path)) as reader:
        return np.concatenate([batch.images for batch in reader])


def made(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".extract" not in path.parts
    }


def test_clips_hold_exactly_the_frames_of_their_stretch(run_annotator: Run, films: Path, tmp_path: Path) -> None:
    out = tmp_path / "clips"
    arguments = ["dataset", "extract", films, "-o", out, "--to", "clips", "--tokens", films / "tokens.json"]
    ran = run_annotator(*arguments, "--workers", "2")
    assert ran.returncode == 0, ran.stderr
    assert "2 done; 6 files" in ran.stdout
    clips = {path.name: pictures_of(path) for path in sorted(out.rglob("*.mp4"))}
    assert {name: len(clip) for name, clip in clips.items()} == {
        f"{stem}-{number:04}.mp4": count
        for stem in ("kim--하나", "lee--two")
        for number, count in ((0, 25), (1, 50), (2, 12))  # 3.02 to 3.5 s holds the frames 76 to 87
    }
    for name, clip in clips.items():
        assert clip.min() > 230 if "-0001" in name else clip.max() < 25, name
    dataset = open_dataset(out)
    assert (dataset.medium, dataset.groups) == ("video", ("kim", "lee"))
    assert {dataset.tokens.label(label): n for label, n in dataset.counts().items()} == {"dark": 4, "light": 2}
    assert dataset.labels == (10, 20)
    assert listed(out)[1]["source_end"] == "3.000"
    again = run_annotator(*arguments)
    assert again.returncode == 0
    assert "2 already done" in again.stderr


def test_pictures_are_the_frames_at_their_times(films: Path, tmp_path: Path) -> None:
    data = open_dataset(films, wanted=Wanted(films / "tokens.json"))
    done = extract_dataset(data, tmp_path / "out", Extract("pictures", every=5, size=(32, 24)), workers=0)
    assert done.exit_code == 0
    names = sorted(path.name for path in (tmp_path / "out" / "light").iterdir())
    assert names[:2] == ["kim--하나-0001_00001000.jpg", "kim--하나-0001_00001200.jpg"]
    assert len(names) == 20
    pictures = open_dataset(tmp_path / "out")
    assert (pictures.medium, pictures.groups, pictures.labels) == ("picture", ("kim", "lee"), (10, 20))


def test_landmarks_of_a_real_film_and_features_of_those(run_annotator: Run, make_video: Any, tmp_path: Path) -> None:
    """A second of a signing person: to landmarks with MediaPipe, from there to features without it."""
    film = tmp_path / "in" / "signer.mp4"
    film.parent.mkdir()
    source = SAMPLES / "two-hands.mp4"
    from annotator.video import VideoWriter

    video = probe(source)
    with (
        VideoWriter(film, Fraction(15), 320, 240) as writer,
        frames(video, rate=Fraction(15), size=(320, 240), start_s=1.0, end_s=2.0) as reader,
    ):
        for batch in reader:
            writer.append(batch.images)
    (film.parent / "tokens.json").write_text(SCHOOL, "utf-8")
    told(film.parent, "signer", ("school", 0.2, 0.8), signer="s1", length_s=1.0)
    poses = tmp_path / "poses"
    ran = run_annotator("dataset", "extract", film.parent, "-o", poses, "--pose")
    assert ran.returncode == 0, ran.stderr
    with open_pose(poses / "signer.pose") as file:
        assert (len(file), file.rate) == (15, 15)
        landmarks = next(iter(file.batches()))
    assert landmarks.present[:, :33].all()
    assert load_truth(poses / "signer.truth.json") == load_truth(film.parent / "signer.truth.json")
    assert open_dataset(poses).tokens.sha256 == parse_tokens(SCHOOL, name="t").sha256
    ran = run_annotator("dataset", "extract", poses, "-o", tmp_path / "steps", "--feature-set", "holistic258")
    assert ran.returncode == 0, ran.stderr
    (sample,) = open_dataset(tmp_path / "steps").samples
    assert sample.label == 7
    steps, usable = FEATURES["holistic258"].compute(landmarks)
    assert usable.all()
    assert sample.group == "s1"
    assert np.array_equal(read_array(sample.path), steps[3:12])  # 0.2 to 0.8 s at 15 a second


def pose_file(path: Path, count: int, *, seen: slice = slice(None)) -> Path:
    """Landmarks 10 a second: the right hand is seen in `seen`, moving a little in every frame."""
    points = np.zeros((count, LANDMARK_POINTS, 4), np.float32)
    present = np.zeros((count, LANDMARK_POINTS), np.bool_)
    present[seen] = True
    points[present] = np.random.default_rng(1).uniform(0.2, 0.8, (int(present.sum()), 4))
    video = Video(path.with_suffix(".mp4"), count / 10, Fraction(10), 640, 480)
    with PoseWriter(path, video, Fraction(10), BODY_AND_HANDS) as writer:
        writer.append(Landmarks(points, present, np.arange(count) / 10))
    return path


def test_windows_share_no_step_and_carry_their_label(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    pose_file(folder / "a.pose", 80)
    told(folder, "a", ("one", 0.0, 3.0), ("two", 3.0, 7.5), ("one", 7.6, 7.8), length_s=8.0)
    data = open_dataset(folder, wanted=Wanted(labels="landmarks"))
    extract_dataset(data, tmp_path / "steps", Extract("features", features="hand99"), workers=0)
    done = extract_dataset(data, tmp_path / "out", Extract("features", features="hand99", windows=20), workers=0)
    assert done.exit_code == 0
    windows = np.load(tmp_path / "out" / "a.npy")
    assert windows.shape == (2 + 2 + 1, 20, 100)
    assert windows[:, :, -1].tolist() == [[0.0] * 20] * 2 + [[1.0] * 20] * 2 + [[0.0] * 20]
    long = np.load(tmp_path / "steps" / "two" / "a-0001.npy")
    assert np.array_equal(windows[2:4, :, :-1].reshape(40, 99), long[:40])
    rest = np.load(tmp_path / "steps" / "one" / "a-0000.npy")[20:]
    assert np.array_equal(windows[1, :10, :-1], rest)
    assert (windows[1, 10:, :-1] == rest[-1]).all()  # a rest of half a window is made whole
    again = open_dataset(tmp_path / "out")
    assert (again.medium, len(again.samples), again.groups) == ("features", 5, ("a",))


def test_nobody_seen_holds_what_the_nearest_step_does(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    pose_file(folder / "a.pose", 30, seen=slice(4, 8))
    told(folder, "a", ("one", 0.0, 1.5), ("two", 2.0, 3.0), length_s=3.0)
    data = open_dataset(folder, wanted=Wanted(labels="landmarks"))
    done = extract_dataset(data, tmp_path / "out", Extract("features", features="holistic258"), workers=0)
    (result,) = done.results
    assert (result.status, done.exit_code) == ("partial", 1)
    assert "label at 2.000 to 3.000 s: nobody is seen in it" in result.reason
    steps = np.load(next((tmp_path / "out" / "one").iterdir()))
    assert (steps[:4] == steps[4]).all()
    assert (steps[8:] == steps[7]).all()
    assert len(np.unique(steps[4:8, 0])) == 4


def test_class_folders_with_parts_keep_both(make_video: Any, tmp_path: Path) -> None:
    for part in ("train", "val"):
        for word in ("어둠", "빛"):
            make_video(tmp_path / "in" / part / word / "a.mp4", "black:0.4")
    data = open_dataset(tmp_path / "in")
    done = extract_dataset(data, tmp_path / "out", Extract("clips", rate=Fraction(10)), workers=0)
    assert done.exit_code == 0
    again = open_dataset(tmp_path / "out")
    assert sorted((s.part, again.word(s.label)) for s in again.samples) == sorted(
        (s.part, data.word(s.label)) for s in data.samples
    )
    assert all(len(pictures_of(sample.path)) == 4 for sample in again.samples)


def test_bad_recordings_are_told_and_the_rest_is_done(run_annotator: Run, films: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for path in films.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "broken.mp4").write_bytes(b"no video at all")
    told(folder, "broken", ("dark", 0.0, 1.0), signer="x")
    told(folder, "two", ("dark", 0.0, 1.0), ("light", 5.0, 6.0), signer="lee", length_s=6.0)
    out = tmp_path / "out"
    arguments = ["dataset", "extract", folder, "-o", out, "--to", "clips", "--size", "32x24", "--workers", "2"]
    ran = run_annotator(*arguments)
    assert ran.returncode == 1
    assert "1 done, 1 partial, 1 failed" in ran.stdout
    assert "broken.mp4: probe: " in ran.stderr
    assert "two.mp4: nothing was made of the label at 5.000 to 6.000 s" in ran.stderr
    assert len(open_dataset(out).samples) == 4
    (folder / "broken.mp4").write_bytes((films / "two.mp4").read_bytes())
    ran = run_annotator(*arguments)
    assert ran.returncode == 0
    assert "1 done, 2 skipped" in ran.stdout
    assert len(open_dataset(out).samples) == 5


def test_other_labels_replace_what_was_made(films: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.mp4").write_bytes((films / "two.mp4").read_bytes())
    told(folder, "a", ("dark", 0.0, 1.0), ("light", 1.0, 2.0), ("light", 2.0, 3.0))
    extract_dataset(open_dataset(folder), out, Extract("clips"), workers=0)
    assert len(list(out.rglob("*.mp4"))) == 3
    told(folder, "a", ("bright", 1.0, 2.0))
    done = extract_dataset(open_dataset(folder), out, Extract("clips"), workers=0)
    assert [result.status for result in done.results] == ["done"]
    assert [str(path.relative_to(out)) for path in out.rglob("*.mp4")] == ["bright/a-0000.mp4"]
    assert len(open_dataset(out).samples) == 1


def test_a_file_that_was_lost_is_made_again(films: Path, tmp_path: Path) -> None:
    data = open_dataset(films)
    extract_dataset(data, tmp_path / "out", Extract("clips"), workers=0)
    before = made(tmp_path / "out")
    next((tmp_path / "out").rglob("kim*.mp4")).unlink()
    done = extract_dataset(data, tmp_path / "out", Extract("clips"), workers=0)
    assert sorted(result.status for result in done.results) == ["done", "skipped"]
    assert made(tmp_path / "out") == before


def test_killed_and_interrupted_it_ends_where_it_would_have(make_video: Any, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for number in range(6):
        make_video(folder / f"{number}.mp4", "black:2,white:2", size="320x240")
        told(folder, str(number), ("dark", 0.0, 2.0), ("light", 2.0, 4.0))
    command = [sys.executable, "-m", "annotator", "dataset", "extract", str(folder), "--to", "clips", "--workers", "2"]
    first = subprocess.run(
        [*command, "-o", str(tmp_path / "whole")], capture_output=True, text=True, timeout=120, check=False
    )
    assert first.returncode == 0, first.stderr
    whole, out = made(tmp_path / "whole"), tmp_path / "out"
    for kill in (signal.SIGKILL, signal.SIGINT):
        before = len(finished(out))
        process = subprocess.Popen(
            [*command, "-o", str(out)], start_new_session=True, stderr=subprocess.PIPE, text=True
        )
        while process.poll() is None and len(finished(out)) <= before:
            time.sleep(0.01)
        os.killpg(process.pid, kill) if kill == signal.SIGKILL else process.send_signal(kill)
        _, said = process.communicate(timeout=60)
        if kill == signal.SIGINT and process.returncode:
            assert process.returncode == 130
            assert "finished recordings are kept" in said
        for name, content in made(out).items():
            if name.endswith(".mp4") and not Path(name).name.startswith("."):
                assert content == whole[name], name
    kept = len(finished(out))
    assert kept >= 2
    last = subprocess.run([*command, "-o", str(out)], check=True, capture_output=True, text=True, timeout=120)
    assert f"{kept} skipped" in last.stdout
    assert made(out) == whole


def finished(out: Path) -> list[Path]:
    return [path for path in out.glob(".extract/[!.]*.json") if b'"fingerprint":""' not in path.read_bytes()]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs RLIMIT_FSIZE")
@pytest.mark.parametrize("to", ["clips", "pictures", "landmarks"])
def test_a_full_disk_ends_it_with_nothing_half_written(films: Path, tmp_path: Path, to: str) -> None:
    source = films
    if to == "landmarks":
        source = tmp_path / "poses"
        source.mkdir()
        for name in ("a", "b"):
            pose_file(source / f"{name}.pose", 40)
            told(source, name, ("one", 0.0, 1.0))
    limit = "import resource,sys,runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900)); "
    out = tmp_path / "out"
    script = f"{limit}sys.argv[0]='annotator'; runpy.run_module('annotator', run_name='__main__')"
    arguments = ["dataset", "extract", str(source), "-o", str(out), "--to", to, "--workers", "0", "--no-cache"]
    arguments += ["--labels", "landmarks"] if to == "landmarks" else []
    ran = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 1
    assert ": write: cannot be written" in ran.stderr
    left = [path for path in out.rglob("*") if path.is_file() and ".extract" not in path.parts]
    assert not [path for path in left if path.suffix == ".partial" or path.stat().st_size > 900]
    assert all(path.suffix == ".jpg" or path.name == "tokens.json" for path in left)
    assert not finished(out)


def test_what_makes_no_sense_is_refused_before_any_work(films: Path, tmp_path: Path) -> None:
    data = open_dataset(films)
    with pytest.raises(UsageError, match="lies in the data set itself"):
        extract_dataset(data, films / "out", Extract("clips"))
    (tmp_path / "mine.txt").write_text("do not touch")
    with pytest.raises(UsageError, match="holds no extraction"):
        extract_dataset(data, tmp_path, Extract("clips"))
    with pytest.raises(UsageError, match="no feature set is called 'hand98'"):
        Extract("features", features="hand98")
    with pytest.raises(UsageError, match="have no size"):
        Extract("landmarks", size=(10, 10))
    pictures = Dataset(films, "x", "picture", data.tokens, data.samples)
    with pytest.raises(UsageError, match="clips are made of video"):
        extract_dataset(pictures, tmp_path / "out", Extract("clips"))
    both = (Sample(films / "two.mp4", 10), Sample(films / "two.mkv", 10))
    with pytest.raises(CollisionError, match="would both become"):
        extract_dataset(Dataset(films, "x", "video", data.tokens, both), tmp_path / "out", Extract("clips"))
    assert not (tmp_path / "out").exists()
    extract_dataset(data, tmp_path / "clips", Extract("clips"), workers=0)
    other = Dataset(tmp_path / "elsewhere", "x", "video", data.tokens, data.samples)
    with pytest.raises(UsageError, match=r"holds another extraction: .*films"):
        extract_dataset(other, tmp_path / "clips", Extract("clips"))
    before = made(tmp_path / "clips")
    with pytest.raises(UsageError, match=r'holds another extraction: .*"to clips"'):
        extract_dataset(data, tmp_path / "clips", Extract("clips", size=(32, 24)))
    assert made(tmp_path / "clips") == before


@pytest.mark.parametrize(
    ("tokens", "folders"),
    [
        ('{"0": "하나", "5": "둘"}', {"하나", "둘"}),
        ('{"0": "a/b", "5": "c"}', {"0", "5"}),  # no folder can be called so
        ('{"0": "A", "5": "a"}', {"0", "5"}),  # some file systems do not tell them apart
    ],
)
def test_class_folders_are_words_where_they_can_be(films: Path, tmp_path: Path, tokens: str, folders: set[str]) -> None:
    film = films / "two.mp4"
    samples = (Sample(film, 0, "g", "", 0.0, 0.4), Sample(film, 5, "g", "", 0.4, 0.8))
    data = Dataset(films, "x", "video", parse_tokens(tokens, name="t"), samples)
    extract_dataset(data, tmp_path / "out", Extract("clips"), workers=0)
    assert {path.parent.name for path in (tmp_path / "out").rglob("*.mp4")} == folders
    assert open_dataset(tmp_path / "out").counts() == {0: 1, 5: 1}


def test_key_points_of_others_become_landmarks(run_annotator: Run, tmp_path: Path) -> None:
    clip = tmp_path / "in" / "keypoints" / "NIA_SL_WORD0001_REAL07_F"
    clip.mkdir(parents=True)
    person = {
        "pose_keypoints_2d": [960.0, 540.0, 0.9] * 25,
        "hand_left_keypoints_2d": [480.0, 270.0, 0.5] * 21,
        "hand_right_keypoints_2d": [0.0, 0.0, 0.0] * 21,
    }
    for frame in range(30):
        file = clip / f"{clip.name}_{frame:012}_keypoints.json"
        file.write_text(json.dumps({"people": person}))
    words = {"metaData": {}, "data": [{"start": 0.2, "end": 0.8, "attributes": [{"name": "여기"}]}]}
    (tmp_path / "in" / f"{clip.name}_morpheme.json").write_text(json.dumps(words), "utf-8")
    ran = run_annotator("dataset", "extract", tmp_path / "in", "--form", "keypoints", "-o", tmp_path / "out")
    assert ran.returncode == 0, ran.stderr
    data = open_dataset(tmp_path / "out", wanted=Wanted(labels="landmarks"))
    (sample,) = data.samples
    assert (data.word(sample.label), sample.group, sample.start_s, sample.end_s) == ("여기", "REAL07", 0.2, 0.8)
    with open_pose(sample.path) as file:
        landmarks = next(iter(file))
    assert (len(landmarks), bool(landmarks.present[:, 54:].any())) == (30, False)
    assert np.allclose(landmarks.points[:, 33:54, :2], 0.25)
