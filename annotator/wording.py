"""From segments to words and cues: what can be done again without looking at the video.

segments + token dictionary -> labels and words in each language; segments + reading rules -> cues
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import msgspec

from annotator.records import Annotation, Cue, Dictionary, Run, Segment
from annotator.timeline import READING_RULES, ReadingRules, Sentence, frame_rate_of, join_words, make_cues
from annotator.tokens import SPELLED, TokenDictionary, spell_segments


@dataclass(frozen=True)
class Wording:
    """How segments become words and cues; the first of `languages` is the annotation's own.

    `fingerprint` is of all that decides the outcome.
    """

    languages: tuple[str, ...] = ("ko",)
    rules: ReadingRules = READING_RULES["none"]
    sentence: Sentence = join_words
    fingerprint: str = ""

    @property
    def options(self) -> dict[str, Any]:
        """What an annotation tells of it."""
        return {"languages": list(self.languages), "reading": msgspec.to_builtins(self.rules)}


def worded(segments: Iterable[Segment], tokens: TokenDictionary, languages: Sequence[str]) -> list[Segment]:
    """One recognizer's segments with labels and words of `tokens`; letters are joined where they spell."""
    dressed = [_dressed(segment, tokens, languages) for segment in segments]
    return spell_segments(dressed) if tokens.spelling else dressed


def numbered(segments: Iterable[Segment]) -> list[Segment]:
    """The segments in order of time, numbered from 0."""
    ordered = sorted(segments, key=lambda segment: (segment.start_s, segment.end_s, segment.recognizer))
    return [msgspec.structs.replace(segment, id=number) for number, segment in enumerate(ordered)]


def frames_of(start_s: float, end_s: float, rate: Fraction) -> tuple[int, int]:
    """The first and last frame shown in `[start_s, end_s)`, 0-based and inclusive; one at least."""
    first = math.floor(start_s * rate + Fraction(1, 2))
    return first, max(first, math.ceil(end_s * rate - Fraction(1, 2)) - 1)


def cues_of(segments: Sequence[Segment], wording: Wording, duration_s: float, rate: Fraction | None) -> tuple[Cue, ...]:
    """The cues of every language, one language after the other, for a video of this length and frame rate."""
    return tuple(
        cue
        for tag in wording.languages
        for cue in make_cues(
            segments, tag, duration_s=duration_s, frame_rate=rate, rules=wording.rules, sentence=wording.sentence
        )
    )


def missing_words(recognizer: str, tokens: TokenDictionary, segments: Iterable[Segment]) -> Iterator[str]:
    """A warning for every class that occurs and is not in the dictionary."""
    seen = {each.class_id for each in segments if each.recognizer == recognizer and each.class_id >= 0}
    for class_id in tokens.missing(seen):
        yield f"class id {class_id} of {recognizer} is not in the dictionary {tokens.id}; it stands as it is"


def languages_of(annotation: Annotation) -> tuple[str, ...]:
    """The languages an annotation has cues in, its own first."""
    kept = annotation.run.options.get("languages")
    asked = [tag for tag in kept if isinstance(tag, str)] if isinstance(kept, list) else []
    return tuple(
        dict.fromkeys([annotation.language, *asked, *(cue.language for cue in annotation.cues if cue.language)])
    )


def reworded(annotation: Annotation, wording: Wording, tokens: Mapping[str, TokenDictionary]) -> Annotation:
    """The annotation with other words, languages or reading rules; its segments keep their times and class ids.

    `tokens` are dictionaries by the recognizer's name; segments of others keep the words they have. Words that were
    spelled are spelled anew from their letters.
    """
    rate = frame_rate_of(annotation)
    segments = numbered(_reworded(annotation.segments, wording.languages, tokens, rate))
    duration_s = max(annotation.source.decoded_duration, annotation.source.duration)
    stale = re.compile(f"class id -?[0-9]+ of ({'|'.join(map(re.escape, tokens))}) is not in the dictionary")
    warnings = [text for text in annotation.warnings if not (tokens and stale.match(text))]
    warnings += [text for name, own in tokens.items() for text in missing_words(name, own, segments)]
    return msgspec.structs.replace(
        annotation,
        language=wording.languages[0],
        text=wording.sentence(segments, wording.languages[0]),
        segments=tuple(segments),
        cues=cues_of(segments, wording, duration_s, rate),
        warnings=tuple(warnings),
        run=_told(annotation.run, wording),
        **_dictionaries(annotation, tokens),
    )


def _told(run: Run, wording: Wording) -> Run:
    return msgspec.structs.replace(run, wording=wording.fingerprint, options=run.options | wording.options)


def _dictionaries(annotation: Annotation, tokens: Mapping[str, TokenDictionary]) -> dict[str, tuple[object, ...]]:
    """The records of recognizers and dictionaries, which stand in the same order, with those of `tokens`."""
    known = dict(zip((each.name for each in annotation.recognizers), annotation.dictionary, strict=False))
    known |= {name: Dictionary(own.id, own.version, own.sha256) for name, own in tokens.items()}
    recognizers = tuple(
        msgspec.structs.replace(each, dictionary=tokens[each.name].id) if each.name in tokens else each
        for each in annotation.recognizers
    )
    dictionary = tuple(known[each.name] for each in recognizers if each.name in known)
    return {"recognizers": recognizers, "dictionary": dictionary}


def _reworded(
    segments: Sequence[Segment], languages: Sequence[str], tokens: Mapping[str, TokenDictionary], rate: Fraction | None
) -> Iterator[Segment]:
    for name in dict.fromkeys(segment.recognizer for segment in segments):
        own = [segment for segment in segments if segment.recognizer == name]
        if name in tokens:
            yield from worded([letter for each in own for letter in _letters(each, rate)], tokens[name], languages)
        else:
            yield from (_in_languages(segment, languages) for segment in own)


def _letters(segment: Segment, rate: Fraction | None) -> list[Segment]:
    """A spelled word as the letters it was joined of; any other segment as it is."""
    ids = segment.attributes.get("letters")
    if segment.class_id != SPELLED or not isinstance(ids, list) or len(ids) != len(segment.words):
        return [segment]
    attributes = {key: value for key, value in segment.attributes.items() if key != "letters"}
    letters = []
    for class_id, word in zip(ids, segment.words, strict=True):
        first, last = frames_of(word.start_s, word.end_s, rate) if rate else (segment.first_frame, segment.last_frame)
        letters.append(
            msgspec.structs.replace(
                segment, start_s=word.start_s, end_s=word.end_s, class_id=class_id, confidence=word.probability,
                words=(), attributes=attributes, first_frame=first, last_frame=last,
            )
        )  # fmt: skip
    return letters


def _in_languages(segment: Segment, languages: Sequence[str]) -> Segment:
    """A segment whose dictionary is not at hand, with the words it has."""
    texts = {tag: segment.texts.get(tag, segment.text) for tag in languages}
    return msgspec.structs.replace(segment, text=texts[languages[0]], texts={**segment.texts, **texts})


def _dressed(segment: Segment, tokens: TokenDictionary, languages: Sequence[str]) -> Segment:
    """A segment with its label and its words."""
    texts = {language: tokens.text(segment.class_id, language) for language in languages}
    return msgspec.structs.replace(
        segment,
        label=tokens.label(segment.class_id),
        text=texts[languages[0]],
        texts=texts,
        alternatives=tuple(
            msgspec.structs.replace(other, label=tokens.label(other.class_id)) for other in segment.alternatives
        ),
    )
