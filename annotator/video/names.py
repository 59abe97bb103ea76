"""Which file names say "recorded video"."""

from __future__ import annotations

from pathlib import Path
from typing import Final

# What cameras, phones, recorders and archives write. Animated pictures (gif, webp, apng), playlists (m3u8) and
# containers that usually hold only sound (ogg, mka) are left out: in a folder of recordings they are bycatch.
MEDIA_EXTENSIONS: Final = frozenset(
    ".3g2 .3gp .asf .avi .divx .dv .f4v .flv .m2ts .m2v .m4v .mkv .mov .mp4 .mpe .mpeg .mpg .mts .mxf .ogv .qt .rm "
    ".rmvb .ts .vob .webm .wmv".split()
)


def is_media_name(path: Path | str) -> bool:
    """Whether `path` is named like a recorded video (by extension, in any case; the file is not opened).

    Names that begin with a dot are not: they are what other systems leave beside a video (`._clip.mp4`).
    """
    path = Path(path)
    return path.suffix.lower() in MEDIA_EXTENSIONS and not path.name.startswith(".")
