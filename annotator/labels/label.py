"""What a label read from someone's file is, and how times and names are written in such files."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Final

_CLOCK: Final = re.compile(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+)(?:[.,](\d+))?")
_LANGUAGE: Final = re.compile(r"([a-z]{2}|kor|eng)((?:-[a-z0-9]{2,8})*)", re.IGNORECASE)
_SHORT: Final = {"kor": "ko", "eng": "en"}
_MORPHEME: Final = "_morpheme.json"  # AI-Hub's ending


@dataclass(frozen=True)
class Label:
    """One labelled stretch, seconds from the first displayed frame; `where` says where it stands in its file.

    `token` is its key where the file has one besides the words, `texts` its words by language, `video` the recording it
    belongs to where one file tells of several. `dependent` labels say more about others, whose times they have
    (translations, confidence): they count only where their tier is asked for. `frames` are the first and the last frame
    (0-based) where the file tells no times: `at_rate` makes times of them.
    """

    start_s: float
    end_s: float
    text: str
    where: str
    tier: str = ""
    token: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    video: str = ""
    dependent: bool = False
    frames: tuple[int, int] | None = None

    def at_rate(self, rate: Fraction) -> Label:
        """The label with the times its frames have at `rate` frames a second; itself where the file tells times."""
        if self.frames is None:
            return self
        first, last = self.frames
        return replace(self, start_s=float(first / rate), end_s=float((last + 1) / rate), frames=None)


@dataclass(frozen=True)
class LabelFile:
    """The labels of one file, as they stand in it; `notes` are sentences on what a user should know of the reading."""

    path: Path
    labels: tuple[Label, ...] = field(repr=False)
    notes: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        """The language its name says: `NAME.ko.srt`, `NAME.kor.srt`, `NAME.en-US.srt`; "" for none."""
        tag = _LANGUAGE.fullmatch(self.path.stem.rpartition(".")[2]) if "." in self.path.stem else None
        return _SHORT.get(tag[1].lower(), tag[1].lower()) + tag[2].lower() if tag else ""

    def chosen(self, tiers: Collection[str] = ()) -> tuple[Label, ...]:
        """The labels without dependent ones, except those of the `tiers` that are asked for."""
        return tuple(label for label in self.labels if not label.dependent or label.tier in tiers)


def is_about(name: str, stem: str) -> bool:
    """Whether a file of labels is named for the video `stem`: `stem.srt`, `stem.ko.srt`, `stem_morpheme.json`."""
    rest = name.removeprefix(stem) if name.startswith(stem) else ""
    return rest.startswith(".") or rest.lower() == _MORPHEME


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
