"""Subtitles drawn into the pictures of a video by libass, and what becomes of its sound."""

from __future__ import annotations

from pathlib import Path

from annotator.records import Video
from annotator.video.abilities import ffmpeg_with
from annotator.video.coding import ENCODER, Quality, picture_options, sound_options
from annotator.video.contents import Container, Contents, Stream
from annotator.video.conversion import ConversionReport, convert, input_options, output_options
from annotator.video.ffmpeg import file_url
from annotator.video.marks import Mark, marked_comment


def burning_ffmpeg() -> str:
    """An ffmpeg that draws subtitles and codes H.264; raises MissingError where there is none."""
    return ffmpeg_with(filters=["ass"], encoders=[ENCODER])


def burn(
    video: Video,
    contents: Contents,
    subtitles: Path,
    target: Path,
    container: Container,
    quality: Quality,
    *,
    mark: Mark,
    report: ConversionReport | None = None,
) -> tuple[Stream, ...]:
    """Writes the video with the .ass file `subtitles` drawn into its pictures; gives the sound that was coded anew.

    Times in the file are seconds from the first displayed frame; fonts are looked for in its folder first. Every
    picture keeps its time, also where they come unevenly, and stands as it is displayed: turned, in square pixels, with
    even sides (an odd last row or column is cut off). Raises OutputError, MissingError.
    """
    # The filter reads names in a language of its own: it is given plain ones, and stands in their folder.
    graph = _graph(video, contents, f"ass=filename={subtitles.name}:fontsdir=.")
    sound, coded = sound_options(contents, container, source=0)
    arguments = [*input_options(contents.shift_s), "-i", file_url(video.path.absolute())]
    arguments += ["-filter_complex", graph, "-map", "[pictures]", *sound, "-map_metadata", "0"]
    arguments += ["-fps_mode", "passthrough", "-enc_time_base", "demux", *picture_options(quality)]
    arguments += output_options(container, marked_comment(video.path, mark))
    convert(burning_ffmpeg(), arguments, target, folder=subtitles.parent, report=report)
    return coded


def _graph(video: Video, contents: Contents, drawing: str) -> str:
    """From the video's stream to `[pictures]`; subtitles see times that begin with the first displayed frame."""
    start = f"round({video.start_s + contents.shift_s:.6f}/TB)"
    size = f"scale={video.width}:{video.height}"
    steps = [size, "setsar=1", f"setpts=PTS-{start}", drawing, f"setpts=PTS+{start}"]
    return f"[0:{video.stream_index}]" + ",".join([*steps, "crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0[pictures]"])
