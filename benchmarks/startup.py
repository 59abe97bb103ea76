"""How fast the command line starts, and how fast a folder of finished videos is skipped.

    python -m benchmarks.startup [--videos 2000] [--repeats 7] [--json FILE]

`annotator --help` against `python -c pass` in turns; then a run over finished videos, in seconds.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from annotator.video import find_ffmpeg
from benchmarks.measure import ROOT, parser, show, take_turns, write_json


def timed(*command: str | Path, cwd: Path = ROOT) -> float:
    start = time.perf_counter()
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=cwd)
    return time.perf_counter() - start


def finished_videos(folder: Path, count: int) -> None:
    """`count` videos with their results: one that was really run, under many names."""
    first = folder / "00000.mp4"
    source = "testsrc=size=160x120:rate=10:duration=2"
    subprocess.run(
        [find_ffmpeg(), "-v", "error", "-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", first], check=True
    )
    timed(sys.executable, "-m", "annotator", "run", folder)
    for number in range(1, count):
        for path in (first, first.with_suffix(".json"), first.with_suffix(".ko.srt")):
            os.link(path, path.with_name(path.name.replace("00000", f"{number:05}")))


def main() -> None:
    options = parser(__doc__, repeats=7)
    options.add_argument("--videos", type=int, default=2000)
    args = options.parse_args()
    command = Path(sys.executable).with_name("annotator")
    starts = take_turns(
        {
            "annotator --help": lambda: timed(command, "--help"),
            "python -c pass": lambda: timed(sys.executable, "-c", "pass"),
        },
        args.repeats,
    )
    ours, bare = (statistics.median(values) for values in starts.values())
    show("start-up", "seconds", starts, [("help / pass", ours / bare, "under 10 is wanted")])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        finished_videos(folder, args.videos)
        skips = {f"{args.videos} finished videos": [timed(command, "run", folder) for _ in range(3)]}
    show("skipping", "seconds", skips, [])
    write_json(args.json, starts=starts, ratio=ours / bare, skips=skips)


if __name__ == "__main__":
    main()
