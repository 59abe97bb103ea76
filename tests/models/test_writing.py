"""Writing bundles: whole or not at all, and never over what is not a bundle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from annotator.errors import BundleError
from annotator.models import Bundle, bundled_models, load_bundle, write_bundle

GESTURES = load_bundle(bundled_models() / "gestures")
TOKENS = json.dumps({"0": {"ko": "오다"}, "1": {"ko": "가다"}, "2": {"ko": "돌다"}}, ensure_ascii=False).encode()


def write(folder: Path, *, window: int = 30, tokens: bytes = TOKENS, replace: bool = False, **changes: Any) -> Bundle:
    wanted = msgspec.structs.replace(GESTURES.manifest.input, window=window)
    manifest = msgspec.structs.replace(GESTURES.manifest, input=wanted, **changes)
    weights = GESTURES.weights.read_bytes()
    return write_bundle(folder, manifest, weights=weights, tokens=tokens, card="# 손짓\n", replace=replace)


def test_a_bundle_is_written_and_verified(tmp_path: Path) -> None:
    bundle = write(tmp_path / "new" / "mine", name="mine")
    bundle.verify()
    assert bundle == load_bundle(tmp_path / "new" / "mine")
    assert sorted(bundle.manifest.files) == ["README.md", "tokens.json", "weights.tflite"]
    assert bundle.file("README.md").read_text("utf-8") == "# 손짓\n"
    assert bundle.weights.read_bytes() == GESTURES.weights.read_bytes()


def test_the_same_bundle_is_written_with_the_same_bytes(tmp_path: Path) -> None:
    one, two = write(tmp_path / "one"), write(tmp_path / "two")
    assert (one.folder / "model.toml").read_bytes() == (two.folder / "model.toml").read_bytes()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"window": 31}, "input.window"), ({"tokens": b'["a", "b"]'}, "output.class_ids"), ({"name": "a/b"}, "name")],
    ids=["shape", "words", "name"],
)
def test_what_does_not_fit_together_leaves_nothing(tmp_path: Path, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BundleError) as caught:
        write(tmp_path / "mine", **changes)
    assert caught.value.field == field
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_is_replaced_only_when_asked(tmp_path: Path) -> None:
    write(tmp_path / "mine", summary="old")
    with pytest.raises(BundleError, match="not empty"):
        write(tmp_path / "mine", summary="new")
    assert load_bundle(tmp_path / "mine").manifest.summary == "old"
    assert write(tmp_path / "mine", summary="new", replace=True).manifest.summary == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_failed_replacement_leaves_the_old_bundle(tmp_path: Path) -> None:
    write(tmp_path / "mine", summary="old")
    with pytest.raises(BundleError):
        write(tmp_path / "mine", window=31, replace=True)
    bundle = load_bundle(tmp_path / "mine")
    bundle.verify()
    assert bundle.manifest.summary == "old"


def test_a_folder_with_other_things_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(BundleError, match=r"thesis\.txt"):
        write(tmp_path, replace=True)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_file_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("a file")
    with pytest.raises(BundleError, match="is a file"):
        write(tmp_path / "mine", replace=True)
