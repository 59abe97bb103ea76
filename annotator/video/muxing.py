"""Subtitle tracks put beside the pictures and the sound of a video, without coding anything anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from annotator.errors import OutputError
from annotator.records import Video
from annotator.video.contents import Container, Contents, Stream, can_hold, is_mp4_name
from annotator.video.conversion import ConversionReport, convert, input_options, output_options
from annotator.video.ffmpeg import file_url, find_ffmpeg
from annotator.video.marks import Mark, marked_comment

# What subtitles of words become in a container, by its name and the ending of their file.
_CODECS: Final = {"mp4": {".srt": "mov_text", ".ass": "mov_text"}, "mkv": {".srt": "copy", ".ass": "copy"}}
# The plain form of subtitles of words in each container.
_WORDS: Final = {"mp4": "mov_text", "mkv": "srt"}


@dataclass(frozen=True)
class Track:
    """A subtitle file (.srt or .ass), its language by ISO 639-2, and what players call it.

    Its times are seconds from the first displayed frame of the video it is for.
    """

    path: Path
    language: str
    title: str


def fitting_container(contents: Contents) -> Container:
    """The container of the same family where it can take the pictures, the sound and subtitles; else Matroska."""
    if is_mp4_name(contents.path):
        return "mp4"
    kept = contents.of("video", "audio")
    is_mov = contents.path.suffix.lower() in {".mov", ".qt"}
    return "mp4" if is_mov and all(can_hold("mp4", stream) for stream in kept) else "mkv"


def mux_tracks(
    video: Video,
    contents: Contents,
    tracks: Sequence[Track],
    target: Path,
    container: Container,
    *,
    mark: Mark,
    report: ConversionReport | None = None,
) -> tuple[Stream, ...]:
    """Writes all streams of a video and the tracks, the first of which is shown by default; gives what was left out.

    Packets of pictures and sound are copied as they are, with their times, rotation and metadata. Subtitles of words
    that the video has already are kept in the container's form. Raises OutputError, also where the container cannot
    take the pictures or the sound.
    """
    kept, left = _sorted_out(contents, container)
    arguments: list[str | Path] = [*input_options(contents.shift_s), "-i", file_url(video.path.absolute())]
    for track in tracks:
        offset_s = video.start_s + contents.shift_s
        kind = track.path.suffix.removeprefix(".")
        arguments += [*input_options(offset_s), "-f", kind, "-i", file_url(track.path.absolute())]
    before = [stream for stream in kept if stream.kind not in {"subtitle", "attachment"}]
    after = [stream for stream in kept if stream.kind in {"subtitle", "attachment"}]
    arguments += _maps(before) + _maps_of_tracks(len(tracks)) + _maps(after)
    arguments += ["-c", "copy", "-map_metadata", "0", "-map_chapters", "0", *_described(tracks, container)]
    subtitles = [stream for stream in after if stream.kind == "subtitle"]
    for number, stream in enumerate(subtitles, len(tracks)):
        if tracks:
            arguments += [f"-disposition:s:{number}", "0"]
        if stream.is_text and not can_hold(container, stream):
            arguments += [f"-c:s:{number}", _WORDS[container]]
    convert(
        find_ffmpeg(),
        [*arguments, *output_options(container, marked_comment(video.path, mark))],
        target,
        report=report,
    )
    return left


def _sorted_out(contents: Contents, container: Container) -> tuple[list[Stream], tuple[Stream, ...]]:
    """The streams that are kept, and those that the container has no place for."""
    is_same = container == "mp4" and is_mp4_name(contents.path)
    kept: list[Stream] = []
    left: list[Stream] = []
    for stream in contents.streams:
        fits = can_hold(container, stream) or stream.is_text or (is_same and stream.kind in {"video", "audio"})
        (kept if fits else left).append(stream)
    if lost := [stream for stream in left if stream.kind in {"video", "audio"}]:
        raise OutputError(
            f"{container} cannot hold {', '.join(map(str, lost))} as it is", path=contents.path, hint="--container mkv"
        )
    return kept, tuple(left)


def _maps(streams: Sequence[Stream]) -> list[str | Path]:
    return [part for stream in streams for part in ("-map", f"0:{stream.index}")]


def _maps_of_tracks(count: int) -> list[str | Path]:
    return [part for number in range(1, count + 1) for part in ("-map", f"{number}:0")]


def _described(tracks: Sequence[Track], container: Container) -> list[str | Path]:
    options: list[str | Path] = []
    for number, track in enumerate(tracks):
        at = f":s:{number}"
        options += [f"-c{at}", _CODECS[container][track.path.suffix], f"-disposition{at}", "0" if number else "default"]
        for name, value in (("language", track.language), ("title", track.title), ("handler_name", track.title)):
            options += [f"-metadata:s{at}", f"{name}={value}"]
    return options
