"""What is written as a video is read back: as many frames, at the same times, and nearly the same to the eye."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from annotator.errors import OutputError
from annotator.video import VideoWriter, frames, probe


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30000, 1001), Fraction(15, 2)], ids=str)
@pytest.mark.parametrize(("width", "height"), [(64, 48), (33, 21)])
def test_frames_come_back_in_number_and_looks(tmp_path: Path, rate: Fraction, width: int, height: int) -> None:
    random = np.random.default_rng(3)
    corners = random.integers(0, 256, (7, 2, 2, 3), np.uint8)
    images = np.kron(corners, np.ones((1, height // 2 + 1, width // 2 + 1, 1), np.uint8))[:, :height, :width]
    path = tmp_path / "한글" / "a:b.mp4"
    with VideoWriter(path, rate, width, height) as writer:
        assert not path.exists()
        writer.append(images[:5])
        writer.append(images[5:])
    video = probe(path)
    assert (video.width, video.height, video.frame_rate, video.start_s) == (width, height, rate, 0.0)
    with frames(video) as reader:
        read = np.concatenate([batch.images for batch in reader])
    assert read.shape == images.shape
    assert np.abs(read.astype(int) - images).mean() < 6
    assert reader.damage is None
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_block_that_raises_leaves_nothing_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"before")

    def write_and_raise() -> None:
        with VideoWriter(path, Fraction(25), 64, 48) as writer:
            writer.append(np.zeros((3, 48, 64, 3), np.uint8))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_raise()
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"before"]


def test_no_frame_is_no_video(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"a\.mp4: write: cannot be written"):
        VideoWriter(tmp_path / "a.mp4", Fraction(25), 64, 48).__exit__(None, None, None)
    assert not list(tmp_path.iterdir())
