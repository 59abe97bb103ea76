"""The timeline picture: Hangul in it, pages, and marks that are seen without colour."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from building import annotation, truth

from annotator.charts import hangul_font_file, hangul_fonts
from annotator.evaluation import Evaluation, evaluate
from annotator.evaluation.picture import fitting, save_pictures
from annotator.evaluation.picture_layout import PAGE_IN, PAGES, lay_out, strip_seconds

SIGNS = [("hello", 1.0, 3.0), ("thanks", 5.0, 7.0)]


def read(path: Path) -> npt.NDArray[np.uint8]:
    image = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return np.asarray(image, np.uint8)


def evaluation(found: list[tuple[str, float, float]], count: int = 1, duration_s: float = 20.0) -> Evaluation:
    names = [f"손짓 {n:03}.mp4" for n in range(count)]
    return evaluate(
        [annotation(name, found, duration_s=duration_s) for name in names],
        [truth(name, SIGNS, duration_s=duration_s) for name in names],
    )


def test_a_picture_is_drawn(tmp_path: Path) -> None:
    drawn = save_pictures(evaluation(SIGNS), tmp_path / "deep" / "picture.png")
    assert (drawn.paths, drawn.left_out) == ((tmp_path / "deep" / "picture.png",), 0)
    image = read(drawn.paths[0])
    assert image.shape[1] == 1600
    assert len(np.unique(image.reshape(-1, 3), axis=0)) > 50


def test_what_goes_wrong_is_seen_without_colour(tmp_path: Path) -> None:
    right = read(save_pictures(evaluation(SIGNS), tmp_path / "right.png").paths[0])
    wrong = read(save_pictures(evaluation([("go", 1.0, 3.0), SIGNS[1]]), tmp_path / "wrong.png").paths[0])
    dark = [int((cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) < 60).sum()) for image in (right, wrong)]
    assert dark[1] > dark[0] + 500  # hatching and thick borders


def test_the_font_has_hangul() -> None:
    from matplotlib.ft2font import FT2Font

    characters = FT2Font(str(hangul_font_file())).get_charmap()
    assert all(ord(char) in characters for char in "ㄱㅎㅏㅢ가한글힣×–…")
    assert hangul_fonts().get_family() == ["NanumGothic", "DejaVu Sans"]


def test_what_the_font_lacks_does_not_stop_the_picture(tmp_path: Path) -> None:
    name = "\U0001f600 $x^2$ \x1b[0m.mp4"
    done = evaluate([annotation(name, SIGNS)], [truth(name, SIGNS)])
    assert save_pictures(done, tmp_path / "a.png").paths[0].is_file()


def test_many_videos_go_on_further_pages(tmp_path: Path) -> None:
    drawn = save_pictures(evaluation(SIGNS, 20), tmp_path / "a.png")
    assert [path.name for path in drawn.paths] == ["a.png", "a-2.png"]
    assert all(path.is_file() for path in drawn.paths)
    save_pictures(evaluation(SIGNS), tmp_path / "a.png")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png"]


@pytest.mark.parametrize(("count", "duration_s"), [(1, 5.0), (3, 95.0), (40, 20.0), (500, 20.0), (2, 7200.0)])
def test_nothing_is_drawn_beyond_its_page(count: int, duration_s: float) -> None:
    videos = evaluation(SIGNS, count, duration_s=max(duration_s, 8.0)).videos
    pages, left_out = lay_out(videos)
    assert len(pages) <= PAGES
    assert all(page.height_in <= PAGE_IN for page in pages)
    drawn = list(dict.fromkeys(strip.video.video for page in pages for strip in page.strips))
    assert drawn == [video.video for video in videos][: len(drawn)]
    assert (left_out > 0) == (count == 500 or duration_s == 7200.0)
    if not left_out:
        assert len(drawn) == count
        assert sum(strip.end_s - strip.start_s for page in pages for strip in page.strips) == pytest.approx(
            sum(video.duration_s for video in videos)
        )
    assert strip_seconds(videos) <= 30


def test_labels_shrink_then_lose_their_sign_then_are_cut() -> None:
    assert fitting("× ", "안녕하세요", 500)[0] == "× 안녕하세요"
    assert fitting("× ", "안녕하세요", 60) == ("안녕하세요", 9.0)
    text, _ = fitting("", "안녕하세요", 40)
    assert text.endswith("…")
    assert fitting("× ", "안녕하세요", 3)[0] == ""
