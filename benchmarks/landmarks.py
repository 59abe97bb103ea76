"""How fast landmarks are extracted, against the bare MediaPipe loop everyone writes first.

    python -m benchmarks.landmarks [VIDEO] [--repeats 5] [--json FILE]

Ours: `open_landmarks` without a cache (decode with ffmpeg, two hands, full model, settled into records). The peer: the
loop of MediaPipe's own example (cv2.VideoCapture, cvtColor, Hands.process), which keeps nothing. Both build their graph
in the measured time, see the same frames, and take turns. Without VIDEO, a signing person is scaled to 1280x720 and
looped to 20 seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from pathlib import Path

import cv2
from rich.console import Console
from rich.table import Table

from annotator.landmarks import ExtractorConfig, open_landmarks
from annotator.landmarks.quiet import load_mediapipe, quiet_stderr
from annotator.records import Video
from annotator.video import find_ffmpeg, probe

SIGNER = Path(__file__).resolve().parents[2] / "shared" / "real" / "pose" / "signer.mp4"


@dataclass(frozen=True)
class Result:
    """One contender: frames seen, and frames a second of each repeat."""

    name: str
    frames: int
    fps: list[float]

    @property
    def median(self) -> float:
        return statistics.median(self.fps)


def ours(video: Video, config: ExtractorConfig) -> int:
    with open_landmarks(video, config) as landmarks:
        return sum(len(batch) for batch in landmarks)


def bare_loop(video: Video, config: ExtractorConfig) -> int:
    solutions = load_mediapipe().solutions
    capture = cv2.VideoCapture(str(video.path))
    frames = 0
    with quiet_stderr():
        hands = solutions.hands.Hands(max_num_hands=config.hands, model_complexity=config.complexity)
    with hands:
        while True:
            ok, image = capture.read()
            if not ok:
                break
            image.flags.writeable = False
            hands.process(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
            frames += 1
    capture.release()
    return frames


def take_turns(contenders: dict[str, Callable[[], int]], repeats: int) -> list[Result]:
    """Runs every contender `repeats` times, in turns that change who is first, after one run unmeasured."""
    fps: dict[str, list[float]] = {name: [] for name in contenders}
    frames = {name: run() for name, run in contenders.items()}
    for turn in range(repeats):
        names = list(contenders) if turn % 2 == 0 else list(reversed(contenders))
        for name in names:
            start = time.perf_counter()
            count = contenders[name]()
            fps[name].append(count / (time.perf_counter() - start))
    return [Result(name, frames[name], fps[name]) for name in contenders]


def looped_signer(folder: Path, seconds: int) -> Path:
    """The signing person at 1280x720, 30 frames a second, looped to `seconds`."""
    target = folder / "signer-720p.mp4"
    scale = "fps=30,scale=-2:720,pad=1280:720:(ow-iw)/2:0"
    command = [find_ffmpeg(), "-v", "error", "-nostdin", "-stream_loop", "-1", "-i", SIGNER, "-t", str(seconds)]
    subprocess.run([*command, "-an", "-vf", scale, "-c:v", "libx264", "-crf", "20", target], check=True)
    return target


def report(video: Video, results: list[Result], console: Console) -> float:
    ratio = results[0].median / results[1].median
    title = f"Landmarks of {video.width}x{video.height} at {float(video.frame_rate):.2f} fps: two hands, full model"
    table = Table("contender", "frames", "fps (median)", "fps (range)", title=title)
    for result in results:
        spread = f"{min(result.fps):.1f} to {max(result.fps):.1f}"
        table.add_row(result.name, str(result.frames), f"{result.median:.1f}", spread)
    console.print(table)
    console.print(f"ours / bare loop: [bold]{ratio:.2f}[/bold] (at least 0.9 is wanted)")
    return ratio


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "video", nargs="?", type=Path, help="a video to measure with (default: a looped signing person)"
    )
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=20, help="length of the looped video")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    args = parser.parse_args()
    if args.video is None and not SIGNER.is_file():
        parser.error("no VIDEO given, and the recordings in ../shared/real are not here")
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        video = probe(args.video or looped_signer(Path(folder), args.seconds))
        # The bare loop takes every frame; so do we here.
        config = replace(ExtractorConfig(), max_rate=max(video.frame_rate, Fraction(1)), max_side=1 << 14)
        contenders = {"annotator": lambda: ours(video, config), "bare loop": lambda: bare_loop(video, config)}
        results = take_turns(contenders, args.repeats)
    ratio = report(video, results, console)
    if args.json:
        machine = {"cpu_count": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version()}
        figures = {"ratio": ratio, "results": [asdict(result) for result in results], "machine": machine}
        args.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
