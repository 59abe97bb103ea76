"""How much work scoring a recording is, against the bare MediaPipe Pose loop; two workers against one.

    python -m benchmarks.poomsae_speed [VIDEO] [--repeats 3] [--json FILE]

Ours: `score_recording` without a cache (decode, looking for people, landmarks, score), then the report (stills, curves,
page). The peer: the loop of MediaPipe's own example (cv2.VideoCapture, cvtColor, Pose.process), which keeps nothing.
Both build their graph in the measured time, see the same frames, and take turns. Then `annotator score` on copies of
the recording, by one worker and by two, reports and start-up included. Without VIDEO, the sample taegeuk-1-faults is
scaled to 1280x720 at 30 frames a second.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2

from annotator.landmarks.quiet import load_mediapipe, quiet_stderr
from annotator.performances import Performance, Scored, Scorer, ScoreSettings, score_recording
from annotator.scoring import load_form, load_rules
from annotator.video import find_ffmpeg
from annotator.writers import Context
from benchmarks.measure import ROOT, against, parser, show, take_turns, write_json

SAMPLE = ROOT / "samples" / "poomsae" / "taegeuk-1-faults.mp4"


def bare_loop(video: Path) -> int:
    """MediaPipe's own example; gives how many pictures there were."""
    solutions = load_mediapipe().solutions
    capture, frames = cv2.VideoCapture(str(video)), 0
    with quiet_stderr(), solutions.pose.Pose(model_complexity=1) as pose:
        while True:
            ok, image = capture.read()
            if not ok:
                break
            image.flags.writeable = False
            pose.process(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
            frames += 1
    capture.release()
    return frames


def seconds(run: Callable[[], object]) -> Callable[[], float]:
    """A contender that gives how long it takes."""

    def turn() -> float:
        start = time.perf_counter()
        run()
        return time.perf_counter() - start

    return turn


def large(folder: Path) -> Path:
    """The sample at 1280x720, 30 frames a second."""
    target = folder / "taegeuk-1-faults-720p.mp4"
    scale = "fps=30,scale=-2:720,pad=1280:720:(ow-iw)/2:0"
    command = [find_ffmpeg(), "-v", "error", "-nostdin", "-i", SAMPLE, "-an", "-vf", scale]
    subprocess.run([*command, "-c:v", "libx264", "-crf", "20", target], check=True)
    return target


def batch(folder: Path, form: str, workers: int) -> Callable[[], float]:
    """`annotator score` over a folder without a cache."""

    def run() -> None:
        out = folder.parent / f"out-{workers}"
        shutil.rmtree(out, ignore_errors=True)
        command = [sys.executable, "-m", "annotator", "score", str(folder), "--form", form, "-o", str(out)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*command, "--no-cache", "--workers", str(workers)], check=True, **quiet)  # type: ignore[call-overload]

    return seconds(run)


def main() -> None:
    options = parser(__doc__, repeats=3)
    options.add_argument("video", nargs="?", type=Path, help="a recording (default: the sample, scaled up)")
    options.add_argument("--form", default="taegeuk-1", help="which form it shows (default: taegeuk-1)")
    options.add_argument("--copies", type=int, default=8, help="how many recordings workers share (default: 8)")
    args = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        video = args.video or large(folder)
        performance = Performance(load_form(args.form))
        scorer = Scorer(ScoreSettings({video: performance}, load_rules(), use_cache=False))
        done: list[Scored] = []

        def scored() -> None:
            done[:] = [score_recording(video, performance, scorer)]

        def reported() -> None:
            done[0].report(done[0].annotation, Context(folder / "page.html", video))

        frames = bare_loop(video)  # each once, unmeasured
        scored()
        reported()
        turns = {"bare loop": seconds(lambda: bare_loop(video)), "score": seconds(scored), "report": seconds(reported)}
        found = take_turns(turns, args.repeats)
        share = statistics.median(found["report"]) / statistics.median(
            [a + b for a, b in zip(found["score"], found["report"], strict=True)]
        )
        ratio = against(found, "score")["bare loop"]
        show(
            f"Scoring {frames} pictures of {video.name}",
            "s",
            found,
            [("score / bare loop", ratio, "at most 1.15"), ("report / all of it", share, "under 0.10")],
        )
        day = folder / "day"
        day.mkdir()
        for number in range(args.copies):
            shutil.copy(video, day / f"{number}.mp4")
        workers = take_turns({f"{n} worker{'s'[: n - 1]}": batch(day, args.form, n) for n in (1, 2)}, 1)
        gain = workers["1 worker"][0] / workers["2 workers"][0]
        show(f"{args.copies} recordings", "s", workers, [("recordings an hour, two against one", gain, "at least 1.8")])
    write_json(args.json, ratio=ratio, report_share=share, two_workers=gain, seconds=found | workers)


if __name__ == "__main__":
    main()
