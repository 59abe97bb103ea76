"""From labels recorded for videos to a data set of stretches, which clips are cut from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from annotator.datasets.dataset import Dataset, Sample
from annotator.datasets.record_labels import Recorded
from annotator.errors import UsageError
from annotator.tokens import Token, TokenDictionary


def labelled_dataset(recorded: Iterable[Recorded], root: Path, tokens: TokenDictionary | None = None) -> Dataset:
    """Every labelled stretch of every video as a sample; without a dictionary, ids are positions among sorted words.

    Raises UsageError where no video has labels.
    """
    truths = {each.video: each.truth for each in recorded if each.truth is not None}
    texts: dict[str, Mapping[str, str]] = {}
    for truth in truths.values():
        for segment in truth.segments:
            texts.setdefault(segment.token, segment.text or {"ko": segment.token})
    if not texts:
        raise UsageError("no video has labels that can be used", path=root)
    if tokens is None:
        tokens = TokenDictionary("words", {i: Token(label, texts[label]) for i, label in enumerate(sorted(texts))})
    ids = {tokens.label(i): i for i in tokens}
    samples = tuple(
        Sample(video, ids[segment.token], truth.signer or video.stem, "", segment.start_s, segment.end_s)
        for video, truth in truths.items()
        for segment in truth.segments
    )
    return Dataset(root, "labels", "video", tokens, samples, tuple(truths))
