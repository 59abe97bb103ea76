"""The recognizer `landmark-tcn`: a window of features around every step, scored for the step at its centre."""

from __future__ import annotations

from annotator.landmark_windows import LandmarkWindowRecognizer


class LandmarkTCN(LandmarkWindowRecognizer):
    """Says for every step of a video what is being signed there, from the window of features around it.

    At the ends of a video the first and the last step stand for what lies outside. Steps at which nobody was seen are
    zeros, as they were in training; a window of nothing else is passed over.
    """

    name = "landmark-tcn"
    edge = "pad"
    holes = "keep"
