"""Copying the files of a data set into class folders, below a folder for each part."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Final

from annotator.datasets.dataset import Dataset
from annotator.datasets.naming import save_tokens
from annotator.errors import OutputError, UsageError
from annotator.files import partial_path

_FOLDERS: Final = {"train": "train", "validation": "val", "test": "test", "": ""}
_UNSAFE: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]|^\.|^\s*$|[. ]$')


def copy_to_folders(dataset: Dataset, folder: Path) -> Path:
    """Copies whole files to folder/{train,val,test}/CLASS/NAME, with `tokens.json` in the folder; gives the folder.

    Classes are named by word, or where a word cannot be a folder's name all by token id. Files of one name get numbers.
    Raises UsageError for samples that are stretches or rows, OutputError where something cannot be written.
    """
    cut = next((s for s in dataset.samples if s.row is not None or s.start_s or s.end_s is not None), None)
    if cut is not None:
        raise UsageError("is not a sample as a whole", path=cut.path, hint="annotator dataset extract cuts samples out")
    words = {label: dataset.word(label) for label in dataset.labels}
    safe = len(set(words.values())) == len(words) and not any(map(_UNSAFE.search, words.values()))
    named = {label: words[label] if safe and not _all_digits(words) else str(label) for label in words}
    save_tokens(dataset.tokens, folder)
    for sample in dataset.samples:
        place = folder / _FOLDERS[sample.part] / named[sample.label]
        _copy(sample.path, _free(place / sample.path.name))
    return folder


def _all_digits(words: dict[int, str]) -> bool:
    return all(word.isdecimal() for word in words.values())


def _free(target: Path) -> Path:
    number, free = 1, target
    while os.path.lexists(free):
        number += 1
        free = target.with_name(f"{target.stem}-{number}{target.suffix}")
    return free


def _copy(source: Path, target: Path) -> None:
    draft = partial_path(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, draft)
        draft.replace(target)
    except OSError as error:
        raise OutputError(f"cannot be copied to {target}: {error.strerror}", path=source) from error
    finally:
        draft.unlink(missing_ok=True)
