"""Which annotation is of which video: by the video's file name, else by its name without extension."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from annotator.errors import UsageError
from annotator.records import Annotation
from annotator.truth import TRUTH_SUFFIX, Truth, video_name


@dataclass(frozen=True)
class Annotated:
    """An annotation and the file it was read from (None: made in memory)."""

    annotation: Annotation
    path: Path | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What its video may be called, the surest first."""
        return _names(self.annotation.source.path, self.path, ".json")


@dataclass(frozen=True)
class Known:
    """A truth and the file it was read from (None: made in memory)."""

    truth: Truth
    path: Path | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What its video may be called, the surest first."""
        return _names(self.truth.video, self.path, TRUTH_SUFFIX)


@dataclass
class Pairing:
    """Annotations with their truth, and what had no partner."""

    pairs: list[tuple[Annotated, Known]] = field(default_factory=list)
    without_truth: list[Annotated] = field(default_factory=list)
    without_annotation: list[Known] = field(default_factory=list)


def pair(annotations: Sequence[Annotated], truths: Sequence[Known]) -> Pairing:
    """Pairs each annotation with the truth of its video.

    Where several truths have the same name, that whose folders end like the annotation's is taken. Raises UsageError
    where that leaves several, and where two annotations are of the same video.
    """
    owners: dict[int, Annotated] = {}
    exact, loose = _index(truths, slice(0, 1)), _index(truths, slice(1, None))
    rest = [each for each in annotations if not _claim(each, each.names[:1], exact, truths, owners)]
    taken = set(owners)
    free = {name: [place for place in places if place not in taken] for name, places in loose.items()}
    without_truth = [each for each in rest if not _claim(each, each.names, free, truths, owners)]
    return Pairing(
        [(each, truths[place]) for place, each in owners.items()],
        without_truth,
        [truth for place, truth in enumerate(truths) if place not in owners],
    )


_Index = dict[str, list[int]]


def _index(truths: Sequence[Known], ranks: slice) -> _Index:
    index: _Index = {}
    for place, truth in enumerate(truths):
        for name in truth.names[ranks]:
            index.setdefault(name, []).append(place)
    return index


def _claim(
    each: Annotated, names: Sequence[str], index: _Index, truths: Sequence[Known], owners: dict[int, Annotated]
) -> bool:
    """Gives the annotation its truth, where there is one for its names; the first name that has one decides."""
    places = next((places for name in names if (places := index.get(name))), [])
    if not places:
        return False
    place = _nearest(each, truths, places)
    first = owners.setdefault(place, each)
    if first is not each:
        raise UsageError(
            f"{_called(first)} and {_called(each)} are both of the video {truths[place].truth.video}",
            hint="evaluate one run at a time",
        )
    return True


def _nearest(each: Annotated, truths: Sequence[Known], places: Sequence[int]) -> int:
    """The one of several truths for a name that lies in folders named like those of the annotation."""
    alike = {place: shared_folders(each.path, truths[place].path) for place in places}
    best = [place for place in places if alike[place] == max(alike.values())]
    if len(best) > 1:
        which = " and ".join(str(truths[place].path or truths[place].truth.video) for place in best[:2])
        raise UsageError(f"there are several truths for {_called(each)}: {which}", hint="give one of them")
    return best[0]


def shared_folders(first: Path | None, second: Path | None) -> int:
    """How many of the innermost folders of two files have the same names; 0 where one is no file."""
    if first is None or second is None:
        return 0
    ours, theirs = first.absolute().parent.parts[::-1], second.absolute().parent.parts[::-1]
    differing = (n for n, (mine, other) in enumerate(zip(ours, theirs, strict=False)) if mine != other)
    return next(differing, min(len(ours), len(theirs)))


def _called(each: Annotated) -> str:
    return str(each.path or each.annotation.source.path)


def _names(video: str, path: Path | None, suffix: str) -> tuple[str, ...]:
    """What a video may be called: as it is said, without its extension, and as the file (NAME`suffix`) is called."""
    name = video_name(video)
    file = () if path is None else (video_name(str(path)).removesuffix(suffix),)
    return tuple(dict.fromkeys([name, PurePath(name).stem, *file]))
