"""The subtitles that recognition without any mistake would write of a film."""

from __future__ import annotations

from pathlib import Path

from annotator.records import Annotation, Run, Segment, Source
from annotator.timeline import make_cues
from annotator.truth import Truth, load_truth
from annotator.writers import SrtWriter


def expected_srt(path: Path, language: str = "ko") -> str:
    """The SubRip text of a truth file: sentences or words or poses or movements, and what is spelled."""
    truth = load_truth(path)
    segments = _segments(truth, language)
    cues = make_cues(segments, language, duration_s=truth.duration_s)
    source = Source(
        path=truth.video, size=0, mtime=0.0, duration=truth.duration_s, decoded_duration=truth.duration_s,
        fps=truth.frame_rate, vfr=False, start_time=0.0, width=truth.width, height=truth.height, rotation=0, codec="",
    )  # fmt: skip
    annotation = Annotation(
        language=language,
        source=source,
        run=Run("samples.studio", "1", ""),
        segments=tuple(segments),
        cues=tuple(cues),
    )
    return SrtWriter().render(annotation, language)


def _segments(truth: Truth, language: str) -> list[Segment]:
    tier = next((each for each in ("sentences", "poses", "movements") if each in truth.tiers), "words")
    spans = [(each.start_s, each.end_s, each.text[language]) for each in truth.of(tier)]
    spans += [(each.start_s, each.end_s, each.text) for each in truth.spelled]
    return [
        Segment(start_s, end_s, number, 1.0, id=number, text=text, texts={language: text})
        for number, (start_s, end_s, text) in enumerate(sorted(spans))
    ]
