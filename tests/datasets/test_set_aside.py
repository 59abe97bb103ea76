"""Nothing is deleted, nothing is overwritten, and everything comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.datasets import aside_folder, bring_back, set_aside
from annotator.errors import DatasetError, OutputError, UsageError


def contents(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    root = tmp_path / "데이터"
    for name in ("a/1.jpg", "a/2.jpg", "b/1.jpg"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    return root


def test_there_and_back(data: Path) -> None:
    before, folder = contents(data), aside_folder(data)
    assert folder == data.parent / "데이터.set-aside"
    moved = set_aside(data, [(data / "a/1.jpg", "empty", "x"), (data / "a/1.jpg", "copy", "y")], folder)
    moved += set_aside(data, [(data / "b/1.jpg", "empty", "x")], folder)
    assert [(each.source, each.target) for each in moved] == [
        ("a/1.jpg", "empty/a/1.jpg"),
        ("b/1.jpg", "empty/b/1.jpg"),
    ]
    assert contents(data) == {"a/2.jpg": "a/2.jpg"}
    back, stayed = bring_back(data, folder)
    assert ([each.source for each in back], stayed) == (["a/1.jpg", "b/1.jpg"], [])
    assert contents(data) == before
    assert not folder.exists()


def test_nothing_is_overwritten_either_way(data: Path) -> None:
    folder = aside_folder(data)
    set_aside(data, [(data / "a/1.jpg", "empty", "")], folder)
    (data / "a/1.jpg").write_text("new")
    set_aside(data, [(data / "a/1.jpg", "empty", "")], folder)
    assert contents(folder)["empty/a/1.jpg"] == "a/1.jpg"
    assert contents(folder)["empty/a/1-2.jpg"] == "new"
    back, stayed = bring_back(data, folder)
    assert ([each.target for each in back], [each.target for each in stayed]) == (
        ["empty/a/1-2.jpg"],
        ["empty/a/1.jpg"],
    )
    assert (data / "a/1.jpg").read_text() == "new"
    assert contents(folder)["empty/a/1.jpg"] == "a/1.jpg"
    (data / "a/1.jpg").unlink()
    bring_back(data, folder)
    assert (data / "a/1.jpg").read_text() == "a/1.jpg"


def test_a_move_that_was_noted_and_not_made(data: Path) -> None:
    """As an interruption between the note and the move leaves it."""
    folder = aside_folder(data)
    set_aside(data, [(data / "a/1.jpg", "empty", "")], folder)
    (folder / "empty/a/1.jpg").rename(data / "a/1.jpg")
    assert bring_back(data, folder) == ([], [])
    assert (data / "a/1.jpg").exists()


def test_refusals(data: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="lies in the data set"):
        set_aside(data, [(data / "a/1.jpg", "k", "")], data / "aside")
    (tmp_path / "other.jpg").write_text("x")
    with pytest.raises(UsageError, match="lies outside the data set's folder"):
        set_aside(data, [(data / "a/1.jpg", "k", ""), (tmp_path / "other.jpg", "k", "")], tmp_path / "x")
    assert (data / "a/1.jpg").exists()
    with pytest.raises(DatasetError, match="nothing was put aside there"):
        bring_back(data, tmp_path / "x")
    with pytest.raises(OutputError, match="cannot be moved"):
        set_aside(data, [(data / "a/gone.jpg", "k", "")], tmp_path / "x")
