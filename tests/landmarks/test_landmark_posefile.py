from __future__ import annotations

import contextlib
import dataclasses
import os
import struct
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import LandmarkError
from annotator.landmarks import BODY_AND_HANDS, HANDS_ONLY, Component, PoseFile, PoseWriter, open_pose, stored
from annotator.landmarks.container import encode_header
from annotator.records import Landmarks, Video

from .landmark_helpers import make, parts, same, together

PLAIN = Component("POSE_LANDMARKS", ("NOSE", "LEFT_WRIST"))


def write(path: Path, video: Video, landmarks: Landmarks, components: tuple[Component, ...] = BODY_AND_HANDS) -> Path:
    with PoseWriter(path, video, video.frame_rate, components) as writer:
        for batch in parts(landmarks, 7):
            writer.append(batch)
    return path


def read(path: Path, batch: int = 256) -> Landmarks:
    with open_pose(path) as file:
        return together(list(file.batches(batch)))


def test_what_is_written_is_read_back_whatever_the_batches(some_video: Video, tmp_path: Path) -> None:
    landmarks = make(50)
    expected = stored.settle(landmarks.points, landmarks.present, landmarks.times_s, some_video)
    path = write(tmp_path / "new" / "a.pose", some_video, landmarks)
    assert same(read(path), expected)
    assert same(read(path, 3), expected)
    assert path.read_bytes() == write(tmp_path / "b.pose", some_video, read(path)).read_bytes()


def test_a_pose_file_tells_itself_as_a_video(some_video: Video, tmp_path: Path) -> None:
    path = write(tmp_path / "a.pose", some_video, make(50))
    with open_pose(path) as file:
        assert file.video == Video(path, 2.0, Fraction(25), 100, 50, codec="pose")
        assert (file.rate, len(file), file.decoded_s, file.damage, file.warning) == (Fraction(25), 50, 2.0, None, None)


def test_hands_only_leaves_the_body_out(some_video: Video, tmp_path: Path) -> None:
    landmarks = read(write(tmp_path / "a.pose", some_video, make(20), HANDS_ONLY))
    assert not landmarks.present[:, :33].any()
    assert landmarks.present[:, 33:].any()


def test_other_tools_read_our_files(some_video: Video, tmp_path: Path) -> None:
    from pose_format import Pose  # slow to import

    landmarks = make(30)
    path = write(tmp_path / "a.pose", some_video, landmarks)
    pose = Pose.read(path.read_bytes())
    assert [c.name for c in pose.header.components] == [c.name for c in BODY_AND_HANDS]
    assert (pose.header.dimensions.width, pose.header.dimensions.height) == (100, 50)
    assert pose.body.fps == 25.0
    assert pose.body.data.shape == (30, 1, 75, 3)
    expected = landmarks.points[..., :3] * np.array([100, 50, 1], np.float32)
    np.testing.assert_allclose(pose.body.data.data[:, 0], expected, rtol=2e-6)
    np.testing.assert_array_equal(pose.body.confidence[:, 0] > 0, landmarks.present)


@pytest.mark.filterwarnings("ignore:invalid escape sequence:DeprecationWarning")
def test_the_skeleton_is_that_of_pose_format() -> None:
    from annotator.landmarks.quiet import load_mediapipe, quiet_stderr

    load_mediapipe()
    with quiet_stderr():
        from pose_format.utils.holistic import holistic_components
    theirs = {component.name: component for component in holistic_components()}
    for ours in BODY_AND_HANDS:
        other = theirs[ours.name]
        assert list(ours.points) == other.points
        assert sorted(ours.limbs) == sorted(other.limbs)
        assert list(ours.colors) == [tuple(color) for color in other.colors]
        assert ours.format == other.format


@pytest.mark.real
@pytest.mark.parametrize(("name", "frames"), [("mediapipe", 170), ("mediapipe_long", 278)])
def test_files_of_others_are_mapped_by_name(real: Path, name: str, frames: int) -> None:
    from pose_format import Pose

    path = real / "pose" / f"{name}.pose"
    theirs = Pose.read(path.read_bytes())
    ours = read(path, 50)
    with open_pose(path) as file:
        assert (len(file), file.rate, file.video.width, file.video.height) == (frames, Fraction(24), 1250, 1250)
    for component, point, at in (
        ("POSE_LANDMARKS", "LEFT_SHOULDER", 11),
        ("POSE_LANDMARKS", "RIGHT_HIP", 24),
        ("RIGHT_HAND_LANDMARKS", "PINKY_TIP", 74),
    ):
        i = theirs.header.get_point_index(component, point)
        present = theirs.body.confidence[:, 0, i] > 0
        np.testing.assert_array_equal(ours.present[:, at], present)
        expected = theirs.body.data.data[:, 0, i, :2] / np.float32(1250)
        np.testing.assert_array_equal(ours.points[present, at, :2], expected[present])
    assert ours.present.any(axis=0).sum() == 8 + 21
    assert not ours.points[~ours.present].any()


@pytest.mark.parametrize(
    "rate", [Fraction(r) for r in ("30000/1001", "24000/1001", "359/12", "25", "2997/100", "1/3", "60000/1001", "15/2")]
)
def test_a_rate_survives_being_a_float(rate: Fraction, some_video: Video, tmp_path: Path) -> None:
    with open_pose(write(tmp_path / "a.pose", dataclasses.replace(some_video, frame_rate=rate), make(2))) as file:
        assert file.rate == rate


def foreign(path: Path, version: float, frames: int, people: int, body: np.ndarray) -> Path:
    """A file as another tool may write it, with the two points of `PLAIN`."""
    header = encode_header(100, 50, [PLAIN], Fraction(25), 0)[4:-10]
    counts = struct.pack("<HHH" if version == 0.1 else "<fIH", 25, frames % 65536, people)
    path.write_bytes(struct.pack("<f", version) + header + counts + body.astype("<f4").tobytes())
    return path


def test_version_0_1_counts_on_past_65535_frames(tmp_path: Path) -> None:
    path = foreign(tmp_path / "long.pose", 0.1, 70_000, 1, np.ones(70_000 * 2 * 4))
    with open_pose(path) as file:
        assert len(file) == 70_000
        assert sum(len(batch) for batch in file) == 70_000


def test_of_several_people_the_first_is_read_and_the_rest_warned_of(tmp_path: Path) -> None:
    values = np.zeros((4, 3, 2, 3))
    values[:, 0] = 10
    path = foreign(tmp_path / "crowd.pose", 0.2, 4, 3, np.concatenate([values.ravel(), np.ones(4 * 3 * 2)]))
    with open_pose(path) as file:
        assert file.warning is not None
        assert "3 people" in file.warning
    np.testing.assert_allclose(read(path).points[:, [0, 15], 0], 0.1)


def test_points_that_are_not_numbers_are_absent(tmp_path: Path) -> None:
    values = np.full((1, 1, 2, 3), 5.0)
    values[0, 0, 1, 2] = np.nan
    path = foreign(tmp_path / "nan.pose", 0.2, 1, 1, np.concatenate([values.ravel(), np.ones(2)]))
    assert np.flatnonzero(read(path).present[0]).tolist() == [0]


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        (Component("POSE_LANDMARKS", ("0", "15")), [0, 15]),
        (Component("LEFT_HAND_LANDMARKS", ("WRIST", "UNHEARD_OF")), [33]),
        (Component("SOMETHING_ELSE", ("NOSE", "WRIST")), []),
        (Component("POSE_LANDMARKS", ("NOSE", "NOSE_2"), format="XYC"), [0]),
    ],
    ids=["numbers for names", "unknown point", "unknown component", "flat"],
)
def test_unknown_points_are_left_out(component: Component, expected: list[int], tmp_path: Path) -> None:
    path = tmp_path / "odd.pose"
    dims = len(component.format)
    path.write_bytes(encode_header(100, 50, [component], Fraction(25), 1) + np.ones(2 * dims, "<f4").tobytes())
    landmarks = read(path)
    assert np.flatnonzero(landmarks.present[0]).tolist() == expected
    np.testing.assert_allclose(landmarks.points[0, expected, 1], 0.02)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    return write(folder / "whole.pose", Video(folder / "v.mp4", 2.0, Fraction(25), 100, 50), make(9))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.floats(0, 1, exclude_max=True))
def test_a_file_cut_off_anywhere_is_refused(whole: Path, share: float) -> None:
    raw = whole.read_bytes()
    path = whole.with_name("cut.pose")
    path.write_bytes(raw[: int(share * len(raw))])
    with pytest.raises(LandmarkError) as caught:
        open_pose(path)
    assert caught.value.path == path


@settings(deadline=None)
@given(st.integers(0, 700), st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused_and_nothing_else(whole: Path, at: int, byte: int) -> None:
    raw = bytearray(whole.read_bytes())
    raw[at] = byte
    path = whole.with_name("changed.pose")
    path.write_bytes(raw)
    with contextlib.suppress(LandmarkError), PoseFile(path) as file:
        next(iter(file), None)


@pytest.mark.parametrize(
    "raw", [b"", b"\0" * 500, b"GIF89a" * 100, b"\xff" * 500], ids=["empty", "nulls", "gif", "ones"]
)
def test_what_is_no_pose_file_is_refused(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "no.pose"
    path.write_bytes(raw)
    with pytest.raises(LandmarkError):
        open_pose(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LandmarkError):
        open_pose(tmp_path / "missing.pose")


def test_a_writer_that_fails_leaves_what_was_there(some_video: Video, tmp_path: Path) -> None:
    path = write(tmp_path / "a" / "a.pose", some_video, make(5))
    before = path.read_bytes()
    wrong = make(5, 1)
    object.__setattr__(wrong, "points", wrong.points[:3])
    with pytest.raises(IndexError), PoseWriter(path, some_video, Fraction(25)) as writer:
        writer.append(wrong)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_what_a_killed_writer_left_is_cleared_away_by_the_next(some_video: Video, tmp_path: Path) -> None:
    gone, other = tmp_path / ".a.pose.elsewhere.123.0123abcd.tmp", tmp_path / ".b.pose.elsewhere.123.0123abcd.tmp"
    for path in (gone, other):
        path.touch()
        os.utime(path, (1, 1))
    recent = tmp_path / ".a.pose.elsewhere.124.0123abcd.tmp"
    recent.touch()
    written = write(tmp_path / "a.pose", some_video, make(5))
    assert set(tmp_path.glob("*.pose*")) | set(tmp_path.glob(".*")) == {written, other, recent}


def test_a_folder_that_cannot_be_written_is_told(some_video: Video, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LandmarkError):
        PoseWriter(tmp_path / "file" / "a.pose", some_video, Fraction(25))
