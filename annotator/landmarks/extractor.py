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
    BoolArray,
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

    MediaPipe tracks from frame to frame, so an extractor serves one video only. What `feed` gives is exactly what
    reading it back from a .pose file would give (`annotator.landmarks.stored`). Hand points have visibility 1 where
    present (MediaPipe gives none for hands); body points have MediaPipe's.
    Raises `MissingError` without MediaPipe, `LandmarkError` where MediaPipe fails.
    """

    def __init__(self, config: ExtractorConfig, video: Video) -> None:
        self.config, self.video = config, video
        self._sorter = HandSorter()
        self._warm = False
        solutions = load_mediapipe().solutions
        with contextlib.ExitStack() as stack, self._translated(), quiet_stderr():
            self._hands = stack.enter_context(_hands(solutions, config))
            self._pose = stack.enter_context(_pose(solutions, config)) if config.pose else None
            # The two graphs share nothing, and leave Python while they work: the body is done beside the hands.
            self._beside = stack.enter_context(ThreadPoolExecutor(1)) if config.pose else None
            self._stack = stack.pop_all()

    def feed(self, frames: Frames) -> Landmarks:
        """The landmarks of the next frames, one set a frame."""
        points = np.zeros((len(frames), LANDMARK_POINTS, 4), np.float32)
        present = np.zeros((len(frames), LANDMARK_POINTS), np.bool_)
        with self._translated():
            for image, row, seen in zip(frames.images, points, present, strict=True):
                # Building a graph ends with its first picture; its chatter comes as late as that.
                with contextlib.nullcontext() if self._warm else quiet_stderr():
                    self._find(_readonly(image), row, seen)
                self._warm = True
        return stored.settle(points, present, frames.times_s, self.video)

    def close(self) -> None:
        """Frees MediaPipe's graphs; the extractor cannot be fed any more."""
        self._stack.close()

    def __enter__(self) -> LandmarkExtractor:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self.close()

    def _find(self, image: ImageArray, row: FloatArray, seen: BoolArray) -> None:
        """Fills one frame's points [75, 4] and presence [75]."""
        body = self._beside.submit(self._pose.process, image) if self._beside and self._pose else None
        for side, hand in self._sorter.sort(_found_hands(self._hands.process(image))).items():
            place = _PLACES[side]
            row[place, :3], row[place, 3], seen[place] = hand.points, 1.0, True
        landmarks = body.result().pose_landmarks if body is not None else None
        if landmarks is not None:
            row[POSE_POINTS] = [(p.x, p.y, p.z, p.visibility) for p in landmarks.landmark]
            seen[POSE_POINTS] = True

    @contextlib.contextmanager
    def _translated(self) -> Any:
        try:
            yield
        except (RuntimeError, ValueError, OSError) as error:
            raise LandmarkError(f"MediaPipe failed: {_first_line(error)}", path=self.video.path) from error


def _hands(solutions: Any, config: ExtractorConfig) -> Any:
    return solutions.hands.Hands(
        static_image_mode=False,
        max_num_hands=config.hands,
        model_complexity=config.complexity,
        min_detection_confidence=config.detection_confidence,
        min_tracking_confidence=config.tracking_confidence,
    )


def _pose(solutions: Any, config: ExtractorConfig) -> Any:
    return solutions.pose.Pose(
        static_image_mode=False,
        model_complexity=1,  # the only one in the wheel
        min_detection_confidence=config.detection_confidence,
        min_tracking_confidence=config.tracking_confidence,
    )


def _found_hands(result: Any) -> list[Hand]:
    return [
        Hand(_SIDES[kind.classification[0].label], kind.classification[0].score, _xyz(hand.landmark))
        for kind, hand in zip(result.multi_handedness or (), result.multi_hand_landmarks or (), strict=True)
    ]


def _xyz(landmarks: Iterable[Any]) -> FloatArray:
    return np.array([(p.x, p.y, p.z) for p in landmarks], np.float32)


def _readonly(image: ImageArray) -> ImageArray:
    """A contiguous, unwritable view of a picture, which MediaPipe takes without copying it."""
    view = np.ascontiguousarray(image).view()
    view.flags.writeable = False
    return view


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
