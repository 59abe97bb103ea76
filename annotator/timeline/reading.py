"""What makes a cue readable: the rules, and the profiles that come with annotator.

The rules of `netflix-ko` are those of its Korean timed text: they were written for speech. None was found that was
written for sign language, so they are a profile to be asked for, and the one that is taken otherwise is `none`.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, NamedTuple, TypeAlias

import msgspec
from msgspec import Meta

from annotator.timeline.markup import without_style, without_tags
from annotator.timeline.wrapping import text_width

# Times this close are the same, whatever floats make of them.
SAME_S = 1e-6

_Seconds: TypeAlias = Annotated[float, Meta(ge=0)]
# What is taken for a frame where no rate is known: that of film, which has the longest.
_FILM: Fraction = Fraction(24)


class Spacing(NamedTuple):
    """Distances between cues in seconds: the least one, and which larger ones, `[close_from_s, close_to_s)`, are closed
    to it."""

    gap_s: float
    close_from_s: float
    close_to_s: float

    def is_loose(self, gap_s: float, grain_s: float = SAME_S) -> bool:
        """Whether a gap is one to close; those within `grain_s` of a limit are not."""
        return self.close_from_s + grain_s < gap_s < self.close_to_s - grain_s


class ReadingRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How cues are timed and wrapped; the defaults are the profile "none", which only keeps cues from flashing.

    Text: `max_width`: characters a line, Hangul as 1, others as 0.5; `max_lines` as far as the text allows;
    `ellipsis`: three dots become U+2026; `italics`: whether styled text is allowed; `speaker_dash`: what two persons
    say at once begins with `- `, a line each.

    Time: `min_s` and `max_s`: shortest and longest cue (0: no limit); `chars_per_s`: reading speed (None or 0: no
    limit); `extend_s`: how far an out-time may move for reading; `gap_frames`: least distance in frames of the video,
    `gap_s`: the same in seconds, where no rate is known or `gap_frames` is 0; `close_s`: gaps from one frame more than
    the least one up to one frame less than this are closed to the least one (0: none is).

    Neighbours: `min_stack_s`: shortest overlap of two recognizers that is shown as such; `merge_gap_s`: how far apart
    cues that are too short may be merged, up to `merge_max_s` long together.

    `strict` says whether cues are also split, merged and cut until they keep to all of it as far as the segments allow;
    without it they are extended, merged where they are short, and wrapped.
    """

    name: str = ""
    max_width: Annotated[float, Meta(ge=2)] = 16.0
    max_lines: Annotated[int, Meta(ge=1)] = 2
    min_s: _Seconds = 5 / 6
    max_s: _Seconds = 0.0
    extend_s: _Seconds = 0.5
    gap_s: _Seconds = 0.0
    gap_frames: Annotated[int, Meta(ge=0)] = 0
    close_s: _Seconds = 0.0
    min_stack_s: _Seconds = 0.25
    merge_gap_s: _Seconds = 0.5
    merge_max_s: _Seconds = 7.0
    chars_per_s: Annotated[float, Meta(ge=0)] | None = None
    ellipsis: bool = False
    italics: bool = True
    speaker_dash: bool = False
    strict: bool = False

    def wanted_s(self, lines: tuple[str, ...]) -> float:
        """How long the lines should stand."""
        width = sum(text_width(without_tags(line)) for line in lines) if self.chars_per_s else 0.0
        reading_s = width / self.chars_per_s if self.chars_per_s else 0.0
        return max(self.min_s, reading_s)

    def spacing(self, frame_rate: Fraction | None) -> Spacing:
        """The distances at a frame rate: a gap of a whole number of frames, give or take half of one, is that many."""
        rate = frame_rate or _FILM
        frame_s = float(1 / rate)
        gap_s = self.gap_frames * frame_s if self.gap_frames and frame_rate else self.gap_s
        closed = int(round(rate) * self.close_s) - 1
        return Spacing(gap_s, gap_s + frame_s / 2, max((closed + 0.5) * frame_s, 0.0) if self.close_s else 0.0)

    def polished(self, text: str) -> str:
        """`text` as the profile wants it written: ellipsis, and no style where there is to be none."""
        text = text if self.italics else without_style(text)
        return re.sub(r"\.{3}", "…", text) if self.ellipsis else text


_NETFLIX_KO = ReadingRules(
    name="netflix-ko",
    max_s=7.0,
    chars_per_s=12.0,
    gap_frames=2,
    gap_s=2 / 24,
    close_s=0.5,
    min_stack_s=5 / 6,
    ellipsis=True,
    italics=False,
    speaker_dash=True,
    strict=True,
)  # fmt: skip
_SPEEDS = {"": 12.0, "-children": 9.0, "-sdh": 14.0, "-sdh-children": 11.0}

# The profiles that come with annotator, by name.
READING_RULES: dict[str, ReadingRules] = {
    rules.name: rules
    for rules in (
        ReadingRules(name="none"),
        *(
            msgspec.structs.replace(_NETFLIX_KO, name=_NETFLIX_KO.name + audience, chars_per_s=speed)
            for audience, speed in _SPEEDS.items()
        ),
    )
}
