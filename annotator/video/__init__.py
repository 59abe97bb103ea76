"""Recorded video: what a file holds (`probe`), its frames at a constant rate (`frames`), writing it (`VideoWriter`).

The only place that knows ffmpeg. Files are described with PyAV and decoded by an ffmpeg process, so the memory taken
does not depend on the length of a video. Importing this package loads neither.
"""

from __future__ import annotations

from annotator.video.encoder import VideoWriter
from annotator.video.ffmpeg import find_ffmpeg
from annotator.video.names import MEDIA_EXTENSIONS, is_media_name
from annotator.video.probe import probe
from annotator.video.reader import FrameReader, frames

__all__ = ["MEDIA_EXTENSIONS", "FrameReader", "VideoWriter", "find_ffmpeg", "frames", "is_media_name", "probe"]
