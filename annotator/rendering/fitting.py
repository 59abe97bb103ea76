"""Whether an annotation is about the video it is to be put on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from annotator.errors import AnnotatorError
from annotator.records import Annotation, Video

# Durations that differ by more than both are of two different recordings.
_OTHER_S: Final = 2.0
_OTHER_SHARE: Final = 0.2
_NEAR_S: Final = 0.1
_MTIME_S: Final = 2.0  # file systems round times
_POSE: Final = "pose"


def check_fits(annotation: Annotation, video: Video) -> list[str]:
    """What makes it doubtful that the annotation is about this video, in sentences.

    Raises AnnotatorError where their durations leave no doubt that it is not.
    """
    there_s, here_s = annotation.source.duration, video.duration_s
    apart_s = abs(there_s - here_s)
    if there_s and here_s and apart_s > max(_OTHER_S, _OTHER_SHARE * max(there_s, here_s)):
        raise AnnotatorError(
            f"the annotation is about another video: of {there_s:.1f} seconds, this one has {here_s:.1f}",
            path=video.path,
            stage="render",
            hint="recognise this video with annotator run, or name its annotation",
        )
    doubts = list(_doubts(annotation, video))
    warnings = [f"the annotation may be about another video: {', '.join(doubts)}"] if doubts else []
    if annotation.status == "partial":
        read_s = annotation.source.decoded_duration
        warnings.append(f"the annotation is partial: it ends {read_s:.1f} seconds into the video")
    if not annotation.cues:
        warnings.append("the annotation has no subtitles: nothing was recognised")
    return warnings


def _doubts(annotation: Annotation, video: Video) -> Iterator[str]:
    source = annotation.source
    if source.duration and video.duration_s and abs(source.duration - video.duration_s) > _NEAR_S:
        yield f"it lasts {video.duration_s:.1f} seconds, not {source.duration:.1f}"
    if source.codec == _POSE:
        return
    stat = Path(video.path).stat()
    if source.size != stat.st_size:
        yield f"it has {stat.st_size} bytes, not {source.size}"
    elif abs(source.mtime - stat.st_mtime) > _MTIME_S:
        yield "it was changed or copied since"
