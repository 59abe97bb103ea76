"""Finding bundles: the order of places, what shadows what, broken ones, and what is said when there is none."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.errors import BundleError, ModelNotFoundError
from annotator.models import ModelStore, bundled_models, user_models

EditBundle = Callable[..., Path]


def test_places_come_in_the_documented_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_MODELS", os.pathsep.join([str(tmp_path / "b"), "", str(tmp_path / "c")]))
    places = ModelStore([tmp_path / "a"]).places
    assert places == (tmp_path / "a", tmp_path / "b", tmp_path / "c", user_models(), bundled_models())


def test_the_bundled_model_is_found_by_name() -> None:
    assert ModelStore().find("gestures").folder == bundled_models() / "gestures"


def test_an_earlier_place_wins_and_the_later_is_listed_as_shadowed(tmp_path: Path, bundle_copy: EditBundle) -> None:
    first, second = bundle_copy(place=tmp_path / "a"), bundle_copy(place=tmp_path / "b")
    store = ModelStore([tmp_path / "a", tmp_path / "b"])
    assert store.find("gestures").folder == first
    found = [(model.folder, model.shadowed) for model in store.list()]
    assert found[:2] == [(first, False), (second, True)]
    assert (bundled_models() / "gestures", True) in found


@pytest.mark.parametrize("how", ["path", "text", "model.toml", "with ~"])
def test_a_bundle_is_found_by_path(
    how: str, tmp_path: Path, bundle_copy: EditBundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = bundle_copy(name="mine")
    asked = {"path": folder, "text": str(folder), "model.toml": folder / "model.toml", "with ~": "~/mine"}[how]
    assert ModelStore().find(asked).folder == folder


def test_a_bundle_in_the_working_folder_is_found_by_its_folder(
    tmp_path: Path, bundle_copy: EditBundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle_copy(name="mine")
    monkeypatch.chdir(tmp_path)
    assert ModelStore().find("mine").name == "mine"


def test_a_place_may_be_a_bundle_itself(bundle_copy: EditBundle) -> None:
    folder = bundle_copy(name="mine")
    assert ModelStore([folder]).find("mine").folder == folder


def test_a_broken_bundle_is_listed_with_its_reason_and_the_rest_works(tmp_path: Path, bundle_copy: EditBundle) -> None:
    bundle_copy("window = 30", "window = 0", name="broken")
    bundle_copy(name="sound")
    store = ModelStore([tmp_path])
    broken, sound = store.list()[:2]
    assert broken.name == "broken"
    assert broken.bundle is None
    assert broken.error is not None
    assert broken.error.field == "input.window"
    assert sound.bundle == store.find("sound")
    with pytest.raises(BundleError, match=r"input\.window"):
        store.find("broken")


def test_a_broken_bundle_is_not_passed_over_for_a_later_one(tmp_path: Path, bundle_copy: EditBundle) -> None:
    bundle_copy("window = 30", "window = 0", name="gestures")
    with pytest.raises(BundleError, match=r"input\.window"):
        ModelStore([tmp_path]).find("gestures")


def test_no_such_model_says_where_it_looked_and_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError) as caught:
        ModelStore([tmp_path / "nowhere"]).find("gesture")
    said = str(caught.value)
    assert "no model is called 'gesture'" in said
    assert "there are: gestures" in said
    assert str(tmp_path / "nowhere") in said
    assert "did you mean 'gestures'?" in said
    assert caught.value.exit_code == 3


def test_a_path_that_leads_nowhere_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match="no such model folder"):
        ModelStore().find(tmp_path / "nowhere")


def test_drafts_of_bundles_are_not_listed(tmp_path: Path, bundle_copy: EditBundle) -> None:
    bundle_copy(name="mine")
    (tmp_path / "mine").rename(tmp_path / ".mine.abc.partial")
    assert all(model.place != tmp_path for model in ModelStore([tmp_path]).list())
