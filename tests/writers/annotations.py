"""Annotations to write: small, made by hand, and any at all."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from annotator.records import Alternative, Annotation, Cue, Run, Segment, Source, Word

SOURCE = Source(
    path="수어 영상.mp4", size=1, mtime=2.5, duration=10.0, decoded_duration=10.0, fps="30000/1001", vfr=False,
    start_time=0.0, width=640, height=480, rotation=0, codec="h264",
)  # fmt: skip
RUN = Run(tool="annotator", version="0.1.0", fingerprint="f")


def annotation(*cues: Cue, **more: Any) -> Annotation:
    return Annotation(source=SOURCE, run=RUN, language="ko", cues=cues, **more)


def spoken(*times: tuple[float, float], text: str = "안녕하세요") -> Annotation:
    return annotation(*(Cue(start_s, end_s, (text,), (at,), "ko") for at, (start_s, end_s) in enumerate(times)))


CASES: dict[str, Annotation] = {
    "korean": spoken((0, 1.5), (2, 3)),
    "empty": annotation(),
    "arrow": spoken((0, 1), text="a --> b ----> c"),
    "two hours": spoken((2 * 3600 + 3.0004, 2 * 3600 + 4.9996)),
    "two lines": annotation(Cue(0, 1, ("첫째 줄", "둘째 줄"), (0, 1), "ko")),
    "two languages": annotation(Cue(0, 1, ("집",), (0,), "ko"), Cue(0, 1, ("house",), (0,), "en")),
    "breaks in the text": annotation(Cue(0, 1, ("a\n\n2\r\nb", " ", ""), (0,), "ko"), Cue(2, 3, (), (1,), "ko")),
    "no language": annotation(Cue(0, 1, ("집",), (0,))),
    "segments": annotation(segments=(Segment(0, 1, 3, 0.9, text="집", attributes={"note": ["가", 1, None]}),)),
}


TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
WHOLE = st.integers(-(2**63), 2**63 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
ANYTHING = st.dictionaries(TEXT, VALUES, max_size=3)
TIMES = {"start_s": NUMBERS, "end_s": NUMBERS}


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


WORDS = st.builds(Word, word=TEXT, probability=NUMBERS, **TIMES)
OTHERS = st.builds(Alternative, class_id=WHOLE, confidence=NUMBERS, label=TEXT)
SEGMENTS = st.builds(
    Segment, class_id=WHOLE, confidence=NUMBERS, alternatives=some(OTHERS), id=WHOLE, person=WHOLE, label=TEXT,
    text=TEXT, texts=st.dictionaries(TEXT, TEXT, max_size=3), words=some(WORDS), attributes=ANYTHING, **TIMES,
)  # fmt: skip
CUES = st.builds(Cue, lines=some(TEXT), segment_ids=some(WHOLE), language=TEXT, **TIMES)
ANNOTATIONS = st.builds(
    Annotation,
    source=st.builds(
        Source, path=TEXT, size=WHOLE, mtime=NUMBERS, duration=NUMBERS, decoded_duration=NUMBERS, fps=TEXT,
        vfr=st.booleans(), start_time=NUMBERS, width=WHOLE, height=WHOLE, rotation=WHOLE, codec=TEXT,
    ),
    run=st.builds(Run, tool=TEXT, version=TEXT, fingerprint=TEXT, options=ANYTHING, seed=st.none() | WHOLE),
    language=TEXT, text=TEXT, segments=some(SEGMENTS), cues=some(CUES), score=st.none() | ANYTHING, warnings=some(TEXT),
)  # fmt: skip
