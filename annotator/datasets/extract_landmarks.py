"""Recordings to landmarks and to features."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from annotator.datasets.aihub_keypoints import keypoints_to_pose
from annotator.datasets.extract_plan import Piece
from annotator.datasets.extract_products import Products
from annotator.datasets.stretches import cut, shared
from annotator.files import write_atomic
from annotator.landmarks import (
    BODY_AND_HANDS,
    FEATURES,
    HANDS_ONLY,
    ExtractorConfig,
    Memory,
    PoseWriter,
    open_landmarks,
    open_pose,
    resample,
)
from annotator.records import BoolArray, FloatArray, Video
from annotator.truth import TRUTH_SUFFIX, Truth, TruthSegment, load_truth, truth_path

Steps = tuple[FloatArray, BoolArray]


def make_landmarks(products: Products) -> None:
    """One `.pose` file for every piece; of a recording with timed labels the whole, and its truth beside it."""
    if products.job.source.is_dir():
        _convert_keypoints(products)
        return
    video, settings = products.video(), products.settings
    config = ExtractorConfig(pose=settings.needs_pose)
    components = BODY_AND_HANDS if config.pose else HANDS_ONLY
    with open_landmarks(video, config, products.cache()) as reader:
        rate = settings.rate or reader.rate
        batches = products.metered(resample(reader, reader.rate, rate), video)
        writers: dict[Piece, PoseWriter] = {}
        try:
            for piece, _, part in cut(batches, rate, products.ranges(rate)):
                if piece not in writers:
                    writers[piece] = PoseWriter(products.path(piece), video, rate, components)
                writers[piece].append(part)
            for piece, writer in writers.items():
                writer.commit()
                products.add(piece, products.path(piece))
        finally:
            for writer in writers.values():
                writer.abort()
        products.decoded_s, products.damage = reader.decoded_s, reader.damage
    products.empty += [piece for piece in products.job.pieces if piece not in writers]
    if products.job.told is not None and products.made:
        _tell_truth(products, video)


def _convert_keypoints(products: Products) -> None:
    """The key points of a clip, which someone else has found, as landmarks."""
    (piece,) = products.job.pieces
    target = keypoints_to_pose(products.job.source, products.path(piece))
    products.add(piece, target)
    with open_pose(target) as file:
        products.decoded_s = file.decoded_s
        if products.job.told is not None:
            _tell_truth(products, replace(file.video, path=Path(f"{products.job.source}.mp4")))


def _tell_truth(products: Products, video: Video) -> None:
    """Writes the labels of a whole recording beside its landmarks."""
    (piece,) = products.job.pieces
    target = products.path(piece).with_name(products.path(piece).name.removesuffix(".pose") + TRUTH_SUFFIX)
    known = truth_path(products.job.source)
    load_truth(known).save(target) if known.exists() else _truth(products, video).save(target)
    products.add(piece, target)


def _truth(products: Products, video: Video) -> Truth:
    duration_s = video.duration_s or products.decoded_s
    segments = tuple(
        TruthSegment("words", label, start_s, duration_s if end_s is None else end_s, dict(texts))
        for start_s, end_s, label, texts in products.job.told or ()
    )
    return Truth(
        video=video.path.name,
        width=video.width,
        height=video.height,
        frame_rate=str(video.frame_rate),
        duration_s=duration_s,
        signer=products.job.group,
        segments=segments,
    )


def make_features(products: Products) -> None:
    """Sequences of features: float32 [T, F] for every piece, or [N, T, F + 1] of all pieces where windows are asked.

    Steps in which nothing is seen hold what the nearest step does in which something is, as when a recognizer reads
    them; a piece without any gives nothing.
    """
    video, settings = products.video(), products.settings
    features, memory = FEATURES[settings.features], Memory.of(video)
    found: dict[Piece, list[Steps]] = {piece: [] for piece in products.job.pieces}
    with open_landmarks(video, ExtractorConfig(pose=settings.needs_pose), products.cache()) as reader:
        rate = settings.rate or reader.rate
        ranges, first = products.ranges(rate), 0
        for batch in products.metered(resample(reader, reader.rate, rate), video):
            steps, usable = features.compute(batch, memory=memory)
            _share_out(steps, usable, first, ranges, found)
            first += len(batch)
        products.decoded_s, products.damage = reader.decoded_s, reader.damage
    sequences = {piece: filled for piece, parts in found.items() if (filled := _filled(parts)) is not None}
    products.empty += [piece for piece in products.job.pieces if piece not in sequences]
    products.why_empty = "nobody is seen in it"
    if settings.windows:
        _save_windows(products, sequences)
        return
    for piece, sequence in sequences.items():
        write_atomic(products.path(piece), _npy(sequence))
        products.add(piece, products.path(piece))


def _share_out(
    steps: FloatArray, usable: BoolArray, first: int, ranges: Mapping[Piece, range], found: Mapping[Piece, list[Steps]]
) -> None:
    for piece, low, high in shared(first, len(steps), ranges):
        found[piece].append((steps[low - first : high - first], usable[low - first : high - first]))


def _filled(parts: Sequence[Steps]) -> FloatArray | None:
    """The steps [T, F], unusable ones as their nearest usable neighbour; None where there is none."""
    if not parts:
        return None
    steps, usable = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    there = np.flatnonzero(usable)
    if not len(there):
        return None
    at = np.arange(len(steps))
    after = np.searchsorted(there, at).clip(0, len(there) - 1)
    before = (after - (there[after] > at)).clip(0)
    nearest = np.where(at - there[before] <= there[after] - at, there[before], there[after])
    nearest[at > there[-1]] = there[-1]
    filled: FloatArray = steps[nearest]
    return filled


def _save_windows(products: Products, sequences: Mapping[Piece, FloatArray]) -> None:
    """Windows of all pieces in one file, [N, T, F + 1], the label in the last column."""
    labelled = [
        np.concatenate([windows, np.full((*windows.shape[:2], 1), piece.label, np.float32)], axis=2)
        for piece, sequence in sequences.items()
        for windows in [cut_windows(sequence, products.settings.windows)]
    ]
    if labelled:
        piece = next(iter(sequences))
        write_atomic(products.path(piece), _npy(np.concatenate(labelled)))
        products.add(piece, products.path(piece))


def cut_windows(sequence: FloatArray, length: int) -> FloatArray:
    """A sequence [T, F] as windows [N, length, F] that share no step; a rest of half a window or more is made whole by
    repeating its last step, and so is a sequence shorter than one.
    """
    count = max(1, (len(sequence) + length // 2) // length)
    windows: FloatArray = sequence[np.arange(count * length).clip(0, len(sequence) - 1)]
    return windows.reshape(count, length, -1)


def _npy(array: FloatArray) -> bytes:
    data = io.BytesIO()
    np.save(data, array.astype(np.float32), allow_pickle=False)
    return data.getvalue()
