"""How much memory a whole run takes: the peak of a 60-minute video over that of a 1-minute one.

    python -m benchmarks.memory [--long 60] [--json FILE]

`annotator run --no-cache` in a process of its own; the peak of all its processes together, resident set size (which
counts shared pages for each) sampled every 50 ms. The videos show a rendered person (the first sample, looped) at few
frames a second, so that an hour is searched for hands in minutes; landmarks are resampled to 30 a second as always: the
recognizer sees 108,000 steps.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from annotator.video import find_ffmpeg
from benchmarks.measure import ROOT, parser, show, write_json

SAMPLE = sorted((ROOT / "samples" / "gestures").glob("*.mp4"))[0]


def looped(folder: Path, minutes: int, fps: int) -> Path:
    target = folder / f"{minutes}min.mp4"
    command = [find_ffmpeg(), "-v", "error", "-stream_loop", "-1", "-i", SAMPLE, "-t", str(minutes * 60)]
    command += ["-an", "-vf", f"fps={fps}", "-c:v", "libx264", "-preset", "veryfast", target]
    subprocess.run(list(map(str, command)), check=True)
    return target


def peak_mb(command: list[str | Path]) -> float:
    """The largest sum of the resident set sizes of the command's processes, in megabytes."""
    process = subprocess.Popen(list(map(str, command)), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        with contextlib.suppress(psutil.Error):
            root = psutil.Process(process.pid)
            peak = max(peak, sum(held(each) for each in [root, *root.children(recursive=True)]))
        time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"the run ended with {process.returncode}")
    return peak / 1e6


def held(process: psutil.Process) -> int:
    with contextlib.suppress(psutil.Error):
        return int(process.memory_info().rss)
    return 0


def main() -> None:
    options = parser(__doc__, repeats=1)
    options.add_argument("--long", type=int, default=60, help="minutes of the long video")
    options.add_argument("--fps", type=int, default=6, help="frames a second of both videos")
    args = options.parse_args()
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for minutes in (1, args.long):
            video = looped(folder, minutes, args.fps)
            run = [sys.executable, "-m", "annotator", "run", video, "--no-cache", "--model", "gestures", "-o", folder]
            found[f"{minutes} min"] = [peak_mb([*run, "--overwrite"]) for _ in range(args.repeats)]
    short, long = (max(values) for values in found.values())
    show("peak memory of a run", "MB", found, [(f"{args.long} min / 1 min", long / short, "at most 1.1 is wanted")])
    write_json(args.json, found=found, ratio=long / short)


if __name__ == "__main__":
    main()
