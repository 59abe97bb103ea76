"""AI-Hub's key point folders as a data set whose recordings they are: `extract` makes `.pose` files of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from annotator.datasets.aihub import CLIP_NAME, MORPHEME_SUFFIX
from annotator.datasets.aihub_keypoints import is_keypoint_folder
from annotator.datasets.dataset import Dataset, Sample
from annotator.datasets.naming import name_classes
from annotator.datasets.readers import Wanted
from annotator.datasets.walk import entries
from annotator.errors import DatasetError
from annotator.labels import Label, read_label_json

KEYPOINTS_FORM: Final = "keypoints"


def keypoint_dataset(path: Path, wanted: Wanted = Wanted()) -> Dataset:  # noqa: B008 (frozen)
    """Every folder of key points below `path` as a recording, labelled by NAME_morpheme.json, wherever below it lies.

    Recordings without labels are extracted without truth. The group is the signer. Raises DatasetError.
    """
    if not path.is_dir():
        raise DatasetError("there is no such folder", path=path)
    told: dict[str, Path] = {}
    folders = list(_found(path, told))
    if not folders:
        raise DatasetError("holds no folder of *_keypoints.json", path=path)
    labels = {
        folder: read_label_json(told[folder.name.upper()]).labels for folder in folders if folder.name.upper() in told
    }
    names = {label.text for own in labels.values() for label in own}
    tokens, ids = name_classes(names, wanted, path)
    samples = tuple(_sample(folder, label, ids[label.text]) for folder in labels for label in labels[folder])
    left_out = len(folders) - len(labels) if labels else 0
    notes = (f"{left_out} clips have no *{MORPHEME_SUFFIX} and were left out",) if left_out else ()
    return Dataset(
        path, KEYPOINTS_FORM, "landmarks", tokens, samples, tuple(labels or folders),
        continuous=bool(labels), notes=notes, owners={folder: _signer(folder) for folder in folders},
    )  # fmt: skip


def _sample(folder: Path, label: Label, token: int) -> Sample:
    return Sample(folder, token, _signer(folder), "", label.start_s, label.end_s)


def _signer(folder: Path) -> str:
    match = CLIP_NAME.match(folder.name)
    return match[3].upper() if match else ""


def _found(path: Path, told: dict[str, Path]) -> Iterator[Path]:
    """The folders of key points; files of labels that are met on the way are noted by the clip's name."""
    if is_keypoint_folder(path):
        yield path
        return
    below, files = entries(path)
    for file in files:
        if file.name.lower().endswith(MORPHEME_SUFFIX):
            told[file.name[: -len(MORPHEME_SUFFIX)].upper()] = file
    for folder in below:
        yield from _found(folder, told)
