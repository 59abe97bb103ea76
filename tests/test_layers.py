"""Imports point only downwards, and nothing below training knows TensorFlow."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# From the bottom up; a room may import those before it.
LAYERS = [
    "errors",
    "files",
    "text",
    "translation",
    "pool",
    "download",
    "charts",
    "records",
    "truth",
    "video",
    "landmarks",
    "tokens",
    "models",
    "people",
    "timeline",
    "wording",
    "writers",
    "subtitles",
    "labels",
    "rendering",
    "scoring",
    "scorecards",
    "recognizer",
    "pictures",
    "landmark_windows",
    "datasets",
    "training",
    "evaluation",
    "plugins",
    "publishing",
    "engine",
    "fanout",
    "frames",
    "sources",
    "pipeline",
    "batch",
    "performances",
    "measuring",
    "api",
    "cli",
]
HEAVY = {"tensorflow", "tf_keras", "keras", "official", "sklearn"}
MODULES = sorted((ROOT / "annotator").rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "annotator").parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every module imported, and whether that happens under TYPE_CHECKING."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [node.module or ""]
        yield from ((name, id(node) in typing_only) for name in names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_downwards(path: Path) -> None:
    room = room_of(path)
    if room in {"__init__", "__main__"}:
        return
    assert room in LAYERS, f"{room} has no place in the house yet"
    for name, typing_only in imports(path):
        parts = name.split(".")
        if parts[0] == "annotator" and len(parts) > 1 and parts[1] != room and not typing_only:
            assert LAYERS.index(parts[1]) < LAYERS.index(room), f"{path.name} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_training_knows_tensorflow(path: Path) -> None:
    if room_of(path) != "training":
        assert not HEAVY.intersection(name.split(".")[0] for name, _ in imports(path))


def test_built_in_plugins_use_only_the_public_face() -> None:
    for path in (ROOT / "plugins").rglob("*.py"):
        for name, _ in imports(path):
            parts = name.split(".")
            if parts[0] == "annotator":
                assert len(parts) <= 2, f"{path.name} reaches into {name}"
                assert not parts[-1].startswith("_")
                assert parts[1:] != ["cli"]


def test_only_the_command_line_prints() -> None:
    for path in MODULES:
        if room_of(path) != "cli":
            tree = ast.parse(path.read_text("utf-8"))
            called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
            assert not any(isinstance(func, ast.Name) and func.id == "print" for func in called), path


def test_modules_stay_small() -> None:
    long = {str(path): n for path in MODULES if (n := len(path.read_text("utf-8").splitlines())) > 350}
    assert not long
