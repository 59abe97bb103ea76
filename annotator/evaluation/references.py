"""Labels as people have them, taken for the truth about the videos of annotations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path, PurePath
from typing import Final

from annotator.errors import AnnotatorError, DatasetError, NoLabelsError
from annotator.evaluation.naming import UNDETERMINED
from annotator.evaluation.pairing import Annotated, Known, shared_folders
from annotator.evaluation.reference_files import ReferenceFiles, reference_files
from annotator.evaluation.roles import NAMELESS
from annotator.labels import LABEL_FORMS, Label, LabelFile, clock, is_about, read_labels
from annotator.records import Annotation
from annotator.truth import Truth, TruthSegment, load_truth, video_name

_ROUNDING_S: Final = 0.002


@dataclass
class References:
    """What was read; `notes` are sentences on it, `passed_over` files that hold no labels."""

    truths: list[Known] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    passed_over: list[Path] = field(default_factory=list)
    failures: list[AnnotatorError] = field(default_factory=list)


@dataclass(frozen=True)
class _Reference:
    """A truth, the annotation it is about where there is one, and how much it is preferred (less is better)."""

    known: Known
    about: Annotated | None
    rank: tuple[int, ...]


def read_references(
    paths: Iterable[Path | str], annotations: Sequence[Annotated], tiers: Collection[str] = ()
) -> References:
    """Reads truth files and files of labels (see `annotator.labels`) as the truth about `annotations`.

    `tiers` are those asked for by name, dependent ones too. What cannot be read is kept apart, and the rest goes on.
    Raises UsageError where there is no such file or folder.
    """
    files = reference_files(paths, annotations)
    references = References(notes=_notes(files))
    found = [*_truths(files.truths, annotations, references), *_labels(files, annotations, tiers, references)]
    references.truths = [each.known for each in _preferred(found, references)]
    return references


def _notes(files: ReferenceFiles) -> list[str]:
    notes = []
    if files.outputs:
        notes.append(f"written by annotator, no truth: {_some(files.outputs)}; name the file itself to compare with it")
    if files.beside_truth:
        notes.append(f"left out, as a truth file tells of the same video: {_some(files.beside_truth)}")
    return notes


def _truths(paths: Iterable[Path], annotations: Sequence[Annotated], references: References) -> Iterator[_Reference]:
    for path in paths:
        try:
            known = Known(load_truth(path), path)
        except AnnotatorError as error:
            references.failures.append(error)
            continue
        about = [each for each in annotations if set(each.names) & set(known.names)]
        yield _Reference(known, _nearest(about, path), (0,))


def _labels(
    files: ReferenceFiles, annotations: Sequence[Annotated], tiers: Collection[str], references: References
) -> Iterator[_Reference]:
    alone = len(annotations) == len(files.named) == 1 and not files.found and not files.truths
    for path in (*files.named, *files.found):
        try:
            file = read_labels(path)
            own = list(_of_file(file, annotations, tiers, references, alone=alone))
        except NoLabelsError as error:
            if path in files.found:
                references.passed_over.append(path)
            else:
                references.failures.append(error)
        except AnnotatorError as error:
            references.failures.append(error)
        else:
            references.notes += file.notes
            yield from own


def _of_file(
    file: LabelFile, annotations: Sequence[Annotated], tiers: Collection[str], references: References, *, alone: bool
) -> Iterator[_Reference]:
    """What a file tells, by video; raises DatasetError naming the line. `alone`: one file and one annotation."""
    labels = file.chosen(tiers)
    if not labels:
        raise DatasetError("holds no label", path=file.path)
    videos: dict[str, list[Label]] = {}
    for label in labels:
        videos.setdefault(label.video, []).append(label)
    for video, own in videos.items():
        # A table may tell recordings of one name apart by their folders.
        folders = video.replace("\\", "/")
        place = file.path.parent / folders if "/" in folders else file.path
        about = _nearest(_called(video, annotations) if video else _named_for(file.path, annotations), place)
        if about is None and alone and not video:
            about = annotations[0]
            name = about.annotation.source.path
            references.notes.append(f"{file.path.name} is taken for {name}: it is the only annotation")
        references.notes += _overlaps(file.path, own)
        yield _Reference(Known(_truth(file, video, own, about), place), about, _rank(file, about))


def _called(video: str, annotations: Sequence[Annotated]) -> list[Annotated]:
    """The annotations of the video a file calls so, with or without its extension."""
    name = video_name(video)
    return [each for each in annotations if name in each.names or PurePath(name).stem in each.names]


def _named_for(path: Path, annotations: Sequence[Annotated]) -> list[Annotated]:
    """The annotations a file is named for, of the longest name it begins with."""
    name = video_name(str(path))
    lengths = [max((len(n) for n in each.names if is_about(name, n)), default=0) for each in annotations]
    longest = max(lengths, default=0)
    return [each for each, length in zip(annotations, lengths, strict=True) if length and length == longest]


def _nearest(about: Sequence[Annotated], path: Path) -> Annotated | None:
    return max(about, key=lambda each: shared_folders(each.path, path), default=None)


def _truth(file: LabelFile, video: str, labels: Sequence[Label], about: Annotated | None) -> Truth:
    end_s = _length_s(about.annotation) if about else 0.0
    labels = [_timed(file, label, about) for label in labels]
    own = video_name(video or (file.path.stem.rpartition(".")[0] if file.language else file.path.stem))
    name = about.annotation.source.path if about else own
    segments = [_segment(file, label, name, end_s, _language(file, about)) for label in labels]
    return Truth(
        video=name,
        duration_s=end_s or max(segment.end_s for segment in segments),
        segments=tuple(sorted(segments, key=lambda segment: (segment.start_s, segment.end_s))),
    )


def _timed(file: LabelFile, label: Label, about: Annotated | None) -> Label:
    if label.frames is None:
        return label
    if about is None:
        raise DatasetError(f"{label.where}: tells frames of a video whose rate nobody knows", path=file.path)
    return label.at_rate(Fraction(about.annotation.source.fps))


def _length_s(annotation: Annotation) -> float:
    return max(annotation.source.duration, annotation.source.decoded_duration)


def _language(file: LabelFile, about: Annotated | None) -> str:
    """The language of a file's words, where the annotation has words in it: what looks like a tag may be none."""
    if about is None:
        return file.language or UNDETERMINED
    known = {about.annotation.language, *(tag for segment in about.annotation.segments for tag in segment.texts)}
    return file.language if file.language in known else UNDETERMINED


def _segment(file: LabelFile, label: Label, video: str, end_s: float, language: str) -> TruthSegment:
    """A label as a segment; `end_s` is where the video ends, 0 where nobody knows."""
    if not label.start_s < label.end_s:
        raise DatasetError(
            f"{label.where}: {label.text!r} ends at {clock(label.end_s)}, not after its start", path=file.path
        )
    if end_s and label.start_s >= end_s:
        late = f"begins at {clock(label.start_s)}, after the end of {video} ({clock(end_s)})"
        raise DatasetError(
            f"{label.where}: {label.text!r} {late}", path=file.path, hint="is it about another recording?"
        )
    texts = dict(label.texts)
    if label.text not in texts.values():
        texts.setdefault(language, label.text)
    until_s = min(label.end_s, end_s) if end_s else label.end_s
    return TruthSegment(label.tier or NAMELESS, label.token or label.text, label.start_s, until_s, texts)


def _overlaps(path: Path, labels: Sequence[Label]) -> list[str]:
    count, until_s = 0, dict.fromkeys((label.tier for label in labels), 0.0)
    for label in sorted(labels, key=lambda label: (label.start_s, label.end_s)):
        count += label.start_s < until_s[label.tier] - _ROUNDING_S
        until_s[label.tier] = max(until_s[label.tier], label.end_s)
    told = f"{path.name}: {count} labels overlap the one before; they stay in one tier, in order of their start"
    return [told] if count else []


def _rank(file: LabelFile, about: Annotated | None) -> tuple[int, ...]:
    """After truth files: labels in the annotation's language or in none that is said, then forms as they are listed."""
    foreign = about is not None and file.language not in ("", about.annotation.language)
    return (1, int(foreign), list(LABEL_FORMS).index(file.path.suffix.lower()))


def _preferred(found: Sequence[_Reference], references: References) -> list[_Reference]:
    """The best of several references about the same annotation."""
    best: dict[int, tuple[int, ...]] = {}
    for each in found:
        if each.about is not None:
            best[id(each.about)] = min(each.rank, best.get(id(each.about), each.rank))
    kept = [each for each in found if each.about is None or each.rank == best[id(each.about)]]
    best_ones = set(map(id, kept))
    if left := [each.known.path for each in found if id(each) not in best_ones and each.known.path]:
        references.notes.append(f"left out, as another file tells of the same video: {_some(left)}")
    return kept


def _some(paths: Sequence[Path], limit: int = 3) -> str:
    names = ", ".join(path.name for path in paths[:limit])
    return f"{len(paths)} ({names}{', ...' if len(paths) > limit else ''})"
