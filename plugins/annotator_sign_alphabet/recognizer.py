"""The recognizer `sign-alphabet`: the signing hand, cut out of every picture, scored by itself."""

from __future__ import annotations

from annotator.pictures import PictureRecognizer


class SignAlphabet(PictureRecognizer):
    """Says which letter the hand in a picture shows.

    The hand is found by its landmarks, or where MediaPipe misses it by the body's; a left one is seen in a mirror, so
    that all are right ones. Letters become words where the bundle's dictionary says that it spells.
    """

    name = "sign-alphabet"
