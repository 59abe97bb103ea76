"""`annotator poomsae follow`, as users call it: .pose files and videos, bad files, what is there already."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from performer import perform, write_pose

from annotator.scoring import load_form


@pytest.fixture
def pose(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "품새 1.pose"
    record(path)
    return path


def record(path: Path, *, hands_only: bool = False) -> None:
    write_pose(path, perform(load_form("taegeuk-1"), omitted=[4], camera=20).landmarks, hands_only=hands_only)


def test_a_pose_file_is_followed(run_annotator: Any, pose: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = tmp_path / "out"
    done = run_annotator("poomsae", "follow", pose, "--form", "태극 1장", "-o", out, "--lang", "ko,en")
    assert (done.returncode, done.stderr) == (0, "")
    assert "17 of 18" in done.stdout
    assert "omitted: 4" in done.stdout
    assert "not a score" in done.stdout
    assert sorted(path.name for path in out.iterdir()) == [
        "품새 1.poomsae.en.srt",
        "품새 1.poomsae.json",
        "품새 1.poomsae.ko.srt",
    ]
    told = json.loads((out / "품새 1.poomsae.json").read_text("utf-8"))
    assert (told["schema"], told["video"]) == ("annotator-poomsae/1", "품새 1.pose")
    assert [each["number"] for each in told["movements"] if each["status"] == "omitted"] == [4]
    assert "왼 앞서기 아래막기" in (out / "품새 1.poomsae.ko.srt").read_text("utf-8")

    before = (out / "품새 1.poomsae.json").read_bytes()
    again = run_annotator("poomsae", "follow", pose, "--form", "T1", "-o", out)
    assert (again.returncode, "skipped" in again.stderr) == (0, True)
    as_json = run_annotator("poomsae", "follow", pose, "--form", "T1", "-o", out, "--overwrite", "--json")
    assert json.loads(as_json.stdout) == [told]
    assert (out / "품새 1.poomsae.json").read_bytes() == before


def test_bad_files_are_named_and_others_go_on(run_annotator: Any, pose: Path, make_video: Any) -> None:
    (pose.parent / "bad.pose").write_bytes(b"no pose")
    record(pose.parent / "hands.pose", hands_only=True)
    make_video(pose.parent / "nobody.mp4", "white:1")
    done = run_annotator("poomsae", "follow", pose.parent, "--form", "T1", "--no-cache")
    assert done.returncode == 1
    for name in ("bad.pose", "hands.pose", "nobody.mp4"):
        assert f"{name}: " in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in pose.parent.glob("*.poomsae.json")) == ["품새 1.poomsae.json"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--form", "taegeuk-9"], 2),
        (["--form", "T1", "--lang", "de"], 2),
        ([], 2),
    ],
)
def test_wrong_usage(run_annotator: Any, pose: Path, arguments: list[str], code: int) -> None:
    done = run_annotator("poomsae", "follow", pose, *arguments)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert not list(pose.parent.glob("*.poomsae.*"))


def test_two_inputs_for_one_output(run_annotator: Any, pose: Path, make_video: Any) -> None:
    make_video(pose.with_suffix(".mp4"), "white:1")
    done = run_annotator("poomsae", "follow", pose, pose.with_suffix(".mp4"), "--form", "T1")
    assert (done.returncode, "would both write" in done.stderr) == (2, True)


def test_other_commands_leave_what_was_written_alone(run_annotator: Any, pose: Path) -> None:
    assert run_annotator("poomsae", "follow", pose, "--form", "T1").returncode == 0
    exported = run_annotator("export", pose.parent, "-f", "vtt")
    assert "poomsae.json" not in exported.stderr + exported.stdout
    assert not list(pose.parent.glob("*.vtt"))
