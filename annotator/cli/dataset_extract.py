"""`annotator dataset extract`: landmarks, features, clips or pictures out of the recordings of a data set."""

from __future__ import annotations

import argparse
import re
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.arguments import add_cache_options, positive, worker_count
from annotator.cli.dataset_options import add_dataset_options, read_dataset

if TYPE_CHECKING:
    from annotator.datasets import Extraction


def add_to(actions: Any) -> None:
    """Adds the action to `annotator dataset`."""
    parser: argparse.ArgumentParser = actions.add_parser(
        "extract",
        help="landmarks, features, clips or pictures out of recordings",
        description="Makes a data set of landmarks, features, clips or pictures out of one of recordings. What is done "
        "is not done again: run it once more after an interruption. With --form keypoints, DATASET is a "
        "folder of AI-Hub's key points, of which landmarks are made.",
    )
    add_dataset_options(parser)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder of the new data set")
    parser.add_argument(
        "--to", choices=("landmarks", "features", "clips", "pictures"), help="what to make (default: landmarks)"
    )
    parser.add_argument("--pose", action="store_true", help="landmarks of the body too, not only of the hands")
    parser.add_argument("--feature-set", default="", metavar="NAME", help="features: hand99, holistic258, signing")
    parser.add_argument(
        "--windows",
        type=positive,
        default=0,
        metavar="T",
        help="features as [N, T, F+1], the label in the last column",
    )
    parser.add_argument("--every", type=positive, default=1, metavar="N", help="pictures: one of N frames")
    add_picture_options(parser)
    add_work_options(parser)
    add_cache_options(parser)
    parser.set_defaults(run=run)


def add_picture_options(parser: argparse.ArgumentParser) -> None:
    """`--rate`, `--size`, `--fit`."""
    parser.add_argument("--rate", type=frame_rate, metavar="R", help="steps or frames a second (default: its own)")
    parser.add_argument(
        "--size", type=picture_size, metavar="WxH", help="of clips and pictures (default: as displayed)"
    )
    parser.add_argument(
        "--fit",
        choices=("stretch", "contain", "cover"),
        default="stretch",
        help="how it is reached (default: stretch)",
    )


def add_work_options(parser: argparse.ArgumentParser) -> None:
    """`--workers`, `-q`."""
    parser.add_argument(
        "--workers",
        type=worker_count,
        default=1,
        metavar="N",
        help="processes; auto: one a core; 0: none (default: 1)",
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="only failures")


def run(arguments: argparse.Namespace) -> int:
    """Extracts; the exit code says whether all could be made."""
    from annotator.datasets import KEYPOINTS_FORM, Extract, Wanted, keypoint_dataset
    from annotator.landmarks import LandmarkCache

    settings = Extract(
        to=arguments.to or ("features" if arguments.feature_set else "landmarks"),
        pose=arguments.pose,
        features=arguments.feature_set,
        rate=arguments.rate,
        size=arguments.size,
        fit=arguments.fit,
        every=arguments.every,
        windows=arguments.windows,
    )
    if arguments.form == KEYPOINTS_FORM:
        dataset = keypoint_dataset(arguments.dataset, Wanted(arguments.tokens, arguments.tier, arguments.labels))
    else:
        dataset = read_dataset(arguments)
    cache = None if arguments.no_cache else LandmarkCache(arguments.cache_dir).folder
    return carry_out(dataset, settings, arguments, cache)


def carry_out(dataset: Any, settings: Any, arguments: argparse.Namespace, cache: Path | None) -> int:
    """Extracts with progress, and says what became of it."""
    import time

    from annotator.batch import auto_workers
    from annotator.cli.dataset_watch import Watcher
    from annotator.datasets import extract_dataset

    began = time.monotonic()
    workers = auto_workers() if arguments.workers == "auto" else arguments.workers
    with Watcher(quiet=arguments.quiet) as watcher:
        done = extract_dataset(dataset, arguments.output, settings, workers=workers, cache=cache, watching=watcher)
    if not arguments.quiet:
        _tell(done, time.monotonic() - began)
    return done.exit_code


def _tell(done: Extraction, elapsed_s: float) -> None:
    from annotator.cli.console import errors, output, shown

    statuses = ("done", "partial", "skipped", "failed", "interrupted", "not started")
    counts = ", ".join(f"{len(found)} {status}" for status in statuses if (found := done.having(status)))
    files = sum(result.files for result in done.results)
    output.print(f"recordings: {counts or 'none'}; {files} files in {elapsed_s:.1f} s")
    output.print(f"written: {shown(done.output)}", soft_wrap=True)
    if done.interrupted:
        errors.print("[yellow]interrupted:[/] finished recordings are kept, run again to go on")


def frame_rate(text: str) -> Fraction:
    """`15`, `29.97` or `30000/1001`."""
    try:
        rate = Fraction(text)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if rate <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no rate such as 15 or 30000/1001")
    return rate


def picture_size(text: str) -> tuple[int, int]:
    """`172x172`."""
    match = re.fullmatch(r"([1-9][0-9]{0,4})[x×]([1-9][0-9]{0,4})", text.lower())
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size such as 172x172")
    return int(match[1]), int(match[2])
