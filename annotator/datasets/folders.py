"""A folder for every class: videos, pictures, `.npy` sequences or `.pose` files, in parts or all together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from annotator.datasets.dataset import Dataset, Medium, Sample
from annotator.datasets.naming import name_classes
from annotator.datasets.readers import Reader, Wanted
from annotator.datasets.sequences import check_sequences
from annotator.datasets.walk import entries, medium_of, part_of_name
from annotator.errors import DatasetError
from annotator.text import nfc


@dataclass(frozen=True)
class _Class:
    """One class folder: its name, the part it lies in, its files, and how many others lie there."""

    path: Path
    part: str
    files: tuple[Path, ...] = field(repr=False)
    others: int = 0

    @property
    def name(self) -> str:
        return nfc(self.path.name)


class FolderReader(Reader):
    """`root/CLASS/*`, or `root/{train,val,test}/CLASS/*`; the folder names are ids or words of the dictionary.

    A folder named for a part is one where it holds folders; where it holds files it is a class of that name.
    """

    general = True
    medium: ClassVar[Medium]
    thing: ClassVar[str]

    def recognises(self, path: Path) -> bool:
        if not path.is_dir():
            return False
        return any(
            medium_of(file) == self.medium for folder in _class_folders(path) for file in entries(folder[0])[1][:50]
        )

    def read(self, path: Path, wanted: Wanted) -> Dataset:
        if not path.is_dir():
            raise DatasetError("is no folder of class folders", path=path)
        classes = [self._class(folder, part) for folder, part in _class_folders(path)]
        if not classes:
            raise DatasetError("holds no class folders", path=path)
        self._refuse_empty(path, classes)
        tokens, ids = name_classes((each.name for each in classes), wanted, path)
        samples = tuple(Sample(file, ids[each.name], "", each.part) for each in classes for file in each.files)
        if self.medium == "features":
            check_sequences(sample.path for sample in samples)
        files = tuple(sample.path for sample in samples)
        return Dataset(path, self.name, self.medium, tokens, samples, files, notes=tuple(self._notes(path, classes)))

    def _class(self, folder: Path, part: str) -> _Class:
        below, files = entries(folder)
        fitting = tuple(file for file in files if medium_of(file) == self.medium)
        if not fitting and below:
            raise DatasetError(
                f"holds folders, not {self.thing}",
                path=folder,
                hint="the folders of classes lie directly in DATASET, or in DATASET/{train,val,test}",
            )
        return _Class(folder, part, fitting, len(files) - len(fitting) + len(below))

    def _refuse_empty(self, root: Path, classes: Sequence[_Class]) -> None:
        """Refuses classes without a file in any part, and two folders for one class."""
        filled = {each.name for each in classes if each.files}
        for each in classes:
            if each.name not in filled:
                raise DatasetError(f"the class holds no {self.thing}", path=each.path, hint="fill it or remove it")
        seen: dict[tuple[str, str], Path] = {}
        for each in classes:
            other = seen.setdefault((each.part, each.name), each.path)
            if other is not each.path:
                raise DatasetError(f"has two folders for the class {each.name!r}", path=root)

    def _notes(self, root: Path, classes: Sequence[_Class]) -> list[str]:
        notes = []
        if others := sum(each.others for each in classes):
            notes.append(f"{others} files or folders in the class folders are no {self.thing} and were left out")
        parts = sorted({each.part for each in classes if each.part})
        for part in parts:
            there = {each.name for each in classes if each.part == part and each.files}
            missing = sorted({each.name for each in classes} - there)
            if missing:
                notes.append(
                    f"its {part} part has no sample of {', '.join(missing[:5])}"
                    + (f" and {len(missing) - 5} more classes" if len(missing) > 5 else "")
                )
        loose = [file for file in entries(root)[1] if medium_of(file) == self.medium]
        if loose:
            notes.append(f"{len(loose)} {self.thing} lie outside the class folders and were left out")
        return notes


class VideoFolders(FolderReader):
    name = "video-folders"
    about = "a folder for every class, videos in it; with or without train, val and test above"
    medium = "video"
    thing = "videos"


class PictureFolders(FolderReader):
    name = "picture-folders"
    about = "a folder for every class, pictures in it (also Teachable Machine's, with labels.txt)"
    medium = "picture"
    thing = "pictures"


class SequenceFolders(FolderReader):
    name = "sequence-folders"
    about = "a folder for every class, .npy sequences of features in it, without labels"
    medium = "features"
    thing = ".npy files"


class PoseFolders(FolderReader):
    name = "pose-folders"
    about = "a folder for every class, .pose files in it"
    medium = "landmarks"
    thing = ".pose files"


def _class_folders(root: Path) -> list[tuple[Path, str]]:
    """The class folders below a root with the part of each; raises DatasetError where parts cannot be told apart."""
    folders = entries(root)[0]
    parts = {folder: part_of_name(folder.name) for folder in folders if _is_part(folder)}
    if not parts:
        return [(folder, "") for folder in folders]
    if beside := [folder.name for folder in folders if folder not in parts]:
        names = ", ".join(folder.name for folder in parts)
        raise DatasetError(
            f"holds {names}, which are parts, beside {', '.join(beside[:5])}",
            path=root,
            hint="move the class folders into a part, or say the folder of one part as DATASET",
        )
    if len(set(parts.values())) < len(parts):
        raise DatasetError(
            f"has two folders for one part: {', '.join(folder.name for folder in parts)}",
            path=root,
            hint="their files are not merged: leave one of them",
        )
    return [(folder, part) for above, part in parts.items() for folder in entries(above)[0]]


def _is_part(folder: Path) -> bool:
    if not part_of_name(folder.name):
        return False
    below, files = entries(folder)
    return bool(below) and not any(medium_of(file) for file in files)
