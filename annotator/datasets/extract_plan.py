"""What is to be extracted, from where to where: everything is known, and checked, before any work."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal, TypeAlias

from annotator.datasets.dataset import Dataset, Sample
from annotator.errors import CollisionError, TokenError, UsageError
from annotator.landmarks import FEATURES
from annotator.records import Fit
from annotator.text import nfc
from annotator.tokens import TokenDictionary
from annotator.truth import truth_path

Product: TypeAlias = Literal["landmarks", "features", "clips", "pictures"]
PRODUCTS: Final = ("landmarks", "features", "clips", "pictures")
_SUFFIXES: Final[dict[Product, str]] = {"landmarks": ".pose", "features": ".npy", "clips": ".mp4", "pictures": ""}
# Raised whenever the same settings would give other files.
_VERSION: Final = 1


@dataclass(frozen=True)
class Extract:
    """What to make of the recordings of a data set.

    `to`: "landmarks" `.pose` files, "features" `.npy` sequences of the feature set `features`, "clips" `.mp4` files, or
    "pictures". `pose`: the body's landmarks too, not only the hands' (features ask for what they need). `rate`: steps
    or frames a second (None: the recording's own, for landmarks at most 30). `size` and `fit`: of clips and pictures
    (None: as displayed). `every`: one picture of so many frames. `windows`: features as [N, windows, F + 1] with the
    label in the last column, instead of one [T, F] a sample. Raises UsageError for what does not go together.
    """

    to: Product = "landmarks"
    pose: bool = False
    features: str = ""
    rate: Fraction | None = None
    size: tuple[int, int] | None = None
    fit: Fit = "stretch"
    every: int = 1
    windows: int = 0

    def __post_init__(self) -> None:
        if self.to not in PRODUCTS:
            raise UsageError(f"{self.to!r} cannot be extracted", hint=f"one of {', '.join(PRODUCTS)}")
        known = ", ".join(FEATURES)
        if self.to == "features" and self.features not in FEATURES:
            raise UsageError(f"no feature set is called {self.features!r}", hint=f"there are: {known}")
        if self.to != "features" and (self.features or self.windows):
            raise UsageError(f"{self.to} have neither a feature set nor windows", hint="leave --to out")
        if self.to in ("landmarks", "features") and (self.size is not None or self.fit != "stretch"):
            raise UsageError(f"{self.to} have no size", hint="a size is for clips and pictures")
        if self.to != "pictures" and self.every != 1:
            raise UsageError(f"{self.to} are made of every frame", hint="take fewer a second by the rate")
        if self.every < 1 or self.windows < 0 or (self.rate is not None and self.rate <= 0):
            raise UsageError("rates, steps and numbers of frames must be positive")

    def told(self) -> str:
        """The settings that are not the defaults, as text."""
        defaults = Extract("clips")
        own = {name: value for name, value in asdict(self).items() if name == "to" or value != getattr(defaults, name)}
        return ", ".join(f"{name} {value}" for name, value in own.items())

    @property
    def needs_pose(self) -> bool:
        """Whether the body has to be looked for."""
        return self.pose or (self.to == "features" and FEATURES[self.features].needs_pose)


@dataclass(frozen=True)
class Piece:
    """One sample to be: from `start_s` to `end_s` (None: to the end) of a recording, into `target` (below the output).

    A target of pictures is what their names begin with.
    """

    target: str
    label: int
    start_s: float = 0.0
    end_s: float | None = None


@dataclass(frozen=True)
class ExtractJob:
    """One recording and what becomes of it. `told`: its labels go into a truth file beside what is made of it whole."""

    source: Path
    name: str
    group: str
    part: str
    pieces: tuple[Piece, ...]
    told: tuple[tuple[float, float | None, str, Mapping[str, str]], ...] | None = None

    def fingerprint(self, settings: Extract) -> str:
        """Changes with the recording, the settings, and what is labelled where."""
        sources = [self.source, truth_path(self.source)] if self.told is not None else [self.source]
        known = [(stat.st_size, stat.st_mtime_ns) for path in sources if path.exists() for stat in [path.stat()]]
        pieces = [asdict(piece) for piece in self.pieces]
        told = [
            _VERSION,
            str(self.source.resolve()),
            known,
            pieces,
            self.group,
            self.part,
            str(settings),
            str(self.told),
        ]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]


def plan_extraction(dataset: Dataset, settings: Extract) -> list[ExtractJob]:
    """The jobs, one a recording; raises UsageError where the data set holds nothing that can be extracted from.

    Samples lie in a folder for each part (where there are parts) and class, named for the recording and the group.
    Landmarks of timed labels stay whole and get a truth file. Raises CollisionError where two would be one file.
    """
    takes = ("video", "landmarks") if settings.to in ("landmarks", "features") else ("video",)
    if dataset.medium not in takes:
        raise UsageError(f"holds {dataset.medium}; {settings.to} are made of {' or '.join(takes)}", path=dataset.root)
    by_path: dict[Path, list[Sample]] = {path: [] for path in dataset.files}
    for sample in dataset.samples:
        by_path.setdefault(sample.path, []).append(sample)
    if not by_path:
        raise UsageError("holds no recording", path=dataset.root)
    timed = dataset.continuous or any(sample.start_s or sample.end_s is not None for sample in dataset.samples)
    whole = settings.to == "landmarks" and (timed or not dataset.samples)
    if settings.to != "landmarks" and any(path.is_dir() for path in by_path):
        raise UsageError("holds key points", path=dataset.root, hint="make landmarks of them first")
    names = _names(dataset, sorted(by_path))
    folders = class_folders(dataset.tokens, dataset.labels)
    jobs = []
    for path in sorted(by_path):
        samples = sorted(by_path[path], key=lambda sample: (sample.start_s, sample.label))
        job = _job(path, names[path], samples, dataset, settings, folders, whole=whole)
        if job.pieces:
            jobs.append(job)
    _refuse_collisions(jobs)
    return jobs


def class_folders(tokens: TokenDictionary, labels: Iterable[int]) -> dict[int, str]:
    """The folder of each class: its label where all labels can be folder names and are read back as they were, its id
    where they cannot. Raises UsageError for a dictionary whose words cannot be told from its ids.
    """
    labels = sorted(labels)
    words = {label: nfc(tokens.label(label)) for label in labels}
    fit = all(_file_name(word) == word for word in words.values())
    for names in ([words] if fit else []) + [{label: str(label) for label in labels}]:
        if _read_back(tokens, names):
            return names
    raise UsageError("the words of the token dictionary are numbers, and not those of its ids", path=tokens.path)


def _read_back(tokens: TokenDictionary, names: Mapping[int, str]) -> bool:
    if len({name.casefold() for name in names.values()}) < len(names):
        return False
    try:
        ids = tokens.class_ids_for_folders(names.values())
    except TokenError:
        return False
    return dict(zip(sorted(names.values()), ids, strict=True)) == {name: label for label, name in names.items()}


def _job(
    path: Path,
    name: str,
    samples: Sequence[Sample],
    dataset: Dataset,
    settings: Extract,
    folders: Mapping[int, str],
    *,
    whole: bool,
) -> ExtractJob:
    group = samples[0].group if samples else dataset.owners.get(path, "")
    part = samples[0].part if samples else ""
    suffix = _SUFFIXES[settings.to]
    if whole:
        told = tuple((s.start_s, s.end_s, dataset.tokens.label(s.label), _texts(dataset, s)) for s in samples)
        known = told if samples or dataset.continuous else None
        return ExtractJob(path, name, group, part, (Piece(f"{name}{suffix}", -1),), known)
    # What is cut from one recording never lies in two parts, whoever is seen in it.
    group, stem = group or name, name.replace("/", "-")
    if not stem.casefold().startswith(_file_name(group).casefold()):
        stem = f"{_file_name(group)}--{stem}"
    numbered = len(samples) > 1 or any(sample.start_s or sample.end_s is not None for sample in samples)
    pieces = []
    for number, sample in enumerate(samples):
        own = f"{stem}-{number:04}" if numbered else stem
        place = f"{stem}{suffix}" if settings.windows else "/".join(
            [*([sample.part] if sample.part else []), folders[sample.label], own + suffix]
        )  # fmt: skip
        pieces.append(Piece(place, sample.label, sample.start_s, sample.end_s))
    return ExtractJob(path, name, group, part, tuple(pieces))


def _texts(dataset: Dataset, sample: Sample) -> Mapping[str, str]:
    token = dataset.tokens.tokens.get(sample.label)
    return dict(token.texts) if token else {}


def _names(dataset: Dataset, paths: Sequence[Path]) -> dict[Path, str]:
    """What each recording is called: its stem where no other has it, else its place below the root."""
    root = dataset.root if dataset.root.is_dir() else dataset.root.parent
    stems = Counter(_file_name(path.stem).casefold() for path in paths)
    names = {}
    for path in paths:
        stem = _file_name(path.stem)
        if stems[stem.casefold()] > 1 and path.is_relative_to(root):
            above = [_file_name(part) for part in path.parent.relative_to(root).parts]
            stem = "/".join([*above, stem])
        names[path] = stem
    return names


def _file_name(text: str) -> str:
    """`text` as it can stand in a file name on any system; never hidden, never empty."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", nfc(text)).strip(". ") or "_"


def _refuse_collisions(jobs: Sequence[ExtractJob]) -> None:
    owner: dict[str, Path] = {}
    for job in jobs:
        for target in {piece.target for piece in job.pieces}:
            other = owner.setdefault(target.casefold(), job.source)
            if other != job.source:
                raise CollisionError(
                    f"{other} and {job.source} would both become {target}", hint="give one of them another name"
                )
