"""Single poses: what joints tell, what a classifier adds, what is said where they disagree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pysubs2
import pytest
from performer import ASPECT, RATE, perform, write_pose

from annotator.errors import ScoringError
from annotator.landmarks import mirror
from annotator.records import Landmarks, Segment
from annotator.scoring import Pose, Poses, find_poses, load_form, poses_subtitles

FORM = load_form("taegeuk-1")
PERFORMANCE = perform(FORM, camera=20)
KNOWN = {"아래막기": "아래막기", "얼굴막기": "얼굴막기", "지르기": "몸통지르기"}


def pose_at(poses: tuple[Pose, ...], time_s: float) -> Pose | None:
    return next((pose for pose in poses if pose.start_s <= time_s < pose.end_s), None)


def segment(start_s: float, end_s: float, label: str, confidence: float) -> Segment:
    return Segment(start_s, end_s, 0, confidence, label=label)


def test_poses_of_a_form_are_named_by_joints() -> None:
    poses = find_poses(PERFORMANCE.landmarks, ASPECT)
    assert [pose.start_s for pose in poses] == sorted(pose.start_s for pose in poses)
    asked = right = sides = 0
    for movement in FORM.movements:
        technique = movement.techniques[-1]
        name = next((told for word, told in KNOWN.items() if technique.ko.endswith(word)), None)
        if name is None or movement.facing == 180:
            continue
        found = pose_at(poses, PERFORMANCE.truth[movement.number][1] + 0.3)
        asked += 1
        right += found is not None and found.name["ko"] == name
        sides += found is not None and found.side == technique.side
    assert asked == 14
    assert right >= 12
    assert sides >= 12
    assert {(pose.pictures, pose.disagree) for pose in poses} == {(None, False)}


def test_sides_are_the_other_way_round_in_a_mirror() -> None:
    plain, other = (find_poses(each, ASPECT) for each in (PERFORMANCE.landmarks, mirror(PERFORMANCE.landmarks)))
    swapped = {"left": "right", "right": "left", None: None}
    assert [swapped[pose.side] for pose in plain] == [pose.side for pose in other]
    assert [pose.name for pose in plain] == [pose.name for pose in other]


def test_the_stance_is_told_where_it_can_be_seen() -> None:
    """Facing left of a camera in front; movements 5 and 6 come towards it."""
    poses = find_poses(perform(FORM).landmarks, ASPECT)
    beside, towards = (pose_at(poses, PERFORMANCE.truth[number][1] + 0.3) for number in (1, 5))
    assert beside is not None
    assert beside.stance == {"ko": "앞서기/뒷굽이", "en": "walking or back stance"}
    assert towards is not None
    assert towards.stance is None


def test_a_classifier_that_agrees_makes_it_surer() -> None:
    alone = find_poses(PERFORMANCE.landmarks, ASPECT)
    low = next(pose for pose in alone if pose.name["ko"] == "아래막기")
    (both,) = (
        pose
        for pose in find_poses(PERFORMANCE.landmarks, ASPECT, [segment(low.start_s, low.end_s, "아래막기", 0.7)])
        if pose.start_s == low.start_s
    )
    assert (both.name, both.side, both.disagree) == (low.name, low.side, False)
    assert both.confidence > max(low.confidence, 0.7)


@pytest.mark.parametrize(("confidence", "taken"), [(0.999, "얼굴막기"), (0.05, "아래막기")])
def test_where_they_disagree_the_surer_one_is_taken_and_it_is_said(confidence: float, taken: str) -> None:
    low = next(pose for pose in find_poses(PERFORMANCE.landmarks, ASPECT) if pose.name["ko"] == "아래막기")
    predicted = [segment(low.start_s, low.end_s, "얼굴막기", confidence)]
    pose = pose_at(find_poses(PERFORMANCE.landmarks, ASPECT, predicted), low.start_s)
    assert pose is not None
    assert (pose.name["ko"], pose.disagree) == (taken, True)
    assert pose.joints is not None
    assert pose.pictures is not None
    assert (pose.joints.name, pose.pictures.name) == ("아래막기", "얼굴막기")


def test_what_only_a_classifier_sees_is_told() -> None:
    number = 3
    start_s, end_s = PERFORMANCE.truth[number]
    middle_s = (start_s + end_s) / 2
    predicted = [segment(middle_s - 0.1, middle_s + 0.1, "앞차기", 0.9)]
    pose = pose_at(find_poses(PERFORMANCE.landmarks, ASPECT, predicted), middle_s)
    assert pose is not None
    assert (pose.name, pose.joints) == ({"ko": "앞차기", "en": "front kick"}, None)


def test_where_a_classifier_sees_nothing_joints_must_be_sure() -> None:
    alone, asked = (find_poses(PERFORMANCE.landmarks, ASPECT, predicted) for predicted in (None, []))
    assert {pose.start_s for pose in asked} < {pose.start_s for pose in alone}
    assert all(pose.disagree and pose.confidence >= 0.8 for pose in asked)


def test_arms_that_hang_and_nobody_at_all() -> None:
    landmarks = perform(FORM).landmarks
    points = np.repeat(landmarks.points[:1], 50, axis=0)
    points[:, [15, 16], 1] = points[:, [23, 24], 1] + 0.02
    hanging = Landmarks(points, np.repeat(landmarks.present[:1], 50, axis=0), np.arange(50) / RATE)
    assert find_poses(hanging, ASPECT) == ()
    nobody = Landmarks(np.zeros_like(points), np.zeros_like(hanging.present), hanging.times_s)
    with pytest.raises(ScoringError, match="no body"):
        find_poses(nobody, ASPECT)


def test_subtitles_have_names_and_sides() -> None:
    poses = find_poses(PERFORMANCE.landmarks, ASPECT)
    lines = pysubs2.SSAFile.from_string(poses_subtitles(poses, "en"), format_="srt")
    assert [line.text for line in lines] == [pose.called("en") for pose in poses]
    assert "left low block" in {line.text for line in lines}
    assert "왼 아래막기" in poses_subtitles(poses, "ko")


def test_the_command_reads_pose_files_by_joints(run_annotator: Any, tmp_path: Path) -> None:
    path, landmarks = tmp_path / "a.pose", PERFORMANCE.landmarks
    write_pose(path, landmarks)
    done = run_annotator("poomsae", "poses", path, "--lang", "ko,en")
    assert (done.returncode, done.stderr) == (0, "")
    assert "왼 아래막기" in done.stdout
    assert "poses found by joints" in done.stdout
    told = json.loads((tmp_path / "a.poses.json").read_text("utf-8"))
    assert (told["schema"], told["by"]) == ("annotator-poses/1", ["joints"])
    assert len(told["poses"]) == len(find_poses(landmarks, ASPECT))
    assert (tmp_path / "a.poses.en.srt").is_file()
    again = run_annotator("poomsae", "poses", path, "--joints-only", "--overwrite", "--json")
    assert json.loads(again.stdout) == [told]


def test_the_record_is_json() -> None:
    poses = Poses(video="a.mp4", by=("joints",), poses=find_poses(PERFORMANCE.landmarks, ASPECT))
    told = json.loads(poses.as_json())
    assert told["poses"][0]["start"] == poses.poses[0].start_s
    assert "not a score" in told["note"]
