"""How fast a 1080p recording becomes small RGB pictures, beside plain ffmpeg, OpenCV and decord.

    python -m benchmarks.decode [--json FILE] [--repeats N] [--clip FILE]

Everybody decodes the same clip on the same machine in turn, `--repeats` times over; a ratio is the median over the
repetitions of (frames a second of `frames()`) / (frames a second of the other), so that what else the machine does
falls on all alike. Plain ffmpeg (`-f null -`) neither scales nor delivers anything: it is the most that is possible.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from annotator.records import Video
from annotator.video import find_ffmpeg, frames, probe

SIDE = 172
SECONDS = 24
TARGET = 0.95
OURS = "annotator frames()"
PLAIN = "ffmpeg -f null (decodes only)"


def make_clip(path: Path, seconds: int = SECONDS) -> Path:
    """1080p30 H.264 at a phone's bit rate: things that move, and the noise of a sensor."""
    source = f"testsrc2=size=1920x1080:rate=30:duration={seconds}"
    coding = ["-c:v", "libx264", "-preset", "veryfast", "-b:v", "14M", "-g", "60", "-pix_fmt", "yuv420p"]
    command = ["-f", "lavfi", "-i", source, "-vf", "noise=alls=8:allf=t", *coding, path]
    subprocess.run([find_ffmpeg(), "-v", "error", "-nostdin", "-y", *command], check=True)
    return path


def ours(video: Video) -> int:
    with frames(video, size=(SIDE, SIDE)) as reader:
        return sum(len(batch) for batch in reader)


def _ffmpeg(video: Video, *options: str) -> int:
    command = [find_ffmpeg(), "-v", "error", "-nostdin", "-i", str(video.path), *options, "-progress", "pipe:1"]
    ran = subprocess.run([*command, "-f", "null", "-"], check=True, capture_output=True, text=True)
    return int([line for line in ran.stdout.splitlines() if line.startswith("frame=")][-1].removeprefix("frame="))


def plain(video: Video) -> int:
    return _ffmpeg(video)


def same_filters(video: Video) -> int:
    return _ffmpeg(video, "-vf", f"fps=30,scale={SIDE}:{SIDE}:flags=area,format=rgb24")


def opencv(video: Video) -> int:
    import cv2

    capture, count = cv2.VideoCapture(str(video.path)), 0
    while True:
        good, image = capture.read()
        if not good:
            break
        cv2.cvtColor(cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2RGB)
        count += 1
    capture.release()
    return count


def decord(video: Video) -> int:
    import decord as library

    reader, count = library.VideoReader(str(video.path), width=SIDE, height=SIDE), 0
    for start in range(0, len(reader), 32):
        count += len(reader.get_batch(range(start, min(start + 32, len(reader)))).asnumpy())
    return count


CONTESTANTS: dict[str, Callable[[Video], int]] = {
    OURS: ours,
    PLAIN: plain,
    "ffmpeg -f null, same filters": same_filters,
    "cv2.VideoCapture + resize": opencv,
    "decord": decord,
}


@dataclass
class Result:
    """What one contestant did in each repetition: frames a second, and CPU milliseconds a frame (all processes)."""

    fps: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)


def measure(video: Video, repeats: int) -> dict[str, Result]:
    """Lets everybody decode `video` in turn; who begins changes from one repetition to the next."""
    names = [name for name in CONTESTANTS if name != "decord" or importlib.util.find_spec("decord")]
    results = {name: Result() for name in names}
    for name in names:
        CONTESTANTS[name](video)  # once for nothing: programs and file are in memory then
    for repeat in range(repeats):
        turn = repeat % len(names)
        for name in names[turn:] + names[:turn]:
            began, cpu = time.perf_counter(), _cpu_s()
            count = CONTESTANTS[name](video)
            results[name].fps.append(count / (time.perf_counter() - began))
            results[name].cpu_ms.append((_cpu_s() - cpu) / count * 1000)
    return results


def _cpu_s() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def ratio(results: dict[str, Result], other: str) -> float:
    """Our frames a second over the other's: the median over the repetitions."""
    pairs = zip(results[OURS].fps, results[other].fps, strict=True)
    return statistics.median(mine / theirs for mine, theirs in pairs)


def show(results: dict[str, Result], video: Video) -> None:
    rate = video.path.stat().st_size * 8e-6 / video.duration_s
    clip = f"{video.width} x {video.height} {video.codec}, {video.duration_s:.0f} s, {rate:.0f} Mbit/s"
    title = f"{clip}, to {SIDE} x {SIDE} RGB"
    table = Table("decoder", "frames/s", "CPU ms/frame", "frames() is ... times as fast", title=title)
    for name, result in results.items():
        times = "" if name == OURS else f"{ratio(results, name):.2f}"
        table.add_row(name, f"{statistics.median(result.fps):.0f}", f"{statistics.median(result.cpu_ms):.2f}", times)
    console = Console()
    console.print(table)
    if "decord" not in results:
        console.print("decord is not installed (extra `bench`): left out")
    reached = ratio(results, PLAIN)
    console.print(f"target: at least {TARGET} of plain decoding; reached {reached:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--clip", type=Path, help="decode this video instead of a synthesised one")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        video = probe(asked.clip or make_clip(Path(folder) / "clip.mp4"))
        results = measure(video, asked.repeats)
        show(results, video)
    if asked.json:
        ratios = {name: ratio(results, name) for name in results if name != OURS}
        figures = {name: {"fps": result.fps, "cpu_ms_per_frame": result.cpu_ms} for name, result in results.items()}
        content = {"benchmark": "decode", "target": TARGET, "ratios": ratios, "results": figures}
        asked.json.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
