"""Inputs to files: paths, folders (recursive), globs and lists become an ordered list of what is to be worked on.

What is not a recording is reported, not crashed on; what cannot be read is reported and the rest goes on. Videos that
annotator itself has made of recordings (`a.burned.mp4`) are no recordings.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.errors import UsageError
from annotator.video import is_media_name, original_stem, read_mark

# What annotator itself writes beside recordings, and what else commonly lies there; passed over without a word.
SIDECARS = frozenset(
    [".json", ".srt", ".vtt", ".ass", ".eaf", ".csv", ".tsv", ".txt", ".html", ".log", ".partial", ".md", ".xlsx"]
)
POSE_SUFFIX = ".pose"


@dataclass(frozen=True)
class Found:
    """A file to work on and the folder it was found under (its own folder when it was named itself)."""

    path: Path
    root: Path

    def place(self, folder: Path | None) -> Path:
        """Where what belongs to the file goes: its own folder, or mirrored under `folder` as it lies under `root`."""
        return self.path.parent if folder is None else folder / self.path.parent.relative_to(self.root)


@dataclass
class Discovery:
    """What a walk gave: `found` in order without repeats, `ignored` (not recordings), `failures` (path, reason)."""

    found: list[Found] = field(default_factory=list)
    ignored: list[Path] = field(default_factory=list)
    failures: list[tuple[Path, str]] = field(default_factory=list)


def discover(inputs: Sequence[str | Path], *, recursive: bool = True) -> Discovery:
    """Walks the inputs: files as named, folders (by default with all below), and globs the shell left alone.

    Inside folders only recordings (`MEDIA_EXTENSIONS`) and .pose files are taken; a .pose beside its own video is not.
    What `annotator render` has made is not taken, named or not (see `is_rendering`).
    Raises UsageError when an input does not exist and matches nothing.
    """
    discovery, seen = Discovery(), set[str]()
    for path in _expand(inputs):
        for found in _walk(path, recursive, discovery) if path.is_dir() else _named(path, discovery):
            key = os.path.realpath(found.path)
            if key not in seen:
                seen.add(key)
                discovery.found.append(found)
    return discovery


def read_list(lines: Iterable[str], *, null: bool = False) -> list[str]:
    """The paths in a list, one a line; blank lines and `#` lines drop. With `null`, NUL-separated (`find -print0`)."""
    if null:
        return [name for name in "".join(lines).split("\0") if name]
    names = (line.rstrip("\r\n") for line in lines)
    return [name for name in names if name.strip() and not name.startswith("#")]


def is_rendering(path: Path) -> bool:
    """Whether annotator made a video of another: it is named so, and carries the mark in its metadata.

    Only files that are named so are opened; one of another tool's that is named so too is a recording like any.
    """
    return original_stem(path) is not None and read_mark(path) is not None


def _expand(inputs: Sequence[str | Path]) -> Iterator[Path]:
    for given in inputs:
        path = Path(given).expanduser()
        if os.path.lexists(path):
            yield path
            continue
        matches = sorted(glob.glob(str(path), recursive=True)) if glob.has_magic(str(path)) else []  # noqa: PTH207
        if not matches:
            raise UsageError("there is no such file or folder", path=path, hint="check the spelling; nothing was done")
        yield from map(Path, matches)


def _named(path: Path, discovery: Discovery) -> Iterator[Found]:
    """A named file is taken whatever its extension, unless it is ours (`annotator run *` names those too)."""
    if path.suffix.lower() in SIDECARS or is_rendering(path):
        discovery.ignored.append(path)
    else:
        yield Found(path, path.parent)


def _walk(folder: Path, recursive: bool, discovery: Discovery) -> Iterator[Found]:
    def failed(error: OSError) -> None:
        discovery.failures.append((Path(error.filename or folder), error.strerror or str(error)))

    visited = set[str]()  # links may lead in circles
    for place, folders, files in os.walk(folder, onerror=failed, followlinks=True):
        visited.add(os.path.realpath(place))
        below = [name for name in folders if not name.startswith(".")] if recursive else []
        folders[:] = sorted(name for name in below if os.path.realpath(Path(place) / name) not in visited)
        yield from _recordings(Path(place), sorted(files), folder, discovery)


def _recordings(place: Path, names: list[str], root: Path, discovery: Discovery) -> Iterator[Found]:
    recorded = {Path(name).stem for name in names if is_media_name(Path(name))}
    for name in names:
        path = place / name
        suffix = path.suffix.lower()
        if name.startswith(".") or is_rendering(path):
            continue
        if is_media_name(path) or (suffix == POSE_SUFFIX and path.stem not in recorded):
            yield Found(path, root)
        elif suffix not in SIDECARS and suffix != POSE_SUFFIX:
            discovery.ignored.append(path)
