"""`annotator cache`: how much is kept of landmarks, and throwing it away."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_to(commands: Any) -> None:
    """Adds the command to the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "cache", help="show or clear the landmark cache", description="The landmark cache: recordings are decoded once."
    )
    parser.add_argument("action", choices=["info", "clear"])
    parser.add_argument("--cache-dir", type=Path, metavar="DIR", help="another cache (or $ANNOTATOR_CACHE)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints or clears the cache."""
    from annotator.cli.console import output, shown
    from annotator.landmarks import LandmarkCache

    cache = LandmarkCache(arguments.cache_dir)
    entries, size = len(cache.entries()), cache.size()
    if arguments.action == "clear":
        cache.clear()
    verb = "removed" if arguments.action == "clear" else "holds"
    output.print(f"{shown(cache.folder)}: {verb} {entries} recordings, {size / 1e6:.1f} MB", soft_wrap=True)
    return 0
