"""`annotator lint` as users call it: files and folders, anyone's, and what it repairs."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from annotator.records import Annotation, Run, Segment, Source
from annotator.timeline import READING_RULES, make_cues

CLEAN = "1\n00:00:01,000 --> 00:00:02,500\n안녕하세요\n\n2\n00:00:04,000 --> 00:00:06,000\n반갑습니다\n"
SHORT = "1\n00:00:01,000 --> 00:00:01,400\n안녕하세요\n\n2\n00:00:04,000 --> 00:00:06,000\n반갑습니다...\n"
OVERLAPPING = "1\n00:00:01,000 --> 00:00:04,200\n하나\n\n2\n00:00:04,000 --> 00:00:06,000\n둘\n"
BACKWARDS = "1\n00:00:05,000 --> 00:00:07,000\n하나\n\n2\n00:00:01,000 --> 00:00:03,000\n둘\n"
WIDE = "가나다라마바사아자차카타파하거너"
TIGHT = f"1\n00:00:01,000 --> 00:00:01,200\n{WIDE}\n{WIDE}\n\n2\n00:00:01,300 --> 00:00:06,000\n{WIDE}\n{WIDE}\n"


def write(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def annotation(profile: str = "none") -> Annotation:
    signs = [
        Segment(1, 1.4, 0, 0.9, id=0, text="나", texts={"ko": "나", "en": "me"}),
        Segment(1.5, 3, 1, 0.9, id=1, text="학교", texts={"ko": "학교", "en": "school"}),
        Segment(3.2, 5, 2, 0.9, id=2, text="가다", texts={"ko": "가다", "en": "go"}),
    ]
    cues = [c for tag in ("ko", "en") for c in make_cues(signs, tag, duration_s=8, rules=READING_RULES[profile])]
    source = Source("영상.mp4", 1, 1.0, 8.0, 8.0, "25", False, 0.0, 640, 480, 0, "h264")
    return Annotation(
        source=source, run=Run("annotator", "1", "f"), language="ko", segments=tuple(signs), cues=tuple(cues)
    )


def as_json(run_annotator: Any, *arguments: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run_annotator("lint", "--json", *arguments).stdout)
    return found


def rules_found(found: dict[str, Any]) -> list[str]:
    return [each["rule"] for file in found["files"] for each in file["findings"]]


def test_a_clean_file_is_well(run_annotator: Any, tmp_path: Path) -> None:
    done = run_annotator("lint", write(tmp_path / "영상.ko.srt", CLEAN))
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 file, 2 cues, profile netflix-ko: nothing found" in done.stdout


def test_findings_are_shown_with_what_to_do(run_annotator: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "a.srt", SHORT.encode("cp949"))
    done = run_annotator("lint", path, env={**os.environ, "COLUMNS": "80"})
    assert done.returncode == 1
    assert "SubRip, CP949, 2 cues, 3 findings" in done.stdout
    assert "0.4 (0.833) s" in done.stdout
    assert "end it at 0:01.833" in done.stdout
    assert "3 findings (1 too-short, 1 reading-speed, 1 ellipsis)" in done.stdout
    assert max(map(len, done.stdout.splitlines()[1:-1])) <= 80
    assert path.read_bytes() == SHORT.encode("cp949")
    assert list(tmp_path.iterdir()) == [path]


ENCODINGS = {"utf-8": "utf-8", "utf-8-sig": "utf-8-sig", "utf-16": "utf-16", "cp949": "cp949"}


def test_encodings_are_said(run_annotator: Any, tmp_path: Path) -> None:
    for encoding in ENCODINGS:
        write(tmp_path / f"{encoding}.srt", CLEAN.encode(encoding))
    found = as_json(run_annotator, tmp_path)
    assert {Path(file["path"]).stem: file["encoding"] for file in found["files"]} == ENCODINGS
    assert found["totals"]["findings"] == 0


def test_the_profile_decides(run_annotator: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "a.srt", CLEAN.replace("안녕하세요", "안녕하세요 오늘도 반갑습니다"))
    assert run_annotator("lint", path).returncode == 0
    children = as_json(run_annotator, path, "--profile", "netflix-ko-children")
    assert rules_found(children) == ["reading-speed"]
    mine = write(tmp_path / "mine.toml", 'base = "netflix-ko"\nmax_width = 4\n')
    found = as_json(run_annotator, path, "--profile", mine)
    assert set(rules_found(found)) == {"line-length"}
    assert (found["profile"]["name"], found["profile"]["max_width"]) == ("mine", 4)


def test_the_frame_rate_counts_gaps(run_annotator: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "a.srt", CLEAN.replace("00:00:02,500", "00:00:03,933"))
    assert run_annotator("lint", path, "--fps", "30000/1001").returncode == 0
    assert rules_found(as_json(run_annotator, path)) == ["gap"]
    assert rules_found(as_json(run_annotator, path, "--fps", "25")) == ["gap"]


WRONG_USE = {
    "no such file": (["missing.srt"], "no such file or folder"),
    "no subtitles": (["notes.txt"], "no subtitle file"),
    "profile": (["a.srt", "--profile", "bbc"], "there is no reading profile 'bbc'"),
    "rate": (["a.srt", "--fps", "zero"], "no frame rate"),
    "no path": ([], "PATH"),
}


@pytest.mark.parametrize("name", WRONG_USE)
def test_wrong_use(name: str, run_annotator: Any, tmp_path: Path) -> None:
    arguments, message = WRONG_USE[name]
    write(tmp_path / "a.srt", CLEAN)
    write(tmp_path / "notes.txt", "a")
    done = run_annotator("lint", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_a_folder_is_walked_and_what_is_broken_does_not_stop_the_rest(run_annotator: Any, tmp_path: Path) -> None:
    write(tmp_path / "a.srt", CLEAN)
    write(tmp_path / "b" / "short.vtt", "WEBVTT\n\n00:01.000 --> 00:01.400\n안녕\n")
    write(tmp_path / "b" / "broken.srt", "1\n00:00:01,000 --> later\n가\n")
    write(tmp_path / "b" / "empty.srt", "")
    write(tmp_path / "c" / "영상.json", annotation().as_json())
    write(tmp_path / "c" / "other.json", '{"a": 1}')
    write(tmp_path / "c" / "damaged.json", "{")
    write(tmp_path / "c" / "영상.mp4", b"no video")
    done = run_annotator("lint", tmp_path)
    assert done.returncode == 1
    assert "broken.srt: read: line 2: '00:00:01,000 --> later' are no times" in done.stderr
    assert "damaged.json" in done.stderr
    assert "no annotations, passed over: 1" in done.stderr
    found = as_json(run_annotator, tmp_path)
    assert [Path(file["path"]).name for file in found["files"]] == ["a.srt", "empty.srt", "short.vtt", "영상.json"]
    assert [Path(each["path"]).name for each in found["failures"]] == ["broken.srt", "damaged.json"]
    assert found["totals"]["files"] == 6
    assert found["totals"]["by_rule"]["too-short"] == 1


def test_another_tools_json_named_by_hand_is_a_failure(run_annotator: Any, tmp_path: Path) -> None:
    done = run_annotator("lint", write(tmp_path / "other.json", '{"a": 1}'))
    assert (done.returncode, "no annotation" in done.stderr) == (1, True)


FIXED = {
    "short": (SHORT, "00:00:01,000 --> 00:00:01,833\n안녕하세요\n", "반갑습니다…"),
    "overlapping": (OVERLAPPING, "00:00:01,000 --> 00:00:03,917\n하나\n", "00:00:04,000 --> 00:00:06,000\n둘"),
    "backwards": (BACKWARDS, "1\n00:00:01,000 --> 00:00:03,000\n둘\n", "2\n00:00:05,000 --> 00:00:07,000\n하나"),
}


@pytest.mark.parametrize("name", FIXED)
def test_a_file_is_repaired_into_a_new_one(name: str, run_annotator: Any, tmp_path: Path) -> None:
    text, *expected = FIXED[name]
    path = write(tmp_path / "영상.ko.srt", text)
    done = run_annotator("lint", path, "--fix")
    assert done.returncode == 0, done.stdout
    fixed = tmp_path / "영상.fixed.ko.srt"
    assert "written:" in done.stdout
    assert all(part in fixed.read_text("utf-8") for part in expected)
    assert path.read_text("utf-8") == text
    assert run_annotator("lint", fixed).returncode == 0

    again = run_annotator("lint", path, "--fix")
    assert (again.returncode, "--overwrite" in again.stderr) == (1, True)
    assert run_annotator("lint", path, "--fix", "--overwrite").returncode == 0


def test_what_cannot_be_repaired_is_said(run_annotator: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "a.srt", TIGHT)
    done = run_annotator("lint", path, "--fix")
    assert done.returncode == 1
    assert "could not be repaired: 2" in done.stdout
    (file,) = as_json(run_annotator, path, "--fix", "--overwrite")["files"]
    assert {each["rule"] for each in file["left"]} == {"too-short", "reading-speed"}
    assert Path(file["fixed"]).name == "a.fixed.srt"


def test_the_formats_stay_what_they_are(run_annotator: Any, tmp_path: Path) -> None:
    write(tmp_path / "a.vtt", "WEBVTT\n\n00:01.000 --> 00:01.400 line:0\n안녕\n")
    events = "Dialogue: 0,0:00:01.00,0:00:01.40,Default,,0,0,0,,안녕\n"
    write(tmp_path / "b.ass", f"[Script Info]\nTitle: a\n\n[Events]\n{events}")
    done = run_annotator("lint", tmp_path, "--fix")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "00:00:01.000 --> 00:00:01.833 line:0" in (tmp_path / "a.fixed.vtt").read_text("utf-8")
    assert "0:00:01.00,0:00:01.83" in (tmp_path / "b.fixed.ass").read_text("utf-8")


def test_repaired_files_are_mirrored_and_not_repaired_again(run_annotator: Any, tmp_path: Path) -> None:
    write(tmp_path / "in" / "1" / "a.srt", SHORT)
    write(tmp_path / "in" / "2" / "a.srt", SHORT)
    write(tmp_path / "in" / "clean.srt", CLEAN)
    done = run_annotator("lint", tmp_path / "in", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    out = sorted(str(path.relative_to(tmp_path)) for path in (tmp_path / "out").rglob("*.srt"))
    assert out == [str(Path("out", "1", "a.fixed.srt")), str(Path("out", "2", "a.fixed.srt"))]
    assert run_annotator("lint", tmp_path / "in", "--fix").returncode == 0
    assert run_annotator("lint", tmp_path / "in", "--fix", "--overwrite").returncode == 0
    assert not list(tmp_path.rglob("*.fixed.fixed*"))
    files = [tmp_path / "in" / "1" / "a.srt", tmp_path / "in" / "2" / "a.srt"]
    clash = run_annotator("lint", *files, "-o", tmp_path / "new")
    assert (clash.returncode, "would both write" in clash.stderr) == (2, True)
    assert not (tmp_path / "new").exists()


def test_an_annotations_cues_are_made_anew_from_its_segments(run_annotator: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "영상.json", annotation().as_json())
    found = as_json(run_annotator, path)
    assert set(rules_found(found)) == {"gap"}
    assert all(each["impossible"] is False for each in found["files"][0]["findings"])
    done = run_annotator("lint", path, "--fix")
    assert done.returncode == 0, done.stdout
    fixed = json.loads((tmp_path / "영상.fixed.json").read_text("utf-8"))
    before = json.loads(path.read_text("utf-8"))
    assert {key for key in fixed if fixed[key] != before[key]} == {"cues", "outputs"}
    assert [(c["lines"], c["language"]) for c in fixed["cues"]] == [
        (["나 학교"], "ko"),
        (["가다"], "ko"),
        (["me school"], "en"),
        (["go"], "en"),
    ]
    assert run_annotator("lint", tmp_path / "영상.fixed.json").returncode == 0


def test_cues_of_an_annotation_without_segments_are_not_lost(run_annotator: Any, tmp_path: Path) -> None:
    bare = msgspec.structs.replace(annotation(), segments=())
    path = write(tmp_path / "a.json", bare.as_json())
    (file,) = as_json(run_annotator, path)["files"]
    assert {each["impossible"] for each in file["findings"]} == {None}
    assert run_annotator("lint", path, "--fix").returncode == 0
    fixed = json.loads((tmp_path / "a.fixed.json").read_text("utf-8"))
    assert [c["lines"] for c in fixed["cues"]] == [["나 학교"], ["가다"], ["me school"], ["go"]]


def test_what_may_not_be_written_is_said_and_the_rest_goes_on(run_annotator: Any, tmp_path: Path) -> None:
    first = write(tmp_path / "in" / "1" / "a.srt", SHORT)
    write(tmp_path / "in" / "2" / "b.srt", SHORT)
    first.chmod(0o400)
    write(tmp_path / "out" / "1", "a file where a folder is needed")
    done = run_annotator("lint", tmp_path / "in", "-o", tmp_path / "out")
    assert (done.returncode, "a file stands where a folder is needed" in done.stderr) == (1, True)
    assert (tmp_path / "out" / "2" / "b.fixed.srt").exists()
    assert first.read_text("utf-8") == SHORT
