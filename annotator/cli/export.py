"""`annotator export`: annotations to other formats, without recognising anything again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.arguments import add_naming_options, add_plugin_options, language_list, name_list
from annotator.errors import UsageError

if TYPE_CHECKING:
    from annotator.batch import Discovery, Order
    from annotator.plugins import Plugins


def add_to(commands: Any) -> None:
    """Adds the command to the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "export",
        help="write annotations in other formats, languages, reading rules",
        description="Writes annotations that `annotator run` has made in other formats; nothing is recognised again. "
        "Beside an annotation, what was written from it before is kept in step.",
    )
    parser.add_argument("inputs", nargs="+", metavar="PATH", help="annotations (.json), folders with all below")
    parser.add_argument(
        "-f", "--formats", type=name_list, default=("srt",), metavar="NAMES",
        help="e.g. srt,vtt,eaf,html, or all (default: srt); annotator plugins lists them",
    )  # fmt: skip
    parser.add_argument("--lang", type=language_list, metavar="TAGS", help="e.g. ko,en (default: those there are)")
    parser.add_argument("--profile", metavar="NAME", help="reading rules: netflix-ko, none, ... or a .toml file")
    parser.add_argument(
        "--into", type=Path, metavar="FILE", help="one file of all annotations (csv, activitynet, fiftyone)"
    )
    add_placing_options(parser)
    add_plugin_options(parser, may_leave_out=True)
    parser.set_defaults(run=run)


def add_placing_options(parser: argparse.ArgumentParser) -> None:
    """Where files go and what they are called, what is said."""
    group = parser.add_argument_group("outputs")
    group.add_argument("-o", "--output", type=Path, metavar="DIR", help="mirror the folders under DIR")
    add_naming_options(group)
    group.add_argument(
        "--cache-dir", type=Path, metavar="DIR", help="where landmarks are kept, for the page of a score (html)"
    )
    group.add_argument("--videos", type=Path, metavar="DIR", help="where the recordings lie (default: beside)")
    group.add_argument(
        "--overwrite", action="store_true", help="replace files too that annotator did not write, or that were changed"
    )
    group.add_argument("-q", "--quiet", action="store_true", help="only failures")
    group.add_argument("--json", action="store_true", help="print what became of each as JSON on standard output")


def run(arguments: argparse.Namespace) -> int:
    """Exports, prints what became of it; returns the exit code."""
    from annotator.batch import discover_annotations
    from annotator.cli.export_progress import export_all
    from annotator.plugins import load_plugins
    from annotator.publishing import format_names

    plugins = load_plugins(arguments.plugins_dir, arguments.without)
    if arguments.into is not None:
        formats = format_names(plugins, arguments.formats)
        return _into_one(arguments, plugins, formats, discover_annotations(arguments.inputs))
    order = order_of(arguments, plugins)
    return export_all(arguments, plugins, order, discover_annotations(arguments.inputs), "export")


def order_of(arguments: argparse.Namespace, plugins: Plugins, **more: Any) -> Order:
    """What the options that export and relabel share ask for."""
    from annotator.batch import Order
    from annotator.publishing import format_names
    from annotator.timeline import load_profile

    return Order(
        formats=format_names(plugins, arguments.formats),
        languages=arguments.lang,
        rules=load_profile(arguments.profile) if arguments.profile else None,
        template=arguments.names,
        tagged=not arguments.no_tag,
        folder=arguments.output,
        videos=arguments.videos,
        overwrite=arguments.overwrite,
        **more,
    )


def _into_one(arguments: argparse.Namespace, plugins: Plugins, formats: tuple[str, ...], discovery: Discovery) -> int:
    """One file of all annotations; those that cannot be read are named, and the others go in."""
    from annotator.cli.console import errors, output, shown
    from annotator.errors import AnnotatorError, OutputError, one_line
    from annotator.files import write_atomic
    from annotator.writers import CollectingWriter, read_annotation

    writers = [plugins.writer(name)() for name in formats]
    if len(writers) != 1 or not isinstance(writers[0], CollectingWriter):
        able = sorted(name for name, kind in plugins.writers().items() if issubclass(kind, CollectingWriter))
        raise UsageError("--into takes one format that can hold many videos", hint=f"-f {', or -f '.join(able)}")
    if arguments.into.exists() and not arguments.overwrite:
        raise UsageError("is there already", path=arguments.into, hint="--overwrite replaces it")
    annotations, failed = [], 0
    for found in discovery.found:
        try:
            annotations.append(read_annotation(found.path))
        except AnnotatorError as error:
            failed += 1
            errors.print(f"failed: {one_line(str(error))}", style="red", markup=False)
    if not annotations:
        raise OutputError("there is no annotation to write of", path=arguments.into)
    data = writers[0].collect(annotations)
    write_atomic(arguments.into, data if isinstance(data, bytes) else data.encode("utf-8", "surrogateescape"))
    if not arguments.quiet:
        output.print(f"{len(annotations)} annotations in {shown(arguments.into)}", soft_wrap=True)
    return 1 if failed else 0
