"""`annotator dataset record-labels`: labels that lie next to long videos, as truth files or as labelled clips."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.dataset_extract import add_picture_options, add_work_options, carry_out
from annotator.errors import AnnotatorError, UsageError

if TYPE_CHECKING:
    from annotator.datasets import AllRecorded, Recording


def add_to(actions: Any) -> None:
    """Adds the action to `annotator dataset`."""
    parser: argparse.ArgumentParser = actions.add_parser(
        "record-labels",
        help="labels of .srt, .vtt, .ass, .eaf, .json or .csv beside videos become truth files, or clips",
        description="Takes the labels that lie next to long videos for what is signed in them: writes NAME.truth.json, "
        "or cuts the labelled clips out.",
    )
    parser.add_argument("videos", type=Path, metavar="VIDEO_OR_FOLDER", help="a video, or a folder of them")
    parser.add_argument("--labels", type=Path, required=True, metavar="FILE_OR_FOLDER", help="the labels")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="write there, with links to the videos")
    parser.add_argument("--clips", action="store_true", help="cut the labelled clips into DIR instead")
    parser.add_argument("--tokens", type=Path, metavar="FILE", help="token dictionary the labels must be in")
    parser.add_argument("--tier", default="", help="which tier of the labels, where they have several")
    parser.add_argument(
        "--as", dest="name", default="", metavar="TIER", help="what it is called in truth (default: words)"
    )
    parser.add_argument(
        "--form", default="", metavar="EXT", help="which files of a folder: srt, ass, eaf, json, csv, ..."
    )
    parser.add_argument(
        "--signer", default="", metavar="REGEX", help="who is seen, in the video's name: '(REAL[0-9]+)'"
    )
    parser.add_argument("--skip-bad", action="store_true", help="leave faulty labels out instead of the whole video")
    parser.add_argument("--overwrite", action="store_true", help="replace truth files that say something else")
    group = parser.add_argument_group("clips")
    add_picture_options(group)  # type: ignore[arg-type]
    add_work_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Records the labels; exit code 1 where those of a video could not be taken, or not all."""
    from annotator.cli.console import errors, warn
    from annotator.datasets import Recording, record_labels
    from annotator.tokens import load_tokens

    if arguments.clips and arguments.output is None:
        raise UsageError("clips need a folder", hint="say it with -o DIR")
    tokens = load_tokens(arguments.tokens) if arguments.tokens else None
    how = Recording(tokens, arguments.tier, arguments.name, arguments.signer, arguments.skip_bad)
    found = record_labels(arguments.videos, arguments.labels, how, arguments.form)
    for note in (*found.notes, *(note for each in found.recorded for note in each.notes)):
        if not arguments.quiet:
            errors.print(note, style="dim", markup=False)
    for failure in found.failures:
        errors.print(f"failed: {failure}", style="red", markup=False)
    for each in found.recorded:
        for fault in each.faults:
            if each.truth is None:
                errors.print(f"failed: {fault}", style="red", markup=False)
            else:
                warn(fault)
    failed = bool(found.failures) or any(each.faults for each in found.recorded)
    code = _cut(found, how, arguments) if arguments.clips else _write(found, how, arguments)
    return code or int(failed)


def _cut(found: AllRecorded, how: Recording, arguments: argparse.Namespace) -> int:
    from annotator.datasets import Extract, labelled_dataset

    dataset = labelled_dataset(found.recorded, arguments.videos, how.tokens)
    settings = Extract("clips", rate=arguments.rate, size=arguments.size, fit=arguments.fit)
    return carry_out(dataset, settings, arguments, None)


def _write(found: AllRecorded, how: Recording, arguments: argparse.Namespace) -> int:
    from annotator.cli.console import errors, output, shown
    from annotator.datasets import save_tokens, save_truth

    root = arguments.videos if arguments.videos.is_dir() else arguments.videos.parent
    failed = written = 0
    for each in found.recorded:
        if each.truth is None:
            continue
        try:
            target = save_truth(each, root, arguments.output, overwrite=arguments.overwrite)
        except AnnotatorError as error:
            if error.exit_code != 1 or error.stage == "write":
                raise
            errors.print(f"failed: {error}", style="red", markup=False)
            failed += 1
            continue
        written += 1
        if not arguments.quiet:
            output.print(f"{shown(target)}: {len(each.truth.segments)} labels", soft_wrap=True)
    if arguments.output is not None and how.tokens is not None and written:
        save_tokens(how.tokens, arguments.output)
    return int(bool(failed))
