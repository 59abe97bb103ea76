"""The films of the set `robustness` as other cameras and encoders would have kept them, each in a folder of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import msgspec

from annotator.truth import load_truth
from annotator.video import find_ffmpeg

_H264 = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "21"]

# What becomes of the film at 60 frames a second, 480p. The filter `fps` keeps times; the option -r would shift them.
FROM_60 = {
    "30fps": ["-vf", "fps=30", *_H264],
    "15fps": ["-vf", "fps=15", *_H264],
    "60fps": ["-c", "copy"],
    "mirrored": ["-vf", "fps=30,hflip", *_H264],
    "h265": ["-vf", "fps=30", "-c:v", "libx265", "-preset", "veryfast", "-crf", "26", "-x265-params", "log-level=none"],
}
# Films that were rendered so.
RENDERED = {"25fps": "25", "1080p": "1080p"}


def make_variants(folder: Path, output: Path) -> list[Path]:
    """Writes every way with its truth under `output`; gives the folders, the plain one ("30fps") first."""
    for master in sorted(folder.glob("*-60.mp4")):
        name = master.stem.removesuffix("-60")
        for variant, options in FROM_60.items():
            _convert(master, output / variant / f"{name}.mp4", options)
        for variant, suffix in RENDERED.items():
            _convert(folder / f"{name}-{suffix}.mp4", output / variant / f"{name}.mp4", ["-c", "copy"])
    return [output / variant for variant in (*FROM_60, *RENDERED)]


def _convert(source: Path, target: Path, options: list[str]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    command = [find_ffmpeg(), "-y", "-v", "error", "-nostdin", "-i", str(source), *options, str(target)]
    subprocess.run(command, check=True)
    truth = load_truth(source.with_suffix(".truth.json"))
    msgspec.structs.replace(truth, video=target.name).save(target.with_suffix(".truth.json"))
