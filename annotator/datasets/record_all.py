"""Recording the labels of whole folders: finding videos and label files, reading, pairing, checking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.datasets.record_labels import Recorded, Recording, pair, record
from annotator.datasets.walk import walk
from annotator.errors import AnnotatorError, UsageError
from annotator.labels import LABEL_FORMS, TABLES, LabelFile, is_about, read_labels
from annotator.truth import TRUTH_SUFFIX
from annotator.video import is_media_name


@dataclass(frozen=True)
class AllRecorded:
    """What became of every video with labels, why files of labels could not be read, and what was left over."""

    recorded: tuple[Recorded, ...]
    failures: tuple[AnnotatorError, ...] = ()
    notes: tuple[str, ...] = ()


def record_labels(videos: Path, labels: Path, how: Recording, form: str = "") -> AllRecorded:
    """Takes the labels in a file or folder as the truth about a video or the videos in a folder.

    `form` is the ending of the files that are meant where a folder holds several ("srt", "eaf", ...). Raises UsageError
    where there is no video, no file of labels, or where it cannot be told which are meant.
    """
    found = _files(videos, "video")
    films = [path for path in found if is_media_name(path)]
    if not films:
        raise UsageError("holds no video", path=videos)
    files, failures = _read(_label_files(labels, films, form))
    if not files and not failures:
        raise UsageError("holds no labels of these videos", path=labels, hint=f"known are {', '.join(LABEL_FORMS)}")
    root = videos if videos.is_dir() else videos.parent
    pairs, notes = pair(films, files, root, labels if labels.is_dir() else labels.parent)
    recorded = tuple(record(video, file, own, how) for video, file, own in pairs)
    return AllRecorded(recorded, tuple(failures), tuple(notes))


def _files(path: Path, what: str) -> list[Path]:
    if not path.exists():
        raise UsageError(f"there is no such {what} or folder", path=path)
    return list(walk(path)) if path.is_dir() else [path]


def _label_files(labels: Path, films: Sequence[Path], form: str) -> list[Path]:
    """The files of labels: the one that is named, or those in a folder that are about one of the films, and tables."""
    if not labels.is_dir():
        return _files(labels, "file")
    suffixes = {f".{form.lower().lstrip('.')}"} if form else set(LABEL_FORMS)
    if not suffixes <= set(LABEL_FORMS):
        raise UsageError(f"no form of labels is called {form!r}", hint=f"known are {', '.join(LABEL_FORMS)}")
    stems = {film.stem for film in films}
    return [
        path
        for path in walk(labels)
        if path.suffix.lower() in suffixes
        and not path.name.endswith(TRUTH_SUFFIX)
        and (path.suffix.lower() in TABLES or any(is_about(path.name, stem) for stem in stems))
    ]


def _read(paths: Sequence[Path]) -> tuple[list[LabelFile], list[AnnotatorError]]:
    files: list[LabelFile] = []
    failures: list[AnnotatorError] = []
    for path in paths:
        try:
            files.append(read_labels(path))
        except UsageError:
            raise
        except AnnotatorError as error:
            failures.append(error)
    return files, failures
