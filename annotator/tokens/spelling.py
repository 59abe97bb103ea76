"""Runs of finger-letter segments become word segments."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean

import msgspec

from annotator.records import Segment, Word
from annotator.tokens.hangul import compose_jamo, is_letter

# The class id of a word that was spelled: no entry of a dictionary stands for it. Its letters' ids are kept in
# `attributes["letters"]`, so that it can be spelled again with another dictionary.
SPELLED = -1

_Lane = tuple[str, str, int]


def spell_segments(segments: Iterable[Segment], gap_s: float = 1.0) -> list[Segment]:
    """Joins consecutive letter segments that are less than `gap_s` seconds apart into one segment a word.

    A letter segment is one whose text (in any language, or label) is a single jamo. Segments of another recognizer,
    tier or person neither join nor interrupt; anything that is no letter interrupts. The word's `words` are its letters
    with their times, its confidence is their mean. A letter alone stays as it is. Gives segments in order of time.
    """
    done: list[Segment] = []
    open_runs: dict[_Lane, list[Segment]] = {}
    for segment in sorted(segments, key=lambda s: (s.start_s, s.end_s)):
        lane = (segment.recognizer, segment.tier, segment.person)
        run = open_runs.get(lane, [])
        if not letter_of(segment):
            done += [*_close(open_runs.pop(lane, [])), segment]
        elif run and segment.start_s - run[-1].end_s < gap_s:
            run.append(segment)
        else:
            done += _close(run)
            open_runs[lane] = [segment]
    done += [word for run in open_runs.values() for word in _close(run)]
    return sorted(done, key=lambda s: (s.start_s, s.end_s))


def letter_of(segment: Segment) -> str:
    """The single jamo this segment stands for, or "" where it is no letter."""
    return next((text for text in (segment.text, *segment.texts.values(), segment.label) if is_letter(text)), "")


def _close(run: list[Segment]) -> list[Segment]:
    if len(run) < 2:
        return run
    first, last = run[0], run[-1]
    letters = [letter_of(segment) for segment in run]
    languages = {language for segment in run for language in segment.texts}
    word = msgspec.structs.replace(
        first,
        end_s=last.end_s,
        last_frame=last.last_frame,
        class_id=SPELLED,
        label=compose_jamo(letters),
        text=compose_jamo(segment.text or letter for segment, letter in zip(run, letters, strict=True)),
        texts={tag: compose_jamo(s.texts.get(tag) or letter_of(s) for s in run) for tag in sorted(languages)},
        confidence=fmean(segment.confidence for segment in run),
        alternatives=(),
        words=tuple(Word(letter, s.start_s, s.end_s, s.confidence) for letter, s in zip(letters, run, strict=True)),
        attributes={**first.attributes, "letters": [segment.class_id for segment in run]},
    )
    return [word]
