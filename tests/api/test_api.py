"""The Python API, as a user calls it."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

import annotator
from annotator.writers import read_annotation


@pytest.fixture
def video(make_video: Any, tmp_path: Path) -> Path:
    path: Path = make_video(tmp_path / "a.mp4", "black:1,white:2")
    return path


def test_one_video(video: Path, light: Path, tmp_path: Path) -> None:
    annotation = annotator.annotate(video, "light", plugins_dirs=[light], languages=("en", "ko"))
    [segment] = annotation.segments
    assert (segment.text, annotation.language, annotation.text) == ("light", "en", "light")
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
    annotation.save(tmp_path / "out" / "a.json")
    assert json.loads((tmp_path / "out" / "a.json").read_text("utf-8"))["segments"][0]["texts"]["ko"] == "빛"
    annotator.export(annotation, tmp_path / "a.ko.srt", "ko")
    assert "빛" in (tmp_path / "a.ko.srt").read_text("utf-8")


def test_the_same_as_the_command_line_writes(video: Path, light: Path, run_annotator: Any) -> None:
    done = run_annotator("run", video, "--plugins-dir", light, "-m", "light")
    assert done.returncode == 0, done.stderr
    annotation = annotator.annotate(video, "light", plugins_dirs=[light])
    written = read_annotation(video.with_suffix(".json"))
    assert [each.path for each in written.outputs or ()] == ["a.ko.srt"]
    assert msgspec.structs.replace(written, outputs=None) == annotation


@pytest.mark.parametrize("workers", [0, 2])
def test_many_give_a_result_or_an_error_each(
    video: Path, light: Path, make_video: Any, tmp_path: Path, workers: int
) -> None:
    bad = tmp_path / "bad.mp4"
    bad.touch()
    raises = make_video(tmp_path / "raises.mp4")
    outcomes = annotator.annotate_many([video, bad, raises], "light", workers=workers, plugins_dirs=[light])
    assert [outcome.path for outcome in outcomes] == [video, bad, raises]
    assert outcomes[0].annotation is not None
    assert outcomes[0].error is None
    assert [outcome.annotation for outcome in outcomes[1:]] == [None, None]
    assert isinstance(outcomes[1].error, annotator.AnnotatorError)
    assert outcomes[1].error.stage == "probe"
    assert "plugin light" in str(outcomes[2].error)
    assert annotator.annotate_many([], "light", plugins_dirs=[light]) == []


def test_a_worker_that_dies_costs_one_video(video: Path, light: Path, make_video: Any, tmp_path: Path) -> None:
    kills = make_video(tmp_path / "kills.mp4")
    outcomes = annotator.annotate_many([kills, video], "light", plugins_dirs=[light])
    assert "exit code 7" in str(outcomes[0].error)
    assert outcomes[1].annotation is not None


def test_wrong_calls(video: Path, light: Path, tmp_path: Path) -> None:
    with pytest.raises(annotator.AnnotatorError, match="no model is called"):
        annotator.annotate(video, "nothing")
    with pytest.raises(annotator.AnnotatorError, match="languages"):
        annotator.annotate(video, "light", plugins_dirs=[light], languages="ko")
    with pytest.raises(TypeError, match="language"):
        annotator.annotate(video, "light", language="ko")  # type: ignore[call-arg]
    annotation = annotator.annotate(video, "light", plugins_dirs=[light])
    with pytest.raises(annotator.AnnotatorError, match=r"\.json"):
        annotation.save(tmp_path / "a.srt")
    with pytest.raises(annotator.AnnotatorError, match=r"\.srt"):
        annotator.export(annotation, tmp_path / "a.docx")


def test_every_exported_name_is_there_and_says_what_it_is() -> None:
    for name in annotator.__all__:
        assert inspect.getdoc(getattr(annotator, name)), name
        assert name in dir(annotator)
    with pytest.raises(AttributeError):
        annotator.nothing  # noqa: B018


def test_errors_cross_processes_whole() -> None:
    import pickle

    from annotator import errors

    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, Exception):
            error = kind("why", path="a.mp4", hint="what next")
            again = pickle.loads(pickle.dumps(error))  # noqa: S301
            assert (type(again), str(again), vars(again)) == (kind, str(error), vars(error))


def test_importing_is_light() -> None:
    code = "import sys, annotator; print([m for m in ('numpy', 'mediapipe', 'cv2', 'av') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
