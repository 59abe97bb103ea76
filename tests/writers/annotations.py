"""Annotations to write: small, made by hand, and any at all."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st

from annotator.records import Alternative, Annotation, Cue, Run, Segment, Source, Word

SOURCE = Source(
    path="수어 영상.mp4", size=1, mtime=2.5, duration=10.0, decoded_duration=10.0, fps="30000/1001", vfr=False,
    start_time=0.0, width=640, height=480, rotation=0, codec="h264",
)  # fmt: skip
RUN = Run(tool="annotator", version="0.1.0", fingerprint="f")


def annotation(*cues: Cue, **more: Any) -> Annotation:
    return Annotation(source=SOURCE, run=RUN, language="ko", cues=cues, **more)


def named(video: str) -> Annotation:
    """A word in a video of this name."""
    return msgspec.structs.replace(CASES["segments"], source=msgspec.structs.replace(SOURCE, path=video))


def spoken(*times: tuple[float, float], text: str = "안녕하세요") -> Annotation:
    return annotation(*(Cue(start_s, end_s, (text,), (at,), "ko") for at, (start_s, end_s) in enumerate(times)))


def sign(start_s: float, end_s: float, text: str, recognizer: str = "signs", **more: Any) -> Segment:
    values = {"class_id": 3, "label": text, "texts": {"ko": text}, "tier": recognizer} | more
    return Segment(start_s, end_s, confidence=0.9, text=text, recognizer=recognizer, **values)


NAMES = ["수어 영상.mp4", "a, b.mov", 'a b\'s "c".MKV', "100%#1?.webm", "휴대전화", "a&<b>.mp4", "-->.avi"]
LETTERS = (Word("ㅈ", 1.0, 1.4, 0.9), Word("ㅣ", 1.4, 2.0, 0.8), Word("ㅂ", 5.0, 6.0, 0.8))
OVERLAPPING = (
    sign(0.0, 4.0, "집", id=0, texts={"ko": "집", "en": "house"}),
    sign(1.0, 2.0, "지", "letters", id=1, class_id=-1, words=LETTERS, attributes={"letters": [12, 30, 7]}),
    sign(2.0, 6.0, "물", id=2, alternatives=(Alternative(9, 0.05, "불"),)),
    sign(2.0, 3.0, "물", id=3, person=1),
    sign(7203.0004, 7204.9996, "끝 --> & <끝>", id=4),
)
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
    "overlapping recognizers": annotation(segments=OVERLAPPING, warnings=("읽지 못한 부분이 있다",)),
    "braces and tags": spoken((0, 1), text="{b} \\N <i>기울임</i> & a"),
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

# Annotations as recognition gives them: times in a video, texts of any characters, languages by their tags.
SHOWN = st.text(
    st.sampled_from("가나힣ㄱ aB1-><&{}\\;,\"'\t\n\u2028\x00👍é") | st.characters(codec="utf-8"), max_size=12
)
CLOCK = st.floats(0, 3.5e5) | st.sampled_from([0.0, 0.0004, 0.0005, 0.0006, 1.0, 1.0001, 7200.0])
SHARE = st.floats(0, 1)
TAGS = st.sampled_from(["ko", "en", "pt-BR"])


@st.composite
def spans(draw: st.DrawFn) -> dict[str, float]:
    start_s, end_s = sorted((draw(CLOCK), draw(CLOCK)))
    return {"start_s": start_s, "end_s": end_s if end_s > start_s else start_s + 0.001}


@st.composite
def signs(draw: st.DrawFn, number: int) -> Segment:
    class_id = draw(st.integers(-1, 40))
    spelled = some(st.builds(lambda span, word: Word(word, probability=0.5, **span), spans(), SHOWN))
    return Segment(
        **draw(spans()), id=number, class_id=class_id, confidence=draw(SHARE), person=draw(st.integers(0, 2)),
        recognizer=draw(st.sampled_from(["signs", "letters", ""])), tier=draw(st.sampled_from(["signs", "", "품새"])),
        label=draw(SHOWN), text=draw(SHOWN), texts=draw(st.dictionaries(TAGS, SHOWN, max_size=3)),
        first_frame=draw(st.integers(0, 10**7)), last_frame=draw(st.integers(0, 10**7)),
        words=draw(spelled) if class_id < 0 else (),
        alternatives=draw(some(st.builds(Alternative, class_id=st.integers(0, 40), confidence=SHARE, label=SHOWN))),
        attributes=draw(ANYTHING),
    )  # fmt: skip


@st.composite
def recognised(draw: st.DrawFn) -> Annotation:
    segments = tuple(draw(signs(number)) for number in range(draw(st.integers(0, 4))))
    cues = draw(
        st.lists(
            st.builds(lambda span, lines, tag: Cue(lines=lines, language=tag, **span), spans(), some(SHOWN), TAGS),
            max_size=4,
        )
    )
    source = msgspec.structs.replace(SOURCE, path=draw(st.sampled_from(NAMES)))
    return Annotation(
        source=source, run=RUN, language=draw(TAGS), segments=segments, cues=tuple(cues), warnings=draw(some(SHOWN))
    )
