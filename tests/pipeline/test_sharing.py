"""One decode feeds all recognizers of a run, and one landmark pass all that want landmarks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import annotator
from annotator import sources
from annotator.landmarks import reader as landmark_reader

SAMPLES = Path(__file__).parents[2] / "samples" / "gestures"


@pytest.fixture
def decodes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Counts the decodes of the code under test, wherever they are begun."""
    begun: list[str] = []

    def counting(module: Any, name: str) -> None:
        real = getattr(module, name)

        def opened(*arguments: Any, **options: Any) -> Any:
            begun.append(module.__name__)
            return real(*arguments, **options)

        monkeypatch.setattr(module, name, opened)

    counting(sources, "frames")
    original = landmark_reader.LandmarkReader.__init__
    monkeypatch.setattr(
        landmark_reader.LandmarkReader,
        "__init__",
        lambda self, video, config, cache=None, frames_opener=sources.frames, spotlight=None: original(
            self, video, config, cache, frames_opener, spotlight
        ),
    )
    return begun


def run(light: Path, models: list[str], cache: Path, video: Path) -> annotator.Annotation:
    return annotator.annotate(video, models, plugins_dirs=[light], cache_dir=cache)


@pytest.fixture
def video() -> Path:
    return sorted(SAMPLES.glob("*.mp4"))[0]


def test_frames_and_landmarks_out_of_one_decode(light: Path, video: Path, tmp_path: Path, decodes: list[str]) -> None:
    both = run(light, ["light", "gestures"], tmp_path, video)
    assert len(decodes) == 1
    assert [each.name for each in both.recognizers] == ["light", "gestures"]
    cached = run(light, ["light", "gestures"], tmp_path, video)
    assert cached.as_json() == both.as_json()


def test_each_model_finds_alone_what_it_finds_with_others(light: Path, video: Path, tmp_path: Path) -> None:
    both = run(light, ["light", "gestures"], tmp_path / "a", video)
    alone = run(light, ["gestures"], tmp_path / "b", video)
    mine = [segment for segment in both.segments if segment.recognizer == "gestures"]
    assert alone.segments
    assert [(s.start_s, s.end_s, s.class_id, s.confidence) for s in mine] == [
        (s.start_s, s.end_s, s.class_id, s.confidence) for s in alone.segments
    ]


def test_a_second_model_on_the_same_video_decodes_nothing(
    light: Path, video: Path, tmp_path: Path, decodes: list[str]
) -> None:
    first = run(light, ["gestures"], tmp_path, video)
    begun = len(decodes)
    assert run(light, ["gestures"], tmp_path, video) == first
    assert len(decodes) == begun


def test_pictures_cannot_be_had_from_landmarks(light: Path, video: Path, tmp_path: Path) -> None:
    from annotator.landmarks import ExtractorConfig, extract_to_file
    from annotator.video import probe

    pose = extract_to_file(probe(video), ExtractorConfig(), tmp_path / "a.pose").path
    with pytest.raises(annotator.AnnotatorError, match="give it the video itself"):
        run(light, ["light"], tmp_path, pose)
    from_pose = run(light, ["gestures"], tmp_path, pose)
    from_video = run(light, ["gestures"], tmp_path, video)
    assert [s.text for s in from_pose.segments] == [s.text for s in from_video.segments]
