"""Writing files so that a half-written one is never seen: temp file in the same folder, flush to disk, rename."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from annotator.errors import OutputError

PARTIAL_SUFFIX = ".partial"
_NAME_BYTES = 255  # the longest file name of common file systems; a Hangul syllable takes three
_NO_PERMISSION = "choose a folder you may write to, with -o"
_DISK_FULL = "free some space and run again: finished videos are skipped"
_HINTS = {
    errno.EACCES: _NO_PERMISSION,
    errno.EPERM: _NO_PERMISSION,
    errno.EROFS: _NO_PERMISSION,
    errno.ENOSPC: _DISK_FULL,
    errno.EDQUOT: _DISK_FULL,
    errno.EFBIG: "the disk or a limit does not allow files of this size",
    errno.ENAMETOOLONG: "shorten the video's name",
    errno.ENOTDIR: "a file stands where a folder is needed",
    errno.EEXIST: "a file stands where a folder is needed",
    errno.EISDIR: "a folder stands where the file is needed",
}


def partial_path(path: Path) -> Path:
    """Where `path` is written before it is whole: a hidden neighbour, short enough for any long name, one a process."""
    return path.with_name(f".{_digest(path)}.{os.getpid()}{PARTIAL_SUFFIX}")


def stale_partials(path: Path) -> list[Path]:
    """What runs that were cut off left of `path`."""
    return sorted(path.parent.glob(f".{_digest(path)}.*{PARTIAL_SUFFIX}"))


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]


def write_atomic(path: Path, data: bytes) -> None:
    """Writes a whole file or none; raises OutputError (no permission, disk full, ...) with what to do."""
    write_together([(path, data)])


def write_together(files: list[tuple[Path, bytes]]) -> None:
    """Writes files that belong together, all whole on disk before the first is renamed; the last is the commit point.

    What earlier runs that were cut off left of them is removed. Raises OutputError; then no temp file is left behind.
    """
    parts = [(partial_path(path), path, data) for path, data in files]
    path = files[0][0]
    try:
        for part, path, data in parts:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_through(part, data)
        for part, path, _ in parts:
            part.replace(path)
    except OSError as error:
        raise refused(path, error) from error
    finally:
        for part, path, _ in parts:
            _clear(part, path)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """For what is written piece by piece: gives a temporary neighbour, which becomes `path` when the block has ended.

    A block that raises leaves nothing and changes nothing. Raises OutputError for what the disk refuses, inside the
    block too.
    """
    part = partial_path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise refused(path, error) from error
    finally:
        _clear(part, path)


def refused(path: Path, error: OSError) -> OutputError:
    """What a person is told when the system does not let `path` be written."""
    reason, hint = error.strerror or str(error), _HINTS.get(error.errno or 0)
    return OutputError(f"cannot be written: {reason}", path=path, hint=hint)


def _clear(part: Path, path: Path) -> None:
    """Removes `part`, and what earlier runs that were cut off left of `path`."""
    for left in (part, *_left_in(path.parent).pop(_digest(path), ())):
        with contextlib.suppress(OSError):
            left.unlink(missing_ok=True)


@lru_cache(maxsize=256)
def _left_in(folder: Path) -> dict[str, list[Path]]:
    """What runs that were cut off have left in a folder, by the file it was to become.

    Looked for once: a look at a folder of thousands for each file in it would take longer than all the writing.
    """
    left: dict[str, list[Path]] = {}
    for partial in filter(_is_left_over, folder.glob(f".*{PARTIAL_SUFFIX}")):
        left.setdefault(partial.name.split(".")[1], []).append(partial)
    return left


def _is_left_over(partial: Path) -> bool:
    """Whether the process that was writing `partial` is gone (as far as can be told: it may be on another machine)."""
    number = partial.name.split(".")[-2]
    return number.isdecimal() and not process_is_alive(int(number))


def process_is_alive(pid: int) -> bool:
    """Whether a process `pid` runs on this machine; True where that cannot be asked without harm (Windows).

    One that has ended but was not waited for yet by its parent does not run: it writes no more.
    """
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return not _has_ended(pid)


def _has_ended(pid: int) -> bool:
    """Whether a process is a zombie, as far as /proc tells (see proc(5): the state follows the name in brackets)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b") ")[2][:1]
    except OSError:
        return False
    return state in (b"Z", b"X")


def _write_through(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
