"""`annotator score`, as users call it: a day of .pose files, what is done again and what not, and what goes wrong."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from performer import perform, write_pose

from annotator.cli import main
from annotator.landmarks import LandmarkCache
from annotator.performances import LANDMARKS
from annotator.scoring import form_text, load_form, read_score
from annotator.video import probe

FORMS = """\
파일,품새,선수
김철수 1,태극 1장,김철수
lee.pose,,이순신
mat2/*.pose,T2,박영희
nobody.mp4,T1,누구
"""


def record(path: Path, *, form: str = "taegeuk-1", hands_only: bool = False, **faults: Any) -> None:
    write_pose(path, perform(load_form(form), camera=20, **faults).landmarks, hands_only=hands_only)


@pytest.fixture
def lee(tmp_path: Path) -> Path:
    """One recording with an omission."""
    path = tmp_path / "in" / "lee.pose"
    record(path, omitted=[4])
    return path


@pytest.fixture
def score(annotator: Callable[..., Any]) -> Callable[..., Any]:
    """`annotator score` without other processes."""
    return lambda *arguments: annotator("score", *arguments, "--workers", "0")


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def state_of(folder: Path) -> dict[str, bytes]:
    """What was written of recordings."""
    kept = (".json", ".srt", ".html")
    own = [path for path in sorted(folder.rglob("*")) if path.suffix in kept]
    return {path.name: path.read_bytes() for path in own if path.name not in ("run-summary.json", "index.html")}


def test_a_day_with_failures_beside_successes(
    run_annotator: Any, score: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    day, out = tmp_path / "day", tmp_path / "out"
    record(day / "김철수 1.pose")
    record(day / "lee.pose", omitted=[4])
    record(day / "mat2" / "park.pose", form="taegeuk-2", pauses={5: 4.0})
    record(day / "hands.pose", hands_only=True)
    (day / "bad.mp4").write_bytes(b"no video")
    (day / "forms.csv").write_bytes(FORMS.encode("cp949"))

    done = run_annotator("score", day, "--form", "T1", "-o", out, "--lang", "ko,en", "-f", "srt,vtt", "--workers", "2")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "forms.csv, line 5: no recording is called nobody.mp4" in done.stderr
    assert "bad.mp4: " in done.stderr
    assert "hands.pose: done, not scored: nobody is seen" in done.stderr
    assert "심판을 돕는 자료이며 판정이 아닙니다" in " ".join(done.stdout.split())
    assert all(len(line) <= 80 for line in done.stdout.splitlines() if not line.startswith("written: "))

    made = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    endings = ("json", "ko.srt", "en.srt", "ko.vtt", "en.vtt", "html")
    own = {f"{name}.{ending}" for name in ("김철수 1", "lee", "mat2/park", "hands") for ending in endings}
    assert made == own | {"scores.csv", "scores.xlsx", "index.html", "run-summary.json"}

    annotation = json.loads((out / "lee.json").read_text("utf-8"))
    found = read_score(annotation["score"])
    assert (annotation["schema"], annotation["status"], found.performer) == ("annotator/1", "complete", "이순신")
    assert [(each.rule, each.movement, each.points) for each in found.deductions] == [("wrong-movement", 4, 0.3)]
    segments = annotation["segments"]
    assert [each["class_id"] for each in segments] == [n for n in range(1, 19) if n != 4]
    assert {each["tier"] for each in segments} == {"movements"}
    assert segments[0]["texts"] == {"ko": "왼 앞서기 아래막기", "en": "left walking stance, low block"}
    assert segments[0]["label"] == "1"
    assert "왼 앞서기 아래막기" in (out / "lee.ko.srt").read_text("utf-8")
    assert "low block" in (out / "lee.en.srt").read_text("utf-8")

    rows = {row["file"]: row for row in read_csv(out / "scores.csv")}
    assert {name: (row["rank"], row["performer"], row["form"]) for name, row in rows.items()} == {
        "김철수 1.pose": ("1", "김철수", "taegeuk-1"),
        "lee.pose": ("2", "이순신", "taegeuk-1"),
        "mat2/park.pose": ("1", "박영희", "taegeuk-2"),
        "bad.mp4": ("", "", "taegeuk-1"),
        "hands.pose": ("", "", "taegeuk-1"),
    }
    assert (rows["lee.pose"]["points"], rows["lee.pose"]["report"]) == ("3.7", "lee.html")
    assert (rows["bad.mp4"]["status"], rows["bad.mp4"]["points"]) == ("failed", "")
    assert (rows["hands.pose"]["points"], "영상에 사람이 보이지 않음" in rows["hands.pose"]["reason"]) == ("", True)
    sheets = openpyxl.load_workbook(out / "scores.xlsx").sheetnames
    assert any("이순신" in name for name in sheets)
    assert "park.html" in (out / "index.html").read_text("utf-8")
    summary = json.loads((out / "run-summary.json").read_text("utf-8"))
    assert summary["counts"] == {"failed": 1, "done": 4}

    (day / "bad.mp4").unlink()
    before = state_of(out)
    again = score(day, "--form", "T1", "-o", out, "--lang", "ko,en", "-f", "srt,vtt")
    assert again.returncode == 0, again.stderr
    assert "4 already done, skipped" in again.stderr
    assert state_of(out) == before
    assert len(read_csv(out / "scores.csv")) == 4
    assert "이순신" in again.stdout


def test_what_is_removed_is_restored_and_what_changes_is_scored_again(score: Any, lee: Path) -> None:
    folder = lee.parent

    def statuses(*more: str) -> list[str]:
        done = score(folder, "--form", "T1", "--json", *more)
        return [result["status"] for result in json.loads(done.stdout)["results"]]

    assert statuses() == ["done"]
    first = state_of(folder)
    (folder / "lee.ko.srt").unlink()
    (folder / "lee.html").unlink()
    assert statuses() == ["restored"]
    assert state_of(folder) == first
    assert statuses("--lang", "en") == ["reworded"]
    assert "low block" in (folder / "lee.en.srt").read_text("utf-8")

    (folder / "forms.csv").write_text("file,performer\nlee,Lee\n", "utf-8")
    assert statuses("--lang", "en") == ["done"]
    own = folder.parent / "mine.toml"
    own.write_text(form_text("taegeuk-1").replace('version = "1"', 'version = "2"', 1), "utf-8")
    assert statuses("--lang", "en", "--form", str(own)) == ["done"]
    assert statuses("--lang", "en", "--form", str(own)) == ["skipped"]
    kept = read_score(json.loads((folder / "lee.json").read_text("utf-8"))["score"])
    assert (kept.performer, kept.form.version) == ("Lee", "2")


def test_the_form_that_is_seen(score: Any, lee: Path) -> None:
    record(lee.parent / "park.pose", form="taegeuk-2")
    record(lee.parent / "short.pose", omitted=range(3, 19))
    done = score(lee.parent, "--form", "auto", "--no-report")
    assert done.returncode == 1
    assert "short.pose" in done.stderr
    assert "cannot be told" in done.stderr
    kept = {name: (lee.parent / f"{name}.json").read_bytes() for name in ("lee", "park")}
    scores = {name: read_score(json.loads(data)["score"]) for name, data in kept.items()}
    assert {name: each.form.name for name, each in scores.items()} == {"lee": "taegeuk-1", "park": "taegeuk-2"}
    assert scores["park"].guesses[0].name == "taegeuk-2"
    assert "2 already done" in score(lee.parent, "--form", "auto", "--no-report").stderr


def test_a_video_gets_stills_and_an_overlay(score: Any, make_video: Any, tmp_path: Path) -> None:
    path = make_video(tmp_path / "in" / "kim.mp4", "gray:25", size="160x90")
    landmarks = perform(load_form("taegeuk-1"), camera=20, omitted=[4]).landmarks
    video, cache = probe(path), LandmarkCache(tmp_path / "cache")
    writer = cache.writer(video, LANDMARKS, Fraction(25))
    writer.append(landmarks)
    writer.commit(25.0, None)
    arguments = (path.parent, "--form", "T1", "--cache-dir", tmp_path / "cache")
    done = score(*arguments, "--overlay")
    assert done.returncode == 0, done.stderr
    assert probe(path.with_name("kim.overlay.mp4")).duration_s == pytest.approx(25, abs=0.2)
    assert re.search(r'"jpeg":"[A-Za-z0-9+/]{500}', path.with_suffix(".html").read_text("utf-8"))
    path.with_name("kim.overlay.mp4").unlink()
    again = score(*arguments, "--overlay", "--dry-run", "--json")
    assert [job["step"] for job in json.loads(again.stdout)["jobs"]] == ["render"]


def test_files_of_others_are_left_alone(score: Any, lee: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    foreign = {"lee.json": b"{}", "scores.csv": b"mine", "index.html": b"<p>mine"}
    for name, data in foreign.items():
        (out / name).write_bytes(data)
    refused = score(lee.parent, "--form", "T1", "-o", out)
    assert refused.returncode == 1
    assert {name: (out / name).read_bytes() for name in foreign} == foreign
    for name in foreign:
        assert name in refused.stderr
    assert score(lee.parent, "--form", "T1", "-o", out, "--overwrite").returncode == 0
    assert read_csv(out / "scores.csv")[0]["points"] == "3.7"

    (out / "scores.csv").write_bytes((out / "scores.csv").read_bytes() + b"my own line")
    (out / "lee.html").write_bytes(b"changed")
    third = score(lee.parent, "--form", "T2", "-o", out)
    assert third.returncode == 1
    assert (out / "lee.html").read_bytes() == b"changed"
    assert (out / "scores.csv").read_bytes().endswith(b"my own line")


def test_annotations_of_other_commands_and_scores_are_told_apart(
    annotator: Any, score: Any, lee: Path, light: Path, make_video: Any
) -> None:
    video = make_video(lee.parent / "clip.mp4", "black:1,white:1")
    assert annotator("run", video, "--plugins-dir", light, "--model", "light", "--workers", "0").returncode == 0
    before = state_of(lee.parent)
    refused = score(lee.parent, "--form", "T1", "--no-report")
    assert "clip.json was written by annotator run" in refused.stderr
    assert refused.returncode == 1
    assert {name: state_of(lee.parent)[name] for name in before} == before
    assert not (lee.parent / "lee.html").exists()
    exported = annotator("export", lee.parent / "lee.json", "-f", "eaf,vtt")
    assert exported.returncode == 0, exported.stderr
    assert "왼 앞서기 아래막기" in (lee.parent / "lee.eaf").read_text("utf-8")


def test_a_dry_run_does_nothing(score: Any, lee: Path) -> None:
    record(lee.parent / "kim.pose")
    (lee.parent / "forms.csv").write_text("file,form\nlee,T1\n", "utf-8")
    before = sorted(path.name for path in lee.parent.iterdir())
    done = score(lee.parent, "--dry-run", "--json")
    assert done.returncode == 0
    jobs = {Path(job["source"]).name: job for job in json.loads(done.stdout)["jobs"]}
    assert [Path(path).name for path in jobs["lee.pose"]["outputs"]] == ["lee.ko.srt", "lee.html", "lee.json"]
    assert jobs["lee.pose"]["step"] == "run"
    assert jobs["kim.pose"]["step"] == "refuse"
    assert "which form" in jobs["kim.pose"]["reason"]
    assert sorted(path.name for path in lee.parent.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "nobody says which form"),
        (["--form", "taegeuk-9"], "there is no form 'taegeuk-9'"),
        (["--form", "T1", "--lang", "de"], "movements have no names in 'de'"),
        (["--form", "T1", "--rules", "mine"], "there are no rules 'mine'"),
        (["--form", "T1", "--forms", "none.csv"], "none.csv"),
        (["--form", "T1", "-f", "doc"], "doc"),
        (["--form", "T1", "--profile", "none-such"], "none-such"),
    ],
)
def test_wrong_usage(lee: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(lee.parent), *arguments]) in (2, 3)
    assert told in capsys.readouterr().err
    assert [path.name for path in lee.parent.iterdir()] == ["lee.pose"]


def test_a_wrong_listing_stops_before_anything(lee: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (lee.parent / "forms.csv").write_text("file,form\nlee,T9\n", "utf-8")
    assert main(["score", str(lee.parent), "--form", "T1"]) == 2
    assert "forms.csv: line 2, column form: there is no form 'T9'" in capsys.readouterr().err
    assert not (lee.parent / "lee.json").exists()


def test_cameras_and_sheets_are_combined(annotator: Any, score: Any, tmp_path: Path) -> None:
    day = tmp_path / "day"
    record(day / "front.pose", omitted=[4])
    record(day / "side.pose", noise=0.002, seed=2)
    (day / "forms.csv").write_text("file,form,performer,performance\n*,T1,김철수,final 2\n", "utf-8")
    scored = score(day)
    assert scored.returncode == 0
    assert "final 2, 김철수: 정확도 3.850, 평균을 낸 점수: 3.7 front, 4.0 side" in scored.stdout
    [together] = json.loads((day / "performances.json").read_text("utf-8"))["performances"]
    assert (together["name"], together["cameras"]["accuracy"]["mark"]) == ("final 2", 3.85)
    sheets = tmp_path / "심판.csv"
    sheets.write_bytes("심판,정확성,표현성\n1,3.6,4.8\n2,3.4,5.0\n3,3.9,4.1\n4,3.5,4.7\n5,3.5,4.9\n".encode("cp949"))
    files = [str(day / "front.json"), str(day / "side.json"), str(sheets)]
    out = tmp_path / "combined.json"
    done = annotator("poomsae", "combine", *files, "-o", out)
    assert done.returncode == 0
    told = done.stdout
    assert "8.333" in told
    assert "단순 평균을 냄 (규칙: 5, 7)" in " ".join(told.split())
    assert all(len(line) <= 80 for line in told.splitlines() if not line.startswith("written: "))
    [performance] = json.loads(out.read_text("utf-8"))["performances"]
    assert (performance["performer"], performance["form"]) == ("김철수", "taegeuk-1")
    assert performance["cameras"]["accuracy"]["marks"] == [3.7, 4.0]
    assert performance["cameras"]["deductions"][0]["not_seen"] == ["side"]
    assert performance["judges"]["accuracy"]["mark"] == 3.533
    again = annotator("poomsae", "combine", *files, "-o", out)
    assert (again.returncode, "is there already" in again.stderr) == (1, True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("judge,accuracy\n1,4.1\n", "line 2, column accuracy: 4.1 is more than 4"),
        ("judge,accuracy\n1,x\n", "line 2, column accuracy: 'x' is no mark"),
        ("judge,accuracy\n1,3\n1,3\n", "line 3: judge 1 is on line 2 too"),
        ("judge,accuracy\n,3\n", "line 2, column judge: is empty"),
        ("judge,marks\n1,3\n", "does not name the columns"),
        ("judge,accuracy\n", "holds no marks"),
    ],
)
def test_wrong_sheets(tmp_path: Path, text: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "marks.csv"
    path.write_text(text, "utf-8")
    assert main(["poomsae", "combine", str(path)]) == 2
    assert told in capsys.readouterr().err


def test_judges_of_several_performances_rank_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "marks.csv"
    marks = {"Kim": (3.0, 3.5, 3.5, 3.5, 3.6), "Lee": (3.4, 3.5, 3.5, 3.5, 3.6), "Park": (3.9, 3.8, 3.7, 3.7, 3.7)}
    rows = [f"{n},{mark},{name}" for name, given in marks.items() for n, mark in enumerate(given)]
    path.write_text("\n".join(["judge,accuracy,performer", *rows, ""]), "utf-8")
    assert main(["poomsae", "combine", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["performances"]
    # Lee and Kim have the same mean; the dropped marks decide.
    assert [(each["rank"], each["performer"]) for each in told] == [(1, "Park"), (2, "Lee"), (3, "Kim")]
    assert told[1]["judges"]["total"] == told[2]["judges"]["total"] == 3.5
