"""Subtitle files and annotations held against a profile, and written again so that they keep to it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import msgspec

from annotator.errors import AnnotatorError, CollisionError, UsageError
from annotator.records import Annotation, Cue
from annotator.subtitles.files import SUBTITLE_FORMATS, SubtitleFile, read_subtitles
from annotator.timeline import (
    Finding,
    ReadingRules,
    Sentence,
    cue_languages,
    duration_of,
    frame_rate_of,
    join_words,
    lint_annotation,
    lint_cues,
    make_cues,
    repair_cues,
)
from annotator.writers import is_another_tools, is_companion, read_annotation

FIXED = ".fixed"
_LANGUAGE = re.compile(r"\.[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Checkable:
    """A file to look at, and the folder it was found under (its own where it was named itself)."""

    path: Path
    root: Path


@dataclass
class Checkables:
    """What a search gave: files in order without repeats, and JSON files in folders that are no annotations."""

    files: list[Checkable] = field(default_factory=list)
    passed_over: list[Path] = field(default_factory=list)


@dataclass(frozen=True)
class Checked:
    """A file that was read, its cues, and what is wrong with them; `encoding` is "" for annotations."""

    path: Path
    format: str
    encoding: str
    cues: tuple[Cue, ...]
    findings: tuple[Finding, ...]
    content: SubtitleFile | Annotation = field(repr=False)


def find_checkable(paths: Iterable[Path | str], *, passing_fixed: bool = False) -> Checkables:
    """Files as named; from folders all subtitle files and annotations below, with `passing_fixed` none that a repair
    has written.

    Raises UsageError where there is no such file or folder, or a file is of no kind that is read.
    """
    found, seen = Checkables(), set[str]()
    for given in paths:
        path = Path(given).expanduser()
        if not path.exists():
            raise UsageError("there is no such file or folder", path=path, hint="check the spelling; nothing was done")
        if not path.is_dir() and path.suffix.lower() not in (*SUBTITLE_FORMATS, ".json"):
            raise UsageError("no subtitle file", path=path, hint=f"{', '.join(SUBTITLE_FORMATS)} and .json are read")
        for file in _below(path, found, passing_fixed) if path.is_dir() else [path]:
            key = os.path.realpath(file)
            if key not in seen:
                seen.add(key)
                found.files.append(Checkable(file, path if path.is_dir() else path.parent))
    return found


def check_file(
    path: Path, rules: ReadingRules, *, frame_rate: Fraction | None = None, sentence: Sentence = join_words
) -> Checked:
    """Reads a file and looks for what is wrong; annotations know their frame rate themselves.

    Raises AnnotatorError where the file cannot be read.
    """
    if path.suffix.lower() == ".json":
        return _checked_annotation(path, read_annotation(path), rules, sentence)
    return _checked_subtitles(read_subtitles(path), rules, frame_rate)


def fix_file(
    checked: Checked, rules: ReadingRules, *, frame_rate: Fraction | None = None, sentence: Sentence = join_words
) -> tuple[bytes, Checked]:
    """The file as it is after the repair, and what is still wrong then.

    Cues of annotations are made anew from their segments; those of subtitle files are repaired.
    """
    content = checked.content
    if isinstance(content, Annotation):
        made = _made_anew(content, rules, sentence)
        return made.as_json(), _checked_annotation(checked.path, made, rules, sentence)
    cues = tuple(repair_cues(content.cues, rules, frame_rate=frame_rate))
    done = msgspec.structs.replace(rules, extend_s=0.0)  # out-times were moved as far as they may
    left = tuple(lint_cues(cues, done, frame_rate=frame_rate, grain_s=content.grain_s))
    return content.rendered(cues), replace(checked, cues=cues, findings=left)


def fixed_path(file: Checkable, output: Path | None) -> Path:
    """Where the repaired file goes: `video.ko.srt` becomes `video.fixed.ko.srt`, beside it or mirrored under
    `output`."""
    path = file.path
    stem, tag = path.stem, Path(path.stem).suffix
    name = f"{stem.removesuffix(tag)}{FIXED}{tag}" if _LANGUAGE.fullmatch(tag) else stem + FIXED
    folder = path.parent if output is None else output / path.parent.relative_to(file.root)
    return folder / (name + path.suffix)


def check_targets(targets: Sequence[tuple[Checkable, Path]]) -> None:
    """Raises CollisionError where two files would be repaired into one."""
    taken: dict[str, Path] = {}
    for file, target in targets:
        other = taken.setdefault(str(target.absolute()), file.path)
        if other != file.path:
            raise CollisionError(
                f"{other} and {file.path} would both write it", path=target, hint="fix them separately"
            )


def _below(folder: Path, found: Checkables, passing_fixed: bool) -> list[Path]:
    files = []
    for path in sorted(folder.rglob("*")):
        suffix = path.suffix.lower()
        if path.name.startswith(".") or not path.is_file() or (passing_fixed and FIXED in path.suffixes[-3:]):
            continue
        if suffix in SUBTITLE_FORMATS:
            files.append(path)
        elif suffix == ".json" and not is_companion(path):
            (found.passed_over if is_another_tools(path) else files).append(path)
    return files


def _checked_subtitles(content: SubtitleFile, rules: ReadingRules, rate: Fraction | None) -> Checked:
    findings = tuple(lint_cues(content.cues, rules, frame_rate=rate, grain_s=content.grain_s))
    return Checked(content.path, content.format, content.encoding, content.cues, findings, content)


def _checked_annotation(path: Path, annotation: Annotation, rules: ReadingRules, sentence: Sentence) -> Checked:
    try:
        findings = tuple(lint_annotation(annotation, rules, sentence=sentence))
    except AnnotatorError as error:
        raise AnnotatorError(error.reason, path=path, stage=error.stage, hint=error.hint) from error
    return Checked(path, "annotation", "", annotation.cues, findings, annotation)


def _made_anew(annotation: Annotation, rules: ReadingRules, sentence: Sentence) -> Annotation:
    """The annotation with cues made from its segments; where it has none, with its cues repaired.

    What was written from the one it was made of was not written from it.
    """
    rate, end_s = frame_rate_of(annotation), duration_of(annotation)
    cues: list[Cue] = []
    for tag in cue_languages(annotation):
        if annotation.segments:
            spoken = tag or annotation.language
            made = make_cues(
                annotation.segments, spoken, duration_s=end_s, frame_rate=rate, rules=rules, sentence=sentence
            )
        else:
            mine = [cue for cue in annotation.cues if cue.language == tag]
            repaired = repair_cues(mine, rules, frame_rate=rate, duration_s=end_s)
            made = [msgspec.structs.replace(cue, segment_ids=()) for cue in repaired]
        cues += [msgspec.structs.replace(cue, language=tag) for cue in made]
    return msgspec.structs.replace(annotation, cues=tuple(cues), outputs=())
