"""Plan before work: every input maps to its outputs; collisions and foreign files are found before anything runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import msgspec

from annotator.batch.discover import Discovery, Found
from annotator.errors import CollisionError
from annotator.files import stale_partials
from annotator.records import SCHEMA

Fingerprint = Callable[[Path], str]


class Step(str, Enum):
    """What is to be done with a file: all of it, its subtitles or its rendering (no inference), nothing, or it cannot.

    A rendering is only made by itself where all else is there.
    """

    RUN = "run"
    RESTORE = "restore"
    RENDER = "render"
    SKIP = "skip"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Job:
    """One file to work on, its JSON (the commit point) and its other outputs by format and language."""

    source: Path
    json: Path
    others: dict[tuple[str, str], Path]
    step: Step = Step.RUN
    reason: str = ""

    @property
    def outputs(self) -> tuple[Path, ...]:
        """The files that are there when it is done."""
        return (*self.others.values(), self.json)


@dataclass(frozen=True)
class Outputs:
    """Where results go and what they are called.

    Beside the input, or mirrored under `folder` as they lie under the folder that was given. `suffixes` says what
    follows the video's name for each (format, language) but JSON, for example {("srt", "ko"): ".ko.srt"}. `full_names`
    keeps the video's extension (`a.mp4.json`), for folders that hold `a.mp4` and `a.mov`.
    """

    suffixes: dict[tuple[str, str], str] = field(default_factory=dict)
    folder: Path | None = None
    full_names: bool = False

    def paths(self, found: Found) -> tuple[Path, dict[tuple[str, str], Path]]:
        """The JSON path and the other output paths of one file."""
        place = found.path.parent
        if self.folder is not None:
            place = self.folder / found.path.parent.relative_to(found.root)
        stem = found.path.name if self.full_names else found.path.stem
        return place / f"{stem}.json", {key: place / f"{stem}{suffix}" for key, suffix in self.suffixes.items()}


@dataclass(frozen=True)
class Plan:
    """The jobs in order, and what discovery left aside."""

    jobs: tuple[Job, ...]
    ignored: tuple[Path, ...] = ()
    failures: tuple[tuple[Path, str], ...] = ()

    def having(self, *steps: Step) -> list[Job]:
        """The jobs with one of these steps."""
        return [job for job in self.jobs if job.step in steps]


class _Committed(msgspec.Struct):
    """The part of an annotation that says whether it is current."""

    class _Run(msgspec.Struct):
        fingerprint: str = ""

    schema: str = ""
    run: _Run = msgspec.field(default_factory=_Run)


def make_plan(discovery: Discovery, outputs: Outputs, fingerprint: Fingerprint, *, overwrite: bool = False) -> Plan:
    """Decides for every file what is to be done.

    `fingerprint(path)` gives the fingerprint of (source, model, options). Raises CollisionError, naming the files, when
    two inputs would write the same output.
    """
    placed = [(found, *outputs.paths(found)) for found in discovery.found]
    refuse_collisions([(found.path, [json, *others.values()]) for found, json, others in placed])
    jobs = [_decide(found.path, json, others, fingerprint, overwrite) for found, json, others in placed]
    return Plan(tuple(jobs), tuple(discovery.ignored), tuple(discovery.failures))


def refuse_collisions(placed: Sequence[tuple[Path, list[Path]]]) -> None:
    """Raises CollisionError where two files of (source, its outputs) have an output in common."""
    owner: dict[str, Path] = {}
    clashes: list[str] = []
    for source, paths in placed:
        for path in paths:
            first = owner.setdefault(os.path.normcase(path), source)
            if first is not source:
                clashes.append(f"{first} and {source} would both write {path}")
                break
    if clashes:
        shown = "; ".join(clashes[:5]) + (f"; and {len(clashes) - 5} more" if len(clashes) > 5 else "")
        raise CollisionError(shown, hint="use --full-names, rename one, or give them different -o folders")


def _decide(
    source: Path, json: Path, others: dict[tuple[str, str], Path], fingerprint: Fingerprint, overwrite: bool
) -> Job:
    if overwrite:
        return Job(source, json, others)
    try:
        raw = json.read_bytes()
    except FileNotFoundError:
        return _without_json(source, json, others)
    except OSError as error:
        return Job(source, json, others, Step.REFUSE, f"{json} cannot be read: {error.strerror}")
    try:
        committed = msgspec.json.decode(raw, type=_Committed)
    except (msgspec.DecodeError, UnicodeDecodeError):
        committed = _Committed()
    if not committed.schema.startswith(SCHEMA.split("/")[0]):
        return Job(source, json, others, Step.REFUSE, f"{json} was not written by annotator; --overwrite replaces it")
    try:
        current = committed.run.fingerprint == fingerprint(source)
    except OSError:
        current = False  # whoever works on it will say what is wrong with it
    if not current:
        return Job(source, json, others)
    missing = any(not path.exists() for path in others.values())
    return Job(source, json, others, Step.RESTORE if missing else Step.SKIP)


def _without_json(source: Path, json: Path, others: dict[tuple[str, str], Path]) -> Job:
    """Subtitles without our JSON are someone else's, unless a run of ours was cut off while it committed."""
    foreign = [path for path in others.values() if path.exists()]
    if foreign and not stale_partials(json):
        return Job(
            source, json, others, Step.REFUSE, f"{foreign[0]} was not written by annotator; --overwrite replaces it"
        )
    return Job(source, json, others)
