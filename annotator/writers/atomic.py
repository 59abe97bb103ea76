"""Files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
from pathlib import Path

from annotator.errors import OutputError

# The longest file name of common file systems, in bytes; a Hangul syllable takes three.
_NAME_BYTES = 255

_NO_PERMISSION = "choose a folder you may write to"
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


def write_atomic(path: Path, data: str | bytes) -> None:
    """Writes `data` (text as UTF-8) to `path`, replacing what is there in one step, or leaves everything as it was.

    Makes the folder if there is none. The bytes are on the disk before the name appears. Raises OutputError.
    """
    content = data.encode() if isinstance(data, str) else data
    partial = path.with_name(_partial_name(path.name))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_through(partial, content)
        partial.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        _remove(partial)
        hint = _HINTS.get(error.errno or 0, "the file was not written")
        raise OutputError(error.strerror or str(error), path=path, hint=hint) from error
    except BaseException:
        _remove(partial)
        raise


def is_partial(path: Path) -> bool:
    """Whether `path` is named like a file `write_atomic` had not finished; only a killed process leaves one behind."""
    return re.fullmatch(r"\..+\.[0-9a-f]{8}\.partial", path.name, re.DOTALL) is not None


def _partial_name(name: str) -> str:
    """`.name.1f2e3d4c.partial`, the name cut to what a file system takes."""
    ending = f".{secrets.token_hex(4)}.partial"
    room = _NAME_BYTES - len(ending) - 1
    return f".{os.fsencode(name)[:room].decode('utf-8', 'ignore') or '_'}{ending}"


def _write_through(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Puts the new name on the disk too, where the system can do that."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
