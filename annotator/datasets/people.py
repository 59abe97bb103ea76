"""Whether somebody, a hand, or exactly one face is to be seen: MediaPipe on single pictures."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from annotator.landmarks.quiet import load_mediapipe, quiet_stderr
from annotator.records import ImageArray

Want: TypeAlias = Literal["person", "hand", "one-face"]
WANTS: Final[tuple[Want, ...]] = ("person", "hand", "one-face")
_CONFIDENCE: Final = 0.5


class Watcher:
    """Looks for what is wanted in pictures; a context manager. Raises MissingError without MediaPipe.

    Faces are found with MediaPipe's short-range model (up to two metres from the camera) and, where that finds none,
    with the full-range one.
    """

    def __init__(self, wants: Sequence[Want]) -> None:
        solutions = load_mediapipe().solutions
        self._stack = contextlib.ExitStack()
        with quiet_stderr():
            self._person = self._open(
                "person" in wants, solutions.pose.Pose, static_image_mode=True, min_detection_confidence=_CONFIDENCE
            )
            self._hands = self._open(
                "hand" in wants,
                solutions.hands.Hands,
                static_image_mode=True,
                max_num_hands=2,
                min_detection_confidence=_CONFIDENCE,
            )
            self._faces = [
                self._open(
                    "one-face" in wants,
                    solutions.face_detection.FaceDetection,
                    model_selection=model,
                    min_detection_confidence=_CONFIDENCE,
                )
                for model in (0, 1)
            ]
            self._look(np.zeros((64, 64, 3), np.uint8))  # what the graphs say when they begin is not for the user

    def problems(self, images: Sequence[ImageArray]) -> list[tuple[str, str]]:
        """What is missing in the pictures of one sample, (kind of problem, sentence).

        A person or a hand must be seen in one picture at least, and exactly one face in most of them.
        """
        seen = [self._look(image) for image in images]
        where = "the picture" if len(images) == 1 else f"any of {len(images)} frames"
        found: list[tuple[str, str]] = []
        if self._person is not None and not any(person for person, _, _ in seen):
            found.append(("no-person", f"no person is found in {where}"))
        if self._hands is not None and not any(hands for _, hands, _ in seen):
            found.append(("no-hand", f"no hand is found in {where}"))
        faces = sorted(count for _, _, count in seen if count is not None)
        if faces and (middle := faces[len(faces) // 2]) != 1:
            found.append(("no-face", f"no face is found in {where}") if not middle else ("faces", f"{middle} faces"))
        return found

    def close(self) -> None:
        """Frees MediaPipe's graphs."""
        self._stack.close()

    def __enter__(self) -> Watcher:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self.close()

    def _open(self, wanted: bool, kind: Any, **options: object) -> Any:
        return self._stack.enter_context(kind(**options)) if wanted else None

    def _look(self, image: ImageArray) -> tuple[bool, int, int | None]:
        """Whether a person is seen, how many hands, and how many faces (None: not looked for)."""
        image = np.ascontiguousarray(image)
        person = self._person is not None and self._person.process(image).pose_landmarks is not None
        hands = len(self._hands.process(image).multi_hand_landmarks or ()) if self._hands is not None else 0
        faces: int | None = None
        for model in self._faces:
            if model is not None and not faces:
                faces = len(model.process(image).detections or ())
        return person, hands, faces
