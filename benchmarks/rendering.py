"""Renderings against what they cannot be faster than: the bare ffmpeg command, or reading and writing undrawn pictures.

    python -m benchmarks.rendering [--repeats 3] [--json FILE]

One signing sample with its own annotation, in turn: subtitles burned in, against `ffmpeg -vf subtitles=` with the same
coding; tracks, against `ffmpeg -c copy`; the overlay (landmarks in the cache), against the same frames coded as they
are. Everybody writes an MP4 file with its index in front.
"""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import annotator
from annotator.landmarks import LandmarkCache
from annotator.rendering import How, RenderOptions, render_video
from annotator.video import Company, Quality, VideoWriter, find_ffmpeg, frames, probe, read_contents
from annotator.writers import SrtWriter
from benchmarks.measure import ROOT, parser, show, take_turns, write_json

CLIP = ROOT / "samples" / "signing" / "mixed-2997.mp4"
QUALITY = Quality()
CODING = ["-c:v", "libx264", "-crf", str(QUALITY.crf), "-preset", QUALITY.preset, "-pix_fmt", "yuv420p"]
PAIRS = {
    "tracks": ("annotator render", "ffmpeg -c copy"),
    "burned": ("annotator render --how burn", "ffmpeg -vf subtitles="),
    "overlay": ("annotator render --how overlay", "decoded and coded, nothing drawn"),
}


def timed(do: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def bare(folder: Path, *arguments: str) -> None:
    """ffmpeg, run where the subtitles lie."""
    command = [find_ffmpeg(), "-v", "error", "-nostdin", "-y", "-i", str(CLIP), *arguments]
    subprocess.run([*command, "-movflags", "+faststart", "bare.mp4"], check=True, cwd=folder)


def undrawn(folder: Path) -> None:
    """The frames of the clip, read and written as an overlay is."""
    company = Company(read_contents(CLIP), 0.0, quality=QUALITY)
    video = probe(CLIP)
    made = VideoWriter(folder / "undrawn.mp4", video.frame_rate, video.width, video.height, company)
    with frames(video, batch=8) as reader, made as writer:
        for batch in reader:
            for image in batch.images:
                writer.append(image[None])


def rendered(folder: Path, how: How, cache: LandmarkCache) -> None:
    options = RenderOptions(how, languages=("ko",) if how == "burn" else (), quality=QUALITY)
    render_video(CLIP, folder / "clip.json", folder / f"{how}.mp4", options, overwrite=True, cache=cache)


def main() -> None:
    args = parser(__doc__, repeats=3).parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cache = LandmarkCache(folder / "cache")
        annotation = annotator.annotate(CLIP, languages=("ko", "en"))
        annotation.save(folder / "clip.json")
        for language in ("ko", "en"):
            (folder / f"{language}.srt").write_text(SrtWriter().render(annotation, language), "utf-8")
        tracks = ["-i", "ko.srt", "-i", "en.srt", "-map", "0", "-map", "1", "-map", "2", "-c", "copy"]
        contenders: dict[str, Callable[[], object]] = {
            PAIRS["tracks"][0]: partial(rendered, folder, "track", cache),
            PAIRS["tracks"][1]: partial(bare, folder, *tracks, "-c:s", "mov_text"),
            PAIRS["burned"][0]: partial(rendered, folder, "burn", cache),
            PAIRS["burned"][1]: partial(bare, folder, "-vf", "subtitles=ko.srt", *CODING, "-c:a", "copy"),
            PAIRS["overlay"][0]: partial(rendered, folder, "overlay", cache),
            PAIRS["overlay"][1]: partial(undrawn, folder),
        }
        for do in contenders.values():
            do()  # once for nothing: landmarks are extracted, files are in memory
        found = take_turns({each: partial(timed, do) for each, do in contenders.items()}, args.repeats)
    middle = {each: statistics.median(times) for each, times in found.items()}
    ratios = {what: middle[mine] / middle[theirs] for what, (mine, theirs) in PAIRS.items()}
    told = [(f"{what}: time taken, against the bare one", ratio, "near 1 is best") for what, ratio in ratios.items()]
    show(f"a sample of {probe(CLIP).duration_s:.0f} s, 768 x 576", "seconds", found, told)
    write_json(args.json, found=found, ratios=ratios)


if __name__ == "__main__":
    main()
