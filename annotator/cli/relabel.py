"""`annotator relabel`: other words for what was recognised, by a changed dictionary; nothing is recognised again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.arguments import add_plugin_options, language_list, name_list
from annotator.cli.export import add_placing_options, order_of
from annotator.errors import UsageError

if TYPE_CHECKING:
    from annotator.tokens import TokenDictionary


def add_to(commands: Any) -> None:
    """Adds the command to the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "relabel",
        help="put the words of a changed dictionary into annotations",
        description="Gives the segments of annotations the words of another token dictionary: class ids and times "
        "stay, words, cues and all files that were written from them change. Nothing is recognised again.",
    )
    parser.add_argument("inputs", nargs="+", metavar="PATH", help="annotations (.json), folders with all below")
    parser.add_argument(
        "--tokens", action="append", default=[], metavar="[MODEL=]FILE", help="token dictionary (repeat, one a model)"
    )
    parser.add_argument("--lang", type=language_list, metavar="TAGS", help="e.g. ko,en (default: those there are)")
    parser.add_argument("--profile", metavar="NAME", help="reading rules: netflix-ko, none, ... or a .toml file")
    parser.add_argument("-f", "--formats", type=name_list, default=(), metavar="NAMES", help="further formats to write")
    parser.add_argument(
        "--keep-missing", action="store_true", help="where the dictionary lacks a class that occurs, keep its words"
    )
    add_placing_options(parser)
    add_plugin_options(parser, may_leave_out=True)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Relabels, prints what became of it; returns the exit code."""
    from annotator.batch import discover_annotations
    from annotator.cli.export_progress import export_all
    from annotator.plugins import load_plugins

    if not (arguments.tokens or arguments.lang or arguments.profile):
        raise UsageError("nothing is to change", hint="--tokens FILE, --lang TAGS or --profile NAME")
    plugins = load_plugins(arguments.plugins_dir, arguments.without)
    order = order_of(
        arguments, plugins, tokens=dict(map(_dictionary, arguments.tokens)), keep_missing=arguments.keep_missing
    )
    return export_all(arguments, plugins, order, discover_annotations(arguments.inputs), "relabel")


def _dictionary(text: str) -> tuple[str, TokenDictionary]:
    """`ksl-words=new.json` to the model's name and the dictionary; without a name that is ""."""
    from annotator.tokens import load_tokens

    name, equals, file = text.partition("=")
    if equals and not Path(text).exists():
        return name, load_tokens(Path(file))
    return "", load_tokens(Path(text))
