"""Plan before work: every input maps to its outputs; collisions and foreign files are found before anything runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

import msgspec

from annotator.batch.discover import Discovery, Found
from annotator.errors import CollisionError
from annotator.files import stale_partials
from annotator.publishing import account_of, digest_of, not_ours, place_of
from annotator.records import SCHEMA, Output
from annotator.writers import Key, named

Fingerprint = Callable[[Path], str]


class Step(str, Enum):
    """What is to be done with a file.

    All of it; its words and subtitles anew, those that are missing, or its rendering (all without inference); nothing;
    or it cannot be. A rendering is only made by itself where all else is there.
    """

    RUN = "run"
    REWORD = "reword"
    RESTORE = "restore"
    RENDER = "render"
    SKIP = "skip"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Job:
    """One file to work on, its JSON (the commit point) and its other outputs by format and language.

    `written` is what its JSON says was written from it before.
    """

    source: Path
    json: Path
    others: dict[Key, Path]
    step: Step = Step.RUN
    reason: str = ""
    written: tuple[Output, ...] = ()

    @property
    def outputs(self) -> tuple[Path, ...]:
        """The files that are there when it is done."""
        return (*self.others.values(), self.json)


@dataclass(frozen=True)
class Outputs:
    """Where results go and what they are called.

    Beside the input, or mirrored under `folder` as they lie under the folder that was given. `names` says what each
    (format, language) but JSON is called, for example {("srt", "ko"): "{stem}.ko.srt"}. `full_names` keeps the video's
    extension (`a.mp4.json`), for folders that hold `a.mp4` and `a.mov`.
    """

    names: dict[Key, str] = field(default_factory=dict)
    folder: Path | None = None
    full_names: bool = False

    def paths(self, found: Found) -> tuple[Path, dict[Key, Path]]:
        """The JSON path and the other output paths of one file."""
        place = found.place(self.folder)
        stem = found.path.name if self.full_names else found.path.stem
        return place / f"{stem}.json", {key: place / named(name, stem) for key, name in self.names.items()}


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
    """The part of an annotation that says whether it is current, and what was written from it (None: not said)."""

    class _Run(msgspec.Struct):
        fingerprint: str = ""
        wording: str = ""
        options: dict[str, msgspec.Raw] = {}

    schema: str = ""
    run: _Run = msgspec.field(default_factory=_Run)
    outputs: tuple[Output, ...] | None = None
    score: dict[str, msgspec.Raw] | None = None

    @property
    def scored(self) -> bool:
        """Whether scoring made it; where single poses were looked for it did, and there is no score."""
        return self.score is not None or "scoring" in self.run.options


@dataclass(frozen=True)
class Current:
    """What fingerprints are now: of a source with models and options, and of words and reading rules.

    `scored`: the annotations are made by scoring; others are of another command, as are those where it is False.
    """

    fingerprint: Fingerprint
    wording: str = ""
    scored: bool = False


def make_plan(discovery: Discovery, outputs: Outputs, current: Current, *, overwrite: bool = False) -> Plan:
    """Decides for every file what is to be done.

    Raises CollisionError, naming the files, when two inputs would write the same output.
    """
    placed = [(found, *outputs.paths(found)) for found in discovery.found]
    refuse_collisions([(found.path, [json, *others.values()]) for found, json, others in placed])
    jobs = [_decide(Job(found.path, json, others), current, overwrite) for found, json, others in placed]
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


def _decide(job: Job, current: Current, overwrite: bool) -> Job:
    try:
        committed = _committed(job.json)
    except OSError as error:
        return job if overwrite else _refused(job, f"{job.json} cannot be read: {error.strerror}")
    written = (committed.outputs or ()) if committed else ()
    if overwrite:
        return replace(job, written=written)
    if committed is None:
        return _without_json(job)
    if committed.schema != SCHEMA:
        newer = committed.schema.startswith(SCHEMA.split("/")[0] + "/")
        whose = f"is of another annotator ({committed.schema})" if newer else "was not written by annotator"
        return _refused(job, f"{job.json} {whose}; --overwrite replaces it")
    if committed.scored != current.scored:
        whose = "annotator run" if current.scored else "annotator score"
        return _refused(job, f"{job.json} was written by {whose}; -o another folder, or --overwrite replaces it")
    job = replace(job, written=written, step=_step(job, committed, current))
    if committed.outputs is not None and (foreign := _foreign(job)):
        return _refused(job, f"{foreign} {not_ours(foreign).reason}; {not_ours(foreign).hint}")
    return job


def _committed(json: Path) -> _Committed | None:
    """What the JSON says; None where there is none, an empty one where it is no annotation."""
    try:
        return msgspec.json.decode(json.read_bytes(), type=_Committed)
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Committed()


def _step(job: Job, committed: _Committed, current: Current) -> Step:
    try:
        same = committed.run.fingerprint == current.fingerprint(job.source)
    except OSError:
        same = False  # whoever works on it will say what is wrong with it
    if not same:
        return Step.RUN
    if committed.run.wording != current.wording:
        return Step.REWORD
    return Step.RESTORE if any(not path.exists() for path in job.others.values()) else Step.SKIP


def _foreign(job: Job) -> Path | None:
    """An output that is there and is not as annotator wrote it; one it did write may stay as it is in a skipped job."""
    account = account_of(job.written, job.json)
    for path in job.others.values():
        known = account.get(place_of(path))
        if path.exists() and (known is None or (job.step in (Step.RUN, Step.REWORD) and digest_of(path) != known)):
            return path
    return None


def _without_json(job: Job) -> Job:
    """Subtitles without our JSON are someone else's, unless a run of ours was cut off while it committed."""
    foreign = [path for path in job.others.values() if path.exists()]
    if foreign and not stale_partials(job.json):
        return _refused(job, f"{foreign[0]} was not written by annotator; --overwrite replaces it")
    return job


def _refused(job: Job, reason: str) -> Job:
    return replace(job, step=Step.REFUSE, reason=reason)
