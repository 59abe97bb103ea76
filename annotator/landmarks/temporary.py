"""Names of .pose files in the making, and clearing away those that killed processes have left.

A file in the making lies beside the one it will replace: `.NAME.pose.MACHINE.PROCESS.RANDOM.tmp`.
"""

from __future__ import annotations

import contextlib
import glob
import os
import platform
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from annotator.files import process_is_alive

_PATTERN: Final = re.compile(r"^\..+\.(?P<pid>\d+)\.[0-9a-f]{8}\.tmp$", re.DOTALL)
_FORGOTTEN_S: Final = 24 * 3600.0


def temporary_path(path: Path) -> Path:
    """A new name beside `path` for a file in the making."""
    return path.with_name(f".{path.name}.{platform.node()}.{os.getpid()}.{secrets.token_hex(4)}.tmp")


def temporary_files(folder: Path, name: str | None = None) -> Iterator[Path]:
    """The files in the making in a folder: those that will be `name`, or any .pose file."""
    for path in folder.glob(f".{glob.escape(name) if name else '*.pose'}.*.tmp"):
        if _PATTERN.match(path.name):
            yield path


def sweep(folder: Path, name: str | None = None) -> None:
    """Removes files in the making whose process is gone, as far as can be told from here; else after a day."""
    for path in temporary_files(folder, name):
        with contextlib.suppress(OSError):
            if _is_forgotten(path):
                path.unlink(missing_ok=True)


def _is_forgotten(path: Path) -> bool:
    name = _PATTERN.match(path.name)
    is_ours = name is not None and f".{platform.node()}.{name['pid']}." in path.name
    if name is not None and is_ours and not process_is_alive(int(name["pid"])):
        return True
    return time.time() - path.stat().st_mtime > _FORGOTTEN_S
