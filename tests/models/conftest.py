"""Bundles to break: copies of the one that ships with the project."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.models import bundled_models

EditBundle = Callable[..., Path]


@pytest.fixture
def bundle_copy(tmp_path: Path) -> EditBundle:
    """`bundle_copy("a = 1", "a = 2", name="x")` gives a copy of `gestures` with its model.toml so changed."""

    def copy(old: str = "", new: str = "", *, name: str = "gestures", place: Path | None = None) -> Path:
        folder = (place or tmp_path) / name
        shutil.copytree(bundled_models() / "gestures", folder)
        manifest = folder / "model.toml"
        text = manifest.read_text("utf-8")
        assert old in text, f"{old!r} is not in model.toml any more"
        text = text.replace(old, new, 1).replace('name = "gestures"', f'name = "{name}"')
        manifest.write_text(text, "utf-8")
        return folder

    return copy
