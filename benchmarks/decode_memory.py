"""Whether the memory taken by decoding grows with the length of a video: an hour against a minute.

    python -m benchmarks.decode_memory [--json FILE] [--repeats N] [--minutes N]

Each reading happens in a process of its own, which looks at its memory and at that of its ffmpeg after every batch; the
figure is the sum of the two peaks (resident megabytes). The two lengths take turns.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from annotator.video import find_ffmpeg, frames, probe

SIDE = 172
RATE = 30
TARGET = 1.1


def make_clips(folder: Path, minutes: int) -> tuple[Path, Path]:
    """A minute of small H.264 at 30 frames a second, and the same minute so many times over, not coded again."""
    short, long = folder / "short.mp4", folder / "long.mp4"
    source = f"testsrc2=size=320x180:rate={RATE}:duration=60"
    program = [find_ffmpeg(), "-v", "error", "-nostdin", "-y"]
    coding = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    subprocess.run([*program, "-f", "lavfi", "-i", source, *coding, str(short)], check=True)
    subprocess.run([*program, "-stream_loop", str(minutes - 1), "-i", str(short), "-c", "copy", str(long)], check=True)
    return short, long


def peaks_mb(clip: Path) -> tuple[int, float, float]:
    """Reads a video: how many frames there were, and the peak memory of this process and of its ffmpeg (MB)."""
    here, own, program, count = psutil.Process(), 0, 0, 0
    with frames(probe(clip), size=(SIDE, SIDE)) as reader:
        decoder = here.children()
        for batch in reader:
            count += len(batch)
            own = max(own, here.memory_info().rss)
            program = max(program, sum(_resident(child) for child in decoder))
    return count, own / 1e6, program / 1e6


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def in_a_process_of_its_own(clip: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.decode_memory", "--read", str(clip)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    count, own, program = json.loads(ran.stdout)
    return {"frames": count, "python_mb": own, "ffmpeg_mb": program, "both_mb": own + program}


def show(results: dict[str, list[dict[str, float]]], grown: float) -> None:
    table = Table(
        "video", "frames", "Python, MB", "ffmpeg, MB", "both, MB", title=f"Peak memory, to {SIDE} x {SIDE} RGB"
    )
    for name, runs in results.items():
        middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        memory = [f"{middle[key]:.1f}" for key in ("python_mb", "ffmpeg_mb", "both_mb")]
        table.add_row(name, f"{middle['frames']:.0f}", *memory)
    console = Console()
    console.print(table)
    console.print(f"target: at most {TARGET} times the memory of the short one; reached {grown:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--minutes", type=int, default=60, help="length of the long video")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        sys.stdout.write(json.dumps(peaks_mb(asked.read)))
        return
    with tempfile.TemporaryDirectory() as folder:
        short, long = make_clips(Path(folder), asked.minutes)
        results: dict[str, list[dict[str, float]]] = {"1 minute": [], f"{asked.minutes} minutes": []}
        for _ in range(asked.repeats):
            for name, clip in zip(results, (short, long), strict=True):
                results[name].append(in_a_process_of_its_own(clip))
    middles = [statistics.median(run["both_mb"] for run in runs) for runs in results.values()]
    grown = middles[1] / middles[0]
    show(results, grown)
    if asked.json:
        content = {"benchmark": "decode_memory", "target": TARGET, "ratio": grown, "results": results}
        asked.json.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
