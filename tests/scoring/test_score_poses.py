"""`annotator score --form poses`, as users call it: single poses beside forms, listed and not scored."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from performer import ASPECT, perform, write_pose

from annotator.scoring import find_poses, load_form
from annotator.video import find_ffmpeg, probe

SAMPLES = Path(__file__).parents[2] / "samples"
POSES = SAMPLES / "taekwondo" / "품새-poses.mp4"
PERFORMANCE = perform(load_form("taegeuk-1"), camera=20)
FOUND = find_poses(PERFORMANCE.landmarks, ASPECT)


def read_json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def read_csv(path: Path) -> dict[str, dict[str, str]]:
    return {row["file"]: row for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))}


def test_poses_beside_a_form(run_annotator: Any, annotator: Any, tmp_path: Path) -> None:
    day, out = tmp_path / "day", tmp_path / "out"
    for name in ("form", "drill", "hands"):
        write_pose(day / f"{name}.pose", PERFORMANCE.landmarks, hands_only=name == "hands")
    (day / "forms.csv").write_text("파일,품새,선수\nform,T1,김철수\ndrill,자세,이순신\nhands,poses,\n", "utf-8")

    done = run_annotator("score", day, "-o", out, "--lang", "ko,en", "-f", "srt,vtt", "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert f"drill.pose: done, {len(FOUND)} poses" in done.stderr
    assert f"자세 {len(FOUND)}개" in done.stdout
    assert "자세" in done.stdout
    made = {path.name for path in out.iterdir() if path.stem.split(".")[0] == "drill"}
    assert made == {f"drill.{ending}" for ending in ("json", "ko.srt", "en.srt", "ko.vtt", "en.vtt", "html")}

    annotation = read_json(out / "drill.json")
    assert (annotation["score"], annotation["status"], annotation["warnings"]) == (None, "complete", [])
    told = annotation["run"]["options"]["scoring"]
    assert (told["form"], told["pictures"], told["performer"]) == ({"name": "poses"}, None, "이순신")
    segments = annotation["segments"]
    assert {(each["tier"], each["recognizer"]) for each in segments} == {("poses", "poomsae")}
    assert [(each["start"], each["texts"]) for each in segments] == [
        (pose.start_s, {tag: pose.called(tag) for tag in ("ko", "en")}) for pose in FOUND
    ]
    assert [each["attributes"].get("stance") for each in segments] == [pose.stance for pose in FOUND]
    assert all(set(each["attributes"]) <= {"stance", "joints"} for each in segments)
    assert "왼 아래막기" in (out / "drill.ko.srt").read_text("utf-8")
    assert "left low block" in (out / "drill.en.vtt").read_text("utf-8")
    assert "왼 아래막기" in (out / "drill.html").read_text("utf-8")

    rows = read_csv(out / "scores.csv")
    assert rows["form.pose"]["rank"] == "1"
    drill = {name: rows["drill.pose"][name] for name in ("performer", "form", "status", "reason", "report")}
    assert drill == {
        "performer": "이순신", "form": "poses", "status": "complete", "reason": "", "report": "drill.html",
    }  # fmt: skip
    assert rows["drill.pose"]["movements_found"] == str(len(FOUND))
    assert not any(rows["drill.pose"][name] for name in ("rank", "points", "deducted", "minor", "pauses"))
    assert rows["hands.pose"]["movements_found"] == "0"
    assert "자세를 찾지 못함: 팔이 보이는 몸" in rows["hands.pose"]["warnings"]
    ranking = openpyxl.load_workbook(out / "scores.xlsx").worksheets[0]
    assert "자세 · single poses" in [row[2] for row in ranking.iter_rows(values_only=True)]
    [entries] = re.findall(r'<script[^>]*id="entries"[^>]*>(.*?)</script>', (out / "index.html").read_text("utf-8"))
    assert {each["name"]: (each["poses"], each["status"]) for each in json.loads(entries)} == {
        "form.pose": (None, "complete"),
        "drill.pose": (len(FOUND), "complete"),
        "hands.pose": (0, "complete"),
    }

    refused = annotator("poomsae", "combine", out / "drill.json")
    assert (refused.returncode, "holds no score" in refused.stderr) == (2, True)
    again = annotator("score", day, "-o", out, "--lang", "ko,en", "-f", "srt,vtt", "--workers", "0")
    assert (again.returncode, "3 already done" in again.stderr) == (0, True)
    assert read_csv(out / "scores.csv") == rows


def test_what_is_removed_is_restored_and_what_changes_is_found_again(annotator: Any, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_pose(folder / "drill.pose", PERFORMANCE.landmarks)

    def statuses(*more: str) -> list[str]:
        done = annotator("score", folder, "--form", "poses", "--json", "--workers", "0", *more)
        assert done.returncode == 0, done.stderr
        return [result["status"] for result in json.loads(done.stdout)["results"]]

    assert statuses() == ["done"]
    first = {path.name: path.read_bytes() for path in folder.glob("drill.*")}
    (folder / "drill.ko.srt").unlink()
    (folder / "drill.html").unlink()
    assert statuses() == ["restored"]
    assert {path.name: path.read_bytes() for path in folder.glob("drill.*")} == first
    assert statuses("--lang", "en") == ["reworded"]
    assert "left low block" in (folder / "drill.en.srt").read_text("utf-8")
    assert statuses("--lang", "en") == ["skipped"]
    (folder / "forms.csv").write_text("file,performer\ndrill,Lee\n", "utf-8")
    assert statuses("--lang", "en") == ["done"]
    assert statuses("--lang", "en", "--form", "T1") == ["done"]
    assert read_json(folder / "drill.json")["score"]["form"]["name"] == "taegeuk-1"
    assert statuses("--lang", "en") == ["done"]
    assert read_json(folder / "drill.json")["score"] is None


def test_annotations_of_poses_are_not_those_of_run(
    annotator: Any, tmp_path: Path, light: Path, make_video: Any
) -> None:
    write_pose(tmp_path / "in" / "drill.pose", PERFORMANCE.landmarks)
    assert annotator("score", tmp_path / "in", "--form", "poses", "--workers", "0").returncode == 0
    video = make_video(tmp_path / "clip.mp4", "black:1,white:1")
    shutil.copy(tmp_path / "in" / "drill.json", tmp_path / "clip.json")
    refused = annotator("run", video, "--plugins-dir", light, "--model", "light", "--workers", "0")
    assert refused.returncode == 1
    assert "clip.json was written by annotator score" in refused.stderr


def test_a_video_is_asked_by_joints_and_pictures(annotator: Any, tmp_path: Path) -> None:
    video = tmp_path / "in" / "drill.mp4"
    video.parent.mkdir()
    shutil.copy(POSES, video)
    arguments = ("score", video.parent, "--form", "poses", "--cache-dir", tmp_path / "cache", "--workers", "0")
    done = annotator(*arguments, "--overlay")
    assert done.returncode == 0, done.stderr
    annotation = read_json(video.with_suffix(".json"))
    assert list(annotation["run"]["options"]["scoring"]["pictures"]["models"]) == ["taekwondo-poses"]
    truth = [
        each for each in read_json(POSES.with_name("품새-poses.truth.json"))["segments"] if each["tier"] == "poses"
    ]
    segments = annotation["segments"]
    assert [each["label"] for each in segments] == [each["text"]["ko"] for each in truth]
    assert all({"joints", "pictures"} <= set(each["attributes"]) for each in segments)
    assert probe(video.with_name("drill.overlay.mp4")).duration_s == pytest.approx(probe(video).duration_s, abs=0.2)
    assert '"score": null' in video.with_suffix(".json").read_text("utf-8")
    alone = annotator("poomsae", "poses", video, "--cache-dir", tmp_path / "cache", "--json")
    [told] = json.loads(alone.stdout)
    assert [(each["start"], each["confidence"]) for each in told["poses"]] == [
        (each["start"], each["confidence"]) for each in segments
    ]


def test_pictures_of_somebody_else_are_not_asked(annotator: Any, tmp_path: Path) -> None:
    """Two seconds of six nobody is left but an onlooker, whom the tracker then follows."""
    film = tmp_path / "film.mp4"
    forms = SAMPLES / "poomsae"
    onlooker = "[1:v]trim=end_frame=1,loop=-1:1,crop=240:360:120:0[l];[0:v]crop=300:360:90:0[r];[l][r]hstack"
    graph = f"{onlooker},drawbox=x=240:t=fill:c=gray:enable='between(t,2,4)'[out]"
    command = [find_ffmpeg(), "-v", "error", "-nostdin", "-i", forms / "taegeuk-1.mp4"]
    command += ["-i", forms / "taegeuk-3-faults.mp4", "-filter_complex", graph, "-map", "[out]", "-t", "6"]
    subprocess.run([*command, "-threads", "1", "-c:v", "libx264", "-crf", "12", film], check=True, timeout=120)
    done = annotator("score", film, "--form", "poses", "--no-report", "--workers", "0")
    assert done.returncode == 0, done.stderr
    annotation = read_json(film.with_suffix(".json"))
    assert any("it would see the skeleton of somebody else" in text for text in annotation["warnings"])
    assert annotation["segments"]
    assert not any("pictures" in each["attributes"] for each in annotation["segments"])


def test_a_model_that_is_not_here(annotator: Any, tmp_path: Path) -> None:
    write_pose(tmp_path / "drill.pose", PERFORMANCE.landmarks)
    assert annotator("poomsae", "poses", tmp_path, "--model", "none-such").returncode == 3
    assert [path.name for path in tmp_path.iterdir()] == ["drill.pose"]
