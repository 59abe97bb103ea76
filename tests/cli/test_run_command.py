"""`annotator run`, the real command line, on real (small) videos."""

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

import pytest


@pytest.fixture
def run(run_annotator: Any, light: Path) -> Any:
    """`annotator run` with the plugin `light`."""

    def go(*arguments: str | Path, model: str = "light", **options: Any) -> subprocess.CompletedProcess[str]:
        result: subprocess.CompletedProcess[str] = run_annotator(
            "run", *arguments, "--plugins-dir", light, "--model", model, **options
        )
        return result

    return go


def outputs(folder: Path) -> dict[str, bytes]:
    """All files a run wrote, but its summary."""
    found = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {
        str(name): path.read_bytes()
        for name, path in sorted(found.items())
        if path.suffix in {".json", ".srt", ".partial"} and path.name != "run-summary.json"
    }


def test_a_folder_becomes_subtitles_and_json(run: Any, make_video: Any, tmp_path: Path) -> None:
    make_video(tmp_path / "in" / "한국어 영상.mp4", "black:1,white:2,black:1")
    make_video(tmp_path / "in" / "sub" / "b.mov", "black:2")
    done = run(tmp_path / "in", "-o", tmp_path / "out", "--lang", "ko,en")
    assert done.returncode == 0, done.stderr
    assert list(outputs(tmp_path / "out")) == [
        "sub/b.en.srt",
        "sub/b.json",
        "sub/b.ko.srt",
        "한국어 영상.en.srt",
        "한국어 영상.json",
        "한국어 영상.ko.srt",
    ]
    annotation = json.loads((tmp_path / "out" / "한국어 영상.json").read_text("utf-8"))
    [segment] = annotation["segments"]
    assert segment["text"] == "빛"
    assert segment["texts"] == {"ko": "빛", "en": "light"}
    assert segment["start"] == pytest.approx(1, abs=0.1)
    assert segment["end"] == pytest.approx(3, abs=0.1)
    assert (segment["first_frame"], segment["last_frame"]) == (
        round(segment["start"] * 25),
        round(segment["end"] * 25) - 1,
    )
    assert annotation["source"]["fps"] == "25"
    assert "빛" in (tmp_path / "out" / "한국어 영상.ko.srt").read_text("utf-8")
    assert "light" in (tmp_path / "out" / "한국어 영상.en.srt").read_text("utf-8")
    assert (tmp_path / "out" / "sub" / "b.ko.srt").read_bytes() == b""
    assert "빛" in done.stdout


def test_done_videos_are_skipped_and_changed_ones_redone(run: Any, make_video: Any, tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4")
    assert run(tmp_path).returncode == 0
    before = outputs(tmp_path)
    again = run(tmp_path, "--json")
    assert json.loads(again.stdout)["counts"] == {"skipped": 1}
    assert outputs(tmp_path) == before
    make_video(video, "white:1,black:2")
    assert json.loads(run(tmp_path, "--json").stdout)["counts"] == {"done": 1}
    assert outputs(tmp_path) != before


def test_removed_subtitles_come_back_from_the_json(run: Any, make_video: Any, tmp_path: Path) -> None:
    make_video(tmp_path / "a.mp4")
    assert run(tmp_path).returncode == 0
    before = outputs(tmp_path)
    (tmp_path / "a.ko.srt").unlink()
    assert json.loads(run(tmp_path, "--json").stdout)["counts"] == {"restored": 1}
    assert outputs(tmp_path) == before


def test_other_options_make_other_results(run: Any, make_video: Any, tmp_path: Path) -> None:
    make_video(tmp_path / "a.mp4")
    assert run(tmp_path).returncode == 0
    redone = run(tmp_path, "--json", "--decoding", "enter=0.9")
    assert json.loads(redone.stdout)["counts"] == {"done": 1}


def test_two_workers_give_the_same_bytes_as_one_and_none(run: Any, make_video: Any, tmp_path: Path) -> None:
    for number in range(3):
        make_video(tmp_path / "in" / f"{number}.mp4", f"black:1,white:{number + 1}")
    for workers in ("0", "1", "2"):
        assert run(tmp_path / "in", "-o", tmp_path / workers, "--workers", workers).returncode == 0
    assert outputs(tmp_path / "0") == outputs(tmp_path / "1") == outputs(tmp_path / "2")


BAD: dict[str, bytes] = {
    "empty.mp4": b"",
    "text.mp4": b"this is no video\n" * 100,
    "zeros.mkv": bytes(5000),
}


@pytest.mark.parametrize("workers", ["0", "2"])
def test_bad_files_fail_with_a_reason_and_the_others_are_done(
    run: Any, make_video: Any, tmp_path: Path, workers: str
) -> None:
    for name, content in BAD.items():
        (tmp_path / name).write_bytes(content)
    make_video(tmp_path / "good.mp4")
    make_video(tmp_path / "raises.mp4")
    done = run(tmp_path, "--json", "--workers", workers)
    assert done.returncode == 1
    results = {Path(each["source"]).name: each for each in json.loads(done.stdout)["results"]}
    assert results["good.mp4"]["status"] == "done"
    for name in [*BAD, "raises.mp4"]:
        assert results[name]["status"] == "failed"
        assert results[name]["reason"]
        assert name in done.stderr
    assert results["empty.mp4"]["stage"] == "probe"
    assert "plugin light" in results["raises.mp4"]["reason"]
    assert "the plugin's own words" in results["raises.mp4"]["reason"]
    assert set(outputs(tmp_path)) == {"good.json", "good.ko.srt"}


def test_a_plugin_that_kills_its_process_costs_only_its_video(run: Any, make_video: Any, tmp_path: Path) -> None:
    for name in ("a.mp4", "kills.mp4", "z.mp4"):
        make_video(tmp_path / name)
    done = run(tmp_path, "--json")
    assert done.returncode == 1
    results = {Path(each["source"]).name: each for each in json.loads(done.stdout)["results"]}
    assert [results[name]["status"] for name in ("a.mp4", "kills.mp4", "z.mp4")] == ["done", "failed", "done"]
    assert "exit code 7" in results["kills.mp4"]["reason"]


def test_after_max_failures_the_rest_is_not_started(run: Any, tmp_path: Path, make_video: Any) -> None:
    (tmp_path / "a.mp4").touch()
    make_video(tmp_path / "b.mp4")
    done = run(tmp_path, "--json", "--max-failures", "1")
    summary = json.loads(done.stdout)
    assert done.returncode == 1
    assert summary["counts"] == {"failed": 1, "not started": 1}
    assert "--max-failures" in summary["stopped"]


@pytest.mark.parametrize("kind", ["mkv", "mp4"])
def test_truncated_videos_fail_or_are_partial_and_say_how_much(
    run: Any, make_video: Any, tmp_path: Path, kind: str
) -> None:
    whole = make_video(tmp_path / f"whole.{kind}", "black:4,white:4", size="320x240").read_bytes()
    folder = tmp_path / "in"
    folder.mkdir()
    for percent in (0, 1, 5, 20, 40, 60, 80, 95):
        (folder / f"{percent:02}.{kind}").write_bytes(whole[: len(whole) * percent // 100])
    done = run(folder, "--json")
    assert done.returncode == 1
    results = json.loads(done.stdout)["results"]
    assert len(results) == 8
    for result in results:
        assert result["status"] in {"failed", "partial"}, result
        assert result["reason"] or result["warnings"]
        path = Path(result["source"]).with_suffix(".json")
        assert path.exists() == (result["status"] == "partial")
        if path.exists():
            annotation = json.loads(path.read_text("utf-8"))
            assert annotation["status"] == "partial"
            assert 0 < annotation["source"]["decoded_duration"] < 8
            assert "seconds" in annotation["warnings"][0]
    assert kind == "mp4" or any(result["status"] == "partial" for result in results)


@pytest.mark.real
def test_a_corrupted_video_keeps_what_can_be_read(run: Any, real: Path, tmp_path: Path) -> None:
    shutil.copyfile(real / "media" / "corrupted.mp4", tmp_path / "corrupted.mp4")
    done = run(tmp_path, "--json")
    [result] = json.loads(done.stdout)["results"]
    assert (done.returncode, result["status"]) == (1, "partial")
    assert "damaged" in result["warnings"][0]


@pytest.mark.real
def test_every_odd_file_gives_a_result_or_a_clear_error(run: Any, real: Path, tmp_path: Path) -> None:
    for path in (real / "media").glob("*.*"):
        shutil.copyfile(path, tmp_path / path.name)
    done = run(*sorted(tmp_path.glob("*.m*")), tmp_path / "sine_mono_s16.wav", "--json")
    results = {Path(each["source"]).name: each for each in json.loads(done.stdout)["results"]}
    assert done.returncode == 1
    assert results.pop("corrupted.mp4")["status"] == "partial"
    assert "no video" in results.pop("sine_mono_s16.wav")["reason"]
    assert len(results) >= 11
    assert {each["status"] for each in results.values()} == {"done"}


def test_collisions_are_found_before_anything_is_done(run: Any, make_video: Any, tmp_path: Path) -> None:
    make_video(tmp_path / "a.mp4")
    make_video(tmp_path / "a.mov")
    done = run(tmp_path)
    assert done.returncode == 2
    assert "would both write" in done.stderr
    assert outputs(tmp_path) == {}
    assert run(tmp_path, "--full-names").returncode == 0
    assert set(outputs(tmp_path)) == {"a.mov.json", "a.mov.ko.srt", "a.mp4.json", "a.mp4.ko.srt"}


def test_dry_run_says_everything_and_does_nothing(run: Any, make_video: Any, tmp_path: Path) -> None:
    make_video(tmp_path / "a.mp4")
    (tmp_path / "notes.docx").touch()
    done = run(tmp_path, "--dry-run", "--json")
    [job] = json.loads(done.stdout)["jobs"]
    assert (done.returncode, job["step"]) == (0, "run")
    assert [Path(path).name for path in job["outputs"]] == ["a.ko.srt", "a.json"]
    assert outputs(tmp_path) == {}
    assert "notes.docx" in run(tmp_path, "--dry-run").stderr


def test_lists_of_odd_names(run: Any, make_video: Any, tmp_path: Path) -> None:
    videos = [make_video(tmp_path / name) for name in ("-dash.mp4", "line\nbreak.mp4", "a:b %d 'q'.mp4", "수어.mp4")]
    done = run("--from-file", "-", "--null", "-o", tmp_path / "out", input="\0".join(map(str, videos)))
    assert done.returncode == 0, done.stderr
    assert len(outputs(tmp_path / "out")) == 8


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, "nothing to do"),
        (["nowhere.mp4"], 2, "no such file"),
        (["."], 2, "no recording"),
        (["--lang", "한국어", "x"], 2, "language tags"),
        (["--workers", "many", "x"], 2, "auto"),
    ],
)
def test_wrong_usage(run: Any, tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, words in done.stderr) == (code, True), done.stderr


def test_an_unknown_model_ends_the_run_before_it_begins(run: Any, make_video: Any, tmp_path: Path) -> None:
    make_video(tmp_path / "a.mp4")
    done = run(tmp_path, model="ligth")
    assert done.returncode == 3
    assert "did you mean 'light'" in done.stderr


def test_unknown_class_ids_are_a_warning_and_the_id(run: Any, make_video: Any, tmp_path: Path) -> None:
    make_video(tmp_path / "a.mp4", "black:1,white:1")
    tokens = tmp_path / "tokens.json"
    tokens.write_text('{"어둠": 0}', "utf-8")
    done = run(tmp_path / "a.mp4", "--tokens", tokens)
    assert done.returncode == 0
    assert "class id 1" in done.stderr
    annotation = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert annotation["segments"][0]["text"] == "1"


def test_a_dictionary_with_an_id_twice_is_refused(run: Any, make_video: Any, tmp_path: Path) -> None:
    make_video(tmp_path / "a.mp4")
    (tmp_path / "tokens.json").write_text('{"빛": 1, "어둠": 1}', "utf-8")
    done = run(tmp_path / "a.mp4", "--tokens", tmp_path / "tokens.json")
    assert done.returncode == 1
    assert "tokens.json" in done.stderr
    assert outputs(tmp_path) == {"tokens.json": (tmp_path / "tokens.json").read_bytes()}


def test_a_full_disk_leaves_nothing_half_written(run: Any, make_video: Any, tmp_path: Path, light: Path) -> None:
    make_video(tmp_path / "a.mp4")
    limit = "import resource,sys,runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500)); "
    limit += "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limit += "sys.argv[0] = 'annotator'; runpy.run_module('annotator', run_name='__main__')"
    arguments = ["run", str(tmp_path), "--plugins-dir", str(light), "-m", "light", "--workers", "0"]
    done = subprocess.run([sys.executable, "-c", limit, *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1, done.stderr
    assert "write" in done.stderr
    assert outputs(tmp_path) == {}


def without_override() -> None:
    """Makes permissions hold for root too, by giving the capabilities up that overrule them."""
    if os.geteuid() == 0:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def test_places_without_permission(run: Any, make_video: Any, tmp_path: Path) -> None:
    make_video(tmp_path / "closed" / "a.mp4")
    make_video(tmp_path / "open" / "b.mp4")
    make_video(tmp_path / "readonly" / "c.mp4")
    (tmp_path / "readonly").chmod(0o555)
    (tmp_path / "closed").chmod(0o000)
    try:
        done = run(tmp_path, "--json", preexec_fn=without_override)
    finally:
        (tmp_path / "closed").chmod(0o755)
    assert done.returncode == 1, done.stderr
    results = {Path(each["source"]).name: each for each in json.loads(done.stdout)["results"]}
    assert results["b.mp4"]["status"] == "done"
    assert (results["closed"]["status"], results["closed"]["reason"]) == ("failed", "Permission denied")
    assert (results["c.mp4"]["status"], results["c.mp4"]["stage"]) == ("failed", "write")
    assert "-o" in results["c.mp4"]["hint"]


def with_ctrl_c() -> None:
    """Jobs that a shell runs in the background ignore Ctrl-C; what they start would, too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminate"])
def test_interrupting_keeps_what_is_finished(
    make_video: Any, light: Path, tmp_path: Path, stop: signal.Signals
) -> None:
    make_video(tmp_path / "a.mp4")
    make_video(tmp_path / "slow.mp4", "black:20")
    command = [sys.executable, "-m", "annotator", "run", str(tmp_path), "--plugins-dir", str(light), "-m", "light"]
    log = tmp_path / "run.log"
    process = subprocess.Popen(
        [*command, "--json", "--log-file", str(log)], stdout=subprocess.PIPE, text=True, preexec_fn=with_ctrl_c
    )
    deadline = time.monotonic() + 60
    while "slow.mp4: begun" not in (log.read_text("utf-8") if log.exists() else ""):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(stop)
    text, _ = process.communicate(timeout=30)
    summary = json.loads(text)
    assert process.returncode == 130
    assert summary["counts"] == {"done": 1, "interrupted": 1}
    assert set(outputs(tmp_path)) == {"a.json", "a.ko.srt"}


def test_help_loads_nothing_heavy(run_annotator: Any) -> None:
    code = "import sys, annotator.cli as c\ntry: c.main(['--help'])\nexcept SystemExit: pass\n"
    heavy = "mediapipe cv2 av ai_edge_litert numpy rich tensorflow"
    code += f"print([name for name in '{heavy}'.split() if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"


def test_what_no_video_can_do_without_ends_the_run(run_annotator: Any, make_video: Any, tmp_path: Path) -> None:
    """As where pip has installed OpenCV's desktop build and there is no libGL."""
    make_video(tmp_path / "in" / "a.mp4")
    make_video(tmp_path / "in" / "b.mp4")
    (tmp_path / "cv2.py").write_text("raise ImportError('libGL.so.1: cannot open shared object file')", "utf-8")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = run_annotator("run", tmp_path / "in", "--model", "gestures", "--no-cache", env=env)
    assert done.returncode == 3, done.stderr
    assert "libGL.so.1" in done.stderr
    assert "opencv-python-headless" in done.stderr
    assert outputs(tmp_path / "in") == {}
