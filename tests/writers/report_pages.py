"""Reports to open in a browser, of a real recording and of made ones, and what is asked of their page."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
from annotations import RUN, SOURCE, annotation
from browser import Browser

from annotator.records import Alternative, Annotation, Cue, Segment, Source, Word
from annotator.timeline import make_cues
from annotator.truth import load_truth, truth_path
from annotator.writers import Context, HtmlWriter

SIGNING = Path(__file__).parents[2] / "samples" / "signing"
SAMPLE = SIGNING / "인사.mp4"
# Where the bars of the timeline's third strip stand, in pixels from the top: two strips of cues lie above it.
LANE_Y = 24 + 2 * 44 + 17 + 12
WORDS = ["안녕하세요", "만나다", "좋다", "나", "너", "친구"]


def signed(video: Path) -> Annotation:
    """What is really signed in a sample, in two languages, each sign less sure than the one before."""
    truth = load_truth(truth_path(video))
    segments = [
        Segment(
            sign.start_s, sign.end_s, at, 0.95 - at * 0.1, (Alternative(9, 0.04, "학교"),), at, "ksl-words", "words",
            first_frame=round(sign.start_s * 30), last_frame=round(sign.end_s * 30) - 1, label=sign.token,
            text=sign.text["ko"], texts=sign.text, attributes={"hand": "right"},
        )
        for at, sign in enumerate(truth.segments)
    ]  # fmt: skip
    return Annotation(
        language="ko",
        text=" ".join(segment.text for segment in segments),
        source=Source(video.name, 1, 1.0, truth.duration_s, truth.duration_s, "30", False, 0.0, 640, 480, 0, "h264"),
        run=RUN,
        segments=tuple(segments),
        cues=tuple(cue for language in ("ko", "en") for cue in make_cues(segments, language)),
    )


def spelled() -> Annotation:
    """Two people and two recognizers, with a spelled word, a score, warnings, and a film that was cut off."""
    letters = tuple(Word(letter, 1 + at, 2 + at, 0.9) for at, letter in enumerate("ㅎㅏㄴ"))
    segments = (
        Segment(
            0.5, 1.5, 3, 0.4, id=0, recognizer="words", tier="words", text="친구", texts={"ko": "친구", "en": "friend"}
        ),
        Segment(1.0, 4.0, -1, 0.9, id=1, recognizer="letters", tier="letters", label="한", text="한", words=letters),
        Segment(5.0, 6.0, 4, 0.8, id=2, recognizer="words", tier="words", person=1, text="집", texts={"ko": "집"}),
    )
    score = {"form": "태극 1장", "total": 7.5, "deductions": [{"move": 3, "points": 0.1}, {"move": 9, "points": 0.3}]}
    base = annotation(segments=segments, score=score, status="partial", warnings=("첫째 경고", "second warning"))
    return msgspec.structs.replace(base, source=msgspec.structs.replace(SOURCE, decoded_duration=7.0))


def long(count: int = 5000, seconds: float = 7200.0) -> Annotation:
    """A lecture of two hours."""
    step = seconds / count
    words = ("안녕하세요", "친구", "학교", "오늘")
    segments = tuple(
        Segment(
            at * step, (at + 0.8) * step, at % 4, 0.5 + at % 50 / 100, id=at, recognizer="words", text=words[at % 4]
        )
        for at in range(count)
    )
    cues = tuple(Cue(each.start_s, each.end_s, (each.text,), (each.id,), "ko") for each in segments)
    source = msgspec.structs.replace(SOURCE, path="강연.mp4", duration=seconds, decoded_duration=seconds)
    return msgspec.structs.replace(annotation(*cues, segments=segments), source=source)


def written(folder: Path, one: Annotation, video: Path | None = None) -> Path:
    """The report of an annotation, and a copy of its video where it is seen from it."""
    output = folder / "reports" / "a report, 100% #1.html"
    output.parent.mkdir(parents=True, exist_ok=True)
    place = folder / "첫 날, 100% #1?" / one.source.path
    if video:
        place.parent.mkdir()
        shutil.copyfile(video, place)
    output.write_bytes(HtmlWriter().render_in(one, "ko", Context(output=output, video=place)))
    return output


def rows(browser: Browser) -> list[str]:
    """The words of the list from top to bottom, as far as they are seen."""
    return browser.listed("#segments", ".word b")
