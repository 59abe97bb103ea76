"""Recorded video: what a file holds (`probe`), its frames at a constant rate (`frames`), and writing videos.

The only place that knows ffmpeg. Files are described with PyAV and decoded by an ffmpeg process, so the memory taken
does not depend on the length of a video. Videos are written of frames (`VideoWriter`), with subtitle tracks
(`mux_tracks`) or with subtitles drawn into their pictures (`burn`). Importing this package loads neither.
"""

from __future__ import annotations

from annotator.video.burning import burn, burning_ffmpeg
from annotator.video.coding import PRESETS, Quality
from annotator.video.contents import Container, Contents, Stream, is_mp4_name, read_contents
from annotator.video.encoder import Company, VideoWriter
from annotator.video.ffmpeg import find_ffmpeg
from annotator.video.graph import can_seek
from annotator.video.marks import Mark, marked_comment, read_mark
from annotator.video.muxing import Track, fitting_container, mux_tracks
from annotator.video.names import MEDIA_EXTENSIONS, RENDERING_TAGS, is_media_name, original_stem
from annotator.video.probe import probe
from annotator.video.reader import FrameReader, frames
from annotator.video.relay import FrameSource, Relay

__all__ = [
    "MEDIA_EXTENSIONS",
    "PRESETS",
    "RENDERING_TAGS",
    "Company",
    "Container",
    "Contents",
    "FrameReader",
    "FrameSource",
    "Mark",
    "Quality",
    "Relay",
    "Stream",
    "Track",
    "VideoWriter",
    "burn",
    "burning_ffmpeg",
    "can_seek",
    "find_ffmpeg",
    "fitting_container",
    "frames",
    "is_media_name",
    "is_mp4_name",
    "marked_comment",
    "mux_tracks",
    "original_stem",
    "probe",
    "read_contents",
    "read_mark",
]
