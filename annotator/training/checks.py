"""What is wrong with the parts of a data set, said before anything is learnt from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import inf
from pathlib import Path
from typing import Final

from annotator.datasets import PARTS, Dataset, Sample
from annotator.errors import DatasetError
from annotator.training.classes import ModelClasses
from annotator.training.group_split import refuse_copies

_PURPOSES: Final = {"validation": "to choose by", "test": "held back"}
_NAMED: Final = 8  # words in a sentence


def check_parts(parts: Mapping[str, Dataset], classes: ModelClasses) -> tuple[str, ...]:
    """Refuses parts nothing can be learnt or measured with; gives sentences on what a user should know of them.

    Raises DatasetError naming the class that has a single sample or none to train on, the file whose content is in two
    parts, or the recording of which one moment is.
    """
    counts = {part: parts[part].counts() for part in PARTS}
    for class_id, word in zip(classes.ids, classes.words, strict=True):
        if classes.idle is None or class_id != classes.ids[classes.idle]:
            _check_class(class_id, word, {part: counts[part].get(class_id, 0) for part in PARTS}, parts["train"].root)
    _refuse_overlaps([sample for part in PARTS for sample in parts[part].samples])
    refuse_copies(_alike(parts))
    return tuple(_missing(parts, counts, classes))


def _check_class(class_id: int, word: str, counts: Mapping[str, int], root: Path) -> None:
    total = sum(counts.values())
    if total == 1:
        raise DatasetError(
            f"the class {word!r} ({class_id}) has a single sample; it takes one to learn from, one to choose by and "
            "one to be measured on",
            path=root,
        )
    if not counts["train"]:
        raise DatasetError(
            f"the class {word!r} ({class_id}) has no sample to train on "
            f"({counts['validation']} to choose by, {counts['test']} held back)",
            path=root,
            hint="record it with more signers, or take another --seed for the split",
        )


def _refuse_overlaps(samples: Iterable[Sample]) -> None:
    """Refuses stretches of one recording that overlap and are in two parts."""
    by_path: dict[Path, list[Sample]] = {}
    for sample in samples:
        if sample.row is None:
            by_path.setdefault(sample.path, []).append(sample)
    for path, mine in by_path.items():
        ends: dict[str, float] = {}
        for sample in sorted(mine, key=lambda sample: sample.start_s):
            other = next((part for part, end_s in ends.items() if part != sample.part and end_s > sample.start_s), "")
            if other:
                raise DatasetError(
                    f"what is seen at {sample.start_s:g} s is in its {other} and in its {sample.part} part, "
                    "so accuracy would mean nothing",
                    path=path,
                    hint="annotator dataset split makes parts by signer or recording",
                )
            ends[sample.part] = max(ends.get(sample.part, 0.0), inf if sample.end_s is None else sample.end_s)


def _alike(parts: Mapping[str, Dataset]) -> list[tuple[Path, str]]:
    """The files that may be copies of one another, those of one size, each with its part; tables are in all parts."""
    found = sorted(
        {(sample.path, part) for part in PARTS for sample in parts[part].samples if sample.row is None}
        | {(path, part) for part in PARTS for path in parts[part].files if path.is_file()}
    )
    rows = {sample.path for part in PARTS for sample in parts[part].samples if sample.row is not None}
    places = Counter(path for path, _ in found)
    own = [(path, part) for path, part in found if path not in rows and places[path] == 1 and path.is_file()]
    sizes = Counter(path.stat().st_size for path, _ in own)
    return [(path, part) for path, part in own if sizes[path.stat().st_size] > 1]


def _missing(
    parts: Mapping[str, Dataset], counts: Mapping[str, Mapping[int, int]], classes: ModelClasses
) -> Iterable[str]:
    for part, purpose in _PURPOSES.items():
        words = [
            word
            for number, (class_id, word) in enumerate(zip(classes.ids, classes.words, strict=True))
            if number != classes.idle and not counts[part].get(class_id)
        ]
        if words:
            yield f"{_listed(words)}: no sample {purpose}, so nothing is known of how well that is recognised"
    if parts["train"].continuous and classes.idle is None:
        yield "nothing is learnt of what lies between signs"


def _listed(words: Sequence[str]) -> str:
    more = len(words) - _NAMED
    return ", ".join(words[:_NAMED]) + (f" and {more} more" if more > 0 else "")
