"""How good a bundle is on clips: recognised as videos are, compared step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from annotator.landmarks import resample
from annotator.models import Bundle
from annotator.records import FloatArray, Prediction
from annotator.training import Clip, confusion_matrix
from annotator_landmark_tcn.data import Classes
from annotator_landmark_tcn.recognizer import LandmarkTCN


@dataclass(frozen=True)
class Recognised:
    """What a bundle says of a clip, window by window."""

    clip: Clip
    predictions: tuple[Prediction, ...] = field(repr=False)


def recognise(bundle: Bundle, clips: Sequence[Clip]) -> list[Recognised]:
    """Every clip through the recognizer, as a video would be."""
    recognizer = LandmarkTCN(bundle)
    found = []
    for clip in clips:
        session = recognizer.open(clip.video)
        predictions: list[Prediction] = []
        for batch in resample([clip.landmarks], clip.rate, recognizer.input.rate):
            predictions += session.feed(batch)
        found.append(Recognised(clip, (*predictions, *session.finish())))
    return found


def step_metrics(
    found: Sequence[Recognised], classes: Classes, border_s: float
) -> tuple[dict[str, float], tuple[tuple[int, ...], ...]]:
    """Accuracy and macro F1 (over the classes that occur) over the steps away from borders, and their confusion."""
    truths, bests = [], []
    for one in found:
        if one.predictions:
            spans = classes.spans(one.clip)
            centres = np.array([(each.start_s + each.end_s) / 2 for each in one.predictions])
            clear = spans.distance(centres) >= border_s
            truths.append(spans.at(centres, classes.idle)[clear])
            bests.append(_scores(one).argmax(axis=1)[clear])
    truth, best = (np.concatenate(parts) if parts else np.zeros(0, np.int64) for parts in (truths, bests))
    confusion = confusion_matrix(truth, best, len(classes.ids))
    counts = np.array(confusion, np.float64)
    right, shown = counts.diagonal(), counts.sum(axis=1)
    f1 = 2 * right / np.maximum(shown + counts.sum(axis=0), 1)
    occurs = shown > 0
    signs = occurs.copy()
    signs[classes.idle] = False
    metrics = {
        "step_accuracy": float(right.sum() / max(shown.sum(), 1)),
        "step_macro_f1": float(f1[occurs].mean()) if occurs.any() else 0.0,
        "step_macro_f1_of_signs": float(f1[signs].mean()) if signs.any() else 0.0,
    }
    return metrics, confusion


def _scores(one: Recognised) -> FloatArray:
    return np.stack([prediction.scores for prediction in one.predictions])
