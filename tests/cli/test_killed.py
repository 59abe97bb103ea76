"""A batch that is killed again and again loses nothing, shows nothing half-written, and ends where it would have."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil

from annotator.writers import read_annotation

KILLS = 20
MARK = "ANNOTATOR_TEST_KILLED"


def finished(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "run-summary.json"
    }


def test_killed_at_twenty_random_moments(make_video: Any, light: Path, tmp_path: Path) -> None:
    videos = tmp_path / "in"
    for number in range(12):
        make_video(videos / f"slow-{number:02}.mp4", f"black:1,white:{1 + number / 10}")
    command = [sys.executable, "-m", "annotator", "run", str(videos), "--plugins-dir", str(light), "-m", "light"]
    command += ["--lang", "ko,en", "--workers", "2"]
    subprocess.run([*command, "-o", str(tmp_path / "whole")], check=True, capture_output=True, timeout=120)
    whole = finished(tmp_path / "whole")
    assert len(whole) == 36

    chance, out = random.Random(20), tmp_path / "killed"
    killed = 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            [*command, "-o", str(out)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, MARK: str(os.getpid())},
        )
        time.sleep(chance.uniform(0.2, 2.5))
        if process.poll() is None:
            killed += 1
            if chance.random() < 0.5:
                os.killpg(process.pid, signal.SIGKILL)  # everything at once, as when power fails
            else:
                process.kill()  # the parent alone: workers and ffmpeg have to notice
        process.wait(timeout=30)
        for name, content in finished(out).items():
            if not Path(name).name.startswith("."):
                assert content == whole[name], name
    assert killed >= 3, "the batch was over before it could be killed"
    wait_until_alone()

    done = sorted(path.name for path in out.glob("*.json") if path.name != "run-summary.json")
    last = subprocess.run([*command, "-o", str(out), "--json"], check=True, capture_output=True, text=True, timeout=120)
    counts = json.loads(last.stdout)["counts"]
    assert counts.get("skipped", 0) == len(done)
    assert sum(counts.values()) == 12
    assert finished(out) == whole
    for path in out.glob("slow-*.json"):
        assert read_annotation(path).status == "complete"


def wait_until_alone() -> None:
    """Until no worker of a killed parent is left that might still write."""
    deadline = time.monotonic() + 20
    while any(map(is_marked, psutil.process_iter())):
        assert time.monotonic() < deadline, "workers outlive their parent"
        time.sleep(0.2)


def is_marked(process: psutil.Process) -> bool:
    try:
        return process.environ().get(MARK) == str(os.getpid())
    except psutil.Error:
        return False
