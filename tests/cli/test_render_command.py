"""`annotator render`, the real command line, on real (small) videos and annotations that `annotator run` made."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import av
import pytest

import annotator


@pytest.fixture
def annotated(light: Path, make_video: Any) -> Any:
    """`annotated(folder, "a.mp4", ...)`: videos that have been recognised, in Korean and English."""

    def make(folder: Path, *names: str, colours: str = "black:0.6,white:0.8,black:0.6") -> list[Path]:
        videos = [make_video(folder / name, colours, size="160x120") for name in names]
        for video in videos:
            found = annotator.annotate(video, "light", plugins_dirs=[light], languages=("ko", "en"))
            found.save(video.with_suffix(".json"))
        return videos

    return make


def renderings(folder: Path) -> set[str]:
    """The videos that were made, and anything half-written."""
    tags = (".subtitled", ".burned", ".overlay")
    files = [path for path in folder.rglob("*") if path.stem.endswith(tags) or path.suffix == ".partial"]
    return {str(path.relative_to(folder)) for path in files}


def results(done: Any) -> dict[str, Any]:
    return {Path(each["source"]).name: each for each in json.loads(done.stdout)["results"]}


def test_a_folder_is_rendered_once(run_annotator: Any, annotated: Any, light: Path, tmp_path: Path) -> None:
    annotated(tmp_path, "한국어 영상.mp4", "sub/b.mkv")
    done = run_annotator("render", tmp_path)
    assert done.returncode == 0, done.stderr
    assert renderings(tmp_path) == {"한국어 영상.subtitled.mp4", "sub/b.subtitled.mkv"}
    assert "2 done" in done.stdout
    with av.open(str(tmp_path / "한국어 영상.subtitled.mp4")) as file:
        assert [stream.language for stream in file.streams.subtitles] == ["kor", "eng"]
    again = run_annotator("render", tmp_path, "--json")
    assert json.loads(again.stdout)["counts"] == {"skipped": 2}
    other = run_annotator("render", tmp_path, "--json", "--lang", "en")
    assert json.loads(other.stdout)["counts"] == {"done": 2}
    note = tmp_path / "sub" / "b.json"
    assert run_annotator("export", note, "-f", "txt").returncode == 0
    same = run_annotator("render", tmp_path, "--json", "--lang", "en")
    assert json.loads(same.stdout)["counts"] == {"skipped": 2}, "the account of other files is no matter"
    note.write_text(note.read_text("utf-8").replace('"light"', '"bright light"'), "utf-8")
    changed = run_annotator("render", tmp_path, "--json", "--lang", "en")
    assert json.loads(changed.stdout)["counts"] == {"done": 1, "skipped": 1}
    run = run_annotator(
        "run", tmp_path, "--plugins-dir", light, "-m", "light", "--lang", "ko,en", "--dry-run", "--json"
    )
    assert {Path(job["source"]).name for job in json.loads(run.stdout)["jobs"]} == {"한국어 영상.mp4", "b.mkv"}


def test_mirrored_places_and_workers(run_annotator: Any, annotated: Any, light: Path, tmp_path: Path) -> None:
    annotated(tmp_path / "in", "a, b.mp4", "sub/it's.mp4", "sub/c:d.mp4")
    shutil.move(tmp_path / "in" / "a, b.json", tmp_path / "a, b.json")
    for name in ("it's", "c:d"):
        (tmp_path / "notes" / "sub").mkdir(parents=True, exist_ok=True)
        shutil.move(tmp_path / "in" / "sub" / f"{name}.json", tmp_path / "notes" / "sub" / f"{name}.json")
    shutil.move(tmp_path / "a, b.json", tmp_path / "notes" / "a, b.json")
    places = ["--annotations", tmp_path / "notes", "-o", tmp_path / "out"]
    done = run_annotator("render", tmp_path / "in", *places, "--how", "burn", "--workers", "2", "--json")
    assert done.returncode == 0, done.stderr
    assert renderings(tmp_path) == {"out/a, b.burned.mp4", "out/sub/it's.burned.mp4", "out/sub/c:d.burned.mp4"}
    assert json.loads(done.stdout)["how"] == "burn"
    one = run_annotator(
        "render", tmp_path / "in" / "a, b.mp4", "--annotation", tmp_path / "notes" / "a, b.json", "--how", "overlay",
        "--no-landmarks", "--preset", "ultrafast",
    )  # fmt: skip
    assert one.returncode == 0, one.stderr
    assert (tmp_path / "in" / "a, b.overlay.mp4").exists()


def test_annotations_under_the_output_folder_are_found(
    run_annotator: Any, light: Path, make_video: Any, tmp_path: Path
) -> None:
    video = make_video(tmp_path / "in" / "a.mp4")
    make_video(tmp_path / "in" / "a.mov")
    options = ["-o", tmp_path / "out", "--full-names"]
    assert run_annotator("run", tmp_path / "in", "--plugins-dir", light, "-m", "light", *options).returncode == 0
    clash = run_annotator("render", tmp_path / "in", "-o", tmp_path / "out", "--how", "burn")
    assert (clash.returncode, "would both write" in clash.stderr) == (2, True)
    done = run_annotator("render", tmp_path / "in", *options, "--how", "burn")
    assert done.returncode == 0, done.stderr
    assert renderings(tmp_path / "out") == {"a.mp4.burned.mp4", "a.mov.burned.mp4"}
    assert video.exists()


def test_bad_files_fail_with_a_reason_and_the_others_are_done(
    run_annotator: Any, annotated: Any, make_video: Any, tmp_path: Path
) -> None:
    annotated(tmp_path, "good.mp4", "broken-json.mp4", "foreign.mp4", "damaged.mp4", "other.mp4")
    make_video(tmp_path / "no-json.mp4")
    (tmp_path / "broken-json.json").write_text('{"schema": "annotator/1", ', "utf-8")
    shutil.copyfile(tmp_path / "good.mp4", tmp_path / "foreign.subtitled.mp4")
    (tmp_path / "damaged.mp4").write_bytes(bytes(3000))
    make_video(tmp_path / "other.mp4", "black:30")
    videos = [path for path in sorted(tmp_path.glob("*.mp4")) if ".subtitled" not in path.name]
    done = run_annotator("render", *videos, "--json")
    assert done.returncode == 1
    found = results(done)
    assert [name for name, each in found.items() if each["status"] == "done"] == ["good.mp4"]
    assert "annotator run" in found["no-json.mp4"]["reason"]
    assert "broken JSON" in found["broken-json.mp4"]["reason"]
    assert "--overwrite" in found["foreign.mp4"]["reason"]
    assert found["damaged.mp4"]["stage"] == "probe"
    assert "another video" in found["other.mp4"]["reason"]
    assert "good.subtitled.mp4" in renderings(tmp_path)
    replaced = run_annotator("render", tmp_path / "foreign.mp4", "--overwrite")
    assert replaced.returncode == 0, replaced.stderr


def test_what_is_doubtful_is_warned_of(run_annotator: Any, annotated: Any, tmp_path: Path) -> None:
    [video] = annotated(tmp_path, "a.mp4", colours="black:2")
    os.utime(video, (1, 1))
    done = run_annotator("render", video)
    assert done.returncode == 0
    assert "changed or copied" in done.stderr
    assert "nothing was recognised" in done.stderr


def test_dry_run_does_nothing(run_annotator: Any, annotated: Any, tmp_path: Path) -> None:
    annotated(tmp_path, "a.mp4")
    done = run_annotator("render", tmp_path, "--dry-run", "--json", "--how", "overlay")
    [job] = json.loads(done.stdout)["jobs"]
    assert (done.returncode, job["step"], [Path(path).name for path in job["outputs"]]) == (0, "run", ["a.overlay.mp4"])
    assert not renderings(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "nothing to do"),
        (["nowhere.mp4"], "no such file"),
        (["."], "no video"),
        (["--crf", "90", "."], "0 to 51"),
        (["--how", "paint", "."], "overlay"),
        (["--preset", "hasty", "."], "veryfast"),
        (["--track-format", "ass", "--container", "mp4", "."], "--container mkv"),
        (["a.mp4", "b.mp4", "--annotation", "a.json"], "2 videos"),
        (["a.mp4", "--annotation", "none.json"], "no such annotation"),
    ],
)
def test_wrong_usage(run_annotator: Any, tmp_path: Path, arguments: list[str], words: str) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for name in ("a.mp4", "b.mp4", "a.json"):
        if name in arguments:
            (empty / name).touch()
    done = run_annotator("render", *arguments, cwd=empty)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr


def test_without_ffmpeg_the_run_ends(run_annotator: Any, annotated: Any, tmp_path: Path) -> None:
    annotated(tmp_path / "in", "a.mp4")
    (tmp_path / "imageio_ffmpeg.py").write_text("raise ImportError", "utf-8")
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, "PYTHONPATH": paths, "PATH": str(tmp_path)}
    for how in ("track", "burn"):
        done = run_annotator("render", tmp_path / "in", "--how", how, env=env)
        assert (done.returncode, "imageio-ffmpeg" in done.stderr) == (3, True), done.stderr
    assert not renderings(tmp_path)


@pytest.mark.parametrize("how", ["track", "burn", "overlay"])
def test_a_full_disk_leaves_nothing_half_written(run_annotator: Any, annotated: Any, tmp_path: Path, how: str) -> None:
    annotated(tmp_path, "a.mp4")
    limit = "import resource,sys,runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900)); "
    limit += "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limit += "sys.argv[0] = 'annotator'; runpy.run_module('annotator', run_name='__main__')"
    arguments = ["render", str(tmp_path), "--workers", "0", "--how", how, "--no-landmarks"]
    done = subprocess.run([sys.executable, "-c", limit, *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1, done.stderr
    assert "cannot be written" in done.stderr
    assert not renderings(tmp_path)


def without_override() -> None:
    """Makes permissions hold for root too, by giving the capabilities up that overrule them."""
    if os.geteuid() == 0:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def test_a_folder_without_permission(run_annotator: Any, annotated: Any, tmp_path: Path) -> None:
    annotated(tmp_path / "closed", "a.mp4")
    (tmp_path / "closed").chmod(0o555)
    try:
        done = run_annotator("render", tmp_path, "--json", preexec_fn=without_override)
    finally:
        (tmp_path / "closed").chmod(0o755)
    [result] = results(done).values()
    assert (done.returncode, result["stage"]) == (1, "write"), done.stderr
    assert "-o" in result["hint"]


@pytest.fixture
def run(run_annotator: Any, light: Path) -> Any:
    """`annotator run` with the plugin `light`, and its summary."""

    def go(*arguments: str | Path, code: int = 0) -> Any:
        done = run_annotator("run", *arguments, "--plugins-dir", light, "-m", "light", "--json")
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)

    return go


def test_a_run_renders_what_it_has_recognised(run: Any, make_video: Any, tmp_path: Path) -> None:
    make_video(tmp_path / "in" / "a.mp4", "black:0.5,white:1,black:0.5")
    make_video(tmp_path / "in" / "sub" / "b.mkv", "black:0.5,white:1")
    places = [tmp_path / "in", "-o", tmp_path / "out"]
    assert run(*places)["counts"] == {"done": 2}
    before = (tmp_path / "out" / "a.json").read_bytes()
    rendered = run(*places, "--render", "burn", "--workers", "2")
    assert renderings(tmp_path) == {"out/a.burned.mp4", "out/sub/b.burned.mp4"}
    assert rendered["counts"] == {"restored": 2}
    assert (tmp_path / "out" / "a.json").read_bytes() == before  # what is recognised does not depend on it
    assert run(*places, "--render", "burn")["counts"] == {"skipped": 2}
    (tmp_path / "out" / "a.burned.mp4").unlink()
    (tmp_path / "out" / "a.ko.srt").unlink()
    assert run(*places, "--render", "burn", "--workers", "0")["counts"] == {"restored": 1, "skipped": 1}
    assert (tmp_path / "out" / "a.ko.srt").exists()
    again = run(*places, "--render", "track", "--overwrite")
    assert again["counts"] == {"done": 2}
    made = {Path(path).name for result in again["results"] for path in result["outputs"]}
    assert {"a.subtitled.mp4", "b.subtitled.mkv", "a.json", "b.ko.srt"} <= made


def test_a_rendering_that_fails_leaves_the_annotation(run: Any, make_video: Any, tmp_path: Path) -> None:
    make_video(tmp_path / "in" / "a.mp4")
    make_video(tmp_path / "in" / "b.mp4")
    make_video(tmp_path / "out" / "a.burned.mp4")
    options = [tmp_path / "in", "-o", tmp_path / "out", "--render", "burn"]
    found = {Path(each["source"]).name: each for each in run(*options, code=1)["results"]}
    assert (found["a.mp4"]["status"], found["a.mp4"]["stage"]) == ("failed", "render")
    assert "not made by annotator" in found["a.mp4"]["reason"]
    assert found["b.mp4"]["status"] == "done"
    assert (tmp_path / "out" / "a.json").exists()
    assert (tmp_path / "out" / "a.ko.srt").exists()
    assert run(*options, "--overwrite")["counts"] == {"done": 2}


def with_ctrl_c() -> None:
    """Jobs that a shell runs in the background ignore Ctrl-C; what they start would, too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("workers", ["0", "1"])
def test_interrupting_keeps_what_is_finished(annotated: Any, tmp_path: Path, workers: str) -> None:
    annotated(tmp_path, "a.mp4")
    annotated(tmp_path, "long.mp4", colours="black:1,white:180")
    log = tmp_path / "render.log"
    options = ["--how", "burn", "--preset", "veryslow", "--workers", workers, "--json", "--log-file", str(log)]
    process = subprocess.Popen(
        [sys.executable, "-m", "annotator", "render", str(tmp_path), *options],
        stdout=subprocess.PIPE, text=True, preexec_fn=with_ctrl_c,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not any(tmp_path.glob(".*.partial")) or not (tmp_path / "a.burned.mp4").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    text, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert json.loads(text)["counts"] == {"done": 1, "interrupted": 1}
    assert renderings(tmp_path) == {"a.burned.mp4"}
