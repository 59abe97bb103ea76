"""Index pages of the reports that a command has written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from annotator.batch import Listed, index_folders, write_index
from annotator.cli.console import warn
from annotator.errors import OutputError


def write_indexes(
    inputs: Sequence[str | Path], output: Path | None, videos: Sequence[Listed], *, overwrite: bool
) -> list[Path]:
    """Writes an index for every folder that was named, where it has reports; says so when one cannot be written."""
    written = []
    for folder in index_folders(inputs, output) if videos else ():
        try:
            path = write_index(folder, videos, overwrite=overwrite)
        except OutputError as error:
            warn(str(error))
            continue
        if path is not None:
            written.append(path)
    return written
