"""`python -m benchmarks.poomsae`: what was followed against the truth."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from performer import ASPECT, perform

from annotator.scoring import FilmedBody, follow, load_form
from annotator.truth import Truth, TruthSegment

ROOT = Path(__file__).parents[2]


def test_right_and_wrong_are_counted(tmp_path: Path) -> None:
    form = load_form("taegeuk-1")
    performance = perform(form, omitted=[4])
    following = follow(FilmedBody(performance.landmarks, ASPECT), form)
    (tmp_path / "a.exact.poomsae.json").write_bytes(following.as_json())
    shifts = {18: 3.0}
    moved = {n: (start + shifts.get(n, 0), end + shifts.get(n, 0)) for n, (start, end) in performance.truth.items()}
    segments = sorted((start, end, number) for number, (start, end) in moved.items() if number != 12)
    Truth(
        video="a.mp4",
        duration_s=len(performance.landmarks) / 25 + 3.0,
        segments=tuple(TruthSegment("movements", f"t1-{number:02}", start, end) for start, end, number in segments),
    ).save(tmp_path / "a.truth.json")
    command = [sys.executable, "-m", "benchmarks.poomsae", tmp_path, tmp_path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, encoding="utf-8")
    assert "wrong: 12, 18" in done.stdout
    assert "15 of 16 movements found" in done.stdout
    assert "1 of 2 omissions told, 0 wrongly" in done.stdout
