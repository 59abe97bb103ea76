"""Which file names say "recorded video"."""

from __future__ import annotations

from pathlib import Path
from typing import Final

# What cameras, phones, recorders and archives write. Animated pictures (gif, webp, apng), playlists (m3u8) and
# containers that usually hold only sound (ogg, mka) are left out: in a folder of recordings they are bycatch.
_PHONES_AND_CAMERAS: Final = [".3g2", ".3gp", ".avi", ".dv", ".m2ts", ".m4v", ".mov", ".mp4", ".mts", ".mxf", ".qt"]
_FILES_AND_WEB: Final = [".asf", ".divx", ".f4v", ".flv", ".mkv", ".ogv", ".rm", ".rmvb", ".webm", ".wmv"]
_DISCS_AND_BROADCAST: Final = [".m2v", ".mpe", ".mpeg", ".mpg", ".ts", ".vob"]
MEDIA_EXTENSIONS: Final = frozenset([*_PHONES_AND_CAMERAS, *_FILES_AND_WEB, *_DISCS_AND_BROADCAST])


def is_media_name(path: Path | str) -> bool:
    """Whether `path` is named like a recorded video (by extension, in any case; the file is not opened).

    Names that begin with a dot are not: they are what other systems leave beside a video (`._clip.mp4`).
    """
    path = Path(path)
    return path.suffix.lower() in MEDIA_EXTENSIONS and not path.name.startswith(".")


# What `annotator render` puts behind the name of a recording: `a.burned.mp4` is made of `a.mp4`.
RENDERING_TAGS: Final = ("subtitled", "burned", "overlay")


def original_stem(path: Path | str) -> str | None:
    """The name (without its ending) of the recording that a rendering is named for; None where it is named for none."""
    stem, _, tag = Path(path).stem.rpartition(".")
    return stem if stem and tag in RENDERING_TAGS and is_media_name(path) else None
