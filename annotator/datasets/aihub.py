"""AI-Hub's sign language videos (data set 103): `NIA_SL_WORD0001_REAL01_F.mp4` and `..._F_morpheme.json`.

Kinds: WORD (one word), SEN (a sentence), FS (finger-spelled). Sources: REAL, SYN, CROWD, each with the signer's number.
Views: front, up, down, left, right. Labels may lie in another tree than the videos; names are what joins them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from annotator.datasets.dataset import Dataset, Sample
from annotator.datasets.naming import name_classes
from annotator.datasets.readers import Reader, Wanted
from annotator.datasets.walk import part_of_name, walk
from annotator.errors import DatasetError, UsageError
from annotator.labels import Morphemes, Span
from annotator.text import nfc, read_text
from annotator.video import is_media_name

CLIP_NAME: Final = re.compile(r"(NIA_SL_(WORD|SEN|FS)[0-9]+)_((?:REAL|SYN|CROWD)[0-9]+)_([FUDLR])", re.IGNORECASE)
MORPHEME_SUFFIX: Final = "_morpheme.json"
_TIERS: Final = ("words", "sentences", "letters")
_NUMBERED_FOLDER: Final = re.compile(r"^[0-9]+[._ -]*")


@dataclass(frozen=True)
class _Clip:
    """A clip's label file, read: `sign` is what all takes of it share (NIA_SL_SEN0001), `kind` WORD, SEN or FS."""

    told: Path
    sign: str
    kind: str
    signer: str
    spans: tuple[Span, ...] = field(repr=False)

    def samples(self, tier: str) -> Iterator[tuple[str, float, float]]:
        """The samples of a tier: name of the class, start and end in seconds."""
        if tier == "words":
            yield from ((_name(span), span.start, span.end) for span in self.spans if self.kind != "FS")
        elif self.kind == {"sentences": "SEN", "letters": "FS"}[tier] and self.spans:
            words = " ".join(_name(span) for span in self.spans)
            yield words, self.spans[0].start, max(span.end for span in self.spans)


class AiHubReader(Reader):
    """Clips with their morphemes. Tiers: "words", every morpheme of WORD and SEN with its times; "sentences", SEN as a
    whole; "letters", FS as a whole. The class of a whole is its morphemes in a row. The group is the signer (REAL01).
    """

    name = "aihub"
    about = "AI-Hub sign videos NIA_SL_*.mp4 with *_morpheme.json, in one tree or two"

    def recognises(self, path: Path) -> bool:
        return path.is_dir() and next(_label_files(path), None) is not None

    def read(self, path: Path, wanted: Wanted) -> Dataset:
        clips = [_read(file) for file in _label_files(path)]
        if not clips:
            raise DatasetError(f"holds no NIA_SL_*{MORPHEME_SUFFIX}", path=path)
        tier = _tier(path, clips, wanted.tier)
        videos = _videos(path)
        clips = [clip for clip in clips if next(clip.samples(tier), None)]
        there = [clip for clip in clips if _stem(clip.told) in videos]
        if not there:
            raise DatasetError(f"none of the {len(clips)} videos its labels speak of is there", path=path)
        found = [(clip, *sample) for clip in there for sample in clip.samples(tier)]
        tokens, ids = name_classes((name for _, name, _, _ in found), wanted, path)
        files = {clip.told: videos[_stem(clip.told)] for clip in there}
        samples = tuple(
            Sample(files[clip.told], ids[name], clip.signer, _part(files[clip.told], path), start_s, end_s)
            for clip, name, start_s, end_s in found
        )
        return Dataset(
            path, self.name, "video", tokens, samples, tuple(files.values()),
            continuous=True, notes=tuple(_notes(clips, there, videos)),
            owners={files[clip.told]: clip.signer for clip in there},
        )  # fmt: skip


def _label_files(root: Path) -> Iterator[Path]:
    """The label files; folders named for a clip hold its key points, a file a frame, and are passed over."""
    for file in walk(root, lambda name: not CLIP_NAME.match(name)):
        if file.name.lower().endswith(MORPHEME_SUFFIX) and CLIP_NAME.match(file.name):
            yield file


def _videos(root: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for file in walk(root, lambda name: not CLIP_NAME.match(name)):
        if is_media_name(file) and CLIP_NAME.fullmatch(file.stem):
            other = found.setdefault(file.stem.upper(), file)
            if other is not file:
                raise DatasetError(f"there is another video of this name: {other}", path=file)
    return found


def _stem(told: Path) -> str:
    return told.name[: -len(MORPHEME_SUFFIX)].upper()


def _read(file: Path) -> _Clip:
    match = CLIP_NAME.match(file.name)
    if match is None:
        raise DatasetError("is not named as AI-Hub names its files", path=file)
    try:
        spans = msgspec.json.decode(read_text(file)[0].removeprefix("\ufeff"), type=Morphemes).data
    except msgspec.MsgspecError as error:
        raise DatasetError(f"is no morpheme file: {error}", path=file) from error
    for number, span in enumerate(spans):
        if not 0 <= span.start < span.end:
            raise DatasetError(f"data[{number}]: [{span.start}, {span.end}) is no stretch of time", path=file)
        if not _name(span):
            raise DatasetError(f"data[{number}] has no name", path=file)
    ordered = tuple(sorted(spans, key=lambda span: span.start))
    return _Clip(file, match[1].upper(), match[2].upper(), match[3].upper(), ordered)


def _name(span: Span) -> str:
    return nfc(" ".join(attribute.name for attribute in span.attributes))


def _tier(path: Path, clips: Sequence[_Clip], wanted: str) -> str:
    there = [tier for tier in _TIERS if any(next(clip.samples(tier), None) for clip in clips)]
    if wanted and wanted not in there:
        raise DatasetError(f"has no tier {wanted!r}; there are: {', '.join(there) or 'none'}", path=path)
    if not wanted and len(there) != 1:
        raise UsageError(f"has the tiers {', '.join(there)}", path=path, hint="say which with --tier")
    return wanted or there[0]


def _part(file: Path, root: Path) -> str:
    """The part a folder above the file is named for ("1.Training", "val"), the nearest one."""
    names = [_NUMBERED_FOLDER.sub("", folder) for folder in file.relative_to(root).parts[:-1]]
    return next((part for part in map(part_of_name, reversed(names)) if part), "")


def _notes(clips: Sequence[_Clip], there: Sequence[_Clip], videos: Mapping[str, Path]) -> Iterable[str]:
    if missing := len(clips) - len(there):
        yield f"{missing} of {len(clips)} label files have no video and were left out"
    labelled = {_stem(clip.told) for clip in clips}
    if silent := len(videos.keys() - labelled):
        yield f"{silent} videos have no label for this tier and were left out"
