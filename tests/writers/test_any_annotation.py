"""Any annotation through every format and back by other programs: no crash, times to the format's grain, texts equal.

ANNOTATOR_EXAMPLES=10000 tries as many (docs/formats.md tells what came of that).
"""

from __future__ import annotations

import html
import itertools
import os
import re
from collections.abc import Callable

import msgspec
import pytest
from annotations import recognised
from hypothesis import HealthCheck, given, settings
from reading_back import Heard, by_csv, by_json, by_pympi, by_pysubs2, schema

from annotator.records import Annotation, Segment
from annotator.writers import (
    BUILTIN_WRITERS,
    AssWriter,
    CsvWriter,
    EafWriter,
    HtmlWriter,
    JsonWriter,
    SrtWriter,
    TsvWriter,
    TxtWriter,
    VttWriter,
)
from annotator.writers.text import one_line

WRITERS = {writer.name: writer for writer in BUILTIN_WRITERS}
EXAMPLES = int(os.environ.get("ANNOTATOR_EXAMPLES", "100"))
many = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


def cues(annotation: Annotation, language: str = "ko") -> list[Heard]:
    """What subtitles of one language should say, by start and end; those without text say nothing."""
    shown = sorted((cue for cue in annotation.cues if cue.language == language), key=lambda c: (c.start_s, c.end_s))
    texts = ((cue, "\n".join(filter(None, map(one_line, cue.lines)))) for cue in shown)
    return [Heard(round(cue.start_s * 1000), round(cue.end_s * 1000), text) for cue, text in texts if text]


def assert_alike(found: list[Heard], expected: list[Heard], grain_ms: int = 1) -> None:
    """The same texts in order; times rounded, and where cues overlap each begins where the one before ends."""
    assert [each.text for each in found] == [each.text for each in expected]
    before_ms = 0
    for heard, wanted in zip(found, expected, strict=True):
        start_ms = max(round(wanted.start_ms / grain_ms) * grain_ms, before_ms)
        before_ms = max(round(wanted.end_ms / grain_ms) * grain_ms, start_ms + grain_ms)
        assert (heard.start_ms, heard.end_ms) == (start_ms, before_ms)


def test_every_format_is_read_back_here() -> None:
    assert set(WRITERS) == {"srt", "vtt", "ass", "txt", "tsv", "csv", "eaf", "html", "activitynet", "fiftyone", "json"}


@many
@given(annotation=recognised())
def test_srt(annotation: Annotation) -> None:
    expected = [each._replace(text=re.sub("-{2,}>", "->", each.text)) for each in cues(annotation)]
    assert_alike(blocks(SrtWriter().render(annotation, "ko")), expected)


@many
@given(annotation=recognised())
def test_vtt(annotation: Annotation) -> None:
    head, *cue_blocks = VttWriter().render(annotation, "ko").rstrip("\n").split("\n\n")
    assert head == "WEBVTT"
    assert_alike([block(each, html.unescape) for each in cue_blocks], cues(annotation))


def blocks(text: str) -> list[Heard]:
    """SubRip by the letter: pysubs2 takes a last line of digits for the number of the next cue."""
    found = [each.partition("\n") for each in text.split("\n\n") if each]
    assert [number for number, _, _ in found] == [str(at) for at in range(1, len(found) + 1)]
    return [block(rest) for _, _, rest in found]


def block(text: str, read: Callable[[str], str] = str) -> Heard:
    """A line of times and lines of text."""
    times, *lines = text.split("\n")
    clocks = [list(map(int, re.split("[:.,]", each))) for each in times.split(" --> ")]
    start, end = (((hours * 60 + minutes) * 60 + seconds) * 1000 + ms for hours, minutes, seconds, ms in clocks)
    return Heard(start, end, "\n".join(map(read, lines)))


@many
@given(annotation=recognised())
def test_ass(annotation: Annotation) -> None:
    looks = str.maketrans({"{": "\uff5b", "}": "\uff5d", "\\": "\\\u2060"})
    expected = [each._replace(text=each.text.translate(looks)) for each in cues(annotation)]
    assert_alike(by_pysubs2(AssWriter().render(annotation, "ko"), "ass"), expected, grain_ms=10)


@many
@given(annotation=recognised())
def test_txt_and_tsv(annotation: Annotation) -> None:
    expected = [each._replace(text=each.text.replace("\n", " ")) for each in cues(annotation)]
    assert TxtWriter().render(annotation, "ko").split("\n")[:-1] == [each.text for each in expected]
    rows = by_csv(TsvWriter().render(annotation, "ko"), "\t")
    assert_alike([Heard(int(row["start"]), int(row["end"]), row["text"]) for row in rows], expected)


@many
@given(annotation=recognised())
def test_csv(annotation: Annotation) -> None:
    data = CsvWriter().render(annotation, "ko")
    assert isinstance(data, bytes)
    rows = by_csv(data.decode("utf-8-sig"))
    assert len(rows) == len(annotation.segments)
    for row, segment in zip(rows, annotation.segments, strict=True):
        assert float(row["start"]) == pytest.approx(segment.start_s, abs=0.0005001)
        assert float(row["end"]) == pytest.approx(segment.end_s, abs=0.0005001)
        assert float(row["confidence"]) == pytest.approx(segment.confidence, abs=0.00005001)
        assert (row["text"], row["label"]) == (one_line(segment.text), one_line(segment.label))
        assert (row["recognizer"], row["class_id"]) == (segment.recognizer, str(segment.class_id))
        for tag in set(segment.texts) - {annotation.language}:
            assert row[f"text_{tag}"] == one_line(segment.texts[tag])


@many
@given(annotation=recognised())
def test_eaf(annotation: Annotation, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.eaf"
    path.write_bytes(EafWriter().render(annotation, "ko"))
    schema().validate(str(path))
    tiers = by_pympi(path)
    top = {tier: found for tier, found in tiers.items() if "[" not in tier}
    for found in tiers.values():
        assert all(first[1] <= second[0] for first, second in itertools.pairwise(found)), "a tier overlaps"
    heard = sorted(each for found in top.values() for each in found)
    assert heard == sorted(map(aligned, annotation.segments))


def aligned(segment: Segment) -> tuple[int, int, str]:
    start_ms = round(segment.start_s * 1000)
    text = one_line(segment.text) or one_line(segment.label) or str(segment.class_id)
    return start_ms, max(round(segment.end_s * 1000), start_ms + 1), text


@many
@given(annotation=recognised())
def test_json_of_other_tools(annotation: Annotation) -> None:
    stem = annotation.source.path.rpartition(".")[0] or annotation.source.path
    (results,) = by_json(str(WRITERS["activitynet"]().render(annotation, "ko")))["results"].items()
    (labels,) = by_json(str(WRITERS["fiftyone"]().render(annotation, "ko")))["labels"].items()
    assert results[0] == labels[0] == stem
    for result, detection, segment in zip(results[1], labels[1], annotation.segments, strict=True):
        assert result["segment"] == [segment.start_s, segment.end_s]
        assert result["score"] == detection["confidence"] == segment.confidence
        assert result["label"] == detection["label"] == (segment.label or segment.text or str(segment.class_id))
        first, last = detection["support"]
        assert 1 <= first <= last


@many
@given(annotation=recognised())
def test_json_and_html(annotation: Annotation) -> None:
    assert msgspec.json.decode(JsonWriter().render(annotation, "ko"), type=Annotation) == annotation
    page = HtmlWriter().render(annotation, "ko").decode()
    (data,) = re.findall(r'<script type="application/json" id="annotation">(.*?)</script>', page, re.DOTALL)
    assert msgspec.json.decode(data, type=Annotation) == annotation
