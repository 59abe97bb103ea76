"""Every record that flows, in flow order: Video, Frames, Landmarks, Seen, Prediction, Segment, Cue, Annotation.

Times are float seconds from the first displayed frame, half-open `[start, end)`. Frame rates are Fractions.
Formats round, records never do. Records with arrays say their axes and check them.

    Path -> Video -> Frames (times + RGB) -> [Landmarks] -> Prediction -> Segment -> Cue -> Annotation -> files
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from annotator.errors import UsageError
from annotator.files import write_atomic

SCHEMA: Final = "annotator/1"

FloatArray = npt.NDArray[np.float32]
TimeArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
ImageArray = npt.NDArray[np.uint8]

# How a picture is brought to a size: ignore its aspect ratio, pad with black, or crop the longer side.
Fit = Literal["stretch", "contain", "cover"]

# Where each body part stands on the point axis of `Landmarks` (MediaPipe's own numbering inside each part).
POSE_POINTS: Final = slice(0, 33)
LEFT_HAND_POINTS: Final = slice(33, 54)
RIGHT_HAND_POINTS: Final = slice(54, 75)
LANDMARK_POINTS: Final = 75


@dataclass(frozen=True)
class Video:
    """A recorded video as it is displayed: rotation applied, time 0 at the first displayed frame.

    `frame_rate` is exact (29.97 is 30000/1001), `duration_s` what the container promises (0.0: nothing), `start_s`
    the container's own time of the first frame, `rotation` degrees clockwise (0, 90, 180, 270) already applied in
    `width` x `height` (pixels), `vfr` whether frames are unevenly spaced, `stream_index` the stream that is read.
    """

    path: Path
    duration_s: float
    frame_rate: Fraction
    width: int
    height: int
    rotation: int = 0
    start_s: float = 0.0
    vfr: bool = False
    codec: str = ""
    stream_index: int = 0


@dataclass(frozen=True)
class Frames:
    """A batch of consecutive frames at a fixed, declared rate.

    `images`: uint8 [T, H, W, 3], RGB. `times_s`: float64 [T], seconds from the first displayed frame.
    """

    images: ImageArray = field(repr=False)
    times_s: TimeArray = field(repr=False)

    def __post_init__(self) -> None:
        if self.images.dtype != np.uint8 or self.images.ndim != 4 or self.images.shape[3] != 3:
            raise ValueError(f"images must be uint8 [T, H, W, 3], got {self.images.dtype} {self.images.shape}")
        _check_times(self.times_s, len(self.images))

    def __len__(self) -> int:
        return len(self.images)


@dataclass(frozen=True)
class Landmarks:
    """Landmarks of one person in a batch of consecutive frames.

    `points`: float32 [T, 75, 4]; the 75 points are 33 pose, 21 left hand, 21 right hand (`POSE_POINTS`,
    `LEFT_HAND_POINTS`, `RIGHT_HAND_POINTS`), left and right being the person's own; the 4 values are x and y as
    fractions of the displayed width and height, z in fractions of the width, and visibility 0..1.
    `present`: bool [T, 75]; where False the values of `points` mean nothing (they are 0).
    `times_s`: float64 [T].
    """

    points: FloatArray = field(repr=False)
    present: BoolArray = field(repr=False)
    times_s: TimeArray = field(repr=False)

    def __post_init__(self) -> None:
        if self.points.dtype != np.float32 or self.points.ndim != 3 or self.points.shape[1:] != (LANDMARK_POINTS, 4):
            raise ValueError(f"points must be float32 [T, 75, 4], got {self.points.dtype} {self.points.shape}")
        if self.present.dtype != np.bool_ or self.present.shape != self.points.shape[:2]:
            raise ValueError(
                f"present must be bool {self.points.shape[:2]}, got {self.present.dtype} {self.present.shape}"
            )
        _check_times(self.times_s, len(self.points))

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True)
class Seen:
    """Frames together with the landmarks of the very same frames: one set of points an image."""

    frames: Frames
    landmarks: Landmarks

    def __post_init__(self) -> None:
        if len(self.frames) != len(self.landmarks):
            raise ValueError(f"{len(self.frames)} frames with {len(self.landmarks)} sets of landmarks")

    def __len__(self) -> int:
        return len(self.frames)

    @property
    def times_s(self) -> TimeArray:
        """float64 [T], seconds from the first displayed frame."""
        return self.frames.times_s


@dataclass(frozen=True)
class Prediction:
    """What a recognizer says of one window: `scores`, float32 [C], for all classes over `[start_s, end_s)`."""

    start_s: float
    end_s: float
    scores: FloatArray = field(repr=False)

    def __post_init__(self) -> None:
        if self.scores.ndim != 1:
            raise ValueError(f"scores must be float32 [C], got shape {self.scores.shape}")
        if not self.start_s < self.end_s:
            raise ValueError(f"a window must have length: [{self.start_s}, {self.end_s})")


def _check_times(times_s: TimeArray, count: int) -> None:
    if times_s.dtype != np.float64 or times_s.shape != (count,):
        raise ValueError(f"times_s must be float64 [{count}], got {times_s.dtype} {times_s.shape}")


class Alternative(msgspec.Struct, frozen=True):
    """Another class a segment might have been."""

    class_id: int
    confidence: float
    label: str = ""


class Word(msgspec.Struct, frozen=True, rename={"start_s": "start", "end_s": "end"}):
    """One word inside a segment, with its own times in seconds."""

    word: str
    start_s: float
    end_s: float
    probability: float


class Segment(msgspec.Struct, frozen=True, rename={"start_s": "start", "end_s": "end"}):
    """One recognised sign or movement, in model time, untouched by reading rules.

    `class_id` is the id in the token dictionary, `label` its key there (a gloss), `text` its word in the annotation's
    language and `texts` in every language asked for. Frames are 0-based and inclusive. What the timeline does not know
    (labels, frames, recognizer) is filled in by the pipeline.
    """

    start_s: float
    end_s: float
    class_id: int
    confidence: float
    alternatives: tuple[Alternative, ...] = ()
    id: int = 0
    recognizer: str = ""
    tier: str = ""
    person: int = 0
    first_frame: int = 0
    last_frame: int = 0
    label: str = ""
    text: str = ""
    texts: dict[str, str] = {}
    words: tuple[Word, ...] = ()
    attributes: dict[str, Any] = {}


class Cue(msgspec.Struct, frozen=True, rename={"start_s": "start", "end_s": "end"}):
    """What a viewer reads: lines of text over `[start_s, end_s)`, made of the segments `segment_ids`."""

    start_s: float
    end_s: float
    lines: tuple[str, ...]
    segment_ids: tuple[int, ...] = ()
    language: str = ""


class Source(msgspec.Struct, frozen=True):
    """The video an annotation is about; `fps` is an exact fraction such as "30000/1001".

    `path` is its file name, `location` where it lies as seen from the annotation's folder, with forward slashes ("":
    beside it). `decoded_duration` is what could be read of the promised `duration`, in seconds.
    """

    path: str
    size: int
    mtime: float
    duration: float
    decoded_duration: float
    fps: str
    vfr: bool
    start_time: float
    width: int
    height: int
    rotation: int
    codec: str
    location: str = ""


class Run(msgspec.Struct, frozen=True):
    """How an annotation was made.

    `fingerprint` is of all that decides the segments, `wording` of what decides words and cues: the same two mean the
    same bytes (see docs/design.md).
    """

    tool: str
    version: str
    fingerprint: str
    options: dict[str, Any] = {}
    device: str = "cpu"
    seed: int | None = None
    wording: str = ""


class RecognizerInfo(msgspec.Struct, frozen=True):
    """Which model spoke: its name, the plugin and version behind it, the sha256 of its weights, how it was decoded."""

    name: str
    plugin: str
    version: str
    sha256: str
    window: int
    stride: int
    rate: str
    policy: dict[str, Any] = {}
    dictionary: str = ""


class Dictionary(msgspec.Struct, frozen=True):
    """Which token dictionary turned class ids into words."""

    id: str
    version: str
    sha256: str


class Output(msgspec.Struct, frozen=True):
    """A file that was written from an annotation: `path` as seen from the annotation's folder, with forward slashes."""

    path: str
    format: str
    language: str
    sha256: str


class Annotation(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known of one video: the JSON file, and what every other format is derived from.

    `status` is "complete" or "partial" (a damaged video, read as far as it went). `outputs` are the files written from
    it (None: not kept account of), so that nobody else's are ever written over.
    """

    schema: str = SCHEMA
    language: str
    text: str = ""
    status: str = "complete"
    source: Source
    run: Run
    recognizers: tuple[RecognizerInfo, ...] = ()
    dictionary: tuple[Dictionary, ...] = ()
    segments: tuple[Segment, ...] = ()
    cues: tuple[Cue, ...] = ()
    score: dict[str, Any] | None = None
    warnings: tuple[str, ...] = ()
    outputs: tuple[Output, ...] | None = None

    def save(self, path: Path | str) -> Path:
        """Writes the annotation as JSON, whole or not at all; `annotator.export` writes the other formats.

        Raises UsageError when `path` does not end in .json, OutputError when it cannot be written.
        """
        path = Path(path)
        if path.suffix.lower() != ".json":
            raise UsageError("an annotation is saved as .json", path=path, hint="annotator.export writes other formats")
        write_atomic(path, self.as_json())
        return path

    def as_json(self) -> bytes:
        """The annotation as UTF-8 JSON, Hangul as it is, indented."""
        try:
            data = msgspec.json.encode(self)
        except UnicodeEncodeError:  # a file name that is not UTF-8 holds lone surrogates, which JSON cannot
            data = msgspec.json.encode(_escaped(msgspec.to_builtins(self)))
        return msgspec.json.format(data, indent=2) + b"\n"


def _escaped(value: Any) -> Any:
    """`value` with lone surrogates in its texts written as escapes such as `\\udcb0`."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_escaped(key): _escaped(item) for key, item in value.items()}
    return [_escaped(item) for item in value] if isinstance(value, list | tuple) else value
