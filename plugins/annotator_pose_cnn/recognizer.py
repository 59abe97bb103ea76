"""The recognizer `pose-cnn`: the person in a picture, or their skeleton, scored by a network made for photographs."""

from __future__ import annotations

from annotator.pictures import PictureRecognizer


class PoseCNN(PictureRecognizer):
    """Says which pose a picture shows.

    Where the bundle says so the person is cut out by the body's landmarks, and the skeleton drawn over the picture or
    on black; a picture in which nobody was found is then unusable.
    """

    name = "pose-cnn"
