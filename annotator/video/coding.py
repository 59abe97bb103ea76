"""How the pictures and the sound of a rendering are coded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from annotator.video.contents import Container, Contents, Stream, can_hold

ENCODER: Final = "libx264"
PRESETS: Final = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")
_SOUND: Final = ("aac", "192k")


@dataclass(frozen=True)
class Quality:
    """How pictures are coded anew: x264's `crf` (0 is lossless, 18 looks so, 51 is the worst) and its `preset`."""

    crf: int = 20
    preset: str = "fast"


def picture_options(quality: Quality) -> list[str]:
    """H.264 that every player shows."""
    return ["-c:v", ENCODER, "-crf", str(quality.crf), "-preset", quality.preset, "-pix_fmt", "yuv420p"]


def sound_options(contents: Contents, container: Container, *, source: int) -> tuple[list[str], tuple[Stream, ...]]:
    """All sound of the input number `source`, as it is where the container can take it; and what is coded anew."""
    options: list[str] = []
    coded = []
    for number, stream in enumerate(contents.of("audio")):
        options += ["-map", f"{source}:{stream.index}"]
        if can_hold(container, stream):
            options += [f"-c:a:{number}", "copy"]
        else:
            options += [f"-c:a:{number}", _SOUND[0], f"-b:a:{number}", _SOUND[1]]
            coded.append(stream)
    return options, tuple(coded)
