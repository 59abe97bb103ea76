"""Annotations against the truth: who speaks of which tier, and what is counted in each video."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal

from annotator.errors import UsageError
from annotator.evaluation.confusion import Fate, fates
from annotator.evaluation.edits import edits
from annotator.evaluation.false_cues import false_cues, rest_s
from annotator.evaluation.matching import match
from annotator.evaluation.naming import Vocabulary
from annotator.evaluation.pairing import Annotated, Known, Pairing, pair
from annotator.evaluation.report import Bar, Evaluation, TierMeasures, VideoReport, VideoTier
from annotator.evaluation.roles import Role, Roles
from annotator.evaluation.spans import Span, Stretch
from annotator.evaluation.spelled import SpelledResult, spelled_words, words_of
from annotator.evaluation.tally import THRESHOLDS, Tally, add, measures
from annotator.evaluation.timing import start_and_end_errors
from annotator.records import Annotation, Segment
from annotator.truth import Truth

LETTERS: Final = "letters"
Missing = Literal["leave", "count"]


def evaluate(
    annotations: Iterable[Annotation | Annotated],
    truths: Iterable[Truth | Known],
    *,
    missing: Missing = "leave",
    tiers: Mapping[str, str] | None = None,
) -> Evaluation:
    """Compares annotations with the truth about the same videos.

    `missing`: whether a truth whose video has no annotation is left out, or all of it counted as missed. `tiers`: the
    tier of a model whose name does not say it. Raises UsageError when no annotation has a truth, or no model a tier.
    """
    known = [each if isinstance(each, Known) else Known(each) for each in truths]
    pairing = pair([each if isinstance(each, Annotated) else Annotated(each) for each in annotations], known)
    if not pairing.pairs:
        raise UsageError(
            f"none of {len(pairing.without_truth)} annotations has a truth among {len(known)}",
            hint="they are paired by the video's file name",
        )
    roles = Roles.of(pairing, tiers or {})
    return _report(pairing, roles, list(_judged(pairing, roles, missing)))


@dataclass
class _Video:
    """One video with what was counted, by (tier, model)."""

    known: Known
    annotation: Annotation | None
    language: str
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    tiers: list[VideoTier] = field(default_factory=list)


def _judged(pairing: Pairing, roles: Roles, missing: Missing) -> Iterator[_Video]:
    language = pairing.pairs[0][0].annotation.language
    everything: list[tuple[Known, Annotation | None]] = [(known, each.annotation) for each, known in pairing.pairs]
    if missing == "count":
        everything += [(known, None) for known in pairing.without_annotation]

    @cache
    def vocabulary(tier: str, language: str) -> Vocabulary:
        return Vocabulary((each for known, _ in everything for each in known.truth.of(tier)), language)

    for known, annotation in sorted(everything, key=lambda item: item[0].truth.video):
        video = _Video(known, annotation, annotation.language if annotation else language)
        for role in roles.spoken(known, annotation):
            own = known.truth.of(role.tier)
            # Words of another language, or of none that is said, name no signs of other videos.
            foreign = any(video.language not in segment.text for segment in own)
            names = Vocabulary(own, video.language) if foreign else vocabulary(role.tier, video.language)
            _judge(video, role, names)
        yield video


def _judge(video: _Video, role: Role, vocabulary: Vocabulary) -> None:
    """Counts one tier of one video."""
    truth, tier = video.known.truth, role.tier
    segments = [] if video.annotation is None else role.segments(video.annotation)
    true, found = vocabulary.truth_spans(truth.of(tier)), vocabulary.found_spans(segments)
    spelled = _spelled(truth, tier, segments)
    fate = fates(true, found)
    starts, ends = start_and_end_errors(true, found, fate.right)
    own, others = _signing(truth, tier)
    tally = Tally(
        truth=len(true),
        found=len(found),
        matched=tuple(len(match(true, found, threshold)) for threshold in THRESHOLDS),
        edits=edits([span.label for span in true], [span.label for span in found]),
        start_errors_s=starts,
        end_errors_s=ends,
        false=false_cues(found, own, others),
        rest_s=rest_s([*own, *others], truth.duration_s) if video.annotation else 0.0,
        labels=fate.labels,
        spelled=len(spelled),
        spelled_right=sum(word.right for word in spelled),
    )
    video.tallies[role.key] = tally
    bars = _bars(true, fate.truth), _bars(found, fate.found)
    video.tiers.append(VideoTier(*role.key, measures(tally), *bars, spelled))


def _signing(truth: Truth, tier: str) -> tuple[list[Stretch], list[Stretch]]:
    """Where the tier is signed, and where others are; between the letters of a word nobody rests."""
    own: list[Stretch] = [segment for segment in truth.segments if segment.tier == tier]
    others: list[Stretch] = [segment for segment in truth.segments if segment.tier != tier]
    (own if tier == LETTERS else others).extend(truth.spelled)
    return own, others


def _spelled(truth: Truth, tier: str, segments: Sequence[Segment]) -> tuple[SpelledResult, ...]:
    return spelled_words(truth.spelled, words_of(segments)) if tier == LETTERS else ()


def _bars(spans: Sequence[Span], became: Sequence[Fate]) -> tuple[Bar, ...]:
    return tuple(Bar(span.start_s, span.end_s, span.label, fate) for span, fate in zip(spans, became, strict=True))


def _report(pairing: Pairing, roles: Roles, videos: Sequence[_Video]) -> Evaluation:
    return Evaluation(
        overall=measures(add(add(video.tallies.values(), same_video=True) for video in videos)),
        tiers=tuple(
            TierMeasures(*key, measures(add(video.tallies[key] for video in videos if key in video.tallies)))
            for key in (role.key for role in roles.roles)
        ),
        videos=tuple(
            VideoReport(
                video=video.known.truth.video,
                language=video.language,
                duration_s=video.known.truth.duration_s,
                annotated=video.annotation is not None,
                measures=measures(add(video.tallies.values(), same_video=True)),
                tiers=tuple(video.tiers),
            )
            for video in videos
        ),
        without_truth=tuple(each.annotation.source.path for each in pairing.without_truth),
        without_annotation=tuple(known.truth.video for known in pairing.without_annotation),
        notes=roles.notes,
    )
