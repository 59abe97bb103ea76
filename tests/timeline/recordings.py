"""Random recordings for tests of cues: signs of several recognizers and persons, and the video's length."""

from __future__ import annotations

from hypothesis import strategies as st

from annotator.records import Segment

# Lengths and distances of signs in seconds: flashes, the limits of the profiles and their neighbours, and long ones.
LENGTHS = [0.001, 0.05, 0.1, 0.2, 0.4, 0.75, 5 / 6, 0.9, 1, 1.3, 2, 4, 6.9, 7, 7.2, 9, 23]
APART = [0, 0, 0, 0.01, 0.05, 0.07, 0.1, 0.2, 0.45, 0.5, 0.6, 1.1, 3]
TEXTS = st.text("가나다라 abc1,.", min_size=1, max_size=70).filter(str.strip)
WORDS = st.sampled_from(["나", "학교", "안녕하세요", "감사합니다", "아래막기", "hello", "..."])


@st.composite
def recordings(draw: st.DrawFn) -> tuple[list[Segment], float]:
    """Signs of up to three recognizers of one or two persons, each one's apart, and the video's length."""
    signs: list[Segment] = []
    for lane in range(draw(st.integers(0, 3))):
        clock, person = draw(st.floats(0, 2)), draw(st.integers(0, 1))
        for _ in range(draw(st.integers(0, 8))):
            length_s = draw(st.sampled_from(LENGTHS))
            text = draw(WORDS | TEXTS)
            signs.append(
                Segment(clock, clock + length_s, 0, 0.9, id=len(signs), text=text, recognizer=f"r{lane}", person=person)
            )
            clock += length_s + draw(st.sampled_from(APART))
    return signs, max((s.end_s for s in signs), default=0.0) + draw(st.floats(0, 2))
