"""How fast landmarks are extracted, against the bare MediaPipe loop everyone writes first.

    python -m benchmarks.landmarks [VIDEO] [--repeats 5] [--json FILE]

Ours: `open_landmarks` without a cache (decode with ffmpeg, two hands, full model, settled into records). The peer: the
loop of MediaPipe's own example (cv2.VideoCapture, cvtColor, Hands.process), which keeps nothing. Both build their graph
in the measured time, see the same frames, and take turns. Without VIDEO, a signing person is scaled to 1280x720 and
looped to 20 seconds.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import cv2
from rich.console import Console
from rich.table import Table

from annotator.landmarks import ExtractorConfig, open_landmarks
from annotator.landmarks.quiet import load_mediapipe, quiet_stderr
from annotator.records import Video
from annotator.video import find_ffmpeg, probe
from benchmarks.measure import SIGNER, parser, take_turns, write_json


@dataclass(frozen=True)
class Result:
    """One contender: frames seen, and of each repeat frames a second and CPU milliseconds a frame (ffmpeg's too)."""

    name: str
    frames: int
    fps: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)


def ours(video: Video, config: ExtractorConfig) -> int:
    with open_landmarks(video, config) as landmarks:
        return sum(len(batch) for batch in landmarks)


def bare_loop(video: Video, config: ExtractorConfig) -> int:
    solutions = load_mediapipe().solutions
    capture = cv2.VideoCapture(str(video.path))
    frames = 0
    with quiet_stderr(), solutions.hands.Hands(max_num_hands=config.hands, model_complexity=config.complexity) as hands:
        while True:
            ok, image = capture.read()
            if not ok:
                break
            image.flags.writeable = False
            hands.process(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
            frames += 1
    capture.release()
    return frames


def measured(run: Callable[[], int], result: Result) -> Callable[[], float]:
    """A contender whose turns are noted in `result`; gives frames a second."""

    def turn() -> float:
        start, cpu = time.perf_counter(), cpu_s()
        count = run()
        result.fps.append(count / (time.perf_counter() - start))
        result.cpu_ms.append(1000 * (cpu_s() - cpu) / count)
        return result.fps[-1]

    return turn


def cpu_s() -> float:
    """CPU seconds of this process and of those it has waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def looped_signer(folder: Path, seconds: int) -> Path:
    """The signing person at 1280x720, 30 frames a second, looped to `seconds`."""
    target = folder / "signer-720p.mp4"
    scale = "fps=30,scale=-2:720,pad=1280:720:(ow-iw)/2:0"
    command = [find_ffmpeg(), "-v", "error", "-nostdin", "-stream_loop", "-1", "-i", SIGNER, "-t", str(seconds)]
    subprocess.run([*command, "-an", "-vf", scale, "-c:v", "libx264", "-crf", "20", target], check=True)
    return target


def report(video: Video, results: list[Result], console: Console) -> float:
    ratio = statistics.median(a / b for a, b in zip(results[0].fps, results[1].fps, strict=True))
    title = f"Landmarks of {video.width}x{video.height} at {float(video.frame_rate):.2f} fps: two hands, full model"
    table = Table("contender", "frames", "fps (median)", "fps (range)", "CPU ms a frame", title=title)
    for result in results:
        spread = f"{min(result.fps):.1f} to {max(result.fps):.1f}"
        cpu = f"{statistics.median(result.cpu_ms):.1f}"
        table.add_row(result.name, str(result.frames), f"{statistics.median(result.fps):.1f}", spread, cpu)
    console.print(table)
    console.print(f"ours / bare loop, median of the turns: [bold]{ratio:.2f}[/bold] (at least 0.9 is wanted)")
    console.print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    return ratio


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "video", nargs="?", type=Path, help="a video to measure with (default: a looped signing person)"
    )
    options.add_argument("--seconds", type=int, default=20, help="length of the looped video")
    args = options.parse_args()
    if args.video is None and not SIGNER.is_file():
        options.error("no VIDEO given, and the recordings in ../shared/real are not here")
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        video = probe(args.video or looped_signer(Path(folder), args.seconds))
        # The bare loop takes every frame; so do we here.
        config = replace(ExtractorConfig(), max_rate=max(video.frame_rate, Fraction(1)), max_side=1 << 14)
        contenders: dict[str, Callable[[], int]] = {
            "annotator": lambda: ours(video, config),
            "bare loop": lambda: bare_loop(video, config),
        }
        # One run of each, unmeasured, comes first.
        results = [Result(name, run()) for name, run in contenders.items()]
        turns = {result.name: measured(contenders[result.name], result) for result in results}
        take_turns(turns, args.repeats)
    ratio = report(video, results, console)
    write_json(args.json, ratio=ratio, results=[asdict(result) for result in results])


if __name__ == "__main__":
    main()
