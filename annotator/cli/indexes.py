"""Index pages of the reports that a command has written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from annotator.batch import INDEX_NAME, Listed, index_folders, is_our_index, write_index
from annotator.cli.console import warn
from annotator.errors import OutputError


def write_indexes(
    inputs: Sequence[str | Path], output: Path | None, videos: Sequence[Listed], *, overwrite: bool
) -> list[Path]:
    """Writes an index for every folder that was named, where it has reports; says so when one cannot be written.

    The index of a scored day, which says more, stays.
    """
    written = []
    for folder in index_folders(inputs, output) if videos else ():
        if _is_of_a_day(folder / INDEX_NAME):
            continue
        try:
            path = write_index(folder, videos, overwrite=overwrite)
        except OutputError as error:
            warn(str(error))
            continue
        if path is not None:
            written.append(path)
    return written


def _is_of_a_day(path: Path) -> bool:
    if not is_our_index(path):
        return False
    from annotator.scorecards import is_day_page

    return is_day_page(path.read_bytes())
