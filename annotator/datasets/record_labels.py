"""Labels that lie next to long videos become truth files: checked against the video, the dictionary and each other."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from annotator.errors import AnnotatorError, DatasetError, UsageError
from annotator.files import refused
from annotator.labels import Label, LabelFile, clock, is_about
from annotator.records import Video
from annotator.tokens import TokenDictionary
from annotator.truth import Truth, TruthSegment, load_truth, truth_path
from annotator.video import probe

# Files round times: so much of an overlap, or past the end, is rounding.
_ROUNDING_S: Final = 0.002
_PAST_THE_END_S: Final = 0.1
_TIER: Final = "words"


@dataclass(frozen=True)
class Recording:
    """How labels are to be taken.

    `tokens`: the dictionary they must be in (None: any word is taken). `tier`: which tier of the files ("": the only
    one; of JSON all). `name`: what the tier is called in truth ("": as in JSON, else "words"). `signer`: a regular
    expression whose first group, found in a video's name, is who is seen. `skip_bad`: faulty labels are left out and
    told, instead of the whole video.
    """

    tokens: TokenDictionary | None = None
    tier: str = ""
    name: str = ""
    signer: str = ""
    skip_bad: bool = False

    def __post_init__(self) -> None:
        try:
            groups = re.compile(self.signer).groups
        except re.error as error:
            raise UsageError(f"the signer's pattern {self.signer!r} is broken: {error}") from error
        if self.signer and not groups:
            raise UsageError(f"the signer's pattern {self.signer!r} has no group", hint="such as '(REAL[0-9]+)'")


@dataclass(frozen=True)
class Recorded:
    """What became of one video: its truth, or None where `faults` forbid it; each fault names file, line and time."""

    video: Path
    labels: Path
    truth: Truth | None
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def record(video: Path, file: LabelFile, labels: Sequence[Label], how: Recording) -> Recorded:
    """The truth of one video from the labels of a file that are about it; what cannot be read is a fault."""
    try:
        described = probe(video)
        chosen = [_worded(label, file.language or "ko") for label in _of_tier(file.path, labels, how)]
        chosen = [label.at_rate(described.frame_rate) for label in chosen]
    except AnnotatorError as error:
        return Recorded(video, file.path, None, (str(error),), file.notes)
    good, faults = _checked(file.path, chosen, described, how)
    if not good or (faults and not how.skip_bad):
        return Recorded(video, file.path, None, faults or (f"{file.path}: has no label for {video.name}",), file.notes)
    match = re.search(how.signer, video.stem) if how.signer else None
    truth = Truth(
        video=video.name,
        width=described.width,
        height=described.height,
        frame_rate=str(described.frame_rate),
        duration_s=described.duration_s or max(each.end_s for each in good),
        signer=match[1] if match else "",
        segments=tuple(sorted(good, key=lambda each: (each.tier, each.start_s))),
    )
    return Recorded(video, file.path, truth, faults, file.notes)


def save_truth(recorded: Recorded, root: Path, output: Path | None, *, overwrite: bool = False) -> Path:
    """Writes the truth file: beside the video, or below `output` with a link to the video beside it.

    There the folders are those below `root`. Raises DatasetError where another truth is there already and is not to be
    overwritten, or there is none to write, OutputError.
    """
    if recorded.truth is None:
        raise DatasetError("has no truth", path=recorded.video)
    place = recorded.video
    if output is not None:
        place = output / (place.relative_to(root) if place.is_relative_to(root) else place.name)
    target = truth_path(place)
    if target.exists() and not overwrite and load_truth(target) != recorded.truth:
        raise DatasetError("is there already and says something else", path=target, hint="replace it with --overwrite")
    if output is not None:
        _link(recorded.video, place)
    return recorded.truth.save(target)


def _link(video: Path, place: Path) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.is_symlink():
            place.unlink()
        if not place.exists():
            place.symlink_to(os.path.relpath(video.resolve(), place.parent.resolve()))
        elif not place.samefile(video):
            raise FileExistsError(17, "another file of this name is there")
    except OSError as error:
        raise refused(place, error) from error


def pair(
    videos: Sequence[Path], files: Sequence[LabelFile], root: Path, labels_root: Path
) -> tuple[list[tuple[Path, LabelFile, list[Label]]], list[str]]:
    """Which labels are about which video, and sentences on what is left over.

    A file is about the video whose name it begins with (`NAME.srt`, `NAME.ko.srt`), in the same folder below its root
    where there are several of that name; a table with a column of videos says it itself; one file and one video
    belong together. Raises UsageError for a video with several files.
    """
    pairs: dict[Path, tuple[LabelFile, list[Label]]] = {}
    notes = []
    for file in files:
        named = any(label.video for label in file.labels)
        about: dict[str, list[Label]] = {}
        for label in file.labels:
            about.setdefault(label.video if named else file.path.name, []).append(label)
        for name, labels in about.items():
            alone = len(videos) == len(files) == 1 and not named
            place = Path(name) if named else _below(file.path, labels_root)
            video = videos[0] if alone else _meant(place, videos, root)
            if video is None:
                notes.append(f"{file.path}: there is no video for {name}")
            elif video in pairs:
                raise UsageError(
                    f"has labels in {pairs[video][0].path} and in {file.path}",
                    path=video,
                    hint="say which: --labels FILE",
                )
            else:
                pairs[video] = file, labels
    if without := [video for video in videos if video not in pairs]:
        notes.append(f"{len(without)} videos have no labels, first {without[0]}")
    return [(video, *pairs[video]) for video in videos if video in pairs], notes


def _below(path: Path, root: Path) -> Path:
    return path.relative_to(root) if path.is_relative_to(root) else Path(path.name)


def _meant(place: Path, videos: Sequence[Path], root: Path) -> Path | None:
    """The video a file of labels (or a name in a table) is about: of the longest name it begins with."""
    fitting = [video for video in videos if place.name == video.name or is_about(place.name, video.stem)]
    fitting += [video for video in videos if place.name == video.stem]
    longest = max((len(video.stem) for video in fitting), default=0)
    fitting = [video for video in dict.fromkeys(fitting) if len(video.stem) == longest]
    if len(fitting) > 1:
        fitting = [video for video in fitting if _below(video, root).parent == place.parent]
    return fitting[0] if len(fitting) == 1 else None


def _of_tier(path: Path, labels: Sequence[Label], how: Recording) -> list[Label]:
    tiers = sorted({label.tier for label in labels})
    if how.tier:
        if how.tier not in tiers:
            raise DatasetError(
                f"has no tier {how.tier!r}; there are: {', '.join(filter(None, tiers)) or 'none'}", path=path
            )
        return [label for label in labels if label.tier == how.tier]
    own = [label for label in labels if not label.dependent]
    if len(tiers := sorted({label.tier for label in own})) > 1 and path.suffix.lower() != ".json":
        raise DatasetError(f"has the tiers {', '.join(tiers)}", path=path, hint="say which with --tier")
    return own


def _worded(label: Label, language: str) -> Label:
    return label if label.texts else replace(label, texts={language: label.text})


def _checked(
    path: Path, labels: Sequence[Label], video: Video, how: Recording
) -> tuple[list[TruthSegment], tuple[str, ...]]:
    """The labels as segments, and what is wrong with the others."""
    ids = _words(how.tokens) if how.tokens else None
    good: dict[str, list[tuple[Label, TruthSegment]]] = {}
    faults = []
    for label in sorted(labels, key=lambda label: (label.start_s, label.end_s)):
        fault = _fault(label, video, ids)
        tier = how.name or (label.tier if path.suffix.lower() == ".json" and label.tier else _TIER)
        before = good.setdefault(tier, [])
        if fault is None and before and label.start_s < before[-1][1].end_s - _ROUNDING_S:
            other = before[-1][0]
            fault = f"overlaps {other.text!r} ({other.where}), which ends at {clock(other.end_s)}"
        if fault is not None:
            faults.append(f"{path}: {label.where}, at {clock(label.start_s)}: {label.text!r} {fault}")
            continue
        start_s = max(label.start_s, before[-1][1].end_s if before else 0.0)
        end_s = min(label.end_s, video.duration_s) if video.duration_s else label.end_s
        before.append((label, _segment(label, tier, start_s, end_s, how.tokens, ids)))
    return [segment for pairs in good.values() for _, segment in pairs], tuple(faults)


def _fault(label: Label, video: Video, ids: Mapping[str, int] | None) -> str | None:
    if not label.start_s + _ROUNDING_S < label.end_s:
        return f"ends at {clock(label.end_s)}, not after its start"
    end_s = video.duration_s
    if end_s and (label.start_s >= end_s or label.end_s > end_s + _PAST_THE_END_S):
        return f"ends at {clock(label.end_s)}, after the video ({clock(end_s)})"
    if ids is not None and not any(text in ids for text in _called(label)):
        return "is not in the token dictionary"
    return None


def _segment(
    label: Label, tier: str, start_s: float, end_s: float, tokens: TokenDictionary | None, ids: Mapping[str, int] | None
) -> TruthSegment:
    if tokens is None or ids is None:
        return TruthSegment(tier, label.token or label.text, start_s, end_s, dict(label.texts))
    found = next(ids[text] for text in _called(label) if text in ids)
    return TruthSegment(tier, tokens.label(found), start_s, end_s, dict(tokens.tokens[found].texts))


def _called(label: Label) -> tuple[str, ...]:
    return (label.token, label.text, *label.texts.values()) if label.token else (label.text, *label.texts.values())


def _words(tokens: TokenDictionary) -> dict[str, int]:
    """The id of every word and label; an id itself, where no word is called so."""
    ids = {str(i): i for i in tokens}
    ids |= {text: i for i in reversed(tokens.ids()) for text in tokens.tokens[i].texts.values()}
    return ids | {tokens.label(i): i for i in tokens}
