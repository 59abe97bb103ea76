"""Subtitle files, anyone's: read with all they say, held against a profile, and written again with other cues."""

from annotator.subtitles.checking import (
    Checkable,
    Checkables,
    Checked,
    check_file,
    check_targets,
    find_checkable,
    fix_file,
    fixed_path,
)
from annotator.subtitles.files import SUBTITLE_FORMATS, SubtitleFile, read_subtitles

__all__ = [
    "SUBTITLE_FORMATS",
    "Checkable",
    "Checkables",
    "Checked",
    "SubtitleFile",
    "check_file",
    "check_targets",
    "find_checkable",
    "fix_file",
    "fixed_path",
    "read_subtitles",
]
