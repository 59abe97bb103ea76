"""`annotator plugins`: what is installed, and a new one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from annotator.cli.arguments import add_plugin_options


def add_to(commands: Any) -> None:
    """Adds the command to the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "plugins",
        help="list plugins; write a new one",
        description="Lists plugins with version, origin and hooks; `annotator plugins new NAME` writes a working one.",
    )
    add_plugin_options(parser)
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=list_plugins)
    actions = parser.add_subparsers(metavar="ACTION")
    new = actions.add_parser("new", help="write a plugin that installs and passes its own test")
    new.add_argument("name", metavar="NAME", help="lower-case letters, digits and hyphens, e.g. my-recognizer")
    new.add_argument(
        "-o", "--output", type=Path, default=Path(), metavar="DIR", help="where its folder goes (default: here)"
    )
    new.set_defaults(run=new_plugin)


def list_plugins(arguments: argparse.Namespace) -> int:
    """Prints the plugins; exit code 1 when one of them is broken."""
    from rich.markup import escape
    from rich.table import Table

    from annotator.cli.console import output, print_json
    from annotator.plugins import load_plugins

    plugins = load_plugins(arguments.plugins_dir)
    recognizers = plugins.recognizers()
    if arguments.json:
        print_json(
            {
                "plugins": [vars(info) for info in plugins.infos],
                "broken": [vars(broken) for broken in plugins.broken],
                "recognizers": recognizers,
                "formats": sorted(plugins.writers()),
            }
        )
        return 1 if plugins.broken else 0
    table = Table("plugin", "version", "origin", "hooks", title="plugins")
    for info in plugins.infos:
        table.add_row(escape(info.name), escape(info.version), escape(info.origin), "\n".join(info.hooks))
    for broken in plugins.broken:
        table.add_row(
            f"[red]{escape(broken.name)}[/]", "", escape(broken.origin), f"[red]broken:[/] {escape(broken.reason)}"
        )
    output.print(table)
    output.print("recognizers: " + escape(", ".join(f"{name} ({by})" for name, by in sorted(recognizers.items()))))
    output.print("formats: " + escape(", ".join(sorted(plugins.writers()))))
    return 1 if plugins.broken else 0


def new_plugin(arguments: argparse.Namespace) -> int:
    """Writes a new plugin and says what to do next."""
    from annotator.cli.console import output, shown
    from annotator.plugins.scaffold import write_plugin

    folder = write_plugin(arguments.name, arguments.output)
    output.print(f"written: {shown(folder)}\n", soft_wrap=True)
    output.print(
        f"  pip install -e {shown(folder)}\n  python -m pytest {shown(folder)}\n  annotator plugins", soft_wrap=True
    )
    return 0
