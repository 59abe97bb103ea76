"""Recordings with `NAME.truth.json` beside them: what is signed is known to the moment, and so is when nothing is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from annotator.datasets.dataset import Dataset, Medium, Sample
from annotator.datasets.naming import find_tokens
from annotator.datasets.readers import Reader, Wanted
from annotator.errors import DatasetError, UsageError
from annotator.tokens import Token, TokenDictionary
from annotator.truth import TRUTH_SUFFIX, Truth, TruthSegment, load_truth
from annotator.video import is_media_name

POSE_SUFFIX = ".pose"


class TimedReader(Reader):
    """A sample is a segment of one tier, its group the signer.

    Where there are videos, `labels` "landmarks" reads the .pose files beside them instead. The dictionary is the one of
    `wanted`, else `tokens.json` in the folder where that holds all words of the tier, else made of what occurs.
    """

    name = "truth"
    about = "videos (or .pose files) with NAME.truth.json beside them"

    def recognises(self, path: Path) -> bool:
        return path.is_dir() and next(path.rglob(f"*{TRUTH_SUFFIX}"), None) is not None

    def read(self, path: Path, wanted: Wanted) -> Dataset:
        truths = {file: load_truth(file) for file in sorted(path.rglob(f"*{TRUTH_SUFFIX}"))}
        if not truths:
            raise DatasetError(f"holds no *{TRUTH_SUFFIX}", path=path)
        tier = _tier(path, list(truths.values()), wanted.tier)
        medium, files = _recordings(list(truths), landmarks=wanted.labels == "landmarks")
        if not files and not wanted.labels:
            medium, files = _recordings(list(truths), landmarks=True)
        if not files:
            raise DatasetError("its truth files have no recordings beside them", path=path)
        tokens = _tokens(path, list(truths.values()), tier, wanted)
        ids = _ids(tokens)
        samples = tuple(
            Sample(files[told], _label(segment, ids, told), truth.signer, "", segment.start_s, segment.end_s)
            for told, truth in truths.items()
            if told in files
            for segment in truth.of(tier)
        )
        left_out = len(truths) - len(files)
        notes = (f"{left_out} truth files have no recording beside them and were left out",) if left_out else ()
        groups = {files[told]: truth.signer for told, truth in truths.items() if told in files}
        return Dataset(
            path, self.name, medium, tokens, samples, tuple(files.values()), continuous=True, notes=notes, owners=groups
        )


def _tier(path: Path, truths: Sequence[Truth], wanted: str) -> str:
    there = sorted({tier for truth in truths for tier in truth.tiers})
    if wanted and wanted not in there:
        raise DatasetError(f"has no tier {wanted!r}; there are: {', '.join(there)}", path=path)
    if not wanted and len(there) != 1:
        raise UsageError(f"has the tiers {', '.join(there)}", path=path, hint="say which with --tier")
    return wanted or there[0]


def _recordings(told: Sequence[Path], *, landmarks: bool) -> tuple[Medium, dict[Path, Path]]:
    """The recording beside each truth file that has one: videos, or where `landmarks` says so .pose files."""
    found: dict[Path, Path] = {}
    for path in told:
        stem = path.name.removesuffix(TRUTH_SUFFIX)
        beside = sorted(path.parent.glob(f"{_escaped(stem)}.*"))
        fitting = [
            file
            for file in beside
            if file.stem == stem and (file.suffix == POSE_SUFFIX if landmarks else is_media_name(file))
        ]
        if fitting:
            found[path] = fitting[0]
    return ("landmarks" if landmarks else "video"), found


def _escaped(stem: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in stem)


def _tokens(path: Path, truths: Sequence[Truth], tier: str, wanted: Wanted) -> TokenDictionary:
    there = find_tokens(wanted, path)
    if there is not None and (wanted.tokens is not None or _holds(there, truths, tier)):
        return there
    return _tokens_of(truths, tier)


def _holds(tokens: TokenDictionary, truths: Sequence[Truth], tier: str) -> bool:
    ids = _ids(tokens)
    segments = (segment for truth in truths for segment in truth.of(tier))
    return all(segment.token in ids or any(text in ids for text in segment.texts()) for segment in segments)


def _tokens_of(truths: Sequence[Truth], tier: str) -> TokenDictionary:
    """A dictionary of what occurs, where none was given: ids by position among the sorted tokens."""
    texts: dict[str, Mapping[str, str]] = {}
    for truth in truths:
        for segment in truth.of(tier):
            texts.setdefault(segment.token, segment.text or {"ko": segment.token})
    ordered = sorted(texts)
    return TokenDictionary(tier, {number: Token(token, texts[token]) for number, token in enumerate(ordered)})


def _ids(tokens: TokenDictionary) -> dict[str, int]:
    """The id of every label and word; labels first, as they are unique."""
    ids = {text: i for i in reversed(tokens.ids()) for text in tokens.tokens[i].texts.values()}
    return ids | {tokens.label(i): i for i in tokens}


def _label(segment: TruthSegment, ids: Mapping[str, int], told: Path) -> int:
    for text in (segment.token, *segment.texts()):
        if text in ids:
            return ids[text]
    raise DatasetError(f"{segment.token!r} is not in the token dictionary", path=told)
