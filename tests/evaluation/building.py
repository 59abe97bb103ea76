"""Annotations and truth, made by hand in few words."""

from __future__ import annotations

from annotator.records import Annotation, RecognizerInfo, Run, Segment, Source
from annotator.tokens import spell_segments
from annotator.truth import SpelledWord, Truth, TruthSegment

WORDS = {"hello": "안녕하세요", "thanks": "감사", "go": "가다", "come": "오다"}
Sign = tuple[str, float, float]


def annotation(
    video: str,
    signs: list[Sign],
    *,
    letters: list[Sign] | None = None,
    model: str = "ksl-words",
    language: str = "ko",
    duration_s: float = 20.0,
) -> Annotation:
    """`signs` are words by their English name, `letters` jamo; letters are spelled as a run does it."""
    words = [
        Segment(start, end, list(WORDS).index(name), 0.9, recognizer=model, tier=model, label=WORDS[name],
                text={"ko": WORDS[name], "en": name}[language], texts={"ko": WORDS[name], "en": name})
        for name, start, end in signs
    ]  # fmt: skip
    jamo = [
        Segment(start, end, 3, 0.9, recognizer="ksl-letters", tier="ksl-letters", label=name, text=name,
                texts={language: name})
        for name, start, end in letters or []
    ]  # fmt: skip
    models = [model, *(["ksl-letters"] if letters is not None else [])]
    return Annotation(
        language=language,
        source=Source(video, 1, 0.0, duration_s, duration_s, "30", False, 0.0, 64, 48, 0, "h264"),
        run=Run("annotator", "0", "f"),
        recognizers=tuple(RecognizerInfo(name, "p 1", "1", "s", 30, 1, "30") for name in models),
        segments=tuple(sorted([*words, *spell_segments(jamo)], key=lambda segment: segment.start_s)),
    )


def truth(
    video: str,
    signs: list[Sign],
    *,
    letters: list[Sign] | None = None,
    spelled: list[Sign] | None = None,
    tier: str = "words",
    duration_s: float = 20.0,
) -> Truth:
    """The truth of a video with the same vocabulary."""
    words = [TruthSegment(tier, name, start, end, {"ko": WORDS[name], "en": name}) for name, start, end in signs]
    jamo = [TruthSegment("letters", f"jamo-{ord(n):x}", start, end, {"ko": n}) for n, start, end in letters or []]
    return Truth(
        video=video,
        duration_s=duration_s,
        segments=tuple(sorted([*words, *jamo], key=lambda segment: segment.start_s)),
        spelled=tuple(SpelledWord(text, start, end) for text, start, end in spelled or []),
    )
