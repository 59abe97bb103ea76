"""What a label read from someone's file is, and how times are written in such files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_CLOCK: Final = re.compile(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+)(?:[.,](\d+))?")


@dataclass(frozen=True)
class Label:
    """One labelled stretch, seconds from the first displayed frame; `where` says where it stands in its file.

    `token` is its key where the file has one besides the words, `texts` its words by language, `video` the recording it
    belongs to where one file tells of several.
    """

    start_s: float
    end_s: float
    text: str
    where: str
    tier: str = ""
    token: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    video: str = ""


@dataclass(frozen=True)
class LabelFile:
    """The labels of one file, as they stand in it; `notes` are sentences on what a user should know of the reading."""

    path: Path
    labels: tuple[Label, ...] = field(repr=False)
    notes: tuple[str, ...] = ()

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers that have labels, sorted."""
        return tuple(sorted({label.tier for label in self.labels}))


def parse_time(text: str) -> float | None:
    """Seconds of "12.5", "1:02.5", "00:01:02.345" or "00:01:02,345"; None for what is no time."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes, seconds, rest = match.groups()
    if minutes is not None and (int(seconds) >= 60 or (hours is not None and int(minutes) >= 60)):
        return None
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(f"{seconds}.{rest or 0}")


def clock(time_s: float) -> str:
    """`0:01:02.345`, as messages tell times."""
    minutes, seconds = divmod(round(time_s * 1000), 60_000)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds / 1000:06.3f}"


def encoding_notes(path: Path, encoding: str) -> tuple[str, ...]:
    """What is said of an encoding that is not plain UTF-8."""
    names = {"utf-8-sig": "UTF-8 with a byte order mark", "cp949": "CP949", "utf-16": "UTF-16"}
    return (f"{path.name} is {names.get(encoding, encoding)} text",) if encoding != "utf-8" else ()
