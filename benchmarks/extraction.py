"""How much faster a data set is extracted by two processes than by one.

    python -m benchmarks.extraction [FOLDER] [--to landmarks|clips|pictures] [--films 4] [--repeats 3] [--json FILE]

`annotator dataset extract` as users run it, from the start of its process to the end: one worker against two, over the
same films, without a landmark cache, each time into a new folder; they take turns. Without FOLDER, as many
stretches of the films in samples/signing are cut out beforehand (`--seconds` each, all of the same length, so that the
work can be shared evenly). A worker of MediaPipe keeps one core busy, and ffmpeg a part of another: two workers can
be twice as fast only where the cores are free.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from itertools import count, cycle, islice
from pathlib import Path

from annotator.truth import Truth, TruthSegment
from annotator.video import VideoWriter, frames, probe
from benchmarks.measure import ROOT, parser, show, take_turns, write_json

SAMPLES = ROOT / "samples" / "signing"
WANTED = 1.8


def stretches(folder: Path, films: int, seconds: float) -> None:
    """`films` films of `seconds` each, out of the samples, labelled from their first second to their last."""
    starts: dict[Path, float] = {}
    for number, source in enumerate(islice(cycle(sorted(SAMPLES.glob("*.mp4"))), films)):
        video = probe(source)
        start_s = starts.get(source, 1.0)
        starts[source] = start_s if start_s + 2 * seconds > video.duration_s else start_s + seconds
        name, rate = f"film{number:02}", Fraction(30)
        with (
            VideoWriter(folder / f"{name}.mp4", rate, 640, 480) as writer,
            frames(
                video, rate=rate, size=(640, 480), fit="contain", start_s=start_s, end_s=start_s + seconds
            ) as reader,
        ):
            for batch in reader:
                writer.append(batch.images)
        signs = tuple(TruthSegment("words", f"sign{at}", at, at + 1.0) for at in range(int(seconds)))
        Truth(video=f"{name}.mp4", duration_s=seconds, segments=signs).save(folder / f"{name}.truth.json")


def contender(source: Path, output: Path, workers: int, options: argparse.Namespace) -> Callable[[], float]:
    """Seconds that the command takes; every call writes into another folder."""
    numbers = count()

    def run() -> float:
        command = [sys.executable, "-m", "annotator", "dataset", "extract", str(source), "--to", options.to]
        target = output / f"{workers}-{next(numbers)}"
        command += ["-o", str(target), "--workers", str(workers), "--no-cache", "--quiet"]
        if options.tier:
            command += ["--tier", options.tier]
        began = time.perf_counter()
        subprocess.run(command, check=True, cwd=ROOT)
        return time.perf_counter() - began

    return run


def main() -> None:
    options = parser(__doc__, repeats=3)
    options.add_argument(
        "folder", nargs="?", type=Path, help="a data set of videos (default: stretches of the samples)"
    )
    options.add_argument("--to", choices=("landmarks", "clips", "pictures"), default="landmarks")
    options.add_argument("--tier", default="", help="which kind of signs, where FOLDER has several")
    options.add_argument("--films", type=int, default=6)
    options.add_argument("--seconds", type=float, default=8.0)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        source, output = given.folder or Path(name) / "films", Path(name) / "out"
        if given.folder is None:
            source.mkdir()
            stretches(source, given.films, given.seconds)
        contenders = {
            "1 worker": contender(source, output, 1, given),
            "2 workers": contender(source, output, 2, given),
        }
        found = take_turns(contenders, given.repeats)
    ratio = statistics.median(one / two for one, two in zip(found["1 worker"], found["2 workers"], strict=True))
    show(
        f"dataset extract --to {given.to}", "seconds", found, [("2 workers / 1", ratio, f"at least {WANTED} is wanted")]
    )
    write_json(given.json, ratio=ratio, seconds=found)


if __name__ == "__main__":
    main()
