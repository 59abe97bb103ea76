"""What benchmarks share: contenders that take turns, and a table of their medians and ratios."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from annotator.records import FloatArray

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


def timed(run: Callable[[], FloatArray], expected: FloatArray, count: int) -> Callable[[], float]:
    """A contender that gives how many of `count` pictures it does a second; its scores are checked aside."""

    def measure() -> float:
        start = time.perf_counter()
        scores = run()
        seconds = time.perf_counter() - start
        np.testing.assert_allclose(scores, expected[: len(scores)], atol=1e-3)
        return count / seconds

    measure()  # once unmeasured: what is built at the first call is no part of the speed
    return measure


def against(found: Mapping[str, list[float]], name: str) -> dict[str, float]:
    """The median of `name` over that of each other contender."""
    medians = {each: statistics.median(values) for each, values in found.items()}
    return {each: medians[name] / value for each, value in medians.items() if each != name}


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
