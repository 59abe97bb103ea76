"""What an extraction has done so far: a small file for every recording, so that nothing is done twice.

It is written before a recording is begun, with what is going to be written, and again when that is done. So whatever
an extraction that was cut off, or a later one of other labels, has left behind is known and can be cleared away.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from annotator.datasets.extract_plan import ExtractJob
from annotator.errors import OutputError, UsageError
from annotator.files import write_atomic

STATE_FOLDER: Final = ".extract"


class Made(msgspec.Struct, frozen=True):
    """One file that was made: where (below the output), its size in bytes, and the sample it is."""

    path: str
    size: int
    label: int
    start_s: float
    end_s: float | None = None


class Record(msgspec.Struct, frozen=True):
    """What became of a recording; `fingerprint` is empty while it is being worked on."""

    source: str
    fingerprint: str = ""
    planned: tuple[str, ...] = ()
    made: tuple[Made, ...] = ()
    group: str = ""
    part: str = ""
    reason: str = ""


class State:
    """The records of the extraction in a folder."""

    def __init__(self, output: Path) -> None:
        self.output = output
        self._folder = output / STATE_FOLDER

    def claim(self, root: str, settings: str) -> None:
        """Makes the folder this extraction's own; raises UsageError where it holds anything else."""
        mark = self._folder / "made of"
        own = json.dumps({"data set": root, "settings": settings}, ensure_ascii=False)
        try:
            if not self._folder.is_dir() and self.output.exists() and any(self.output.iterdir()):
                raise UsageError("is not empty and holds no extraction", path=self.output, hint="choose another folder")
            if mark.is_file() and (there := mark.read_text("utf-8")) != own:
                raise UsageError(f"holds another extraction: {there}", path=self.output, hint="choose another folder")
        except OSError as error:
            raise OutputError(f"cannot be used: {error.strerror}", path=self.output) from error
        write_atomic(mark, own.encode("utf-8", "surrogateescape"))

    def is_done(self, job: ExtractJob, fingerprint: str) -> bool:
        """Whether a recording needs no work: all that was made of it is still there, of the same size."""
        record = self.record(job)
        return record is not None and record.fingerprint == fingerprint and all(map(self._is_there, record.made))

    def begin(self, job: ExtractJob) -> None:
        """Notes what is going to be written, and removes what an earlier extraction made of the recording."""
        self._clear(self.record(job))
        planned = tuple(sorted({piece.target for piece in job.pieces}))
        self._write(job, Record(str(job.source), planned=planned, group=job.group, part=job.part))

    def end(self, job: ExtractJob, fingerprint: str, made: Iterable[Made], reason: str) -> None:
        """Notes that a recording is done."""
        self._write(job, Record(str(job.source), fingerprint, (), tuple(made), job.group, job.part, reason))

    def record(self, job: ExtractJob) -> Record | None:
        """What is known of a recording."""
        try:
            return msgspec.json.decode(self._file(job).read_bytes(), type=Record)
        except (OSError, msgspec.MsgspecError):
            return None

    def _is_there(self, made: Made) -> bool:
        with contextlib.suppress(OSError):
            return (self.output / made.path).stat().st_size == made.size
        return False

    def _clear(self, record: Record | None) -> None:
        """Removes what was made before; never what lies outside the folder."""
        old = [self.output / made.path for made in record.made] if record else []
        for planned in record.planned if record else ():
            target = self.output / planned
            old += [target, *(below for below in _siblings(target) if below.name.startswith(f"{target.name}_"))]
        for path in old:
            if path.resolve().is_relative_to(self.output.resolve()):
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)

    def _write(self, job: ExtractJob, record: Record) -> None:
        write_atomic(self._file(job), msgspec.json.encode(record))

    def _file(self, job: ExtractJob) -> Path:
        return self._folder / f"{hashlib.sha256(str(job.source).encode()).hexdigest()[:24]}.json"


def _siblings(path: Path) -> list[Path]:
    return list(path.parent.iterdir()) if path.parent.is_dir() else []
