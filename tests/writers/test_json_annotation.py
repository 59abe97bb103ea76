"""The annotation file: what others read in it, that it comes back, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from annotations import ANNOTATIONS, CASES, SOURCE, annotation
from hypothesis import given

from annotator.errors import AnnotatorError
from annotator.records import Annotation, Segment, Word
from annotator.writers import JsonWriter, read_annotation


def written(result: Annotation, folder: Path) -> Path:
    path = folder / "video.json"
    path.write_bytes(JsonWriter().render(result, "ko"))
    return path


@pytest.mark.parametrize("case", CASES)
def test_every_case_comes_back(case: str, tmp_path: Path) -> None:
    assert read_annotation(written(CASES[case], tmp_path)) == CASES[case]


@given(result=ANNOTATIONS)
def test_any_annotation_comes_back(result: Annotation, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert read_annotation(written(result, folder)) == result


def test_whisper_style_readers_find_their_keys() -> None:
    word = Word("집", 0.0, 1.0, 0.9)
    result = annotation(text="집", segments=(Segment(0.0, 1.0, 3, 0.9, id=0, text="집", words=(word,)),))
    data = json.loads(JsonWriter().render(result, "ko"))
    assert (data["language"], data["text"], data["schema"], data["status"]) == ("ko", "집", "annotator/1", "complete")
    (segment,) = data["segments"]
    assert {key: segment[key] for key in ("id", "start", "end", "text")} == {
        "id": 0,
        "start": 0,
        "end": 1,
        "text": "집",
    }
    assert segment["words"] == [{"word": "집", "start": 0.0, "end": 1.0, "probability": 0.9}]


def test_it_is_indented_readable_and_ends_with_a_line_break() -> None:
    text = JsonWriter().render(CASES["korean"], "ko").decode()
    assert text.startswith('{\n  "')
    assert '\n    "path": "수어 영상.mp4",\n' in text
    assert text.endswith("}\n")


def test_a_file_name_that_is_not_utf8_is_escaped_not_fatal(tmp_path: Path) -> None:
    source = msgspec.structs.replace(SOURCE, path="\udcb0\udca1.mp4")
    result = msgspec.structs.replace(CASES["korean"], source=source)
    back = read_annotation(written(result, tmp_path))
    assert back.source.path == "\\udcb0\\udca1.mp4"
    assert back.cues == result.cues


def test_a_byte_order_mark_and_keys_of_a_later_minor_version_do_no_harm(tmp_path: Path) -> None:
    path = written(CASES["korean"], tmp_path)
    data = json.loads(path.read_text(encoding="utf-8")) | {"later": 1}
    path.write_text(json.dumps(data), encoding="utf-8-sig")
    assert read_annotation(path) == CASES["korean"]


def changed(**changes: Any) -> bytes:
    data = json.loads(JsonWriter().render(CASES["korean"], "ko"))
    return json.dumps({key: value for key, value in (data | changes).items() if value is not None}).encode()


REFUSED = {
    "broken": (b'{"schema": ', "broken JSON"),
    "empty": (b"", "broken JSON"),
    "binary": (b"\xff\xfe\x00", "broken JSON"),
    "cut": (changed()[:-40], "broken JSON"),
    "a list": (b"[1]", "no annotation"),
    "whisper": (b'{"text": "", "segments": [], "language": "ko"}', "no annotation"),
    "other schema": (changed(schema="coco/1"), "no annotation"),
    "schema number": (changed(schema=1), "no annotation"),
    "newer": (changed(schema="annotator/2"), "schema annotator/2, this annotator reads annotator/1"),
    "wrong type": (changed(language=3), r"damaged annotation: .*\$\.language"),
    "missing key": (changed(source=None), "damaged annotation: .*source"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_annotation_is_refused(name: str, tmp_path: Path) -> None:
    data, message = REFUSED[name]
    path = tmp_path / "video.json"
    path.write_bytes(data)
    with pytest.raises(AnnotatorError, match=message) as caught:
        read_annotation(path)
    assert caught.value.path == path
    assert caught.value.hint


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match=r"video\.json: read: cannot be read"):
        read_annotation(tmp_path / "video.json")
