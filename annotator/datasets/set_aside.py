"""Moving files out of a data set and back again: nothing is deleted, nothing is overwritten, everything is noted.

DATA/a/7.jpg   ->   DATA.set-aside/not-data/a/7.jpg, and a line in DATA.set-aside/moved.jsonl
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from annotator.errors import DatasetError, OutputError, UsageError
from annotator.files import write_atomic

LEDGER: Final = "moved.jsonl"


class Moved(msgspec.Struct, frozen=True):
    """One file that was moved: `source` below the data set's folder, `target` below the folder it was put in."""

    source: str
    target: str
    kind: str
    reason: str


def aside_folder(root: Path) -> Path:
    """Where files of a data set are put: NAME.set-aside beside its folder."""
    base = _base(root)
    return base.with_name(f"{base.name}.set-aside")


def set_aside(root: Path, files: Iterable[tuple[Path, str, str]], folder: Path) -> list[Moved]:
    """Moves files, each (path, kind, reason), out of the data set at `root` into `folder`/kind; gives what was moved.

    A file comes once, however many problems it has. Each move is noted before it is made, so an interruption
    loses nothing. Raises UsageError for a folder inside the data set or a file outside it, OutputError
    where a file cannot be moved.
    """
    base, folder = _base(root), folder.absolute()
    if base == folder or base in folder.parents:
        raise UsageError("lies in the data set, which would read it again", path=folder, hint="choose another --aside")
    first: dict[Path, tuple[str, str]] = {}
    for path, kind, reason in files:
        first.setdefault(path.absolute(), (kind, reason))
    if outside := next((path for path in first if base not in path.parents), None):
        raise UsageError("lies outside the data set's folder and is not moved", path=outside)
    moved: list[Moved] = []
    for path, (kind, reason) in first.items():
        inside = path.relative_to(base)
        target = _free(folder / kind / inside)
        note = Moved(inside.as_posix(), target.relative_to(folder).as_posix(), kind, reason)
        _append(folder / LEDGER, note)
        _move(path, target)
        moved.append(note)
    return moved


def bring_back(root: Path, folder: Path) -> tuple[list[Moved], list[Moved]]:
    """Moves everything back that `set_aside` put into `folder`: what came back, and what could not.

    A place that is taken again is left alone, and so is what is no longer in the folder. Raises DatasetError where
    nothing was ever put aside.
    """
    base, folder = _base(root), folder.absolute()
    notes = read_ledger(folder)
    back: list[Moved] = []
    stayed: list[Moved] = []
    for note in reversed(notes):
        source, target = base / note.source, folder / note.target
        there = os.path.lexists(target)
        if there and not os.path.lexists(source):
            _move(target, source)
            back.append(note)
        elif there or not os.path.lexists(source):
            stayed.append(note)
    _rewrite(folder / LEDGER, stayed[::-1])
    for below in sorted(folder.rglob("*"), reverse=True):
        if below.is_dir():
            with contextlib.suppress(OSError):
                below.rmdir()
    if not stayed:
        (folder / LEDGER).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            folder.rmdir()
    return back[::-1], stayed[::-1]


def read_ledger(folder: Path) -> list[Moved]:
    """What was put into a folder; raises DatasetError where there is no list or it is damaged."""
    path = folder / LEDGER
    try:
        return [msgspec.json.decode(line, type=Moved) for line in path.read_bytes().splitlines() if line.strip()]
    except FileNotFoundError as error:
        raise DatasetError("nothing was put aside there", path=folder) from error
    except (OSError, msgspec.MsgspecError) as error:
        raise DatasetError(f"cannot be read: {error}", path=path) from error


def _base(root: Path) -> Path:
    root = root.absolute()
    return root if root.is_dir() else root.parent


def _free(target: Path) -> Path:
    """`target`, or where that is taken the same name with a number."""
    number, free = 1, target
    while os.path.lexists(free):
        number += 1
        free = target.with_name(f"{target.stem}-{number}{target.suffix}")
    return free


def _move(path: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Linking first never replaces a file that came there meanwhile, as renaming would.
        try:
            os.link(path, target, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:
            path.rename(target)
        else:
            path.unlink()
    except OSError as error:
        raise OutputError(f"cannot be moved to {target}: {error.strerror or error}", path=path) from error


def _append(path: Path, note: Moved) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(msgspec.json.encode(note) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror}", path=path) from error


def _rewrite(path: Path, notes: Sequence[Moved]) -> None:
    write_atomic(path, b"".join(msgspec.json.encode(note) + b"\n" for note in notes))
