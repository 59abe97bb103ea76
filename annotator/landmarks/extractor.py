"""Frames in, landmarks out: MediaPipe Hands and Pose on one video."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Final

import numpy as np

from annotator.errors import LandmarkError
from annotator.landmarks import stored
from annotator.landmarks.config import ExtractorConfig
from annotator.landmarks.handedness import Hand, HandSorter, Side
from annotator.landmarks.quiet import load_mediapipe, quiet_stderr
from annotator.records import (
    LANDMARK_POINTS,
    LEFT_HAND_POINTS,
    POSE_POINTS,
    RIGHT_HAND_POINTS,
    FloatArray,
    Frames,
    ImageArray,
    Landmarks,
    Video,
)

# MediaPipe takes every picture for a mirrored one: what it calls left is the person's right hand.
_SIDES: Final[dict[str, Side]] = {"Left": "right", "Right": "left"}
_PLACES: Final[dict[Side, slice]] = {"left": LEFT_HAND_POINTS, "right": RIGHT_HAND_POINTS}


class LandmarkExtractor:
    """Landmarks of one video's frames, fed in time order; a context manager, to be closed.

    Where the frames are `still`, pictures that have nothing to do with one another, each is searched by itself.

    MediaPipe tracks from frame to frame, so an extractor serves one video only. What `feed` gives is exactly what
    reading it back from a .pose file would give (`annotator.landmarks.stored`). Hand points have visibility 1 where
    present (MediaPipe gives none for hands); body points have MediaPipe's.
    Raises `MissingError` without MediaPipe, `LandmarkError` where MediaPipe fails.
    """

    def __init__(self, config: ExtractorConfig, video: Video, *, still: bool = False) -> None:
        self.config, self.video, self.still = config, video, still
        self._sorter = HandSorter()
        self._graphs: _Graphs | None = None
        self._closed = False
        load_mediapipe()

    def feed(self, frames: Frames) -> Landmarks:
        """The landmarks of the next frames, one set a frame."""
        if self._closed:
            raise LandmarkError("the extractor has been closed", path=self.video.path)
        points = np.zeros((len(frames), LANDMARK_POINTS, 4), np.float32)
        present = np.zeros((len(frames), LANDMARK_POINTS), np.bool_)
        with self._translated():
            for image, row, seen in zip(frames.images, points, present, strict=True):
                hands, body = self._process(_readonly(image))
                if self.still:
                    self._sorter = HandSorter()
                for side, hand in self._sorter.sort(hands).items():
                    place = _PLACES[side]
                    row[place, :3], row[place, 3], seen[place] = hand.points, 1.0, True
                if body is not None:
                    row[POSE_POINTS], seen[POSE_POINTS] = body, True
        return stored.settle(points, present, frames.times_s, self.video)

    def close(self) -> None:
        """Frees MediaPipe's graphs; the extractor cannot be fed any more."""
        self._closed = True
        if self._graphs is not None:
            self._graphs.close()

    def __enter__(self) -> LandmarkExtractor:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self.close()

    def _process(self, image: ImageArray) -> tuple[list[Hand], FloatArray | None]:
        if self._graphs is not None:
            return self._graphs.process(image)
        # A graph is only complete, and its chatter over, when its first picture has been seen.
        with quiet_stderr():
            self._graphs = _Graphs(self.config, still=self.still)
            return self._graphs.process(image)

    @contextlib.contextmanager
    def _translated(self) -> Any:
        try:
            yield
        except (RuntimeError, ValueError, OSError) as error:
            raise LandmarkError(f"MediaPipe failed: {_first_line(error)}", path=self.video.path) from error


class _Graphs:
    """MediaPipe's graphs for one video.

    The two share nothing, and leave Python while they work: the body is looked for beside the hands, where there are
    any to look for.
    """

    def __init__(self, config: ExtractorConfig, *, still: bool = False) -> None:
        solutions = load_mediapipe().solutions
        with contextlib.ExitStack() as stack:
            self._hands = stack.enter_context(_hands(solutions, config, still)) if config.hands else None
            self._body = stack.enter_context(_body(solutions, config, still)) if config.pose else None
            self._beside = stack.enter_context(ThreadPoolExecutor(1)) if config.hands and config.pose else None
            self.close = stack.pop_all().close

    def process(self, image: ImageArray) -> tuple[list[Hand], FloatArray | None]:
        """The hands in a picture, and the body's points (x, y, z, visibility) [33, 4] or None."""
        if self._body is None:
            return self._found_hands(image), None
        if self._beside is None:
            return [], _found_body(self._body.process(image))
        body = self._beside.submit(self._body.process, image)
        return self._found_hands(image), _found_body(body.result())

    def _found_hands(self, image: ImageArray) -> list[Hand]:
        return _found_hands(self._hands.process(image)) if self._hands is not None else []


def _hands(solutions: Any, config: ExtractorConfig, still: bool) -> Any:
    return solutions.hands.Hands(
        static_image_mode=still,
        max_num_hands=config.hands,
        model_complexity=config.complexity,
        min_detection_confidence=config.detection_confidence,
        min_tracking_confidence=config.tracking_confidence,
    )


def _body(solutions: Any, config: ExtractorConfig, still: bool) -> Any:
    return solutions.pose.Pose(
        static_image_mode=still,
        model_complexity=1,  # the only one in the wheel
        min_detection_confidence=config.detection_confidence,
        min_tracking_confidence=config.tracking_confidence,
    )


def _found_hands(result: Any) -> list[Hand]:
    return [
        Hand(_SIDES[kind.classification[0].label], kind.classification[0].score, _xyz(hand.landmark))
        for kind, hand in zip(result.multi_handedness or (), result.multi_hand_landmarks or (), strict=True)
    ]


def _found_body(result: Any) -> FloatArray | None:
    if result.pose_landmarks is None:
        return None
    return np.array([(p.x, p.y, p.z, p.visibility) for p in result.pose_landmarks.landmark], np.float32)


def _xyz(landmarks: Iterable[Any]) -> FloatArray:
    return np.array([(p.x, p.y, p.z) for p in landmarks], np.float32)


def _readonly(image: ImageArray) -> ImageArray:
    """A contiguous, unwritable view of a picture, which MediaPipe takes without copying it."""
    view = np.ascontiguousarray(image).view()
    view.flags.writeable = False
    return view


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
