"""Runs every benchmark, one after the other: `python -m benchmarks` (see docs/benchmarks.md)."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.measure import ROOT

ALL = (
    "decode",
    "decode_memory",
    "landmarks",
    "extraction",
    "lstm_window",
    "crnn",
    "pose_cnn",
    "movinet",
    "end_to_end",
    "startup",
    "memory",
    "signing",
    "together",
    "rendering",
    "exporting",
    "poomsae_speed",
)


def main() -> None:
    failed = [
        name
        for name in ALL
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=ROOT, check=False).returncode
    ]
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
