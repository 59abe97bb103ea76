"""Short videos with sound, their annotations, and what is read back of renderings."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from annotator.records import Alternative, Annotation, Cue, RecognizerInfo, Run, Segment, Source
from annotator.video import find_ffmpeg, frames, probe

SIGNING = Path(__file__).parents[2] / "samples" / "signing"
Image = npt.NDArray[np.uint8]
TEXTS = {"ko": ("안녕하세요", "저는 한글입니다"), "en": ("hello", "I am Hangul")}
TIMES_S = ((0.5, 1.2), (1.5, 2.1))


def ffmpeg(*arguments: str | Path) -> None:
    """Runs ffmpeg, which must succeed."""
    command = [find_ffmpeg(), "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def cues(texts: dict[str, Sequence[str]] | None = None, times_s: Sequence[tuple[float, float]] = TIMES_S) -> list[Cue]:
    """Cues of some languages at the same times."""
    spoken = TEXTS if texts is None else texts
    return [
        Cue(*span, tuple(text.split("\n")), (number,), language)
        for language, words in spoken.items()
        for number, (span, text) in enumerate(zip(times_s, words, strict=False))
    ]


def annotation(video: Path, shown: Sequence[Cue] | None = None, **more: Any) -> Annotation:
    """An annotation of a real file, with a segment for every Korean cue."""
    shown = cues() if shown is None else shown
    facts, stat = probe(video), video.stat()
    source = Source(
        path=video.name, size=stat.st_size, mtime=stat.st_mtime, duration=facts.duration_s,
        decoded_duration=facts.duration_s, fps=str(facts.frame_rate), vfr=facts.vfr, start_time=facts.start_s,
        width=facts.width, height=facts.height, rotation=facts.rotation, codec=facts.codec,
    )  # fmt: skip
    segments = [
        Segment(cue.start_s, cue.end_s, n, 0.9, (Alternative(7, 0.06, "가다"),), id=n, recognizer="words", tier="words",
                text=" ".join(cue.lines))
        for n, cue in enumerate(cue for cue in shown if cue.language == "ko")
    ]  # fmt: skip
    told = RecognizerInfo("words", "p 1", "1", "0" * 64, 25, 1, "15")
    made = {"recognizers": (told,), "segments": tuple(segments), "status": "complete"}
    run = Run("annotator", "0.1.0", "f", {"languages": ["ko", "en"]})
    return Annotation(language="ko", source=source, run=run, cues=tuple(shown), **{**made, **more})


def annotate(video: Path, shown: Sequence[Cue] | None = None, **more: Any) -> Path:
    """Writes the annotation of a video beside it."""
    return annotation(video, shown, **more).save(video.with_suffix(".json"))


def packets(path: Path, kind: str) -> list[bytes]:
    """The packets of the first stream of a kind, byte for byte."""
    with av.open(f"file:{path}") as container:
        [stream, *_] = getattr(container.streams, kind)
        return [bytes(packet) for packet in container.demux(stream) if packet.size]


def subtitles(path: Path, number: int = 0) -> list[tuple[float, float, str]]:
    """What a subtitle track shows, as another reader (PyAV) finds it: from, to (the container's seconds), text."""
    found = []
    with av.open(f"file:{path}") as container:
        stream = container.streams.subtitles[number]
        for packet in container.demux(stream):
            raw = bytes(packet)
            text = (raw[2:] if stream.codec_context.name == "mov_text" else raw).decode("utf-8")
            if packet.pts is not None and text:
                start_s = float(packet.pts * packet.time_base)
                found.append((start_s, start_s + float(packet.duration * packet.time_base), text))
    return found


def all_frames(path: Path) -> tuple[Image, npt.NDArray[np.float64]]:
    """All frames, uint8 [T, H, W, 3], and their times."""
    with frames(probe(path)) as reader:
        batches = list(reader)
    return np.concatenate([b.images for b in batches]), np.concatenate([b.times_s for b in batches])


def decoded(path: Path) -> tuple[Image, npt.NDArray[np.float64]]:
    """Every picture as PyAV decodes it, with its own time from the first on."""
    with av.open(f"file:{path}") as container:
        shown = [(frame.to_ndarray(format="rgb24"), float(frame.time)) for frame in container.decode(video=0)]
    times_s = np.array([time_s for _, time_s in shown])
    return np.stack([image for image, _ in shown]), times_s - times_s[0]


def source_times(path: Path) -> list[float]:
    """When each picture is shown, as the container says."""
    with av.open(f"file:{path}") as container:
        return sorted(float(p.pts * p.time_base) for p in container.demux(video=0) if p.pts is not None)


def shown_times(times_s: npt.NDArray[np.float64], spans: Sequence[tuple[float, float]] = TIMES_S) -> list[bool]:
    """Which frames have a subtitle."""
    return [any(start_s - 1e-6 <= t < end_s - 1e-6 for start_s, end_s in spans) for t in times_s]
