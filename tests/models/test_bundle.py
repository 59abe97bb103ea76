"""Bundles: what is broken is refused by the name of the field or file, before anything is recognised with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.errors import BundleError
from annotator.models import Bundle, load_bundle, verify_bundle

EditBundle = Callable[..., Path]


def reseal(folder: Path, name: str, data: bytes) -> None:
    """Writes another file into a bundle and its right checksum into model.toml."""
    manifest = folder / "model.toml"
    before = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / name).write_bytes(data)
    text = manifest.read_text("utf-8").replace(before, hashlib.sha256(data).hexdigest())
    manifest.write_text(text, "utf-8")


def refusal(act: Callable[[], object]) -> BundleError:
    with pytest.raises(BundleError) as caught:
        act()
    return caught.value


def test_a_sound_bundle_is_verified(bundle_copy: EditBundle) -> None:
    bundle = load_bundle(bundle_copy())
    verify_bundle(bundle)
    assert bundle.name == "gestures"
    assert bundle.weights.name == "weights.tflite"
    assert bundle.tokens().text(0, "ko") == "오다"
    assert bundle.tokens().id == "gestures"


def test_a_bundle_crosses_process_borders(bundle_copy: EditBundle) -> None:
    import pickle

    bundle = load_bundle(bundle_copy())
    assert pickle.loads(pickle.dumps(bundle)) == bundle  # noqa: S301 (our own bytes)


@pytest.mark.parametrize("name", ["weights.tflite", "tokens.json", "README.md"])
def test_a_missing_file_is_refused_on_loading(bundle_copy: EditBundle, name: str) -> None:
    folder = bundle_copy()
    (folder / name).unlink()
    error = refusal(lambda: load_bundle(folder))
    assert error.field == f'files."{name}"'
    assert error.path == folder


def test_changed_weights_are_refused_before_their_first_use(bundle_copy: EditBundle) -> None:
    folder = bundle_copy()
    weights = folder / "weights.tflite"
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    bundle = load_bundle(folder)
    assert refusal(lambda: bundle.weights).field == 'files."weights.tflite"'
    assert refusal(bundle.verify).field == 'files."weights.tflite"'


def test_weights_changed_after_they_were_found_right_are_refused(bundle_copy: EditBundle) -> None:
    bundle = load_bundle(bundle_copy())
    path = bundle.weights
    path.write_bytes(path.read_bytes() + b"more")
    assert "sha256" in str(refusal(lambda: bundle.weights))


def test_a_file_that_is_not_listed_is_refused(bundle_copy: EditBundle) -> None:
    assert "not listed" in str(refusal(lambda: load_bundle(bundle_copy()).file("notes.txt")))


def test_a_bundle_without_words_is_refused(bundle_copy: EditBundle) -> None:
    folder = bundle_copy('"tokens.json" =', '"model_tokens.json" =')
    (folder / "tokens.json").rename(folder / "model_tokens.json")
    assert refusal(lambda: load_bundle(folder)).field == 'files."tokens.json"'


@pytest.mark.parametrize("folder", ["nowhere", "a file"])
def test_what_is_no_folder_is_refused(tmp_path: Path, folder: str) -> None:
    (tmp_path / "a file").write_text("x")
    assert refusal(lambda: load_bundle(tmp_path / folder)).path == tmp_path / folder


SHAPES = [
    ("window = 30", "window = 20", "input.window"),
    ("feature_width = 99", "feature_width = 258", "input.feature_width"),
    ("classes = 3\nclass_ids = [0, 1, 2]", "classes = 2\nclass_ids = [0, 1]", "output.classes"),
    ("class_ids = [0, 1, 2]", "class_ids = [0, 1, 7]", "output.class_ids"),
    (
        'kind = "landmarks"\nrate = "30"\nwindow = 30\nstride = 1\nmin_usable = 0.8\nfeature_set = "hand99"\n'
        "feature_width = 99\nmirror = true",
        'kind = "frames"\nrate = "30"\nwindow = 30\nwidth = 64\nheight = 64',
        "input.height",
    ),
]


@pytest.mark.parametrize(("old", "new", "field"), SHAPES, ids=[shape[2] for shape in SHAPES])
def test_weights_and_words_must_fit_the_manifest(bundle_copy: EditBundle, old: str, new: str, field: str) -> None:
    bundle = load_bundle(bundle_copy(old, new))
    assert refusal(bundle.verify).field == field


def test_a_dictionary_without_a_class_is_refused(bundle_copy: EditBundle) -> None:
    folder = bundle_copy()
    reseal(folder, "tokens.json", json.dumps({"0": {"ko": "오다"}, "1": {"ko": "가다"}}).encode())
    error = refusal(load_bundle(folder).verify)
    assert error.field == "output.class_ids"
    assert "2 not in the token dictionary" in str(error)


def test_weights_that_are_no_model_are_refused(bundle_copy: EditBundle) -> None:
    folder = bundle_copy()
    reseal(folder, "weights.tflite", b"this is no model")
    assert "LiteRT cannot read it" in str(refusal(load_bundle(folder).verify))


def test_a_bundle_of_rules_needs_no_weights(bundle_copy: EditBundle) -> None:
    folder = bundle_copy()
    manifest = folder / "model.toml"
    lines = manifest.read_text("utf-8").splitlines(keepends=True)
    manifest.write_text("".join(line for line in lines if not line.startswith('"weights.tflite"')), "utf-8")
    bundle: Bundle = load_bundle(folder)
    bundle.verify()
    assert bundle.weights_sha256 == ""
    assert "not listed" in str(refusal(lambda: bundle.weights))
