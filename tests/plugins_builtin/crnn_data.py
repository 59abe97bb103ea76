"""Made-up signers whose signs are colours: 1.2 s of red or blue with a second of a grey of their own
before and after."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from annotator.video import find_ffmpeg

SIGNS = {"stop": "0xC02020", "go": "0x2020C0"}
RATE = 10
_SIGN_S, _REST_S = 1.2, 1.0


def write_film(path: Path, signs: list[str], signer: str, rest: str = "0x808080") -> None:
    """A film of 32 x 24 pixels, and its truth; `rest` is the colour between signs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    colours, segments, time_s = [(rest, _REST_S)], [], _REST_S
    for sign in signs:
        colours += [(SIGNS[sign], _SIGN_S), (rest, _REST_S)]
        segments.append({"tier": "words", "token": sign, "start_s": time_s, "end_s": time_s + _SIGN_S})
        time_s += _SIGN_S + _REST_S
    write_colours(path, colours)
    told = {
        "schema": "annotator-truth/1", "video": path.name, "width": 32, "height": 24, "frame_rate": str(RATE),
        "frames": round(time_s * RATE), "duration_s": time_s, "signer": signer, "segments": segments,
    }  # fmt: skip
    path.with_suffix(".truth.json").write_text(json.dumps(told), "utf-8")


def write_colours(path: Path, colours: list[tuple[str, float]]) -> None:
    """A film of one colour after another, each for so many seconds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [find_ffmpeg(), "-nostdin", "-y", "-v", "error"]
    for colour, seconds in colours:
        command += ["-f", "lavfi", "-i", f"color={colour}:size=32x24:rate={RATE}:duration={seconds}"]
    joined = "".join(f"[{n}:v]" for n in range(len(colours))) + f"concat=n={len(colours)}:v=1[v]"
    command += ["-filter_complex", joined, "-map", "[v]", "-pix_fmt", "yuv420p", "-threads", "1", f"file:{path}"]
    subprocess.run(command, check=True, timeout=60)


def write_films(folder: Path, signers: int = 6) -> Path:
    """A data set: a film of both signs, twice, of each signer."""
    for number in range(signers):
        signs = ["stop", "go", "go", "stop"] if number % 2 else ["go", "stop", "go", "stop"]
        write_film(folder / f"s{number}.mp4", signs, f"s{number}", rest=f"0x{0x707070 + 0x060606 * number:06x}")
    return folder
