"""Recordings with more than one person in them, made of the poomsae samples."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.video import find_ffmpeg

SAMPLES = Path(__file__).parents[2] / "samples" / "poomsae"
ONE, OTHER = SAMPLES / "taegeuk-1.mp4", SAMPLES / "taegeuk-3-faults.mp4"

Film = Callable[[str, str], Path]

# [0:v] and [1:v] are the two samples, 480x360, 15 pictures a second.
SIDE_BY_SIDE = "[0:v]crop=300:360:90:0[l];[1:v]crop=300:360:90:0[r];[l][r]hstack"
IN_THE_CORNER = "[1:v]scale=192:-2,crop=120:144[s];[0:v][s]overlay=360:216"
# Somebody stands there, as large and as near to the middle as can be, and does not move; the performer is smaller.
ONLOOKER = "[1:v]trim=end_frame=1,loop=-1:1,crop=240:360:120:0[l];[0:v]crop=300:360:90:0[r];[l][r]hstack"
# The same, and from the second to the fourth second nobody is left but the onlooker.
LEAVES = f"{ONLOOKER},drawbox=x=240:t=fill:c=gray:enable='between(t,2,4)'"


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    """`film(name, graph)`: six seconds of the two samples put together, losslessly."""
    folder = tmp_path_factory.mktemp("films")

    def make(name: str, graph: str) -> Path:
        path = folder / f"{name}.mp4"
        if not path.exists():
            command: list[str | Path] = [find_ffmpeg(), "-v", "error", "-nostdin", "-i", ONE, "-i", OTHER]
            command += ["-filter_complex", f"{graph}[out]", "-map", "[out]", "-t", "6", "-threads", "1"]
            subprocess.run([*command, "-c:v", "libx264", "-crf", "12", path], check=True, timeout=120)
        return path

    return make


# Somebody walks past in front of the performer (a strip of the other sample, cut out roughly).
PASSES = "[1:v]crop=110:300:200:50[s];[0:v][s]overlay=x='-110+max(t-1,0)*190':y=50"
