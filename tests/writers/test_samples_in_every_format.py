"""The samples, really recognised, in every format; each file opened by another program."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from reading_back import by_csv, by_ffmpeg, by_json, by_pympi, by_pysubs2, schema

from annotator.records import Annotation
from annotator.video import find_ffmpeg
from annotator.writers import BUILTIN_WRITERS, read_annotation

SIGNING = Path(__file__).parents[2] / "samples" / "signing"
NAMES = sorted(path.stem for path in SIGNING.glob("*.mp4"))
pytestmark = pytest.mark.parametrize("name", NAMES)


def annotation_of(folder: Path, name: str) -> Annotation:
    return read_annotation(folder / f"{name}.json")


def test_every_file_is_there(signing_output: Path, name: str) -> None:
    for writer in BUILTIN_WRITERS:
        for tag in (".ko", ".en") if writer.per_language else ("",):
            assert (signing_output / f"{name}{tag}{writer.extension}").is_file()
    assert (signing_output / "index.html").is_file()


@pytest.mark.parametrize("kind", ["srt", "vtt", "ass"])
@pytest.mark.parametrize("tag", ["ko", "en"])
def test_subtitles_are_read_and_muxed(signing_output: Path, name: str, tag: str, kind: str, tmp_path: Path) -> None:
    path = signing_output / f"{name}.{tag}.{kind}"
    cues = [cue for cue in annotation_of(signing_output, name).cues if cue.language == tag]
    assert cues
    texts = ["\n".join(cue.lines) for cue in cues]
    for found in (by_pysubs2(path.read_text("utf-8"), kind), by_ffmpeg(path)):
        assert [each.text for each in found] == texts
        assert [each.start_ms for each in found] == pytest.approx([cue.start_s * 1000 for cue in cues], abs=5.1)
    film = tmp_path / "film.mkv"
    command = [find_ffmpeg(), "-v", "error", "-nostdin", "-i", SIGNING / f"{name}.mp4", "-i", path, "-c", "copy", film]
    subprocess.run(command, check=True, timeout=60)
    assert [each.text for each in by_ffmpeg(film)] == texts


def test_elan_files_are_read_and_valid(signing_output: Path, name: str) -> None:
    path, annotation = signing_output / f"{name}.eaf", annotation_of(signing_output, name)
    schema().validate(str(path))
    tiers = by_pympi(path)
    for recognizer in {each.recognizer for each in annotation.segments}:
        own = [each for each in annotation.segments if each.recognizer == recognizer]
        assert [text for _, _, text in tiers[recognizer]] == [each.text for each in own]
    text = path.read_text("utf-8")
    assert (SIGNING / f"{name}.mp4").absolute().as_uri() in text
    assert all(word in text for word in ("CONTROLLED_VOCABULARY_REF", "안녕하세요" if "ksl-words" in tiers else "ㄱ"))


def test_tables_and_json_are_read(signing_output: Path, name: str) -> None:
    annotation = annotation_of(signing_output, name)
    rows = by_csv((signing_output / f"{name}.csv").read_text("utf-8-sig"))
    assert [row["text"] for row in rows] == [each.text for each in annotation.segments]
    assert [row["text_en"] for row in rows] == [each.texts["en"] for each in annotation.segments]
    lines = by_csv((signing_output / f"{name}.ko.tsv").read_text("utf-8"), "\t")
    assert len(lines) == len([cue for cue in annotation.cues if cue.language == "ko"])
    results = by_json((signing_output / f"{name}.activitynet.json").read_text("utf-8"))["results"]
    detections = by_json((signing_output / f"{name}.fiftyone.json").read_text("utf-8"))["labels"]
    assert len(results[name]) == len(detections[name]) == len(annotation.segments)
