"""What benchmarks share: contenders that take turns, and a table of their medians and ratios."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
SIGNER = ROOT.parent / "shared" / "real" / "pose" / "signer.mp4"


def take_turns(contenders: Mapping[str, Callable[[], float]], repeats: int) -> dict[str, list[float]]:
    """Runs every contender `repeats` times, forwards and backwards in turn; gives what each call gave (seconds)."""
    found: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(repeats):
        names = list(contenders) if turn % 2 == 0 else list(reversed(contenders))
        for name in names:
            found[name].append(contenders[name]())
    return found


def show(title: str, unit: str, found: Mapping[str, list[float]], ratios: Iterable[tuple[str, float, str]]) -> None:
    """Prints medians with their range, then the ratios: (what, value, what is wanted)."""
    console = Console()
    table = Table("contender", f"{unit} (median)", "range", title=title)
    for name, values in found.items():
        table.add_row(name, f"{statistics.median(values):.3f}", f"{min(values):.3f} to {max(values):.3f}")
    console.print(table)
    for what, value, wanted in ratios:
        console.print(f"{what}: [bold]{value:.2f}[/] ({wanted})")


def parser(doc: str | None, repeats: int = 5) -> argparse.ArgumentParser:
    """The options every benchmark has."""
    options = argparse.ArgumentParser(description=(doc or "").splitlines()[0])
    options.add_argument("--repeats", type=int, default=repeats)
    options.add_argument("--json", type=Path, help="write the figures here too")
    return options


def write_json(path: Path | None, **figures: Any) -> None:
    """Writes the figures, with what they were measured on."""
    if path is not None:
        machine = {"cores": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version()}
        path.write_text(json.dumps({**figures, "machine": machine}, indent=2) + "\n", "utf-8")
