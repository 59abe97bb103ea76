"""What is really signed in a video, and when: `NAME.truth.json` beside `NAME.mp4` (see docs/formats.md).

Times are seconds from the first displayed frame, half-open. What lies outside all segments is rest or transition.
"""

from __future__ import annotations

import math
import os
import unicodedata
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path, PurePath, PureWindowsPath
from typing import Final

import msgspec

from annotator.errors import DatasetError, UsageError
from annotator.files import write_atomic

TRUTH_SCHEMA: Final = "annotator-truth/1"
TRUTH_SUFFIX: Final = ".truth.json"
_PAST_THE_END_S: Final = 0.1  # a last segment may be rounded to the frame after the last


class TruthSegment(msgspec.Struct, frozen=True):
    """One sign: `token` is its stable key, `text` its words by language; `tier` is "words", "letters", "gestures"."""

    tier: str
    token: str
    start_s: float
    end_s: float
    text: dict[str, str] = {}

    def texts(self) -> tuple[str, ...]:
        """Everything this sign may be called."""
        return (*self.text.values(), self.token)


class SpelledWord(msgspec.Struct, frozen=True):
    """A word spelled with the finger alphabet, from the start of its first letter to the end of its last."""

    text: str
    start_s: float
    end_s: float


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known of one video; `video` is its file name, `frame_rate` exact ("30000/1001", "": not said)."""

    schema: str = TRUTH_SCHEMA
    video: str
    width: int = 0
    height: int = 0
    frame_rate: str = ""
    frames: int = 0
    duration_s: float
    signer: str = ""
    dominant_hand: str = ""
    seed: int | None = None
    segments: tuple[TruthSegment, ...]
    spelled: tuple[SpelledWord, ...] = ()

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers that have segments, in alphabetical order."""
        return tuple(sorted({segment.tier for segment in self.segments}))

    def of(self, tier: str) -> tuple[TruthSegment, ...]:
        """The segments of a tier, in order of time."""
        return tuple(segment for segment in self.segments if segment.tier == tier)

    def save(self, path: Path | str) -> Path:
        """Writes the truth as JSON, whole or not at all; raises OutputError."""
        path = Path(path)
        write_atomic(path, msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n")
        return path


def truth_path(video: Path | str) -> Path:
    """Where the truth of a video (or .pose file) lies: `NAME.truth.json` beside it."""
    video = Path(video)
    return video.with_name(video.stem + TRUTH_SUFFIX)


def load_truth(path: Path | str) -> Truth:
    """Reads one truth file; unknown keys are passed over. Raises DatasetError naming the file and the field."""
    path = Path(path)
    try:
        truth = msgspec.json.decode(path.read_bytes(), type=Truth)
    except OSError as error:
        raise DatasetError(f"cannot be read: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        raise DatasetError("is not UTF-8", path=path) from error
    except msgspec.MsgspecError as error:
        raise DatasetError(f"is no {TRUTH_SCHEMA}: {error}", path=path) from error
    for reason in _faults(truth):
        raise DatasetError(reason, path=path)
    return truth


def find_truth(paths: Iterable[Path | str]) -> list[Path]:
    """The truth files meant by `paths`: files as named, folders with all `*.truth.json` below, without repeats.

    Raises UsageError where there is no such file or folder.
    """
    found: dict[str, Path] = {}
    for given in paths:
        path = Path(given).expanduser()
        if not path.exists():
            raise UsageError("there is no such file or folder", path=path)
        below = sorted(path.rglob(f"*{TRUTH_SUFFIX}")) if path.is_dir() else [path]
        for file in below:
            found.setdefault(os.path.realpath(file), file)
    return list(found.values())


def same_tier(tier: str, model: str) -> bool:
    """Whether a model speaks of a tier by its name: `words` is spoken of by `words`, `ksl-words`, `ksl-words-lstm`."""
    return f"-{tier}-" in f"-{model}-"


def video_name(path: str) -> str:
    """The file name in a path of any system, in one Unicode form (file systems differ in how they keep Hangul)."""
    name = PurePath(path).name if "\\" not in path else PureWindowsPath(path).name
    return unicodedata.normalize("NFC", name)


def _faults(truth: Truth) -> Iterable[str]:
    if truth.schema != TRUTH_SCHEMA:
        yield f"schema: is {truth.schema!r}, this version reads {TRUTH_SCHEMA!r}"
    if not truth.video:
        yield "video: is empty"
    if not (math.isfinite(truth.duration_s) and truth.duration_s > 0):
        yield f"duration_s: {truth.duration_s} is no length"
    if truth.frame_rate and not _is_rate(truth.frame_rate):
        yield f"frame_rate: {truth.frame_rate!r} is no rate such as 30 or 30000/1001"
    for number, segment in enumerate(truth.segments):
        yield from _span_faults(f"segments[{number}]", segment, truth.duration_s)
    for number, word in enumerate(truth.spelled):
        yield from _span_faults(f"spelled[{number}]", word, truth.duration_s)
    for number, segment in enumerate(truth.segments):
        yield from (f"segments[{number}].{key}: is empty" for key in ("tier", "token") if not getattr(segment, key))
    for tier in truth.tiers:
        yield from _order_faults(f"segments of tier {tier!r}", truth.of(tier))
    yield from _order_faults("spelled", truth.spelled)


def _is_rate(text: str) -> bool:
    try:
        return Fraction(text) > 0
    except (ValueError, ZeroDivisionError):
        return False


def _span_faults(field: str, span: TruthSegment | SpelledWord, duration_s: float) -> Iterable[str]:
    if not 0 <= span.start_s < span.end_s:
        yield f"{field}: [{span.start_s}, {span.end_s}) is no stretch of time"
    elif span.end_s > duration_s + _PAST_THE_END_S:
        yield f"{field}.end_s: {span.end_s} lies after the end of the video ({duration_s} s)"


def _order_faults(field: str, spans: Sequence[TruthSegment | SpelledWord]) -> Iterable[str]:
    for first, second in pairwise(spans):
        if second.start_s < first.end_s:
            yield f"{field}: overlap or are not in order of time at {second.start_s} s"
