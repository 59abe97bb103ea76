"""Options that several commands share."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from annotator.errors import UsageError

if TYPE_CHECKING:
    from annotator.engine import Settings

Group: TypeAlias = "argparse._ArgumentGroup | argparse.ArgumentParser"


def add_plugin_options(parser: argparse.ArgumentParser, *, may_leave_out: bool = False) -> None:
    """`--plugins-dir`, and `--without` where plugins shape what comes out."""
    if may_leave_out:
        parser.add_argument(
            "--without", action="append", default=[], metavar="PLUGIN", help="leave a plugin out, e.g. sentences"
        )
    parser.add_argument(
        "--plugins-dir",
        action="append",
        type=Path,
        default=[],
        metavar="DIR",
        help="load the .py files there as plugins",
    )


def add_verbosity_options(parser: argparse.ArgumentParser) -> None:
    """`-q`, `-v`, `--log-file`."""
    group = parser.add_argument_group("what is said")
    group.add_argument("-q", "--quiet", action="store_true", help="only failures")
    group.add_argument("-v", "--verbose", action="store_true", help="more, with tracebacks")
    group.add_argument("--log-file", type=Path, metavar="FILE", help="write everything, with times, to FILE")


def add_input_options(parser: argparse.ArgumentParser) -> None:
    """Which recordings: paths, or a list of them."""
    parser.add_argument(
        "inputs", nargs="*", metavar="PATH", help="videos, .pose files, folders (with all below), globs"
    )
    parser.add_argument("--from-file", metavar="LIST", help="read further paths from LIST, one a line ('-': stdin)")
    parser.add_argument("--null", action="store_true", help="the list is NUL-separated, as `find -print0` writes it")
    parser.add_argument("--no-recursive", action="store_true", help="do not go into folders of folders")


def add_cache_options(parser: argparse.ArgumentParser) -> None:
    """`--cache-dir`, `--no-cache`."""
    parser.add_argument("--cache-dir", type=Path, metavar="DIR", help="where landmarks are kept (or $ANNOTATOR_CACHE)")
    parser.add_argument("--no-cache", action="store_true", help="neither read nor keep landmarks")


def add_format_options(group: Group) -> None:
    """`-f`, `--profile`."""
    group.add_argument(
        "-f", "--formats", type=name_list, default=("srt",), metavar="NAMES",
        help="e.g. srt,vtt,eaf,html, or all (default: srt); annotator plugins lists them; JSON is always written",
    )  # fmt: skip
    group.add_argument(
        "--profile", default="none", metavar="NAME",
        help="reading rules of the subtitles: none (default), netflix-ko, ... or a .toml file",
    )  # fmt: skip


def add_naming_options(group: Group) -> None:
    """`--names`, `--no-tag`."""
    group.add_argument(
        "--names", default="{stem}.{lang}.{ext}", metavar="TEMPLATE", help="default: {stem}.{lang}.{ext}"
    )
    group.add_argument("--no-tag", action="store_true", help="a.srt instead of a.ko.srt")


def add_result_options(group: Group) -> None:
    """`--full-names`, `--overwrite`, `--summary`, `--json`."""
    group.add_argument("--full-names", action="store_true", help="a.mp4.json instead of a.json")
    group.add_argument("--overwrite", action="store_true", help="do everything again, replace what is there")
    group.add_argument("--summary", type=Path, metavar="FILE", help="where run-summary.json goes")
    group.add_argument("--json", action="store_true", help="print the summary as JSON on standard output")


def add_work_options(parser: argparse.ArgumentParser) -> None:
    """`--dry-run`, `--workers`, `--max-failures`."""
    group = parser.add_argument_group("work")
    group.add_argument("--dry-run", action="store_true", help="say what would be done, do nothing")
    group.add_argument("--workers", type=worker_count, default=1, metavar="N", help="processes, or auto (default: 1)")
    group.add_argument("--max-failures", type=positive, metavar="N", help="stop when N videos have failed")


def measuring_settings(arguments: argparse.Namespace, models: Sequence[str]) -> Settings:
    """How models are run that are measured or tuned: by `--lang`, `--plugins-dir` and the options of the cache."""
    from annotator.engine import Settings

    return Settings(
        models=tuple(models),
        languages=arguments.lang,
        plugins_dirs=tuple(arguments.plugins_dir),
        cache_dir=arguments.cache_dir,
        use_cache=not arguments.no_cache,
    )


def language_list(text: str) -> tuple[str, ...]:
    """`ko,en` to ("ko", "en"); a tag is letters and digits, as in `ko`, `en`, `pt-BR`."""
    tags = tuple(dict.fromkeys(tag.strip() for tag in text.split(",") if tag.strip()))
    if not tags or not all(re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", tag) for tag in tags):
        raise argparse.ArgumentTypeError(f"{text!r} is no list of language tags such as ko or ko,en")
    return tags


def name_list(text: str) -> tuple[str, ...]:
    """`srt,json` to ("srt", "json")."""
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def positive(text: str) -> int:
    """A whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def worker_count(text: str) -> int | str:
    """A number of workers, or `auto`."""
    if text == "auto":
        return text
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is neither a number nor 'auto'")
    return int(text)


def read_paths(source: str, *, null: bool) -> list[str]:
    """The paths in the list file `source` ("-": standard input); raises UsageError."""
    import sys

    from annotator.batch import read_list

    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise UsageError(f"the list cannot be read: {error.strerror}", path=source) from error
    return read_list(raw.decode("utf-8-sig", "surrogateescape").splitlines(keepends=True), null=null)
